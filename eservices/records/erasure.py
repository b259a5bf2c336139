"""Erasure asked for, granted or refused with reasons, and told (GDPR, articles 12 and 17).

It may be asked for at any time. Granted, the file of an ended case goes on a destruction list:
the archives give their visa as for any other (heritage code, L212-2), and what they say is told
too (`visas.py`). Of a request under way the person says whether they give it up: then it is
closed at once; else its file is still needed (article 17, 1, a).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from eservices.accounts.permissions import is_archivist, queues_led_by
from eservices.cases import chain, permissions
from eservices.cases.chain import Actor
from eservices.cases.enums import CaseState, ErasureGround, EventKind, LetterKind
from eservices.cases.letters import services as letters
from eservices.cases.models import Case, CaseEvent, LetterDraft
from eservices.cases.notices import tell_resident
from eservices.cases.services import set_status
from eservices.records import lists, plans
from eservices.records.enums import ErasureState
from eservices.records.models import ErasureRequest, Tombstone
from eservices.records.visas import remedies

if TYPE_CHECKING:
    from eservices.accounts.models import User
    from eservices.records.models.erasure import ErasureRequestQuerySet

#: GDPR, article 12(3).
ANSWER_MONTHS = 1
LONGEST = 4000


class NotAllowed(Exception):
    """Officers of the queue and archivists answer; nobody else."""


class AskedAlready(Exception):
    """One is waiting for its answer."""


class NothingLeft(Exception):
    """The file was destroyed."""


class AnsweredAlready(Exception):
    """A colleague answered meanwhile."""


class StillOpen(Exception):
    """A request under way is finished or given up first: its file is needed to answer it."""


class ReasonsMissing(Exception):
    """A refusal tells its ground and its reasons (GDPR, article 12(4))."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The letter to whom no e-mail reaches: the lines of the envelope, where and as what the
    agent signs."""

    recipient: str
    place: str
    capacity: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the city answers; ``ground`` (`ErasureGround`) of a refusal alone."""

    granted: bool
    reasons: str = ""
    ground: str = ""
    paper: Paper | None = None


def may_answer(user: User, case: Case) -> bool:
    return permissions.may_lead(user, case) or is_archivist(user)


def answered_by(user: User) -> ErasureRequestQuerySet:
    """Return the requests for erasure that ``user`` may answer, or has colleagues who did."""
    everywhere = Q() if is_archivist(user) else Q(case__queue__in=queues_led_by(user))
    return ErasureRequest.objects.filter(everywhere)


def is_under_way(case: Case) -> bool:
    """Return whether the file of ``case`` is still needed to answer the request."""
    return case.state not in plans.ENDED


def ask(
    *, case: Case, actor: Actor, channel: str, why: str = "", gives_up: bool = False
) -> ErasureRequest:
    """Write that the person of ``case`` asks for its erasure, and tell them it was received.

    With ``gives_up`` a request under way is closed first.

    Raises:
        AskedAlready, NothingLeft
    """
    with transaction.atomic():
        locked = _locked(case.pk)
        if Tombstone.objects.filter(case=locked).exists():
            raise NothingLeft
        if ErasureRequest.objects.filter(case=locked).waiting().exists():
            raise AskedAlready
        if gives_up:
            _close(locked, actor)
        data = {"channel": str(channel)}
        event = chain.append(
            locked, EventKind.ERASURE_ASKED, actor, data=data, text=why.strip()[:LONGEST]
        )
        asked = ErasureRequest.objects.create(
            case=locked,
            channel=channel,
            asked=event,
            due_on=plans.add_months(timezone.localdate(event.at), ANSWER_MONTHS),
        )
        tell_resident(locked, event)
    return asked


def give_up(*, case: Case, actor: Actor) -> None:
    """Close a request under way whose person asked for its erasure and gives it up after all."""
    with transaction.atomic():
        locked = _locked(case.pk)
        if ErasureRequest.objects.filter(case=locked).waiting().exists():
            event = _close(locked, actor)
            if event is not None:
                tell_resident(locked, event)


def _close(case: Case, actor: Actor) -> CaseEvent | None:
    """Close a locked case that its person gives up; nothing where it has ended meanwhile."""
    if not is_under_way(case):
        return None
    with override(case.language):
        why = _("Given up by the person, who asked for the erasure of the file.")
    return set_status(case, case.get_workflow().first(CaseState.CLOSED), actor, why)


def answer(*, erasure: ErasureRequest, user: User, reply: Reply) -> ErasureRequest:
    """Grant or refuse, once, and tell the person: by mail, or by letter with ``reply.paper``.

    Raises:
        NotAllowed, AnsweredAlready, ReasonsMissing
        StillOpen: the request is not finished, so that its file cannot go.
        eservices.cases.letters.services.LetterIncomplete
    """
    with transaction.atomic():
        case = _locked(erasure.case_id)
        if not may_answer(user, case):
            raise NotAllowed
        found = ErasureRequest.objects.get(pk=erasure.pk)
        if not found.is_waiting:
            raise AnsweredAlready
        data = _granted(case) if reply.granted else _refused(reply)
        kind = EventKind.ERASURE_GRANTED if reply.granted else EventKind.ERASURE_REFUSED
        found.answered = chain.append(
            case, kind, Actor.agent(user), data=data, text=reply.reasons.strip()[:LONGEST]
        )
        found.state = ErasureState.GRANTED if reply.granted else ErasureState.REFUSED
        found.ground = "" if reply.granted else reply.ground
        found.save(update_fields=["state", "ground", "answered"])
        if reply.paper is not None:
            letters.send_with(draft=_letter(case, user, reply, reply.paper))
        with override(case.language):
            more = "" if reply.granted else remedies()
        tell_resident(case, found.answered, more=more)
    return found


def _locked(pk: int) -> Case:
    return Case.objects.select_for_update(of=("self",)).get(pk=pk)  # no join: `cases.services`


def _granted(case: Case) -> dict[str, str]:
    """Propose the file to the archives; return what the event keeps of it."""
    if is_under_way(case):
        raise StillOpen
    plans.settle_one(case)
    return {"list": lists.propose_erasure(case=case).list.number}


def _refused(reply: Reply) -> dict[str, str]:
    if reply.ground not in ErasureGround.values or not reply.reasons.strip():
        raise ReasonsMissing
    return {"ground": reply.ground}


def _letter(case: Case, user: User, reply: Reply, paper: Paper) -> LetterDraft:
    """Return the answer as a letter in the language of the case, not saved."""
    with override(case.language):
        code = {"code": case.grouped_code}
        said = granted_words() if reply.granted else refused_words(reply.ground)
        return LetterDraft(
            case=case,
            author=user,
            kind=LetterKind.LETTER if reply.granted else LetterKind.REFUSAL,
            language=case.language,
            title=_("The erasure of your request %(code)s") % code,
            body="\n\n".join([said, reply.reasons.strip()] if reply.granted else [said]),
            reasons="" if reply.granted else reply.reasons.strip(),
            appeal="" if reply.granted else remedies(),
            recipient=paper.recipient,
            place=paper.place,
            capacity=paper.capacity,
            by_post=True,
        )


def granted_words() -> str:
    return _(
        "We grant the erasure of your request. The law lets us destroy a public record only with "
        "the visa of the archives: we have asked them for it, and will tell you their answer."
    )


def refused_words(ground: str) -> str:
    return _("We cannot erase your request. Ground: %(ground)s.") % {
        "ground": ErasureGround(ground).label
    }
