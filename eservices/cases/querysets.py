from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from eservices.cases import permissions
from eservices.cases.codes import LOOKALIKES, InvalidCode, normalise
from eservices.cases.dates import add_working_days
from eservices.cases.enums import OPEN_STATES, Direction

if TYPE_CHECKING:
    from eservices.accounts.models import Person, User
    from eservices.cases.models import Case  # noqa: F401  # named in a string below


#: What cases can be sorted by.
ORDERINGS = {
    "promise": ("promised_on", "received_at", "pk"),
    "received": ("received_at", "pk"),
    "changed": ("status_at", "pk"),
}


def _unread() -> Exists:
    from eservices.cases.models.messages import Message

    return Exists(
        Message.objects.filter(
            case=OuterRef("pk"), direction=Direction.IN, read_at__isnull=True
        ).values("pk")
    )


class CaseQuerySet(models.QuerySet["Case"]):
    """Reads of cases; every list of the desk starts from one of the first two."""

    def worked_by(self, user: User | AnonymousUser) -> CaseQuerySet:
        """Cases that ``user`` may process."""
        return self.filter(permissions.workable(user))

    def open_to(self, user: User | AnonymousUser) -> CaseQuerySet:
        """Cases that ``user`` may read: processes, supervises or audits."""
        return self.filter(permissions.readable(user))

    def of_person(self, person: Person) -> CaseQuerySet:
        """What ``person`` asked, newest first, tests left out."""
        return self.real().filter(person=person).order_by("-received_at")

    def real(self) -> CaseQuerySet:
        """Without the tests and previews of editors."""
        return self.filter(is_test=False)

    def unfinished(self) -> CaseQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def with_code(self, typed: str) -> CaseQuerySet:
        """The case that has this code, or a beginning of one; nothing for what cannot be one."""
        try:
            return self.filter(code=normalise(typed))
        except InvalidCode:
            heard = typed.upper().translate(LOOKALIKES)
            start = "".join(symbol for symbol in heard if symbol.isalnum())[:9]
            return self.filter(code__startswith=start) if len(start) >= 3 else self.none()

    def with_new_messages(self) -> CaseQuerySet:
        """Annotate ``has_new_message``: the resident wrote and no agent has read it."""
        return self.annotate(has_new_message=_unread())

    def to_read(self) -> CaseQuerySet:
        """Cases with a message of the resident that no agent has read."""
        return self.filter(_unread())

    def for_list(self) -> CaseQuerySet:
        """What one line of a list shows, its queue apart."""
        return self.with_new_messages().select_related("assignee", "district")

    def sorted_by(self, ordering: str, after: Sequence[str] = ()) -> CaseQuerySet:
        """Sort by a name of ``ORDERINGS``, downwards with a minus before it.

        What is in ``after`` goes before it. Cases without a promise come last either way.
        """
        name = ordering.removeprefix("-")
        down = name != ordering
        columns = [f"-{column}" if down else column for column in ORDERINGS[name]]
        if name != "promise":
            return self.order_by(*after, *columns)
        promised = models.F("promised_on")
        leading = promised.desc(nulls_last=True) if down else promised.asc(nulls_last=True)
        return self.order_by(*after, leading, *columns[1:])

    def late(self) -> CaseQuerySet:
        """Unfinished, and promised for a day that is past."""
        return self.unfinished().filter(promised_on__lt=timezone.localdate())

    def due_soon(self) -> CaseQuerySet:
        """Unfinished, and promised for today or one of the three working days after it."""
        today = timezone.localdate()
        return self.unfinished().filter(
            promised_on__gte=today, promised_on__lte=add_working_days(today, 3)
        )

    def mine(self, user: User) -> CaseQuerySet:
        return self.filter(assignee=user)

    def unassigned(self) -> CaseQuerySet:
        return self.filter(assignee__isnull=True)
