"""What of a question are words, whatever engine answers: folded, cut, without small words.

French writes one thing several ways: "C.A.F." and "CAF", "week-end" and "weekend",
"l'acte" and "acte". Here they meet, so that no engine needs to know.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from rapidfuzz.distance import OSA

STOP_WORDS = {
    "fr": frozenset(
        "l d j m n s t c qu y le la les un une des du de au aux et ou a en dans pour par sur avec "
        "je tu il elle on nous vous ils elles me te se ce cet cette ces mon ma mes ton ta tes son "
        "sa ses notre votre leur est sont suis etre avoir ai que qui quoi comment faire veux puis "
        "peut faut quel quelle quels quelles chez voudrais veut souhaite aimerais peux savoir "
        "besoin dois doit quand combien svp bonjour merci".split()
    ),
    "en": frozenset(
        "a an the of to in on at for by with and or is are be i you he she it we they my your his "
        "her its our their this that s do does how what can where when who which get want need "
        "would could please me am".split()
    ),
}
MAX_WORDS = 12
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "ʼ": "'"})
_WORD = re.compile(r"[^\W_]+")
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_ORDINAL = re.compile(r"\b(\d{1,3})\s?(?:i?[èe]me|è|th|st|nd|rd)\b", re.IGNORECASE)
#: "XIIIe", "xiiième", "Vème"; a short one in small letters, or in capitals only, may be a word.
_ROMAN = re.compile(r"\b(?:([IVX]+)(?:i?[èe]me|[èe])|((?i:[ivx]{3,}))(?i:i?[èe]me|[èe]))\b")
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_NUMBERS = {
    f"{'X' * tens}{ones}": 10 * tens + one for tens in range(3) for one, ones in enumerate(_ONES)
}
_COMPOUND = re.compile(r"[^\W_]{2,}(?:[-‐‑][^\W_]{2,})+")


def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents or ligatures."""
    parts = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def plain_acronyms(text: str) -> str:
    """Return ``text`` with "C.A.F." written "CAF"."""
    return _ACRONYM.sub(lambda found: found.group().replace(".", ""), text)


def cut(text: str) -> list[str]:
    """Return all words of ``text``, as written."""
    return _WORD.findall(text)


def replaced(text: str, others: Mapping[str, str]) -> str:
    """Return ``text`` with whole words written otherwise."""
    return _WORD.sub(lambda found: others.get(found.group(), found.group()), text)


def plain_ordinals(text: str) -> str:
    """Return ``text`` with "9ème", "IXe" and "9th" written "9e", as the city writes it."""
    return _ORDINAL.sub(r"\1e", _ROMAN.sub(_arabic, text))


def _arabic(found: re.Match[str]) -> str:
    number = _NUMBERS.get((found.group(1) or found.group(2)).upper())
    return f"{number}e" if number else found.group()


def meant(text: str, language: str) -> list[str]:
    """Return the words of ``text`` that say something, at most `MAX_WORDS` of them."""
    small = STOP_WORDS.get(language, frozenset())
    found = cut(plain_ordinals(plain_acronyms(text)))
    return [word for word in found if fold(word) not in small][:MAX_WORDS]


def compound_words(text: str) -> list[str]:
    """Return the words of ``text`` that are made of several with hyphens, as written."""
    return _COMPOUND.findall(text)


def compounds(text: str) -> list[str]:
    """Return other ways to write what ``text`` holds.

    Compounds in one word, plain acronyms, ordinals in figures.
    """
    joined = [re.sub(r"[-‐‑]", "", found) for found in compound_words(text)]
    acronyms = [found.replace(".", "") for found in _ACRONYM.findall(text)]
    ordinals = [_arabic(found) for found in _ROMAN.finditer(text)]
    return list(dict.fromkeys([*joined, *acronyms, *ordinals]))


def allowed_slips(word: str) -> int:
    """Return how many letters of ``word`` may be wrong: none in a short word."""
    if len(word) < 4:
        return 0
    return 1 if len(word) < 8 else 2


def slips(one: str, other: str) -> int:
    """Return how many slips of the finger lie between a folded word and one of the index.

    At most three; a plural that is not asked for is no slip.
    """
    forms = {other, other.rstrip("sx")} if len(other) > 3 else {other}
    return min(int(OSA.distance(one, form, score_cutoff=2)) for form in forms)
