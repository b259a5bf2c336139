"""The mark of a paper form: which version, in which language, it was printed from.

``FR-4H7K-93MD-TC``: the language, nine symbols for the first 40 bits of the version's
SHA-256, and a check symbol. The symbols are those of tracking codes, none of which looks
like another; two versions of the same hash ask exactly the same, so the latest is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings

from eservices.cases import codes
from eservices.procedures.models import ProcedureVersion

_HEX_DIGITS = 10
_SYMBOLS = 9  # 23 to the ninth is more than 2 to the fortieth
_BASE = len(codes.ALPHABET)
_VALUES = {symbol: value for value, symbol in enumerate(codes.ALPHABET)}


class InvalidMark(ValueError):
    """What was typed or scanned cannot be a mark: wrong language, length or check symbol."""


class UnknownMark(LookupError):
    """A well-formed mark that no version of this site has."""


@dataclass(frozen=True, slots=True)
class Marked:
    """What a mark stands for."""

    version: ProcedureVersion
    language: str


def mark_of(version: ProcedureVersion, language: str) -> str:
    """Return the mark printed on each page of ``version`` in ``language``."""
    number = int(version.sha256[:_HEX_DIGITS], 16)
    symbols = ""
    for _position in range(_SYMBOLS):
        number, value = divmod(number, _BASE)
        symbols = codes.ALPHABET[value] + symbols
    symbols += _check(_letters(language), symbols)
    return "-".join([_letters(language), symbols[:4], symbols[4:8], symbols[8:]])


def version_of_mark(mark: str) -> Marked:
    """Return the version and the language of a mark, as a person types or a reader scans it.

    Case, spaces, dashes and look-alike symbols are forgiven.

    Raises:
        InvalidMark, UnknownMark
    """
    letters, symbols = _parsed(mark)
    if _check(letters, symbols[:-1]) != symbols[-1]:
        raise InvalidMark(mark)
    number = 0
    for symbol in symbols[:-1]:
        number = number * _BASE + _VALUES[symbol]
    found = (
        ProcedureVersion.objects.filter(sha256__startswith=f"{number:0{_HEX_DIGITS}x}")
        .select_related("procedure")
        .defer("definition")
        .order_by("-number")
        .first()
    )
    if found is None:
        raise UnknownMark(mark)
    return Marked(found, _languages()[letters])


def _languages() -> dict[str, str]:
    return {_letters(code): code for code, _name in settings.LANGUAGES}


def _letters(language: str) -> str:
    return re.sub(r"[^A-Z]", "", language.upper())


def _parsed(mark: str) -> tuple[str, str]:
    typed = re.sub(r"[^A-Z0-9]", "", mark.upper())
    letters, symbols = typed[: -_SYMBOLS - 1], typed[-_SYMBOLS - 1 :]
    symbols = symbols.translate(codes.LOOKALIKES)
    if letters not in _languages() or any(symbol not in _VALUES for symbol in symbols):
        raise InvalidMark(mark)
    return letters, symbols


def _check(letters: str, symbols: str) -> str:
    """Return the symbol that makes the weighted sum a multiple of 23, as in tracking codes."""
    values = [ord(letter) for letter in letters] + [_VALUES[symbol] for symbol in symbols]
    total = sum(weight * value for weight, value in enumerate(values, start=1))
    return codes.ALPHABET[-total * pow(len(values) + 1, -1, _BASE) % _BASE]
