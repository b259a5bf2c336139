"""What corrections erase of a case: the buffer, the files, the answers they made."""

from __future__ import annotations

from collections.abc import Mapping

from eservices.cases.erasing import Eraser, erase_files
from eservices.cases.models import Case
from eservices.procedures.erasing import fields_of_class, without
from eservices.procedures.models import AnswerRevision, CorrectionFile, Submission
from eservices.records import doors

_CASE = "(SELECT k.case_id FROM eservices_procedures_correction k WHERE k.id = OLD.correction_id)"
#: Answers merged are as immutable as those sent: they go with the visa, and can only shrink.
REVISION_DOORS = {
    "DELETE": doors.destroyed(_CASE),
    "UPDATE": (
        "NEW.correction_id = OLD.correction_id AND NEW.created_at = OLD.created_at"
        " AND LENGTH(CAST(NEW.answers AS TEXT)) < LENGTH(CAST(OLD.answers AS TEXT))"
        f" AND {doors.answers_erased(_CASE)}"
    ),
}


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
            if gone:
                revision.save(update_fields=["answers"])
            erased |= gone
        links = CorrectionFile.objects.filter(correction__case=case, field__in=erased)
        erase_files([link.attachment for link in links.select_related("attachment")])
        case.corrections.exclude(answered=None).update(typed={})
        return len(erased)
