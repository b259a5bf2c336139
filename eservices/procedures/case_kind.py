"""What the tracking page and the desk show of a request made through a procedure."""

from __future__ import annotations

from eservices.cases.kinds import AnswerRow, AnswerSection
from eservices.cases.models import Attachment, Case
from eservices.procedures.answers import thawed
from eservices.procedures.models import Submission
from eservices.procedures.progress import in_item
from eservices.procedures.submission import KIND


class ProcedureCase:
    """Reads the frozen submission only; see `eservices.cases.kinds.CaseKind`."""

    key = KIND

    def summary(self, case: Case, language: str) -> str:
        return case.title_in(language)[0]

    def answers(self, case: Case, language: str) -> list[AnswerSection]:
        submission = Submission.objects.filter(case=case).first()
        if submission is None:  # the file was destroyed
            return []
        return [
            AnswerSection(
                title=section.title.text,
                rows=[
                    AnswerRow(
                        label=row.label.text,
                        value=row.value.text,
                        language=row.value.language or language,
                    )
                    for row in section.rows
                ],
            )
            for section in thawed(submission.answers, language)
        ]

    def documents(self, case: Case) -> list[Attachment]:
        """Only files given to a question that the request really asks: no hidden branch."""
        submission = Submission.objects.filter(case=case).select_related("draft").first()
        if submission is None:
            return []
        asked = {
            in_item(row["field"], section.get("item"))
            for section in submission.answers
            for row in section["rows"]
        }
        links = submission.draft.files.filter(field__in=asked).select_related("attachment")
        return [link.attachment for link in links]
