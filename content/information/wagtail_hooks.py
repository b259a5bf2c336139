"""Alerts in the admin, a short way for the duty officer."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
)
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from content.core.register_admin import texts_form, texts_panels
from content.information.models import Alert, AlertText

WORDS = ["title", "text"]


class AlertViewSet(SnippetViewSet):
    model = Alert
    icon = "warning"
    menu_label = _("Alerts")
    menu_order = 150
    add_to_admin_menu = True
    list_display = ["__str__", "level", "starts_at", "ends_at"]
    edit_handler = ObjectList(
        [
            FieldPanel("level"),
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            MultiFieldPanel(
                [FieldPanel("service"), PageChooserPanel("section"), FieldPanel("district")],
                heading=_("Where it is shown"),
                help_text=_("Name none to show it on every page."),
            ),
            *texts_panels(WORDS),
        ],
        base_form_class=texts_form(AlertText, WORDS),
    )


register_snippet(AlertViewSet)
