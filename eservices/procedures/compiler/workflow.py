"""From the editor's statuses to the workflow of a version, and what keeps it from being one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from eservices.cases.enums import TRANSITIONS, Asked, CaseState, Mover, Sends
from eservices.cases.models import LetterTemplate
from eservices.procedures.compiler.texts import Words, items
from eservices.procedures.definition.schema import Status, Transition, Workflow


def compile_workflow(streams: Mapping[str, Any], source: str, *, promise_days: int) -> Workflow:
    """Return the workflow of the ``source`` language with the texts of all streams."""
    words = Words(streams, walk=blocks)
    return Workflow(
        promise_days=promise_days,
        statuses=tuple(_status(status, words) for status in streams[source]),
    )


def blocks(stream: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield (identity, value) of every status and transition."""
    for status in stream:
        yield status.id, status.value
        for way in items(status.value, "transitions"):
            yield way.id, way.value


def _status(status: Any, words: Words) -> Status:
    return Status(
        id=status.id,
        key=status.value["key"],
        state=status.value["state"],
        label=words.of(status.id, "label"),
        explanation=words.of(status.id, "explanation"),
        transitions=tuple(_way(way, words) for way in items(status.value, "transitions")),
    )


def _way(way: Any, words: Words) -> Transition:
    return Transition(
        id=way.id,
        to=way.value["to"],
        label=words.of(way.id, "label"),
        who=way.value["who"],
        reason=way.value["reason"],
        day=words.of(way.id, "day"),
        sends=way.value["sends"],
        words=words.of(way.id, "words"),
        letter=_letter(way.value),
    )


def _letter(way: Mapping[str, Any]) -> str:
    return (way.get("letter") or "") if way["sends"] == Sends.LETTER else ""


@dataclass(frozen=True, slots=True)
class WorkflowProblem:
    """What keeps a workflow from being published, at which of its statuses."""

    status: int
    message: str


def check_workflow(stream: Any) -> list[WorkflowProblem]:
    """Return what keeps the statuses from being published, each with its position.

    Refused: a name used twice, a state or a role that the platform does not know, a way to
    nowhere, to itself or taken twice, one whose letter template is not offered, one that the
    coarse states do not allow (figures compare by them); no beginning, a status that no way
    reaches, one from which no way leads to the end.
    """
    if not len(stream):
        return []
    found = list(_each(stream))
    return found or list(_whole(stream))


def _each(stream: Any) -> Iterator[WorkflowProblem]:
    states = {status.value["key"]: status.value["state"] for status in stream}
    gone = _letters_gone(stream)
    seen: set[str] = set()
    for position, status in enumerate(stream):
        key, state = status.value["key"], status.value["state"]
        if key in seen:
            yield WorkflowProblem(position, _("The name “%(key)s” is taken.") % {"key": key})
        seen.add(key)
        if state not in CaseState.values:
            message = _("“%(state)s” is no state of the platform.") % {"state": state}
            yield WorkflowProblem(position, message)
        taken: set[str] = set()
        for way in items(status.value, "transitions"):
            for message in _way_problems(status.value, way.value, states, taken):
                yield WorkflowProblem(position, message)
            if _letter(way.value) in gone:
                names = {"to": way.value["to"], "letter": _letter(way.value)}
                message = _("To “%(to)s”: the letter template “%(letter)s” is not offered.")
                yield WorkflowProblem(position, message % names)
            taken.add(way.value["to"])


def _letters_gone(stream: Any) -> set[str]:
    """Return the templates that ways name and that are not offered."""
    ways = (way.value for status in stream for way in items(status.value, "transitions"))
    named = {_letter(way) for way in ways} - {""}
    if not named:
        return set()
    offered = LetterTemplate.objects.filter(key__in=named, is_active=True)
    return named - set(offered.values_list("key", flat=True))


def _way_problems(
    status: Mapping[str, Any], way: Mapping[str, Any], states: Mapping[str, str], taken: set[str]
) -> Iterator[str]:
    names = {"from": status["label"] or status["key"], "to": way["to"]}
    if way["who"] not in Mover.values:
        yield _("From “%(from)s”: nobody has the role “%(who)s”.") % {**names, "who": way["who"]}
    if way["reason"] not in Asked.values or way["sends"] not in Sends.values:
        yield _("From “%(from)s” to “%(to)s”: choose what is asked and what is sent.") % names
    if way["to"] in taken:
        yield _("From “%(from)s”, two ways lead to “%(to)s”: keep one.") % names
    if way["to"] == status["key"]:
        yield _("From “%(from)s”, a way leads back to the same status.") % names
    elif way["to"] not in states:
        yield _("From “%(from)s”, a way leads to “%(to)s”, which is no status.") % names
    elif states[way["to"]] not in TRANSITIONS.get(status["state"], ()):
        words = {"before": _state(status["state"]), "after": _state(states[way["to"]])}
        yield (
            _(
                "From “%(from)s” to “%(to)s”: a request cannot go from the state “%(before)s” "
                "to the state “%(after)s”."
            )
            % (names | words)
        )


def _state(state: str) -> str:
    return str(CaseState(state).label) if state in CaseState.values else state


def _whole(stream: Any) -> Iterator[WorkflowProblem]:
    """What is wrong of statuses that are each right: beginning, reach, end."""
    ways = {
        status.value["key"]: [way.value["to"] for way in items(status.value, "transitions")]
        for status in stream
    }
    beginnings = _keys(stream, CaseState.RECEIVED)
    if not beginnings:
        yield WorkflowProblem(
            0, _("No status is in the state “Received”: a request would begin nowhere.")
        )
        return
    reached = _reachable(ways, beginnings[:1])
    back: dict[str, list[str]] = {key: [] for key in ways}
    for key, targets in ways.items():
        for target in targets:
            back[target].append(key)
    ends = _reachable(back, _keys(stream, CaseState.CLOSED))
    for position, status in enumerate(stream):
        label = {"status": status.value["label"]}
        if status.value["key"] not in reached:
            message = _("No way leads to “%(status)s” from where requests begin.") % label
            yield WorkflowProblem(position, message)
        elif status.value["key"] not in ends:
            message = _(
                "From “%(status)s” no way leads to a status in the state “Closed”: "
                "the request would never end."
            )
            yield WorkflowProblem(position, message % label)


def _keys(stream: Any, state: str) -> list[str]:
    return [status.value["key"] for status in stream if status.value["state"] == state]


def _reachable(ways: Mapping[str, list[str]], start: list[str]) -> set[str]:
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += ways[key]
    return reached
