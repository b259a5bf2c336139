"""WebVTT in and out: read strictly, so that what we publish plays everywhere.

Source: W3C WebVTT, https://www.w3.org/TR/webvtt1/.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

import webvtt
from django.utils.translation import gettext as _
from webvtt.errors import MalformedCaptionError, MalformedFileError

_STAMP = r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}"
_TIMING = re.compile(rf"\s*{_STAMP}[ \t]+-->[ \t]+{_STAMP}(?:[ \t].*)?")
#: A last cue may end a little after the film: recorders round.
TOLERANCE_MS = 2000


class CaptionsInvalid(ValueError):
    """The file cannot serve as captions; ``line`` is where, from 1, when known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        self.line = line
        self.message = message
        super().__init__(
            _("Line %(line)s: %(message)s") % {"line": line, "message": message}
            if line
            else message
        )


@dataclass(frozen=True, slots=True)
class CaptionCue:
    """One cue in milliseconds of the film."""

    start_ms: int
    end_ms: int
    text: str
    voice: str = ""
    line: int | None = None


def decode(raw: bytes) -> str:
    """Return the text of a file; WebVTT is UTF-8. Raises `CaptionsInvalid`."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CaptionsInvalid(_("this file is not encoded in UTF-8."), line) from error


def parse_captions(text: str, *, duration_ms: int = 0) -> list[CaptionCue]:
    """Return the cues of a WebVTT file, checked.

    ``duration_ms`` is the length of the film, 0 if not known yet. Raises
    `CaptionsInvalid` with the line of the first fault: a time stamp that players
    would skip, an end before its start, a cue out of order, empty or past the end.
    """
    lines = text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").splitlines()
    if not lines or not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise CaptionsInvalid(_("a WebVTT file begins with the word WEBVTT."), 1)
    timings = _timing_lines(lines)
    try:
        read = webvtt.WebVTT.from_string("\n".join(lines) + "\n", strict=True)
    except (MalformedFileError, MalformedCaptionError) as error:
        raise CaptionsInvalid(str(error)) from error
    if not read.captions:
        raise CaptionsInvalid(_("there is no caption in this file."))
    cues = [
        CaptionCue(
            start_ms=caption.start_time.in_milliseconds(),
            end_ms=caption.end_time.in_milliseconds(),
            text=" ".join(html.unescape(caption.text).split()),
            voice=(caption.voice or "").strip(),
            line=line,
        )
        for caption, line in zip(read.captions, timings, strict=True)
    ]
    _check(cues, duration_ms)
    return cues


def _timing_lines(lines: list[str]) -> list[int]:
    """Return the numbers of the lines that give times; a faulty one raises."""
    found = []
    in_note = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            in_note = False
        elif line.startswith("NOTE"):
            in_note = True
        elif "-->" in line and not in_note:
            if not _TIMING.fullmatch(line):
                raise CaptionsInvalid(
                    _("the times cannot be read. Write for instance %(example)s.")
                    % {"example": "00:01:02.000 --> 00:01:05.500"},
                    number,
                )
            found.append(number)
    return found


def _check(cues: list[CaptionCue], duration_ms: int) -> None:
    previous = 0
    for cue in cues:
        if cue.end_ms <= cue.start_ms:
            raise CaptionsInvalid(_("this caption ends before it starts."), cue.line)
        if cue.start_ms < previous:
            raise CaptionsInvalid(_("this caption starts before the one above it."), cue.line)
        if not cue.text:
            raise CaptionsInvalid(_("this caption has no text."), cue.line)
        if duration_ms and cue.end_ms > duration_ms + TOLERANCE_MS:
            raise CaptionsInvalid(_("this caption comes after the end of the film."), cue.line)
        previous = cue.start_ms


def _stamp(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}.{rest:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def write_captions(cues: Iterable[CaptionCue]) -> str:
    """Return a WebVTT file; each cue bears its voice, and an empty line ends it."""
    blocks = ["WEBVTT"]
    for cue in cues:
        voice = re.sub(r"[<>&\n]", " ", cue.voice).strip()
        head = f"<v {voice}>" if voice else ""
        blocks.append(
            f"{_stamp(cue.start_ms)} --> {_stamp(cue.end_ms)}\n{head}{_escaped(cue.text)}"
        )
    return "\n\n".join(blocks) + "\n"
