from typing import Any

from django.db import DEFAULT_DB_ALIAS

from eservices.backoffice.services import ensure_groups


def make_groups(*, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """After each migrate of the main database the agents' group is there."""
    if using == DEFAULT_DB_ALIAS:
        ensure_groups()
