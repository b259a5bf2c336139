"""Answers in words: for the check page, the receipt, the letter, the case.

Frozen answers carry their labels in every language the version has, so that a
request of three years ago needs neither today's code nor today's texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.core.form_fields import likely_address
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.rules import is_answered
from eservices.procedures.definition.schema import Field, Step
from eservices.procedures.definition.texts import Text
from eservices.procedures.drafts.progress import Progress
from eservices.procedures.words.wording import in_words


@dataclass(frozen=True, slots=True)
class Words:
    """A text and the language it is in; an empty language means that of the page."""

    text: str
    language: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Row:
    field: str
    label: Words
    value: Words
    #: A computed value is shown, never asked, so never changed by itself.
    is_asked: bool = True
    #: The e-mail address that was perhaps meant: a question, the one typed may be right.
    likely: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    step: str
    key: str
    title: Words
    rows: list[Row]
    #: Which item of a repeated step.
    item: int | None = None
    #: Whether the list of a repeated step ends here.
    ends_list: bool = False


class Marked(str):
    """Words in another language than the page: plain as text, marked as HTML."""

    language: str

    def __new__(cls, said: Words) -> Marked:
        marked = super().__new__(cls, said.text)
        marked.language = said.language
        return marked

    def __deepcopy__(self, memo: dict[int, Any]) -> Marked:
        return self  # texts do not change; forms copy the choices that hold them

    def __html__(self) -> SafeString:
        return format_html('<span lang="{}">{}</span>', self.language, str(self))


def marked(said: Words) -> str:
    return Marked(said) if said.language else said.text


def words(text: Text, language: str) -> Words:
    """Return the text for a reader of ``language``; the source text, marked, if missing."""
    said, said_in = text.get(language)
    return Words(said, "" if said_in == language else said_in)


def shown(question: Field, value: Any, language: str) -> Words:
    """Return one answer as a person reads it in ``language``."""
    with override(language):
        if question.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
            return _chosen(question, value, language)
        return Words(in_words(question, value))


def _chosen(question: Field, value: Any, language: str) -> Words:
    """Return the options chosen, a line each, in the source language if one of them is."""
    labels = {option.value: words(option.label, language) for option in question.options}
    chosen = [
        labels.get(each, Words(str(each)))
        for each in (value if isinstance(value, list) else [value])
    ]
    if len({said.language for said in chosen}) > 1:
        source = next(said.language for said in chosen if said.language)
        return Words(_chosen(question, value, source).text, source)
    return Words("\n".join(said.text for said in chosen), chosen[0].language if chosen else "")


def questions(step: Step, progress: Progress) -> Iterator[Field]:
    """Yield the visible questions of a step, in order."""
    for question in step.fields:
        if question.kind is not FieldKind.INFORMATION and question.id in progress.evaluation.fields:
            yield question


def _value(question: Field, progress: Progress, language: str) -> Words:
    if question.kind is FieldKind.FILE:
        return Words("\n".join(file.name for file in progress.question_files(question.id)))
    value = progress.evaluation.answers.get(question.id)
    if question.kind is FieldKind.CONSENT and not is_answered(value):
        with override(language):
            return Words(_("No"))  # left unticked is an answer too
    return shown(question, value, language) if is_answered(value) else Words("")


def item_title(step: Step, place: int, language: str) -> Words:
    return numbered(words(step.title, language), place, language)


def numbered(title: Words, place: int, language: str) -> Words:
    """Return the title of one of several things: the step's, then its number."""
    with override(title.language or language):
        number = _("No. %(number)s") % {"number": place}
    return Words(f"{title} – {number}", title.language)


def item_rows(progress: Progress, step: Step, item: int, language: str) -> list[Row]:
    """Return the visible questions of one item of a repeated step, with their answers."""
    return _rows(step, progress.within(step, item), language)


def _row(question: Field, progress: Progress, language: str) -> Row:
    given = progress.evaluation.answers.get(question.id)
    return Row(
        question.id,
        words(question.label, language),
        _value(question, progress, language),
        is_asked=question.kind is not FieldKind.COMPUTED,
        likely=likely_address(str(given or "")) if question.kind is FieldKind.EMAIL else "",
    )


def _rows(step: Step, progress: Progress, language: str) -> list[Row]:
    return [_row(question, progress, language) for question in questions(step, progress)]


def _parts(progress: Progress) -> Iterator[tuple[Step, int | None, int | None, Progress]]:
    """Yield each step, or each of its items (its number, its place) with what it sees."""
    for step in progress.steps:
        if step.repeat is None:
            yield step, None, None, progress
            continue
        for place, item in enumerate(progress.items(step), start=1):
            yield step, item, place, progress.within(step, item)


def sections(progress: Progress, language: str) -> list[Section]:
    """Return every reachable question with its answer, in words, step by step.

    A repeated step gives a section for each of its items, or an empty one.
    """
    found = []
    for step in progress.steps:
        title = words(step.title, language)
        items = progress.items(step) if step.repeat else []
        if step.repeat and not items:
            found.append(Section(step.id, step.key, title, [], ends_list=True))
        if not step.repeat and (rows := _rows(step, progress, language)):
            found.append(Section(step.id, step.key, title, rows))
        for place, item in enumerate(items, start=1):
            rows = item_rows(progress, step, item, language)
            named = numbered(title, place, language)
            found.append(
                Section(step.id, step.key, named, rows, item, ends_list=place == len(items))
            )
    return found


def frozen(progress: Progress) -> list[dict[str, Any]]:
    """Return the answers as they are stored for good, in every language of the site."""
    languages = [code for code, _name in settings.LANGUAGES]
    found = []
    for step, item, place, seen in _parts(progress):
        rows = [
            {
                "field": question.id,
                "kind": str(question.kind),
                "label": question.label.values,
                "value": seen.evaluation.answers.get(question.id),
                "shown": {
                    language: [said.text, said.language]
                    for language in languages
                    for said in [_value(question, seen, language)]
                },
            }
            for question in questions(step, seen)
            if is_answered(seen.evaluation.answers.get(question.id))
        ]
        if rows:
            section = {"step": step.id, "title": step.title.values, "rows": rows}
            found.append(section if item is None else section | {"item": item, "place": place})
    return found


def said_then(row: dict[str, Any], language: str) -> Words:
    """Return a frozen answer in the words of the day it was given."""
    return Words(*(row["shown"].get(language) or next(iter(row["shown"].values()))))


def thawed(answers: list[dict[str, Any]], language: str) -> list[Section]:
    """Return frozen answers in words for a reader of ``language``."""

    def value(row: dict[str, Any]) -> Words:
        if row.get("erased"):
            with override(language):
                return Words(_("Erased, as was promised when it was asked."))
        return said_then(row, language)

    def title(section: dict[str, Any]) -> Words:
        said = words(Text(values=section["title"]), language)
        return numbered(said, section["place"], language) if "place" in section else said

    return [
        Section(
            step=section["step"],
            key="",
            title=title(section),
            rows=[
                Row(row["field"], words(Text(values=row["label"]), language), value(row))
                for row in section["rows"]
            ],
            item=section.get("item"),
        )
        for section in answers
    ]
