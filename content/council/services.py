"""The only writer of the Council: recordings, captions, publication."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import BinaryIO, cast

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.core import changes, deliveries
from content.core.models.deliveries import Lane
from content.council.captions import CaptionCue, parse_captions
from content.council.enums import LayerKind, PictureAnswer, SessionStatus
from content.council.media.probe import RecordingUnreadable, probe
from content.council.models import (
    Cue,
    Intervention,
    Mandate,
    Session,
    Sitting,
    TranscriptLayer,
)
from content.council.models.sessions import LANGUAGE

LIST_TAG = "list:council"
PROBE = "council.probe"


class RecordingNotReady(ValueError):
    """The public may not be shown this recording yet; the message says what is missing."""


def touch(session: Session) -> None:
    """Record that a session changed; inside the transaction that changes it."""
    Session.objects.filter(pk=session.pk).update(changed_at=timezone.now())
    uuids = Intervention.objects.filter(sitting__session=session).values_list("uuid", flat=True)
    changes.record(
        tags=[session.cache_tag, LIST_TAG],
        documents=[
            ("session", str(session.uuid)),
            *(("intervention", str(identifier)) for identifier in uuids),
        ],
    )


@transaction.atomic
def attach_recording(*, sitting: Sitting, file: File[bytes]) -> Sitting:
    """Store a new film for a sitting; it is probed and shown later.

    The sitting is taken back from the public until it is published again, for
    the captions of another film would not fit.
    """
    sitting.ready = False
    sitting.duration_ms = 0
    sitting.problem = ""
    sitting.media.save(PurePath(file.name or "recording.mp4").name, file, save=False)
    sitting.size = sitting.media.size
    sitting.save()
    deliveries.enqueue(kind=PROBE, key=str(sitting.uuid), payload={}, lane=Lane.MEDIA, again=True)
    touch(sitting.session)
    return sitting


def probe_recording(*, sitting: Sitting) -> Sitting:
    """Read length, size and still picture of the film; long, so never in a web request.

    A recording that waits for this only is then shown. A film that browsers cannot
    play is refused: `problem` says why, to the editor.
    """
    try:
        with sitting.media.open("rb") as file:
            found = probe(cast(BinaryIO, file))
    except RecordingUnreadable as error:
        Sitting.objects.filter(pk=sitting.pk).update(problem=str(error)[:300])
        sitting.refresh_from_db()
        return sitting
    with transaction.atomic():
        sitting.refresh_from_db()
        sitting.duration_ms = found.duration_ms
        sitting.width, sitting.height = found.width, found.height
        sitting.media_type = found.media_type
        sitting.size = sitting.media.size
        sitting.poster.save(f"{sitting.uuid}.jpg", ContentFile(found.poster), save=False)
        sitting.problem = ""
        sitting.save()
        touch(sitting.session)
    return show_when_ready(sitting=sitting)


@transaction.atomic
def import_captions(
    *,
    sitting: Sitting,
    text: str,
    kind: LayerKind = LayerKind.CORRECTED,
    language: str = LANGUAGE,
) -> TranscriptLayer:
    """Replace one transcript layer by the cues of a WebVTT file and tie them to speakers.

    A cue belongs to the intervention that holds its middle; where its voice names
    another speaker, to the nearest intervention of that speaker. A sitting without
    interventions gets one for each change of voice. Returns the layer; raises
    `CaptionsInvalid` with the line at fault.
    """
    read = parse_captions(text, duration_ms=sitting.duration_ms)
    if not sitting.interventions.exists():
        _interventions_from_voices(sitting, read)
    interventions = list(
        Intervention.objects.filter(sitting=sitting).select_related("mandate__speaker")
    )
    layer, _created = TranscriptLayer.objects.update_or_create(
        sitting=sitting, kind=kind, language=language
    )
    layer.cues.all().delete()
    first = sitting.first_cue_number
    Cue.objects.bulk_create(
        Cue(
            layer=layer,
            intervention=_intervention_of(cue, interventions, sitting),
            number=first + index,
            start_ms=cue.start_ms + sitting.media_offset_ms,
            end_ms=cue.end_ms + sitting.media_offset_ms,
            voice=cue.voice,
            text=cue.text,
        )
        for index, cue in enumerate(read)
    )
    if language == LANGUAGE:
        shown = TranscriptLayer.objects.shown().get(sitting=sitting)
        sitting.caption_count = shown.cues.count()
        sitting.save(update_fields=["caption_count"])
    touch(sitting.session)
    return layer


def _intervention_of(
    cue: CaptionCue, interventions: Sequence[Intervention], sitting: Sitting
) -> Intervention | None:
    middle = (cue.start_ms + cue.end_ms) // 2 + sitting.media_offset_ms

    def distance(one: Intervention) -> int:
        return max(one.start_ms - middle, middle - one.end_ms, 0)

    by_time = next((one for one in interventions if distance(one) == 0), None)
    if not cue.voice or (by_time and by_time.name == cue.voice):
        return by_time
    same_voice = [one for one in interventions if one.name == cue.voice]
    return min(same_voice, key=distance, default=by_time)


def _interventions_from_voices(sitting: Sitting, cues: Sequence[CaptionCue]) -> None:
    """Begin an intervention at each change of voice."""
    runs: list[list[CaptionCue]] = []
    for cue in cues:
        if runs and cue.voice in ("", runs[-1][0].voice):
            runs[-1].append(cue)
        elif cue.voice:
            runs.append([cue])
    number = Intervention.objects.filter(sitting__session=sitting.session).count()
    mandates = _mandates(sitting)
    for offset, run in enumerate(runs, start=1):
        voice = run[0].voice
        mandate = mandates.get(voice)
        Intervention.objects.create(
            sitting=sitting,
            number=number + offset,
            mandate=mandate,
            speaker_name="" if mandate else voice,
            start_ms=run[0].start_ms + sitting.media_offset_ms,
            end_ms=run[-1].end_ms + sitting.media_offset_ms,
        )


def _mandates(sitting: Sitting) -> dict[str, Mandate]:
    """Offices held on the day, by name; a name that two people bear is left to the editor."""
    day = timezone.localdate(sitting.starts_at)
    found: dict[str, list[Mandate]] = {}
    for mandate in Mandate.objects.filter(starts_on__lte=day).select_related("speaker"):
        if mandate.ends_on is None or mandate.ends_on >= day:
            found.setdefault(mandate.speaker.name, []).append(mandate)
    return {name: some[0] for name, some in found.items() if len(some) == 1}


@transaction.atomic
def publish_recording(*, sitting: Sitting) -> Sitting:
    """Show a recording to the public; the session is ready when all its recordings are.

    Raises `RecordingNotReady` while the film is not probed, has no captions, or
    nobody said whether its picture tells what its sound does not (RGAA 4.1 to 4.6).
    """
    sitting = Sitting.objects.select_related("session").get(pk=sitting.pk)
    if not sitting.media or not sitting.duration_ms:
        raise RecordingNotReady(_("The film is not there yet, or not read yet."))
    if not sitting.caption_count:
        raise RecordingNotReady(_("Captions are missing: a recording is not shown without them."))
    if sitting.picture == PictureAnswer.UNANSWERED:
        raise RecordingNotReady(_("Say whether the picture tells what the sound does not."))
    sitting.ready = sitting.to_be_shown = True
    sitting.full_clean()
    sitting.save()
    session = sitting.session
    waiting = session.sittings.filter(ready=False).exclude(media="")
    if not waiting.exists() and session.status == SessionStatus.CLOSED:
        session.status = SessionStatus.RECORDING_READY
        session.save(update_fields=["status"])
    touch(session)
    return sitting


def show_when_ready(*, sitting: Sitting) -> Sitting:
    """Publish a recording that its editor wants shown, as soon as nothing is missing.

    One that is no longer wanted is withdrawn.
    """
    if not sitting.to_be_shown:
        return withdraw_recording(sitting=sitting) if sitting.ready else sitting
    try:
        return publish_recording(sitting=sitting)
    except RecordingNotReady:
        return sitting


@transaction.atomic
def withdraw_recording(*, sitting: Sitting) -> Sitting:
    """Take a recording back from the public."""
    sitting = Sitting.objects.select_related("session").get(pk=sitting.pk)
    sitting.ready = sitting.to_be_shown = False
    sitting.save(update_fields=["ready", "to_be_shown"])
    session = sitting.session
    if session.status == SessionStatus.RECORDING_READY:
        session.status = SessionStatus.CLOSED
        session.save(update_fields=["status"])
    touch(session)
    return sitting
