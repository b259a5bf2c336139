"""From a question of a definition to a form field, and from its answer to what is stored.

Knows nothing of formtools. Canonical values are JSON: texts, ISO dates, mappings of
parts, lists of attachment identities; an unanswered question has no value at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from django.utils.datastructures import MultiValueDict

from eservices.procedures.definition.schema import Step
from eservices.procedures.drafts import known
from eservices.procedures.drafts.progress import Kept, Progress
from eservices.procedures.form_factory.asked import Asked
from eservices.procedures.form_factory.kinds import BUILDERS, form_field
from eservices.procedures.form_factory.step_form import StepForm


def build_form(
    step: Step,
    progress: Progress,
    *,
    language: str,
    data: MultiValueDict[str, str] | Mapping[str, list[str]] | None = None,
) -> StepForm:
    """Return the form of one step, bound when ``data`` is given.

    ``data`` is a POST, or what `StepForm.typed` kept of one.
    """
    if data is not None and not isinstance(data, MultiValueDict):
        data = MultiValueDict(dict(data))
    asked = Asked(progress, language, progress.evaluation)
    visible = progress.evaluation.fields
    if data is not None and _looks_at_itself(step):
        bare = replace(progress.evaluation, failed_checks=(), bounds={})
        first = _form(step, Asked(progress, language, bare), visible, data)
        answered = progress.with_step(step, Kept(cleaned=first.answers)).evaluation
        asked = Asked(progress, language, answered)
        visible = visible & answered.fields
    return _form(step, asked, visible, data)


def _form(
    step: Step, asked: Asked, visible: AbstractSet[str], data: MultiValueDict[str, str] | None
) -> StepForm:
    questions = {
        question.id: form_field(question, asked)
        for question in step.fields
        if question.id in visible and question.kind in BUILDERS
    }
    known.offer(step, questions, asked.progress)
    return StepForm(
        data,
        step=step,
        questions=questions,
        progress=asked.progress,
        language=asked.language,
        evaluation=asked.evaluation,
    )


def _looks_at_itself(step: Step) -> bool:
    """Return whether a rule of the step reads the answers given in the same step."""
    if step.checks:
        return True
    own = {question.id for question in step.fields}
    return any(reader.reads & own for question in step.fields for reader in question.readers())


__all__ = ["build_form"]
