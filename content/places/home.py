"""What is closed or disturbed now, on the home page."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from content.core.cards import Card
from content.core.home import HomeSection
from content.places import wording
from content.places.directory import Entry, disturbed
from content.places.models import Notice
from content.places.services import LIST_TAG, REGISTERS_TAG


def _card(entry: Entry, language: str, now: datetime) -> Card:
    notice = entry.disturbance
    return Card(
        title=entry.text.name,
        url=entry.url(language),
        kind="place",
        language=entry.text.language,
        state=entry.sentence,
        summary=notice.message if notice else "",
        summary_language=notice.language
        if notice and notice.language != entry.text.language
        else "",
        facts=(wording.until_words(notice.ends_at, now),) if notice else (),
        tags=(entry.place.cache_tag,),
    )


class DisturbancesSection:
    key = "disturbances"

    def section(self, language: str) -> HomeSection | None:
        """Return the places that say so themselves; nothing when all is as usual."""
        now = timezone.now()
        with translation.override(language):
            entries = disturbed(now, language)
            if not entries:
                return None
            return HomeSection(
                key=self.key,
                title=_("Closed or disturbed now"),
                cards=tuple(_card(entry, language, now) for entry in entries),
                more_url=reverse("places:list"),
                more_label=_("All places and their hours"),
                tags=(LIST_TAG, REGISTERS_TAG),
                seconds=_seconds(now),
            )


def _seconds(now: datetime) -> int | None:
    """Until the next notice begins or ends."""
    ends = Notice.objects.not_over(now).values_list("starts_at", "ends_at")
    moments = [moment for pair in ends for moment in pair if moment and moment > now]
    return max(1, int((min(moments) - now).total_seconds())) if moments else None
