"""The only writer of cases: each act, its event and its notice in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from content.core.models import District, Sector, Service
from eservices.accounts.models import Person, Queue
from eservices.accounts.permissions import may_work as works_queue
from eservices.cases import acknowledging, arrivals, chain, facts, finding, permissions, transitions
from eservices.cases.chain import RESIDENT, SYSTEM, Actor
from eservices.cases.clocks.terms import LegalPeriod, Terms
from eservices.cases.enums import (
    AttachmentState,
    CaseState,
    Direction,
    EventKind,
    OpeningReason,
    Sends,
)
from eservices.cases.models import Attachment, Case, CaseEvent, Message
from eservices.cases.notices import tell_resident
from eservices.cases.transitions import Given
from eservices.cases.workflow import Status, Workflow

if TYPE_CHECKING:
    from eservices.accounts.models import User

#: An opening with its reason holds for a working day's stretch, then is asked again.
OPENING_LASTS = timedelta(hours=4)
MAX_MESSAGE_LENGTH = 10_000


class CaseChanged(Exception):
    """Somebody acted on the case since the agent looked; ``events`` tells what was done."""

    def __init__(self, case: Case, events: list[CaseEvent]) -> None:
        super().__init__(f"{case} changed")
        self.case = case
        self.events = events


class NotAllowed(Exception):
    """The user's assignments do not include this act on this case."""


class CaseClosed(Exception):
    """A closed case takes no message from the resident; a person can still be called."""


