"""The record of a session as pages show it: chapters, who speaks, each sentence with its time.

Everything is read in a fixed number of statements, whatever was said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from content.council.models import (
    AgendaItem,
    Cue,
    Document,
    Intervention,
    Session,
    Sitting,
    TranscriptLayer,
)
from content.council.models.sessions import LANGUAGE


@dataclass(frozen=True, slots=True)
class CueLine:
    """One sentence; its number is its anchor, its address plays the film from there."""

    number: int
    seconds: float
    text: str
    address: str
    current: bool = False

    @property
    def stamp(self) -> str:
        """Return the seconds as a script reads them, with a point in every language."""
        return f"{self.seconds:.3f}"


@dataclass(frozen=True, slots=True)
class Turn:
    """One person speaking and what they said."""

    intervention: Intervention
    seconds: float
    end_seconds: float
    cues: tuple[CueLine, ...]
    name: str
    office: str
    office_language: str

    @property
    def text(self) -> str:
        return " ".join(cue.text for cue in self.cues)

    @property
    def holds_current(self) -> bool:
        return any(cue.current for cue in self.cues)


@dataclass(frozen=True, slots=True)
class Chapter:
    """What was said on one item, in the order of the recording."""

    item: AgendaItem | None
    turns: tuple[Turn, ...]

    @property
    def seconds(self) -> float:
        return self.turns[0].seconds if self.turns else 0


@dataclass(frozen=True, slots=True)
class Recording:
    """One sitting: the film, if it may be shown, and its transcript."""

    sitting: Sitting
    layer: TranscriptLayer | None
    chapters: tuple[Chapter, ...]
    unattributed: tuple[CueLine, ...]
    start_seconds: float | None = None
    end_seconds: float | None = None

    @property
    def source(self) -> str:
        """The film's address with a media fragment, which needs no script to jump."""
        if self.start_seconds is None:
            return str(self.sitting.media.url)
        end = f",{self.end_seconds:g}" if self.end_seconds is not None else ""
        return f"{self.sitting.media.url}#t={self.start_seconds:g}{end}"

    @property
    def turns(self) -> list[Turn]:
        return [turn for chapter in self.chapters for turn in chapter.turns]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item of the agenda as a chapter of the recording."""

    item: AgendaItem
    seconds: float | None
    address: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionRecord:
    session: Session
    items: tuple[ItemLine, ...]
    recordings: tuple[Recording, ...]
    documents: tuple[Document, ...]

    def turn(self, number: int) -> Turn | None:
        turns = (turn for recording in self.recordings for turn in recording.turns)
        return next((turn for turn in turns if turn.intervention.number == number), None)

    def neighbours(self, number: int) -> tuple[Turn | None, Turn | None]:
        """Return who spoke before and after."""
        turns = [turn for recording in self.recordings for turn in recording.turns]
        at = next(i for i, turn in enumerate(turns) if turn.intervention.number == number)
        return (
            turns[at - 1] if at else None,
            turns[at + 1] if at + 1 < len(turns) else None,
        )


def _address(sitting: Sitting, seconds: float, number: int | None = None) -> str:
    first = sitting.position == 1
    query = f"t={int(seconds)}" if first else f"s={sitting.position}&t={int(seconds)}"
    return f"?{query}#c{number}" if number else f"?{query}#film-{sitting.position}"


def _cue_lines(sitting: Sitting, cues: Sequence[Cue], at: float | None) -> list[CueLine]:
    current = None
    if at is not None:
        begun = [cue for cue in cues if int(sitting.media_seconds(cue.start_ms)) <= at]
        current = begun[-1].number if begun else None
    return [
        CueLine(
            number=cue.number,
            seconds=sitting.media_seconds(cue.start_ms),
            text=cue.text,
            address=_address(sitting, sitting.media_seconds(cue.start_ms), cue.number),
            current=cue.number == current,
        )
        for cue in cues
    ]


def _turn(sitting: Sitting, one: Intervention, cues: Iterable[CueLine]) -> Turn:
    office = one.mandate.text() if one.mandate else None
    return Turn(
        intervention=one,
        seconds=sitting.media_seconds(one.start_ms),
        end_seconds=sitting.media_seconds(one.end_ms),
        cues=tuple(cues),
        name=one.name,
        office=office.office if office else "",
        office_language=office.language if office else LANGUAGE,
    )


def _chapters(turns: Sequence[Turn], items: dict[int, AgendaItem]) -> tuple[Chapter, ...]:
    """Group turns that follow each other on one item."""
    groups: list[tuple[int | None, list[Turn]]] = []
    for turn in turns:
        key = turn.intervention.item_id
        if groups and groups[-1][0] == key:
            groups[-1][1].append(turn)
        else:
            groups.append((key, [turn]))
    return tuple(
        Chapter(items.get(key) if key is not None else None, tuple(group)) for key, group in groups
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the visitor asked to go: seconds of the film of one sitting."""

    seconds: float | None = None
    sitting: int = 1
    end: float | None = None

    @classmethod
    def read(cls, asked: dict[str, str]) -> Moment:
        """Read ``?t=`` and ``?s=``; what makes no sense is the start of the film."""
        try:
            seconds: float | None = max(0.0, float(asked["t"]))
        except (KeyError, ValueError):
            seconds = None
        # NaN and infinity are floats too.
        if seconds is not None and not seconds < 1_000_000:
            seconds = None
        part = asked.get("s", "1")
        return cls(seconds, int(part) if part.isascii() and part.isdigit() else 1)


