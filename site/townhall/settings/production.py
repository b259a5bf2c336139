"""The city's servers: refuses to start without what protects residents."""

from townhall.settings.base import *  # noqa: F403
from townhall.settings.env import EnvironmentVariableError, env
from townhall.settings.logging import logging_config

SECRET_KEY = env.required("SECRET_KEY", "it signs cookies and links")
env.required("ALLOWED_HOSTS", "it names the hosts that the site answers for")
ALLOWED_HOSTS = env("ALLOWED_HOSTS")
PUBLIC_URL = env.required("PUBLIC_URL", "links in mails lead there")
WAGTAILADMIN_BASE_URL = PUBLIC_URL
CLAMAV_URL = env.required("CLAMAV_URL", "files of residents are scanned before agents open them")
if env("DEMO"):
    raise EnvironmentVariableError("DEMO is set: the demonstration never runs in production.")

LOGGING = logging_config("json")
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