def open_case(
    *,
    kind: str,
    subject: UUID,
    code: str,
    title: Mapping[str, str],
    service: Service,
    sector: Sector | None,
    person: Person | None,
    contact_email: str,
    language: str,
    channel: str,
    workflow: Mapping[str, Any],
    second_facts: Mapping[str, str],
    district: District | None = None,
    legal: Mapping[str, Any] | None = None,
    received_on: date | None = None,
    is_test: bool = False,
) -> Case:
    """Open a case in the queue of ``service`` and ``sector``, in the caller's transaction.

    ``workflow`` (`Workflow.read`) and ``legal`` (`LegalPeriod.read`) are copied. The contact
    e-mail is a second fact too. ``received_on``, of what is recorded later, is no day to come.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a case opens with what it is about")
    now = timezone.now()
    queue, _created = Queue.objects.get_or_create(service=service, sector=sector)
    case = Case.objects.create(
        kind=kind,
        subject=subject,
        code=code,
        title=dict(title),
        service=service,
        sector=sector,
        district=district,
        queue=queue,
        person=person,
        status=Workflow.read(workflow).first(CaseState.RECEIVED).key,
        status_at=now,
        workflow=dict(workflow),
        language=language,
        channel=channel,
        contact_email=contact_email,
        received_at=_received_at(received_on, now),
        is_test=is_test,
    )
    facts.remember(case, {**second_facts, "email": contact_email or second_facts.get("email", "")})
    _write_opening(case, LegalPeriod.read(legal), received_on)
    return case


def _write_opening(case: Case, legal: LegalPeriod | None, received_on: date | None) -> None:
    """Write the first event, under whose terms both clocks run, plan what acknowledges it, and
    tell the service."""
    clocks = Terms(case.get_workflow().promise_days, legal).dump()
    data: dict[str, Any] = {"channel": str(case.channel), "clocks": clocks}
    if received_on:
        data["on"] = received_on.isoformat()
    event = chain.append(case, EventKind.OPENED_CASE, RESIDENT, data=data)
    acknowledging.plan(case, event)
    arrivals.tell(case, event)


def _received_at(day: date | None, now: datetime) -> datetime:
    """Return when a request came: now, or in the middle of an earlier day."""
    if day is None or day == timezone.localdate(now):
        return now
    if day > timezone.localdate(now):
        raise ValueError("nothing was received on a day to come")
    return timezone.make_aware(datetime.combine(day, time(12)))


def take(*, case: Case, user: User, seen_lock: int) -> Case:
    """Give the case to the agent who asks for it."""
    return assign(case=case, user=user, assignee=user, seen_lock=seen_lock)


def assign(*, case: Case, user: User, assignee: User | None, seen_lock: int) -> Case:
    """Give the case to ``assignee``, or put it back in the queue with ``None``.

    An agent takes any case of the queue, and hands over or puts back those that are
    nobody's, theirs, or of a colleague whom they cover; a sector officer gives any to anyone
    who works the queue.

    Raises:
        NotAllowed, CaseChanged
    """
    with transaction.atomic():
        case = locked_for(user, case, seen_lock)
        theirs = case.assignee_id in (None, user.pk, *permissions.covered_by(user))
        if not (assignee == user or theirs or permissions.may_lead(user, case)):
            raise NotAllowed("only an officer moves the request of somebody else")
        if assignee is not None and not works_queue(assignee, case.queue):
            raise NotAllowed("the assignee does not work this queue")
        if case.assignee_id == (assignee.pk if assignee else None):
            return case
        give(case, user, assignee)
    return case


def give(case: Case, user: User, assignee: User | None) -> None:
    """Write whose a locked case now is, with the event."""
    case.assignee = assignee
    case.lock += 1
    case.save(update_fields=["assignee", "lock"])
    chain.append(
        case,
        EventKind.ASSIGNED if assignee else EventKind.RELEASED,
        Actor.agent(user),
        data={
            "lock": case.lock,
            **({"to": assignee.pk, "to_name": str(assignee)} if assignee else {}),
        },
    )


def change_status(
    *, case: Case, user: User, status: str, reason: str, seen_lock: int, day: date | None = None
) -> Case:
    """Move the case along its workflow; the resident is told as the transition says.

    Raises:
        NotAllowed, CaseChanged
        transitions.WrongTransition, transitions.TransitionNotAllowed
        transitions.LetterNeeded: such a move is made by `letters.services.send`.
        transitions.InputMissing
    """
    with transaction.atomic():
        case = locked_for(user, case, seen_lock)
        given = Given(reason, day)
        way = transitions.take(case, user, status, given)
        event = set_status(
            case, case.get_workflow()[status], Actor.agent(user), given.text(way), given.data(way)
        )
        if way.sends != Sends.NOTHING:
            tell_resident(case, event)
    return case


def post_message_by_agent(
    *,
    case: Case,
    user: User,
    text: str,
    attachments: Iterable[Attachment] = (),
    awaits_answer: bool = False,
    seen_lock: int,
) -> Message:
    """Write to the resident; with ``awaits_answer`` the case waits for the reply."""
    with transaction.atomic():
        case = locked_for(user, case, seen_lock)
        actor = Actor.agent(user)
        message = _post(case, actor, Direction.OUT, text, attachments)
        waiting = transitions.waiting_status(case, user)
        if awaits_answer and waiting is not None:
            set_status(case, waiting, actor)
        tell_resident(case, message.event)
    return message


def post_message_by_resident(
    *, case: Case, text: str, attachments: Iterable[Attachment] = ()
) -> Message:
    """Write to the service; a case that waited for this answer goes on.

    A button pressed twice, or a page sent again by the browser, writes one message.

    Raises:
        CaseClosed: nobody would read it.
    """
    attachments = list(attachments)
    with transaction.atomic():
        case = _locked(case)
        if case.is_closed:
            raise CaseClosed
        last = case.messages.select_related("event__note").last()
        if last is not None and last.is_said_again(text, attachments):
            return last
        message = _post(case, RESIDENT, Direction.IN, text, attachments)
        if case.state == CaseState.WAITING:
            flow = case.get_workflow()
            going_on = flow.leads_to(case.status, CaseState.IN_PROGRESS)
            set_status(case, going_on or flow.first(CaseState.IN_PROGRESS), SYSTEM)
        arrivals.tell(case, message.event)
    return message


def record_opening(*, case: Case, user: User, reason: str, detail: str = "") -> CaseEvent:
    """Record that ``user`` opens the file and why; the resident reads date, service and reason."""
    with transaction.atomic():
        case = _locked(case)
        if not permissions.may_read(user, case):
            raise NotAllowed("the file is in another queue")
        event = chain.append(
            case,
            EventKind.READ,
            Actor.agent(user),
            data={"reason": OpeningReason(reason).value},
            text=detail,
        )
        if permissions.may_work(user, case):
            case.messages.filter(direction=Direction.IN, read_at__isnull=True).update(
                read_at=event.at
            )
    return event


def record_document_opening(*, case: Case, user: User, attachment: Attachment) -> CaseEvent:
    """Record that ``user`` opens one document, named by its uuid alone."""
    with transaction.atomic():
        case = _locked(case)
        if not has_opened(case=case, user=user):
            raise NotAllowed("the file was not opened with a reason")
        return chain.append(
            case,
            EventKind.DOCUMENT_READ,
            Actor.agent(user),
            data={"document": str(attachment.uuid)},
        )


def has_opened(*, case: Case, user: User) -> bool:
    """Return whether ``user`` works the case and opened its file with a reason not long ago:
    then its answers, documents, messages and letters open to them."""
    return _opened_lately(case, user) and permissions.may_work(user, case)


def has_opened_chain(*, case: Case, user: User) -> bool:
    """Return whether ``user``, an auditor perhaps, opened the case with a reason not long ago:
    then its events and clocks open to them, and nothing that its person said."""
    return _opened_lately(case, user) and permissions.may_read(user, case)


def _opened_lately(case: Case, user: User) -> bool:
    since = timezone.now() - OPENING_LASTS
    return case.events.filter(kind=EventKind.READ, actor_id=user.pk, at__gte=since).exists()


def hold_files(files: Iterable[Attachment]) -> list[Attachment]:
    """Lock the rows of files that are being linked to a case, and return them as they are now.

    A verdict of the virus check that comes meanwhile waits, and then finds the case.
    """
    keys = [file.pk for file in files]
    return list(Attachment.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def tell_file_refused(*, case: Case, attachment: Attachment) -> None:
    """Record that the virus check refused a file of the case, and call for another."""
    with transaction.atomic():
        _tell_file_refused(_locked(case), attachment)


def _tell_file_refused(case: Case, attachment: Attachment) -> None:
    """Once for each file. Files that the service sent are told to the desk alone."""
    document = str(attachment.uuid)
    if case.events.filter(kind=EventKind.DOCUMENT_REFUSED, data__document=document).exists():
        return
    ours = case.messages.filter(direction=Direction.OUT, attachments=attachment).exists()
    event = chain.append(
        case,
        EventKind.DOCUMENT_REFUSED,
        SYSTEM,
        data={"document": document, "direction": (Direction.OUT if ours else Direction.IN).value},
    )
    if not ours:
        tell_resident(case, event)


def mark_read_by_resident(*, case: Case) -> None:
    """Remember when the resident first saw the service's messages."""
    case.messages.filter(direction=Direction.OUT, read_at__isnull=True).update(
        read_at=timezone.now()
    )


