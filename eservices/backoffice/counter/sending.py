"""Sending what was filled in during a visit, with how the person hears of it, in one act."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from eservices.accounts.models import User
from eservices.backoffice.counter import visits
from eservices.backoffice.models import Visit
from eservices.cases import follow_ups
from eservices.cases.enums import ContactWay
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.drafts import submission
from eservices.procedures.drafts.progress import Progress
from eservices.procedures.models import Draft, Submission


@transaction.atomic
def send(
    *, visit: Visit, user: User, draft: Draft, seen_lock: int, way: str, phone: str, address: str
) -> Submission:
    """Send a draft of the visit, exactly once; see `submission.submit` for what it raises.

    Raises:
        eservices.backoffice.counter.visits.VisitOver
    """
    visits.enter(visit=visit, user=user)
    sent = submission.submit(
        draft=draft,
        seen_lock=seen_lock,
        language=draft.language,
        by_mail=way == ContactWay.EMAIL,
    )
    is_new = not hasattr(sent.case, "contact")
    if is_new:
        follow_ups.prefer(case=sent.case, way=way, phone=phone, address=address)
        if visit.is_by_telephone:  # the receipt cannot be handed over: it is posted
            first = sent.case.events.order_by("sequence").first()
            if first is not None:
                follow_ups.plan(sent.case, first)
    return sent


def told_so_far(progress: Progress) -> dict[str, str]:
    """Return the e-mail, the telephone and the postal address that the person gave or had."""
    person = progress.draft.person
    phone, address = (person.phone, person.postal_address) if person else ("", "")
    for identity, question in progress.definition.fields().items():
        value = progress.evaluation.answers.get(identity)
        if not value:
            continue
        if question.kind is FieldKind.PHONE and not phone:
            phone = str(value)
        if question.kind is FieldKind.POSTAL_ADDRESS and not address:
            address = _lines(value)
    return {"email": submission.contact_email(progress), "phone": phone, "address": address}


def _lines(value: Any) -> str:
    town = " ".join(str(value[part]) for part in ("postcode", "town") if value.get(part))
    return "\n".join(
        str(line) for line in (value.get("street"), value.get("complement"), town) if line
    )
