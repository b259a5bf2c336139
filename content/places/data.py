"""The data of a place as files and other systems hand it over.

One entry of a YAML file::

    key: mairie-du-12e
    kind: town-hall
    district: 12            # number; optional
    sector: 12e             # key; optional, for a town hall
    department: democracy   # key; optional
    street: 130, avenue Daumesnil
    postcode: "75012"
    phone: 01 99 00 12 12
    point: [48.841, 2.388]
    texts:
      fr: {name: Mairie du 12e, slug: mairie-du-12e, summary: ..., directions: ...}
    hours:
      - week: {monday: "8:30-17:00", thursday: "8:30-19:30", saturday: "rdv 9:00-12:30"}
    exceptions:
      - {first: 2026-12-24, last: 2026-12-24, hours: "8:30-12:00", reason: Veille de Noël}
    services:
      - {service: civil-status, by_appointment: false, notes: {fr: Au guichet 3}}
    access: {step_free_entrance: {answer: yes, checked_on: 2026-05-04}}
    former_names: [Mairie du XIIe]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from content.places.enums import AccessFeature, Answer, HolidayRule, PlaceStatus
from content.places.hours import Span
from content.places.hours_text import UnreadableHours, parse_spans

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class PlaceDataInvalid(ValueError):
    """The data of a place cannot be used; the message names the place and the part."""


@dataclass(frozen=True, slots=True)
class Words:
    name: str
    slug: str
    summary: str = ""
    description: str = ""
    directions: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """Spans by weekday (Monday is 0) between two dates."""

    spans: Mapping[int, tuple[Span, ...]]
    valid_from: date | None = None
    valid_to: date | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Exceptional:
    first: date
    last: date
    spans: tuple[Span, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ServiceHere:
    service: str
    by_appointment: bool = False
    phone: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Access:
    answer: Answer
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlaceData:
    """All of one place; registers are named by key or number."""

    key: str
    kind: str
    texts: Mapping[str, Words]
    street: str
    postcode: str
    city: str = "Paris"
    status: PlaceStatus = PlaceStatus.OPEN
    opens_on: date | None = None
    closed_on: date | None = None
    department: str = ""
    district: int | None = None
    sector: str = ""
    address_extra: str = ""
    point: tuple[Decimal, Decimal] | None = None
    phone: str = ""
    email: str = ""
    holiday_rule: HolidayRule = HolidayRule.CLOSED
    external_ids: Mapping[str, str] = field(default_factory=dict)
    hours: Sequence[Week] = ()
    exceptions: Sequence[Exceptional] = ()
    services: Sequence[ServiceHere] = ()
    access: Mapping[AccessFeature, Access] = field(default_factory=dict)
    former_names: Sequence[str] = ()
    successors: Sequence[str] = ()

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> PlaceData:
        """Return the data of one YAML entry; raises `PlaceDataInvalid`."""
        try:
            return _read(dict(raw))
        except (KeyError, TypeError, ValueError, UnreadableHours) as error:
            raise PlaceDataInvalid(f"place {raw.get('key', '?')}: {error!r}") from error


def _week(raw: Mapping[str, Any]) -> Week:
    unknown = set(raw["week"]) - set(WEEKDAYS)
    if unknown:
        raise ValueError(f"unknown day {sorted(unknown)[0]}")
    return Week(
        spans={WEEKDAYS.index(day): parse_spans(text or "") for day, text in raw["week"].items()},
        valid_from=raw.get("from"),
        valid_to=raw.get("to"),
        priority=raw.get("priority", 0),
    )


def _exceptional(raw: Mapping[str, Any]) -> Exceptional:
    return Exceptional(
        first=raw["first"],
        last=raw.get("last", raw["first"]),
        spans=parse_spans(raw.get("hours") or ""),
        reason=raw.get("reason", ""),
    )


def _access(raw: Mapping[str, Any]) -> Access:
    # YAML reads a bare yes or no as a boolean.
    answer = raw.get("answer", Answer.UNKNOWN)
    answer = {True: Answer.YES, False: Answer.NO}.get(answer, answer)
    return Access(Answer(answer), raw.get("checked_on"))


def _read(raw: dict[str, Any]) -> PlaceData:
    point = raw.pop("point", None)
    return PlaceData(
        texts={language: Words(**words) for language, words in raw.pop("texts").items()},
        status=PlaceStatus(raw.pop("status", PlaceStatus.OPEN)),
        holiday_rule=HolidayRule(raw.pop("holiday_rule", HolidayRule.CLOSED)),
        point=(Decimal(str(point[0])), Decimal(str(point[1]))) if point else None,
        hours=[_week(item) for item in raw.pop("hours", [])],
        exceptions=[_exceptional(item) for item in raw.pop("exceptions", [])],
        services=[ServiceHere(**item) for item in raw.pop("services", [])],
        access={
            AccessFeature(feature): _access(item) for feature, item in raw.pop("access", {}).items()
        },
        **raw,
    )
