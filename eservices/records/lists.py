"""Destruction lists: proposed by the daily job, decided by the archives.

Source: heritage code, articles L212-2 and L212-3, R212-14 (visa before any destruction).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from content.core.models import Service
from eservices.accounts.permissions import is_archivist
from eservices.cases.models import Case
from eservices.records import visas
from eservices.records.enums import Origin, Verdict
from eservices.records.models import DestructionLine, DestructionList, RetentionPlan
from eservices.records.plans import ENDED, Plan, add_months, proposal

if TYPE_CHECKING:
    from datetime import date

    from eservices.accounts.models import User

_BATCH = 500
#: A refused line may be proposed again after this many months, unless the archives say.
AGAIN_MONTHS = 12


class NotArchivist(Exception):
    """Only an archivist gives the visa of the archives."""


class AlreadyDecided(Exception):
    """Somebody gave a verdict on a line meanwhile; ``lines`` are those."""

    def __init__(self, lines: list[DestructionLine]) -> None:
        super().__init__(f"{len(lines)} lines")
        self.lines = lines


class ReasonMissing(Exception):
    """A line that is not carried out as proposed needs a reason."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the archives say of one line."""

    verdict: Verdict
    reason: str = ""


def propose(*, today: date | None = None) -> int:
    """Write a line for every file whose period is over and that no list holds; return how many.

    Lines go to the list of their service that has no verdict yet, or to a new one.
    """
    today = today or timezone.localdate()
    count = 0
    while batch := list(_due(today)[:_BATCH]):
        by_service: dict[int, list[RetentionPlan]] = defaultdict(list)
        for plan in batch:
            by_service[plan.case.service_id].append(plan)
        for service_id, plans in sorted(by_service.items()):
            count += _write(Service.objects.get(pk=service_id), plans, Origin.TERM)
    return count


def propose_erasure(*, case: Case) -> DestructionLine:
    """Propose one file before its time, since its person asked for it and the city agrees.

    In the caller's transaction, on a case that has its end. A file on a list already stays there.
    """
    existing = case.destruction_lines.exclude(verdict=Verdict.REFUSE).first()
    if existing is not None:
        return existing
    plan = RetentionPlan.objects.select_related("case").get(case=case)
    _write(case.service, [plan], Origin.REQUEST)
    return case.destruction_lines.get(verdict="")


def _due(today: date) -> QuerySet[RetentionPlan]:
    held = DestructionLine.objects.filter(case=OuterRef("case")).filter(
        ~Q(verdict=Verdict.REFUSE) | Q(again_on__gt=today)
    )
    return (
        RetentionPlan.objects.filter(due_on__lte=today, case__state__in=ENDED)
        .exclude(Exists(held))
        .select_related("case")
        .order_by("due_on", "pk")
    )


@transaction.atomic
def _write(service: Service, plans: list[RetentionPlan], origin: Origin) -> int:
    Service.objects.select_for_update().get(pk=service.pk)
    cases = [plan.case_id for plan in plans]
    taken = set(
        DestructionLine.objects.filter(case__in=cases)
        .exclude(verdict=Verdict.REFUSE)
        .values_list("case_id", flat=True)
    )
    opened = _open_list(service)
    lines = [_line(opened, plan, origin) for plan in plans if plan.case_id not in taken]
    DestructionLine.objects.bulk_create(lines)
    return len(lines)


def _open_list(service: Service) -> DestructionList:
    decided = DestructionLine.objects.filter(list=OuterRef("pk")).exclude(verdict="")
    found = DestructionList.objects.filter(~Exists(decided), service=service).first()
    if found is not None:
        return found
    now = timezone.now()
    year = timezone.localdate(now).year
    last = DestructionList.objects.filter(number__startswith=f"{year}-").order_by("-number").first()
    following = int(last.number.partition("-")[2]) + 1 if last else 1
    return DestructionList.objects.create(
        number=f"{year}-{following:05}", service=service, created_at=now
    )


def _line(opened: DestructionList, plan: RetentionPlan, origin: Origin) -> DestructionLine:
    case = plan.case
    rules = Plan.read(plan.rules)
    rule = rules.stages[plan.stage or "dropped"]
    return DestructionLine(
        list=opened,
        case=case,
        origin=origin,
        stage=plan.stage or "dropped",
        proposal=proposal(case, rule),
        months=rule.months,
        reference=rules.reference[:250],
        received_on=timezone.localdate(case.received_at),
        ended_on=timezone.localdate(case.status_at),
    )


def decide(
    *, destruction_list: DestructionList, user: User, decisions: Mapping[int, Decision]
) -> int:
    """Write the verdicts of the archives, by the line's key; return how many.

    All or none. A line not named stays undecided.

    Raises:
        NotArchivist
        ReasonMissing: a line is refused, or decided otherwise than proposed, without reason.
        AlreadyDecided: another archivist was faster on one of the lines.
    """
    if not is_archivist(user):
        raise NotArchivist
    now, today = timezone.now(), timezone.localdate()
    with transaction.atomic():
        lines = list(
            destruction_list.lines.select_for_update(of=("self",))
            .filter(pk__in=decisions)
            .select_related("case")
        )
        decided = [line for line in lines if line.verdict]
        if decided:
            raise AlreadyDecided(decided)
        for line in lines:
            decision = decisions[line.pk]
            if decision.verdict.value != line.proposal and not decision.reason.strip():
                raise ReasonMissing
            line.verdict, line.reason = decision.verdict.value, decision.reason.strip()
            if decision.verdict == Verdict.REFUSE:
                line.again_on = add_months(today, AGAIN_MONTHS)
            line.decided_by_id, line.decided_by_name = user.pk, str(user)[:300]
            line.decided_at = now
            line.save()
        visas.tell(lines, user)
    return len(lines)