def _locked(case: Case) -> Case:
    """Lock the row alone: where it was sent on to another queue while this waited, PostgreSQL
    finds no row any more for a join with the queue of before."""
    return Case.objects.select_for_update(of=("self",)).get(pk=case.pk)


def locked_for(user: User, case: Case, seen_lock: int) -> Case:
    """Lock the case's row, then check the user's rights and that nothing changed meanwhile."""
    locked = _locked(case)
    if not permissions.may_work(user, locked):
        raise NotAllowed("the case is in another queue")
    if locked.lock != seen_lock:
        raise CaseChanged(locked, changes_since(locked, seen_lock))
    return locked


def changes_since(case: Case, seen_lock: int) -> list[CaseEvent]:
    """Return the acts on ``case`` after the view that had ``seen_lock``, oldest first."""
    recent: Sequence[CaseEvent] = list(case.events.order_by("-sequence")[:200])
    return [event for event in reversed(recent) if event.data.get("lock", 0) > seen_lock]


def set_status(
    case: Case,
    status: Status,
    actor: Actor,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """Put a locked case in ``status`` and write the event, with ``data`` in it."""
    before = case.status
    case.state, case.status, case.status_at = status.state, status.key, timezone.now()
    case.lock += 1
    case.save(update_fields=["state", "status", "status_at", "lock"])
    moved = {"from": before, "to": status.key, "state": status.state, "lock": case.lock}
    return chain.append(case, EventKind.STATUS, actor, data={**moved, **(data or {})}, text=reason)


def _post(
    case: Case, actor: Actor, direction: Direction, text: str, attachments: Iterable[Attachment]
) -> Message:
    files = hold_files(attachments)
    case.lock += 1
    case.save(update_fields=["lock"])
    kind = EventKind.MESSAGE_OUT if direction == Direction.OUT else EventKind.MESSAGE_IN
    event = chain.append(
        case, kind, actor, data={"lock": case.lock, "files": len(files)}, text=text
    )
    message = Message.objects.create(
        case=case,
        event=event,
        direction=direction,
        author_role=actor.role,
        language=case.language,
        created_at=event.at,
    )
    if text:
        finding.index_note(case=case, note=event.note)
    message.attachments.set(files)
    for file in files:
        if file.state == AttachmentState.INFECTED:
            _tell_file_refused(case, file)
    return message
