"""Compiles the message catalogues before a wheel is made: git has their sources alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface):
    """Called by hatchling, in an environment that has polib."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        from content.core.catalogues import compile_catalogues

        compile_catalogues(Path(self.root, "locale"))
