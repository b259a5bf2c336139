"""System checks of the virus scanner."""

from typing import Any

from django.core.checks import CheckMessage, Error, Warning

from eservices.cases.files import scanner


def check_scanner_address(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse an address that cannot be one, before a file waits for it for ever."""
    if not scanner.is_configured():
        return []
    try:
        scanner.client_for(scanner.address(), scanner.SHORT_PATIENCE)
    except scanner.InvalidAddress as error:
        return [Error(f"CLAMAV_URL cannot be used: {error}.", id="eservices_cases.E001")]
    return []


def check_scanner_deployed(**_kwargs: Any) -> list[CheckMessage]:
    """Say with ``check --deploy`` that files of residents open without a virus check."""
    if scanner.is_configured():
        return []
    return [
        Warning(
            "No virus scanner is configured: files of residents open unchecked.",
            hint="Set CLAMAV_URL to the address of clamd.",
            id="eservices_cases.W001",
        )
    ]