def read_session(
    session: Session, moment: Moment | None = None, *, votes: bool = False
) -> SessionRecord:
    """Return all that was said in ``session``; `moment` marks the sentence asked for.

    ``votes`` reads the votes on each item too, for pages that show them.
    """
    moment = moment or Moment()
    words = ("texts", "votes") if votes else ("texts",)
    items = {item.pk: item for item in session.items.order_by("position").prefetch_related(*words)}
    sittings = list(session.sittings.filter(ready=True).order_by("position"))
    interventions: dict[int, list[Intervention]] = defaultdict(list)
    for one in (
        Intervention.objects.filter(sitting__in=sittings)
        .select_related("mandate__speaker")
        .prefetch_related("mandate__texts")
        .order_by("start_ms", "number")
    ):
        interventions[one.sitting_id].append(one)
    layers, cues = _cues(sittings)
    recordings = tuple(
        _recording(
            sitting, interventions[sitting.pk], layers.get(sitting.pk), cues[sitting.pk], items,
            moment,
        )
        for sitting in sittings
    )  # fmt: skip
    documents = tuple(session.documents.all())
    return SessionRecord(session, _item_lines(items, recordings), recordings, documents)


def _cues(sittings: Sequence[Sitting]) -> tuple[dict[int, TranscriptLayer], dict[int, list[Cue]]]:
    layers: dict[int, TranscriptLayer] = {}
    cues: dict[int, list[Cue]] = defaultdict(list)
    shown = TranscriptLayer.objects.shown().filter(sitting__in=sittings)
    for cue in Cue.objects.filter(layer__in=shown).select_related("layer").in_order():
        layers[cue.layer.sitting_id] = cue.layer
        cues[cue.layer.sitting_id].append(cue)
    return layers, cues


def _recording(
    sitting: Sitting,
    interventions: Sequence[Intervention],
    layer: TranscriptLayer | None,
    cues: Sequence[Cue],
    items: dict[int, AgendaItem],
    moment: Moment,
) -> Recording:
    here = moment.sitting == sitting.position
    lines = _cue_lines(sitting, cues, moment.seconds if here else None)
    by_intervention: dict[int | None, list[CueLine]] = defaultdict(list)
    for cue, line in zip(cues, lines, strict=True):
        by_intervention[cue.intervention_id].append(line)
    turns = [_turn(sitting, one, by_intervention[one.pk]) for one in interventions]
    return Recording(
        sitting=sitting,
        layer=layer,
        chapters=_chapters(turns, items),
        unattributed=tuple(by_intervention[None]),
        start_seconds=moment.seconds if here else None,
        end_seconds=moment.end if here else None,
    )


def _item_lines(
    items: dict[int, AgendaItem], recordings: Sequence[Recording]
) -> tuple[ItemLine, ...]:
    first: dict[int, tuple[Sitting, Turn]] = {}
    people: dict[int, dict[str, None]] = defaultdict(dict)
    for recording in recordings:
        for turn in recording.turns:
            key = turn.intervention.item_id
            if key is not None:
                first.setdefault(key, (recording.sitting, turn))
                people[key][turn.name] = None
    lines = []
    for key, item in items.items():
        begun = first.get(key)
        lines.append(
            ItemLine(
                item=item,
                seconds=begun[1].seconds if begun else None,
                address=_address(begun[0], begun[1].seconds) if begun else "",
                people=tuple(people[key]),
            )
        )
    return tuple(lines)


def with_words(sessions: Any) -> Any:
    """Prefetch what a list of sessions shows: words, agenda, first still picture."""
    return sessions.select_related("body").prefetch_related(
        "texts",
        Prefetch("items", queryset=AgendaItem.objects.prefetch_related("texts")),
        Prefetch("sittings", queryset=Sitting.objects.filter(ready=True)),
    )
