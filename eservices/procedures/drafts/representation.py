"""A draft filled in for somebody under a mandate, which must be in force when it is sent too."""

from __future__ import annotations

from django.db import transaction

from eservices.cases import mandates
from eservices.cases.models import Case, Mandate
from eservices.procedures.models import Draft, DraftMandate, Procedure


def _procedure(draft: Draft) -> Procedure:
    return Procedure.objects.get(versions=draft.version_id)


@transaction.atomic
def act_under(*, draft: Draft, mandate: Mandate) -> None:
    """Make a draft that of the person represented, filled in by their representative.

    Raises:
        eservices.cases.mandates.MandateNotInForce
    """
    used = mandates.use(mandate=mandate, procedure=_procedure(draft).uuid)
    DraftMandate.objects.create(draft=draft, mandate=used)
    Draft.objects.filter(pk=draft.pk).update(person=used.represented)
    draft.person = used.represented


def carry(draft: Draft, case: Case) -> None:
    """Say on the case who sent it for whom, in the transaction that opens it.

    Raises:
        eservices.cases.mandates.MandateNotInForce: revoked or ended since the draft was begun.
    """
    link = DraftMandate.objects.filter(draft=draft).select_related("mandate").first()
    if link is not None:
        used = mandates.use(mandate=link.mandate, procedure=_procedure(draft).uuid)
        mandates.say_who_acted(case=case, mandate=used)
