"""Settings of a worker started by a test, on the test's own database and mail folder."""

import json
import os

from townhall.settings.test import *  # noqa: F403

DATABASES = {"default": json.loads(os.environ["TEST_DATABASE"])}
EMAIL_BACKEND = "tests.content.core.worker_process.Backend"
EMAIL_FILE_PATH = os.environ["TEST_FOLDER"]
