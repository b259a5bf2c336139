"""A case as its resident reads it: words and dates, no names of staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from content.core.templatetags.content_core_tags import date_in_words
from eservices.cases import completion, contacts
from eservices.cases.clocks.words import Told, told
from eservices.cases.enums import (
    WITH_REASON,
    CaseState,
    ContactWay,
    Direction,
    ErasureGround,
    EventKind,
    OpeningReason,
)
from eservices.cases.kinds import AnswerSection, UnknownKind, kinds
from eservices.cases.letters import post
from eservices.cases.models import Attachment, Case, CaseEvent, Letter, Message, Notice
from eservices.cases.workflow import words_in

STATEMENTS = frozenset({EventKind.ACKNOWLEDGED, EventKind.ATTESTED})
#: Events whose name tells the resident enough.
TOLD = frozenset(
    {
        EventKind.PIECES_ASKED,
        EventKind.PIECES_RECEIVED,
        EventKind.SILENCE,
        EventKind.ACKNOWLEDGED,
        EventKind.ATTESTED,
        EventKind.PROVED,
        EventKind.NOTICE_RETURNED,
        EventKind.CONTACT_CHANGED,
    }
)
ERASURE = frozenset(
    {
        EventKind.ERASURE_ASKED,
        EventKind.ERASURE_GRANTED,
        EventKind.ERASURE_REFUSED,
        EventKind.ERASURE_VISA,
    }
)
LETTER_EVENTS = (EventKind.LETTER, EventKind.LETTER_POSTED, EventKind.LETTER_RETURNED)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, in words; ``notes`` is what the service added: (words, language)."""

    at: datetime
    words: str
    language: str
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter and where it is on paper, in words; empty when it is read here alone."""

    letter: Letter
    paper: str


class Tracked:
    """Reads of one case for its tracking page; each property asks the database once."""

    def __init__(self, case: Case, language: str) -> None:
        self.case = case
        self.language = language
        self.title, self.title_language = case.title_in(language)
        self.flow = case.get_workflow()
        self.status, self.status_language = self._status_words(case.status)

    @property
    def explanation(self) -> tuple[str, str]:
        """What the status means for the person, what they have to do, and its language."""
        written = words_in(self.flow[self.case.status].explanation, self.language)
        return written if written[0] else (self._usual_explanation, self.language)

    @property
    def _usual_explanation(self) -> str:
        return {
            CaseState.RECEIVED: _(
                "We have received your request. You have nothing to do: "
                "a person will take care of it."
            ),
            CaseState.IN_PROGRESS: _(
                "Somebody is taking care of your request. You have nothing to do for now."
            ),
            CaseState.WAITING: _(
                "We need an answer from you to go on. Read the last message below and reply."
            ),
            CaseState.DECIDED: _("A decision was taken on your request."),
            CaseState.CLOSED: _("Your request is finished. Nothing more will be done on it."),
        }[CaseState(self.case.state)]

    @property
    def awaits_answer(self) -> bool:
        return self.case.state == CaseState.WAITING

    @property
    def shows_promise(self) -> bool:
        return self.case.promised_on is not None and self.case.state in (
            CaseState.RECEIVED,
            CaseState.IN_PROGRESS,
        )

    @property
    def promise_is_late(self) -> bool:
        promised = self.case.promised_on
        return promised is not None and promised < timezone.localdate()

    @cached_property
    def answers(self) -> list[AnswerSection]:
        try:
            return kinds[self.case.kind].answers(self.case, self.language)
        except UnknownKind:
            return []

    @cached_property
    def documents(self) -> list[Attachment]:
        try:
            return list(kinds[self.case.kind].documents(self.case))
        except UnknownKind:
            return []

    @cached_property
    def messages(self) -> list[Message]:
        return messages_of(self.case)

    @cached_property
    def letters(self) -> list[LetterLine]:
        """The letters sent, newest first, each with where it is when it goes by post."""
        return [
            LetterLine(letter, post.on_paper(letter).words if letter.by_post else "")
            for letter in post.with_paper(self.case.letters.order_by("-sent_at", "-pk"))
        ]

    @cached_property
    def _events(self) -> list[CaseEvent]:
        return list(self.case.events.select_related("note").order_by("sequence"))

    @cached_property
    def correct_at(self) -> str:
        """Where the resident completes or corrects the request, "" when nothing is asked."""
        asked = any(event.kind == EventKind.PIECES_ASKED for event in self._events)
        return completion.page_of(self.case) if asked else ""

    @property
    def statements(self) -> list[CaseEvent]:
        """What the city stated in writing: acknowledgements, an attestation."""
        return [event for event in self._events if event.kind in STATEMENTS]

    @property
    def may_attest(self) -> bool:
        """Whether the attestation of an agreement by silence can be asked for."""
        kinds_there = {event.kind for event in self._events}
        declared = EventKind.SILENCE in kinds_there and EventKind.ATTESTED not in kinds_there
        return declared and self.told.agreed

    @cached_property
    def told(self) -> Told:
        """Both clocks in words."""
        return told(self.case, self.language, events=self._events)

    @cached_property
    def history(self) -> list[Line]:
        """What was done: received, each status, each document refused; newest last."""
        lines = []
        for event in self._events:
            if event.kind == EventKind.OPENED_CASE:
                lines.append(Line(self.case.received_at, _("Request received"), self.language))
            elif event.kind == EventKind.DOCUMENT_REFUSED:
                lines.append(Line(event.at, self._refused_words(event), self.language))
            elif event.kind in TOLD:
                lines.append(Line(event.at, str(event.get_kind_display()), self.language))
            elif event.kind in ERASURE:
                lines.append(self._erasure(event))
            elif event.kind in LETTER_EVENTS:
                lines.append(Line(event.at, self._letter_words(event), self.language))
            elif event.kind == EventKind.FORWARDED:
                lines.append(self._forwarded(event))
            elif event.kind == EventKind.STATUS:
                lines.append(self._moved(event))
        return lines

    def _forwarded(self, event: CaseEvent) -> Line:
        """Sent on to the right service (L114-2): the person is told to which, and why."""
        service = {"service": event.data.get("to_name", "")}
        words = _("Sent on to the service that it is for: %(service)s") % service
        note = getattr(event, "note", None)
        said = ((note.text, self.case.language),) if note else ()
        return Line(event.at, words, self.language, said)

    def _moved(self, event: CaseEvent) -> Line:
        """A change of status: what the editor wrote for it, its date, the agent's reason."""
        words, language = self._status_words(event.data.get("to", ""))
        way = self.flow.way_taken(event.data)
        said: list[tuple[str, str]] = []
        if way is not None:
            said.append(words_in(way.words, self.language))
            if event.data.get("day"):
                label, day_language = words_in(way.day, self.language)
                day = date_in_words(date.fromisoformat(event.data["day"]))
                said.append((_("%(label)s: %(day)s") % {"label": label, "day": day}, day_language))
        note = getattr(event, "note", None)
        said.append((note.text if note else "", self.case.language))
        return Line(event.at, words, language, tuple(each for each in said if each[0]))

    def _erasure(self, event: CaseEvent) -> Line:
        """Erasure asked for, answered with its ground and reasons, and what the archives said."""
        said = [(erasure_detail(event), self.language)]
        note = getattr(event, "note", None)
        said.append((note.text if note else "", self.case.language))
        words = str(event.get_kind_display())
        return Line(event.at, words, self.language, tuple(each for each in said if each[0]))

    def _letter_words(self, event: CaseEvent) -> str:
        if event.kind == EventKind.LETTER:
            return _("Letter sent")
        day = date_in_words(date.fromisoformat(event.data["day"]))
        if event.kind == EventKind.LETTER_POSTED:
            return _("Letter given to the post on %(date)s") % {"date": day}
        return _("Letter that the post brought back on %(date)s") % {"date": day}

    def _refused_words(self, event: CaseEvent) -> str:
        sent = [file for letter in self.messages for file in letter.attachments.all()]
        uuid = event.data.get("document")
        names = (file.name for file in [*self.documents, *sent] if str(file.uuid) == uuid)
        name = {"name": next(names, "?")}
        if event.data.get("direction") == Direction.OUT:
            return _("Document from us held back, a virus was found in it: “%(name)s”.") % name
        return _("Document refused, a virus was found in it: “%(name)s”. Send another copy.") % name

    @property
    def asks_how_to_reach(self) -> bool:
        """Whether mail comes back and the person has not said since how to reach them."""
        since = self.case.contact_returned_at
        return since is not None and not any(
            event.kind == EventKind.CONTACT_CHANGED and event.at >= since for event in self._events
        )

    @property
    def reached(self) -> str:
        """How the person hears of news beside this page, in a sentence."""
        contact = getattr(self.case, "contact", None)
        words = {
            ContactWay.SMS: _("We also send you a text message when there is news."),
            ContactWay.TELEPHONE: _("We also call you when there is news."),
            ContactWay.LETTER: _("We also write you a letter when there is news."),
        }
        said = [words[ContactWay(contact.way)]] if contact and contact.way in words else []
        if contacts.reads_mail(self.case):
            said.append(_("We also write to your e-mail address when there is news."))
        return " ".join(said)

    @cached_property
    def last_notice(self) -> Notice | None:
        """The last mail that called the person here, and where it is."""
        return self.case.notices.with_delivery().first()

    @cached_property
    def openings(self) -> list[Line]:
        """Each opening of the file by the service: when and why, never by whom."""
        return [
            Line(event.at, _opening_words(event), self.language)
            for event in self._events
            if event.kind in WITH_REASON
        ]

    def _status_words(self, key: str) -> tuple[str, str]:
        try:
            status = self.flow[key]
        except KeyError:
            return key, self.language
        if status.state == CaseState.WAITING and not status.label:
            return _("Waiting for your answer"), self.language
        return status.words(self.language)

    def file_of(self, attachment_uuid: UUID) -> Attachment | None:
        """Return the case's file with this uuid, whether sent with it or with a message."""
        return case_file(self.case, attachment_uuid)


