"""The environment, read once, typed, each variable declared with its help.

`.env.example` is made from this list (`python -m townhall.settings.env`); a test
keeps them equal. A wrong value stops the start with one clear line.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from townhall.settings.i18n import TIME_ZONE

ROOT = Path(__file__).resolve().parents[3]


class EnvironmentVariableError(SystemExit):
    """A variable has a value that cannot be used; one line names it and the remedy.

    Ends the process without a traceback. The value itself may be a secret: never shown.
    """


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    help: str
    default: str = ""
    parse: Callable[[str], Any] = field(default=str)


def boolean(value: str) -> bool:
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "0": False,
        "false": False,
        "no": False,
        "": False,
    }
    if value.lower() not in words:
        raise ValueError("write true or false")
    return words[value.lower()]


def listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def whole(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ValueError("write a whole number") from None


def networks(value: str) -> list[IPv4Network | IPv6Network]:
    """Parse addresses and networks (``10.0.0.0/8``), separated by commas."""
    try:
        return [ip_network(part) for part in listed(value)]
    except ValueError:
        raise ValueError("write addresses like 192.0.2.1 or networks like 10.0.0.0/8") from None


def moment(value: str) -> datetime | None:
    """Parse ``2027-03-05 18:00``, in the site's time zone unless it names another."""
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("write a moment like 2027-03-05 18:00") from None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(TIME_ZONE))


def database(value: str) -> dict[str, Any]:
    """Parse ``sqlite:///path`` or ``postgres://user:password@host:port/name?option=value``."""
    parts = urlsplit(value)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path),
            # Opening the file and its log costs more than most pages.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # A reader never waits, a writer waits its turn, and none is refused.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 0,
            "OPTIONS": {
                # The requests at work, the look at purges, one to spare.
                "pool": {"min_size": 1, "max_size": 4, "timeout": 15},
                **dict(parse_qsl(parts.query)),
            },
        }
    raise ValueError("write sqlite:///path or postgres://user:password@host:port/name")


def mail(value: str) -> dict[str, Any]:
    """Parse ``smtp://user:password@host:port?tls=true`` or nothing (mails become files)."""
    if not value:
        return {}
    parts = urlsplit(value)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("write smtp://user:password@host:port?tls=true, or smtps://...")
    options = dict(parse_qsl(parts.query))
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": boolean(options.get("tls", "")),
    }


def scanner(value: str) -> str:
    """Accept ``tcp://host:port``, ``unix:///path`` or nothing (files are not checked)."""
    parts = urlsplit(value)
    reachable = (parts.scheme == "tcp" and parts.hostname) or (
        parts.scheme == "unix" and parts.path
    )
    if value and not reachable:
        raise ValueError("write tcp://host:port or unix:///path/of/the/socket")
    return value


def server(value: str) -> str:
    """Accept ``https://user:password@host:port`` or nothing."""
    parts = urlsplit(value)
    if value and not (parts.scheme in ("http", "https") and parts.hostname):
        raise ValueError("write https://user:password@host:port, or http://")
    return value


def gateway(value: str) -> str:
    """Accept ``folder``, ``https://token@host/path`` or nothing."""
    parts = urlsplit(value)
    if value not in {"", "folder"} and not (
        parts.scheme in ("http", "https") and parts.hostname and parts.username
    ):
        raise ValueError("write folder, or https://token@host/path")
    return value


def lookup(value: str) -> str:
    """Accept ``streets``, an https address or nothing."""
    if value not in {"", "streets"} and not value.startswith("https://"):
        raise ValueError("write streets, or an address that begins with https://")
    return value


