"""Nothing of a person is kept in figures; a file is counted before it goes."""

from __future__ import annotations

from collections.abc import Mapping

from eservices.backoffice.figures.counting import count_case
from eservices.cases.erasing import Eraser
from eservices.cases.models import Case


class CountFirst(Eraser):
    """Runs before the others; see `eservices.cases.erasing.Eraser`."""

    key = "figures"
    order = -1

    def erase(self, case: Case) -> Mapping[str, int]:
        count_case(case)
        return {}
