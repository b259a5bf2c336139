"""formtools' storage, kept in one row a step instead of one blob a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.datastructures import MultiValueDict
from formtools.wizard.storage.base import BaseStorage

from eservices.procedures.drafts import moves, services
from eservices.procedures.drafts.progress import Kept

if TYPE_CHECKING:
    from eservices.procedures.form_factory.step_form import StepForm
    from eservices.procedures.journey.gate import JourneyRequest


class StepStorage(BaseStorage):
    """Maps formtools' calls to `StepState`.

    The address says which step is asked, so no current step is stored; files have
    their own endpoint; nothing is ever reset, for a draft is ended by sending it,
    by discarding it or by its expiry.
    """

    request: JourneyRequest

    def __init__(self, prefix: str, request: JourneyRequest, file_storage: None = None) -> None:
        super().__init__(prefix, request, None)

    def reset(self) -> None:
        """Forget nothing."""

    def _get_current_step(self) -> str:
        match = self.request.resolver_match
        return str(match.kwargs["step"]) if match else ""

    def _set_current_step(self, step: str) -> None:
        """The address is the only memory of the current step."""

    def _get_extra_data(self) -> dict[str, Any]:
        return {}

    def get_step_data(self, step: str) -> MultiValueDict[str, str] | None:
        asked = self.request.progress.step(step)
        if asked is None:
            return None
        kept = self.request.progress.kept.get(asked.id)
        return MultiValueDict(dict(kept.raw)) if kept else None

    def set_step_data(self, step: str, form: StepForm, *, accepted: bool = True) -> None:
        """Keep what a bound form holds, valid or not: typed text and clean answers.

        Only "Continue" accepts a step (``accepted``): who leaves it otherwise, or loses the
        line after a file, comes back to it.
        """
        before = self.request.progress.kept.get(form.step.id, Kept())
        valid = form.is_valid() and (accepted or before.valid)
        if self._is_empty_item(form):
            return
        seen = before.lock
        kept = Kept(raw=form.typed, cleaned=form.answers, valid=valid, stored=True, lock=seen + 1)
        services.keep_step(
            draft=self.request.progress.draft,
            step=self.request.progress.name_of(form.step.id),
            raw=kept.raw,
            cleaned=kept.cleaned,
            valid=valid,
            language=form.language,
            contact_email=form.contact_email,
            seen=seen,
        )
        self.request.progress = self.request.progress.with_step(form.step, kept)
        if valid:
            moves.acted_on(draft=self.request.progress.draft, step=form.step.id)

    def _is_empty_item(self, form: StepForm) -> bool:
        """Say whether nothing was typed about an item just asked for: then none is added."""
        progress = self.request.progress
        if progress.item is None or progress.kept.get(form.step.id, Kept()).stored:
            return False
        return not any(value for values in form.typed.values() for value in values) and not any(
            progress.question_files(question.id) for question in form.step.fields
        )

    def get_step_files(self, step: str) -> None:
        return None

    def set_step_files(self, step: str, files: Any) -> None:
        """Files were taken by their own endpoint before the form was built."""

    @property
    def current_step_files(self) -> None:
        return None

    def update_response(self, response: Any) -> None:
        """Nothing lives in the response: no cookie, no temporary file."""
