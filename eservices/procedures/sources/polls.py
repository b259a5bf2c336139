"""Polls of the city's calendar as answers.

An answer holds the dates as they were when it was given, so that rules over them are pure:
``key``, and of a poll ``first_round``, ``last_round``, ``eve`` (of the last round), ``closes``
(the last day to register in this way), ``closes_last`` (in any way), ``late_until`` (in a case
of article L30 of the electoral code).
"""

from __future__ import annotations

import datetime

from content.core.models import Poll
from eservices.cases.enums import Channel


def coming_polls(today: datetime.date) -> list[Poll]:
    """Return the polls that may be registered for, or that one just came too late for."""
    return list(Poll.objects.coming(today).prefetch_related("texts"))


def answer(poll: Poll, channel: str) -> dict[str, str]:
    """Return what choosing ``poll`` answers, for a request that comes through ``channel``."""
    ways = [poll.closes_online, poll.closes_at_counters, poll.closes_by_post]
    own = {
        Channel.ONLINE: poll.closes_online,
        Channel.COUNTER: poll.closes_at_counters,
        Channel.PAPER: poll.closes_by_post,
    }
    days = {
        "first_round": poll.first_round,
        "last_round": poll.last_round,
        "eve": poll.eve,
        "closes": own.get(Channel(channel), poll.closes),
        "closes_last": max(ways),
        "late_until": poll.late_until,
    }
    return {"key": poll.key, **{name: day.isoformat() for name, day in days.items()}}


def find_poll(key: str) -> Poll | None:
    """Return the poll that was chosen, also when it is over."""
    return Poll.objects.filter(key=key).prefetch_related("texts").first()


def poll_name(poll: Poll, language: str | None = None) -> str:
    text = poll.text(language)
    return text.name if text else poll.key
