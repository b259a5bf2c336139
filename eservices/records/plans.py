"""The retention rules of a case: copied when it is sent, counted from its end.

Vocabulary of French public records: administrative period (durée d'utilité administrative),
final fate (sort final): destroy, sample, keep.
"""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from eservices.cases.enums import CaseState, EventKind
from eservices.cases.models import Case, CaseEvent
from eservices.records.enums import Fate, Proposal, Stage
from eservices.records.models import RetentionPlan

#: States in which a case has its end; the period counts from the last change of its status.
ENDED = (CaseState.DECIDED, CaseState.CLOSED)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class StageRule:
    """How long a file that ended in one way is kept, and what becomes of it."""

    months: int
    fate: str
    #: With fate ``sample``: one file in so many is kept.
    one_in: int = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """``stages`` by `Stage`; ``reference`` says where the rules come from."""

    stages: Mapping[str, StageRule]
    reference: str = ""

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Plan:
        stages = {stage: StageRule(**rule) for stage, rule in raw["stages"].items()}
        return cls(stages=stages, reference=raw.get("reference", ""))

    def written(self) -> dict[str, Any]:
        return asdict(self)


def keep(*, case: Case, plan: Plan) -> RetentionPlan:
    """Copy the retention rules to ``case``, in the transaction that opens it."""
    return RetentionPlan.objects.create(case=case, rules=plan.written())


def settle() -> int:
    """Work out when each case is due, where its end is new or gone; return how many changed."""
    changed = 0
    unsettled = RetentionPlan.objects.filter(
        Q(case__state__in=ENDED) & (Q(counted_from=None) | ~Q(counted_from=F("case__status_at")))
        | ~Q(case__state__in=ENDED) & Q(due_on__isnull=False)
    )
    while batch := list(unsettled.select_related("case")[:_BATCH]):
        stages = _stages([plan.case for plan in batch])
        for plan in batch:
            _settle(plan, stages.get(plan.case_id))
        with transaction.atomic():
            RetentionPlan.objects.bulk_update(batch, ["stage", "fate", "counted_from", "due_on"])
        changed += len(batch)
    return changed


def settle_one(case: Case) -> None:
    """Work out when one case is due, in the caller's transaction: its end may be of today."""
    plan = RetentionPlan.objects.get(case=case)
    plan.case = case
    _settle(plan, _stages([case]).get(case.pk))
    plan.save(update_fields=["stage", "fate", "counted_from", "due_on"])


def _stages(cases: list[Case]) -> dict[int, Stage]:
    """Return how each ended case ended: with a decision, if it ever had one."""
    ended = [case.pk for case in cases if case.state in ENDED]
    decided = set(
        CaseEvent.objects.filter(
            case__in=ended, kind=EventKind.STATUS, data__state=CaseState.DECIDED.value
        ).values_list("case_id", flat=True)
    )
    return {pk: Stage.DECIDED if pk in decided else Stage.DROPPED for pk in ended}


def _settle(plan: RetentionPlan, stage: Stage | None) -> None:
    if stage is None:
        plan.stage = plan.fate = ""
        plan.counted_from = plan.due_on = None
        return
    rule = rule_of(plan, stage)
    plan.stage, plan.fate = stage.value, rule.fate
    plan.counted_from = plan.case.status_at
    plan.due_on = add_months(timezone.localdate(plan.case.status_at), rule.months)


def rule_of(plan: RetentionPlan, stage: str) -> StageRule:
    return Plan.read(plan.rules).stages[stage]


def proposal(case: Case, rule: StageRule) -> Proposal:
    """Return what is proposed for a file: a sample is drawn from its uuid, so that nobody
    chooses and the draw can be done again."""
    if rule.fate == Fate.KEEP:
        return Proposal.TRANSFER
    if rule.fate == Fate.SAMPLE:
        drawn = int(hashlib.sha256(case.uuid.bytes).hexdigest()[:12], 16) % max(rule.one_in, 1)
        return Proposal.TRANSFER if drawn == 0 else Proposal.DESTROY
    return Proposal.DESTROY


def add_months(start: date, months: int) -> date:
    """Return the same day ``months`` later, or the last of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
