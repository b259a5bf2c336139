"""The same procedure on one page, for whoever fills it in with somebody beside them.

Every step that shows stands there at once. What is posted is kept step by step, in order,
each seeing the answers before it, so that a rule is applied at each save. Evaluator, forms,
checks, files and storage are those of the steps' own pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict

from content.core.form_fields.parts import PartsWidget, anonymous
from content.core.forms import ErrorSummary, error_summary
from eservices.procedures.definition.schema import Step
from eservices.procedures.drafts import moves, services
from eservices.procedures.drafts.answers import Words, item_title, words
from eservices.procedures.drafts.progress import NOTHING, Kept, Progress, in_item
from eservices.procedures.drafts.receipts import paragraphs
from eservices.procedures.form_factory import build_form
from eservices.procedures.form_factory.step_form import StepForm
from eservices.procedures.journey import tabs, uploads
from eservices.procedures.journey.items import may_show

#: Hidden controls: which blocks the page showed, and what it showed of each.
SHOWN, SEEN = "shown", "seen:"
Posted = MultiValueDict[str, str]
Files = MultiValueDict[str, UploadedFile[Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """A step, or one item of a repeated step."""

    step: Step
    item: int | None = None

    @property
    def name(self) -> str:
        return in_item(self.step.id, self.item)

    @property
    def prefix(self) -> str:
        """What stands before the names of its controls: items ask the same questions."""
        return "" if self.item is None else f"i{self.item}"


@dataclass(frozen=True, slots=True)
class Advice:
    """What the answers of a step call for, in words; it never refuses."""

    title_said: Words
    body_said: list[Words]
    url: str
    link_said: Words


@dataclass(slots=True)
class Block:
    """One place as the page shows it."""

    place: Place
    form: StepForm
    title: Words
    intro: list[Words]
    seen: str
    advice: Advice | None = None
    #: Where another page saved the step meanwhile: both answers, nothing written.
    differences: list[tabs.Difference] = field(default_factory=list)
    #: Whether one more of a repeated step can be added after this block.
    may_add: bool = False
    may_remove: bool = False
    #: Whether the answers that were being checked call for it: nobody has seen it yet.
    is_new: bool = False


class DensePage:
    """One draft on one page. ``language`` is that of whoever reads the questions."""

    def __init__(self, progress: Progress, language: str) -> None:
        self.progress = progress
        self.language = language
        self._refused: dict[str, uploads.Refused] = {}
        self._stale: dict[str, Posted] = {}

    # --- what is posted

    @transaction.atomic
    def keep(self, posted: Posted, files: Files) -> None:
        """Keep all that a page holds: typed text valid or not, files that pass their checks.

        A step saved elsewhere since the page was shown is not written; `blocks` then shows
        both answers.

        Raises:
            eservices.procedures.drafts.services.DraftSent, DraftExpired
        """
        shown, done = set(posted.getlist(SHOWN)), set[str]()
        while place := next(self._to_keep(shown - done), None):
            done.add(place.name)
            self._keep(place, posted, files)
        for step in self.progress.steps:
            if step.repeat is not None and step.id in shown:
                self._accept(step)

    def _to_keep(self, names: set[str]) -> Iterator[Place]:
        for step in self.progress.steps:
            if step.repeat is None:
                places = [Place(step)]
            else:
                start = f"{step.id}/"
                numbers = [name.removeprefix(start) for name in names if name.startswith(start)]
                asked = sorted(int(number) for number in numbers if number.isdecimal())
                places = [Place(step, item) for item in asked if self._may_keep(step, item)]
            yield from (place for place in places if place.name in names)

    def _may_keep(self, step: Step, item: int) -> bool:
        return may_show(self.progress, step, item)

    def _write(self, **values: Any) -> None:
        services.keep_step(draft=self.progress.draft, **values)

    def _view(self, place: Place) -> Progress:
        if place.item is None:
            return self.progress
        return self.progress.within(place.step, place.item)

    def _keep(self, place: Place, posted: Posted, files: Files) -> None:
        refused = self._take_files(place, files)
        view = self._view(place)
        data = _twofold(posted, place.prefix)
        form = self._form(place, view, data)
        kept = view.kept.get(place.step.id, NOTHING)
        seen = posted.get(f"{SEEN}{place.name}")
        same = form.typed == dict(kept.raw)
        if seen is not None and seen != tabs.seen(view, place.step) and not same:
            self._stale[place.name] = data
            return
        if refused:
            self._refused[place.name] = refused
        if place.item is not None and not kept.stored and self._is_empty(form, view):
            return
        valid = form.is_valid()
        if kept.stored and same and (valid, form.answers) == (kept.valid, dict(kept.cleaned)):
            return
        self._write(
            step=place.name,
            raw=form.typed,
            cleaned=form.answers,
            valid=valid,
            language=view.draft.language,
            contact_email=form.contact_email,
            seen=kept.lock,
        )
        now = Kept(form.typed, form.answers, valid, stored=True, lock=kept.lock + 1)
        self.progress = view.with_step(place.step, now).whole
        if valid:
            moves.acted_on(draft=view.draft, step=place.step.id)

    def _take_files(self, place: Place, files: Files) -> uploads.Refused:
        """Link the files of a place's questions to the draft; say which were refused."""
        view = self._view(place)
        start = f"{place.prefix}-" if place.prefix else ""
        asked = uploads.file_questions(place.step, view.evaluation.fields)
        given = {question.id: files.getlist(start + question.id) for question in asked}
        refused = uploads.add(view, asked, given)
        if any(given.values()):
            self.progress = view.reloaded(place.step).whole
        return refused

    def _is_empty(self, form: StepForm, view: Progress) -> bool:
        return not any(value for values in form.typed.values() for value in values) and not any(
            view.question_files(question.id) for question in form.step.fields
        )

    def _accept(self, step: Step) -> None:
        """Take the list of a repeated step as it stands: its items say whether they are right."""
        kept = self.progress.kept.get(step.id, NOTHING)
        if kept.valid:
            return
        self._write(
            step=step.id,
            raw=kept.raw,
            cleaned={},
            valid=True,
            language=self.progress.draft.language,
        )
        accepted = Kept(kept.raw, valid=True, stored=True, lock=kept.lock + 1)
        self.progress = self.progress.with_step(step, accepted)

    # --- what is shown

    @property
    def is_stale(self) -> bool:
        return bool(self._stale)

    @property
    def needs_showing(self) -> bool:
        """Whether the answer to a POST is the page itself: something is to be told of it."""
        return bool(self._refused or self._stale)

    def blocks(self, *, say_errors: bool = False, add: str = "") -> list[Block]:
        """Return what the page shows, in order; ``add`` is the key of a step to add one to."""
        return [
            block
            for step in self.progress.steps
            for block in self._of_step(step, say_errors=say_errors, add=add == step.key)
        ]

    def _of_step(self, step: Step, *, say_errors: bool, add: bool) -> list[Block]:
        if step.repeat is None:
            return [self._block(Place(step), say_errors=say_errors)]
        items = self.progress.items(step)
        fits = len(items) < step.repeat.maximum
        if fits and (add or len(items) < step.repeat.minimum):
            items = [*items, self.progress.next_item(step)]
        blocks = [self._block(Place(step, item), say_errors=say_errors) for item in items]
        known = set(self.progress.items(step))
        for block in blocks:
            block.may_remove = block.place.item in known
        if blocks:
            blocks[-1].may_add = fits and not (set(items) - known)
        return blocks

    def _block(self, place: Place, *, say_errors: bool) -> Block:
        view, step = self._view(place), place.step
        kept = view.kept.get(step.id, NOTHING)
        stale = self._stale.get(place.name)
        data = stale
        if stale is None and kept.stored:
            data = _twofold(MultiValueDict(dict(kept.raw)), place.prefix)
        form = self._form(place, view, data)
        differences = tabs.differences(form, view) if stale is not None else []
        if not say_errors:
            form.hold_errors()
        for identity, message in self._refused.get(place.name, ()):
            form.is_valid()
            form.errors.pop(identity, None)
            form.add_error(identity, message)
        title = words(step.title, self.language)
        if place.item is not None:
            title = item_title(step, self.progress.place(step, place.item), self.language)
        return Block(
            place=place,
            form=form,
            title=title,
            intro=paragraphs(step.intro, self.language),
            seen=tabs.seen(view, step),
            advice=self._advice(step),
            differences=differences,
            is_new=say_errors and not kept.stored,
        )

    def _advice(self, step: Step) -> Advice | None:
        found = self.progress.is_done(step) and self.progress.exit_after(step)
        if not found:
            return None
        return Advice(
            words(found.title, self.language),
            paragraphs(found.body, self.language),
            found.url,
            words(found.link, self.language),
        )

    def _form(self, place: Place, view: Progress, data: Posted | None) -> StepForm:
        step = place.step if place.item is None else place.step.once()
        form = build_form(step, view, language=self.language, data=data)
        form.prefix = place.prefix or None
        form.label_as_heading = False  # type: ignore[misc]  # default of the class
        _fill_in_nothing(form)
        return form

    def lists(self) -> list[Step]:
        """Return the repeated steps that show, with items or without."""
        return [step for step in self.progress.steps if step.repeat is not None]

    @staticmethod
    def summary(blocks: list[Block]) -> ErrorSummary:
        return error_summary(*(block.form for block in blocks))


def _twofold(data: Posted, prefix: str) -> Posted:
    """Return data in which a place's controls have their names with and without ``prefix``.

    A form reads its controls under the names it draws them with; what is kept of it, and
    what other steps are compared with, has none.
    """
    if not prefix:
        return data
    start, found = f"{prefix}-", MultiValueDict[str, str]()
    for name, values in data.lists():
        if name.startswith(start):
            found.setlist(name.removeprefix(start), values)
            found.setlist(name, values)
        elif not any(each.startswith(start) for each in data):
            found.setlist(name, values)
            found.setlist(start + name, values)
    return found


def _fill_in_nothing(form: StepForm) -> None:
    """Let no browser remember here what one person typed, nor offer it to the next."""
    for asked in form.fields.values():
        asked.widget.attrs["autocomplete"] = "off"
        if isinstance(asked.widget, PartsWidget):
            asked.widget.parts = anonymous(asked.widget.parts)
