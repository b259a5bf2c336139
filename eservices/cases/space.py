"""Requests in the person's space."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eservices.accounts.models import Person
from eservices.accounts.space import SpaceItem
from eservices.cases.codes import grouped
from eservices.cases.models import Case


class RequestsSection:
    """See `eservices.accounts.space.SpaceSection`."""

    key = "requests"
    title = gettext_lazy("My requests")
    empty = gettext_lazy("Nothing sent yet from this space.")

    def items(self, person: Person, language: str) -> list[SpaceItem]:
        return [_item(case, language) for case in Case.objects.of_person(person)]


def _item(case: Case, language: str) -> SpaceItem:
    title, title_language = case.title_in(language)
    received = date_format(localdate(case.received_at), "DATE_FORMAT")
    flow = case.get_workflow()
    status, _status_language = flow[case.status].words(language)
    return SpaceItem(
        title=title,
        url=reverse("cases:case", args=[case.uuid]),
        facts=(
            status,
            _("sent on %(date)s") % {"date": received},
            _("code %(code)s") % {"code": grouped(case.code)},
        ),
        language=title_language if title_language != language else "",
    )
