"""The answers of one procedure as a file: asked for with a reason, told to each resident."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from eservices.accounts.permissions import queues_led_by
from eservices.backoffice import batches, export
from eservices.backoffice.access import agent_of
from eservices.backoffice.forms import ExportForm
from eservices.backoffice.query import CaseQuery
from eservices.backoffice.refusals import log_refusal
from eservices.cases.exporting import record_export


@require_http_methods(["GET", "HEAD", "POST"])
def export_answers(request: HttpRequest) -> HttpResponseBase:
    """Ask why; then record it in each case that the address gives, and give their answers."""
    user = agent_of(request)
    if not queues_led_by(user).exists():
        log_refusal(request, "export_answers")
        raise PermissionDenied
    query = CaseQuery(user=user, params=request.GET)
    procedure = query.filters.chosen_procedure
    keys = list(query.exportable().values_list("pk", flat=True)[: batches.MOST + 1])
    if procedure is None or not keys or len(keys) > batches.MOST:
        messages.error(request, _why_not(query, len(keys)))
        return redirect(f"{reverse('desk:index')}?{query.address}")
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        recorded = record_export(keys=keys, user=user, **form.cleaned_data)
        lines = export.answer_lines(query, procedure, recorded, get_language() or "fr")
        return export.as_file(lines, _("answers"))
    return _confirmation(request, query, form, len(keys))


def _why_not(query: CaseQuery, count: int) -> str:
    if query.filters.chosen_procedure is None:
        return _("Choose one procedure first: answers are exported procedure by procedure.")
    if not count:
        return _("The list holds no request whose answers you may export.")
    words = _("At most %(most)s requests at once: filter the list further.")
    return words % {"most": batches.MOST}


def _confirmation(
    request: HttpRequest, query: CaseQuery, form: ExportForm, count: int
) -> HttpResponseBase:
    title = _("Export the answers")
    back = f"{reverse('desk:index')}?{query.address}"
    context = {
        "form": form,
        "count": count,
        "back": back,
        "header_title": title,
        "page_title": title,
        "header_icon": "download",
        "breadcrumbs_items": [
            {"url": back, "label": _("Requests")},
            {"url": "", "label": title},
        ],
    }
    status = 422 if form.is_bound else 200
    response = render(request, "eservices_backoffice/export_answers.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
