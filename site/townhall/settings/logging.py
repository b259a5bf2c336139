"""Logs that say what happened and never who: no answer, no address, no draft identity."""

from typing import Any


def logging_config(form: str) -> dict[str, Any]:
    """Return Django's LOGGING; ``form`` is ``json`` (one object a line) or ``text``."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request": {"()": "townhall.logs.RequestFilter"},
            "wrong_host": {"()": "townhall.logs.WrongHostFilter"},
        },
        "formatters": {
            "json": {"()": "townhall.logs.JsonFormatter"},
            "text": {"()": "townhall.logs.LineFormatter"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "json" if form == "json" else "text",
                "filters": ["request"],
            },
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django_tasks": {"level": "WARNING"},
            "django": {"level": "INFO", "propagate": True, "handlers": []},
            # A missing page is no event of ours; the request log has its status.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"filters": ["wrong_host"]},
            "wagtail": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
            # One line a question, with its address: nothing that anybody reads.
            "elastic_transport": {"level": "WARNING"},
        },
    }
