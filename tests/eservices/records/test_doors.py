"""The database itself lets nothing be destroyed without the visa, and no visa be changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from eservices.cases.models import Case
from eservices.procedures.models import Submission
from eservices.records import purging
from eservices.records.enums import Verdict
from eservices.records.models import AnswersErased, DestructionLine, Tombstone, Transfer
from tests.eservices.records import files

pytestmark = pytest.mark.django_db


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


class TestSubmissions:
    def test_are_deleted_with_the_visa_only(self, case: Case) -> None:
        refused(Submission.objects.filter(case=case).delete)
        line = files.proposed(case)
        refused(Submission.objects.filter(case=case).delete)
        with pytest.raises(purging.NotApproved):
            purging.purge(line=line)

    def test_of_a_refused_line_stay(self, case: Case) -> None:
        line = files.approved(case, Verdict.REFUSE, "Contentieux en cours")
        refused(Submission.objects.filter(case=case).delete)
        with pytest.raises(purging.NotApproved):
            purging.purge(line=line)

    def test_of_a_transfer_stay_until_the_archives_have_them(self, case: Case) -> None:
        line = files.approved(case, Verdict.TRANSFER, "Valeur historique")
        refused(Submission.objects.filter(case=case).delete)
        Transfer.objects.create(list=line.list, sha256="0" * 64, size=1, made_at=timezone.now())
        refused(Submission.objects.filter(case=case).delete)
        assert purging.run() == 0
        Transfer.objects.update(acknowledged_at=timezone.now(), reference="ACK-1")
        assert purging.run() == 1

    def test_never_change_but_for_answers_declared_erased(self, case: Case) -> None:
        sent = Submission.objects.filter(case=case)
        refused(lambda: sent.update(answers=[]))
        AnswersErased.objects.create(case=case, retention_class="proofs", at=timezone.now())
        refused(lambda: sent.update(content_hash="0" * 64))
        refused(lambda: sent.update(answers=[{"step": "x" * 9000, "rows": []}]))
        sent.update(answers=[])

    def test_of_an_open_request_never_change(self, case: Case) -> None:
        AnswersErased.objects.create(case=case, retention_class="proofs", at=timezone.now())
        Case.objects.update(state="in_progress")
        refused(lambda: Submission.objects.filter(case=case).update(answers=[]))


class TestVisas:
    def test_cannot_be_written_with_the_line(self, case: Case) -> None:
        line = files.proposed(case)
        DestructionLine.objects.filter(pk=line.pk).update(
            verdict="refuse",
            reason="x",
            again_on=timezone.localdate(),
            decided_by_id=1,
            decided_at=timezone.now(),
        )
        forged = DestructionLine.objects.get(pk=line.pk)
        forged.pk, forged.verdict = None, "destroy"
        refused(lambda: forged.save(force_insert=True))

    @pytest.mark.parametrize(
        "change", [{"verdict": "refuse"}, {"reason": "Autre"}, {"decided_by_name": "X"}]
    )
    def test_are_given_once(self, case: Case, change: dict[str, str]) -> None:
        line = files.approved(case)
        refused(lambda: DestructionLine.objects.filter(pk=line.pk).update(**change))
        refused(DestructionLine.objects.filter(pk=line.pk).delete)

    def test_are_signed(self, case: Case) -> None:
        line = files.proposed(case)
        refused(lambda: DestructionLine.objects.filter(pk=line.pk).update(verdict="destroy"))

    def test_a_file_is_on_one_list_at_a_time(self, case: Case) -> None:
        line = files.proposed(case)
        line.pk = None
        refused(lambda: line.save(force_insert=True))


def test_a_tombstone_never_changes(case: Case) -> None:
    files.approved(case)
    purging.run()
    refused(lambda: Tombstone.objects.update(counts={}))
    refused(Tombstone.objects.all().delete)
