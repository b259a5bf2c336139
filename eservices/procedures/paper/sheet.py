"""A blank form of one version in one language: what the Typst template draws."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache as cache_in_process
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from content.core.models import Service
from content.core.pdf import compile_pdf
from eservices.cases.enums import Channel
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.rules import Rule
from eservices.procedures.definition.schema import Definition, Field, Step
from eservices.procedures.definition.texts import Text
from eservices.procedures.drafts.answers import Words, item_title, words
from eservices.procedures.drafts.receipts import paragraphs, qr
from eservices.procedures.models import ProcedureVersion
from eservices.procedures.paper.conditions import Conditions
from eservices.procedures.paper.marks import mark_of
from eservices.procedures.paper.questions import SILENT, blanks

TEMPLATE = Path(__file__).parent.parent / "typst" / "paper.typ"
#: How often a repeated part is printed where no more is asked; for more, the page is copied.
COPIES = 2
_DAY = 86400


class Sheet:
    """What a paper form says, in one language."""

    def __init__(self, version: ProcedureVersion, language: str, address: str) -> None:
        """``address`` is where the procedure is on line, printed for whoever prefers it."""
        self.version = version
        self.language = language
        self.address = address

    @cached_property
    def definition(self) -> Definition:
        return self.version.compiled_for(Channel.PAPER)

    @property
    def mark(self) -> str:
        return mark_of(self.version, self.language)

    @property
    def title(self) -> Words:
        return words(self.definition.title, self.language)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Return the number of each question, one row over all parts."""
        asked = [
            question.id
            for step in self.definition.steps
            for question in step.fields
            if question.kind not in SILENT
        ]
        return {identity: number for number, identity in enumerate(asked, start=1)}

    @cached_property
    def conditions(self) -> Conditions:
        return Conditions(self.definition, self.numbers, self.language)

    def pdf(self) -> bytes:
        """Return the form as PDF/UA-1, drawn once a day and version."""
        key = (
            f"procedures.paper:{self.version.sha256}:{self.language}:{TEMPLATE.stat().st_mtime_ns}"
        )
        made: bytes | None = cache.get(key)
        if made is None:
            with override(self.language):
                title = _("%(procedure)s: paper form") % {"procedure": self.title}
                data = self.data()
            made = compile_pdf(TEMPLATE, data, language=self.language, title=title)
            cache.set(key, made, _DAY)
        return made

    def data(self) -> dict[str, Any]:
        """Return what the template reads, in the active language."""
        definition = self.definition
        return {
            "city": settings.WAGTAIL_SITE_NAME,
            "service": str(Service.objects.filter(key=definition.service).first() or ""),
            "procedure": self._said(self.title),
            "version": _("version %(number)s of %(date)s")
            % {
                "number": self.version.number,
                "date": date_format(localtime(self.version.created_at), "j F Y"),
            },
            "mark": self.mark,
            "qr": qr(self.mark),
            "address": self.address,
            "send": self._paragraphs(definition.channels.paper),
            "telephone": self._paragraphs(definition.channels.telephone),
            "counter": self._paragraphs(definition.channels.counter),
            "parts": [
                self._part(number, step) for number, step in enumerate(self._steps(), start=1)
            ],
            "enclosed": [self._enclosed(question) for question in self._files()],
            "declaration": self._paragraphs(definition.declaration),
            "privacy": self._privacy(),
            "words": self._words(),
        }

    def _privacy(self) -> list[dict[str, Any]]:
        privacy = self.definition.privacy
        told = [
            (_("What for:"), privacy.purpose),
            (_("Legal basis:"), privacy.legal_basis),
            (_("Who reads it:"), privacy.recipients),
            (_("Your rights:"), privacy.rights or self._usual_rights()),
        ]
        return [
            {"label": label, "paragraphs": self._paragraphs(text)} for label, text in told if text
        ]

    def _usual_rights(self) -> Text:
        usual = _(
            "You can ask to read and correct your data, and in some cases to erase them. "
            "Write to the data protection officer of the city, or complain to the CNIL."
        )
        return Text(values={self.language: usual})

    def _steps(self) -> Iterator[Step]:
        for step in self.definition.steps:
            if any(question.kind is not FieldKind.COMPUTED for question in step.fields):
                yield step

    def _files(self) -> Iterator[Field]:
        for question in self.definition.fields().values():
            if question.kind is FieldKind.FILE:
                yield question

    def _said(self, item: Words) -> dict[str, str]:
        return {"text": item.text, "language": item.language or self.language}

    def _text(self, text: Text) -> dict[str, str]:
        return self._said(words(text, self.language))

    def _paragraphs(self, text: Text) -> list[dict[str, str]]:
        return [self._said(each) for each in paragraphs(text, self.language)]

    def _part(self, number: int, step: Step) -> dict[str, Any]:
        condition = self.conditions.said(step.shown_if)
        copies = self._copies(step)
        return {
            "title": self._text(step.title),
            "number": number,
            "only_if": _("Fill in this part only if %(condition)s.") % {"condition": condition}
            if condition
            else "",
            "intro": self._paragraphs(step.intro),
            "copies": copies,
            "more": _("More than that? Copy this page, or write the rest on a plain sheet.")
            if step.repeat and step.repeat.maximum > len(copies)
            else "",
            "questions": [
                self._question(question, step)
                for question in step.fields
                if question.kind is not FieldKind.COMPUTED
            ],
            "advice": [
                {
                    "only_if": self._if(advice.when),
                    "title": self._text(advice.title),
                    "body": self._paragraphs(advice.body),
                    "url": advice.url,
                }
                for advice in step.exits
            ],
        }

    def _copies(self, step: Step) -> list[dict[str, str]]:
        if step.repeat is None:
            return []
        count = max(step.repeat.minimum, min(step.repeat.maximum, COPIES))
        return [self._said(item_title(step, n, self.language)) for n in range(1, count + 1)]

    def _question(self, question: Field, step: Step) -> dict[str, Any]:
        condition = "" if question.shown_if == step.shown_if else self._condition(question)
        example = self._text(question.example)
        return {
            "number": self.numbers.get(question.id, 0),
            "label": self._text(question.label),
            "optional": "" if question.kind in SILENT else self._optional(question),
            "only_if": condition,
            "help": self._paragraphs(question.help),
            "example": example if example["text"] else None,
            "purpose": self._paragraphs(question.purpose),
            "blanks": blanks(question, self.language),
        }

    def _condition(self, question: Field) -> str:
        if question.kind in SILENT:
            return self._if(question.shown_if)
        condition = self.conditions.said(question.shown_if)
        return _("Answer only if %(condition)s.") % {"condition": condition} if condition else ""

    def _if(self, rule: Rule) -> str:
        condition = self.conditions.said(rule)
        return _("If %(condition)s:") % {"condition": condition} if condition else ""

    def _optional(self, question: Field) -> str:
        if not question.required:
            return _("optional")
        condition = self.conditions.said(question.required_if)
        return _("needed if %(condition)s") % {"condition": condition} if condition else ""

    def _enclosed(self, question: Field) -> dict[str, Any]:
        number = _("question %(number)s") % {"number": self.numbers[question.id]}
        return {"label": self._text(question.label), "asked": number}

    def _kept(self) -> str:
        months = self.definition.retention.administrative_months
        return ngettext(
            "Your request is kept for %(months)s month.",
            "Your request is kept for %(months)s months.",
            months,
        ) % {"months": months}

    def _words(self) -> dict[str, Any]:
        return {
            "form": _("Paper form"),
            "page": _("Page"),
            "mark": _("Form"),
            "qr": _("Code of this form, for the town hall: %(mark)s") % {"mark": self.mark},
            "how_title": _("How to fill in this form"),
            "how": [
                _("Write in black, in capital letters; in small boxes, one letter a box."),
                _("Every question needs an answer, unless it says “optional” or “only if”."),
                _("No room left? Go on on a plain sheet, with the number of the question."),
            ],
            "help": _("Somebody can help you, free of charge"),
            "telephone": _("By telephone:"),
            "counter": _("At a counter:"),
            "online": _("You can also do it online:"),
            "office": _("For the town hall"),
            "office_received": _("Received on"),
            "office_code": _("Tracking code"),
            "part": _("Part"),
            "example": _("For example:"),
            "purpose": _("Why we ask:"),
            "good_to_know": _("Good to know"),
            "enclose_title": _("What to enclose"),
            "enclose": _("Copies only: keep the originals."),
            "sign_title": _("Your declaration"),
            "place": _("Done at"),
            "date": _("On"),
            "signature": _("Signature"),
            "send_title": _("Where to send this form"),
            "privacy_title": _("Your personal data"),
            "kept": self._kept(),
            "unprintable": _("Some characters cannot be printed here and show as a square."),
        }


@cache_in_process
def _template_hash() -> str:
    return hashlib.sha256(TEMPLATE.read_bytes()).hexdigest()[:16]
