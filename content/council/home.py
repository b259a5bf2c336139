"""The Council on the home page: live now, else the next session, else the last recording."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from content.core.cards import Card
from content.core.home import HomeSection
from content.core.templatetags.content_core_tags import date_in_words, time_in_words
from content.council.models import Session
from content.council.record import with_words
from content.council.services import LIST_TAG


def _card(session: Session, language: str) -> Card:
    text = session.text(language)
    when = _("%(date)s at %(time)s") % {
        "date": date_in_words(session.starts_at),
        "time": time_in_words(session.starts_at),
    }
    return Card(
        title=text.title if text else session.slug,
        url=session.get_absolute_url(),
        kind="session",
        language=text.language if text else settings.LANGUAGE_CODE,
        summary=text.summary if text else "",
        state=session.get_status_display(),
        facts=(when,),
        tags=(session.cache_tag, LIST_TAG),
    )


class CouncilSection:
    key = "council"

    def section(self, language: str) -> HomeSection | None:
        """Return the session to come or live, and the last one to watch again."""
        now = timezone.now()
        next_one = with_words(Session.objects.to_come(now)).first()
        last = with_words(Session.objects.with_recording()).first()
        shown = [session for session in (next_one, last) if session is not None]
        if not shown:
            return None
        with translation.override(language):
            return HomeSection(
                key=self.key,
                title=_("The Council"),
                cards=tuple(_card(session, language) for session in shown),
                more_url=reverse("council:council"),
                more_label=_("All sessions of the Council"),
                tags=(LIST_TAG,),
                seconds=max(1, int((next_one.starts_at - now).total_seconds()))
                if next_one and next_one.starts_at > now
                else None,
            )
