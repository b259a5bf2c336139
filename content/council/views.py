"""Public pages of the Council: one address from convocation to searchable record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation

from content.core.cache_tags import make_public
from content.council.captions import CaptionCue, write_captions
from content.council.models import AgendaItem, Cue, Session, Sitting, TranscriptLayer
from content.council.record import Moment, Recording, SessionRecord, Turn, read_session, with_words
from content.council.services import LIST_TAG
from content.council.structured_data import graph, script_text

HELD_SHOWN = 30


def alternates(name: str, *args: Any) -> dict[str, str]:
    """Return the address of this page in each language of the site."""
    found = {}
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            found[language] = reverse(f"council:{name}", args=args)
    return found


def council(request: HttpRequest) -> HttpResponse:
    """The next session, the last recording, then every session held."""
    to_come = list(with_words(Session.objects.to_come(timezone.now()))[:5])
    held = list(with_words(Session.objects.held())[:HELD_SHOWN])
    last = next((one for one in held if one.status == "recording_ready"), None)
    response = render(
        request,
        "content_council/council.html",
        {
            "next": to_come[0] if to_come else None,
            "later": to_come[1:],
            "last": last,
            "last_sitting": next(iter(last.sittings.all()), None) if last else None,
            "held": held,
            "translations": alternates("council"),
        },
    )
    make_public(response, LIST_TAG)
    return response


def _session(slug: str) -> Session:
    rows = Session.objects.select_related("body").prefetch_related("texts")
    return get_object_or_404(rows, slug=slug)


def _public(response: HttpResponseBase, session: Session) -> None:
    make_public(response, session.cache_tag)


def session(request: HttpRequest, slug: str) -> HttpResponse:
    """A session; ``?t=`` (and ``?s=`` for a later sitting) starts the film at a second."""
    row = _session(slug)
    record = read_session(row, Moment.read(request.GET.dict()))
    response = render(
        request,
        "content_council/session.html",
        {
            "record": record,
            "session": row,
            "words": row.text(),
            "translations": alternates("session", slug),
            "structured_data": script_text(graph(record, request.build_absolute_uri)),
        },
    )
    _public(response, row)
    return response


def item(request: HttpRequest, slug: str, item_slug: str) -> HttpResponse:
    """An item of the agenda with all that was said on it."""
    row = _session(slug)
    shown = get_object_or_404(AgendaItem, session=row, slug=item_slug)
    record = read_session(row, votes=True)
    found = next(line for line in record.items if line.item.pk == shown.pk)
    chapters = [
        (recording, [one for one in recording.chapters if one.item and one.item.pk == shown.pk])
        for recording in record.recordings
    ]
    response = render(
        request,
        "content_council/item.html",
        {
            "record": record,
            "session": row,
            "session_words": row.text(),
            "line": found,
            "item": found.item,
            "words": found.item.text(),
            "parts": [(recording, some) for recording, some in chapters if some],
            "documents": [one for one in record.documents if one.item_id == shown.pk],
            "translations": alternates("item", slug, item_slug),
        },
    )
    _public(response, row)
    return response


def intervention(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One intervention: its stretch of the film, its words, who spoke before and after."""
    row = _session(slug)
    record = read_session(row)
    turn = record.turn(number)
    if turn is None:
        raise Http404
    before, after = record.neighbours(number)
    response = render(
        request,
        "content_council/intervention.html",
        {
            "session": row,
            "session_words": row.text(),
            "turn": turn,
            "item": _item_of(record, turn),
            "recording": _clip(row, record, turn),
            "before": before,
            "after": after,
            "translations": alternates("intervention", slug, number),
        },
    )
    _public(response, row)
    return response


def _item_of(record: SessionRecord, turn: Turn) -> AgendaItem | None:
    pk = turn.intervention.item_id
    return next((line.item for line in record.items if line.item.pk == pk), None)


def _clip(row: Session, record: SessionRecord, turn: Turn) -> Recording:
    recording = next(
        one for one in record.recordings if one.sitting.pk == turn.intervention.sitting_id
    )
    return replace(
        recording, start_seconds=round(turn.seconds, 1), end_seconds=round(turn.end_seconds, 1)
    )


def captions(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    """The shown transcript layer of a sitting as WebVTT, in the film's own time."""
    sitting = get_object_or_404(
        Sitting.objects.select_related("session"),
        session__slug=slug,
        position=position,
        ready=True,
    )
    layers = TranscriptLayer.objects.shown().filter(sitting=sitting)
    rows = Cue.objects.filter(layer__in=layers).in_order()
    text = write_captions(
        CaptionCue(
            start_ms=max(0, cue.start_ms - sitting.media_offset_ms),
            end_ms=max(1, cue.end_ms - sitting.media_offset_ms),
            text=cue.text,
            voice=cue.voice,
        )
        for cue in rows
    )
    response = HttpResponse(text, content_type="text/vtt; charset=utf-8")
    _public(response, sitting.session)
    return response
