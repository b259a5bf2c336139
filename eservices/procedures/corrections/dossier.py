"""The corrections of a case in the file that its person and the archives get."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.core.templatetags.content_core_tags import date_in_words
from eservices.cases.dossier import Part
from eservices.cases.kinds import AnswerRow
from eservices.cases.models import Case
from eservices.procedures.corrections.changes import Change, Told, history
from eservices.procedures.drafts.answers import Words
from eservices.procedures.models import CorrectionFile


def collect(case: Case, language: str) -> Iterator[Part]:
    """Yield each correction, oldest first: what was asked and why, what it changed, its files.

    The answers of the request are those after it; what they were before stands here.
    """
    for told in reversed(history(case, language)):
        correction = told.correction
        title = _("Correction asked on %(date)s") % {"date": date_in_words(correction.asked.at)}
        links = CorrectionFile.objects.filter(correction=correction).select_related("attachment")
        yield Part(title, list(_rows(told, case, language)), [link.attachment for link in links])


def _rows(told: Told, case: Case, language: str) -> Iterator[AnswerRow]:
    if told.correction.text:
        yield AnswerRow(_("Message"), told.correction.text, case.language)
    for label, why in told.asked:
        yield AnswerRow(_("Asked again: %(label)s") % {"label": label.text}, why, case.language)
    if told.correction.answered is not None:
        day = date_in_words(told.correction.answered.at)
        yield AnswerRow(_("Answered on"), day, language)
    for change in told.changes:
        yield from _change(change, language)


def _change(change: Change, language: str) -> Iterator[AnswerRow]:
    said: list[tuple[str, Words]] = [
        (_("%(label)s, before"), change.before),
        (_("%(label)s, after"), change.after),
    ]
    for words, value in said:
        shown = value.text or _("no answer")
        label = words % {"label": change.label.text}
        yield AnswerRow(label, shown, value.language or language)
