"""What `manage.py check --deploy` says of a city's own settings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def check_visitors_are_told_apart(**_kwargs: Any) -> list[CheckMessage]:
    """Warn a city whose limits would count everybody as one: the address of its own front."""
    if settings.TRUSTED_PROXIES or not settings.SECURE_PROXY_SSL_HEADER:
        return []
    return [
        Warning(
            "TRUSTED_PROXIES is empty: behind a front, limits count all visitors as one.",
            hint="Name the addresses of the servers in front of this one.",
            id="townhall.W001",
        )
    ]
