"""The register of persons: find one without making a second, add one who has only a name.

Its keys (`PersonKey`) are written with the person and erased when the person is merged into
another, so that what a search finds is who there is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from eservices.accounts import names
from eservices.accounts.models import Person, PersonKey

#: What one search looks at before it ranks, and how many persons it shows.
_CANDIDATES, SHOWN = 300, 12
#: What staff may write about a person.
WRITABLE = ("given_names", "family_name", "birth_date", "email", "phone", "postal_address")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DAY = re.compile(r"\b(\d{1,2})[ /.-](\d{1,2})[ /.-](\d{4})\b|\b(\d{2})(\d{2})(\d{4})\b")
_PHONE = re.compile(r"(?:\+|\b)\d[\d .()/-]{6,}\d\b")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


class NameMissing(Exception):
    """A person is written down with a given name or a family name at least."""


class LikelyDuplicate(Exception):
    """Persons very like the one to add are there already; ``persons`` are the likeliest first."""

    def __init__(self, persons: list[Person]) -> None:
        super().__init__(f"{len(persons)} persons are alike")
        self.persons = persons


class IdentityProved(Exception):
    """An identity provider proved who this is: names and day of birth are not staff's to write."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody typed to find a person, told apart."""

    words: tuple[str, ...] = ()
    born: date | None = None
    others: tuple[str, ...] = ()
    #: The words as typed, to begin a new person with.
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.born or self.others)


@dataclass(frozen=True, slots=True)
class Found:
    """Persons, the likeliest first; ``more`` says that others were left out."""

    persons: list[Person] = field(default_factory=list)
    more: bool = False


def read(typed: str) -> Sought:
    """Tell apart what was typed in one box: names, a day of birth, an e-mail, a telephone."""
    rest, others, born = typed[:300], [], None
    if match := _EMAIL.search(rest):
        others.append(_email_key(match[0]))
        rest = rest.replace(match[0], " ")
    for pattern, order in ((_ISO, "ymd"), (_DAY, "dmy")):
        if born is None and (match := pattern.search(rest)):
            born = _day([part for part in match.groups() if part], order)
            rest = rest.replace(match[0], " ") if born else rest
    if match := _PHONE.search(rest):
        others.append(_phone_key(match[0]))
        rest = rest.replace(match[0], " ")
    words = names.folded(rest)
    return Sought(tuple(words[:6]), born, tuple(others), " ".join(rest.split()))


def _day(parts: list[str], order: str) -> date | None:
    year, month, day = (int(part) for part in (parts if order == "ymd" else reversed(parts)))
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _email_key(email: str) -> str:
    return "@" + hashlib.sha256(email.strip().casefold().encode()).hexdigest()[:40]


def _phone_key(phone: str) -> str:
    digits = "".join(sign for sign in phone if sign.isdecimal())
    digits = "0" + digits[-9:] if re.match(r"\s*(\+|00)33", phone) else digits
    return f"+{digits[:20]}"


def _born_key(born: date) -> str:
    return f"={born:%Y%m%d}"


def keys_of(person: Person) -> set[str]:
    """Return the keys under which a person is found."""
    words = names.folded(f"{person.given_names} {person.family_name}")
    found = {key for word in words for key in names.keys(word)}
    if person.birth_date:
        found.add(_born_key(person.birth_date))
    if person.email:
        found.add(_email_key(person.email))
    if person.phone:
        found.add(_phone_key(person.phone))
    return found


def index(person: Person) -> None:
    """Write the keys of a person anew, in the transaction that changed them; tell who follows."""
    with transaction.atomic():
        PersonKey.objects.filter(person=person).delete()
        PersonKey.objects.bulk_create(
            PersonKey(person=person, key=key) for key in sorted(keys_of(person))
        )
        for follower in _followers.values():
            follower(person)


#: Told, in the writer's transaction, of each person whose names may have changed.
_followers: dict[str, Callable[[Person], None]] = {}


def follow(name: str, follower: Callable[[Person], None]) -> None:
    """Register what another app makes anew of a person's names; in ``AppConfig.ready``."""
    if name in _followers:
        raise ValueError(f"{name!r} follows the register already")
    _followers[name] = follower


def unindex(person: Person) -> None:
    """Let no search find a person any more."""
    PersonKey.objects.filter(person=person).delete()


