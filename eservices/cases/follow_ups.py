"""News for persons whom no mail reaches: a list to call and to write to, each done once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from eservices.accounts import permissions
from eservices.cases import chain
from eservices.cases.chain import Actor
from eservices.cases.enums import ContactWay, EventKind, FollowUpOutcome
from eservices.cases.kinds import kinds
from eservices.cases.models import Case, CaseContact, CaseEvent, FollowUp

if TYPE_CHECKING:
    from eservices.accounts.models import User

#: Ways in which a member of staff acts, case by case.
BY_HAND = (ContactWay.TELEPHONE, ContactWay.LETTER)


class DoneAlready(Exception):
    """A colleague called or wrote meanwhile."""


class NotAllowed(Exception):
    """The case is in a queue that the user does not process."""


def prefer(
    *, case: Case, way: str, phone: str = "", address: str = "", also_email: bool = False
) -> CaseContact:
    """Keep how the person wants to hear of ``case``; a later choice replaces the former."""
    also = also_email and way != ContactWay.EMAIL
    contact, _created = CaseContact.objects.update_or_create(
        case=case,
        defaults={"way": way, "phone": phone, "address": address, "also_email": also},
    )
    return contact


def plan(case: Case, event: CaseEvent) -> FollowUp | None:
    """Put the person on the list, in the caller's transaction, if they are called or written to.

    Who waits there already waits once: the news is read on the case.
    """
    contact = CaseContact.objects.filter(case=case, way__in=BY_HAND).first()
    if contact is None:
        return None
    found, _created = FollowUp.objects.get_or_create(
        case=case, done_at=None, defaults={"way": contact.way, "since": event.at}
    )
    return found


def reach_otherwise(case: Case, event: CaseEvent) -> FollowUp | None:
    """List the person, in the caller's transaction, because no mail reaches them.

    Without a way of their own choice a letter goes to the address that the request or the
    register has; where there is none, the case's page says that nobody can be reached.
    """
    if not CaseContact.objects.filter(case=case, way__in=BY_HAND).exists():
        to = kinds.addressee(case)
        if not to.lines:
            return None
        prefer(case=case, way=ContactWay.LETTER, address="\n".join([to.name, *to.lines]).strip())
    return plan(case, event)


def settle(case: Case, way: str) -> None:
    """Bring who waits on the list in line with the way now chosen, on a locked case.

    Who chose to read mail or to look themselves has just read the news on the site.
    """
    waiting = FollowUp.objects.filter(case=case, done_at=None)
    if way in BY_HAND:
        waiting.update(way=way)
    else:
        waiting.update(done_at=timezone.now(), outcome=FollowUpOutcome.REACHED)


def waiting_for(user: User) -> QuerySet[FollowUp]:
    """Return whom ``user`` may call or write to, those who wait longest first."""
    return (
        FollowUp.objects.filter(
            done_at=None,
            case__queue__in=permissions.queues_worked_by(user),
            case__is_test=False,
        )
        .select_related("case__queue__service", "case__queue__sector")
        .order_by("since", "pk")
    )


@transaction.atomic
def record(*, follow_up: FollowUp, user: User, outcome: str, note: str = "") -> FollowUp:
    """Write down that the person was called or written to; without an answer they stay listed.

    Raises:
        NotAllowed, DoneAlready
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=follow_up.case_id)
    if not permissions.may_work(user, case.queue):
        raise NotAllowed
    now = timezone.now()
    values = {"attempts": F("attempts") + 1, "tried_at": now, "outcome": outcome}
    if outcome != FollowUpOutcome.NO_ANSWER:
        values["done_at"] = now
    if not FollowUp.objects.filter(pk=follow_up.pk, done_at=None).update(**values):
        raise DoneAlready
    chain.append(
        case,
        EventKind.FOLLOWED_UP,
        Actor.agent(user),
        data={"way": follow_up.way, "outcome": outcome},
        text=note,
    )
    follow_up.refresh_from_db()
    return follow_up
