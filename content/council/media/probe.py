"""Look into a recording without any program outside Python: length, size, a still picture."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

import av
from av.container import InputContainer
from django.utils.translation import gettext as _

#: Codecs that every current browser plays in MP4.
PLAYABLE_VIDEO = {"h264", "vp9", "av1"}
PLAYABLE_AUDIO = {"aac", "mp3", "opus"}
#: The picture that stands for the film is not its black first frame.
POSTER_SECONDS = 1.0


class RecordingUnreadable(ValueError):
    """The file is not a film that browsers play; the message says why."""


@dataclass(frozen=True, slots=True)
class Probe:
    duration_ms: int
    width: int
    height: int
    media_type: str
    poster: bytes


def probe(file: BinaryIO) -> Probe:
    """Return what players and pages need to know of a film.

    ``media_type`` names the codecs by family, as ``<source type>`` takes it.
    Raises `RecordingUnreadable`.
    """
    try:
        with av.open(file, mode="r") as container:
            return _probe(container)
    except (av.FFmpegError, IndexError) as error:
        raise RecordingUnreadable(_("This file is not a film that can be read.")) from error


def _probe(container: InputContainer) -> Probe:
    if not container.streams.video:
        raise RecordingUnreadable(_("This file has no picture."))
    if not container.streams.audio:
        raise RecordingUnreadable(_("This file has no sound."))
    video, audio = container.streams.video[0], container.streams.audio[0]
    if video.codec.name not in PLAYABLE_VIDEO | {"libdav1d", "libvpx-vp9"}:
        raise RecordingUnreadable(
            _("Browsers cannot play this picture (%(codec)s): export it as H.264.")
            % {"codec": video.codec.name}
        )
    if audio.codec.name not in PLAYABLE_AUDIO | {"mp3float", "libopus"}:
        raise RecordingUnreadable(
            _("Browsers cannot play this sound (%(codec)s): export it as AAC.")
            % {"codec": audio.codec.name}
        )
    if not container.duration:
        raise RecordingUnreadable(_("This film does not say how long it is."))
    duration_ms = round(container.duration / av.time_base * 1000)
    kind = "video/webm" if "webm" in container.format.name and _is_webm(video) else "video/mp4"
    return Probe(duration_ms, video.width, video.height, kind, _poster(container))


def _is_webm(video: av.VideoStream) -> bool:
    return video.codec.name != "h264"


def _poster(container: InputContainer) -> bytes:
    wanted = min(POSTER_SECONDS, (container.duration or 0) / av.time_base / 2)
    container.seek(0)
    for frame in container.decode(video=0):
        if frame.time is None or frame.time >= wanted:
            picture = io.BytesIO()
            image = frame.to_image()  # type: ignore[no-untyped-call]  # PyAV leaves it untyped
            image.save(picture, "JPEG", quality=82, optimize=True)
            return picture.getvalue()
    raise RecordingUnreadable(_("This file has no picture."))
