"""What a correction asks, over the answers as they are now and as they are being corrected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from eservices.cases.models import Attachment, Case
from eservices.procedures.definition.kinds import SILENT, FieldKind
from eservices.procedures.definition.schema import Step
from eservices.procedures.drafts.answers import Words, item_title, words
from eservices.procedures.drafts.progress import NOTHING, Kept, Progress, in_item, load
from eservices.procedures.form_factory import build_form
from eservices.procedures.form_factory.step_form import StepForm
from eservices.procedures.models import AnswerRevision, Correction, Submission


@dataclass(frozen=True)
class Place:
    """A page of a correction: the questions of one step, or of one item of it, asked again."""

    step: Step
    item: int | None
    questions: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name under which it is kept in the buffer."""
        return in_item(self.step.id, self.item)

    def title(self, progress: Progress, language: str) -> Words:
        if self.item is None:
            return words(self.step.title, language)
        return item_title(self.step, progress.place(self.step, self.item), language)

    def seen(self, progress: Progress) -> Progress:
        return progress if self.item is None else progress.within(self.step, self.item)

    def is_done(self, progress: Progress) -> bool:
        """Return whether its answers were accepted and none that is needed is missing."""
        seen = self.seen(progress)
        kept = progress.kept.get(self.name, NOTHING)
        missing = seen.evaluation.required.difference(seen.evaluation.answers)
        return kept.stored and kept.valid and missing.isdisjoint(self.questions)


def submission_of(case: Case) -> Submission:
    found: Submission = Submission.objects.select_related("version", "draft__version").get(
        case=case
    )
    return found


def current_answers(submission: Submission) -> list[dict[str, Any]]:
    """Return the frozen answers after the last correction, else those that were sent."""
    revisions = AnswerRevision.objects.filter(correction__case=submission.case_id)
    last = revisions.order_by("-correction_id").first()
    return list(last.answers if last is not None else submission.answers)


def current_answers_of(submissions: Iterable[Submission]) -> dict[int, list[dict[str, Any]]]:
    """Return `current_answers` by the key of the case, asking once for all."""
    sent = {submission.case_id: submission.answers for submission in submissions}
    revisions = AnswerRevision.objects.filter(correction__case__in=sent).order_by("correction_id")
    return sent | dict(revisions.values_list("correction__case", "answers"))


def names_in(frozen: list[dict[str, Any]]) -> frozenset[str]:
    """Return the names of the questions that frozen answers hold."""
    return frozenset(
        in_item(row["field"], section.get("item")) for section in frozen for row in section["rows"]
    )


def look(case: Case, correction: Correction | None = None) -> Progress:
    """Return the answers of a case, as corrected so far and, given ``correction``, as in its
    buffer. What it asks for as files has only those given to it."""
    progress = load(submission_of(case).draft)
    kept, files = dict(progress.kept), dict(progress.files)
    merged = list(case.corrections.filter(revision__isnull=False))
    for each in [*merged, *([correction] if correction else [])]:
        for name, state in each.typed.items():
            valid, stored = bool(state["valid"]), each == correction
            kept[name] = Kept(state["raw"], state["cleaned"], valid, stored)
        own = _files(each)
        for name in {*each.why, *own}:  # what a new answer needs more is not in `why`
            if name in own or (name in files and each == correction):
                files[name] = own.get(name, [])
    if correction is not None:
        buffered = set(correction.typed)
        kept = {
            name: state if name in buffered else state._replace(stored=False)
            for name, state in kept.items()
        }
    # Being asked again later makes nobody older, and no request late.
    day = timezone.localdate(case.received_at)
    return Progress(progress.draft, progress.definition, kept, files, at=day)


def _files(correction: Correction) -> dict[str, list[Attachment]]:
    found: dict[str, list[Attachment]] = {}
    for link in correction.files.select_related("attachment"):
        found.setdefault(link.field, []).append(link.attachment)
    return found


def places(correction: Correction, progress: Progress) -> list[Place]:
    """Return the pages of a correction: what was asked, and what the new answers need more."""
    before = names_in(current_answers(submission_of(correction.case)))
    return list(_places(progress, frozenset(correction.why), before))


def _places(progress: Progress, asked: frozenset[str], before: frozenset[str]) -> Iterator[Place]:
    for step in progress.steps:
        items: list[int | None] = [*progress.items(step)] if step.repeat else [None]
        for item in items:
            place = Place(step, item, ())
            evaluation = place.seen(progress).evaluation
            questions = tuple(
                question.id
                for question in step.fields
                if question.id in evaluation.fields
                and question.kind not in SILENT
                and (
                    (name := in_item(question.id, item)) in asked
                    or (question.id in evaluation.required and name not in before)
                )
            )
            if questions:
                yield Place(step, item, questions)


def build(
    place: Place, progress: Progress, *, language: str, data: QueryDict | None = None
) -> StepForm:
    """Return the wizard's own form of the step, with the questions asked again alone.

    Everything else of the step is as it was: its rules see it.
    """
    seen = place.seen(progress)
    kept = seen.kept.get(place.step.id, NOTHING)
    raw: Mapping[str, Any] = kept.raw
    if data is not None:
        shown = _only(build_form(place.step, seen, language=language), place).names()
        given = {name: data.getlist(name) for name in shown if name in data}
        raw = {name: typed for name, typed in raw.items() if name not in shown} | given
    form = _only(build_form(place.step, seen, language=language, data=dict(raw)), place)
    if data is None:
        form.hold_errors()
    return form


def _only(form: StepForm, place: Place) -> StepForm:
    for name in list(form.fields):
        if name not in place.questions:
            del form.fields[name]
    form.label_as_heading = False  # type: ignore[misc]  # the page has a title of its own
    return form


def is_file(progress: Progress, name: str) -> bool:
    """Return whether the question of this name is answered with files."""
    question = progress.definition.fields().get(name.partition("/")[0])
    return question is not None and question.kind is FieldKind.FILE
