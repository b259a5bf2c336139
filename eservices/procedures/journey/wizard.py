"""One step a page: django-formtools as a thin view over our own storage and evaluator.

formtools gives the order of acts (build, check, store, go on); what a step holds,
which steps there are and where the state lives is ours. It reads the current step
from the address, keeps what was typed whatever happens, and never submits: the last
step leads to the check page.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from django.conf import settings
from django.forms.boundfield import BoundField
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from formtools.wizard.views import NamedUrlWizardView

from eservices.procedures.addresses import slug_of
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Step
from eservices.procedures.drafts import services
from eservices.procedures.drafts.answers import item_title, words
from eservices.procedures.drafts.progress import Kept, Progress
from eservices.procedures.drafts.receipts import paragraphs
from eservices.procedures.form_factory import build_form
from eservices.procedures.form_factory.step_form import StepForm
from eservices.procedures.journey import tabs, uploads
from eservices.procedures.journey.gate import JourneyRequest, draft_url, language_now, notice
from eservices.procedures.journey.items import ItemsPage, may_show

#: In the address of a step opened from the check page, to which it then returns.
FROM_CHECK = "modifier"


class StepView(NamedUrlWizardView):
    """Show and take one step of a draft that the gate has opened."""

    storage_name = "eservices.procedures.journey.storage.StepStorage"
    template_name = "eservices_procedures/step.html"
    request: JourneyRequest
    is_new = False
    must_have_files = False

    def setup(self, request: JourneyRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self._list_forms()

    def _list_forms(self) -> None:
        # Assigned, not computed in get_form_list(): overriding that crashes formtools 2.7
        # on the first valid POST. No form is built here, only the asked step's ever is.
        self.form_list = OrderedDict.fromkeys(self.progress.keys, StepForm)

    @property
    def progress(self) -> Progress:
        """Where the draft stands as a whole; ``request.progress`` may look from an item."""
        return self.request.progress.whole

    @property
    def item(self) -> int | None:
        item: int | None = self.kwargs.get("item")
        return item

    @property
    def step(self) -> Step:
        step = self.progress.step(self.kwargs["step"])
        assert step is not None, "dispatch() let an unknown step pass"  # noqa: S101
        return step

    def get_prefix(self, request: JourneyRequest, *args: Any, **kwargs: Any) -> str:
        return kwargs["draft"].hex  # type: ignore[no-any-return]

    def get_form_prefix(self, step: str | None = None, form: Any = None) -> str:
        return ""

    def get_step_url(self, step: str) -> str:
        return self._with_query(draft_url("step", self.progress.draft, step=step))

    def _with_query(self, url: str) -> str:
        return f"{url}?{FROM_CHECK}=1" if FROM_CHECK in self.request.GET else url

    def dispatch(self, request: JourneyRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = self.progress.step(kwargs["step"])
        if asked is None or not self.progress.is_reachable(asked):
            return redirect(self._first_incomplete_url())
        if asked.repeat is not None and self.item is None:
            return self.list_page(asked)
        if asked.repeat is None and self.item is not None:
            return redirect(self.get_step_url(asked.key))
        if self.item is not None:
            if not may_show(self.progress, asked, self.item):
                return redirect(self.get_step_url(asked.key))
            self.is_new = self.item not in self.progress.items(asked)
            request.progress = self.progress.within(asked, self.item)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def _place_url(self, name: str = "", **more: str) -> str:
        """Return the address of the step or the item asked, or of a page of its own below."""
        if self.item is None:
            return draft_url(name or "step", self.progress.draft, step=self.step.key, **more)
        name = f"item-{name}" if name else "item"
        return draft_url(name, self.progress.draft, step=self.step.key, item=self.item, **more)

    def _before(self) -> Step | None:
        """Return where Back leads: from an item to the list, while it holds another."""
        if self.item is not None and set(self.progress.items(self.step)) - {self.item}:
            return self.step
        return self.progress.before(self.step)

    def list_page(self, step: Step) -> HttpResponseBase:
        """Show the items of a repeated step; go on from there when they are enough."""
        page = ItemsPage(self.request, step, query=self._with_query(""))
        answer = page.answer()
        return self.render_next_step(None) if answer is None else answer

    def _first_incomplete_url(self) -> str:
        step = self.progress.first_incomplete
        return self.get_step_url(step.key) if step else draft_url("check", self.progress.draft)

    def get_form(self, step: str | None = None, data: Any = None, files: Any = None) -> StepForm:
        """Build the asked step's form, and no other's."""
        self.get_form_list()  # formtools deletes its cache after a valid POST unseen
        form = build_form(self.step, self.request.progress, language=language_now(), data=data)
        if self.request.method == "GET":
            form.hold_errors()
        return form

    def post(self, request: JourneyRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Take the files first, then the typed text, unless another page saved the step."""
        refused = uploads.take(request, self.step, must=self.must_have_files)
        try:
            if tabs.is_stale(request, self.step):
                raise services.StepChanged
            return self.take_answers(refused, *args, **kwargs)
        except services.StepChanged:
            request.progress = tabs.reread(request.progress, self.step)
        form = self.get_form(data=request.POST)
        if tabs.is_the_same(form, request.progress):  # a double click
            return self.take_answers(refused, *args, **kwargs)
        return self.show_both(form)

    def take_answers(self, refused: uploads.Refused, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep what was typed, then do what the button asks."""
        request = self.request
        if refused or "later" in request.POST or "wizard_goto_step" in request.POST:
            form = self.get_form(data=request.POST)
            self.storage.set_step_data(self.step.key, form, accepted=False)
            if refused:
                return self.show_refused(refused)
            if "later" in request.POST:
                return redirect(draft_url("later", self.progress.draft))
        return super().post(request, *args, **kwargs)  # type: ignore[no-any-return]

    def show_both(self, form: StepForm) -> HttpResponse:
        """Show what was typed here beside what was saved elsewhere; nothing is written."""
        differences = tabs.differences(form, self.request.progress)
        form.hold_errors()
        return self._page(form, status=409, differences=differences)

    def show_refused(self, refused: uploads.Refused) -> HttpResponse:
        """Show the step with what is wrong with a file, everything else kept."""
        form = self.get_form(data=self.request.POST)
        if self.must_have_files:
            form.hold_errors()  # of the other questions: a file was added, nothing sent
        else:
            form.is_valid()
        for field, message in refused:
            form.errors.pop(field, None)
            form.add_error(field, message)
        return self._page(form, status=422)

    def process_step(self, form: StepForm) -> StepForm:
        return form

    def render(self, form: StepForm | None = None, **kwargs: Any) -> HttpResponse:
        """Show the step; after a POST it was not right: keep what was typed all the same."""
        form = form or self.get_form()
        if self.request.method != "POST":
            return self._page(form)
        self.storage.set_step_data(self.step.key, form)
        return self._page(form, status=422)

    def render_next_step(self, form: StepForm | None, **kwargs: Any) -> HttpResponseBase:
        """Go where the answers just given lead: conditions may have added or hidden steps."""
        if form is not None and not self._is_done():
            return redirect(self._with_query(self._place_url()))  # an answer asks for one more
        if self.item is not None and not self._returns_to_check():
            return redirect(self.get_step_url(self.step.key))
        self._list_forms()
        step = self.step
        progress = self.progress
        if progress.exit_after(step):
            return redirect(draft_url("advice", progress.draft, step=step.key))
        if FROM_CHECK in self.request.GET:
            return redirect(self._first_incomplete_url())
        following = progress.after(step)
        if following is None:
            return redirect(self._first_incomplete_url())
        return redirect(self.get_step_url(following.key))

    def _is_done(self) -> bool:
        """Return whether the step or the item asked answers all it must."""
        if self.item is None:
            return self.progress.is_done(self.step)
        known = self.item in self.progress.items(self.step)
        return known and self.progress.item_is_done(self.step, self.item)

    def _returns_to_check(self) -> bool:
        """Return whether a change of one item leads straight back to the check page."""
        known = FROM_CHECK in self.request.GET and not self.is_new
        return known and self.progress.is_done(self.step)

    def render_done(self, form: StepForm, **kwargs: Any) -> HttpResponseBase:
        """Nothing is sent from here: the check page does, by POST."""
        return self.render_next_step(form)

    def _page(self, form: StepForm, status: int = 200, **more: Any) -> HttpResponse:
        response = self.render_to_response(self.get_context_data(form=form) | more)
        response.status_code = status
        return response  # type: ignore[no-any-return]

    def get_context_data(self, form: StepForm, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(form=form, **kwargs)
        progress, language = self.progress, language_now()
        before = self._before()
        kept = self.request.progress.kept.get(self.step.id, Kept())
        return context | {
            "form": form,
            "draft": progress.draft,
            "step": self.step,
            "title": words(self.step.title, language),
            "procedure": words(progress.definition.title, language),
            "intro": paragraphs(self.step.intro, language),
            "number": progress.keys.index(self.step.key) + 1,
            "total": len(progress.keys),
            "total_is_known": not progress.may_branch_after(self.step),
            "back": before and self.get_step_url(before.key),
            "before": before,
            "multipart": bool(form.file_questions),
            "files_url": self._place_url("files"),
            "lookups": self._lookups(form),
            "item": self.item,
            "item_title": self.item
            and item_title(self.step, progress.place(self.step, self.item), language),
            "notice": notice(progress),
            "acknowledge_url": draft_url("changes", progress.draft),
            "seen": tabs.seen(self.request.progress, self.step),
            "here": self._with_query(self._place_url()),
            "one_more": self.request.method == "GET" and kept.valid and not self._is_done(),
            "saved": kept.stored,
            "slug": slug_of(progress.draft.version.procedure_id, language),
            "query": f"?{FROM_CHECK}=1" if FROM_CHECK in self.request.GET else "",
        }

    def _lookups(self, form: StepForm) -> list[tuple[BoundField, str]]:
        """Return the questions whose address can be looked up, each with where."""
        if not settings.ADDRESS_LOOKUP:
            return []
        return [
            (form[question.id], self._with_query(self._place_url("lookup", question=question.id)))
            for question in self.step.fields
            if question.kind is FieldKind.POSTAL_ADDRESS and question.id in form.fields
        ]


class FilesView(StepView):
    """The endpoint of files: take some, then come back to the step to add another."""

    must_have_files = True

    def get(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return redirect(self._with_query(self._place_url()))

    def take_answers(self, refused: uploads.Refused, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.get_form(data=self.request.POST)
        self.storage.set_step_data(self.step.key, form, accepted=False)
        if refused:
            return self.show_refused(refused)
        return redirect(self._with_query(self._place_url()))
