"""The Council's addresses for the site map: real translations only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from content.council.models import AgendaItemText, Intervention, SessionText


def addresses() -> Iterator[dict[str, str]]:
    """Give the front page, sessions, items, and interventions in the language of the debate."""
    groups: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    sessions = list(SessionText.objects.select_related("subject"))
    items = list(AgendaItemText.objects.select_related("subject__session"))
    front: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            front[language] = reverse("council:council")
            for text in sessions:
                if text.language == language:
                    address = reverse("council:session", args=[text.subject.slug])
                    groups["session", text.subject_id][language] = address
            for line in items:
                if line.language == language:
                    item = line.subject
                    groups["item", item.pk][language] = reverse(
                        "council:item", args=[item.session.slug, item.slug]
                    )
    yield front
    yield from groups.values()
    spoken = Intervention.objects.published().values_list("sitting__session__slug", "number")
    with translation.override(settings.LANGUAGE_CODE):
        for slug, number in spoken:
            yield {settings.LANGUAGE_CODE: reverse("council:intervention", args=[slug, number])}
