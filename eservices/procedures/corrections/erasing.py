"""What corrections erase of a case: the buffer, the files, the answers they made."""

from __future__ import annotations

from collections.abc import Mapping

from eservices.cases.erasing import Eraser, erase_files
from eservices.cases.models import Case
from eservices.procedures.erasing import fields_of_class, without
from eservices.procedures.models import AnswerRevision, CorrectionFile, Submission


class CorrectionEraser(Eraser):
    """See `eservices.cases.erasing.Eraser`."""

    key = "corrections"

    def erase(self, case: Case) -> Mapping[str, int]:
        links = CorrectionFile.objects.filter(correction__case=case).select_related("attachment")
        files = [link.attachment for link in links]
        count = case.corrections.count()
        case.corrections.all().delete()
        return {"corrections": count, "files": erase_files(files)}

    def erase_answers(self, case: Case, retention_class: str) -> int:
        submission = Submission.objects.filter(case=case).select_related("version").first()
        if submission is None or not case.corrections.exists():
            return 0
        fields = fields_of_class(submission, retention_class)
        erased: set[str] = set()
        for revision in AnswerRevision.objects.filter(correction__case=case):
            gone, revision.answers = without(revision.answers, fields)
            revision.save(update_fields=["answers"])
            erased |= gone
        links = CorrectionFile.objects.filter(correction__case=case, field__in=erased)
        erase_files([link.attachment for link in links.select_related("attachment")])
        case.corrections.exclude(answered=None).update(typed={})
        return len(erased)
