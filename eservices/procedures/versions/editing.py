"""The editor's form of a procedure: it refuses what publishing would, beside the block."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError

from content.core.pages import ContentPageForm
from eservices.procedures.compiler.texts import CompileError


class ProcedurePageForm(ContentPageForm):
    """Compiles dry before publishing and before asking for a review; drafts pass unfinished."""

    def _post_clean(self) -> None:
        from eservices.procedures.versions import publishing

        super()._post_clean()
        if self.errors or self.is_deferred_validation:
            return
        try:
            publishing.rehearse(self.instance)
        except CompileError as error:
            self.add_error("steps", _beside_steps(error, self.instance.steps))


def _beside_steps(error: CompileError, steps: Any) -> ValidationError:
    """Return the problems beside the steps that they are about, the others above all steps."""
    positions = {step.id: position for position, step in enumerate(steps)}
    beside: dict[int, list[str]] = {}
    above: list[str] = []
    for step, problem in zip(error.steps, error.problems, strict=True):
        if step in positions:
            beside.setdefault(positions[step], []).append(problem)
        else:
            above.append(problem)
    refusal: ValidationError = StreamBlockValidationError(
        block_errors={position: ValidationError(said) for position, said in beside.items()},
        non_block_errors=[ValidationError(said) for said in above],
    )
    return refusal
