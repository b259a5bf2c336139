"""Everything that does not change between a laptop and the city's servers."""

from django.utils.translation import gettext_lazy as _

from townhall.settings.env import ROOT as ROOT
from townhall.settings.env import database, env, own_address
from townhall.settings.i18n import *  # noqa: F403
from townhall.settings.logging import logging_config
from townhall.settings.search import *  # noqa: F403
from townhall.settings.security import *  # noqa: F403

VAR = env("TOWNHALL_VAR")
SITE_NAME = env("SITE_NAME")
SEDA_ARCHIVAL_AGENCY = env("SEDA_ARCHIVAL_AGENCY")
SEDA_TRANSFERRING_AGENCY = env("SEDA_TRANSFERRING_AGENCY")
SEDA_ARCHIVAL_AGREEMENT = env("SEDA_ARCHIVAL_AGREEMENT")
PUBLIC_URL = env("PUBLIC_URL") or own_address()
HELP_TELEPHONE = env("HELP_TELEPHONE")
MAINTENANCE_UNTIL = env("MAINTENANCE_UNTIL")
DEMO = False
DEBUG = False

INSTALLED_APPS = [
    "townhall",
    "search",
    "eservices.backoffice.figures",
    "eservices.backoffice",
    "eservices.catalogue",
    "eservices.procedures",
    "eservices.records",
    "eservices.cases",
    "eservices.accounts",
    "content.information",
    "content.places",
    "content.council",
    "content.navigation",
    "content.core",
    "formtools",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "townhall.middleware.probes",
    "townhall.middleware.request_id",
    "townhall.middleware.client_address",
    "django.middleware.security.SecurityMiddleware",
    "townhall.middleware.ContentPolicy",
    "townhall.middleware.maintenance",
    "townhall.middleware.public_responses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "townhall.middleware.language_from_address",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "content.core.refusals.ExplainRefusedPublication",
    "allauth.account.middleware.AccountMiddleware",
    "townhall.middleware.staff_second_factor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "townhall.urls"
WSGI_APPLICATION = "townhall.wsgi.application"
APPEND_SLASH = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database(env("DATABASE_URL") or f"sqlite://{VAR / 'townhall.sqlite3'}")}
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env("REDIS_URL")}
        if env("REDIS_URL")
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
# Wagtail's own work only; what must not be lost is a delivery row (content.core.deliveries).
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
_S3 = {"bucket_name": env("S3_BUCKET"), "endpoint_url": env("S3_ENDPOINT") or None}
STORAGES = {
    "default": (
        {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {**_S3, "location": "media"}}
        if env("S3_BUCKET")
        else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    ),
    # Attachments, letters, mandates: in no served folder, read through a view that checks rights.
    "private": (
        {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {**_S3, "location": "private"}}
        if env("S3_BUCKET")
        else {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": VAR / "private", "base_url": None},
        }
    ),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
# A procedure of fifty questions posts some thousands of controls from the editor.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
MAX_BODY_BYTES = env("MAX_BODY_MB") * 1_000_000
SERVER_THREADS = env("SERVER_THREADS")
PAGE_CACHE_BYTES = env("PAGE_CACHE_MB") * 1_000_000
REDIS_URL = env("REDIS_URL")
#: Query parameters that make another page; those that only follow a visitor are dropped.
PAGE_CACHE_PARAMETERS = frozenset(
    {"c", "district", "kind", "lang", "open", "page", "q", "s", "service", "t"}
    # Of the search page and of its API.
    | {"after", "format", "key", "since", "sort", "speaker", "theme", "until", "year"}
)

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("EMAIL_FROM")
EMAIL_RETURN_ADDRESS = env("EMAIL_RETURN_ADDRESS")
BOUNCES_MAILDIR = env("BOUNCES_MAILDIR")
EMAIL_FILE_PATH = VAR / "mail"
SMS_URL = env("SMS_URL")
SMS_FILE_PATH = VAR / "sms"
EMAIL_TIMEOUT = 20
if env("EMAIL_URL"):
    globals().update(env("EMAIL_URL"))
else:
    EMAIL_BACKEND = "content.core.mail.MailFolder"

LOGGING = logging_config(env("LOG_FORMAT"))

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "mp4", "ods", "odt", "pdf", "vtt", "xlsx", "zip"]
WAGTAILIMAGES_IMAGE_MODEL = "content_information.Picture"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20_000_000
WAGTAILIMAGES_EXTENSIONS = ["avif", "heic", "jpeg", "jpg", "png", "webp"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", _("French")), ("en", _("English"))]
