"""What the archives said of files whose erasure the city had granted, told to their persons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from eservices.cases import chain
from eservices.cases.chain import Actor
from eservices.cases.enums import EventKind
from eservices.cases.models import Case, CaseEvent
from eservices.cases.notices import tell_resident
from eservices.records.enums import ErasureState, Verdict
from eservices.records.models import DestructionLine, ErasureRequest

if TYPE_CHECKING:
    from eservices.accounts.models import User


def remedies() -> str:
    """Return, in the active language, what the person can do against the answer.

    Source: GDPR, articles 12(4), 77 and 79; code of administrative justice, R421-1 and R421-5.
    """
    return _(
        "If you do not agree, you can complain free of charge to the data protection authority: "
        "CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, www.cnil.fr. Within two "
        "months of this answer you can also apply to the administrative court, also at "
        "www.telerecours.fr."
    )


def tell(lines: Iterable[DestructionLine], user: User) -> None:
    """Write each verdict in the chain of its case and tell the person, in the visa's
    transaction; only where erasure was granted."""
    by_case = {line.case_id: line for line in lines}
    asked = ErasureRequest.objects.filter(case__in=by_case, state=ErasureState.GRANTED)
    cases = Case.objects.select_for_update(of=("self",))
    for case in cases.filter(pk__in=asked.values("case")).order_by("pk"):
        line = by_case[case.pk]
        kept = line.verdict == Verdict.REFUSE
        event = chain.append(
            case,
            EventKind.ERASURE_VISA,
            Actor.agent(user),
            data={"verdict": str(line.verdict), "list": line.list.number},
            text=line.reason if kept else "",
        )
        with override(case.language):
            more = remedies() if kept else ""
        tell_resident(case, event, more=more)


def close(case: Case, event: CaseEvent) -> None:
    """Answer by the destruction itself what still waited on a file whose time was over."""
    ErasureRequest.objects.filter(case=case, state=ErasureState.ASKED).update(
        state=ErasureState.GRANTED, answered=event
    )
