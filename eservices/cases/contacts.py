"""How a person hears of a request: the address that mail goes to, the way that they choose."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from content.core import sms
from eservices.cases import chain, facts, follow_ups
from eservices.cases.enums import ContactWay, EventKind
from eservices.cases.models import Case, CaseContact


class AddressReturnsMail(Exception):
    """Mail to this very address came back."""


def follow_address(case: Case, email: str) -> None:
    """Write to the address that the person now gives, in the caller's transaction.

    What comes back of mail to the address before says nothing of this one.
    """
    if not email or email == case.contact_email:
        return
    case.notices.update(to_former_address=True)
    case.contact_email, case.contact_returned_at = email, None
    case.save(update_fields=["contact_email", "contact_returned_at"])
    facts.remember(case, {"email": email})


def reads_mail(case: Case) -> bool:
    """Return whether news of ``case`` goes by e-mail: to an address that takes mail, of a person
    who has chosen no other way, or both; else where the way chosen is no more to be had."""
    if not case.contact_email or case.contact_returned_at:
        return False
    contact: CaseContact | None = getattr(case, "contact", None)
    if contact is None or contact.also_email or contact.way == ContactWay.EMAIL:
        return True
    return contact.way == ContactWay.SMS and not sms.is_available()


def choose(
    *,
    case: Case,
    way: str,
    email: str = "",
    also_email: bool = False,
    phone: str = "",
    address: str = "",
) -> None:
    """Keep how the person wants to hear of ``case`` from now on, as they say themselves.

    Who chooses another way than e-mail gets none, unless they want both.

    Raises:
        AddressReturnsMail: nothing is kept.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if way == ContactWay.EMAIL or also_email:
            if locked.contact_returned_at and email == locked.contact_email:
                raise AddressReturnsMail
            follow_address(locked, email)
        contact = follow_ups.prefer(
            case=locked, way=way, phone=phone, address=address, also_email=also_email
        )
        follow_ups.settle(locked, way)
        data: dict[str, Any] = {"way": ContactWay(way).value}
        if contact.also_email:
            data["also"] = ContactWay.EMAIL.value
        chain.append(locked, EventKind.CONTACT_CHANGED, chain.RESIDENT, data=data)
