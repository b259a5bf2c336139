"""What the page editor shows of a procedure beside its fields."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


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
