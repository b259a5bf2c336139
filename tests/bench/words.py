"""The words that measured texts are made of: everyday ones, the city's, rare ones (Zipf)."""

from __future__ import annotations

import itertools
import random

WORDS = (
    "mairie acte naissance décès mariage copie extrait démarche inscription liste électorale "
    "procuration crèche école cantine tarif piscine bibliothèque logement demande aide seniors "
    "famille quartier rue place jardin collecte encombrants tri stationnement vélo travaux "
    "association subvention salle culture musée théâtre sport handicap accessibilité budget "
    "conseil séance délibération vote projet consultation emploi formation santé vaccination"
).split()


def vocabulary(rare: int = 4_000) -> tuple[list[str], list[float]]:
    """Return the words and their cumulative weights: the everyday words of any text first."""
    everyday = [f"mot{number:04d}" for number in range(150)]
    every = [*everyday, *WORDS, *_rare(rare)]
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(every) + 1)))
    return every, weights


def _rare(count: int) -> list[str]:
    """Return so many words that can be said; as many begin alike as words of a language do."""
    chance = random.Random(1)
    syllables = [first + vowel for first in "bcdfglmnprstv" for vowel in "aeiou"]
    syllables += [syllable + last for syllable in syllables for last in "nrs"]
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(chance.choices(syllables, k=chance.randint(2, 4)))] = None
    return list(found)
