"""Forms of a journey: the step's, built by `form_factory`, and those of its other pages."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core import signing
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.core.forms import AccessibleForm, PartsField
from eservices.cases import codes
from eservices.cases.models import Attachment
from eservices.procedures.answers import Words, marked, shown, words
from eservices.procedures.definition import Field, FieldKind, Step
from eservices.procedures.evaluator import SILENT, Evaluation, is_answered
from eservices.procedures.progress import Kept, Progress, load
from eservices.procedures.receipts import paragraphs

#: Longer than any question allows; what a hostile POST adds is not kept.
_MAX_TYPED = 5000
#: Letters and figures of a phrase: shorter, it is guessed.
PHRASE_LENGTH = 8
_BEGAN = "eservices.procedures.start"


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


class StartForm(AccessibleForm):
    """A human check without a puzzle: a trap that nobody sees, and a moment's patience.

    A robot that fills every field or posts at once is shown the page again; a person
    who was that quick presses once more. Nobody is ever refused (F20).
    """

    website = forms.CharField(
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    began = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self._first = str(data.get("began") or "") if data is not None else ""
        self.initial["began"] = signing.dumps(time.time(), salt=_BEGAN)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("website"):
            raise forms.ValidationError(_("Leave the hidden field empty, then press again."))
        try:
            began = float(signing.loads(self._first, salt=_BEGAN, max_age=86_400))
        except signing.BadSignature:
            raise forms.ValidationError(_("The page was open for long: press again.")) from None
        if time.time() - began < getattr(settings, "PROCEDURES_START_SECONDS", 0.3):
            raise forms.ValidationError(_("That was quick: press once more to start."))
        return self.cleaned_data

    @property
    def began_at(self) -> str:
        """A fresh stamp, or the first one again, so that pressing once more passes."""
        if self._first:
            try:
                signing.loads(self._first, salt=_BEGAN, max_age=86_000)
            except signing.BadSignature:
                return str(self.initial["began"])
            return self._first
        return str(self.initial["began"])


class ResumeForm(AccessibleForm):
    """Where to send the link that opens a draft."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("For example: name@example.org. Used for this link only."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PhraseForm(AccessibleForm):
    """The phrase that opens a draft together with its code."""

    phrase = forms.CharField(
        label=gettext_lazy("A short phrase that you will remember"),
        help_text=gettext_lazy(
            "For example: the blue cat sleeps at noon. We ask for it with the code."
        ),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None, *, required: bool) -> None:
        super().__init__(data)
        self.fields["phrase"].required = required

    def clean_phrase(self) -> str:
        phrase = str(self.cleaned_data["phrase"])
        letters = sum(sign.isalnum() for sign in phrase)
        if phrase and letters < PHRASE_LENGTH:
            raise forms.ValidationError(
                _("“A short phrase”: write a few words, eight letters at least.")
            )
        return phrase


class CodeForm(AccessibleForm):
    """A draft's code and its second fact."""

    code = forms.CharField(
        label=gettext_lazy("Code of your request under way"),
        max_length=60,
        help_text=gettext_lazy(
            "You were given it when you stopped, for example 7KM4-PX2R-9. "
            "Capitals, spaces and dashes do not matter."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    fact = forms.CharField(
        label=gettext_lazy("Your phrase, or one thing that you wrote"),
        max_length=200,
        help_text=gettext_lazy(
            "A date of birth, a family name, a postcode or an e-mail address: one is enough."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ItemsForm(AccessibleForm):
    """The list of a repeated step: it asks nothing, and holds what keeps it from going on."""

    def __init__(self, data: Any = None, *, problems: Sequence[str] = ()) -> None:
        super().__init__(data)
        self.problems = problems

    def clean(self) -> dict[str, Any]:
        if self.problems:
            raise forms.ValidationError(list(self.problems))
        return self.cleaned_data


class CheckForm(AccessibleForm):
    """The last page: what the person declares, and which answers they saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    declared = forms.BooleanField(required=True)

    def __init__(self, data: Any = None, *, progress: Progress, language: str) -> None:
        self.progress = progress
        self.language = language
        super().__init__(data, initial={"seen": progress.draft.lock})
        declaration = words(progress.definition.declaration, language)
        if declaration.text:
            field = self.fields["declared"]
            field.label = marked(declaration)
            field.error_messages["required"] = _("Tick the box of the declaration to send.")
        else:
            del self.fields["declared"]

    def renewed(self) -> CheckForm:
        """Return the form for the answers as they are now, to be accepted anew."""
        return CheckForm(progress=load(self.progress.draft), language=self.language)


class VerifyForm(AccessibleForm):
    """A receipt's code and fingerprint."""

    code = forms.CharField(
        label=gettext_lazy("Tracking code"),
        help_text=gettext_lazy("Nine letters and figures, for example 7KM4-PX2R-9."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    fingerprint = forms.CharField(
        label=gettext_lazy("Fingerprint"),
        help_text=gettext_lazy("The first four groups of four signs are enough."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def clean_code(self) -> str:
        try:
            return codes.normalise(self.cleaned_data["code"])
        except codes.InvalidCode as error:
            raise forms.ValidationError(
                _("“Tracking code”: a code has nine letters and figures, for example 7KM4-PX2R-9.")
            ) from error

    def clean_fingerprint(self) -> str:
        typed = "".join(self.cleaned_data["fingerprint"].split()).lower()
        if not re.fullmatch(r"[0-9a-f]{16,64}", typed):
            raise forms.ValidationError(
                _("“Fingerprint”: copy at least sixteen signs, figures and letters from a to f.")
            )
        return typed
