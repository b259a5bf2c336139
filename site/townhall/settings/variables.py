"""Every variable of the environment, once, with its help and default."""

from townhall.settings.env import ROOT, env

VAR = env.path("TOWNHALL_VAR", "var", "Folder of the site's own data.", root=ROOT)
SECRET_KEY = env.text(
    "SECRET_KEY", "", "Signs cookies and links; production refuses to start without it."
)
SECRET_KEY_FALLBACKS = env.words(
    "SECRET_KEY_FALLBACKS", "", "Former secret keys still accepted, separated by commas."
)
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS", "", "Host names the site answers to, separated by commas (production)."
)
PUBLIC_URL = env.url(
    "PUBLIC_URL",
    "http://127.0.0.1:8000",
    "Address of the site, used in mails.",
    schemes=("http", "https"),
).rstrip("/")
SITE_NAME = env.text("SITE_NAME", "Ville de Paris", "Name shown on the plate and in titles.")
HELP_TELEPHONE = env.text("HELP_TELEPHONE", "", "Telephone shown where a person needs help.")
DATABASE_URL = env.url(
    "DATABASE_URL",
    "",
    "sqlite:///file, or postgres://user:password@host:5432/name. Default: a file in TOWNHALL_VAR.",
    schemes=("sqlite", "postgres", "postgresql"),
)
REDIS_URL = env.url(
    "REDIS_URL",
    "",
    "redis://host:6379/0: cache shared by all processes. Default: one in each process.",
    schemes=("redis", "rediss", "unix"),
)
EMAIL_URL = env.url(
    "EMAIL_URL",
    "",
    "smtp://user:password@host:25, smtps:// or smtp+tls://. Default: files in TOWNHALL_VAR/mail.",
    schemes=("smtp", "smtps", "smtp+tls"),
)
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL", "ville@townhall.invalid", "Sender of the site's mails."
)
S3_BUCKET = env.text("S3_BUCKET", "", "Bucket of public media. Default: a folder.")
S3_PRIVATE_BUCKET = env.text(
    "S3_PRIVATE_BUCKET", "", "Bucket of private files; needed with S3_BUCKET, never public."
)
S3_ENDPOINT_URL = env.url(
    "S3_ENDPOINT_URL", "", "Address of an S3-compatible store.", schemes=("http", "https")
)
S3_REGION = env.text("S3_REGION", "", "Region of the buckets.")
S3_PUBLIC_URL = env.url(
    "S3_PUBLIC_URL",
    "",
    "Address under which browsers read the bucket of public media.",
    schemes=("http", "https"),
).rstrip("/")
SEARCH_ENGINE = env.text(
    "SEARCH_ENGINE",
    "search.engines.embedded.EmbeddedEngine",
    "Class of the search engine.",
)
SEARCH_INDEX_PATH = env.path(
    "SEARCH_INDEX_PATH", "", "Folder of the embedded index. Default: TOWNHALL_VAR/search.", root=VAR
)
CLAMAV_URL = env.url(
    "CLAMAV_URL",
    "",
    "tcp://host:3310 or unix:///path: scanner of uploads; production refuses to start without it.",
    schemes=("tcp", "unix"),
)
DEMO = env.boolean("DEMO", True, "Invented city and accounts; refused in production.")
STAFF_MFA_REQUIRED = env.boolean(
    "STAFF_MFA_REQUIRED", True, "Staff must have a second factor (production)."
)
CONCURRENCY = env.integer(
    "CONCURRENCY", 2, "Requests that one process works on at the same time.", least=1
)
PAGE_CACHE_MEGABYTES = env.integer(
    "PAGE_CACHE_MEGABYTES", 64, "Memory that one process spends on pages ready to send."
)
METRICS_TOKEN = env.text(
    "METRICS_TOKEN", "", "Bearer token of /metrics. Default: only this machine may read it."
)
TRUSTED_PROXIES = env.words(
    "TRUSTED_PROXIES", "", "Addresses of the fronts whose X-Forwarded headers are believed."
)
HSTS_SECONDS = env.integer(
    "HSTS_SECONDS", 31536000, "How long browsers insist on HTTPS (production)."
)
LOG_LEVEL = env.text("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR.")
