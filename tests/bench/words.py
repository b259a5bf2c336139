"""The words that measured texts are made of: everyday ones, the city's, rare ones (Zipf)."""

from __future__ import annotations

import itertools

WORDS = (
    "mairie acte naissance décès mariage copie extrait démarche inscription liste électorale "
    "procuration crèche école cantine tarif piscine bibliothèque logement demande aide seniors "
    "famille quartier rue place jardin collecte encombrants tri stationnement vélo travaux "
    "association subvention salle culture musée théâtre sport handicap accessibilité budget "
    "conseil séance délibération vote projet consultation emploi formation santé vaccination"
).split()


def vocabulary() -> tuple[list[str], list[float]]:
    """Return the words and their cumulative weights: the everyday words of any text first."""
    everyday = [f"mot{number:04d}" for number in range(150)]
    rare = [f"rare{number:04d}" for number in range(4000)]
    every = [*everyday, *WORDS, *rare]
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(every) + 1)))
    return every, weights
