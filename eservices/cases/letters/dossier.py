"""The letters of a case in the file that a person may have of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.core.templatetags.content_core_tags import date_in_words
from eservices.cases.dossier import Part
from eservices.cases.kinds import AnswerRow
from eservices.cases.letters import post
from eservices.cases.models import Case


def collect(case: Case, language: str) -> Iterator[Part]:
    """Yield each letter sent: its words, to whom, and where it is when it went by post."""
    for letter in post.with_paper(case.letters.all()):
        kind, day = letter.get_kind_display(), date_in_words(letter.sent_at)
        rows = [AnswerRow(str(kind), letter.words, letter.language)]
        if hasattr(letter, "content"):
            rows.append(AnswerRow(_("Recipient"), letter.content.recipient, letter.language))
        if letter.by_post:
            rows.append(AnswerRow(_("By post"), post.on_paper(letter).words, language))
        yield Part(_("%(letter)s, %(date)s") % {"letter": kind, "date": day}, rows)
