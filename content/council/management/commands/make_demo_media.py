"""Make the recording and captions of a session from its script, without loading it."""

from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.council.captions import write_captions
from content.council.data import SessionData, SessionDataInvalid
from content.council.loading import turns_of
from content.council.media.film import make_film
from content.council.media.voice import VoiceMissing


class Command(BaseCommand):
    help = "Speak and film a session from a YAML script (see content/council/data.py)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("script", type=Path)
        parser.add_argument("--output", type=Path, default=Path())

    def handle(self, *args: Any, script: Path, output: Path, **options: Any) -> None:
        try:
            data = SessionData.read_all(yaml.safe_load(script.read_text(encoding="utf-8")))[0]
            output.mkdir(parents=True, exist_ok=True)
            path = output / f"conseil-{data.slug}.mp4"
            film = make_film(path, session=data.texts["fr"].title, turns=turns_of(data))
        except (OSError, yaml.YAMLError, SessionDataInvalid, VoiceMissing) as error:
            raise CommandError(str(error)) from error
        path.with_suffix(".vtt").write_text(write_captions(film.cues), encoding="utf-8")
        self.stdout.write(f"{path} ({film.duration_ms / 1000:.1f} s, {len(film.cues)} captions)")
