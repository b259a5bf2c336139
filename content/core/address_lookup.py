"""From the beginning of an address to the addresses that exist.

One small protocol, two sources: the streets imported into our own table, and a service
with the interface of the French national address base (BAN, `/search/` in GeoJSON), which
our server calls. A visitor's browser never calls anybody. Which one answers is the
setting ``ADDRESS_LOOKUP``; with none, addresses are typed by hand, as they always can be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol

import requests
from django.conf import settings

from content.core.models import Street
from content.core.text import folded

#: A page of radios holds no more (F14); one more tells that there are too many.
MOST = 15
#: The value of ``ADDRESS_LOOKUP`` that means our own table.
STREETS = "streets"
#: Of a person's patience, in seconds: afterwards they type by hand.
PATIENCE = 3
_NUMBER = re.compile(
    r"^\s*(\d{1,4}(?:\s?(?:bis|ter|quater|[a-dA-D]))?)\b[\s,]*(?=\D)", re.IGNORECASE
)


class LookupAway(Exception):
    """The source of addresses does not answer."""


@dataclass(frozen=True, slots=True)
class Match:
    """An address that exists; ``street`` keeps the number that was typed."""

    street: str
    postcode: str
    town: str

    def __str__(self) -> str:
        return f"{self.street}, {self.postcode} {self.town}"


class AddressSource(Protocol):
    """Where addresses are looked up."""

    def find(self, *, street: str, postcode: str) -> list[Match]:
        """Return at most ``MOST + 1`` addresses, the likeliest first.

        Raises:
            LookupAway
        """


class StreetRegister:
    """The table that `import_streets` fills."""

    def find(self, *, street: str, postcode: str) -> list[Match]:
        found = _NUMBER.match(street)
        number = " ".join(found[1].split()) if found else ""
        name = folded(street[found.end() :] if found else street)
        rows = Street.objects.filter(postcode__startswith=postcode)
        for word in name.split():
            rows = rows.filter(searched__contains=word)
        likeliest = sorted(
            rows[: 10 * MOST],
            key=lambda row: (not row.searched.startswith(name), row.name, row.postcode),
        )
        return [
            Match(f"{number} {row.name}".strip(), row.postcode, row.town)
            for row in likeliest[: MOST + 1]
        ]


class AddressService:
    """A service with the interface of the national address base (adresse.data.gouv.fr)."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def find(self, *, street: str, postcode: str) -> list[Match]:
        asked = {"q": f"{street} {postcode}".strip(), "limit": str(MOST + 1), "autocomplete": "1"}
        if len(postcode) == 5:
            asked["postcode"] = postcode
        try:
            answer = requests.get(f"{self.address}/search/", params=asked, timeout=PATIENCE)
            answer.raise_for_status()
            features = answer.json()["features"]
            return [_match(feature["properties"]) for feature in features[: MOST + 1]]
        except (requests.RequestException, ValueError, LookupError, TypeError) as error:
            raise LookupAway from error


def _match(told: dict[str, Any]) -> Match:
    return Match(str(told["name"])[:200], str(told["postcode"])[:5], str(told["city"])[:100])


def source() -> AddressSource | None:
    """Return where addresses are looked up on this site; nowhere when it is not set."""
    asked = settings.ADDRESS_LOOKUP
    if not asked:
        return None
    return StreetRegister() if asked == STREETS else AddressService(asked)
