"""Codes that can be spoken on the telephone, typed on a phone and read on a bad print.

Twenty-three symbols, none of which looks like another (no O/0/Q, I/1/L, B/8, S/5, Z/2, G/6,
U/V). The last is a check symbol: a sum weighted by position modulo 23, a prime, so that any
single wrong symbol and any two symbols exchanged are seen before the database is asked.
"""

import secrets
import unicodedata

ALPHABET = "2345679ACDEFHJKMNPRTWXY"
LENGTH = 9  # eight random symbols and the check symbol: 36 bits
_MODULUS = len(ALPHABET)
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
#: What a hand or an eye makes of our symbols; the check symbol catches a wrong guess.
LOOKALIKES = str.maketrans({"S": "5", "Z": "2", "G": "6", "O": "D", "0": "D", "Q": "D", "1": "7"})
_SEPARATORS = frozenset(" -_./·–—‑")
_WORDS = {
    "fr": {
        **dict(zip("2345679", "deux trois quatre cinq six sept neuf".split(), strict=True)),
        "A": "A comme Anatole",
        "C": "C comme Célestin",
        "D": "D comme Désiré",
        "E": "E comme Eugène",
        "F": "F comme François",
        "H": "H comme Henri",
        "J": "J comme Joseph",
        "K": "K comme Kléber",
        "M": "M comme Marcel",
        "N": "N comme Nicolas",
        "P": "P comme Pierre",
        "R": "R comme Raoul",
        "T": "T comme Thérèse",
        "W": "W comme William",
        "X": "X comme Xavier",
        "Y": "Y comme Yvonne",
    },
    "en": {
        **dict(zip("2345679", "two three four five six seven nine".split(), strict=True)),
        "A": "A for Alfa",
        "C": "C for Charlie",
        "D": "D for Delta",
        "E": "E for Echo",
        "F": "F for Foxtrot",
        "H": "H for Hotel",
        "J": "J for Juliett",
        "K": "K for Kilo",
        "M": "M for Mike",
        "N": "N for November",
        "P": "P for Papa",
        "R": "R for Romeo",
        "T": "T for Tango",
        "W": "W for Whiskey",
        "X": "X for X-ray",
        "Y": "Y for Yankee",
    },
}


class InvalidCode(ValueError):
    """What was typed cannot be a code: wrong length, foreign symbol or check symbol."""


def new_code() -> str:
    """Return a new code in its stored form, nine symbols without separators."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_symbol(body)


def check_symbol(body: str) -> str:
    """Return the ninth symbol, which makes the weighted sum a multiple of 23."""
    total = sum(weight * _VALUES[symbol] for weight, symbol in enumerate(body, start=1))
    return ALPHABET[-total * pow(LENGTH, -1, _MODULUS) % _MODULUS]


def normalise(text: str) -> str:
    """Return the stored form of what a person typed or an agent heard.

    Spaces, dashes, dots, case, accents and look-alike symbols are forgiven.

    Raises:
        InvalidCode: it cannot be a code.
    """
    plain = unicodedata.normalize("NFKD", text[:200])
    code = "".join(
        symbol
        for symbol in plain
        if symbol not in _SEPARATORS
        and not symbol.isspace()
        and not unicodedata.combining(symbol)
        and unicodedata.category(symbol) != "Cf"
    )
    code = code.upper().translate(LOOKALIKES)
    if len(code) != LENGTH or any(symbol not in _VALUES for symbol in code):
        raise InvalidCode("a code has nine symbols of the alphabet")
    if code[-1] != check_symbol(code[:-1]):
        raise InvalidCode("the check symbol does not agree")
    return code


def grouped(code: str) -> str:
    """Return the code as it is shown: ``7KM4-PX2R-9``."""
    return "-".join(part for part in (code[:4], code[4:8], code[8:]) if part)


def spoken(code: str, language: str = "fr") -> str:
    """Return the code as it is read aloud: ``sept, K comme Kléber...``."""
    words = _WORDS.get(language[:2], _WORDS["en"])
    return ", ".join(words[symbol] for symbol in code if symbol in words)
