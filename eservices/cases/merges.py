"""Cases whose person was found to be another: each tells it in its chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eservices.cases import chain
from eservices.cases.chain import Actor
from eservices.cases.enums import EventKind
from eservices.cases.models import Case

if TYPE_CHECKING:
    from eservices.accounts.merging import Moved
    from eservices.accounts.models import PersonMerge, User

_COLUMN = "eservices_cases.Case.person"


def record(merge: PersonMerge, moved: Moved, user: User) -> None:
    """Write an event for each case that changed persons, in the transaction of the merge."""
    cases = Case.objects.select_for_update(of=("self",)).filter(pk__in=moved.get(_COLUMN, []))
    for case in cases.order_by("pk"):
        chain.append(
            case,
            EventKind.PERSON,
            Actor.agent(user),
            data={"act": "parted" if merge.undone_at else "merged", "merge": str(merge.uuid)},
        )