def event_words(case: Case, event: CaseEvent) -> str:
    """Return what an event did, for staff."""
    kind = str(event.get_kind_display())
    detail = ""
    if event.kind == EventKind.STATUS:
        try:
            detail = str(case.get_workflow()[event.data.get("to", "")])
        except KeyError:
            detail = str(event.data.get("to", ""))
    elif event.kind in (EventKind.ASSIGNED, EventKind.FORWARDED):
        detail = str(event.data.get("to_name", ""))
    elif event.kind in WITH_REASON:
        detail = opening_reason(event)
    elif event.kind in ERASURE:
        detail = erasure_detail(event)
    words = {"kind": kind, "detail": detail}
    return _("%(kind)s: %(detail)s") % words if detail else kind


def opening_reason(event: CaseEvent) -> str:
    reason = event.data.get("reason", "")
    return str(OpeningReason(reason).label) if reason in OpeningReason.values else ""


def _opening_words(event: CaseEvent) -> str:
    reason = opening_reason(event)
    if event.kind != EventKind.EXPORTED:
        return reason
    return _("%(reason)s, answers exported to a list") % {"reason": reason}


def erasure_detail(event: CaseEvent) -> str:
    """Return the ground of a refusal, or what the archives said; "" for the rest."""
    ground = event.data.get("ground", "")
    if ground in ErasureGround.values:
        return str(ErasureGround(ground).label)
    return {
        "destroy": _("They agree: the file is destroyed the night after."),
        "transfer": _("They take the file into the public archives; it is then erased here."),
        "refuse": _("They ask to keep the file for now."),
    }.get(event.data.get("verdict", ""), "")


def messages_of(case: Case) -> list[Message]:
    """Return the letters of a case in order, with their words and files."""
    files = Prefetch("attachments", queryset=Attachment.objects.order_by("pk"))
    return list(case.messages.select_related("event__note").prefetch_related(files))


def case_file(case: Case, attachment_uuid: UUID) -> Attachment | None:
    """Return the file of ``case`` with this uuid; another case's file is not found."""
    sent = Attachment.objects.filter(messages__case=case, uuid=attachment_uuid).first()
    if sent is not None:
        return sent
    if case.kind not in kinds:
        return None
    documents = kinds[case.kind].documents(case)
    return next((file for file in documents if str(file.uuid) == str(attachment_uuid)), None)
