"""A recording reaches the public with captions or not at all."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from content.core.models import Delivery, Purge
from content.council.captions import CaptionsInvalid
from content.council.data import SessionData, SessionDataInvalid
from content.council.enums import LayerKind, PictureAnswer, SessionStatus
from content.council.models import Cue, Intervention, Mandate, Session, Sitting, TranscriptLayer
from content.council.services import (
    RecordingNotReady,
    attach_recording,
    import_captions,
    publish_recording,
    withdraw_recording,
)
from tests.content.council.factories import (
    make_record,
    make_session,
    make_sitting,
    session_entry,
)

pytestmark = pytest.mark.django_db
VOICES = """WEBVTT

00:00.000 --> 00:02.000
<v Camille Laurier (démo)>La séance est ouverte.

00:03.000 --> 00:04.000
<v Dominique Sorel (démo)>Merci.

00:05.000 --> 00:06.000
Suite sans nom.

00:07.000 --> 00:08.000
<v Une voisine (démo)>Une question.
"""


def test_a_recording_without_captions_is_refused_by_service_and_database() -> None:
    sitting = make_sitting(make_session())

    with pytest.raises(RecordingNotReady):
        publish_recording(sitting=sitting)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(pk=sitting.pk).update(ready=True)


@pytest.mark.parametrize(
    "lacking", [{"duration_ms": 0}, {"picture": PictureAnswer.UNANSWERED}, {"media": ""}]
)
def test_each_thing_that_lacks_refuses_publication(lacking: dict[str, object]) -> None:
    sitting = make_sitting(make_session())
    import_captions(sitting=sitting, text=VOICES)
    Sitting.objects.filter(pk=sitting.pk).update(**lacking)

    with pytest.raises(RecordingNotReady):
        publish_recording(sitting=sitting)


def test_publication_makes_the_session_ready_and_purges_it() -> None:
    session = make_session()
    sitting = make_sitting(session)
    import_captions(sitting=sitting, text=VOICES)
    Purge.objects.all().delete()

    publish_recording(sitting=sitting)

    assert Session.objects.get().status == SessionStatus.RECORDING_READY
    assert Purge.objects.filter(tag=session.cache_tag).exists()
    spoken = Intervention.objects.first()
    assert spoken
    assert Delivery.objects.filter(key=f"intervention:{spoken.uuid}").exists()

    withdraw_recording(sitting=sitting)
    assert Session.objects.get().status == SessionStatus.CLOSED


def test_a_session_waits_for_all_its_recordings() -> None:
    session = make_session()
    morning, _afternoon = make_sitting(session), make_sitting(session, position=2)
    import_captions(sitting=morning, text=VOICES)

    publish_recording(sitting=morning)

    assert Session.objects.get().status == SessionStatus.CLOSED


def test_voices_make_interventions_by_the_office_of_that_day() -> None:
    sitting = make_sitting(make_session())

    import_captions(sitting=sitting, text=VOICES)

    spoken = list(Intervention.objects.order_by("number"))
    assert [one.name for one in spoken] == [
        "Camille Laurier (démo)",
        "Dominique Sorel (démo)",
        "Une voisine (démo)",
    ]
    assert spoken[0].office == "Présidente de séance"
    assert spoken[2].mandate is None
    assert (spoken[1].start_ms, spoken[1].end_ms) == (3000, 6000)
    assert list(Cue.objects.values_list("intervention__number", flat=True)) == [1, 2, 2, 3]


def test_the_day_of_a_sitting_is_the_day_in_paris() -> None:
    sitting = make_sitting(make_session())
    # Half past midnight of 16 June in Paris.
    sitting.starts_at = datetime(2026, 6, 15, 22, 30, tzinfo=UTC)
    Mandate.objects.update(starts_on=date(2026, 6, 16))

    import_captions(sitting=sitting, text=VOICES)

    assert Intervention.objects.order_by("number")[0].office == "Présidente de séance"


def test_a_cue_goes_to_the_speaker_its_voice_names_where_times_disagree() -> None:
    sitting = make_sitting(make_session())
    chair, culture = Mandate.objects.order_by("speaker__key")
    for number, (mandate, start) in enumerate([(chair, 0), (culture, 2500)], start=1):
        Intervention.objects.create(
            sitting=sitting, number=number, mandate=mandate, start_ms=start, end_ms=start + 2400
        )
    late = "WEBVTT\n\n00:01.800 --> 00:02.900\n<v Dominique Sorel (démo)>Merci.\n"

    import_captions(sitting=sitting, text=late)

    assert Cue.objects.get().intervention.number == 2  # type: ignore[union-attr]


def test_the_clock_of_the_sitting_is_the_master_of_the_film() -> None:
    sitting = make_sitting(make_session())
    sitting.media_offset_ms = 60_000
    sitting.save()

    import_captions(sitting=sitting, text=VOICES)

    cue = Cue.objects.order_by("start_ms").first()
    assert cue
    assert cue.start_ms == 60_000
    assert sitting.media_seconds(cue.start_ms) == 0


def test_a_faulty_file_leaves_the_captions_that_are_there() -> None:
    session = make_record()
    sitting = session.sittings.get()
    before = list(Cue.objects.values_list("text", flat=True))

    with pytest.raises(CaptionsInvalid):
        import_captions(sitting=sitting, text="WEBVTT\n\n00:09 --> 00:10\nx\n")

    assert list(Cue.objects.values_list("text", flat=True)) == before


def test_the_most_trusted_layer_is_the_one_shown() -> None:
    sitting = make_sitting(make_session())
    for kind in (LayerKind.MACHINE, LayerKind.OFFICIAL, LayerKind.CORRECTED):
        import_captions(sitting=sitting, text=VOICES, kind=kind)

    assert TranscriptLayer.objects.shown().get().kind == LayerKind.OFFICIAL


def test_a_new_film_takes_the_recording_back_and_is_probed_by_the_worker() -> None:
    sitting = make_record().sittings.get()

    attach_recording(sitting=sitting, file=ContentFile(b"film 2", name="film2.mp4"))

    sitting.refresh_from_db()
    assert not sitting.ready
    assert Delivery.objects.get(kind="council.probe").lane == "media"


def test_data_that_names_an_unknown_speaker_is_refused() -> None:
    entry = session_entry()
    entry["items"][0]["interventions"][0]["speaker"] = "nobody"

    with pytest.raises(SessionDataInvalid, match="nobody"):
        SessionData.read_all(entry)


def test_loading_a_session_twice_changes_nothing() -> None:
    first, second = make_session(), make_session()

    assert first.pk == second.pk
    assert second.items.count() == 2
    assert Mandate.objects.count() == 2
