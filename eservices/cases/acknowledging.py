"""The acknowledgement of receipt, made by itself, and the attestation of an agreement.

Source: code of relations between the public and the administration (CRPA), L112-3, R112-4,
R112-5 and L114-5 for what an acknowledgement says, L232-3 for the attestation. All that it
states is in its event: it reads the same for ever, and the chain holds it.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.core import deliveries
from content.core.models import Delivery, Service
from eservices.cases import chain
from eservices.cases.clocks.caches import clocks_of
from eservices.cases.clocks.replay import day_of, local_day
from eservices.cases.dates import add_working_days
from eservices.cases.enums import OPEN_STATES, EventKind, Silence
from eservices.cases.models import Case, CaseEvent, Statement
from eservices.cases.notices import tell_resident

KIND = "cases.acknowledgement"
#: The law gives ten working days; an agent who looks at the file on the first may have found
#: what is missing, and the acknowledgement then says it.
WORKING_DAYS = 1
LAW_GIVES = 10
HOUR = time(8)


class NothingToAttest(Exception):
    """Silence has not become an agreement."""


def plan(case: Case, cause: CaseEvent) -> None:
    """Write, in the caller's transaction, the delivery that acknowledges after ``cause``."""
    due_at = None
    if cause.kind == EventKind.OPENED_CASE:
        # What was keyed long after it came is acknowledged at once: ten days from receipt.
        latest = add_working_days(day_of(cause), LAW_GIVES)
        day = min(add_working_days(local_day(cause.at), WORKING_DAYS), latest)
        due_at = timezone.make_aware(datetime.combine(day, HOUR))
    deliveries.enqueue(
        kind=KIND,
        key=f"{case.uuid}:{cause.sequence}",
        payload={"case": case.pk, "cause": cause.pk},
        due_at=due_at,
    )


def acknowledge(row: Delivery) -> None:
    """The handler: state receipt once, or nothing where the case is decided already (R112-4)
    or a later event calls for a newer statement."""
    with transaction.atomic():
        case = _locked(row.payload["case"])
        cause = case.events.select_related("note").get(pk=row.payload["cause"])
        if case.state not in OPEN_STATES or _is_overtaken(cause):
            return
        event = _state(case, cause, EventKind.ACKNOWLEDGED, _acknowledged(case, cause))
        if event is not None and cause.kind != EventKind.PIECES_ASKED:
            tell_resident(case, event)  # what is missing was told when it was asked for


def attest(*, case: Case) -> CaseEvent:
    """Return the attestation of an agreement by silence, made the first time it is asked.

    Raises:
        NothingToAttest
    """
    with transaction.atomic():
        case = _locked(case.pk)
        cause = case.events.filter(kind=EventKind.SILENCE).first()
        if cause is None or cause.data["means"] != Silence.AGREEMENT:
            raise NothingToAttest
        data = _parties(case) | {"since": cause.data["since"]}
        event = _state(case, cause, EventKind.ATTESTED, data)
        return event or Statement.objects.select_related("event").get(cause=cause).event


def _locked(pk: int) -> Case:
    cases = Case.objects.select_for_update(of=("self",))
    return cases.get(pk=pk)


def _is_overtaken(cause: CaseEvent) -> bool:
    later = cause.case.events.filter(
        kind__in=(EventKind.PIECES_ASKED, EventKind.PIECES_RECEIVED), sequence__gt=cause.sequence
    )
    return later.exists()


def _state(case: Case, cause: CaseEvent, kind: EventKind, data: dict[str, Any]) -> CaseEvent | None:
    """Append the statement unless there is one; the case's lock lets one at a time look."""
    if Statement.objects.filter(cause=cause).exists():
        return None
    note = getattr(cause, "note", None)
    missing = note.text if note is not None and cause.kind == EventKind.PIECES_ASKED else ""
    event = chain.append(case, kind, chain.SYSTEM, data=data, text=missing)
    Statement.objects.create(case=case, cause=cause, event=event)
    return event


def _acknowledged(case: Case, cause: CaseEvent) -> dict[str, Any]:
    clocks = clocks_of(case)
    legal = clocks.legal
    data = _parties(case) | {"of": cause.sequence}
    if clocks.promise and clocks.promise.due_on:
        data["promised_on"] = clocks.promise.due_on.isoformat()
    if cause.kind == EventKind.PIECES_ASKED:
        data["incomplete"] = bool(cause.data.get("incomplete"))
        data["until"] = cause.data.get("until") or ""
    if legal is not None:
        data["legal"] = legal.rule.dump()
        data["ends_on"] = legal.ends_on.isoformat() if legal.ends_on else ""
    return data


def _parties(case: Case) -> dict[str, Any]:
    """Return the day of receipt and the service as it can be reached today."""
    legal = clocks_of(case).legal
    return {
        "received_on": local_day(case.received_at).isoformat(),
        "service": _reached(case.service),
        "law": dict(legal.rule.text) if legal else {},
    }


def _reached(service: Service) -> dict[str, Any]:
    return {
        "name": {text.language: text.name for text in service.texts.all()},
        "postal_address": service.postal_address,
        "email": service.email,
        "phone": service.phone,
    }
