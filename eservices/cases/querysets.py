from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from eservices.accounts.permissions import queues_open_to, queues_worked_by
from eservices.cases.codes import InvalidCode, normalise
from eservices.cases.enums import OPEN_STATES, Direction

if TYPE_CHECKING:
    from eservices.accounts.models import Person, User
    from eservices.cases.models import Case  # noqa: F401  # named in a string below


class CaseQuerySet(models.QuerySet["Case"]):
    """Reads of cases; every list of the desk starts from one of the first two."""

    def worked_by(self, user: User | AnonymousUser) -> CaseQuerySet:
        """Cases that ``user`` may process."""
        return self.filter(queue__in=queues_worked_by(user))

    def open_to(self, user: User | AnonymousUser) -> CaseQuerySet:
        """Cases that ``user`` may read: processes, supervises or audits."""
        return self.filter(queue__in=queues_open_to(user))

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
            start = "".join(symbol for symbol in typed.upper() if symbol.isalnum())[:9]
            return self.filter(code__startswith=start) if len(start) >= 3 else self.none()

    def with_new_messages(self) -> CaseQuerySet:
        """Annotate ``has_new_message``: the resident wrote and no agent has read it."""
        from eservices.cases.models.messages import Message

        unread: Any = Message.objects.filter(
            case=OuterRef("pk"), direction=Direction.IN, read_at__isnull=True
        )
        return self.annotate(has_new_message=Exists(unread))

    def for_list(self) -> CaseQuerySet:
        """What one line of a list shows, oldest promise first."""
        return (
            self.with_new_messages()
            .select_related("assignee", "queue__service", "queue__sector")
            .prefetch_related("queue__service__texts")
            .order_by(models.F("promised_on").asc(nulls_last=True), "received_at", "pk")
        )

    def mine(self, user: User) -> CaseQuerySet:
        return self.filter(assignee=user)

    def unassigned(self) -> CaseQuerySet:
        return self.filter(Q(assignee__isnull=True))
