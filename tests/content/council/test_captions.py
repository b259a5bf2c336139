"""Captions are read strictly: a fault is named with its line."""

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from content.council.captions import (
    CaptionCue,
    CaptionsInvalid,
    decode,
    parse_captions,
    write_captions,
)

GOOD = """WEBVTT

NOTE made --> by hand

1
00:00:01.000 --> 00:00:03.500
<v Camille Laurier (démo)>La séance est <i>ouverte</i>.

00:04.000 --> 00:05.000 align:start
Merci &amp; bonjour.
"""


def test_cues_give_times_voices_and_plain_words() -> None:
    first, second = parse_captions(GOOD)

    assert (first.start_ms, first.end_ms) == (1000, 3500)
    assert (first.voice, first.text) == ("Camille Laurier (démo)", "La séance est ouverte.")
    assert (second.voice, second.text) == ("", "Merci & bonjour.")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Bonjour", 1),
        ("", 1),
        ("WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nSRT\n", 3),
        ("WEBVTT\n\n00:00:01.000-->00:00:02.000\nx\n", 3),
        ("WEBVTT\n\n00:00:05.000 --> 00:00:03.000\nà l’envers\n", 3),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:01.000 --> 00:02.000\nb\n", 6),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", 3),
        ("WEBVTT\n\n09:00:01.000 --> 09:00:02.000\naprès la fin\n", 3),
    ],
)
@override("en")
def test_a_fault_is_named_with_its_line(text: str, line: int) -> None:
    with pytest.raises(CaptionsInvalid) as caught:
        parse_captions(text, duration_ms=60_000)

    assert caught.value.line == line
    assert str(caught.value).startswith(f"Line {line}: ")


def test_a_file_without_any_caption_is_refused() -> None:
    with pytest.raises(CaptionsInvalid):
        parse_captions("WEBVTT\n\nNOTE nothing here\n")


def test_a_file_that_is_not_utf_8_names_the_line() -> None:
    with pytest.raises(CaptionsInvalid) as caught:
        decode("WEBVTT\n\né".encode("latin-1"))

    assert caught.value.line == 3


words = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters="\x7f\x85\xad"),
    min_size=1,
    max_size=12,
).filter(lambda word: "-->" not in word)
sentences = st.lists(words, min_size=1, max_size=6).map(" ".join)


@given(st.lists(sentences, min_size=1, max_size=5))
@settings(max_examples=80, deadline=None)
def test_what_is_written_reads_back(texts: list[str]) -> None:
    cues = [
        CaptionCue(index * 2000, index * 2000 + 1500, text, "Camille (démo)")
        for index, text in enumerate(texts)
    ]

    read = parse_captions(write_captions(cues))

    assert [(cue.start_ms, cue.end_ms, cue.voice) for cue in read] == [
        (cue.start_ms, cue.end_ms, cue.voice) for cue in cues
    ]
    assert [cue.text for cue in read] == [" ".join(cue.text.split()) for cue in cues]
