"""What `make run` uses: the embedded default, with the demonstration city."""

from townhall.settings.base import *  # noqa: F403

SECRET_KEY = "development-only-never-in-production"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DEMO = True
ADDRESS_LOOKUP = "streets"
SMS_URL = SMS_URL or "folder"  # noqa: F405
STAFF_MFA_REQUIRED = False
DEMO_PASSWORD = "townhall-demo"  # noqa: S105
DEMO_ACCOUNTS = ("admin", "editor", "agent", "officer", "supervisor", "archivist", "evaluator")
