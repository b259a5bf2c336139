"""The only writer of mandates: drawn up, proved, used, revoked.

A mandate opens something by one conditional UPDATE in the transaction that acts on it: it
holds the row, so that a revocation comes wholly before, and the act fails, or wholly after.
Source: civil code, articles 1984 and following (mandate), 2003 (it ends by revocation).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.core.mail import send_later
from eservices.accounts import permissions
from eservices.accounts.persons import forget_unattached
from eservices.cases import chain
from eservices.cases.chain import RESIDENT
from eservices.cases.enums import EventKind, Evidence, MandateKind
from eservices.cases.files import attachments
from eservices.cases.models import Attachment, Case, CaseRepresentation, Mandate, MandateScope

if TYPE_CHECKING:
    from eservices.accounts.models import Person, User

#: A mandate to a helper lasts a year at most, as « Aidants Connect » has it.
LONGEST = timedelta(days=366)
CODE_LIFE = timedelta(hours=1)
MAX_FAILURES = 5


class NotAllowed(Exception):
    """The user serves nobody, or the person is no party to the mandate."""


class MandateRefused(Exception):
    """What is drawn up is no mandate: ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MandateNotInForce(Exception):
    """It was revoked, has ended, has not begun, was not proved, or is for something else."""


class ProvedAlready(Exception):
    """There is evidence of it already, or it was revoked."""


class NoAddress(Exception):
    """The person represented has no e-mail address that a code can go to."""


class WrongCode(Exception):
    """The code read aloud is wrong, too old, or was tried too often."""


@transaction.atomic
def draw_up(
    *,
    represented: Person,
    representative: Person,
    kind: str,
    user: User,
    begins_on: date,
    ends_on: date | None = None,
    organisation: str = "",
    procedures: Mapping[UUID, str] | None = None,
) -> Mandate:
    """Write a mandate down, without effect until it is proved.

    ``procedures`` maps those it is for to their titles; ``None`` is every procedure.

    Raises:
        NotAllowed, MandateRefused
    """
    if not permissions.may_serve(user):
        raise NotAllowed
    if represented.pk == representative.pk:
        raise MandateRefused("self")
    if ends_on is not None and ends_on < begins_on:
        raise MandateRefused("order")
    if kind == MandateKind.HELPER and (ends_on is None or ends_on - begins_on > LONGEST):
        raise MandateRefused("period")
    if procedures is not None and not procedures:
        raise MandateRefused("scope")
    mandate = Mandate.objects.create(
        represented=represented,
        representative=representative,
        kind=kind,
        organisation=organisation,
        every_procedure=procedures is None,
        begins_on=begins_on,
        ends_on=ends_on,
        recorded_by_id=user.pk,
        recorded_by_name=str(user)[:300],
    )
    MandateScope.objects.bulk_create(
        MandateScope(mandate=mandate, procedure=uuid, title=title[:255])
        for uuid, title in (procedures or {}).items()
    )
    return mandate


def prove_by_paper(*, mandate: Mandate, paper: Attachment, user: User) -> None:
    """Give effect to a mandate whose signed form was scanned.

    Raises:
        NotAllowed, ProvedAlready
    """
    _prove(mandate, user, evidence=Evidence.PAPER, paper=paper)


def prove_in_person(*, mandate: Mandate, note: str, user: User) -> None:
    """Give effect to a mandate of which an agent saw the proof: ``note`` says which.

    Raises:
        NotAllowed, ProvedAlready, MandateRefused
    """
    if not note.strip():
        raise MandateRefused("note")
    _prove(mandate, user, evidence=Evidence.IN_PERSON, evidence_note=note)


def _prove(mandate: Mandate, user: User, **values: object) -> None:
    if not permissions.may_serve(user):
        raise NotAllowed
    open_ = Mandate.objects.filter(pk=mandate.pk, given_at=None, revoked_at=None)
    proved = {
        "given_at": timezone.now(),
        "recorded_by_id": user.pk,
        "recorded_by_name": str(user)[:300],
        "code_digest": "",
        "code_salt": "",
    }
    if not open_.update(**proved, **values):
        raise ProvedAlready
    mandate.refresh_from_db()


@transaction.atomic
def send_code(*, mandate: Mandate, language: str) -> None:
    """Mail the person represented a code, with what it allows; they read it aloud if they agree.

    Raises:
        NoAddress, ProvedAlready
    """
    locked = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if locked.given_at is not None or locked.revoked_at is not None:
        raise ProvedAlready
    email = locked.represented.email
    if not email:
        raise NoAddress
    code, salt = f"{secrets.randbelow(10**6):06}", secrets.token_hex(16)
    Mandate.objects.filter(pk=mandate.pk).update(
        code_salt=salt,
        code_digest=_digest(salt, code),
        code_failures=0,
        code_expires_at=timezone.now() + CODE_LIFE,
    )
    with override(language):
        send_later(
            key=f"cases.mandate:{mandate.uuid}:{salt[:8]}",
            to=email,
            subject=_("A code to read aloud, if you agree"),
            text=_letter(locked, code),
            language=language,
        )


