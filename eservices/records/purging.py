"""The purge: only of what the archives approved, whole or not at all, case by case."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from content.core import deliveries
from content.core.mail import KIND as MAIL
from eservices.accounts.persons import forget_unattached
from eservices.cases import chain
from eservices.cases.chain import SYSTEM
from eservices.cases.enums import EventKind
from eservices.cases.erasing import erasers
from eservices.cases.models import Case
from eservices.records import visas
from eservices.records.enums import Verdict
from eservices.records.models import DestructionLine, Tombstone

_BATCH = 200


class NotApproved(Exception):
    """The archives gave no visa for this file, or have not acknowledged its transfer."""


def approved() -> QuerySet[DestructionLine]:
    """Lines to carry out: destruction approved, or a transfer that the archives have."""
    return DestructionLine.objects.filter(
        Q(verdict=Verdict.DESTROY)
        | Q(verdict=Verdict.TRANSFER, list__transfer__acknowledged_at__isnull=False),
        tombstone=None,
    ).order_by("pk")


def run() -> int:
    """Purge every approved file; return how many. Bears a second run."""
    count = 0
    while batch := list(approved().select_related("case", "list")[:_BATCH]):
        cancel_mails(line.case for line in batch)
        for line in batch:
            purge(line=line)
            count += 1
    return count


def cancel_mails(cases: Iterable[Case]) -> int:
    """Erase address and words of mails about ``cases`` that have not left; return how many."""
    names = {name for case in cases for name in erasers.names(case)}
    return deliveries.cancel(kind=MAIL, names=names)


def purge(*, line: DestructionLine) -> Tombstone:
    """Erase one file everywhere and leave its tombstone; the chain goes on and verifies.

    Raises:
        NotApproved
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=line.case_id)
        made = Tombstone.objects.filter(case=case).first()
        if made is not None:
            return made
        if not approved().filter(pk=line.pk).exists():
            raise NotApproved
        named = erasers.persons(case)
        counts = erasers.erase(case)
        counts["persons"] = sum(forget_unattached(person=one) for one in named)
        data = {"list": line.list.number, "counts": counts}
        event = chain.append(case, EventKind.ERASED, SYSTEM, data=data)
        visas.close(case, event)
        return Tombstone.objects.create(case=case, line=line, at=event.at, counts=counts)


def daily() -> None:
    """The daily job: erase answers whose own time is over, propose, then carry out."""
    from eservices.records import answers, lists, plans

    plans.settle()
    answers.run()
    lists.propose()
    run()
