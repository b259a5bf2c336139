"""Message catalogues compiled by a Python package: no machine needs gettext to run."""

from __future__ import annotations

import sys
from pathlib import Path

import polib


def compile_catalogues(folder: Path) -> list[Path]:
    """Write the ``.mo`` beside each ``.po`` that is newer; return those written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        building = target.with_suffix(".building")
        polib.pofile(str(source)).save_as_mofile(str(building))
        building.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_catalogues(Path(sys.argv[1]))
