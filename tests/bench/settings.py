from townhall.settings.test import *  # noqa: F403
from townhall.settings.test import INSTALLED_APPS as _INSTALLED_APPS

INSTALLED_APPS = [*_INSTALLED_APPS, "tests.bench.corpus"]
ROOT_URLCONF = "tests.bench.urls"
