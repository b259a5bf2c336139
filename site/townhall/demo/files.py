"""The YAML files of the demonstration."""

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
LANGUAGES = ("fr", "en")


def read(name: str) -> dict[str, Any]:
    """Return the content of one file of the demonstration."""
    data: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return data
