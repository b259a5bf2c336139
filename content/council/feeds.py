"""Sessions for calendars (RFC 5545) and feed readers (RFC 4287)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from content.core.cache_tags import make_public
from content.council.models import Session
from content.council.record import with_words
from content.council.services import LIST_TAG

FEED_LENGTH = 30
#: A session whose end is not known yet is shown as a morning in calendars.
USUAL_LENGTH = timedelta(hours=4)


def calendar(request: HttpRequest) -> HttpResponse:
    """Sessions to come and those of the last year, for a calendar to follow."""
    feed = Calendar()
    feed.add("prodid", "-//Townhall//Council//FR")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", _("Sessions of the Council"))
    since = timezone.now() - timedelta(days=365)
    for session in with_words(Session.objects.filter(starts_at__gte=since)):
        feed.add_component(_event(session, request))
    response = HttpResponse(feed.to_ical(), content_type="text/calendar; charset=utf-8")
    make_public(response, LIST_TAG)
    return response


def _event(session: Session, request: HttpRequest) -> Event:
    event = Event()
    event.add("uid", f"{session.uuid}@{request.get_host().partition(':')[0]}")
    event.add("dtstamp", session.changed_at)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at or session.starts_at + USUAL_LENGTH)
    event.add("summary", f"{session.body} – {session}")
    event.add("url", request.build_absolute_uri(session.get_absolute_url()))
    if agenda := "\n".join(f"{item.number} {item}" for item in session.items.all()):
        event.add("description", agenda)
    if session.location:
        event.add("location", session.location)
    if session.status == "planned":
        event.add("status", "TENTATIVE")
    return event


class SessionFeed(Feed[Session, HttpRequest]):
    """Sessions as their status changes: convened, then with a recording."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response: HttpResponse = super().__call__(request, *args, **kwargs)
        make_public(response, LIST_TAG)
        return response

    def title(self) -> str:
        return _("Sessions of the Council")

    def link(self) -> str:
        return reverse("council:council")

    def items(self) -> list[Session]:
        return list(with_words(Session.objects.order_by("-starts_at"))[:FEED_LENGTH])

    def item_title(self, item: Session) -> str:
        return f"{item} ({item.get_status_display()})"

    def item_description(self, item: Session) -> str:
        text = item.text()
        return text.summary if text else ""

    def item_guid(self, item: Session) -> str:
        return f"urn:uuid:{item.uuid}"

    def item_updateddate(self, item: Session) -> datetime:
        return item.changed_at
