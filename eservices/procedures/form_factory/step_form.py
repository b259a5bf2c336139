"""The form of one step: its questions, what stands between them, and what is typed into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict

from content.core.forms import AccessibleForm, PartsField
from eservices.cases.models import Attachment
from eservices.procedures.definition.evaluator import Evaluation
from eservices.procedures.definition.kinds import SILENT, FieldKind
from eservices.procedures.definition.rules import is_answered
from eservices.procedures.definition.schema import Field, Step
from eservices.procedures.drafts.answers import Words, marked, shown, words
from eservices.procedures.drafts.progress import Kept, Progress
from eservices.procedures.drafts.receipts import paragraphs

#: Longer than any question allows; what a hostile POST adds is not kept.
_MAX_TYPED = 5000


@dataclass(frozen=True, slots=True)
class Information:
    """Text between questions."""

    title: Words
    body: list[Words]


@dataclass(frozen=True, slots=True)
class PartOfPage:
    """One thing on a step's page: a question with its files, or an information."""

    field: BoundField | None = None
    files: list[Attachment] | None = None
    #: Files that the virus check refused: another copy is asked for.
    refused: list[Attachment] | None = None
    takes_files: bool = False
    information: Information | None = None


class _OwnFields(dict[str, forms.Field]):
    """Fields built for one form: Django copies them deeply, as if forms shared them."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


class StepForm(AccessibleForm):
    """The questions of one step that the answers so far make visible."""

    def __init__(
        self,
        data: Any = None,
        *,
        step: Step,
        questions: Mapping[str, forms.Field],
        progress: Progress,
        language: str,
        evaluation: Evaluation,
    ) -> None:
        self.step = step
        self.evaluation = evaluation
        self.progress = progress
        self.language = language
        self.base_fields = _OwnFields(questions)  # type: ignore[misc]  # of this form alone
        alone = len(questions) == 1 and len(step.fields) == 1 and not step.intro
        super().__init__(data, label_as_heading=alone)

    def clean(self) -> dict[str, Any]:
        """Say beside its question what fails across questions, once each is right by itself."""
        cleaned: dict[str, Any] = super().clean() or {}
        for check in self.evaluation.failed_in(self.step):
            looked_at = {check.field, *check.rule.reads}
            if check.field in self.fields and not looked_at & set(self.errors):
                self.add_error(check.field, marked(words(check.message, self.language)))
        return cleaned

    def hold_errors(self) -> None:
        """Show what was kept without saying what is wrong: nobody has pressed Continue."""
        if self.is_bound:
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}

    def names(self) -> set[str]:
        """Return the names of the form's own controls; nothing else of a POST is kept."""
        names: set[str] = set()
        for name, field in self.fields.items():
            if isinstance(field, PartsField):
                names.update(f"{name}-{part.key}" for part in field.parts)
            elif not isinstance(field.widget, forms.FileInput):
                names.add(name)
        return names

    @property
    def typed(self) -> dict[str, list[str]]:
        """Return what was typed, and what is kept of questions hidden now."""
        typed = cast("MultiValueDict[str, str]", self.data)
        shown = {
            name: [_storable(value) for value in typed.getlist(name)]
            for name in sorted(self.names())
            if name in typed
        }
        return {name: v for name, v in self._kept.raw.items() if self._hides(name)} | shown

    @property
    def answers(self) -> dict[str, Any]:
        """Return canonical answers of the questions that were answered well, and those
        kept of questions hidden now: they may come back."""
        self.is_valid()
        given = {name: canonical(value) for name, value in self.cleaned_data.items()}
        answered = {name: value for name, value in given.items() if value is not None}
        hidden = {name: v for name, v in self._kept.cleaned.items() if self._hides(name)}
        return hidden | answered

    @property
    def _kept(self) -> Kept:
        return self.progress.kept.get(self.step.id, Kept())

    def _hides(self, name: str) -> bool:
        return any(
            question.id not in self.fields
            and (name == question.id or name.startswith(f"{question.id}-"))
            for question in self.step.fields
        )

    @property
    def contact_email(self) -> str | None:
        """Return the address for news given in this step; ``None`` when it asks for none."""
        for question in self.step.fields:
            if question.contact and question.id in self.fields:
                return str(self.answers.get(question.id) or "")
        return None

    @property
    def file_questions(self) -> list[Field]:
        return [
            question
            for question in self.step.fields
            if question.kind is FieldKind.FILE and question.id in self.fields
        ]

    @property
    def adds_files_to(self) -> list[BoundField]:
        """Return the questions that take several files."""
        return [self[question.id] for question in self.file_questions if question.max_files > 1]

    def parts(self) -> list[PartOfPage]:
        """Return what the page shows, in the definition's order."""
        return [
            self._part(question)
            for question in self.step.fields
            if question.id in self.progress.evaluation.fields
            and (question.id in self.fields or question.kind in SILENT)
            and (question.kind is not FieldKind.COMPUTED or self._worked_out(question).text)
        ]

    def _worked_out(self, question: Field) -> Words:
        """Return what a computed question holds so far, in words."""
        value = self.progress.evaluation.answers.get(question.id)
        return shown(question, value, self.language) if is_answered(value) else Words("")

    def _part(self, question: Field) -> PartOfPage:
        if question.kind is FieldKind.INFORMATION:
            title = words(question.label, self.language)
            body = paragraphs(question.help, self.language)
            return PartOfPage(information=Information(title, body))
        if question.kind is FieldKind.COMPUTED:
            body = [self._worked_out(question), *paragraphs(question.help, self.language)]
            title = words(question.label, self.language)
            return PartOfPage(information=Information(title, body))
        return PartOfPage(
            field=self[question.id],
            files=self.progress.question_files(question.id) or None,
            refused=self.progress.refused_files(question.id) or None,
            takes_files=question.kind is FieldKind.FILE,
        )


def _storable(value: str) -> str:
    """Drop what no database keeps in JSON: NUL and broken surrogates."""
    return value[:_MAX_TYPED].replace("\x00", "").encode("utf-8", "ignore").decode()


def canonical(value: Any) -> Any:
    """Return a cleaned value as JSON; ``None`` when there is no answer.

    Dates become ISO texts, a ticked box "yes", several parts a mapping without its
    empty parts, files the list of their identities.
    """
    if value is True:
        return "yes"
    if isinstance(value, int) and value is not False:
        return value  # nought is an answer
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: part for key, part in value.items() if part} or None
    return value or None
