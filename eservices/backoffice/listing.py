"""The list of requests, as a Wagtail listing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from eservices.accounts.permissions import has_desk, works
from eservices.backoffice.filters import CaseFilterSet
from eservices.backoffice.refusals import log_refusal
from eservices.cases.enums import CaseState
from eservices.cases.models import Case
from eservices.cases.querysets import CaseQuerySet


def _title(case: Case) -> str:
    return f"{case.grouped_code} – {case.title_in('fr')[0]}"


def _status(case: Case) -> str:
    words = str(case.get_workflow()[case.status])
    if getattr(case, "has_new_message", False):
        return f"{words} – {gettext('new message')}"
    return words


def _promise(case: Case) -> str:
    if case.promised_on is None:
        return ""
    words = date_format(case.promised_on, "SHORT_DATE_FORMAT")
    late = case.promised_on < timezone.localdate() and case.state not in (
        CaseState.DECIDED,
        CaseState.CLOSED,
    )
    return f"{words} – {gettext('late')}" if late else words


class CasesView(BaseListingView):
    """The cases of one's queues, oldest promise first; a code in the search box finds one."""

    model = Case
    page_title = _("Requests")
    header_icon = "mail"
    index_url_name = "desk:index"
    index_results_url_name = "desk:index_results"
    results_template_name = "eservices_backoffice/desk_results.html"
    filterset_class = CaseFilterSet
    is_searchable = True
    paginate_by = 50
    verbose_name = _("request")
    verbose_name_plural = _("requests")
    columns = [
        TitleColumn(
            "code",
            label=_("Request"),
            accessor=_title,
            get_url=lambda case: reverse("desk:case", args=[case.uuid]),
        ),
        StatusTagColumn(
            "status",
            label=_("Status"),
            accessor=_status,
            primary=lambda case: getattr(case, "has_new_message", False),
        ),
        Column("queue", label=_("Queue")),
        Column("assignee", label=_("Assigned to"), accessor=lambda case: case.assignee or ""),
        Column(
            "received_at",
            label=_("Received on"),
            accessor=lambda case: date_format(
                timezone.localtime(case.received_at), "SHORT_DATE_FORMAT"
            ),
        ),
        Column("promised_on", label=_("Promised for"), accessor=_promise),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_desk(request.user):
            log_refusal(request, "list")
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not works(self.request.user):
            return []
        address = reverse("desk:paper")
        return [HeaderButton(gettext("Key in a paper form"), url=address, icon_name="edit")]

    def get_base_queryset(self) -> CaseQuerySet:
        return Case.objects.open_to(self.request.user).real().for_list()

    def order_queryset(self, queryset: CaseQuerySet) -> CaseQuerySet:
        return queryset

    def filter_queryset(self, queryset: CaseQuerySet) -> CaseQuerySet:
        filtered: CaseQuerySet = super().filter_queryset(queryset)
        chosen = self.filters.form.cleaned_data.get("state") if self.filters.is_valid() else None
        return filtered if chosen or self.is_searching else filtered.unfinished()

    def search_queryset(self, queryset: CaseQuerySet) -> CaseQuerySet:
        return queryset.with_code(self.search_query) if self.is_searching else queryset

    def counts(self) -> Sequence[tuple[str, int, str]]:
        """Return (words, number, address) for each state, in one statement."""
        cases = Case.objects.open_to(self.request.user).real().order_by()
        late = Q(promised_on__lt=timezone.localdate())
        found = cases.unfinished().aggregate(
            late=Count("pk", filter=late),
            **{state: Count("pk", filter=Q(state=state)) for state in CaseState.values[:3]},
        )
        states = [
            (str(CaseState(state).label), found[state], f"?state={state}")
            for state in CaseState.values[:3]
        ]
        return [*states, (gettext("Late"), found["late"], "")]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["counts"] = self.counts()
        return context
