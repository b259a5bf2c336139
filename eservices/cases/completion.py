"""Asking a resident to complete or correct a request, and receiving it: what moves the clocks.

What is asked and answered is the business of whoever owns the case's kind; it tells here
where the resident answers (`pages`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from eservices.cases import acknowledging, arrivals, chain
from eservices.cases.chain import Actor
from eservices.cases.enums import CaseState, EventKind
from eservices.cases.models import Case, CaseEvent
from eservices.cases.notices import tell_resident
from eservices.cases.services import locked_for, set_status

if TYPE_CHECKING:
    from eservices.accounts.models import User

#: By kind of case: the address where the resident answers what was asked, or "".
pages: dict[str, Callable[[Case], str]] = {}


def page_of(case: Case) -> str:
    """Return where the resident of ``case`` corrects or completes it, "" when nothing is asked."""
    page = pages.get(case.kind)
    return page(case) if page and not case.is_closed else ""


def ask(
    *,
    case: Case,
    user: User,
    text: str,
    data: Mapping[str, Any],
    incomplete: bool,
    until: date | None,
    seen_lock: int,
) -> CaseEvent:
    """Write, in the caller's transaction, that something is asked of the resident.

    ``incomplete`` says that what is asked is required by law, so that the legal period waits
    for it (CRPA, L114-5), until ``until`` at most. Nothing in ``data`` is personal; ``text``
    may be.

    Raises:
        NotAllowed, CaseChanged
    """
    case = locked_for(user, case, seen_lock)
    actor = Actor.agent(user)
    case.lock += 1
    case.save(update_fields=["lock"])
    asked = {
        "lock": case.lock,
        "incomplete": incomplete,
        "until": until.isoformat() if until else "",
        **data,
    }
    event = chain.append(case, EventKind.PIECES_ASKED, actor, data=asked, text=text)
    if case.state != CaseState.WAITING:
        flow = case.get_workflow()
        waiting = flow.leads_to(case.status, CaseState.WAITING)
        set_status(case, waiting or flow.first(CaseState.WAITING), actor)
    tell_resident(case, event)
    if incomplete:
        acknowledging.plan(case, event)
    return event


def receive(
    *, case: Case, asked: CaseEvent, actor: Actor, data: Mapping[str, Any], on: date | None = None
) -> CaseEvent:
    """Write, in the caller's transaction and on a locked case, that what was asked arrived.

    ``on`` is the day it came, where that is not today.
    """
    case.lock += 1
    case.save(update_fields=["lock"])
    received = {"lock": case.lock, **({"on": on.isoformat()} if on else {}), **data}
    event = chain.append(case, EventKind.PIECES_RECEIVED, actor, data=received)
    if case.state == CaseState.WAITING:
        flow = case.get_workflow()
        going_on = flow.leads_to(case.status, CaseState.IN_PROGRESS)
        set_status(case, going_on or flow.first(CaseState.IN_PROGRESS), chain.SYSTEM)
    if asked.data.get("incomplete"):
        acknowledging.plan(case, event)
    arrivals.tell(case, event)
    return event
