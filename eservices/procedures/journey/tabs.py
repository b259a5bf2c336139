"""Two pages open on one step, in two tabs or on two devices: the later save never wins unseen.

Each page carries the version and the lock of the step it shows. A save of an older page
writes nothing: the person sees both answers and chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Field, Step
from eservices.procedures.drafts.answers import Words, shown, words
from eservices.procedures.drafts.progress import Kept, Progress, find_draft, load
from eservices.procedures.form_factory.step_form import StepForm
from eservices.procedures.journey.gate import JourneyRequest

#: The name of the hidden control that says what a page shows.
SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Difference:
    """One question answered otherwise ``here`` than ``there``, where it was saved since."""

    label: Words
    here: Words
    there: Words


def seen(progress: Progress, step: Step) -> str:
    """Return what a page of the step shows: the version, by its hash, and the step's lock."""
    return f"{progress.draft.version.sha256[:8]}.{_kept(progress, step).lock}"


def is_stale(request: JourneyRequest, step: Step) -> bool:
    """Return whether the page that was posted no longer shows what is kept."""
    posted = request.POST.get(SEEN)
    return posted is not None and posted != seen(request.progress, step)


def reread(progress: Progress, step: Step) -> Progress:
    """Return the progress as it is now, on the version the draft has now."""
    whole = load(find_draft(progress.draft.uuid))
    if progress.item is None or whole.step(step.key) is None:
        return whole
    return whole.within(step, progress.item)


def is_the_same(form: StepForm, progress: Progress) -> bool:
    """Return whether what was posted is what is kept: nothing is to choose."""
    return form.typed == dict(_kept(progress, form.step).raw) and not differences(form, progress)


def differences(form: StepForm, progress: Progress) -> list[Difference]:
    """Return the questions whose answers differ, wherever they are asked by now."""
    return list(_differences(form, progress))


def _differences(form: StepForm, progress: Progress) -> Iterator[Difference]:
    language, posted = form.language, form.data
    answers = form.answers
    for step in progress.definition.steps:
        if step.repeat is not None:
            continue  # seen from an item, its own step is asked once
        kept = _kept(progress, step)
        for question in step.fields:
            here = typed(posted, question)
            there = typed(kept.raw, question)
            if not here or here == there or question.kind is FieldKind.FILE:
                continue
            own = answers if step.id == form.step.id else {}
            yield Difference(
                words(question.label, language),
                _said(question, here, own, language),
                _said(question, there, kept.cleaned, language),
            )


def typed(raw: Any, question: Field) -> dict[str, list[str]]:
    """Return what was typed into the controls of one question."""
    lists = raw.lists() if isinstance(raw, QueryDict) else raw.items()
    return {
        name: list(values)
        for name, values in lists
        if name == question.id or name.startswith(f"{question.id}-")
    }


def _said(
    question: Field, raw: Mapping[str, list[str]], cleaned: Mapping[str, Any], language: str
) -> Words:
    if question.id in cleaned:
        return shown(question, cleaned[question.id], language)
    return Words(" ".join(value for values in raw.values() for value in values).strip())


def _kept(progress: Progress, step: Step) -> Kept:
    return progress.kept.get(step.id, Kept())
