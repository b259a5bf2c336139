"""Everything held about one case, in words and files: for its person and for the archives.

Each app that holds something of a case tells its part here, as it tells the purge what to
erase (`erasing.py`); registered in ``AppConfig.ready``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from eservices.cases.kinds import AnswerRow
from eservices.cases.models import Attachment, Case
from eservices.cases.presentation import Line, Tracked


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of a dossier: rows of words, and files."""

    title: str
    rows: list[AnswerRow] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)


Collector = Callable[[Case, str], Iterable[Part]]


class DossierRegistry:
    """One collector an app, asked in the order of registration; registering twice raises."""

    def __init__(self) -> None:
        self._collectors: dict[str, Collector] = {}

    def register(self, name: str, collector: Collector) -> None:
        if name in self._collectors:
            raise ValueError(f"the part {name!r} is registered already")
        self._collectors[name] = collector

    def parts(self, case: Case, language: str) -> list[Part]:
        """Return every part of ``case`` that holds something, in words of ``language``."""
        with override(language):
            found = [
                part
                for collector in self._collectors.values()
                for part in collector(case, language)
            ]
        return [part for part in found if part.rows or part.files]


dossiers = DossierRegistry()


def collect(case: Case, language: str) -> Iterator[Part]:
    """Yield what this app holds: facts, answers, files, messages, what was done, openings."""
    tracked = Tracked(case, language)
    yield Part(_("The request"), _facts(case, tracked))
    for section in tracked.answers:
        yield Part(section.title, section.rows)
    yield Part(_("Documents"), files=tracked.documents)
    for letter in tracked.messages:
        title = f"{letter.get_direction_display()}, {_moment(letter.created_at)}"
        words = AnswerRow(_("Message"), letter.text, letter.language)
        yield Part(title, [words], list(letter.attachments.all()))
    yield Part(_("What was done"), [_done(line, language) for line in tracked.history])
    openings = [AnswerRow(_moment(line.at), line.words, language) for line in tracked.openings]
    yield Part(_("Openings of the file by the service"), openings)


def _facts(case: Case, tracked: Tracked) -> list[AnswerRow]:
    language = tracked.language
    facts = {
        _("Subject"): tracked.title,
        _("Code"): case.grouped_code,
        _("Channel"): str(case.get_channel_display()),
        _("Received on"): _moment(case.received_at),
        _("Service"): str(case.service),
        _("Status"): tracked.status,
        _("E-mail for news"): case.contact_email,
    }
    return [AnswerRow(label, value, language) for label, value in facts.items() if value]


def _done(line: Line, language: str) -> AnswerRow:
    notes = (words for words, _language in line.notes)
    words = " – ".join(part for part in (line.words, *notes) if part)
    return AnswerRow(_moment(line.at), words, language)


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
