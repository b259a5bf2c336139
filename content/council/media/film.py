"""Make a demonstration recording: spoken sentences, drawn plates, exact captions.

The film is H.264 and AAC in MP4, made with PyAV alone; its index comes first, so
that it plays before it is whole.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import typst
from av.audio.frame import AudioFrame
from av.container import OutputContainer
from av.video.frame import VideoFrame
from PIL import Image

from content.council.captions import CaptionCue
from content.council.media.voice import Voice, sample_rate, speak

PLATES = Path(__file__).with_name("plates.typ")
WIDTH, HEIGHT = 1280, 720
FRAMES_A_SECOND = 5
SECONDS_BETWEEN_SENTENCES = 0.35
SECONDS_BETWEEN_SPEAKERS = 1.2
_BIT_RATE = 64_000


@dataclass(frozen=True, slots=True)
class Turn:
    """One person speaking: what the plate shows and the sentences they say."""

    name: str
    office: str
    item: str
    sentences: Sequence[str]
    voice: Voice


@dataclass(frozen=True, slots=True)
class Film:
    """What was made: the captions and the times of each turn, in milliseconds."""

    cues: tuple[CaptionCue, ...]
    turns: tuple[tuple[int, int], ...]
    duration_ms: int


def make_film(path: Path, *, session: str, turns: Sequence[Turn]) -> Film:
    """Write the recording of ``turns`` to ``path`` and return its times.

    The same script gives the same captions in each new process. Raises
    `voice.VoiceMissing` where there is no speech library.
    """
    rate = sample_rate()
    sound, film = _spoken(turns, rate)
    stills = [_still(session, turn) for turn in turns]
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(path), "w", format="mp4", options=options) as container:
        _encode(container, sound, rate, _pictures(stills, film))
    return film


def _spoken(turns: Sequence[Turn], rate: int) -> tuple[array[int], Film]:
    sound = array("h", bytes(2 * round(rate * SECONDS_BETWEEN_SPEAKERS / 2)))
    cues: list[CaptionCue] = []
    times: list[tuple[int, int]] = []

    def now() -> int:
        return round(len(sound) * 1000 / rate)

    for turn in turns:
        began = now()
        for sentence in turn.sentences:
            start = now()
            sound.extend(speak(sentence, turn.voice))
            cues.append(CaptionCue(start, now(), sentence, turn.name))
            sound.frombytes(bytes(2 * round(rate * SECONDS_BETWEEN_SENTENCES)))
        times.append((began, now()))
        sound.frombytes(bytes(2 * round(rate * SECONDS_BETWEEN_SPEAKERS)))
    return sound, Film(tuple(cues), tuple(times), now())


def _still(session: str, turn: Turn) -> Image.Image:
    """Draw a plate; Typst brings its own fonts, so every machine draws the same."""
    words = {"session": session, "name": turn.name, "office": turn.office, "item": turn.item}
    png = typst.compile(
        PLATES,
        format="png",
        ppi=72.0,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(words, ensure_ascii=False)},
    )
    return Image.open(BytesIO(png)).convert("RGB").resize((WIDTH, HEIGHT))


def _pictures(stills: Sequence[Image.Image], film: Film) -> Iterator[VideoFrame]:
    """Yield one frame each fifth of a second: the plate of whoever speaks or spoke last."""
    frames: list[VideoFrame] = [
        VideoFrame.from_image(still)  # type: ignore[no-untyped-call]  # PyAV leaves it untyped
        for still in stills
    ]
    changes = [start for start, _end in film.turns[1:]] + [film.duration_ms + 1000]
    turn = 0
    for index in range(film.duration_ms * FRAMES_A_SECOND // 1000 + 1):
        while index * 1000 // FRAMES_A_SECOND >= changes[turn]:
            turn += 1
        frame = frames[turn]
        frame.pts = index
        frame.time_base = Fraction(1, FRAMES_A_SECOND)
        yield frame


def _encode(
    container: OutputContainer, sound: array[int], rate: int, pictures: Iterator[VideoFrame]
) -> None:
    """Write picture and sound in turns, so that a player never seeks between them."""
    video = container.add_stream(
        "libx264",
        rate=FRAMES_A_SECOND,
        options={"preset": "veryfast", "tune": "stillimage", "crf": "24", "threads": "1"},
    )
    video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    # A picture one can jump to every two seconds.
    video.gop_size = 2 * FRAMES_A_SECOND
    voice = container.add_stream("aac", rate=rate, layout="mono")
    voice.bit_rate = _BIT_RATE
    step, at = rate // FRAMES_A_SECOND, 0
    for picture in pictures:
        container.mux(video.encode(picture))
        container.mux(voice.encode(_samples(sound, at, at + step, rate)))
        at += step
    if at < len(sound):
        container.mux(voice.encode(_samples(sound, at, len(sound), rate)))
    container.mux(video.encode(None))
    container.mux(voice.encode(None))


def _samples(sound: array[int], start: int, end: int, rate: int) -> AudioFrame:
    part = sound[start:end]
    part.frombytes(bytes(2 * (end - start - len(part))))
    frame = AudioFrame(format="s16", layout="mono", samples=len(part))
    frame.planes[0].update(part.tobytes())
    frame.sample_rate = rate
    frame.pts = start
    frame.time_base = Fraction(1, rate)
    return frame
