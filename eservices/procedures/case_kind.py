"""What the tracking page and the desk show of a request made through a procedure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eservices.cases.kinds import Addressee, AnswerRow, AnswerSection
from eservices.cases.models import Attachment, Case
from eservices.cases.proof import Rules
from eservices.procedures.corrections.asked import current_answers
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.drafts.answers import thawed
from eservices.procedures.drafts.progress import in_item
from eservices.procedures.drafts.submission import KIND
from eservices.procedures.models import CorrectionFile, Submission
from eservices.procedures.models.procedures import canonical
from eservices.procedures.words.wording import person


def rules_of(case: Case) -> Rules | None:
    """Return the version of the procedure that ``case`` was sent under."""
    submission = Submission.objects.filter(case=case).select_related("version").first()
    if submission is None:  # the file was destroyed
        return None
    version = submission.version
    return Rules(
        version.number,
        version.created_at.isoformat(),
        canonical(version.definition),
        version.sha256,
    )


class ProcedureCase:
    """Reads the frozen submission, and what corrections made of its answers.

    See `eservices.cases.kinds.CaseKind`.
    """

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
            for section in thawed(current_answers(submission), language)
        ]

    def names(self, case: Case) -> list[str]:
        submission = Submission.objects.filter(case=case).first()
        if submission is None:
            return []
        given = [
            row.get("value") or {}
            for section in current_answers(submission)
            for row in section["rows"]
            if row["kind"] in (FieldKind.PERSON_NAME, FieldKind.IDENTITY)
        ]
        parts = ("given", "family", "used_name")
        return [name[part] for name in given for part in parts if name.get(part)]

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
        anew = CorrectionFile.objects.filter(
            correction__case=case, correction__revision__isnull=False
        ).select_related("attachment")
        return [link.attachment for link in links] + [link.attachment for link in anew]

    def addressee(self, case: Case) -> Addressee:
        """The last postal address that was asked; the name asked with it or about oneself."""
        submission = Submission.objects.select_related("version", "draft").get(case=case)
        answers = current_answers(submission)
        asked = {row["field"] for section in answers for row in section["rows"]}
        kept: dict[str, Any] = {}
        merged = case.corrections.filter(revision__isnull=False)
        states = [state.cleaned for state in submission.draft.steps.all()]
        states += [typed["cleaned"] for each in merged for typed in each.typed.values()]
        for cleaned in states:
            kept |= {field: value for field, value in cleaned.items() if field in asked}
        name, lines = "", tuple[str, ...]()
        for step in submission.version.compiled.steps:
            beside = any(field.kind is FieldKind.POSTAL_ADDRESS for field in step.fields)
            for question in step.fields:
                value = kept.get(question.id)
                if not isinstance(value, Mapping):
                    continue
                if question.kind is FieldKind.POSTAL_ADDRESS:
                    lines = tuple(_address_lines(value))
                elif question.kind in (FieldKind.PERSON_NAME, FieldKind.IDENTITY) and (
                    beside or question.autocomplete == "name"
                ):
                    name = person(value)
        return Addressee(name, lines)


def _address_lines(value: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of an envelope, the town and the country in capitals (NF Z 10-011)."""
    yield from (value[name] for name in ("complement", "street") if value.get(name))
    town = " ".join(part for part in (value.get("postcode"), value.get("town")) if part)
    if town:
        yield town.upper()
    if value.get("country", "").casefold() not in ("", "france"):
        yield value["country"].upper()
