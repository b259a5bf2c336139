"""Canonical answers in words, kind by kind, in the language that is active.

Options are not here: their words are an editor's (`answers.py`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from content.core.models import Poll
from content.core.models.polls import ANY_POLL
from content.core.ordinals import district_label
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Field
from eservices.procedures.gazetteer import commune, country_name
from eservices.procedures.sources.directory import find_place, place_label
from eservices.procedures.sources.polls import find_poll, poll_name
from eservices.procedures.sources.slots import UnknownSource, sources

_ISO_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def day(iso: str) -> str:
    """Return a day in words, whole or partial: "2 May 1980", "May 1952", "1952"."""
    numbers = [int(number) for number in iso.split("-")]
    if len(numbers) == 1:
        return iso
    whole = datetime.date(*[*numbers, 1][:3])
    said = date_format(whole, "j F Y" if len(numbers) == 3 else "F Y")
    french = (get_language() or "").startswith("fr")
    return said.replace("1 ", "1er ", 1) if french and said.startswith("1 ") else said


def figure(value: int | str, unit: str = "") -> str:
    exact = Decimal(str(value))
    said = number_format(exact, force_grouping=True)
    return f"{said} {unit}".strip()


def money(cents: int | str) -> str:
    """Return an amount as the language writes it: "12,50 €", "€12.50"."""
    euros = number_format(Decimal(str(cents)) / 100, 2, force_grouping=True)
    return _("€%(amount)s") % {"amount": euros}


def person(name: Mapping[str, str]) -> str:
    return " ".join(part for part in (name.get("given"), name.get("family")) if part)


def address(value: Mapping[str, str]) -> str:
    town = " ".join(part for part in (value.get("postcode"), value.get("town")) if part)
    lines = [value.get("street"), value.get("complement"), town, value.get("country")]
    if value.get("district"):
        lines.append(district_label(int(value["district"]), get_language()))
    return "\n".join(line for line in lines if line)


def identity(value: Mapping[str, str]) -> str:
    lines = [person(value)]
    if value.get("used_name"):
        lines.append(_("Name used: %(name)s") % {"name": value["used_name"]})
    if value.get("birth_date"):
        lines.append(_("Born on: %(date)s") % {"date": day(value["birth_date"])})
    if value.get("birth_place"):
        lines.append(_("Born in: %(place)s") % {"place": birth_place(value)})
    return "\n".join(lines)


def birth_place(value: Mapping[str, str]) -> str:
    """Return a birth place; one that no list knows says that it is as typed."""
    place, country = value["birth_place"], value.get("birth_country", "")
    known = commune(value["birth_commune"], place) if value.get("birth_commune") else None
    if known is not None:
        now = _(", today %(name)s") % {"name": known.now} if known.now else ""
        return known.label + now
    if country in {"", "FR"}:
        return _("%(place)s (as typed)") % {"place": place}
    name = country_name(country, get_language() or "fr")
    if name == country:
        return _("%(place)s (as typed)") % {"place": f"{place}, {country}"}
    return f"{place}, {name}"


def place(uuid: str) -> str:
    found = find_place(uuid)
    return place_label(found, get_language()) if found else uuid


def poll(value: Mapping[str, str]) -> str:
    """Return a vote and its days; it stays readable when no calendar holds it any more."""
    if value["key"] == ANY_POLL:
        return _("No vote in particular")
    found = find_poll(value["key"])
    name = poll_name(found, get_language()) if found else value["key"]
    return f"{name} ({_rounds(value['first_round'], value['last_round'])})"


def poll_hint(poll: Poll) -> str:
    """Return when people vote, and until when they can register in each way."""
    days = _rounds(poll.first_round.isoformat(), poll.last_round.isoformat())
    said = [_("Vote on %(days)s.") % {"days": days}, *_closings(poll)]
    text = poll.text()
    if text and text.note:
        said.append(f"{text.note.rstrip('.')}.")
    return " ".join(said)


def _rounds(first: str, last: str) -> str:
    """Return the days of one round or two: "10 and 24 April 2022"."""
    if first == last:
        return day(first)
    begins = day(first)
    if first[:7] == last[:7]:
        begins = begins.split()[0]
    return _("%(first)s and %(second)s") % {"first": begins, "second": day(last)}


def _closings(poll: Poll) -> Iterator[str]:
    ways = [
        (poll.closes_online, _("online")),
        (poll.closes_at_counters, _("at a counter")),
        (poll.closes_by_post, _("by post")),
    ]
    for closes in sorted({each for each, _way in ways}):
        here = [way for each, way in ways if each == closes]
        yield _("Register %(ways)s until %(day)s.") % {
            "ways": pgettext("between ways", " or ").join(here),
            "day": day(closes.isoformat()),
        }


def computed(question: Field, value: Any, unit: str) -> str:
    if question.source == "money":
        return money(value)
    text = str(value)
    if _ISO_DAY.fullmatch(text) and "-" in text:
        return day(text)
    try:
        return figure(str(round(Decimal(text), question.decimals)), unit)
    except ArithmeticError:
        return text


def slot(question: Field, value: str) -> str:
    try:
        return sources.get(question.source).shown(value, get_language() or "fr")
    except UnknownSource:
        return value  # the app that gave it is gone; the request stays readable


def in_words(question: Field, value: Any) -> str:
    """Return one answer as a person reads it; ``value`` is canonical."""
    unit = question.unit.get(get_language() or "fr")[0]
    ways: dict[FieldKind, Callable[[], str]] = {
        FieldKind.NUMBER: lambda: figure(value, unit),
        FieldKind.MONEY: lambda: money(value),
        FieldKind.DATE: lambda: day(value),
        FieldKind.DATE_RANGE: lambda: (
            _("from %(first)s to %(last)s")
            % {"first": day(value["from"]), "last": day(value["to"])}
        ),
        FieldKind.YES_NO: lambda: _("Yes") if value == "yes" else _("No"),
        FieldKind.DISTRICT: lambda: district_label(int(value), get_language()),
        FieldKind.DECLARATION: lambda: _("Yes"),
        FieldKind.CONSENT: lambda: _("Yes"),
        FieldKind.PERSON_NAME: lambda: person(value),
        FieldKind.IDENTITY: lambda: identity(value),
        FieldKind.POSTAL_ADDRESS: lambda: address(value),
        FieldKind.PLACE: lambda: place(value),
        FieldKind.POLL: lambda: poll(value),
        FieldKind.SLOT: lambda: slot(question, value),
        FieldKind.FILE: lambda: (
            ngettext("%(count)s file", "%(count)s files", len(value)) % {"count": len(value)}
        ),
        FieldKind.COMPUTED: lambda: computed(question, value, unit),
    }
    return ways.get(question.kind, lambda: str(value))()
