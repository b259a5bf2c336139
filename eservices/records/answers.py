"""Answers with a time of their own (identity proofs, contact details) go before the file.

What was promised on the start page needs no list: the rule was published with the version,
and each erasure is an event of the chain.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from eservices.cases import chain
from eservices.cases.chain import SYSTEM
from eservices.cases.enums import CaseState, EventKind
from eservices.cases.erasing import erasers
from eservices.cases.models import Case
from eservices.records.models import AnswersErased, Tombstone

#: Classes that go once the request is closed, or once the time to appeal its decision is over
#: (code of administrative justice, article R421-1: two months).
EARLY_CLASSES = ("proofs", "contact")
APPEAL = timedelta(days=62)
_BATCH = 200


def run() -> int:
    """Erase what is due; return how many cases were touched. Bears a second run."""
    count = 0
    for retention_class in EARLY_CLASSES:
        while batch := list(_due(retention_class)[:_BATCH]):
            for case in batch:
                _erase(case, retention_class)
                count += 1
    return count


def _due(retention_class: str) -> QuerySet[Case]:
    done = AnswersErased.objects.filter(case=OuterRef("pk"), retention_class=retention_class)
    return Case.objects.filter(
        Q(state=CaseState.CLOSED)
        | Q(state=CaseState.DECIDED, status_at__lte=timezone.now() - APPEAL),
        ~Exists(done),
        ~Exists(Tombstone.objects.filter(case=OuterRef("pk"))),
    ).order_by("pk")


def _erase(case: Case, retention_class: str) -> None:
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if not _due(retention_class).filter(pk=case.pk).exists():
            return  # reopened, or done by another worker
        AnswersErased.objects.create(
            case=locked, retention_class=retention_class, at=timezone.now()
        )
        erased = erasers.erase_answers(locked, retention_class)
        if erased:
            data = {"class": retention_class, "count": erased}
            chain.append(locked, EventKind.ANSWERS_ERASED, SYSTEM, data=data)
