"""Letter templates in the admin: words in each language, with the names they may hold."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.functional import lazy
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from content.core.register_admin import TextsForm, texts_form, texts_panels
from eservices.cases.enums import APPEALABLE
from eservices.cases.letters import placeholders
from eservices.cases.models import LetterTemplate, LetterTemplateText

FIELDS = ["title", "body", "appeal"]


class LetterTemplateForm(TextsForm):
    """Refuses a name that nothing stands for; a decision says how to appeal in each language."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for language, _name in settings.LANGUAGES:
            words = self.words(language)
            for name, text in words.items():
                try:
                    placeholders.check(text)
                except placeholders.WrongPlaceholder as error:
                    self.add_error(f"{name}_{language}", str(error))
            if words["title"] and cleaned.get("kind") in APPEALABLE and not words["appeal"]:
                self.add_error(
                    f"appeal_{language}",
                    gettext("A decision says before whom and within which delay to appeal."),
                )
        return cleaned


def _names() -> str:
    lead = gettext("What can stand in the words, between braces; the letter has it instead:")
    return lead + format_html_join(
        "", " <code>{{{}}}</code> – {}.", ((name, words) for name, words in _named())
    )


def _named() -> list[tuple[str, str]]:
    return [(name, str(words)) for name, words in placeholders.PLACEHOLDERS.items()]


class LetterTemplateViewSet(SnippetViewSet):
    model = LetterTemplate
    icon = "mail"
    menu_label = _("Letter templates")
    menu_order = 415
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = ["__str__", "kind", "service", "is_active"]
    list_filter = ["kind", "service", "is_active"]
    search_fields = ["key", "texts__title", "texts__body"]
    edit_handler = ObjectList(
        [
            FieldPanel("key"),
            FieldPanel("kind"),
            FieldPanel("service"),
            FieldPanel("sender"),
            FieldPanel("is_active"),
            HelpPanel(content=lazy(_names, str)(), heading=_("Names in braces")),
            *texts_panels(FIELDS),
        ],
        base_form_class=texts_form(LetterTemplateText, FIELDS, base=LetterTemplateForm),
    )

    def get_queryset(self, request: Any) -> Any:
        return LetterTemplate.objects.select_related("service").prefetch_related(
            "texts", "service__texts"
        )
