"""Where in the city a request is dealt with, as its answers say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from content.core.models import District, Sector
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.drafts.progress import Progress
from eservices.procedures.sources.directory import find_place


@dataclass(frozen=True, slots=True)
class Destination:
    """The sector whose queue receives the request, the district that it is about."""

    sector: Sector | None = None
    district: District | None = None


def destination(progress: Progress) -> Destination:
    """Return where the request goes: to where the event was, never to the residence unless the
    editor says so; nowhere in particular for an address outside the city."""
    question = progress.first_answered("routes")
    if question is None:
        return Destination()
    value = progress.evaluation.answers[question.id]
    if question.kind is FieldKind.PLACE:
        return _of_place(value)
    number = value.get("district") if isinstance(value, Mapping) else value
    district = District.objects.select_related("sector").filter(number=int(number or 0)).first()
    return Destination(district.sector, district) if district else Destination()


def _of_place(uuid: str) -> Destination:
    place = find_place(uuid)
    if place is None:
        return Destination()
    return Destination(
        place.sector or (place.district.sector if place.district else None), place.district
    )
