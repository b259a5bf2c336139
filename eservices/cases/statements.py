"""Statements as letters, on the screen and as tagged PDF, from their events alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.core.pdf import compile_pdf
from content.core.templatetags.content_core_tags import date_in_words
from eservices.cases.clocks.replay import LegalClock, local_day
from eservices.cases.clocks.terms import LegalPeriod
from eservices.cases.clocks.words import Said, length, outcome, said, usual_appeal
from eservices.cases.enums import EventKind, Silence
from eservices.cases.models import Case, CaseEvent

TEMPLATE = Path(__file__).parent / "typst" / "statement.typ"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its paragraphs."""

    title: str
    paragraphs: list[Said]


class Letter:
    """What one statement says, in one language; words of editors keep theirs."""

    def __init__(self, case: Case, event: CaseEvent, language: str) -> None:
        self.case, self.event, self.language = case, event, language
        self.data: dict[str, Any] = event.data

    @cached_property
    def title(self) -> str:
        with override(self.language):
            return str(EventKind(self.event.kind).label)

    @cached_property
    def subject(self) -> Said:
        return Said(*self.case.title_in(self.language))

    @cached_property
    def dated(self) -> str:
        with override(self.language):
            return date_in_words(local_day(self.event.at))

    @cached_property
    def service(self) -> Said:
        return said(self.data["service"]["name"], self.language)

    @cached_property
    def address(self) -> list[str]:
        """The lines under the service's name: by post, by mail, by telephone (R112-5, 2°)."""
        reached = self.data["service"]
        ways = [*reached["postal_address"].splitlines(), reached["email"], reached["phone"]]
        return [way for way in ways if way]

    @cached_property
    def parts(self) -> list[Part]:
        with override(self.language):
            found = self._attested() if self.event.kind == EventKind.ATTESTED else self._received()
            return [part for part in found if part.paragraphs]

    def pdf(self) -> bytes:
        """Return the letter as PDF/UA-1."""
        with override(self.language):
            data = {
                "city": settings.WAGTAIL_SITE_NAME,
                "subject": _as_data(self.subject),
                "service": _as_data(self.service),
                "address": self.address,
                "code": self.case.grouped_code,
                "dated": self.dated,
                "test": _("Test: this request has no effect.") if self.case.is_test else "",
                "parts": [
                    {
                        "title": part.title,
                        "paragraphs": [_as_data(said) for said in part.paragraphs],
                    }
                    for part in self.parts
                ],
                "words": {"code": _("Tracking code"), "page": _("Page")},
            }
            title = f"{self.title} {self.case.grouped_code}"
        return compile_pdf(TEMPLATE, data, language=self.language, title=title)

    def _own(self, *sentences: str) -> list[Said]:
        return [Said(sentence, self.language) for sentence in sentences if sentence]

    def _day(self, name: str) -> str:
        return date_in_words(date.fromisoformat(self.data[name])) if self.data.get(name) else ""

    def _received(self) -> Iterator[Part]:
        received = _("We received your request on %(date)s.") % {"date": self._day("received_on")}
        promise = self._day("promised_on") and _("We promise an answer by %(date)s.") % {
            "date": self._day("promised_on")
        }
        yield Part(_("Your request"), self._own(received, promise))
        yield Part(_("What is missing"), self._missing())
        yield Part(_("Without an answer from us"), list(self._silence()))

    def _missing(self) -> list[Said]:
        note = getattr(self.event, "note", None)
        if "until" not in self.data:
            return []
        until = self._day("until") and _("Send it by %(date)s.") % {"date": self._day("until")}
        text = note.text if note else ""
        return [Said(text, self.case.language), *self._own(until)] if text else self._own(until)

    def _silence(self) -> Iterator[Said]:
        rule = LegalPeriod.read(self.data.get("legal"))
        if rule is None:
            return
        if self._day("ends_on"):
            yield from self._own(outcome(rule.silence, self._day("ends_on")))
        else:
            start = date.fromisoformat(self.data["received_on"])
            yield from self._own(
                _("The legal period runs only from the day when what is missing arrives."),
                length(LegalClock(rule, start, None)),
            )
        if rule.silence == Silence.SPECIAL:
            yield said(rule.special, self.language)
        elif rule.silence == Silence.REFUSAL:
            own = said(rule.appeal, self.language)
            yield own if own.text else Said(usual_appeal(), self.language)
        else:
            yield from self._own(
                _(
                    "You can then ask, on the page where you follow your request, for an "
                    "attestation of this agreement."
                )
            )
        yield from self._law(rule.text)

    def _law(self, values: dict[str, str] | Any) -> Iterator[Said]:
        law = said(values, self.language)
        if law.text:
            yield law

    def _attested(self) -> Iterator[Part]:
        words = {"received": self._day("received_on"), "since": self._day("since")}
        yield Part(
            _("Agreement by silence"),
            self._own(
                _(
                    "The request above, received on %(received)s, was not answered within the "
                    "legal period. It has been accepted since %(since)s."
                )
                % words,
                _(
                    "This attestation is issued under article L232-3 of the code of relations "
                    "between the public and the administration."
                ),
            ),
        )
        yield Part(_("Legal text"), list(self._law(self.data["law"])))


def _as_data(words: Said) -> dict[str, str]:
    return {"text": words.text, "language": words.language}
