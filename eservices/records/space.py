"""The way to one's data, in the person's space."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eservices.accounts.models import Person
from eservices.accounts.space import SpaceItem


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
            )
        ]
