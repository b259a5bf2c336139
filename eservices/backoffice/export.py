"""Cases as CSV: the list without anything of the person, or the answers of one procedure."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override

from eservices.backoffice.columns import is_late, status
from eservices.backoffice.query import CHUNK, CaseQuery
from eservices.cases.models import Case
from eservices.procedures.corrections.asked import current_answers_of
from eservices.procedures.drafts.columns import Column, cells, columns, headings
from eservices.procedures.models import Procedure, Submission

#: With these a spreadsheet begins a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Without it, spreadsheets read UTF-8 as something else.
_MARK = "\ufeff"
#: Labels and answers, as titles: the language that every version has.
_LANGUAGE = "fr"


class Echo:
    """A file that gives back what is written."""

    def write(self, text: str) -> str:
        return text


def csv_lines(cases: Iterable[Case]) -> Iterator[str]:
    """Yield the lines of a CSV file (RFC 4180), the header first, each as soon as it is read."""
    writer = csv.writer(Echo())
    yield _MARK + writer.writerow(
        [
            _("Code"),
            _("Request"),
            _("State"),
            _("Status"),
            _("Service"),
            _("Sector"),
            _("District"),
            _("Assigned to"),
            _("Channel"),
            _("Received on"),
            _("Promised for"),
            _("Late"),
        ]
    )
    for case in cases:
        yield writer.writerow([inert(cell) for cell in _cells(case)])


def _cells(case: Case) -> list[str]:
    return [
        case.grouped_code,
        case.title_in(_LANGUAGE)[0],
        str(case.get_state_display()),
        status(case),
        str(case.queue.service),
        str(case.queue.sector or ""),
        str(case.district or ""),
        str(case.assignee or ""),
        str(case.get_channel_display()),
        _received(case),
        case.promised_on.isoformat() if case.promised_on else "",
        str(_("late")) if is_late(case) else "",
    ]


def _received(case: Case) -> str:
    return timezone.localtime(case.received_at).isoformat(timespec="seconds")


def answer_lines(
    query: CaseQuery, procedure: Procedure, keys: Sequence[int], language: str
) -> Iterator[str]:
    """Yield the answers of these cases of one procedure as CSV, a column for each question that
    any version ever asked; ``language`` is that of the agent, for what the desk adds."""
    writer = csv.writer(Echo())
    versions = procedure.versions.order_by("number").defer("definition")
    asked = columns([version.compiled for version in versions], _LANGUAGE)
    with override(language):
        heads = [_("Code"), _("Received on"), _("Status"), _("Version"), *headings(asked)]
    yield _MARK + writer.writerow([inert(head) for head in heads])
    for start in range(0, len(keys), CHUNK):
        with override(language):
            rows = _answer_rows(query.lines(list(keys[start : start + CHUNK])), asked)
        for row in rows:
            yield writer.writerow([inert(cell) for cell in row])


def _answer_rows(cases: Sequence[Case], asked: Sequence[Column]) -> list[list[str]]:
    found = Submission.objects.filter(case__in=cases).select_related("version")
    sent = {one.case_id: one for one in found.defer("version__definition")}
    answers = current_answers_of(sent.values())
    return [
        [
            case.grouped_code,
            _received(case),
            status(case),
            str(sent[case.pk].version.number) if case.pk in sent else "",
            *cells(answers.get(case.pk, []), asked, _LANGUAGE),
        ]
        for case in cases
    ]


def as_file(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """Return lines as a file to download, named with the day."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    dated = f"{name}-{timezone.localdate():%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(True, dated)
    response.headers["Cache-Control"] = "no-store"
    return response


def inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
