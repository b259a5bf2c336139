"""Forms that speak to everybody: labels, hints and errors tied to their control.

Every public form derives from `AccessibleForm`. Not the global FORM_RENDERER,
which would reach the admin too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, cast

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.utils import pretty_name
from django.http import HttpRequest
from django.utils.functional import cached_property, lazy
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from content.core.form_controls import BY_TEMPLATE
from content.core.form_fields import (
    PARTS_CODE,
    DateField,
    DateRangeField,
    EmailField,
    FigureField,
    Group,
    MoneyField,
    Part,
    PartsField,
    PartsWidget,
    PersonNameField,
    PhoneField,
    PostalAddressField,
)

__all__ = [
    "AccessibleForm",
    "Checkboxes",
    "DateField",
    "DateRangeField",
    "EmailField",
    "ErrorLink",
    "ErrorSummary",
    "FigureField",
    "Group",
    "MoneyField",
    "Part",
    "PartsField",
    "PersonNameField",
    "PhoneField",
    "PostalAddressField",
    "Radios",
    "error_summary",
]


class _OptionHints:
    """Options that may carry a hint: ``hints`` maps a value to its words."""

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]  # mixed into ChoiceWidget
        hint = self.hints.get(str(value), "")
        if hint:
            option["hint"] = hint
            option["hint_id"] = f"{option['attrs'].get('id', name)}_hint"
            option["attrs"]["aria-describedby"] = option["hint_id"]
        return option


class Radios(_OptionHints, forms.RadioSelect):
    """One choice, all visible."""

    template_name = "content_core/forms/widgets/choices.html"


class Checkboxes(_OptionHints, forms.CheckboxSelectMultiple):
    """Several choices, all visible."""

    template_name = "content_core/forms/widgets/choices.html"


class AccessibleBoundField(BoundField):
    """A question as drawn: what describes it, what is wrong, where focus goes."""

    field: forms.Field
    form: forms.BaseForm

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}_hint"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}_error"

    @property
    def own_errors(self) -> list[str]:
        """Errors said for the whole question; those of a part stand beside the part."""
        if isinstance(self.field.widget, PartsWidget) and self.field.widget.errors_by_part:
            return [words for words, parts in self.found if not parts]
        return [words for words, parts in self.found]

    @property
    def aria_describedby(self) -> str | None:
        if self.field.widget.attrs.get("aria-describedby"):
            return None
        ids = []
        if self.auto_id and not self.is_hidden:
            if self.help_text:
                ids.append(self.hint_id)
            if self.own_errors:
                ids.append(self.error_id)
        return " ".join(ids)

    @property
    def is_radio_group(self) -> bool:
        return isinstance(self.field.widget, forms.RadioSelect)

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_heading(self) -> bool:
        """Whether the label is the page's `h1`: the step has this question alone."""
        return (
            bool(getattr(self.form, "label_as_heading", False))
            and len(self.form.visible_fields()) == 1
        )

    @property
    def marked_label(self) -> str:
        """The label, which says so when nobody needs to answer."""
        label = conditional_escape(self.label)
        if self.field.required:
            return label
        return format_html('{} <span class="optional">({})</span>', label, gettext("optional"))

    @cached_property
    def found(self) -> list[tuple[str, list[str]]]:
        """Each error's words and the parts that it concerns."""
        found = []
        for error in self.form.errors.as_data().get(self.name, []):
            code = error.code or ""
            parts = code.removeprefix(PARTS_CODE).split(",") if code.startswith(PARTS_CODE) else []
            # Words in another language come as HTML that says so.
            is_marked = isinstance(error.message, str) and hasattr(error.message, "__html__")
            said = [error.message] if is_marked else error.messages
            found += [(cast("str", words), parts) for words in said]
        return found

    def focus_id(self, parts: list[str] | None = None) -> str:
        """Return the id of the control to go to: the first wrong part, option or the field."""
        widget = self.field.widget
        id_ = widget.attrs.get("id") or self.auto_id
        if isinstance(widget, PartsWidget):
            return widget.part_id(id_, parts[0] if parts else "")
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return f"{id_}_0"
        return widget.id_for_label(id_) or id_

    def build_widget_attrs(
        self, given: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        attrs: dict[str, Any] = dict(super().build_widget_attrs(given, widget))
        widget = widget or self.field.widget
        if isinstance(widget, PartsWidget):
            # A group is not invalid itself: its wrong parts are.
            attrs.pop("aria-invalid", None)
            attrs["part_errors"] = self._errors_by_part(widget)
        elif isinstance(widget, forms.RadioSelect):
            # `aria-invalid` is for the radio group, not for one radio.
            attrs.pop("aria-invalid", None)
        return attrs

    def _errors_by_part(self, widget: PartsWidget) -> dict[str, list[str]]:
        errors: dict[str, list[str]] = {}
        for words, parts in self.found:
            for key in parts or [part.key for part in widget.parts if part.required]:
                errors.setdefault(key, []).extend([words] if parts else [""])
        return errors


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One error and the control to mend; no control when it concerns the whole form."""

    text: str
    target: str


class ErrorSummary:
    """All errors of the given forms in the order of the page."""

    def __init__(self, *asked: forms.BaseForm) -> None:
        self.links = [link for form in asked if form.is_bound for link in self._links(form)]

    def __bool__(self) -> bool:
        return bool(self.links)

    def __len__(self) -> int:
        return len(self.links)

    def __iter__(self) -> Iterator[ErrorLink]:
        return iter(self.links)

    @staticmethod
    def _links(form: forms.BaseForm) -> Iterator[ErrorLink]:
        for words in form.non_field_errors():
            yield ErrorLink(str(words), "")
        for field in form:
            if isinstance(field, AccessibleBoundField):
                for words, parts in field.found:
                    yield ErrorLink(words, "" if field.is_hidden else field.focus_id(parts))
            else:
                for words in field.errors:
                    yield ErrorLink(str(words), field.id_for_label)


def error_summary(*asked: forms.BaseForm) -> ErrorSummary:
    """Return the summary of one form or of several shown on one page."""
    return ErrorSummary(*asked)


class FormRenderer(DjangoTemplates):
    """Our templates for forms and fields; widgets fall back to Django's, or to the same
    written by hand."""

    form_template_name = "content_core/forms/form.html"
    field_template_name = "content_core/forms/field.html"
    bound_field_class = AccessibleBoundField

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        if written := BY_TEMPLATE.get(template_name):
            return written(context["widget"])
        return super().render(template_name, context, request)


class AccessibleForm(forms.Form):
    """A form that the server alone checks, with errors that say how to mend them.

    ``label_as_heading`` makes the label of a lone question the page's `h1`.
    A field's own ``error_messages`` win over the words made from its label.
    """

    default_renderer = FormRenderer()
    use_required_attribute = False
    label_as_heading: ClassVar[bool] = False

    def __init__(self, *args: Any, label_as_heading: bool | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if label_as_heading is not None:
            self.label_as_heading = label_as_heading  # type: ignore[misc]  # default of the class
        if any(isinstance(field.widget, forms.CheckboxInput) for field in self.fields.values()):
            # What one agrees to stands beside its box: no title for a page.
            self.label_as_heading = False  # type: ignore[misc]  # default of the class
        for name, field in self.fields.items():
            if field.label is None:
                field.label = pretty_name(name)
            name_errors(field)
            _use_own_template(field.widget)

    @property
    def error_summary(self) -> ErrorSummary:
        return ErrorSummary(self)


def _use_own_template(widget: forms.Widget) -> None:
    """Give Django's own widgets templates without their known faults."""
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        widget.template_name = "content_core/forms/widgets/choices.html"
    elif isinstance(widget, forms.FileInput):
        # The clearable one prints a second, unlabelled control.
        widget.template_name = "django/forms/widgets/file.html"
    elif isinstance(widget, forms.Textarea):
        widget.attrs = {"cols": "40", "rows": "6"} | {
            key: value
            for key, value in widget.attrs.items()
            if (key, str(value)) not in {("cols", "40"), ("rows", "10")}
        }


def name_errors(field: forms.Field) -> None:
    """Replace Django's unnamed messages by words that name ``field`` and say what to do.

    Messages given by whoever defined the field are kept. Most are never shown, so they are
    put into words when they are.
    """
    kind: Any = type(field)
    defaults, label = _defaults(kind), str(field.label)
    for code, words in _messages(kind).items():
        if field.error_messages.get(code) is defaults.get(code):
            field.error_messages[code] = _named(words, label, FILLED.get(code))


@cache
def _defaults(kind: type[forms.Field]) -> dict[str, Any]:
    defaults: dict[str, Any] = {}
    for parent in reversed(kind.__mro__):
        if parent.__module__.startswith("content."):
            continue  # our own fields name themselves
        defaults.update(getattr(parent, "default_error_messages", {}))
    return defaults


#: Messages that Django fills with figures, by what stands for them: they pass `%` once more.
FILLED = {
    "max_length": "%(limit_value)d",
    "min_length": "%(limit_value)d",
    "min_value": "%(limit_value)s",
    "max_value": "%(limit_value)s",
    "invalid_choice": "",
}


def _name(words: str, label: str, limit: str | None) -> str:
    if limit is not None:
        label = label.replace("%", "%%")
    return gettext(words) % {"label": label, "limit": limit}


_named = lazy(_name, str)


@cache
def _messages(kind: type[forms.Field]) -> dict[str, str]:
    if issubclass(kind, PartsField):
        return {}
    messages = {
        "required": _("“%(label)s”: fill in this answer."),
        "invalid": _("“%(label)s”: check what you typed."),
        "max_length": _("“%(label)s”: write %(limit)s characters at most."),
        "min_length": _("“%(label)s”: write at least %(limit)s characters."),
    }
    if issubclass(kind, forms.BooleanField):
        messages["required"] = _("“%(label)s”: tick the box to go on.")
    elif issubclass(kind, forms.ChoiceField):
        messages["required"] = _("“%(label)s”: choose an answer.")
        if issubclass(kind, forms.MultipleChoiceField):
            messages["required"] = _("“%(label)s”: tick one answer at least.")
        messages["invalid_choice"] = _("“%(label)s”: choose one of the answers shown.")
    elif issubclass(kind, forms.EmailField):
        words = _("“%(label)s”: write an e-mail address like name@example.org.")
        messages["required"] = messages["invalid"] = words
    elif issubclass(kind, forms.FileField):
        messages["required"] = _("“%(label)s”: choose a file.")
        messages["empty"] = _("“%(label)s”: this file is empty. Choose another.")
    elif issubclass(kind, MoneyField):
        messages["required"] = _("“%(label)s”: write an amount, for example 12.50.")
    elif issubclass(kind, FigureField):
        messages["required"] = _("“%(label)s”: write a number in figures, for example 3.")
    elif issubclass(kind, forms.IntegerField):
        messages["invalid"] = _("“%(label)s”: write a number in figures, for example 3.")
        messages["min_value"] = _("“%(label)s”: write %(limit)s or more.")
        messages["max_value"] = _("“%(label)s”: write %(limit)s or less.")
    return messages
