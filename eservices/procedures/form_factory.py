"""From a question of a definition to a form field, and from its answer to what is stored.

Knows nothing of formtools. Canonical values are JSON: texts, ISO dates, mappings of
parts, lists of attachment identities; an unanswered question has no value at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.core.forms import DateField, PersonNameField, PostalAddressField, Radios
from content.core.models import District
from eservices.cases.attachments import ACCEPT_ATTRIBUTE
from eservices.procedures.answers import Words, marked, words
from eservices.procedures.definition import Field, FieldKind, Step
from eservices.procedures.evaluator import rule_fields
from eservices.procedures.forms import StepForm
from eservices.procedures.progress import Kept, Progress

TEXT_LENGTH = 200
LONG_TEXT_LENGTH = 4000
#: E.164 has at most fifteen digits; the shortest numbers people are reached on have six.
_PHONE_DIGITS = range(6, 16)


def build_form(
    step: Step,
    progress: Progress,
    *,
    language: str,
    data: MultiValueDict[str, str] | Mapping[str, list[str]] | None = None,
) -> StepForm:
    """Return the form of one step, bound when ``data`` is given.

    ``data`` is a POST, or what `StepForm.typed` kept of one.
    """
    if data is not None and not isinstance(data, MultiValueDict):
        data = MultiValueDict(dict(data))
    asked = Asked(progress, language)
    visible = progress.evaluation.fields
    if data is not None and _has_inner_rules(step):
        first = _form(step, asked, visible, data)
        answers = Kept(cleaned=first.answers)
        visible = visible & progress.with_step(step, answers).evaluation.fields
    return _form(step, asked, visible, data)


def _form(
    step: Step, asked: Asked, visible: AbstractSet[str], data: MultiValueDict[str, str] | None
) -> StepForm:
    questions = {
        question.id: asked.field(question)
        for question in step.fields
        if question.id in visible and question.kind is not FieldKind.INFORMATION
    }
    return StepForm(
        data, step=step, questions=questions, progress=asked.progress, language=asked.language
    )


def _has_inner_rules(step: Step) -> bool:
    """Return whether a question of the step depends on another of the same step."""
    own = {question.id for question in step.fields}
    return any(rule_fields(question.shown_if) & own for question in step.fields)


class PhoneField(forms.CharField):
    """A number people are called on, kept as typed but for its spaces."""

    widget = forms.TextInput(attrs={"type": "tel"})

    def clean(self, value: Any) -> str:
        typed = " ".join(str(super().clean(value) or "").split())
        digits = re.sub(r"[\s.\-()/]", "", typed).removeprefix("+")
        if typed and (not digits.isascii() or not digits.isdigit()):
            raise forms.ValidationError(self.error_messages["invalid"])
        if typed and len(digits) not in _PHONE_DIGITS:
            raise forms.ValidationError(self.error_messages["invalid"])
        return typed


class FilesWidget(forms.FileInput):
    """A plain file control; `multiple` where several files may be sent."""

    allow_multiple_selected = True
    needs_multipart_form = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> None:
        """Files are taken before the form is built: see `uploads`."""


class FilesField(forms.Field):
    """Counts the files that the draft holds for a question; takes none itself."""

    widget = FilesWidget

    def __init__(self, *, present: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.present = present

    def clean(self, value: Any) -> list[str]:
        if self.required and not self.present:
            raise forms.ValidationError(self.error_messages["required"])
        return self.present


@dataclass(frozen=True, slots=True)
class Asked:
    """Builds fields for one draft, in one language."""

    progress: Progress
    language: str

    def field(self, question: Field) -> forms.Field:
        """Return the form field that asks ``question``."""
        label = words(question.label, self.language)
        common: dict[str, Any] = {
            "label": marked(label),
            "help_text": self._hint(question),
            "required": question.id in self.progress.evaluation.required,
        }
        field = _BUILDERS[question.kind](question, common, self)
        if question.autocomplete:
            field.widget.attrs.setdefault("autocomplete", question.autocomplete)
        return field

    def _hint(self, question: Field) -> str:
        parts = [words(question.help, self.language)]
        example = words(question.example, self.language)
        if example.text:
            said = Words(_("For example: %(example)s") % {"example": example}, example.language)
            parts.append(said)
        if question.kind is FieldKind.FILE:
            parts.append(Words(_file_limits(question)))
        given = [part for part in parts if part.text]
        if not any(part.language for part in given):
            return " ".join(part.text for part in given)
        html = [
            format_html('<span lang="{}">{}</span>', p.language or self.language, p.text)
            for p in given
        ]
        return SafeString(" ".join(html))


def _file_limits(question: Field) -> str:
    limits = {"size": question.max_megabytes, "count": question.max_files}
    return (
        ngettext(
            "A photo or a PDF of %(size)s MB at most.",
            "Up to %(count)s photos or PDFs, of %(size)s MB each at most.",
            question.max_files,
        )
        % limits
    )


Builder = Callable[[Field, dict[str, Any], Asked], forms.Field]


def _text(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return forms.CharField(max_length=TEXT_LENGTH, **common)


def _long_text(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return forms.CharField(max_length=LONG_TEXT_LENGTH, widget=forms.Textarea, **common)


def _email(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return forms.EmailField(max_length=254, **common)


def _phone(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    invalid = _("“%(label)s”: write a number with all its digits, for example 01 99 00 12 34.")
    messages = {"invalid": invalid % {"label": str(common["label"])}}
    return PhoneField(max_length=30, error_messages=messages, **common)


def _date(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return DateField(birthday_of_user=question.autocomplete == "bday", **common)


def _choice(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    choices = [
        (option.value, marked(words(option.label, asked.language))) for option in question.options
    ]
    hints = {
        option.value: marked(words(option.hint, asked.language))
        for option in question.options
        if option.hint
    }
    return forms.ChoiceField(choices=choices, widget=Radios(hints=hints), **common)


def _district(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    numbers = District.objects.values_list("number", flat=True)
    choices = [("", _("Choose in the list"))] + [
        (str(number), District(number=number).label(asked.language)) for number in numbers
    ]
    return forms.ChoiceField(choices=choices, **common)


def _person_name(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return PersonNameField(about_user=bool(question.autocomplete), **common)


def _postal_address(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return PostalAddressField(about_user=bool(question.autocomplete), abroad=True, **common)


def _file(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    attrs: dict[str, Any] = {"accept": ACCEPT_ATTRIBUTE}
    if question.max_files > 1:
        attrs["multiple"] = True
    required = _("“%(label)s”: choose a file, for example a photo of the document.")
    return FilesField(
        present=[str(file.uuid) for file in asked.progress.question_files(question.id)],
        widget=FilesWidget(attrs=attrs),
        error_messages={"required": required % {"label": str(common["label"])}},
        **common,
    )


def _declaration(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return forms.BooleanField(**common)


_BUILDERS: dict[FieldKind, Builder] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _long_text,
    FieldKind.EMAIL: _email,
    FieldKind.PHONE: _phone,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.DISTRICT: _district,
    FieldKind.PERSON_NAME: _person_name,
    FieldKind.POSTAL_ADDRESS: _postal_address,
    FieldKind.FILE: _file,
    FieldKind.DECLARATION: _declaration,
}
