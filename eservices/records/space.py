"""The way to one's data, in the person's space."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eservices.accounts.models import Person
from eservices.accounts.space import SpaceItem
from eservices.cases.models import Case
from eservices.cases.rights import Way


class DataSection:
    """See `eservices.accounts.space.SpaceSection`."""

    key = "data"
    title = gettext_lazy("My data")
    empty = ""

    def items(self, person: Person, language: str) -> list[SpaceItem]:
        return [
            SpaceItem(
                title=_("Get everything that is held about me"),
                url=reverse("my_records:data"),
                facts=(_("one file, to read and to keep"),),
            ),
            SpaceItem(
                title=_("Have what is held about me erased"),
                url=reverse("my_records:erasures"),
                facts=(_("ask for it, and follow the answer"),),
            ),
        ]


def erasure_of(case: Case) -> Way:
    """See `eservices.cases.rights`."""
    url = reverse("my_records:erasure", args=[case.uuid])
    return Way(_("Ask for this request to be erased, or follow what I asked"), url)


def erasure_card(case: Case, language: str) -> SpaceItem:
    """Return one request with what became of the erasure asked of it, the last one."""
    title, title_language = case.title_in(language)
    received = date_format(localdate(case.received_at), "DATE_FORMAT")
    asked = list(case.erasure_requests.all())
    state = _("erasure: %(state)s") % {"state": asked[-1].get_state_display()} if asked else ""
    return SpaceItem(
        title=title,
        url=reverse("my_records:erasure", args=[case.uuid]),
        facts=tuple(filter(None, (_("sent on %(date)s") % {"date": received}, state))),
        language=title_language if title_language != language else "",
    )
