"""District numbers in words of each language."""

from django.utils.translation import get_language


def _english_ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def district_label(number: int, language: str | None = None) -> str:
    """Return ``1er arrondissement`` in French, ``1st district`` in other languages."""
    if (language or get_language() or "fr").startswith("fr"):
        return f"{number}{'er' if number == 1 else 'e'} arrondissement"
    return f"{_english_ordinal(number)} district"
