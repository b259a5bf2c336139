"""What the page editor shows of a procedure beside its fields."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from wagtail.admin.panels import Panel

from eservices.procedures.compiler import compile_steps, compile_workflow
from eservices.procedures.words.sentences import StepSentences, say_all
from eservices.procedures.words.workflow_words import StatusSentences, say_workflow


def said_of_page(page: Any) -> list[StepSentences] | None:
    """Return the working definition of a page in words; ``None`` while it is half made."""
    language = page.locale.language_code
    try:
        steps = compile_steps({language: page.steps}, language)
    except ValidationError:  # a step without its word, a number that was left empty
        return None
    return say_all(steps, language)


def statuses_of_page(page: Any) -> list[StatusSentences]:
    """Return the working statuses of a page in words; none while they are half made."""
    language = page.locale.language_code
    try:
        workflow = compile_workflow({language: page.workflow}, language, promise_days=0)
        return say_workflow(workflow, language)
    except ValueError:  # a status without its name or its state
        return []


class SentencesPanel(Panel):
    """Everything the procedure asks, checks and advises, in words, as last saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "eservices_procedures/sentences_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["page"] = self.instance
            context["said"] = said_of_page(self.instance) if self.instance.pk else []
            context["statuses"] = statuses_of_page(self.instance)
            return context


class VersionsPanel(Panel):
    """The versions published so far, newest first."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "eservices_procedures/versions_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            procedure = self.instance.procedure
            context["page"] = self.instance
            context["versions"] = procedure.versions.defer("definition")[:20] if procedure else ()
            context["current"] = procedure.current_version_id if procedure else None
            return context
