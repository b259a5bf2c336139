"""The workflow of a version in words, and what differs between two. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from eservices.cases.enums import Asked, CaseState, Mover, Sends
from eservices.procedures.definition.schema import Status, Transition, Workflow
from eservices.procedures.definition.texts import Text
from eservices.procedures.words.difference_words import Line

#: Texts of a status and of a way: attribute -> name.
STATUS_TEXTS = {
    "label": gettext_lazy("words"),
    "explanation": gettext_lazy("what the resident reads"),
}
WAY_TEXTS = {
    "label": gettext_lazy("what the agent does"),
    "day": gettext_lazy("date asked"),
    "words": gettext_lazy("words for the resident"),
}


@dataclass(frozen=True, slots=True)
class StatusSentences:
    """One status and the ways out of it, in words."""

    label: str
    state: str
    ways: tuple[str, ...]


def say_workflow(workflow: Workflow, language: str) -> list[StatusSentences]:
    """Return the statuses of a procedure as sentences in ``language``; none for the usual ones."""
    names = {status.key: status.label.get(language)[0] for status in workflow.statuses}
    with override(language):
        return [
            StatusSentences(
                label=names[status.key],
                state=_("In figures: %(state)s.") % {"state": _state(status)},
                ways=tuple(_way(way, names, language) for way in status.transitions),
            )
            for status in workflow.statuses
        ]


def _state(status: Status) -> str:
    return str(CaseState(status.state).label)


def _way(way: Transition, names: dict[str, str], language: str) -> str:
    target = names.get(way.to, way.to)
    label = way.label.get(language)[0]
    said = [
        _("“%(label)s” leads to “%(status)s”.") % {"label": label, "status": target}
        if label
        else _("It can go to “%(status)s”.") % {"status": target},
        _("By: %(who)s.") % {"who": _lower(Mover(way.who).label)},
        *_asked(way, language),
        _sent(way, language),
    ]
    return " ".join(said)


def _lower(words: Any) -> str:
    text = str(words)
    return text[:1].lower() + text[1:]


def _asked(way: Transition, language: str) -> Iterator[str]:
    reason = Asked(way.reason)
    if reason == Asked.MUST:
        yield _("A reason must be given.")
    elif reason == Asked.MAY:
        yield _("A reason may be given.")
    if way.day:
        yield _("A date is asked: “%(day)s”.") % {"day": way.day.get(language)[0]}


def _sent(way: Transition, language: str) -> str:
    sends = Sends(way.sends)
    if sends == Sends.NOTHING:
        return _("The resident is sent nothing.")
    if sends == Sends.LETTER:
        if way.letter:
            return _("The letter “%(letter)s” is written to the resident.") % {"letter": way.letter}
        return _("A letter is written to the resident.")
    words = way.words.get(language)[0]
    if words:
        return _("The resident is sent a notice and reads: “%(words)s”") % {"words": words}
    return _("The resident is sent a notice.")


# --- What differs


class WorkflowPair:
    """Two workflows compared in ``language``; statuses and ways are followed by identity."""

    def __init__(self, old: Workflow, new: Workflow, language: str) -> None:
        self.old, self.new, self.language = old, new, language
        self.before = {status.key: status for status in old.statuses}
        self.after = {status.key: status for status in new.statuses}

    def _name(self, key: str) -> str:
        status = self.after.get(key) or self.before.get(key)
        return status.label.get(self.language)[0] if status else key

    def structure(self) -> Iterator[Line]:
        """Statuses and ways that came and went."""
        for key in self.before.keys() - self.after.keys():
            yield Line(_("The status “%(name)s” is removed.") % {"name": self._name(key)})
        for key in self.after.keys() - self.before.keys():
            yield Line(_("The status “%(name)s” is new.") % {"name": self._name(key)})
        old, new = _ways(self.old), _ways(self.new)
        for start, end in sorted(old.keys() - new.keys()):
            if start in self.after and end in self.after:
                yield Line(
                    _("A request can no longer go from “%(from)s” to “%(to)s”.")
                    % {"from": self._name(start), "to": self._name(end)}
                )
        for start, end in sorted(new.keys() - old.keys()):
            yield Line(
                _("A request can now go from “%(from)s” to “%(to)s”.")
                % {"from": self._name(start), "to": self._name(end)}
            )

    def settings(self) -> Iterator[Line]:
        """What a status is in figures; who may take a way, what it asks and sends."""
        for key, status in self.after.items():
            former = self.before.get(key)
            if former is not None and former.state != status.state:
                said = _("State of the platform of “%(name)s”") % {"name": self._name(key)}
                yield Line(said, _state(former), _state(status))
        old = _ways(self.old)
        for pair, way in _ways(self.new).items():
            before = old.get(pair)
            if before is None:
                continue
            if before.letter != way.letter:
                said = _("Letter sent from “%(from)s” to “%(to)s”") % self._names(pair)
                yield Line(said, before.letter or _("chosen"), way.letter or _("chosen"))
            for name, choices, said in (
                ("who", Mover, _("Who may take a request from “%(from)s” to “%(to)s”")),
                ("reason", Asked, _("Reason for going from “%(from)s” to “%(to)s”")),
                ("sends", Sends, _("What going from “%(from)s” to “%(to)s” sends")),
            ):
                values = getattr(before, name), getattr(way, name)
                if values[0] != values[1]:
                    words = [str(choices(value).label) for value in values]
                    yield Line(said % self._names(pair), *words)

    def _names(self, pair: tuple[str, str]) -> dict[str, str]:
        return {"from": self._name(pair[0]), "to": self._name(pair[1])}

    def texts(self, workflow: Workflow) -> Iterator[tuple[str, str, Text]]:
        """Yield each text of one of the two with its place and what it is, in words."""
        for status in workflow.statuses:
            for attribute, label in STATUS_TEXTS.items():
                words = {"name": self._name(status.key), "attribute": label}
                subject = _("“%(name)s”, %(attribute)s") % words
                yield f"{status.key}.{attribute}", subject, getattr(status, attribute)
            for way in status.transitions:
                name = f"{self._name(status.key)} → {self._name(way.to)}"
                for attribute, label in WAY_TEXTS.items():
                    subject = _("“%(name)s”, %(attribute)s") % {"name": name, "attribute": label}
                    path = f"{status.key}>{way.to}.{attribute}"
                    yield path, subject, getattr(way, attribute)


def _ways(workflow: Workflow) -> dict[tuple[str, str], Transition]:
    return {(status.key, way.to): way for status in workflow.statuses for way in status.transitions}
