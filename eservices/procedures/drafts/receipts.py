"""The receipt: a letter on the screen and in a tagged PDF, from the frozen submission."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.core.pdf import compile_pdf
from content.core.templatetags.content_core_tags import date_in_words, time_in_words
from eservices.cases import codes
from eservices.cases.clocks.caches import promised_at_receipt
from eservices.procedures.definition.schema import Definition
from eservices.procedures.definition.texts import Text
from eservices.procedures.drafts.answers import Section, Words, thawed, words
from eservices.procedures.models import Submission

TEMPLATE = Path(__file__).parent.parent / "typst" / "receipt.typ"


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach a human; ``lead`` is its label before words on the same line."""

    label: str
    lead: str
    words: Words


def paragraphs(text: Text, language: str) -> list[Words]:
    """Return the paragraphs of a text, each with its language."""
    said = words(text, language)
    parts = re.split(r"\n\s*\n", said.text.strip())
    return [Words(part.strip(), said.language) for part in parts if part.strip()]


def contacts(definition: Definition, language: str) -> list[Contact]:
    """Return the ways to reach a human about a procedure, none of them on line."""
    channels = definition.channels
    with override(language):
        ways = [
            (_("By telephone"), channels.telephone),
            (_("At a counter"), channels.counter),
            (_("By post"), channels.paper),
        ]
        lead = _("%(label)s:")
    return [
        Contact(label, lead % {"label": label}, words(text, language))
        for label, text in ways
        if text
    ]


def qr(address: str) -> str:
    """Return a square code as SVG, for a telephone held over the paper."""
    image = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(image, kind="svg", border=0, xmldecl=False, omitsize=True)
    return image.getvalue().decode()


def in_fours(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


class Receipt:
    """What a receipt says, in one language."""

    def __init__(self, submission: Submission, language: str, origin: str) -> None:
        """``origin`` is the site's scheme and host, for the addresses in the letter."""
        self.submission = submission
        self.case = submission.case
        self.language = language
        self.origin = origin.rstrip("/")

    @cached_property
    def definition(self) -> Definition:
        return self.submission.version.compiled

    @property
    def code(self) -> str:
        return codes.grouped(self.case.code)

    @property
    def code_spoken(self) -> str:
        return codes.spoken(self.case.code, self.language)

    @property
    def title(self) -> Words:
        return words(self.definition.title, self.language)

    @property
    def not_certificate(self) -> Words:
        return words(self.definition.what_it_is_not, self.language)

    @property
    def next_steps(self) -> list[Words]:
        return paragraphs(self.definition.next_steps, self.language)

    @property
    def contacts(self) -> list[Contact]:
        return contacts(self.definition, self.language)

    @cached_property
    def sections(self) -> list[Section]:
        return thawed(self.submission.answers, self.language)

    @property
    def fingerprint(self) -> str:
        return in_fours(self.submission.content_hash)

    @property
    def salt(self) -> str:
        return in_fours(self.submission.salt)

    @cached_property
    def promised_on(self) -> date | None:
        """The day promised at receipt: a receipt does not change with what happens later."""
        return promised_at_receipt(self.case)

    @property
    def tracking_path(self) -> str:
        with override(self.language):
            return reverse("cases:track")

    @property
    def tracking_url(self) -> str:
        return self.origin + self.tracking_path

    @property
    def verify_path(self) -> str:
        with override(self.language):
            return reverse("procedures:verify")

    @property
    def verify_url(self) -> str:
        return self.origin + self.verify_path

    @property
    def verify_link(self) -> str:
        """The page with the start of the fingerprint filled in; the code is typed by hand, for
        it opens the request and belongs in no address."""
        return f"{self.verify_url}?{urlencode({'fingerprint': self.submission.content_hash[:16]})}"

    def pdf(self) -> bytes:
        """Return the letter as PDF/UA-1."""
        with override(self.language):
            title = _("Receipt of your request %(code)s") % {"code": self.code}
            data = self._data()
        return compile_pdf(TEMPLATE, data, language=self.language, title=title)

    def _said(self, item: Words) -> dict[str, str]:
        return {"text": item.text, "language": item.language or self.language}

    def _data(self) -> dict[str, Any]:
        return {
            "city": settings.WAGTAIL_SITE_NAME,
            "service": str(self.case.service),
            "procedure": self._said(self.title),
            "code": self.code,
            "test_notice": _("Test: this request has no effect.") if self.case.is_test else "",
            "not_certificate": self._said(self.not_certificate),
            "next_steps": [self._said(paragraph) for paragraph in self.next_steps],
            "promise": self.promise,
            "contacts": [
                {"label": contact.lead, **self._said(contact.words)} for contact in self.contacts
            ],
            "sections": [self._section(section) for section in self.sections],
            "tracking_url": self.tracking_url,
            "verify_url": self.verify_url,
            "verify_qr": qr(self.verify_link),
            "fingerprint": self.fingerprint,
            "salt": self.salt,
            "words": self._words(),
        }

    def _section(self, section: Section) -> dict[str, Any]:
        return {
            "title": self._said(section.title),
            "rows": [
                {
                    "label": self._said(row.label),
                    "value": row.value.text,
                    "language": row.value.language or self.language,
                }
                for row in section.rows
            ],
        }

    @property
    def promise(self) -> str:
        if self.promised_on is None:
            return ""
        return _("We will answer you by %(date)s at the latest.") % {
            "date": date_in_words(self.promised_on)
        }

    @property
    def sent_on(self) -> str:
        came = self.submission.draft.received_on
        if came is not None:
            return _("Received on paper on %(date)s") % {"date": date_in_words(came)}
        sent = self.submission.created_at
        return _("Received on %(date)s at %(time)s") % {
            "date": date_in_words(sent),
            "time": time_in_words(sent),
        }

    def _words(self) -> dict[str, str]:
        return {
            "page": _("Page"),
            "code": _("Your tracking code"),
            "sent_on": self.sent_on,
            "next_title": _("What happens next"),
            "track": _("Follow your request with this code:"),
            "contact_title": _("Reach us"),
            "answers_title": _("What you sent us"),
            "question": _("Question"),
            "answer": _("Your answer"),
            "proof_title": _("Check this receipt"),
            "qr": _("Square code that leads to the page where this receipt is checked"),
            "proof": _(
                "Anyone to whom you show this receipt can check that it comes from the city, "
                "with the tracking code and the fingerprint below."
            ),
            "fingerprint": _("Fingerprint (SHA-256)"),
            "salt": _("Salt, mixed into the fingerprint so that nobody can guess your answers"),
            "unprintable": _(
                "Some characters cannot be printed here and show as a square. "
                "They are kept as you typed them."
            ),
        }
