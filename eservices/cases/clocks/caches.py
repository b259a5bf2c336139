"""Copies of the dates in the database: kept with each event that moves one, checked anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.clocks.replay import MOVING, Clocks, replay
from eservices.cases.clocks.terms import Terms
from eservices.cases.enums import EventKind
from eservices.cases.models import Case, CaseClock, CaseEvent


def events_of(case: Case) -> list[CaseEvent]:
    """Return the events that move a date, in their order."""
    return list(case.events.filter(kind__in=MOVING).order_by("sequence"))


def terms_of(case: Case, opening: CaseEvent) -> Terms:
    """Return what the case was opened under; one opened before there were clocks has only
    the promise of its workflow."""
    raw = opening.data.get("clocks") or {"promise_days": case.workflow.get("promise_days")}
    return Terms.read(raw)


def clocks_of(
    case: Case, *, today: date | None = None, events: list[CaseEvent] | None = None
) -> Clocks:
    """Replay the events of ``case`` (or those given, all of them) and return its clocks."""
    moving = events_of(case) if events is None else [e for e in events if e.kind in MOVING]
    day = today or timezone.localdate()
    return replay(terms_of(case, moving[0]), moving, today=day)


def promised_at_receipt(case: Case) -> date | None:
    """Return the day promised when the request was received, whatever happened since."""
    opening = case.events.filter(kind=EventKind.OPENED_CASE)
    promise = clocks_of(case, events=list(opening)).promise
    return promise.due_on if promise else None


def keep(case: Case) -> Clocks:
    """Write the copies anew, in the caller's transaction, and return the clocks."""
    clocks = clocks_of(case)
    due_on = clocks.promise.due_on if clocks.promise else None
    if case.promised_on != due_on:
        case.promised_on = due_on
        case.save(update_fields=["promised_on"])
    if clocks.legal is not None:
        CaseClock.objects.update_or_create(
            case=case, defaults={"legal_ends_on": clocks.legal.ends_on}
        )
    return clocks


#: How a copy can differ, in the words of a proof; the keys are the same in every language.
DIFFERENCES = {
    "the promise is not what its events say": _("the promise is not what its events say"),
    "the legal period is not what its events say": _("the legal period is not what its events say"),
    "silence was declared, which its events do not say": _(
        "silence was declared, which its events do not say"
    ),
}


def differences(case: Case) -> Iterator[str]:
    """Yield each copy that is not what replaying the events gives: a key of `DIFFERENCES`."""
    if not case.events.filter(kind=EventKind.OPENED_CASE).exists():
        return  # the chain is broken, and says so
    clocks = clocks_of(case)
    if case.promised_on != (clocks.promise.due_on if clocks.promise else None):
        yield "the promise is not what its events say"
    kept = CaseClock.objects.filter(case=case).first()
    if (kept.legal_ends_on if kept else None) != (clocks.legal.ends_on if clocks.legal else None):
        yield "the legal period is not what its events say"
    silent = clocks.legal is not None and clocks.legal.silent_since is not None
    if kept is not None and kept.declared_on is not None and not silent:
        yield "silence was declared, which its events do not say"
