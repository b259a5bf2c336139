"""The site as `make run` serves it, in a database file of the bench's own."""

import tempfile
from pathlib import Path

from townhall.settings.test import *  # noqa: F403
from townhall.settings.test import DATABASES as _DATABASES
from townhall.settings.test import INSTALLED_APPS as _INSTALLED_APPS
from townhall.settings.test import TEMPLATES as _TEMPLATES

INSTALLED_APPS = [*_INSTALLED_APPS, "tests.bench.corpus"]
ROOT_URLCONF = "tests.bench.urls"
TEMPLATES = [{**_TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
if _DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # In memory nothing is made durable and nothing is opened: rows cost what they never cost.
    _DATABASES["default"] |= {
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": str(Path(tempfile.mkdtemp(prefix="bench-database-"), "bench.sqlite3"))},
    }
