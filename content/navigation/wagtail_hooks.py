"""Accessibility audits in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from content.navigation.models import AccessibilityAudit


class AccessibilityAuditViewSet(SnippetViewSet):
    model = AccessibilityAudit
    icon = "check"
    menu_label = _("Accessibility audits")
    list_display = ["audited_on", "auditor", "criteria_met", "criteria_applicable"]


register_snippet(AccessibilityAuditViewSet)
