"""Cases as CSV, without anything of the person."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from eservices.backoffice.columns import is_late, status
from eservices.cases.models import Case

#: With these a spreadsheet begins a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Without it, spreadsheets read UTF-8 as something else.
_MARK = "\ufeff"


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
        case.title_in("fr")[0],
        str(case.get_state_display()),
        status(case),
        str(case.queue.service),
        str(case.queue.sector or ""),
        str(case.district or ""),
        str(case.assignee or ""),
        str(case.get_channel_display()),
        timezone.localtime(case.received_at).isoformat(timespec="seconds"),
        case.promised_on.isoformat() if case.promised_on else "",
        str(_("late")) if is_late(case) else "",
    ]


def inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
