"""Reads of the city's registers, chainable, in the words of the field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from content.core.models import District  # noqa: F401


class DistrictQuerySet(models.QuerySet["District"]):
    def with_postcode(self, postcode: str) -> DistrictQuerySet:
        """Districts whose letters bear this postcode."""
        among_others = rf"(^|\s){re.escape(postcode)}(\s|$)"
        return self.filter(Q(postcode=postcode) | Q(other_postcodes__regex=among_others))


def district_number(postcode: str) -> int | None:
    """Return the number of the only district with this postcode; ``None`` outside the city,
    and where one postcode serves several districts."""
    from content.core.models import District

    if not (postcode.isascii() and postcode.isdecimal()):
        return None
    numbers = list(District.objects.with_postcode(postcode).values_list("number", flat=True)[:2])
    return numbers[0] if len(numbers) == 1 else None
