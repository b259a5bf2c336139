"""What every page of the workshop has: the procedure's page, the right to edit it, its frame."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page

from eservices.procedures.compiler import CompileError
from eservices.procedures.definition.schema import Definition
from eservices.procedures.models import Procedure, ProcedurePage
from eservices.procedures.versions import publishing


class WorkshopView(WagtailAdminTemplateMixin, TemplateView):
    """One page about one procedure, for whoever may edit its page."""

    header_icon = "form"
    must_publish = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        pages = ProcedurePage.objects.select_related("procedure__current_version", "locale")
        self.page: ProcedurePage = get_object_or_404(pages, pk=kwargs["page_id"])
        rights: Any = self.page.permissions_for_user(request.user)
        if not (rights.can_publish() if self.must_publish else rights.can_edit()):
            raise PermissionDenied
        self.may_publish: bool = rights.can_publish()

    @property
    def procedure(self) -> Procedure:
        procedure = self.page.procedure
        if procedure is None:
            raise Http404
        return procedure

    def draft(self) -> ProcedurePage:
        """Return the page as it was saved last, published or not."""
        latest: ProcedurePage = self.page.get_latest_revision_as_object()
        return latest

    def working(self) -> Definition | None:
        """Return what the draft as saved last would publish, else what is published."""
        current = self.procedure.current_version
        try:
            return publishing.working(self.draft())
        except CompileError:
            return current.compiled if current else None

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = get_breadcrumbs_items_for_page(
            self.page, self.request.user, include_self=True, url_name="wagtailadmin_explore"
        )
        here = {
            "url": "",
            "label": str(self.get_page_title()),
            "sublabel": self.get_page_subtitle(),
        }
        return [*above, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "page": self.page,
            "procedure": self.procedure,
            "current": self.procedure.current_version,
            "may_publish": self.may_publish,
        }
