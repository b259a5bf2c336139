"""What the page of one case shows to one agent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eservices.accounts.models import User
from eservices.accounts.permissions import workers_of
from eservices.backoffice.access import uses_keys
from eservices.backoffice.assignment_forms import ForwardForm
from eservices.backoffice.forms import AssignForm, DeskForm, MessageForm, OpenForm
from eservices.backoffice.letters.panel import letters_panel
from eservices.backoffice.records.erasure_forms import RecordErasureForm
from eservices.backoffice.status_form import StatusForm
from eservices.cases import permissions, services, transitions
from eservices.cases.clocks.words import told
from eservices.cases.enums import OPENINGS, WITH_REASON, EventKind
from eservices.cases.kinds import UnknownKind, kinds
from eservices.cases.models import Case, CaseEvent, FollowUp
from eservices.cases.presentation import ERASURE, STATEMENTS, event_words, messages_of
from eservices.procedures.case_kind import ProcedureCase
from eservices.procedures.corrections.changes import history
from eservices.records.erasure import may_answer


@dataclass(frozen=True, slots=True)
class EventLine:
    event: CaseEvent
    words: str
    who: str
    note: str


class CasePage:
    """Before the file is opened with a reason, nothing of the person is on the page; to an
    auditor it shows the chain of events and the clocks, and nothing of the person ever."""

    def __init__(
        self,
        *,
        case: Case,
        user: User,
        form: DeskForm | None = None,
        conflict: services.CaseChanged | None = None,
    ) -> None:
        self.case, self.user, self.form, self.conflict = case, user, form, conflict

    @cached_property
    def opened(self) -> bool:
        return services.has_opened_chain(case=self.case, user=self.user)

    @cached_property
    def works(self) -> bool:
        return permissions.may_work(self.user, self.case)

    @property
    def template(self) -> str:
        name = ("case" if self.works else "chain") if self.opened else "closed_case"
        return f"eservices_backoffice/{name}.html"

    def context(self) -> dict[str, Any]:
        title, language = self.case.title_in("fr")
        context: dict[str, Any] = {
            "case": self.case,
            "title": title,
            "title_language": language,
            "header_title": f"{self.case.grouped_code} – {title}",
            "page_title": title,
            "breadcrumbs_items": [
                {"url": reverse("desk:index"), "label": _("Requests")},
                {"url": "", "label": self.case.grouped_code},
            ],
            "header_icon": "mail",
            "status": str(self.case.get_workflow()[self.case.status]),
            "told": told(self.case, get_language() or "fr"),
            "failed": self.form.name if self.form is not None else "",
        }
        if not self.opened:
            return context | {"open_form": self._form(OpenForm)}
        return context | self._chain() | (self._inside() if self.works else {})

    def _chain(self) -> dict[str, Any]:
        """What happened, by whom: all that an auditor reads."""
        may_prove = permissions.may_prove(self.user, self.case)
        return {"lines": self._happened, "may_prove": may_prove}

    @cached_property
    def _happened(self) -> list[EventLine]:
        audits = permissions.may_audit(self.user, self.case)
        return self._lines(names=self.works or audits, notes=audits)

    def _inside(self) -> dict[str, Any]:
        """What the person said and sent, and what can be done about it."""
        inside: dict[str, Any] = {
            "sections": self._sections(),
            "documents": self._documents(),
            "letters": messages_of(self.case),
            "statements": [each.event for each in self._happened if each.event.kind in STATEMENTS],
            "works": True,
            "notices": list(self.case.notices.with_delivery().select_related("event")[:50]),
            "follow_up": self._follow_up(),
            "keys": uses_keys(self.user),
            **self._corrections(),
            "mine": self.case.assignee_id == self.user.pk,
            "conflict_lines": self._conflict_lines(),
            **letters_panel(self.case, self.user),
            **self._erasures(),
        }
        may_wait = transitions.waiting_status(self.case, self.user) is not None
        inside["message_form"] = self._form(MessageForm, may_wait=may_wait)
        inside["status_form"] = self._form(StatusForm, case=self.case, user=self.user)
        inside["may_put_back"] = inside["mine"]
        if self._may_give():
            inside["assign_form"] = self._form(AssignForm, workers=workers_of(self.case.queue))
        if not self.case.is_closed:
            inside["forward_form"] = self._form(ForwardForm, case=self.case)
        return inside

    def _follow_up(self) -> FollowUp | None:
        """Who is to call or to write, where e-mail comes back."""
        if self.case.contact_returned_at is None:
            return None
        return self.case.follow_ups.filter(done_at=None).first()

    def _may_give(self) -> bool:
        return (
            self.case.assignee_id in (None, self.user.pk)
            or permissions.may_lead(self.user, self.case)
            or self.case.assignee_id in permissions.covered_by(self.user)
        )

    def _form(self, kind: type[DeskForm], **options: Any) -> DeskForm:
        """The form that failed comes back as typed, with the lock as it is now."""
        if isinstance(self.form, kind):
            if self.conflict is not None:
                data = cast(QueryDict, self.form.data).copy()
                data["seen"] = str(self.case.lock)
                again = kind(data, **options)
                again.is_valid()
                return again
            return self.form
        initial = {"seen": self.case.lock, "assignee": self.case.assignee_id}
        if kind is OpenForm:
            return kind()
        return kind(initial=initial, **options)

    def _corrections(self) -> dict[str, Any]:
        """The corrections of a request made through a procedure, and whether one can be asked."""
        if self.case.kind != ProcedureCase.key:
            return {}
        asked = history(self.case, get_language() or "fr")
        waits = any(told.correction.answered_id is None for told in asked)
        return {"corrections": asked, "may_correct": not (self.case.is_closed or waits)}

    def _erasures(self) -> dict[str, Any]:
        """The erasures asked for; another can be recorded while none waits."""
        asked = list(self.case.erasure_requests.select_related("asked").order_by("-pk"))
        free = not any(one.is_waiting for one in asked)
        return {
            "erasures": asked,
            "erasure_form": RecordErasureForm(case=self.case) if free else None,
            "may_answer_erasure": bool(asked) and may_answer(self.user, self.case),
        }

    def _sections(self) -> list[Any]:
        try:
            return kinds[self.case.kind].answers(self.case, "fr")
        except UnknownKind:
            return []

    def _documents(self) -> list[Any]:
        try:
            return list(kinds[self.case.kind].documents(self.case))
        except UnknownKind:
            return []

    def _lines(self, *, names: bool, notes: bool) -> list[EventLine]:
        events = self.case.events.select_related("note").order_by("-sequence")
        return [self._line(event, names=names, notes=notes) for event in events[:200]]

    def _conflict_lines(self) -> list[EventLine]:
        events = self.conflict.events if self.conflict else []
        return [self._line(event, names=True, notes=False) for event in events]

    def _line(self, event: CaseEvent, *, names: bool, notes: bool) -> EventLine:
        """Who opened the file, and the detail why, is for auditors; who acted on it is for
        colleagues too, and what was written to the person for them alone."""
        reads = event.kind in OPENINGS
        own = event.actor_id == self.user.pk
        who = event.actor_name if (notes or own or (names and not reads)) else ""
        told = self.works and event.kind in (EventKind.STATUS, EventKind.FORWARDED, *ERASURE)
        shows_note = told or (notes and event.kind in WITH_REASON)
        note = getattr(event, "note", None) if shows_note else None
        return EventLine(
            event=event,
            words=event_words(self.case, event),
            who=who or str(event.get_actor_role_display()),
            note=note.text if note else "",
        )
