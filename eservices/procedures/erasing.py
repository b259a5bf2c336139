"""What procedures erase of a case: the submission, the draft behind it, their files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from eservices.accounts.models import Person
from eservices.cases.erasing import Eraser, erase_files
from eservices.cases.models import Case
from eservices.procedures.drafts.departures import departures
from eservices.procedures.drafts.progress import in_item
from eservices.procedures.enums import RetentionClass
from eservices.procedures.models import Draft, DraftAttachment, StepState, Submission
from eservices.records import doors

#: What was sent is deleted with the archives' visa only, and its answers can only shrink.
SUBMISSION_DOORS = {
    "DELETE": doors.destroyed("OLD.case_id"),
    "UPDATE": (
        "NEW.uuid = OLD.uuid AND NEW.case_id = OLD.case_id AND NEW.draft_id = OLD.draft_id"
        " AND NEW.version_id = OLD.version_id AND NEW.salt = OLD.salt"
        " AND NEW.content_hash = OLD.content_hash AND NEW.created_at = OLD.created_at"
        " AND LENGTH(CAST(NEW.answers AS TEXT)) < LENGTH(CAST(OLD.answers AS TEXT))"
        f" AND {doors.answers_erased('OLD.case_id')}"
    ),
}


class SubmissionEraser(Eraser):
    """See `eservices.cases.erasing.Eraser`."""

    key = "procedures"

    def names(self, case: Case) -> Iterable[str]:
        found = Submission.objects.filter(case=case).values_list("draft__uuid", flat=True)
        return [str(uuid) for uuid in found]

    def persons(self, case: Case) -> Iterable[Person | None]:
        drafts = Draft.objects.filter(submission__case=case).select_related("person")
        return [draft.person for draft in drafts]

    def erase(self, case: Case) -> Mapping[str, int]:
        submission = Submission.objects.filter(case=case).select_related("draft").first()
        if submission is None:
            return {}
        draft = submission.draft
        files = [link.attachment for link in draft.files.select_related("attachment")]
        departures.tell(draft)
        answers = sum(len(section["rows"]) for section in submission.answers)
        submission.delete()
        draft.delete()
        return {"answers": answers, "files": erase_files(files)}

    def erase_answers(self, case: Case, retention_class: str) -> int:
        submission = Submission.objects.filter(case=case).select_related("draft", "version").first()
        if submission is None:
            return 0
        fields = fields_of_class(submission, retention_class)
        erased, kept = without(submission.answers, fields)
        if not erased:
            return 0
        submission.answers = kept
        submission.save(update_fields=["answers"])
        _erase_typed(submission, fields, erased)
        if retention_class == RetentionClass.CONTACT:
            Draft.objects.filter(pk=submission.draft_id).update(contact_email="")
        return len(erased)


def fields_of_class(submission: Submission, retention_class: str) -> set[str]:
    return {
        identity
        for identity, question in submission.version.compiled.fields().items()
        if question.retention_class == retention_class
    }


def without(
    answers: list[dict[str, Any]], fields: set[str]
) -> tuple[set[str], list[dict[str, Any]]]:
    """Return the names of what is erased (each item's apart), and the answers that stay.

    The question stays, with a mark in the answer's place.
    """
    erased: set[str] = set()
    kept = []
    for section in answers:
        rows = []
        for row in section["rows"]:
            if row["field"] in fields and not row.get("erased"):
                erased.add(in_item(row["field"], section.get("item")))
                row = {key: row[key] for key in ("field", "kind", "label")} | {"erased": True}
            rows.append(row)
        kept.append(section | {"rows": rows})
    return erased, kept


def _erase_typed(submission: Submission, fields: set[str], erased: set[str]) -> None:
    """Erase the files, and what the draft still holds as it was typed."""
    draft = submission.draft
    links = DraftAttachment.objects.filter(draft=draft, field__in=erased)
    erase_files([link.attachment for link in links.select_related("attachment")])
    for state in StepState.objects.filter(draft=draft):
        state.raw = {
            name: typed
            for name, typed in state.raw.items()
            if not any(field in name for field in fields)
        }
        state.cleaned = {name: value for name, value in state.cleaned.items() if name not in fields}
        state.save(update_fields=["raw", "cleaned"])


def has_erased_answers(answers: list[dict[str, Any]]) -> bool:
    return any(row.get("erased") for section in answers for row in section["rows"])
