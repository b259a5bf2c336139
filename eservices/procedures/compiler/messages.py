"""What a check says when its editor wrote nothing: made from the words of the questions."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from eservices.procedures.compiler.names import TODAY, Names, day_of, listed
from eservices.procedures.compiler.texts import Words
from eservices.procedures.definition.texts import Text


def message_for(child: Any, words: Words, names: Names) -> Text:
    """Return the message of a preset check in each language of the procedure."""
    values = {}
    for language in words.languages:
        with override(language):
            said = _said(child, _Labels(words, names, language))
        if said:
            values[language] = said
    return Text(values=values)


class _Labels:
    """What questions are called in one language."""

    def __init__(self, words: Words, names: Names, language: str) -> None:
        self._words, self._names, self._language = words, names, language

    def of(self, reference: Any) -> str:
        text = str(reference or "")
        day = day_of(text)
        if day is not None:
            return date_format(day, "DATE_FORMAT")
        if text.lower() in TODAY:
            return _("today")
        found, _part = self._names.find(text)
        if found is None:
            return text
        label = self._words.of(found.id, "label").get(self._language)[0]
        return _("“%(label)s”") % {"label": label or text}


def _said(child: Any, labels: _Labels) -> str:
    value = child.value
    match child.block_type:
        case "dates_in_order":
            both = {"first": labels.of(value["first"]), "second": labels.of(value["second"])}
            if value.get("same_day"):
                return _("%(second)s cannot come before %(first)s. Check both dates.") % both
            return _("%(second)s must come after %(first)s. Check both dates.") % both
        case "at_least_one":
            questions = ", ".join(labels.of(name) for name in listed(value["fields"]))
            return _("Answer at least one of: %(questions)s.") % {"questions": questions}
        case "age":
            return " ".join(_ages(value, labels))
    return ""


def _ages(value: Any, labels: _Labels) -> list[str]:
    about = {"label": labels.of(value["field"]), "day": labels.of(value.get("at"))}
    said = []
    for name, years in (("at_least", value.get("at_least")), ("under", value.get("under"))):
        if years is None:
            continue
        at_least, on_a_day = name == "at_least", bool(value.get("at"))
        said.append(_age(years, at_least=at_least, on_a_day=on_a_day) % {**about, "years": years})
    return said


def _age(years: int, *, at_least: bool, on_a_day: bool) -> str:
    if at_least and on_a_day:
        return ngettext(
            "%(label)s: at least %(years)s year of age is needed on %(day)s.",
            "%(label)s: at least %(years)s years of age are needed on %(day)s.",
            years,
        )
    if at_least:
        return ngettext(
            "%(label)s: at least %(years)s year of age is needed.",
            "%(label)s: at least %(years)s years of age are needed.",
            years,
        )
    if on_a_day:
        return ngettext(
            "%(label)s: this is for people under %(years)s year of age on %(day)s.",
            "%(label)s: this is for people under %(years)s years of age on %(day)s.",
            years,
        )
    return ngettext(
        "%(label)s: this is for people under %(years)s year of age.",
        "%(label)s: this is for people under %(years)s years of age.",
        years,
    )
