"""The end of the legal period without a decision: declared once, by the daily job.

Source: code of relations between the public and the administration, L231-1 and L231-4.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from eservices.cases import chain
from eservices.cases.clocks.caches import clocks_of
from eservices.cases.enums import OPEN_STATES, EventKind
from eservices.cases.models import Case, CaseClock, CaseEvent
from eservices.cases.notices import tell_resident


def declare_all() -> None:
    """Declare every silence that has come about; a daily job, safe to run again."""
    due = CaseClock.objects.filter(
        legal_ends_on__lt=timezone.localdate(),
        declared_on__isnull=True,
        case__state__in=OPEN_STATES,
        case__is_test=False,
    )
    for pk in list(due.values_list("case_id", flat=True)):
        declare(pk, today=timezone.localdate())


def declare(pk: int, *, today: date) -> CaseEvent | None:
    """Write the event that says what silence means since when, and call the resident.

    Returns ``None`` when there is nothing (more) to declare: the events are the judge, and
    the conditional UPDATE lets one of several workers write.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=pk)
        legal = clocks_of(case, today=today).legal
        if legal is None or legal.silent_since is None:
            return None
        undeclared = CaseClock.objects.filter(case=case, declared_on__isnull=True)
        if not undeclared.update(declared_on=today):
            return None
        event = chain.append(
            case,
            EventKind.SILENCE,
            chain.SYSTEM,
            data={"means": legal.rule.silence, "since": legal.silent_since.isoformat()},
        )
        tell_resident(case, event)
    return event
