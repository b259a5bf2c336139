"""Words as they are compared: without accents, capitals or signs."""

from __future__ import annotations

import re
import unicodedata


def folded(words: str) -> str:
    """Return ``words`` in small letters without accents, parted by single spaces.

    >>> folded("Rue de l’Église-Saint-Étienne")
    'rue de l eglise saint etienne'
    """
    plain = unicodedata.normalize("NFKD", words.replace("œ", "oe").replace("Œ", "OE"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", letters.casefold()))
