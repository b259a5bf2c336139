"""Questions made of several controls, each part with its own label.

Each part has its own label and its own place in the error summary; parts are
posted as ``name-part``. Source: accessibility demands F7, F8, F11 and F13.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

#: An error that concerns parts carries their keys in its code, for the summary's links.
PARTS_CODE = "parts:"


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that belong together inside a question, under a legend of their own."""

    key: str
    label: Any
    hint: Any = ""
    required: bool = True
    #: The parts of a day stand on one line, and what is wrong is said once.
    is_date: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One labelled control of a question."""

    key: str
    label: Any
    required: bool = True
    autocomplete: str = ""
    inputmode: str = ""
    max_length: int = 200
    #: Class that gives the control a width fit for its answer.
    width: str = ""
    hint: Any = ""
    kind: Literal["text", "checkbox", "radios"] = "text"
    #: Of radios: stored value and words.
    options: tuple[tuple[str, Any], ...] = ()
    group: Group | None = None


class PartsWidget(forms.Widget):
    """Draws the parts of a question; the value is a mapping from part to typed text."""

    template_name = "content_core/forms/widgets/parts.html"
    use_fieldset = True
    #: Errors stand beside their part; a date says them once for the group.
    errors_by_part = True

    def __init__(self, parts: Sequence[Part], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.parts = tuple(parts)

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> dict[str, str]:
        return {part.key: str(data.get(f"{name}-{part.key}") or "") for part in self.parts}

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> bool:
        return not any(f"{name}-{part.key}" in data for part in self.parts)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""

    def part_id(self, id_: str, key: str = "") -> str:
        """Return the id of a part's control, by default the first one's."""
        return f"{id_}-{key or self.parts[0].key}"

    def shown_parts(self, values: Mapping[str, str]) -> Sequence[Part]:
        """Return the parts to draw over what was typed; a widget may ask one only when needed."""
        return self.parts

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = dict(attrs or {})
        errors: Mapping[str, list[str]] = attrs.pop("part_errors", {})
        context = super().get_context(name, value, attrs)
        values = value if isinstance(value, Mapping) else {}
        id_ = context["widget"]["attrs"].get("id", name)
        items = [
            {
                "part": part,
                "name": f"{name}-{part.key}",
                "id": self.part_id(id_, part.key),
                "value": values.get(part.key, ""),
                "errors": errors.get(part.key, []),
                "described": self._says_own_errors(part) and any(errors.get(part.key, [])),
                "disabled": bool(attrs.get("disabled")),
            }
            for part in self.shown_parts(values)
        ]
        context["widget"]["parts"] = items
        context["widget"]["blocks"] = list(_blocks(id_, items))
        return context

    def _says_own_errors(self, part: Part) -> bool:
        return self.errors_by_part and not (part.group and part.group.is_date)


def _blocks(id_: str, items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the parts with those of their group, and what is said once of a day."""
    for group, run in groupby(items, key=lambda item: item["part"].group):
        together = list(run)
        said = [words for item in together for words in item["errors"] if words]
        yield {
            "group": group,
            "items": together,
            "id": f"{id_}-{group.key}" if group else "",
            "errors": list(dict.fromkeys(said)) if group and group.is_date else [],
        }


class PartsField(forms.Field):
    """A question answered in parts; cleans to a mapping of trimmed texts, empty when unanswered."""

    default_error_messages = {
        "required": _("“%(label)s”: answer this question."),
        "part_required": _("“%(part)s”: fill in this answer."),
        "part_too_long": _("“%(part)s”: write %(limit)s characters at most."),
    }

    def __init__(self, parts: Sequence[Part], **kwargs: Any) -> None:
        self.parts = tuple(parts)
        kwargs.setdefault("widget", PartsWidget(self.parts))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial if self.disabled else data

    def has_changed(self, initial: Any, data: Any) -> bool:
        return {k: v for k, v in (initial or {}).items() if v} != {
            k: v for k, v in (data or {}).items() if v
        }

    def error(self, message: str, *parts: str, **values: Any) -> ValidationError:
        """Return the error ``message`` about ``parts``, naming the question."""
        words = self.error_messages[message] % {
            "label": self.label or "",
            "part": self.name_of(parts[0]) if parts else "",
            **values,
        }
        return ValidationError(words, code=PARTS_CODE + ",".join(parts) if parts else message)

    def name_of(self, key: str) -> str:
        """Return the name of a part in an error, with its question's: a page may ask about
        several people."""
        named = str(next(part.label for part in self.parts if part.key == key))
        return f"{self.label} – {named}" if self.label else named

    def trimmed(self, value: Any) -> dict[str, str]:
        typed = value if isinstance(value, Mapping) else {}
        return {
            part.key: " ".join(str(typed.get(part.key) or "").replace("\x00", "").split())
            for part in self.parts
        }

    def clean(self, value: Any) -> Any:
        answer = self.trimmed(value)
        if not any(answer.values()):
            if self.required:
                raise self.error("required")
            return {}
        errors = []
        for part in self.parts:
            text = answer[part.key]
            if part.required and not text:
                errors.append(self.error("part_required", part.key))
            elif len(text) > part.max_length:
                errors.append(self.error("part_too_long", part.key, limit=part.max_length))
            else:
                errors.extend(self.check_part(part.key, text, answer))
        if errors:
            raise ValidationError(errors)
        return answer

    def check_part(self, key: str, text: str, answer: dict[str, str]) -> list[ValidationError]:
        """Return what is wrong with one filled part."""
        return []


def anonymous(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Another person's data must not be filled in with the user's own."""
    return tuple(replace(part, autocomplete="off") for part in parts)
