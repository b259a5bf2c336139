"""A letter as it is read: words for the screen, a tagged PDF for paper."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.core.pdf import compile_pdf
from content.core.templatetags.content_core_tags import date_in_words
from eservices.cases.enums import APPEALABLE, LetterKind
from eservices.cases.models import Case, LetterDraft

TEMPLATE = Path(__file__).parent.parent / "typst" / "letter.typ"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, as the law wants it read (code of relations, article L212-1)."""

    first_name: str
    last_name: str
    capacity: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Document:
    """What the draft says as a letter of ``day``, signed by ``signatory``."""

    def __init__(self, draft: LetterDraft, signatory: Signer, day: datetime.date) -> None:
        self.draft, self.signatory, self.day = draft, signatory, day

    @property
    def case(self) -> Case:
        return self.draft.case

    @property
    def has_reasons(self) -> bool:
        return self.draft.kind == LetterKind.REFUSAL and bool(self.draft.reasons)

    @property
    def has_appeal(self) -> bool:
        return self.draft.kind in APPEALABLE and bool(self.draft.appeal)

    @property
    def dated(self) -> str:
        return _("%(place)s, %(date)s") % {
            "place": self.draft.place,
            "date": date_in_words(self.day),
        }

    def text(self) -> str:
        """Return the words without their setting, as the tracking page and the chain keep them."""
        with override(self.draft.language):
            reasons, enclosed, appeal = _("Reasons"), _("Enclosed"), _("How to appeal")
            parts = [
                self.dated,
                self.draft.body,
                *([f"{reasons}\n{self.draft.reasons}"] if self.has_reasons else []),
                f"{self.signatory.name}\n{self.signatory.capacity}\n{self._service()}",
                *([f"{enclosed}\n{self.draft.enclosures}"] if self.draft.enclosures else []),
                *([f"{appeal}\n{self.draft.appeal}"] if self.has_appeal else []),
            ]
        return "\n\n".join(part.strip() for part in parts)

    def pdf(self, *, preview: bool = False) -> bytes:
        """Return the letter as PDF/UA-1; a preview differs by its mark alone."""
        with override(self.draft.language):
            data = self._data() | {"preview": _("Preview") if preview else ""}
        return compile_pdf(
            TEMPLATE, data, language=self.draft.language, title=self.draft.title or "–"
        )

    def _service(self) -> str:
        text = self.case.service.text(self.draft.language)
        return text.name if text else str(self.case.service)

    def _data(self) -> dict[str, Any]:
        draft = self.draft
        return {
            "city": settings.WAGTAIL_SITE_NAME,
            "service": self._service(),
            "sender": _lines(draft.sender),
            "recipient": _lines(draft.recipient),
            "code": self.case.grouped_code,
            "dated": self.dated,
            "body": _paragraphs(draft.body),
            "reasons": _paragraphs(draft.reasons) if self.has_reasons else [],
            "appeal": _paragraphs(draft.appeal) if self.has_appeal else [],
            "enclosures": _lines(draft.enclosures),
            "name": self.signatory.name,
            "capacity": self.signatory.capacity,
            # By a teleservice, name, capacity and service stand for the signature (L212-2).
            "signed_by_hand": draft.by_post,
            "test_notice": _("Test: this request has no effect.") if self.case.is_test else "",
            "words": {
                "page": _("Page"),
                "recipient": _("Recipient"),
                "reference": _("Tracking code:"),
                "subject": _("Subject:"),
                "reasons": _("Reasons"),
                "appeal": _("How to appeal"),
                "enclosed": _("Enclosed"),
                "unprintable": _(
                    "Some characters cannot be printed here and show as a square. "
                    "They are kept as they were written."
                ),
            },
        }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
