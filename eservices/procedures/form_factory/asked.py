"""What every question needs of a draft to be asked: its words, its hint, whether it is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eservices.procedures.definition.evaluator import Evaluation
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Field
from eservices.procedures.drafts.answers import Words, marked, words
from eservices.procedures.drafts.progress import Progress


@dataclass(frozen=True, slots=True)
class Asked:
    """Asks the questions of one draft, in one language.

    ``evaluation`` sees what is being typed too, where the step has rules of its own.
    """

    progress: Progress
    language: str
    evaluation: Evaluation

    def common(self, question: Field) -> dict[str, Any]:
        """Return the arguments that the form field of any question takes."""
        return {
            "label": marked(words(question.label, self.language)),
            "help_text": self._hint(question),
            "required": question.id in self.evaluation.required,
        }

    def _hint(self, question: Field) -> str:
        parts = [words(question.help, self.language)]
        example = words(question.example, self.language)
        if example.text:
            said = Words(_("For example: %(example)s") % {"example": example}, example.language)
            parts.append(said)
        if question.kind is FieldKind.FILE:
            parts.append(Words(_file_limits(question)))
        return self._marked_up(parts)

    def with_hint(self, common: dict[str, Any], more: str) -> dict[str, Any]:
        """Return ``common`` with one more sentence in the hint."""
        before = common["help_text"]
        if not more or not before:
            return common | {"help_text": before or more}
        if isinstance(before, SafeString):
            return common | {"help_text": format_html("{} {}", before, more)}
        return common | {"help_text": f"{before} {more}"}

    def _marked_up(self, parts: list[Words]) -> str:
        """Return sentences as one hint, those in another language marked as such."""
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
    said = ngettext(
        "A photo or a PDF of %(size)s MB at most.",
        "Up to %(count)s photos or PDFs, of %(size)s MB each at most.",
        question.max_files,
    )
    at_once = getattr(settings, "MAX_BODY_BYTES", 0) // 1_000_000
    if at_once and question.max_files * question.max_megabytes > at_once:
        more = _("Send %(total)s MB at most at once.") % {"total": at_once}
        return f"{said % limits} {more}"
    return said % limits
