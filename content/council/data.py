"""A session as a data file hands it over, ready to be written and filmed.

The file (YAML)::

    session: {slug: 2026-11-17, number: 1, date: 2026-11-17, opens_at: "09:00", closes_at: "12:40",
              fr: {title: ..., summary: ...}, en: {title: ..., summary: ...}}
    next_session: {slug: ..., date: ..., opens_at: ..., fr: {...}, en: {...}}   # optional
    speakers:
      - {key: chair, name: Camille Laurier (démo), office_fr: ..., office_en: ..., voice: f2}
    items:
      - number: "1"
        kind: deliberation            # content.council.enums.ItemKind
        result: adopted               # content.council.enums.ItemState
        fr: {title: ..., summary: ...}
        en: {title: ..., summary: ...}
        votes: [{target: ..., method: electronic, result: adopted, for: 98, source: ...}]
        interventions:
          - {speaker: chair, kind: chair, sentences: [La séance est ouverte., ...]}

Sentences are French, one caption each, in the order in which they are spoken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from content.council.enums import InterventionKind, ItemKind, ItemState, VoteMethod, VoteResult

PARIS = ZoneInfo("Europe/Paris")


class SessionDataInvalid(ValueError):
    """The data of a session cannot be used; the message says which part."""


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class SpeakerData:
    key: str
    name: str
    offices: Mapping[str, str]
    group: str = ""
    voice: str = ""


@dataclass(frozen=True, slots=True)
class InterventionData:
    speaker: str
    sentences: Sequence[str]
    kind: InterventionKind = InterventionKind.SPEECH


@dataclass(frozen=True, slots=True)
class VoteData:
    target: str
    method: VoteMethod
    result: VoteResult
    source: str
    votes_for: int = 0
    votes_against: int = 0
    abstentions: int = 0
    not_voting: int = 0


@dataclass(frozen=True, slots=True)
class ItemData:
    number: str
    texts: Mapping[str, Words]
    kind: ItemKind = ItemKind.DELIBERATION
    state: ItemState = ItemState.LISTED
    interventions: Sequence[InterventionData] = ()
    votes: Sequence[VoteData] = ()


@dataclass(frozen=True, slots=True)
class SessionData:
    slug: str
    texts: Mapping[str, Words]
    starts_at: datetime
    ends_at: datetime | None = None
    location: str = ""
    speakers: Sequence[SpeakerData] = ()
    items: Sequence[ItemData] = field(default_factory=tuple)

    @classmethod
    def read_all(cls, raw: Mapping[str, Any]) -> list[SessionData]:
        """Return the sessions of a file, the one with interventions first.

        Raises `SessionDataInvalid`.
        """
        try:
            return _read_all(raw)
        except (KeyError, TypeError, ValueError) as error:
            raise SessionDataInvalid(f"council session: {error!r}") from error


def _texts(raw: Mapping[str, Any]) -> dict[str, Words]:
    return {language: Words(**raw[language]) for language in ("fr", "en") if language in raw}


def _moment(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=PARIS)


def _session(
    raw: Mapping[str, Any], speakers: Sequence[SpeakerData], items: Sequence[ItemData]
) -> SessionData:
    return SessionData(
        slug=str(raw["slug"]),
        texts=_texts(raw),
        starts_at=_moment(raw["date"], raw["opens_at"]),
        ends_at=_moment(raw["date"], raw["closes_at"]) if "closes_at" in raw else None,
        location=raw.get("location", ""),
        speakers=speakers,
        items=items,
    )


def _speaker(raw: Mapping[str, Any]) -> SpeakerData:
    offices = {
        language: raw[f"office_{language}"]
        for language in ("fr", "en")
        if f"office_{language}" in raw
    }
    return SpeakerData(raw["key"], raw["name"], offices, raw.get("group", ""), raw.get("voice", ""))


def _item(raw: Mapping[str, Any]) -> ItemData:
    return ItemData(
        number=str(raw["number"]),
        texts=_texts(raw),
        kind=ItemKind(raw.get("kind", ItemKind.DELIBERATION)),
        state=ItemState(raw.get("result", ItemState.LISTED)),
        interventions=[
            InterventionData(
                speaker=one["speaker"],
                sentences=tuple(one["sentences"]),
                kind=InterventionKind(one.get("kind", InterventionKind.SPEECH)),
            )
            for one in raw.get("interventions", [])
        ],
        votes=[_vote(one) for one in raw.get("votes", [])],
    )


def _vote(raw: Mapping[str, Any]) -> VoteData:
    return VoteData(
        target=raw["target"],
        method=VoteMethod(raw["method"]),
        result=VoteResult(raw["result"]),
        source=raw["source"],
        votes_for=raw.get("for", 0),
        votes_against=raw.get("against", 0),
        abstentions=raw.get("abstentions", 0),
        not_voting=raw.get("not_voting", 0),
    )


def _read_all(raw: Mapping[str, Any]) -> list[SessionData]:
    speakers = [_speaker(one) for one in raw["speakers"]]
    items = [_item(one) for one in raw["items"]]
    known = {speaker.key for speaker in speakers}
    for item in items:
        for one in item.interventions:
            if one.speaker not in known:
                raise ValueError(f"unknown speaker {one.speaker!r}")
    sessions = [_session(raw["session"], speakers, items)]
    if "next_session" in raw:
        sessions.append(_session(raw["next_session"], (), ()))
    return sessions
