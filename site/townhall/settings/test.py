"""As development, but quick, silent and without the demonstration."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from townhall.settings.development import *  # noqa: F403
from townhall.settings.env import env

DEMO = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# What tests upload goes with them, and not among a developer's own files.
_files = TemporaryDirectory(prefix="townhall-test-")
MEDIA_ROOT = Path(_files.name)
LOGGING = {"version": 1, "disable_existing_loggers": False}
# Tests make and drop databases, and count their own connections.
DATABASES["default"]["OPTIONS"].pop("pool", None)  # noqa: F405
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405

# Tests clear the cache, and with Redis that empties a whole database: one for each process.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
if env("REDIS_URL"):
    _redis = urlsplit(env("REDIS_URL"))._replace(path=f"/{int(_worker) % 16}").geturl()
    CACHES = {"default": {**CACHES["default"], "LOCATION": _redis}}  # noqa: F405
# Tests of the scanner ask for it; to all others nobody checks files, as on a first run.
CLAMAV_URL = ""
# Tests of that engine ask for it; all others use the index in a folder.
ELASTICSEARCH_URL = ""
SEARCH_ENGINE = "search.engines.embedded.EmbeddedEngine"
ADDRESS_LOOKUP = ""
# Tests of text messages ask for them.
SMS_URL = ""
