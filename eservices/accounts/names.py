"""Names as they are searched: accents folded, spelled as heard, one slip of the hand forgiven.

A name is cut into words; each word is written as it sounds in French, and its keys are that
sound and the sound without each of its letters in turn. Two words one letter apart (missing,
added, changed, two exchanged) share a key, so that one indexed equality finds them on any
database (the symmetric deletion of W. Garbe's SymSpell).
"""

from __future__ import annotations

import re
import unicodedata

#: Letters of a sound that its keys are made of.
_LENGTH = 7
#: Shorter words are found as they sound only: one letter less would be any other.
_SHORTEST = 4
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
#: How a folded word is heard; each rule over the whole word, in this order.
_HEARD = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"),
        ("ch(?=[rl])", "k"),
        ("sch|sh|ch", "s"),
        ("sc(?=[eiy])|c(?=[eiy])|z", "s"),
        ("ck|qu|q|c", "k"),
        ("gu(?=[eiy])", "g"),
        ("g(?=[eiy])", "j"),
        ("dj", "j"),
        ("eau|au", "o"),
        ("ou|oo", "u"),
        ("ai|ei|ay|ey", "e"),
        ("y", "i"),
        ("w", "v"),
        ("h", ""),
        (r"(.)\1+", r"\1"),
        # Silent at the end, as in Dupont and Dupond, Lebas, Camille.
        ("(?<=..)[esxtdp]+$", ""),
    )
)


def folded(text: str) -> list[str]:
    """Return the words of ``text`` without accents, capitals or punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return kept.split()


def heard(word: str) -> str:
    """Return a folded word as it is heard."""
    sound = word
    for pattern, written in _HEARD:
        sound = pattern.sub(written, sound)
    return sound or word


def keys(word: str) -> frozenset[str]:
    """Return the keys under which a folded word is found."""
    sound = heard(word)[:_LENGTH]
    if len(sound) < _SHORTEST:
        return frozenset({sound})
    return frozenset({sound, *(sound[:at] + sound[at + 1 :] for at in range(len(sound)))})


def likeness(typed: str, word: str) -> int:
    """Return how well two folded words agree: 4 the same, 3 begun, 2 heard, 1 nearly, 0 not."""
    if typed == word:
        return 4
    if len(typed) > 2 and word.startswith(typed):
        return 3
    if heard(typed) == heard(word):
        return 2
    return int(not keys(typed).isdisjoint(keys(word)))
