"""The rules of a procedure in words: those of the draft, or of any version; fit to print."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eservices.procedures.versions.panels import said_of_page, statuses_of_page
from eservices.procedures.words.sentences import say_all
from eservices.procedures.words.workflow_words import say_workflow
from eservices.procedures.workshop.base import WorkshopView


class SentencesView(WorkshopView):
    page_title = gettext_lazy("Rules in words")
    header_icon = "list-ul"
    template_name = "eservices_procedures/workshop/sentences.html"

    def get_page_subtitle(self) -> str:
        title, number = super().get_page_subtitle(), self.kwargs.get("number")
        version = _("Version %(number)s") % {"number": number}
        return f"{title}, {version}" if number else title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = self.procedure.versions.defer("definition")
        number = self.kwargs.get("number")
        if number is None:
            draft = self.draft()
            said, statuses = said_of_page(draft), statuses_of_page(draft)
        else:
            version = get_object_or_404(versions, number=number)
            language = self.page.locale.language_code
            said = say_all(version.compiled.steps, language)
            statuses = say_workflow(version.compiled.workflow, language)
        return super().get_context_data(**kwargs) | {
            "said": said,
            "statuses": statuses,
            "versions": versions,
            "number": number,
        }
