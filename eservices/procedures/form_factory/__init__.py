"""From a question of a definition to a form field, and from its answer to what is stored.

Knows nothing of formtools. Canonical values are JSON: texts, ISO dates, mappings of
parts, lists of attachment identities; an unanswered question has no value at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from django.utils.datastructures import MultiValueDict

from eservices.procedures.definition import FieldKind, Step
from eservices.procedures.evaluator import rule_fields
from eservices.procedures.form_factory.asked import Asked
from eservices.procedures.form_factory.kinds import form_field
from eservices.procedures.forms import StepForm
from eservices.procedures.progress import Kept, Progress


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
    asked = Asked(progress, language)
    visible = progress.evaluation.fields
    if data is not None and _has_inner_rules(step):
        first = _form(step, asked, visible, data)
        answers = Kept(cleaned=first.answers)
        visible = visible & progress.with_step(step, answers).evaluation.fields
    return _form(step, asked, visible, data)


def _form(
    step: Step, asked: Asked, visible: AbstractSet[str], data: MultiValueDict[str, str] | None
) -> StepForm:
    questions = {
        question.id: form_field(question, asked)
        for question in step.fields
        if question.id in visible and question.kind is not FieldKind.INFORMATION
    }
    return StepForm(
        data, step=step, questions=questions, progress=asked.progress, language=asked.language
    )


def _has_inner_rules(step: Step) -> bool:
    """Return whether a question of the step depends on another of the same step."""
    own = {question.id for question in step.fields}
    return any(rule_fields(question.shown_if) & own for question in step.fields)


__all__ = ["build_form"]
