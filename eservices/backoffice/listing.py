"""The list of requests, as a Wagtail listing, and the same list as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import Button

from eservices.accounts.permissions import has_desk, leads, works
from eservices.backoffice import export
from eservices.backoffice.access import agent_of, uses_keys
from eservices.backoffice.columns import columns
from eservices.backoffice.filters import CaseFilterSet
from eservices.backoffice.models import BatchAct
from eservices.backoffice.query import DEFAULT_ORDERING, CasePaginator, CaseQuery
from eservices.backoffice.refusals import log_refusal
from eservices.cases.models import Case
from eservices.cases.querysets import CaseQuerySet


class CasesView(BaseListingView):
    """The cases that `CaseQuery` gives for the address."""

    model = Case
    page_title = _("Requests")
    header_icon = "mail"
    index_url_name = "desk:index"
    index_results_url_name = "desk:index_results"
    template_name = "eservices_backoffice/desk.html"
    results_template_name = "eservices_backoffice/desk_results.html"
    paginator_class = CasePaginator
    is_searchable = True
    paginate_by = 50
    default_ordering = DEFAULT_ORDERING
    verbose_name = _("request")
    verbose_name_plural = _("requests")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_desk(request.user):
            log_refusal(request, "list")
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    @cached_property
    def query(self) -> CaseQuery:
        return CaseQuery(user=agent_of(self.request), params=self.request.GET)

    @cached_property
    def columns(self) -> list[Any]:
        return columns(ticks=works(self.request.user))

    @cached_property
    def filters(self) -> CaseFilterSet:
        return self.query.filters

    def get_queryset(self) -> CaseQuerySet:
        return self.query.cases()

    def get_paginator(self, *args: Any, **kwargs: Any) -> CasePaginator:
        paginator: CasePaginator = super().get_paginator(*args, **kwargs)
        paginator.query = self.query
        return paginator

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        file = Button(
            gettext("Export as CSV"),
            url=f"{reverse('desk:export')}?{self.query.address}",
            icon_name="download",
        )
        if not works(self.request.user):
            return [file]
        files = [file]
        if leads(self.request.user) and self.filters.chosen_procedure is not None:
            answers = f"{reverse('desk:export_answers')}?{self.query.address}"
            files.append(Button(gettext("Export the answers"), url=answers, icon_name="download"))
        address = reverse("desk:paper")
        return [
            Button(gettext("Key in a paper form"), url=address, icon_name="edit"),
            Button(gettext("Absences"), url=reverse("desk:absences"), icon_name="calendar-alt"),
            Button(gettext("My notices"), url=reverse("desk:notices"), icon_name="mail"),
            *files,
        ]

    def get_table_kwargs(self) -> dict[str, Any]:
        return {**super().get_table_kwargs(), "caption": _("List of requests")}

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["views"] = self.query.views()
        context["works"] = works(self.request.user)
        context["acts"] = BatchAct.choices
        context["keys"] = uses_keys(agent_of(self.request))
        return context


@require_safe
def export_cases(request: HttpRequest) -> HttpResponseBase:
    """Give what the list's address asks for as a file, row by row."""
    if not has_desk(request.user):
        log_refusal(request, "export")
        raise PermissionDenied
    query = CaseQuery(user=agent_of(request), params=request.GET)
    lines: Iterator[str] = export.csv_lines(query.rows())
    return export.as_file(lines, gettext("requests"))
