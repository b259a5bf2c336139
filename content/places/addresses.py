"""The directory's addresses for the site map: real translations only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from content.places.models import PlaceText


def addresses() -> Iterator[dict[str, str]]:
    """Give the list, then each place that still has visitors, by language."""
    groups: dict[int, dict[str, str]] = defaultdict(dict)
    rows = list(
        PlaceText.objects.filter(subject__status__in=["announced", "open"]).order_by("subject_id")
    )
    front: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            front[language] = reverse("places:list")
            for row in rows:
                if row.language == language:
                    groups[row.subject_id][language] = reverse("places:place", args=[row.slug])
    yield front
    yield from groups.values()
