"""Countries of today and those that are no more (ISO 3166-1 and 3166-3), in words.

Source: Debian's iso-codes, as shipped by the PyPI package pycountry.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from functools import cache

import pycountry

from eservices.procedures.gazetteer.names import folded

FRANCE = "FR"
#: What people say, beside the names of the standard.
_SAID = {
    "angleterre": "GB",
    "england": "GB",
    "ecosse": "GB",
    "scotland": "GB",
    "pays de galles": "GB",
    "wales": "GB",
    "grande bretagne": "GB",
    "great britain": "GB",
    "hollande": "NL",
    "holland": "NL",
    "usa": "US",
    "etats unis d amerique": "US",
    "rdc": "CD",
    "rdc congo": "CD",
    "congo kinshasa": "CD",
    "congo brazzaville": "CG",
    "cap vert": "CV",
    "swaziland": "SZ",
    "macedoine": "MK",
    "bielorussie": "BY",
    "rda": "DDDE",
    "allemagne de l est": "DDDE",
    "east germany": "DDDE",
    "allemagne de l ouest": "DE",
    "rfa": "DE",
    "union sovietique": "SUHH",
    "soviet union": "SUHH",
    "ex yougoslavie": "YUCS",
    "afars et issas": "AIDJ",
}


def _listed() -> Iterator[tuple[str, object]]:
    for each in pycountry.countries:
        yield each.alpha_2, each
    for each in pycountry.historic_countries:
        yield each.alpha_4, each


@cache
def _translations(standard: str, language: str) -> gettext.NullTranslations:
    return gettext.translation(standard, pycountry.LOCALES_DIR, languages=[language], fallback=True)


def _names(code: str, country: object, language: str) -> list[str]:
    """Return the names of a country in one language, the usual one first."""
    standard = "iso3166-1" if len(code) == 2 else "iso3166-3"
    said = _translations(standard, language).gettext
    names = [getattr(country, kind, "") or "" for kind in ("common_name", "name", "official_name")]
    return [said(name) for name in names if name]


@cache
def _codes() -> dict[str, str]:
    """Return codes by folded name; short forms ("Russie") only where they are one country's."""
    exact: dict[str, str] = {}
    short: dict[str, set[str]] = {}
    for code, country in _listed():
        for language in ("fr", "en"):
            for name in _names(code, country, language):
                exact.setdefault(folded(name), code)
                if "," in name:
                    short.setdefault(folded(name.split(",")[0]), set()).add(code)
    alone = {name: codes.pop() for name, codes in short.items() if len(codes) == 1}
    return alone | exact | _SAID


def country_code(typed: str) -> str:
    """Return the code of a country by its French or English name, now or in the past.

    Two letters for a country of today, four for one of the past (ISO 3166-3); nothing for
    a name that nobody knows or that is several countries'.
    """
    text = typed.strip()
    if text in dict(_listed()):
        return text
    return _codes().get(folded(text), "")


@cache
def country_name(code: str, language: str) -> str:
    """Return a country's usual name; the code itself when it is none."""
    country = dict(_listed()).get(code)
    if country is None:
        return code
    name = _names(code, country, language)[0]
    shorter = name.split(",")[0]
    return shorter if _codes().get(folded(shorter)) == code else name
