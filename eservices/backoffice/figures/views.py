"""The supervisors' figures in the admin, and the open data that everybody may have."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.core.cache_tags import make_public
from content.core.models import Sector
from eservices.accounts.permissions import queues_figured_for
from eservices.backoffice.export import Echo, inert
from eservices.backoffice.figures import charts, open_data, reading
from eservices.backoffice.figures.counting import STARTED, TAG
from eservices.backoffice.figures.forms import SelectionForm
from eservices.backoffice.figures.masking import THRESHOLD
from eservices.backoffice.figures.satisfaction import satisfaction
from eservices.backoffice.refusals import log_refusal
from eservices.cases.enums import Channel
from eservices.procedures.models import Procedure

_FOLDER = "eservices_backoffice/figures/"


def titles(language: str) -> dict[int, str]:
    """Return the name of each procedure that was published, by key."""
    procedures = Procedure.objects.exclude(current_version=None).select_related("current_version")
    return {
        procedure.pk: procedure.current_version.compiled.title.get(language)[0]
        for procedure in procedures.defer("current_version__definition")
        if procedure.current_version
    }


def _form(request: HttpRequest) -> tuple[SelectionForm, Any, dict[int, str]]:
    queues = queues_figured_for(request.user)
    if queues is None:
        log_refusal(request, "figures")
        raise PermissionDenied
    names = titles(get_language() or "fr")
    return SelectionForm(request.GET, titles=names), queues, names


@require_safe
def show(request: HttpRequest) -> HttpResponseBase:
    """Show the figures of the period and filters asked for."""
    form, queues, names = _form(request)
    context: dict[str, Any] = {
        "form": form,
        "page_title": _("Figures"),
        "header_title": _("Figures"),
        "header_icon": "order",
        "breadcrumbs_items": [{"url": "", "label": _("Figures")}],
        "query": request.GET.urlencode(),
    }
    if form.is_valid():
        context |= _figures(form.selection(queues), names)
    response = render(
        request, f"{_FOLDER}figures.html", context, status=200 if form.is_valid() else 422
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _figures(selection: reading.Selection, names: dict[int, str]) -> dict[str, Any]:
    language = get_language() or "fr"
    channels = dict(Channel.choices)
    sectors = {sector.pk: str(sector) for sector in Sector.objects.all()}
    by_procedure = reading.rows(selection, "procedure")
    months = [(date_format(month, "F Y"), count) for month, count in reading.by_month(selection)]
    tables = [
        ("procedures", _("By procedure"), _named(by_procedure, names)),
        ("sectors", _("By sector"), _named(reading.rows(selection, "sector"), sectors)),
        ("channels", _("By channel"), _named(reading.rows(selection, "channel"), channels)),
    ]
    return {
        "total": reading.total(by_procedure, selection),
        "tables": tables,
        "months": months,
        "bars": charts.columns(months),
        "funnel": reading.funnel(selection, language, _end),
        "selection": selection,
        "satisfaction": satisfaction.score(selection),
    }


def _named(rows: list[reading.Row], names: dict[Any, Any]) -> list[tuple[str, reading.Row]]:
    return [(str(names.get(row.key) or _("Other")), row) for row in rows]


def _end(mark: str) -> str:
    return _("Started") if mark == STARTED else _("Sent")


@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """Give one line a case of the selection as CSV, without anything of the person."""
    form, queues, names = _form(request)
    if not form.is_valid():
        return show(request)
    cases = (
        form.selection(queues)
        .cases()
        .select_related("case", "sector")
        .only("case__code", "sector__name", *_COLUMNS)
        .order_by("received_on", "pk")
    )
    header = [_("Code"), _("Procedure"), _("Sector"), _("Channel"), _("Received on")]
    header += [_("Promised for"), _("Ended on"), _("Days"), _("Agent minutes")]

    def lines() -> Iterator[list[str]]:
        yield header
        for row in cases.iterator(chunk_size=2000):
            dates = [row.received_on, row.promised_on, row.ended_on]
            yield [
                row.case.grouped_code,
                names.get(row.procedure_id or 0, ""),
                str(row.sector or ""),
                str(row.get_channel_display()),
                *(day.isoformat() if day else "" for day in dates),
                "" if row.days is None else str(row.days),
                str(row.agent_minutes),
            ]

    response = _csv(lines, _("figures"))
    response.headers["Cache-Control"] = "no-store"
    return response


_COLUMNS = (
    *("procedure_id", "channel", "received_on", "promised_on", "ended_on"),
    *("days", "agent_minutes"),
)


def _csv(lines: Callable[[], Iterator[list[str]]], name: str) -> StreamingHttpResponse:
    writer = csv.writer(Echo())
    response = StreamingHttpResponse(
        (writer.writerow([inert(cell) for cell in line]) for line in lines()),
        content_type="text/csv; charset=utf-8",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


# --- Open data


@require_safe
def open_page(request: HttpRequest) -> HttpResponse:
    """Describe the open data: columns, masking, licence."""
    context = {"threshold": THRESHOLD, "columns": open_data.COLUMNS}
    response = render(request, f"{_FOLDER}open_data.html", context)
    make_public(response, TAG)
    return response


@require_safe
def open_csv(request: HttpRequest) -> HttpResponse:
    """Give the open data as CSV (RFC 4180), UTF-8."""
    rows = [",".join(open_data.COLUMNS)]
    writer = csv.writer(Echo())
    body = "".join(
        [rows[0] + "\r\n", *(writer.writerow(line.cells()) for line in open_data.lines("fr"))]
    )
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="requests.csv"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Link"] = f'<{LICENCE}>; rel="license"'
    make_public(response, TAG, max_age=3600)
    return response


LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
