"""Write a whole session from data: registers, agenda, and the recording made from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File
from django.db import transaction
from django.utils.text import slugify

from content.council.captions import write_captions
from content.council.data import ItemData, SessionData, SpeakerData
from content.council.enums import LayerKind, PictureAnswer, SessionStatus
from content.council.media.film import Film, Turn, make_film
from content.council.media.voice import Voice
from content.council.models import (
    AgendaItem,
    AgendaItemText,
    Body,
    Intervention,
    Mandate,
    MandateText,
    Session,
    SessionText,
    Sitting,
    Speaker,
    Term,
    Vote,
)
from content.council.services import (
    attach_recording,
    import_captions,
    probe_recording,
    publish_recording,
    touch,
)

#: Voices given in turn to speakers whose data names none.
VOICES = ("f2", "m3", "f4", "m1")
PITCHES = {"f": 55, "m": 45}


@transaction.atomic
def save_session(*, data: SessionData, body: Body) -> Session:
    """Create or update a session, its speakers and its agenda; returns it."""
    session, _created = Session.objects.update_or_create(
        slug=data.slug,
        defaults={
            "body": body,
            "starts_at": data.starts_at,
            "ends_at": data.ends_at,
            "location": data.location,
        },
        create_defaults={
            "body": body,
            "starts_at": data.starts_at,
            "ends_at": data.ends_at,
            "location": data.location,
            "status": SessionStatus.CLOSED if data.items else SessionStatus.CONVENED,
        },
    )
    for language, words in data.texts.items():
        SessionText.objects.update_or_create(
            subject=session,
            language=language,
            defaults={"title": words.title, "summary": words.summary},
        )
    for speaker in data.speakers:
        _save_mandate(speaker, body, data.starts_at.date())
    for position, item in enumerate(data.items, start=1):
        _save_item(session, position, item)
    touch(session)
    return session


def save_body(*, key: str, name: str, term: str, starts_on: date) -> Body:
    """Create or update a deliberating body and its term; returns the body."""
    row, _created = Term.objects.update_or_create(
        key=slugify(term), defaults={"name": term, "starts_on": starts_on}
    )
    body, _created = Body.objects.update_or_create(key=key, defaults={"name": name, "term": row})
    return body


def _save_mandate(data: SpeakerData, body: Body, day: date) -> Mandate:
    speaker, _created = Speaker.objects.update_or_create(key=data.key, defaults={"name": data.name})
    mandate, _created = Mandate.objects.update_or_create(
        speaker=speaker,
        body=body,
        defaults={"group": data.group, "starts_on": min(body.term.starts_on, day)},
    )
    for language, office in data.offices.items():
        MandateText.objects.update_or_create(
            subject=mandate, language=language, defaults={"office": office}
        )
    return mandate


def _save_item(session: Session, position: int, data: ItemData) -> AgendaItem:
    title = data.texts["fr"].title
    item, _created = AgendaItem.objects.update_or_create(
        session=session,
        slug=slugify(f"{data.number} {title}")[:100].strip("-"),
        defaults={
            "position": position,
            "number": data.number,
            "kind": data.kind,
            "state": data.state,
        },
    )
    for language, words in data.texts.items():
        AgendaItemText.objects.update_or_create(
            subject=item,
            language=language,
            defaults={"title": words.title, "summary": words.summary},
        )
    Vote.objects.filter(item=item).delete()
    Vote.objects.bulk_create(
        Vote(
            item=item,
            target=vote.target,
            method=vote.method,
            result=vote.result,
            votes_for=vote.votes_for,
            votes_against=vote.votes_against,
            abstentions=vote.abstentions,
            not_voting=vote.not_voting,
            source=vote.source,
        )
        for vote in data.votes
    )
    return item


def voice_of(position: int, speaker: SpeakerData) -> Voice:
    """Return the voice of a speaker: the one the data names, else the next in turn."""
    variant = speaker.voice or VOICES[position % len(VOICES)]
    return Voice(variant, PITCHES.get(variant[0], 50), 148 + 4 * (position % 3))


def turns_of(data: SessionData) -> list[Turn]:
    """Return what is to be spoken, in order."""
    voices = {one.key: voice_of(index, one) for index, one in enumerate(data.speakers)}
    people = {one.key: one for one in data.speakers}
    return [
        Turn(
            name=people[one.speaker].name,
            office=people[one.speaker].offices.get("fr", ""),
            item=f"{item.number}. {item.texts['fr'].title}",
            sentences=one.sentences,
            voice=voices[one.speaker],
        )
        for item in data.items
        for one in item.interventions
    ]


def film_session(*, data: SessionData, session: Session) -> Sitting:
    """Make the recording of a session from its script, caption it and publish it.

    A sitting that has its recording already is left alone, so that a second load
    takes no time. Raises `media.voice.VoiceMissing`.
    """
    sitting, _created = Sitting.objects.get_or_create(
        session=session, position=1, defaults={"starts_at": data.starts_at}
    )
    if sitting.ready:
        return sitting
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"conseil-{data.slug}.mp4"
        film = make_film(path, session=data.texts["fr"].title, turns=turns_of(data))
        with path.open("rb") as file:
            attach_recording(sitting=sitting, file=File(file, name=path.name))
    _save_interventions(sitting, data, film)
    probe_recording(sitting=sitting)
    sitting.refresh_from_db()
    import_captions(sitting=sitting, text=write_captions(film.cues), kind=LayerKind.CORRECTED)
    sitting.refresh_from_db()
    sitting.picture = PictureAnswer.NOTHING_MORE
    sitting.save(update_fields=["picture"])
    return publish_recording(sitting=sitting)


@transaction.atomic
def _save_interventions(sitting: Sitting, data: SessionData, film: Film) -> None:
    Intervention.objects.filter(sitting=sitting).delete()
    items = {item.number: item for item in AgendaItem.objects.filter(session=sitting.session)}
    mandates = {
        mandate.speaker.key: mandate
        for mandate in Mandate.objects.filter(body=sitting.session.body).select_related("speaker")
    }
    spoken = [(item, one) for item in data.items for one in item.interventions]
    for number, ((item, one), (start, end)) in enumerate(
        zip(spoken, film.turns, strict=True), start=1
    ):
        Intervention.objects.create(
            sitting=sitting,
            number=number,
            item=items[item.number],
            mandate=mandates[one.speaker],
            kind=one.kind,
            start_ms=start,
            end_ms=end,
        )
