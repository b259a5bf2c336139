"""Open data of the Council; described in `openapi.py`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from content.core.cache_tags import make_public
from content.council.models import AgendaItem, Session
from content.council.record import Recording, Turn, read_session, with_words
from content.council.services import LIST_TAG

JSON_OPTIONS = {"ensure_ascii": False}
MOST = 200


def _facts(session: Session) -> dict[str, Any]:
    return {
        "id": str(session.uuid),
        "slug": session.slug,
        "body": session.body.key,
        "titles": {text.language: text.title for text in session.texts.all()},
        "status": session.status,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat() if session.ends_at else None,
        "url": reverse("council:session", args=[session.slug]),
    }


def _item(item: AgendaItem) -> dict[str, Any]:
    return {
        "id": str(item.uuid),
        "number": item.number,
        "titles": {text.language: text.title for text in item.texts.all()},
        "kind": item.kind,
        "state": item.state,
        "votes": [
            {
                "target": vote.target,
                "method": vote.method,
                "result": vote.result,
                "for": vote.votes_for,
                "against": vote.votes_against,
                "abstentions": vote.abstentions,
                "not_voting": vote.not_voting,
                "source": vote.source,
            }
            for vote in item.votes.all()
        ],
    }


def _intervention(turn: Turn, items: dict[int, str]) -> dict[str, Any]:
    one = turn.intervention
    return {
        "id": str(one.uuid),
        "number": one.number,
        "speaker": turn.name,
        "office": turn.office,
        "kind": one.kind,
        "item": items.get(one.item_id) if one.item_id is not None else None,
        "start": turn.seconds,
        "end": turn.end_seconds,
        "cues": [{"start": cue.seconds, "text": cue.text} for cue in turn.cues],
    }


def _recording(recording: Recording, items: dict[int, str]) -> dict[str, Any]:
    sitting = recording.sitting
    return {
        "starts_at": sitting.starts_at.isoformat(),
        "media": sitting.media.url,
        "duration": sitting.duration_ms / 1000,
        "captions": reverse("council:captions", args=[sitting.session.slug, sitting.position]),
        "transcript": recording.layer.kind if recording.layer else None,
        "interventions": [_intervention(turn, items) for turn in recording.turns],
    }


def session_list(request: HttpRequest) -> HttpResponse:
    """The last sessions, newest first."""
    rows = with_words(Session.objects.order_by("-starts_at"))[:MOST]
    response = JsonResponse(
        {"sessions": [_facts(row) for row in rows]}, json_dumps_params=JSON_OPTIONS
    )
    make_public(response, LIST_TAG)
    return response


def session(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One session with its agenda, votes and all that was said."""
    row = get_object_or_404(
        Session.objects.select_related("body").prefetch_related("texts"), uuid=uuid
    )
    record = read_session(row, votes=True)
    items = {line.item.pk: str(line.item.uuid) for line in record.items}
    for recording in record.recordings:
        recording.sitting.session = row
    data = _facts(row) | {
        "items": [_item(line.item) for line in record.items],
        "recordings": [_recording(one, items) for one in record.recordings],
    }
    response = JsonResponse(data, json_dumps_params=JSON_OPTIONS)
    make_public(response, row.cache_tag)
    return response
