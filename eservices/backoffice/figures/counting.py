"""The nightly count. Cases whose chain has grown are counted anew; drafts by day and step."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from content.core import changes
from eservices.backoffice.figures.models import CaseFigure, StepFigure
from eservices.backoffice.models import VisitDraft
from eservices.cases.enums import ActorRole, EventKind
from eservices.cases.models import Case, CaseEvent
from eservices.procedures.models import Draft, StepState, Submission
from eservices.records.plans import ENDED

#: Two acts of one agent on one case within this time are one sitting; a lone act is a minute.
SITTING = timedelta(minutes=15)
STARTED, SENT = "started", "sent"
TAG = "figures"
_BATCH = 500


def run() -> None:
    """The daily job; bears a second run."""
    count_cases()
    with transaction.atomic():
        count_drafts()
        changes.record(tags=[TAG])


def count_cases() -> int:
    """Count every case that changed since it was counted; return how many."""
    counted = 0
    changed = Case.objects.real().filter(
        Q(figure=None) | ~Q(figure__counted_length=F("chain_length"))
    )
    while batch := list(changed.order_by("pk")[:_BATCH]):
        with transaction.atomic():
            _count(batch)
        counted += len(batch)
    return counted


def count_case(case: Case) -> None:
    """Count one case now: its request is about to be erased."""
    if not case.is_test:
        _count([case])


def _count(cases: list[Case]) -> None:
    keys = [case.pk for case in cases]
    procedures = dict(
        Submission.objects.filter(case__in=keys).values_list("case_id", "version__procedure_id")
    )
    known = CaseFigure.objects.filter(case__in=keys)
    procedures |= dict(known.exclude(procedure=None).values_list("case_id", "procedure_id"))
    events: dict[int, list[CaseEvent]] = defaultdict(list)
    for event in CaseEvent.objects.filter(case__in=keys).order_by("case_id", "sequence"):
        events[event.case_id].append(event)
    kept, visits = dict(known.values_list("case_id", "agent_minutes")), _visit_minutes(keys)
    rows = []
    for case in cases:
        row = _figure(case, procedures.get(case.pk), events[case.pk])
        minutes = row.agent_minutes + round(visits[case.pk])
        # Visits go with the request that is erased, what they took stays counted.
        row.agent_minutes = max(minutes, kept.get(case.pk, 0))
        rows.append(row)
    columns = [field.name for field in CaseFigure._meta.fields if field.name not in ("id", "case")]
    CaseFigure.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["case"], update_fields=columns
    )


def _figure(case: Case, procedure: int | None, events: list[CaseEvent]) -> CaseFigure:
    received = timezone.localdate(case.received_at)
    ended = _ended_on(case, events)
    return CaseFigure(
        case=case,
        procedure_id=procedure,
        queue_id=case.queue_id,
        sector_id=case.sector_id,
        channel=case.channel,
        received_on=received,
        promised_on=case.promised_on,
        ended_on=ended,
        days=max((ended - received).days, 0) if ended else None,
        agent_minutes=agent_minutes(events),
        counted_length=case.chain_length,
    )


def _visit_minutes(keys: list[int]) -> dict[int, float]:
    """Return what the visits took in which cases were filled in, each case its part."""
    minutes: dict[int, float] = defaultdict(float)
    links = VisitDraft.objects.filter(draft__submission__case__in=keys)
    links = links.select_related("visit", "draft__submission")
    for link in links.prefetch_related("visit__spans", "visit__drafts"):
        seconds = link.visit.duration.total_seconds() / len(link.visit.drafts.all())
        minutes[link.draft.submission.case_id] += seconds / 60
    return minutes


def _ended_on(case: Case, events: list[CaseEvent]) -> date | None:
    """Return the day of the first decision or closing, unless the case was taken up again."""
    if case.state not in ENDED:
        return None
    ends = [
        event.at
        for event in events
        if event.kind == EventKind.STATUS and event.data.get("state") in ENDED
    ]
    return timezone.localdate(ends[0]) if ends else timezone.localdate(case.status_at)


def agent_minutes(events: Iterable[CaseEvent]) -> int:
    """Estimate the minutes that agents spent: the time between acts of one sitting.

    A measure of the whole, never of one agent: names do not enter it.
    """
    acts: dict[int | None, list[datetime]] = defaultdict(list)
    for event in events:
        if event.actor_role == ActorRole.AGENT:
            acts[event.actor_id].append(event.at)
    minutes = 0.0
    for times in acts.values():
        minutes += 1
        for before, after in pairwise(times):
            gap = after - before
            minutes += gap.total_seconds() / 60 if gap <= SITTING else 1
    return round(minutes)


# --- Drafts


Key = tuple[date, int, str, str]


def count_drafts() -> None:
    """Count the drafts that are there, by the day they began, procedure, channel and step."""
    live: Counter[Key] = Counter()
    drafts = Draft.objects.filter(is_test=False).annotate(day=TruncDate("started_at"))
    groups = drafts.order_by().values_list("day", "version__procedure", "channel")
    for *group, begun, sent in groups.annotate(Count("pk"), Count("submitted_at")):
        live[(*group, STARTED)] = begun
        live[(*group, SENT)] = sent
    steps = (
        StepState.objects.filter(draft__is_test=False, valid=True)
        .exclude(step__contains="/")
        .annotate(day=TruncDate("draft__started_at"))
        .order_by()
        .values_list("day", "draft__version__procedure", "draft__channel", "step")
    )
    for *key, count in steps.annotate(Count("pk")):
        live[tuple(key)] = count
    rows = [
        StepFigure(day=day, procedure_id=procedure, channel=channel, step=step, live=count)
        for (day, procedure, channel, step), count in live.items()
        if count
    ]
    with transaction.atomic():
        StepFigure.objects.exclude(live=0).update(live=0)
        StepFigure.objects.bulk_create(
            rows,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["procedure", "day", "channel", "step"],
            update_fields=["live"],
        )


def count_departure(draft: Draft) -> None:
    """Add a draft that is about to be erased, in its transaction."""
    if draft.is_test:
        return
    steps = draft.steps.filter(valid=True).exclude(step__contains="/")
    passed = [STARTED, *steps.values_list("step", flat=True)]
    if draft.submitted_at is not None:
        passed.append(SENT)
    for step in passed:
        row, _created = StepFigure.objects.get_or_create(
            day=timezone.localdate(draft.started_at),
            procedure_id=draft.version.procedure_id,
            channel=draft.channel,
            step=step,
        )
        StepFigure.objects.filter(pk=row.pk).update(gone=F("gone") + 1)