VARIABLES = [
    Variable("TOWNHALL_VAR", "Folder of data: database, files, index.", str(ROOT / "var"), Path),
    Variable("SECRET_KEY", "Signs cookies and links; long, random, kept secret."),
    Variable("ALLOWED_HOSTS", "Host names of the site, separated by commas.", "", listed),
    Variable(
        "PUBLIC_URL", "Address that residents type, for links in mails; this machine's when empty."
    ),
    Variable("SITE_NAME", "The city's name, on the plate and in titles.", "Paris"),
    Variable("HELP_TELEPHONE", "The city's telephone number, as people read it.", "01 99 00 39 75"),
    Variable("DATABASE_URL", "Database; SQLite in the data folder when empty."),
    Variable("REDIS_URL", "Shared cache and limits; in process when empty."),
    Variable(
        "ELASTICSEARCH_URL",
        "Search engine: Elasticsearch 9; an index in the data folder when empty.",
        "",
        server,
    ),
    Variable("ELASTICSEARCH_PREFIX", "Begins the names of its indices.", "townhall"),
    Variable(
        "EMAIL_URL", "Mail server; mails become files in the data folder when empty.", "", mail
    ),
    Variable("EMAIL_FROM", "Sender of mails.", "ville@townhall.invalid"),
    Variable(
        "EMAIL_RETURN_ADDRESS",
        "Address to which servers send back what they cannot deliver, read by manage.py bounces; "
        "EMAIL_FROM when empty.",
    ),
    Variable(
        "BOUNCES_MAILDIR",
        "Maildir where these come; the worker reads it each minute. None when empty.",
    ),
    Variable(
        "SMS_URL",
        "Gateway of text messages (https://token@host/path, asked by POST with JSON), or folder; "
        "none are offered when empty.",
        "",
        gateway,
    ),
    Variable(
        "CLAMAV_URL",
        "Virus scanner (tcp://host:port, unix:///path); needed in production.",
        "",
        scanner,
    ),
    Variable(
        "QUARANTINE_DAYS", "Days for which infected files are kept apart; 0 destroys.", "0", whole
    ),
    Variable(
        "ADDRESS_LOOKUP",
        "Where addresses are looked up: streets (those of import_streets), or the address of a "
        "service like the Base Adresse Nationale (https://data.geopf.fr/geocodage), to which "
        "this server then sends what is typed; nowhere when empty.",
        "",
        lookup,
    ),
    Variable("SEDA_ARCHIVAL_AGENCY", "Identifier of the archives in transfers (SEDA).", "archives"),
    Variable("SEDA_TRANSFERRING_AGENCY", "Identifier of the city in transfers (SEDA).", "ville"),
    Variable("SEDA_ARCHIVAL_AGREEMENT", "Agreement that the archives gave for transfers, if any."),
    Variable("S3_BUCKET", "Bucket for files; the data folder when empty."),
    Variable("S3_ENDPOINT", "Address of the S3-compatible store."),
    Variable("DEMO", "Shows the demonstration city; never in production.", "", boolean),
    Variable("STAFF_MFA_REQUIRED", "Staff need a second factor.", "true", boolean),
    Variable(
        "OIDC_ISSUER",
        "Identity provider of residents (FranceConnect's address, without /.well-known); "
        "none when empty. Callback to register there: PUBLIC_URL/oidc/callback/, "
        "after sign-out: PUBLIC_URL/oidc/left/.",
    ),
    Variable("OIDC_NAME", "Its name, as residents know it.", "FranceConnect"),
    Variable("OIDC_CLIENT_ID", "The name the provider gave to this site."),
    Variable("OIDC_CLIENT_SECRET", "The secret the provider gave to this site."),
    Variable("OIDC_ACR", "Level of assurance that is asked and checked.", "eidas1"),
    Variable(
        "TRUSTED_PROXIES",
        "Addresses or networks of the servers in front, believed in X-Forwarded-For; commas.",
        "",
        networks,
    ),
    Variable("METRICS_TOKEN", "Token that /metrics asks for; closed when empty."),
    Variable("SERVER_THREADS", "Requests that enter Django at once, a process.", "2", whole),
    Variable("MAX_BODY_MB", "Largest request body, in megabytes.", "60", whole),
    Variable("PAGE_CACHE_MB", "Memory for cached pages, a process, in megabytes.", "64", whole),
    Variable(
        "MAINTENANCE_UNTIL",
        "Closes the site with a page that names this planned end (2027-03-05 18:00); it opens "
        "when the variable is gone and the server started again.",
        "",
        moment,
    ),
    Variable("LOG_FORMAT", "json or text.", "text"),
]
_BY_NAME = {variable.name: variable for variable in VARIABLES}


def read_file(path: Path) -> dict[str, str]:
    """Return the ``NAME=value`` lines of a file, or nothing when it is not there."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("'\"") for name, _sign, value in pairs}


class Environment:
    """Typed look-ups; raises `EnvironmentVariableError` for a value that cannot be used."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def __call__(self, name: str) -> Any:
        variable = _BY_NAME[name]
        value = self._values.get(name) or variable.default
        try:
            return variable.parse(value)
        except ValueError as error:
            raise EnvironmentVariableError(f"{name} cannot be used: {error}.") from None

    def required(self, name: str, why: str) -> Any:
        if not self._values.get(name):
            raise EnvironmentVariableError(f"{name} is not set: {why}.")
        return self(name)


env = Environment({**read_file(ROOT / ".env"), **os.environ})


def own_address() -> str:
    """Return where ``make run`` listens: PORT stands before that command, never in `.env`."""
    return f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"


def example() -> str:
    """Return the text of `.env.example`."""
    lines = ["# Copy to .env and change. Made by: python -m townhall.settings.env > .env.example"]
    for variable in VARIABLES:
        default = variable.default.replace(str(ROOT) + "/", "")
        lines += ["", f"# {variable.help}", f"{variable.name}={default}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(example())
