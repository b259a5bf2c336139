"""Queues and assignments in the admin, for those who run it; users are Wagtail's own screens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from eservices.accounts.models import Assignment, Queue


class QueueViewSet(SnippetViewSet):
    model = Queue
    icon = "list-ul"
    menu_label = _("Queues")
    list_display = ["__str__", "service", "sector"]
    list_filter = ["service", "sector"]
    panels = [FieldPanel("service"), FieldPanel("sector")]

    def get_queryset(self, request: Any) -> Any:
        return Queue.objects.select_related("service", "sector").prefetch_related("service__texts")


class AssignmentViewSet(SnippetViewSet):
    model = Assignment
    icon = "user"
    menu_label = _("Assignments")
    list_display = ["user", "role", "queue", "sector"]
    list_filter = ["role", "sector"]
    panels = [
        FieldPanel("user"),
        FieldPanel("role"),
        HelpPanel(
            content=_(
                "Choose one queue, or one sector for all its queues; "
                "leave both empty for the whole city."
            )
        ),
        FieldPanel("queue"),
        FieldPanel("sector"),
    ]

    def get_queryset(self, request: Any) -> Any:
        return Assignment.objects.select_related(
            "user", "sector", "queue__sector", "queue__service"
        ).prefetch_related("queue__service__texts")


class StaffViewSetGroup(SnippetViewSetGroup):
    items = (QueueViewSet, AssignmentViewSet)
    menu_label = _("Agents and queues")
    menu_icon = "group"
    menu_order = 410


register_snippet(StaffViewSetGroup)
