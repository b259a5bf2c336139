"""The chain of events of a case: append under the case's lock, verify at any time."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eservices.cases.clocks import caches
from eservices.cases.clocks.replay import MOVING
from eservices.cases.enums import ActorRole, EventKind
from eservices.cases.models import Case, CaseEvent, CaseEventNote

if TYPE_CHECKING:
    from eservices.accounts.models import User

#: Rows in one statement.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: staff by id and name of that moment, a resident by role alone."""

    role: ActorRole
    id: int | None = None
    name: str = ""

    @classmethod
    def agent(cls, user: User) -> Actor:
        return cls(ActorRole.AGENT, user.pk, str(user)[:300])


RESIDENT = Actor(ActorRole.RESIDENT)
SYSTEM = Actor(ActorRole.SYSTEM)


def append(
    case: Case,
    kind: EventKind,
    actor: Actor,
    *,
    data: Mapping[str, Any] | None = None,
    text: str = "",
) -> CaseEvent:
    """Add an event to ``case``, whose row the caller has locked, and save the chain's head.

    An event that moves a date brings the copies of the case's clocks up to date.

    ``data`` must hold nothing personal; ``text`` may, and is kept in the erasable note.
    """
    _check_atomic()
    event, note = _next(case, kind, actor, data, text)
    event.save(force_insert=True)
    if note is not None:
        note.save(force_insert=True)
    case.save(update_fields=["chain_length", "chain_head"])
    if event.kind in MOVING:
        caches.keep(case)
    return event


def append_to_all(
    cases: Collection[Case],
    kind: EventKind,
    actor: Actor,
    *,
    data: Mapping[str, Any] | None = None,
    text: str = "",
) -> None:
    """Add the same event, one that moves no date, to many cases: as `append`, in few statements."""
    _check_atomic()
    if kind in MOVING:
        raise ValueError(f"{kind} moves dates, case by case")
    written = [_next(case, kind, actor, data, text) for case in cases]
    CaseEvent.objects.bulk_create([event for event, _note in written], batch_size=_AT_ONCE)
    notes = [note for _event, note in written if note is not None]
    CaseEventNote.objects.bulk_create(notes, batch_size=_AT_ONCE)
    Case.objects.bulk_update(cases, ["chain_length", "chain_head"], batch_size=_AT_ONCE)


def _check_atomic() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an event is written with its act")


def _next(
    case: Case, kind: EventKind, actor: Actor, data: Mapping[str, Any] | None, text: str
) -> tuple[CaseEvent, CaseEventNote | None]:
    """Make the event that follows, unsaved, with its note, and set the chain's head."""
    salt = secrets.token_hex(32) if text else ""
    event = CaseEvent(
        case=case,
        sequence=case.chain_length + 1,
        kind=kind,
        at=timezone.now(),
        actor_role=actor.role,
        actor_id=actor.id,
        actor_name=actor.name,
        data=dict(data or {}),
        digest=digest(salt, text) if text else "",
        previous=case.chain_head,
    )
    event.hash = compute_hash(event, str(case.uuid))
    case.chain_length = event.sequence
    case.chain_head = event.hash
    return event, CaseEventNote(event=event, salt=salt, text=text) if text else None


def digest(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def compute_hash(event: CaseEvent, case_uuid: str) -> str:
    """Return the SHA-256 of everything in the event and the hash before it."""
    canonical = json.dumps(
        content(event, case_uuid), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def content(event: CaseEvent, case_uuid: str) -> dict[str, Any]:
    """Return what the hash of an event is made of."""
    return {
        "case": case_uuid,
        "sequence": event.sequence,
        "kind": str(event.kind),
        "at": _stamp(event.at),
        "role": str(event.actor_role),
        "actor": event.actor_id,
        "name": event.actor_name,
        "data": event.data,
        "digest": event.digest,
        "previous": event.previous,
    }


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold: the case, the event's number and what is wrong."""

    case: str
    sequence: int
    #: A key of `PROBLEMS`, the same in every language.
    problem: str

    @property
    def words(self) -> str:
        return str(PROBLEMS[self.problem])


#: What can be wrong with an event, in the words of a proof.
PROBLEMS = {
    "missing": pgettext_lazy("event", "missing"),
    "does not follow the event before it": _("does not follow the event before it"),
    "changed": pgettext_lazy("event", "changed"),
    "text changed": _("its text was changed"),
    "the end is missing": _("what came after it is missing"),
}


def verify(case: Case) -> Iterator[Break]:
    """Yield each break in the chain of ``case``; erased notes are no break."""
    name = str(case.uuid)
    previous = ""
    expected = 0
    for event in case.events.select_related("note").order_by("sequence"):
        expected += 1
        if event.sequence != expected:
            yield Break(name, expected, "missing")
            expected = event.sequence
        elif event.previous != previous:
            yield Break(name, event.sequence, "does not follow the event before it")
        if event.hash != compute_hash(event, name):
            yield Break(name, event.sequence, "changed")
        note = getattr(event, "note", None)
        if note is not None and digest(note.salt, note.text) != event.digest:
            yield Break(name, event.sequence, "text changed")
        previous = event.hash
    if (expected, previous) != (case.chain_length, case.chain_head):
        yield Break(name, case.chain_length, "the end is missing")
