"""Steps and the advice after them; the whole is checked before it can be published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from content.core.blocks import give_ids
from eservices.procedures.blocks.checks import ChecksBlock
from eservices.procedures.blocks.conditions import conditions
from eservices.procedures.blocks.questions import QuestionsBlock
from eservices.procedures.compiler.checks import Problem, check_steps


class ExitBlock(blocks.StructBlock):
    """Advice that never refuses: where to go, a human, or send it anyway."""

    when = conditions(_("Shown if"), required=True, min_num=1, collapsed=False)
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    body = blocks.TextBlock(label=_("Text"))
    url = blocks.URLBlock(label=_("Where to go"), required=False, default="")
    link = blocks.CharBlock(
        label=_("Words of the link"), required=False, default="", max_length=150
    )

    class Meta:
        label_format = "{title}"


class RepeatBlock(blocks.StructBlock):
    """Makes a step ask the same of several things: a page for each, then their list."""

    singular = blocks.CharBlock(
        label=_("One of them, with its article"),
        required=False,
        default="",
        max_length=60,
        help_text=_("For instance “a child”. Empty: the step is filled in once."),
    )
    plural = blocks.CharBlock(
        label=_("Several of them"),
        required=False,
        default="",
        max_length=60,
        help_text=_("For instance “children”."),
    )
    minimum = blocks.IntegerBlock(label=_("At least"), default=1, min_value=0, max_value=50)
    maximum = blocks.IntegerBlock(label=_("At most"), default=10, min_value=1, max_value=50)

    class Meta:
        icon = "copy"
        label_format = "{plural}"


class StepBlock(blocks.StructBlock):
    """One page of the journey: one question, or one group that belongs together."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    key = blocks.RegexBlock(
        r"^[a-z][a-z0-9-]{0,39}$",
        label=_("Word in the address"),
        help_text=_("Made from the title. Short, stable: it stays when the title changes."),
        error_messages={
            "invalid": _("Write small letters, figures and dashes, for instance “your-child”.")
        },
    )
    intro = blocks.TextBlock(label=_("Introduction"), required=False, default="", rows=3)
    fields = QuestionsBlock(label=_("Questions"))
    shown_if = conditions(_("Shown only if"))
    repeat = RepeatBlock(label=_("Filled in for several (children, vehicles...)"), collapsed=True)
    checks = ChecksBlock(label=_("Checks before going on"), required=False)
    exits = blocks.ListBlock(ExitBlock(), label=_("Advice after this step"), default=[])

    class Meta:
        icon = "form"
        label = _("Step")
        label_format = "{title}"


class StepsBlock(blocks.StreamBlock):
    """The working definition; checked as a whole before it can be published."""

    step = StepBlock()

    class Meta:
        # A long procedure opens as the list of its steps, each as the list of its questions.
        collapsed = True

    def clean(self, value: Any) -> Any:
        give_ids(value)  # by which rules and answers know their questions
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        problems = check_steps(cleaned)
        if problems:
            raise _beside_blocks(problems)
        return cleaned


def _beside_blocks(problems: Iterable[Problem]) -> ValidationError:
    """Return the problems beside their questions, the others at the head of their step."""
    steps: dict[int, list[str]] = {}
    questions: dict[int, dict[int, list[str]]] = {}
    for problem in problems:
        if problem.question is None:
            steps.setdefault(problem.step, []).append(problem.message)
        else:
            beside = questions.setdefault(problem.step, {})
            beside.setdefault(problem.question, []).append(problem.message)
    refusal: ValidationError = StreamBlockValidationError(
        block_errors={
            position: StructBlockValidationError(
                non_block_errors=steps.get(position, []),
                block_errors={
                    "fields": StreamBlockValidationError(
                        block_errors={
                            number: ValidationError(messages)
                            for number, messages in questions[position].items()
                        }
                    )
                }
                if position in questions
                else {},
            )
            for position in sorted({*steps, *questions})
        }
    )
    return refusal
