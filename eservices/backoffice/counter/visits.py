"""The only writer of visits: begun for a person or for nobody yet, interrupted, ended.

One person at a time: the unique key of `VisitSpan.agent` holds it. A visit opens to the
agent who is in it and to nobody else; ended, it opens to nobody.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from eservices.accounts import merging, permissions
from eservices.accounts.models import Person, User
from eservices.backoffice.models import Visit, VisitDraft, VisitSpan
from eservices.cases.enums import Channel
from eservices.cases.mandates import MandateNotInForce
from eservices.cases.models import Mandate
from eservices.procedures.drafts import representation, services
from eservices.procedures.models import Draft, ProcedureVersion

#: A visit whose last page is older was left open: its stretch ended there.
FORGOTTEN_AFTER = timedelta(hours=2)


class NotAllowed(Exception):
    """The user serves nobody: no role of theirs processes requests."""


class AgentBusy(Exception):
    """The agent is with somebody: that visit is interrupted or ended first."""


class VisitOver(Exception):
    """The visit has ended, was interrupted, or is another agent's."""


class UnsentDrafts(Exception):
    """Requests begun in the visit were not sent; ending it erases them, if that is meant."""

    def __init__(self, drafts: list[Draft]) -> None:
        super().__init__(f"{len(drafts)} drafts")
        self.drafts = drafts


@transaction.atomic
def begin(*, user: User, channel: str, language: str, person: Person | None = None) -> Visit:
    """Begin a visit for ``person``, or for somebody whose name comes later.

    Raises:
        NotAllowed, AgentBusy
    """
    if not permissions.may_serve(user):
        raise NotAllowed
    visit = Visit.objects.create(
        agent=user,
        person=merging.current(person) if person else None,
        channel=channel,
        language=language,
        begun_at=timezone.now(),
    )
    _go_on(visit, user)
    return visit


@transaction.atomic
def resume(*, visit: Visit, user: User) -> None:
    """Go on with a visit that its agent interrupted; nothing happens in one under way.

    Raises:
        VisitOver, AgentBusy
    """
    locked = _locked(visit, user)
    if not locked.spans.filter(ended_at=None).exists():
        _go_on(locked, user)


def _go_on(visit: Visit, user: User) -> None:
    now = timezone.now()
    try:
        with transaction.atomic():
            VisitSpan.objects.create(visit=visit, agent=user, begun_at=now, seen_at=now)
    except IntegrityError as error:
        raise AgentBusy from error


@transaction.atomic
def interrupt(*, visit: Visit, user: User) -> None:
    """Let the person go and fetch something: what was begun stays, and opens to nobody.

    Raises:
        VisitOver
    """
    _stop(_locked(visit, user))


@transaction.atomic
def end(*, visit: Visit, user: User, erase: bool = False) -> None:
    """End a visit: nothing of the person is left at the counter.

    Raises:
        VisitOver
        UnsentDrafts: and not ``erase``.
    """
    locked = _locked(visit, user)
    unsent = list(Draft.objects.filter(visit_link__visit=locked, submitted_at=None))
    if unsent and not erase:
        raise UnsentDrafts(unsent)
    for draft in unsent:
        services.discard(draft=draft)
    _stop(locked)
    Visit.objects.filter(pk=locked.pk).update(ended_at=timezone.now(), person=None)


def _stop(visit: Visit) -> None:
    visit.spans.filter(ended_at=None).update(ended_at=timezone.now())


def _locked(visit: Visit, user: User) -> Visit:
    locked = Visit.objects.select_for_update().get(pk=visit.pk)
    if locked.ended_at is not None or locked.agent_id != user.pk:
        raise VisitOver
    return locked


def enter(*, visit: Visit, user: User) -> None:
    """Let the agent of a visit under way see one more page of it.

    Raises:
        VisitOver
    """
    now = timezone.now()
    there = VisitSpan.objects.filter(
        visit=visit, visit__ended_at=None, visit__agent=user, agent=user, ended_at=None
    )
    if not permissions.may_serve(user) or not there.update(seen_at=now):
        raise VisitOver


@transaction.atomic
def attend(*, visit: Visit, user: User, person: Person) -> None:
    """Say who the person is, of the requests begun in the visit and not sent too.

    Raises:
        VisitOver
    """
    locked = _locked(visit, user)
    found = merging.current(person)
    Visit.objects.filter(pk=locked.pk).update(person=found)
    own = Draft.objects.filter(visit_link__visit=locked, submitted_at=None, mandate_link=None)
    own.update(person=found)


@transaction.atomic
def begin_request(
    *, visit: Visit, user: User, version: ProcedureVersion, mandate: Mandate | None = None
) -> Draft:
    """Begin a request for the person of the visit, or for whom they represent.

    Raises:
        VisitOver
        eservices.cases.mandates.MandateNotInForce: or not held by the person of the visit.
    """
    locked = _locked(visit, user)
    if mandate is not None and mandate.representative_id != locked.person_id:
        raise MandateNotInForce
    draft, _secret = services.start_draft(
        version=version,
        language=locked.language,
        channel=Channel(locked.channel),
        person=locked.person,
        agent=user,
    )
    VisitDraft.objects.create(visit=locked, draft=draft)
    if mandate is not None:
        representation.act_under(draft=draft, mandate=mandate)
    return draft


def close_forgotten() -> int:
    """End, where they were last looked at, the stretches that nobody ended; a daily job."""
    count = 0
    for span in VisitSpan.objects.filter(
        ended_at=None, seen_at__lte=timezone.now() - FORGOTTEN_AFTER
    ):
        count += VisitSpan.objects.filter(pk=span.pk, ended_at=None, seen_at=span.seen_at).update(
            ended_at=span.seen_at
        )
    return count


def end_abandoned() -> int:
    """End the interrupted visits of which no request is left to go on with; a daily job."""
    now = timezone.now()
    open_spans = VisitSpan.objects.filter(visit=OuterRef("pk"), ended_at=None)
    unsent = Draft.objects.open().filter(visit_link__visit=OuterRef("pk"))
    left = Visit.objects.filter(
        ~Exists(open_spans), ~Exists(unsent), ended_at=None, begun_at__lte=now - FORGOTTEN_AFTER
    )
    return left.update(ended_at=now, person=None)


def tidy() -> None:
    """The daily job."""
    close_forgotten()
    end_abandoned()
