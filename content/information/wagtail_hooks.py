"""Alerts in the admin, a short way for the duty officer."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from content.information.models import Alert


class AlertViewSet(SnippetViewSet):
    model = Alert
    icon = "warning"
    menu_label = _("Alerts")
    menu_order = 150
    add_to_admin_menu = True
    list_display = ["__str__", "level", "starts_at", "ends_at"]
    panels = [
        FieldPanel("level"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        MultiFieldPanel(
            [FieldPanel("service"), PageChooserPanel("section"), FieldPanel("district")],
            heading=_("Where it is shown"),
            help_text=_("Name none to show it on every page."),
        ),
        InlinePanel(
            "texts",
            label=_("Words in one language"),
            min_num=1,
            panels=[FieldPanel("language"), FieldPanel("title"), FieldPanel("text")],
        ),
    ]


register_snippet(AlertViewSet)