def _letter(mandate: Mandate, code: str) -> str:
    said = {
        "name": mandate.representative,
        "what": what_for(mandate),
        "until": date_format(mandate.ends_on, "DATE_FORMAT") if mandate.ends_on else _("revoked"),
        "code": code,
    }
    return (
        _(
            "%(name)s asks to act for you with the city.\n\nFor: %(what)s\nUntil: %(until)s\n\n"
            "If you agree, read this code aloud to the agent who asks for it: %(code)s\n"
            "It is valid for one hour. If you do not agree, say no and give it to nobody: "
            "nothing then happens.\n\nYou can take your agreement back at any time, at any counter."
        )
        % said
    )


def what_for(mandate: Mandate) -> str:
    """Return the procedures of a mandate in words."""
    if mandate.every_procedure:
        return _("every procedure of the city")
    return ", ".join(mandate.scopes.order_by("title").values_list("title", flat=True))


def prove_by_code(*, mandate: Mandate, code: str, user: User) -> None:
    """Give effect to a mandate whose code the person represented read aloud.

    Raises:
        NotAllowed, ProvedAlready, WrongCode
    """
    typed = "".join(sign for sign in code if sign.isdecimal())
    with transaction.atomic():
        locked = Mandate.objects.select_for_update().get(pk=mandate.pk)
        alive = locked.code_expires_at is not None and locked.code_expires_at > timezone.now()
        fits = locked.code_digest and constant_time_compare(
            _digest(locked.code_salt, typed), locked.code_digest
        )
        right = bool(fits and alive and locked.code_failures < MAX_FAILURES)
        if right:
            _prove(locked, user, evidence=Evidence.SPOKEN_CODE)
        else:
            Mandate.objects.filter(pk=locked.pk).update(code_failures=locked.code_failures + 1)
    if not right:
        raise WrongCode
    mandate.refresh_from_db()


def _digest(salt: str, code: str) -> str:
    secret = settings.SECRET_KEY
    key = secret.encode() if isinstance(secret, str) else secret
    return hmac.new(
        key + b"eservices.cases.mandates", f"{salt}\n{code}".encode(), sha256
    ).hexdigest()


def revoke(*, mandate: Mandate, user: User | None = None, person: Person | None = None) -> None:
    """End a mandate, at any desk or by a party to it in their space; a second time does nothing.

    Raises:
        NotAllowed
    """
    parties = (mandate.represented_id, mandate.representative_id)
    if user is not None:
        if not permissions.may_serve(user):
            raise NotAllowed
    elif person is None or person.pk not in parties:
        raise NotAllowed
    Mandate.objects.filter(pk=mandate.pk, revoked_at=None).update(
        revoked_at=timezone.now(),
        revoked_by_id=user.pk if user else None,
        revoked_by_name=str(user)[:300] if user else "",
    )
    mandate.refresh_from_db()


def use(*, mandate: Mandate, procedure: UUID) -> Mandate:
    """Take a mandate for an act of the caller's transaction, if it is in force for it.

    Raises:
        MandateNotInForce
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a mandate is used with the act it allows")
    valid = Mandate.objects.in_force().covering(procedure).filter(pk=mandate.pk)
    if not valid.update(used_at=timezone.now()):
        raise MandateNotInForce
    return Mandate.objects.select_related("represented", "representative").get(pk=mandate.pk)


def say_who_acted(*, case: Case, mandate: Mandate) -> CaseRepresentation:
    """Write on a case, in the transaction that opens it, who sent it for whom."""
    said = CaseRepresentation.objects.create(
        case=case,
        mandate=mandate,
        kind=mandate.kind,
        representative_name=str(mandate.representative),
        represented_name=str(mandate.represented),
        organisation=mandate.organisation,
    )
    chain.append(
        case,
        EventKind.REPRESENTED,
        RESIDENT,
        data={"mandate": str(mandate.uuid), "as": mandate.kind},
    )
    return said


def opens(*, case_uuid: UUID, person: Person) -> bool:
    """Return whether ``person`` sent this case for another and still may act for them."""
    held = Mandate.objects.in_force().filter(representative=person)
    return CaseRepresentation.objects.filter(
        case__uuid=case_uuid,
        mandate__in=held,
        case__person=F("mandate__represented"),
    ).exists()


def cases_opened_to(person: Person) -> Iterable[Case]:
    """Return the cases that ``person`` sent for others under mandates in force, newest first."""
    held = Mandate.objects.in_force().filter(representative=person)
    return (
        Case.objects.real()
        .filter(
            representation__mandate__in=held,
            person=F("representation__mandate__represented"),
        )
        .select_related("representation")
        .order_by("-received_at")
    )


def forget_ended() -> None:
    """Erase mandates without effect under which nothing is kept any more, with their papers
    and those of the register whom nothing else needs.

    A daily job; a mandate that nobody proved within a month is one of them.
    """
    now = timezone.now()
    over = Q(revoked_at__isnull=False) | Q(ends_on__lt=timezone.localdate())
    unproved = Q(given_at=None, created_at__lt=now - timedelta(days=30))
    left = Mandate.objects.filter(over | unproved, representations=None, draft_links=None)
    for mandate in left.select_related("paper", "represented", "representative"):
        with transaction.atomic():
            _forget(mandate)


def _forget(mandate: Mandate) -> None:
    paper = mandate.paper
    mandate.delete()
    if paper is not None:
        attachments.remove(attachment=paper)
        paper.delete()
    for party in (mandate.represented, mandate.representative):
        forget_unattached(person=party)
