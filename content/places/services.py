"""The only writer of places: each change says in its own transaction what it made stale."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from content.core import changes
from content.core.models import Department, District, Sector, Service
from content.places.data import PlaceData
from content.places.enums import Effect
from content.places.models import (
    FormerName,
    FormerSlug,
    HoursException,
    HoursPeriod,
    HoursSpan,
    Notice,
    NoticeText,
    Place,
    PlaceAccess,
    PlaceKind,
    PlaceKindText,
    PlaceService,
    PlaceServiceText,
    PlaceText,
)
from content.places.permissions import can_post_notice

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

#: Every page that shows places: the list, the home section.
LIST_TAG = "list:places"
#: Names of kinds, services, districts, departments.
REGISTERS_TAG = "registers"


class NotAManager(PermissionError):
    """The person may not speak for this place."""


class NoticeAlreadyOver(ValueError):
    """A notice whose end has passed cannot be ended again."""


def touch(place: Place) -> None:
    """Record that a place changed; inside the transaction that changes it."""
    changes.record(tags=[place.cache_tag, LIST_TAG], documents=[("place", str(place.uuid))])


def touch_registers() -> None:
    """Record that names shown everywhere changed."""
    changes.record(tags=[REGISTERS_TAG, LIST_TAG], documents=[("place", changes.EVERY)])


@transaction.atomic
def save_place_kind(
    *, key: str, position: int, texts: Mapping[str, Mapping[str, str]]
) -> PlaceKind:
    """Create or update a kind of place; ``texts`` gives name and plural a language."""
    kind, _created = PlaceKind.objects.update_or_create(key=key, defaults={"position": position})
    for language, words in texts.items():
        PlaceKindText.objects.update_or_create(subject=kind, language=language, defaults=words)
    touch_registers()
    return kind


@transaction.atomic
def save_place(*, data: PlaceData) -> Place:
    """Create or update the place known by ``data.key``, whole; returns it.

    Raises ``DoesNotExist`` of the register for a kind, service, district, sector
    or department that is not there.
    """
    place, _created = Place.objects.update_or_create(key=data.key, defaults=_facts(data))
    _save_texts(place, data)
    _save_hours(place, data)
    _save_services(place, data)
    place.access.all().delete()
    PlaceAccess.objects.bulk_create(
        PlaceAccess(
            place=place, feature=feature, answer=access.answer, checked_on=access.checked_on
        )
        for feature, access in data.access.items()
    )
    FormerName.objects.filter(place=place).delete()
    FormerName.objects.bulk_create(FormerName(place=place, name=name) for name in data.former_names)
    place.successors.set(Place.objects.filter(key__in=data.successors))
    place.save()
    touch(place)
    return place


def _facts(data: PlaceData) -> dict[str, object]:
    return {
        "kind": PlaceKind.objects.get(key=data.kind),
        "status": data.status,
        "opens_on": data.opens_on,
        "closed_on": data.closed_on,
        "department": Department.objects.get(key=data.department) if data.department else None,
        "district": District.objects.get(number=data.district) if data.district else None,
        "sector": Sector.objects.get(key=data.sector) if data.sector else None,
        "street": data.street,
        "address_extra": data.address_extra,
        "postcode": data.postcode,
        "city": data.city,
        "latitude": data.point[0] if data.point else None,
        "longitude": data.point[1] if data.point else None,
        "phone": data.phone,
        "email": data.email,
        "holiday_rule": data.holiday_rule,
        "external_ids": dict(data.external_ids),
    }


def remember_slug(place: Place, language: str, old: str, new: str) -> None:
    """Keep an address that changes alive as a redirect."""
    if old and old != new:
        FormerSlug.objects.get_or_create(language=language, slug=old, defaults={"place": place})
    FormerSlug.objects.filter(place=place, language=language, slug=new).delete()


def _save_texts(place: Place, data: PlaceData) -> None:
    present = {text.language: text.slug for text in PlaceText.objects.filter(subject=place)}
    for language, words in data.texts.items():
        remember_slug(place, language, present.get(language, ""), words.slug)
        PlaceText.objects.update_or_create(
            subject=place,
            language=language,
            defaults={
                "name": words.name,
                "slug": words.slug,
                "summary": words.summary,
                "description": words.description,
                "directions": words.directions,
            },
        )
    PlaceText.objects.filter(subject=place).exclude(language__in=data.texts).delete()


def _save_hours(place: Place, data: PlaceData) -> None:
    HoursPeriod.objects.filter(place=place).delete()
    for week in data.hours:
        period = HoursPeriod.objects.create(
            place=place,
            valid_from=week.valid_from,
            valid_to=week.valid_to,
            priority=week.priority,
        )
        HoursSpan.objects.bulk_create(
            HoursSpan(
                period=period,
                weekday=weekday,
                opens=span.opens,
                closes=span.closes,
                state=span.state,
            )
            for weekday, spans in week.spans.items()
            for span in spans
        )
    HoursException.objects.filter(place=place).delete()
    HoursException.objects.bulk_create(
        HoursException(
            place=place,
            first_day=item.first,
            last_day=item.last,
            reason=item.reason,
            **({"opens": span.opens, "closes": span.closes, "state": span.state} if span else {}),
        )
        for item in data.exceptions
        for span in (item.spans or (None,))
    )


def _save_services(place: Place, data: PlaceData) -> None:
    PlaceService.objects.filter(place=place).delete()
    for position, here in enumerate(data.services):
        row = PlaceService.objects.create(
            place=place,
            service=Service.objects.get(key=here.service),
            by_appointment=here.by_appointment,
            phone=here.phone,
            position=position,
        )
        PlaceServiceText.objects.bulk_create(
            PlaceServiceText(subject=row, language=language, note=note)
            for language, note in here.notes.items()
        )


@transaction.atomic
def post_notice(
    *,
    place: Place,
    effect: Effect,
    messages: Mapping[str, str],
    author: AbstractBaseUser | None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Notice:
    """Tell residents at once what changed at a place, for instance closed until a time.

    ``messages`` gives the text a language; ``author`` is ``None`` for a system of
    the city. Raises `NotAManager` when the author may not speak for the place.
    """
    if author is not None and not can_post_notice(author, place):
        raise NotAManager(f"{author} does not manage {place}")
    notice = Notice(
        place=place,
        effect=effect,
        starts_at=starts_at or timezone.now(),
        ends_at=ends_at,
        author_id=author.pk if author else None,
    )
    notice.full_clean()
    notice.save()
    NoticeText.objects.bulk_create(
        NoticeText(subject=notice, language=language, message=message)
        for language, message in messages.items()
    )
    touch(place)
    return notice


@transaction.atomic
def end_notice(*, notice: Notice, at: datetime | None = None) -> Notice:
    """End a notice now: the place is back to its hours. Raises `NoticeAlreadyOver`."""
    at = at or timezone.now()
    if notice.ends_at and notice.ends_at <= at:
        raise NoticeAlreadyOver(f"the notice ended on {notice.ends_at}")
    if notice.starts_at >= at:
        place = notice.place
        notice.delete()
        touch(place)
        return notice
    notice.ends_at = at
    notice.save(update_fields=["ends_at"])
    touch(notice.place)
    return notice
