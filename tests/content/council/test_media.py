"""The demonstration film is a real one: it plays, its captions are exact."""

import io
import subprocess
import sys
from pathlib import Path

import av
import pytest
from django.core.files.base import ContentFile

from content.core.models import Delivery
from content.council.data import SessionData
from content.council.loading import film_session, save_session, turns_of
from content.council.media.film import make_film
from content.council.media.probe import RecordingUnreadable, probe
from content.council.media.voice import Voice, sample_rate, speak
from content.council.models import Cue, Session
from content.council.services import attach_recording
from content.council.tasks import run_probe
from tests.content.council.factories import make_body, make_session, make_sitting, session_entry


def test_a_sentence_is_spoken() -> None:
    samples = speak("La séance est ouverte.", Voice("f2"))

    assert 0.5 < len(samples) / sample_rate() < 4
    assert max(samples) > 3000


def test_what_is_no_film_is_refused_in_words() -> None:
    with pytest.raises(RecordingUnreadable):
        probe(io.BytesIO(b"not a film at all" * 100))


@pytest.mark.django_db
def test_a_session_is_filmed_captioned_and_published(
    tmp_path: Path, settings: pytest.FixtureRequest
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    data = SessionData.read_all(session_entry())[0]
    session = save_session(data=data, body=make_body())

    sitting = film_session(data=data, session=session)

    assert sitting.ready
    assert Session.objects.get().status == "recording_ready"
    with av.open(sitting.media.path) as film:
        assert [stream.codec.name for stream in film.streams] == ["h264", "aac"]
        assert abs(film.duration / av.time_base - sitting.seconds) < 0.2
    last = Cue.objects.order_by("-end_ms").first()
    assert last
    assert last.text == "Vingt rues."
    assert last.end_ms < sitting.duration_ms
    assert sitting.poster.size > 1000
    assert film_session(data=data, session=session).pk == sitting.pk


def test_the_same_script_gives_the_same_sound_in_each_process() -> None:
    program = (
        "import hashlib; from content.council.media.voice import Voice, speak;"
        "print(hashlib.sha256(speak('Vingt rues.', Voice('m3')).tobytes()).hexdigest())"
    )

    heard = {
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
        for _ in range(2)
    }

    assert len(heard) == 1


@pytest.mark.django_db
def test_the_worker_probes_an_uploaded_film(
    tmp_path: Path, settings: pytest.FixtureRequest
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    path = tmp_path / "upload.mp4"
    made = make_film(
        path, session="Séance", turns=turns_of(SessionData.read_all(session_entry())[0])[:1]
    )
    sitting = make_sitting(make_session(), film=False)
    attach_recording(sitting=sitting, file=ContentFile(path.read_bytes(), name="upload.mp4"))

    run_probe(Delivery.objects.get(kind="council.probe"))

    sitting.refresh_from_db()
    assert abs(sitting.duration_ms - made.duration_ms) < 300
    assert (sitting.width, sitting.height) == (1280, 720)
