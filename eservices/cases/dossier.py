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

from eservices.cases.enums import EventKind, FollowUpOutcome
from eservices.cases.kinds import AnswerRow
from eservices.cases.mandates import what_for
from eservices.cases.models import Attachment, Case, CaseContact, CaseRepresentation, Mandate
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
    yield from _representation(case, language)
    for section in tracked.answers:
        yield Part(section.title, section.rows)
    yield Part(_("Documents"), files=tracked.documents)
    for letter in tracked.messages:
        title = f"{letter.get_direction_display()}, {_moment(letter.created_at)}"
        words = AnswerRow(_("Message"), letter.text, letter.language)
        yield Part(title, [words], list(letter.attachments.all()))
    yield Part(_("Calls and letters with news"), list(_follow_ups(case, language)))
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
        **_contact(case),
    }
    return [AnswerRow(label, value, language) for label, value in facts.items() if value]


def _contact(case: Case) -> dict[str, str]:
    contact = CaseContact.objects.filter(case=case).first()
    if contact is None:
        return {}
    return {
        _("News of the request"): contact.words,
        _("Telephone"): contact.phone,
        _("Postal address"): contact.address,
    }


def _representation(case: Case, language: str) -> Iterator[Part]:
    """Yield who sent the case for its person, in the words of that day, and by what right."""
    said = CaseRepresentation.objects.filter(case=case).select_related("mandate__paper").first()
    if said is None:
        return
    facts = {
        _("Representative"): said.representative_name,
        _("For"): said.represented_name,
        _("As"): str(said.get_kind_display()),
        _("Organisation"): said.organisation,
    }
    rows = [AnswerRow(label, value, language) for label, value in facts.items() if value]
    files: list[Attachment] = []
    if said.mandate is not None:
        rows += mandate_rows(said.mandate, language)
        files = [said.mandate.paper] if said.mandate.paper else []
    yield Part(_("Sent by a representative"), rows, files)


def mandate_rows(mandate: Mandate, language: str) -> list[AnswerRow]:
    """Return what is held of a mandate: what for, how long, on what evidence, until when."""
    facts = {
        _("Mandate for"): what_for(mandate),
        _("Begins on"): date_format(mandate.begins_on),
        _("Ends on"): date_format(mandate.ends_on) if mandate.ends_on else "",
        _("Evidence"): str(mandate.get_evidence_display()) if mandate.evidence else "",
        _("What was shown"): mandate.evidence_note,
        _("Revoked on"): _moment(mandate.revoked_at) if mandate.revoked_at else "",
    }
    return [AnswerRow(label, value, language) for label, value in facts.items() if value]


def _follow_ups(case: Case, language: str) -> Iterator[AnswerRow]:
    """Yield each call and letter by hand: when, what came of it, what was noted."""
    for event in case.events.filter(kind=EventKind.FOLLOWED_UP).select_related("note"):
        outcome = event.data.get("outcome", "")
        known = outcome in FollowUpOutcome.values
        note = getattr(event, "note", None)
        words = (str(FollowUpOutcome(outcome).label) if known else "", note.text if note else "")
        yield AnswerRow(_moment(event.at), " – ".join(filter(None, words)), language)


def _done(line: Line, language: str) -> AnswerRow:
    notes = (words for words, _language in line.notes)
    words = " – ".join(part for part in (line.words, *notes) if part)
    return AnswerRow(_moment(line.at), words, language)


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
