"""Council sessions as tests need them, without making a film each time."""

from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile

from content.council.captions import CaptionCue, write_captions
from content.council.data import PARIS, SessionData
from content.council.enums import PictureAnswer
from content.council.loading import save_body, save_session
from content.council.models import AgendaItem, Body, Intervention, Mandate, Session, Sitting
from content.council.services import import_captions, publish_recording

SPEAKERS = [
    {"key": "chair", "name": "Camille Laurier (démo)", "office_fr": "Présidente de séance",
     "office_en": "Chair"},
    {"key": "culture", "name": "Dominique Sorel (démo)", "office_fr": "Adjoint à la culture"},
]  # fmt: skip


def session_entry(**changes: Any) -> dict[str, Any]:
    """The data of a file: two speakers, two items, three interventions."""
    return {
        "session": {
            "slug": "2026-11-17",
            "date": date(2026, 11, 17),
            "opens_at": "09:00",
            "closes_at": "12:40",
            "fr": {"title": "Séance du 17 novembre", "summary": "Bibliothèques et rues."},
            "en": {"title": "Session of 17 November", "summary": "Libraries and streets."},
        },
        "speakers": SPEAKERS,
        "items": [
            {
                "number": "1",
                "result": "adopted",
                "fr": {"title": "Bibliothèques le dimanche"},
                "en": {"title": "Libraries on Sundays"},
                "votes": [
                    {"target": "L’ensemble", "method": "electronic", "result": "adopted",
                     "for": 98, "source": "Relevé de séance"},
                ],
                "interventions": [
                    {"speaker": "chair", "kind": "chair", "sentences": ["La séance est ouverte."]},
                    {"speaker": "culture", "sentences": ["Merci.", "Je propose ce projet."]},
                ],
            },
            {
                "number": "2",
                "fr": {"title": "Rues aux écoles"},
                "interventions": [{"speaker": "culture", "sentences": ["Vingt rues."]}],
            },
        ],
    } | changes  # fmt: skip


def make_body() -> Body:
    return save_body(
        key="council", name="Conseil de Paris (démo)", term="2026-2032",
        starts_on=date(2026, 3, 29),
    )  # fmt: skip


def make_session(**changes: Any) -> Session:
    data = SessionData.read_all(session_entry(**changes))[0]
    return save_session(data=data, body=make_body())


def make_sitting(session: Session, *, position: int = 1, film: bool = True) -> Sitting:
    """A sitting whose film was probed; the bytes are no film, nobody opens them."""
    sitting = Sitting.objects.create(
        session=session, position=position, starts_at=datetime(2026, 11, 17, 9, tzinfo=PARIS)
    )
    if film:
        sitting.media.save("film.mp4", ContentFile(b"film"), save=False)
        sitting.duration_ms, sitting.media_type = 600_000_000, "video/mp4"
        sitting.width, sitting.height = 1280, 720
        sitting.picture = PictureAnswer.NOTHING_MORE
        sitting.save()
    return sitting


def make_record(*, cues_each: int = 2) -> Session:
    """A session whose recording is published: three interventions of ten seconds a cue."""
    session = make_session()
    sitting = make_sitting(session)
    items = list(AgendaItem.objects.filter(session=session).order_by("position"))
    mandates = {one.speaker.key: one for one in Mandate.objects.select_related("speaker")}
    cues = []
    turns = [("chair", items[0]), ("culture", items[0]), ("culture", items[1])]
    for number, (key, item) in enumerate(turns, start=1):
        start = len(cues) * 10_000
        for index in range(cues_each):
            at = start + index * 10_000
            text = f"Phrase {len(cues) + 1}."
            cues.append(CaptionCue(at, at + 9_000, text, mandates[key].speaker.name))
        Intervention.objects.create(
            sitting=sitting,
            number=number,
            item=item,
            mandate=mandates[key],
            start_ms=start,
            end_ms=start + cues_each * 10_000,
        )
    import_captions(sitting=sitting, text=write_captions(cues))
    publish_recording(sitting=sitting)
    return Session.objects.get(pk=session.pk)
