"""Second facts: what a person gives besides the code, kept as keyed, salted digests.

Facts are easy to guess (a date has few values), so a plain salted hash would fall in
minutes to whoever copies the database: the digest is keyed with the site's secret.
"""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Protocol

from django.conf import settings
from django.utils.crypto import constant_time_compare

from eservices.cases.enums import FactKind
from eservices.cases.models import Case, TrackingFact

#: As many comparisons are always made, so that the time says nothing of what a case holds.
COMPARISONS = 8
_KINDS = {
    "birth_date": FactKind.DATE,
    "person_name": FactKind.NAME,
    "postal_address": FactKind.POSTCODE,
}
_MONTHS = {
    month: number
    for names in (
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "january february march april may june july august september october november december",
    )
    for number, month in enumerate(names.split(), start=1)
}


def fact_kind(key: str) -> FactKind:
    """Return the kind that a key of ``second_facts`` names.

    A key is a kind, or a kind of question (``person_name``), alone or followed by ``:``
    and anything that tells two facts of one kind apart.
    """
    name = key.partition(":")[0]
    if name in FactKind.values:
        return FactKind(name)
    return _KINDS.get(name, FactKind.TEXT)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A fact as it may be kept: nobody can read it back."""

    kind: str
    salt: str
    digest: str


class Fact(Protocol):
    """What a typed fact is compared with."""

    @property
    def kind(self) -> Any: ...

    @property
    def salt(self) -> Any: ...

    @property
    def digest(self) -> Any: ...


def seal(facts: Mapping[str, str]) -> list[Sealed]:
    """Seal the facts that can be matched later; what is empty or unreadable is left out."""
    sealed: dict[tuple[str, str], Sealed] = {}
    for key, value in facts.items():
        kind = fact_kind(key)
        plain = plain_fact(kind, value)
        if plain and (kind, plain) not in sealed and len(sealed) < COMPARISONS:
            salt = secrets.token_hex(16)
            sealed[kind, plain] = Sealed(kind, salt, _digest(settings.SECRET_KEY, salt, plain))
    return list(sealed.values())


def remember(case: Case, facts: Mapping[str, str]) -> None:
    """Store what the person wrote, by kind of fact (`fact_kind`), sealed, to match later."""
    TrackingFact.objects.bulk_create(
        TrackingFact(case=case, kind=fact.kind, salt=fact.salt, digest=fact.digest)
        for fact in seal(facts)
    )


def matches(typed: str, facts: Iterable[Fact]) -> bool:
    """Return whether ``typed`` is one of ``facts``, in a time that does not depend on which."""
    plain = {kind: plain_fact(kind, typed) for kind in FactKind}
    known = [(plain[FactKind(fact.kind)], fact.salt, fact.digest) for fact in facts]
    padding = [("", "", "")] * (COMPARISONS - len(known))
    found = False
    for words, salt, digest in (*known, *padding):
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            same = constant_time_compare(_digest(secret, salt, words), digest)
            found = found or (same and bool(words))
    return found


def _digest(secret: str | bytes, salt: str, words: str) -> str:
    key = secret.encode() if isinstance(secret, str) else secret
    return hmac.new(key + b"eservices.cases.facts", f"{salt}\n{words}".encode(), sha256).hexdigest()


def plain_fact(kind: FactKind, value: str) -> str:
    """Return the form in which two ways of writing one fact are equal; empty if unreadable."""
    value = value.replace("\x00", "")[:300]
    if kind == FactKind.EMAIL:
        return "".join(value.split()).casefold() if "@" in value else ""
    if kind == FactKind.DATE:
        return _plain_date(value)
    if kind == FactKind.PHONE:
        return _plain_phone(value)
    if kind == FactKind.POSTCODE:
        found = re.findall(r"(?<!\d)\d{2} ?\d{3}(?!\d)", value)
        return found[-1].replace(" ", "") if found else ""
    return " ".join(sorted(_folded(value).split()))


def _folded(value: str) -> str:
    plain = unicodedata.normalize("NFKD", value.casefold())
    return "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))


def _plain_phone(value: str) -> str:
    digits = "".join(c for c in value if c.isdecimal())
    if value.strip().startswith("+33") or digits.startswith("0033"):
        digits = "0" + digits.removeprefix("00").removeprefix("33").removeprefix("0")
    return digits if len(digits) >= 8 else ""


def _plain_date(value: str) -> str:
    """Read ``1980-05-03``, ``3/5/1980``, ``03 05 1980``, ``3 mai 1980``, ``1er mai 1980``."""
    words = re.findall(r"\d+|[^\W\d_]+", _folded(value))
    parts = [
        _MONTHS.get(word, word) for word in words if word not in ("er", "st", "nd", "rd", "th")
    ]
    if len(parts) == 1 and len(str(parts[0])) == 8:
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) != 3:
        return ""
    if len(str(parts[0])) == 4:
        parts.reverse()
    elif words[0] in _MONTHS:
        parts = [parts[1], parts[0], parts[2]]
    try:
        day, month, year = (int(part) for part in parts)
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
