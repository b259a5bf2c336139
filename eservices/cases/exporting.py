"""The answers of many cases leave in one file: the chain of each says so."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from eservices.accounts.models import User
from eservices.cases import chain, permissions
from eservices.cases.chain import Actor
from eservices.cases.enums import EventKind, OpeningReason
from eservices.cases.models import Case


@transaction.atomic
def record_export(*, keys: Sequence[int], user: User, reason: str, detail: str = "") -> list[int]:
    """Record why ``user`` takes the answers of these cases out; return the keys of those cases.

    A case that is not (or no longer) of a queue that the user leads is left out. An export is
    no opening of a file: documents and letters stay closed until it is opened.
    """
    locked = Case.objects.select_for_update(of=("self",)).order_by("pk")
    cases = list(locked.filter(permissions.led(user), pk__in=keys))
    chain.append_to_all(
        cases,
        EventKind.EXPORTED,
        Actor.agent(user),
        data={"reason": OpeningReason(reason).value},
        text=detail,
    )
    recorded = {case.pk for case in cases}
    return [key for key in keys if key in recorded]