def find(sought: Sought) -> Found:
    """Return the persons who fit all that was typed, the likeliest first.

    A day of birth that fits nobody is set aside: it is the figure most often misheard.
    """
    if not sought:
        return Found()
    persons = _matching(_groups(sought.words, sought.born, sought.others))
    if not persons and sought.words and sought.born:
        persons = _matching(_groups(sought.words, None, sought.others))
    ranked = sorted(persons, key=lambda person: _rank(person, sought.words, sought.born))
    return Found(ranked[:SHOWN], len(ranked) > SHOWN)


def _groups(words: Iterable[str], born: date | None, others: Iterable[str]) -> list[frozenset[str]]:
    """Return what must all be found, each by any of its keys; particles only where alone."""
    every = list(words)
    told = [word for word in every if len(word) > 2] or every
    groups = [names.keys(word) for word in told]
    groups += [frozenset({other}) for other in others]
    return groups + ([frozenset({_born_key(born)})] if born else [])


def _matching(groups: list[frozenset[str]]) -> list[Person]:
    persons = Person.objects.all()
    for group in groups:
        persons = persons.filter(pk__in=PersonKey.objects.filter(key__in=group).values("person"))
    return list(persons.order_by("family_name", "given_names", "pk")[:_CANDIDATES])


def _rank(person: Person, words: Iterable[str], born: date | None) -> tuple[int, int, str]:
    own = names.folded(f"{person.given_names} {person.family_name}")
    likeness = sum(max((names.likeness(word, one) for one in own), default=0) for word in words)
    return (-int(born is not None and person.birth_date == born), -likeness, str(person))


def alike(*, given_names: str, family_name: str, birth_date: date | None) -> list[Person]:
    """Return those who may well be the person described, the likeliest first.

    The names agree, as heard and but for one letter, in any order; the days of birth are the
    same, unknown to one of the two, or differ in one figure of three or in the order of two.
    """
    first = names.folded(given_names)[:1]
    words = [*first, *names.folded(family_name)]
    if not words:
        return []
    persons = _matching(_groups(words, None, ()))
    near = [person for person in persons if _born_alike(person.birth_date, birth_date)]
    return sorted(near, key=lambda person: _rank(person, words, birth_date))[:SHOWN]


def _born_alike(one: date | None, other: date | None) -> bool:
    if one is None or other is None:
        return True
    parts, others = (one.day, one.month, one.year), (other.day, other.month, other.year)
    same = sum(part == its for part, its in zip(parts, others, strict=True))
    return same >= 2 or (
        one.year == other.year and (one.day, one.month) == (other.month, other.day)
    )


@transaction.atomic
def add(*, seen: Iterable[Any] = (), **facts: Any) -> Person:
    """Write a person down; ``facts`` are of `WRITABLE`, a name being enough.

    ``seen`` are the identities (uuid) of persons alike who were shown and set aside.

    Raises:
        NameMissing
        LikelyDuplicate: somebody alike, not ``seen`` yet, is there.
    """
    person = Person(**_written(facts))
    if not person.given_names and not person.family_name:
        raise NameMissing
    twins = alike(
        given_names=person.given_names,
        family_name=person.family_name,
        birth_date=person.birth_date,
    )
    aside = {str(uuid) for uuid in seen}
    if any(str(twin.uuid) not in aside for twin in twins):
        raise LikelyDuplicate(twins)
    person.save()
    index(person)
    return person


@transaction.atomic
def change(*, person: Person, **facts: Any) -> Person:
    """Correct what is written of a person.

    Raises:
        NameMissing
        IdentityProved
    """
    written = _written(facts)
    locked = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    for name, value in written.items():
        changes = getattr(locked, name) != value
        if changes and locked.identity and name in ("given_names", "family_name", "birth_date"):
            raise IdentityProved
        setattr(locked, name, value)
    if not locked.given_names and not locked.family_name:
        raise NameMissing
    locked.save(update_fields=list(written))
    index(locked)
    return locked


def _written(facts: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - set(WRITABLE)
    if unknown:
        raise TypeError(f"nothing of a person is called {', '.join(sorted(unknown))}")
    return {
        name: " ".join(value.split())
        if isinstance(value, str) and name != "postal_address"
        else value
        for name, value in facts.items()
    }
