"""How a person hears of a request: the address that mail goes to, the way that they choose."""

from __future__ import annotations

from django.db import transaction

from eservices.cases import chain, facts, follow_ups
from eservices.cases.enums import ContactWay, EventKind
from eservices.cases.models import Case


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


def choose(*, case: Case, way: str, email: str = "", phone: str = "", address: str = "") -> None:
    """Keep how the person wants to hear of ``case`` from now on, as they say themselves.

    Raises:
        AddressReturnsMail: nothing is kept.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if way == ContactWay.EMAIL:
            if locked.contact_returned_at and email == locked.contact_email:
                raise AddressReturnsMail
            follow_address(locked, email)
        follow_ups.prefer(case=locked, way=way, phone=phone, address=address)
        follow_ups.settle(locked, way)
        chain.append(
            locked, EventKind.CONTACT_CHANGED, chain.RESIDENT, data={"way": ContactWay(way).value}
        )
