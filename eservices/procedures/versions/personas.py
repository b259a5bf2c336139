"""Sample journeys: the only writer, and what they say of a definition about to be published."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eservices.cases.enums import Channel
from eservices.procedures.definition.replay import Outcome, replay
from eservices.procedures.definition.rules import CHANNEL
from eservices.procedures.definition.schema import Definition
from eservices.procedures.drafts.progress import load
from eservices.procedures.enums import End
from eservices.procedures.models import Draft, Persona, Procedure


class PersonaFails(Exception):
    """The sample journey does not go as it is said to."""


class NotATest(Exception):
    """Answers of a real person never become a sample."""


class NothingPublished(Exception):
    """The procedure has no version to walk through."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A sample journey that goes another way; ``step`` is the id of the one to look at."""

    persona: str
    step: str
    message: str


@transaction.atomic
def add_persona(
    *,
    procedure: Procedure,
    name: str,
    answers: Mapping[str, Any],
    steps: Sequence[str] | None = None,
    end: End | None = None,
    advice: str = "",
    refused: Sequence[str] = (),
    insists: bool = False,
    walked_on: datetime.date | None = None,
    channel: str = Channel.ONLINE,
    definition: Definition | None = None,
    replaces: Persona | None = None,
) -> Persona:
    """Store a sample journey through ``definition`` (by default the current version).

    ``answers`` maps question ids to canonical values. ``steps`` are the keys (or ids) of the
    steps walked and ``end`` how the journey ends, at the advice ``advice``; what is not said
    is taken from the walk itself. ``refused`` are ids of checks. The sample it ``replaces``
    may have another name; by default it is the one of this name, if any.

    Raises:
        NothingPublished
        PersonaFails: the walk is not what ``steps``, ``end``, ``advice`` and ``refused`` say.
    """
    definition = definition or _current(procedure)
    day = walked_on or timezone.localdate()
    facts = {CHANNEL: channel}
    outcome = replay(definition, answers, facts=facts, insists=insists, today=day)
    _compare(definition, outcome, steps, end, advice, refused)
    persona, _created = Persona.objects.update_or_create(
        **({"pk": replaces.pk} if replaces else {"procedure": procedure, "name": name}),
        defaults={
            "procedure": procedure,
            "name": name,
            "answers": dict(answers),
            "walked_on": day,
            "channel": channel,
            "insists": insists,
            **_stored(outcome),
        },
    )
    return persona


def record(*, draft: Draft, name: str, insists: bool = False) -> Persona:
    """Store the answers of a test draft as a sample journey through the current version.

    Files are not kept: an answer that is a file is remembered as given.

    Raises:
        NotATest: a person filled it in.
    """
    if not draft.is_test:
        raise NotATest
    return add_persona(
        procedure=draft.version.procedure,
        name=name,
        answers=load(draft).given,
        insists=insists,
        channel=draft.channel,
    )


def accept(*, persona: Persona, definition: Definition) -> None:
    """Take the way that a sample journey goes through ``definition`` as the right one."""
    outcome = walk(persona, definition)
    Persona.objects.filter(pk=persona.pk).update(**_stored(outcome))


def remove(*, persona: Persona) -> None:
    """Forget a sample journey."""
    Persona.objects.filter(pk=persona.pk).delete()


def walk(persona: Persona, definition: Definition) -> Outcome:
    return replay(
        definition,
        persona.answers,
        facts={CHANNEL: persona.channel},
        insists=persona.insists,
        today=persona.walked_on,
    )


def failures(
    procedure: Procedure, definition: Definition, before: Definition | None = None
) -> list[Failure]:
    """Return the sample journeys that ``definition`` leads elsewhere, each in words.

    ``before`` gives the words of steps that are no more.
    """
    found = (
        difference(persona, definition, before)
        for persona in Persona.objects.filter(procedure=procedure)
    )
    return [failure for failure in found if failure is not None]


def difference(
    persona: Persona, definition: Definition, before: Definition | None = None
) -> Failure | None:
    """Return where a sample journey leaves its way, ``None`` when it does not."""
    wanted, got = persona.expected, walk(persona, definition)
    if _way(wanted) == _way(got):
        return None
    titles = _Titles(definition, before or definition)
    step, sentence = _first_difference(wanted, got)
    question = titles.question(got.missing[0]) if got.missing else ""
    words = {"name": persona.name, "step": titles.step(step), "question": question}
    return Failure(persona.name, step, sentence % words)


def _first_difference(wanted: Outcome, got: Outcome) -> tuple[str, str]:
    """Return the id of the step where two ways part, and what happens there."""
    last = got.steps[-1] if got.steps else ""
    if got.end is End.INCOMPLETE and wanted.end is not End.INCOMPLETE:
        if got.missing[0] == last:
            return last, _("“%(name)s” stops at “%(step)s”: it must be filled in more often.")
        return last, _("“%(name)s” stops at “%(step)s”: “%(question)s” has no answer.")
    for expected, walked in zip(wanted.steps, got.steps, strict=False):
        if expected != walked and walked not in wanted.steps:
            return walked, _("“%(name)s” now goes through “%(step)s”.")
        if expected != walked:
            return expected, _("“%(name)s” does not go through “%(step)s” any more.")
    if got.end is End.REFUSED and got.refused != wanted.refused:
        return last, _("“%(name)s” is refused at “%(step)s”.")
    if got.end is End.EXIT and got.exit != wanted.exit:
        return last, _("“%(name)s” is sent elsewhere after “%(step)s”.")
    if len(wanted.steps) > len(got.steps):
        lost = wanted.steps[len(got.steps)]
        return lost, _("“%(name)s” does not go through “%(step)s” any more.")
    stopped = wanted.steps[-1] if wanted.steps else last
    return stopped, _("“%(name)s” now goes on after “%(step)s”.")


class _Titles:
    """Words of steps and questions by id, of the new definition or else the one before."""

    def __init__(self, *definitions: Definition) -> None:
        self._definitions = definitions

    def step(self, identity: str) -> str:
        for definition in self._definitions:
            for step in definition.steps:
                if step.id == identity:
                    return step.title.get(definition.source_language)[0]
        return identity

    def question(self, identity: str) -> str:
        for definition in self._definitions:
            question = definition.fields().get(identity)
            if question is not None:
                return question.label.get(definition.source_language)[0]
        return identity


def _way(outcome: Outcome) -> tuple[Any, ...]:
    return outcome.steps, outcome.end, outcome.exit, outcome.refused


def _stored(outcome: Outcome) -> dict[str, Any]:
    return {
        "steps": list(outcome.steps),
        "end": str(outcome.end),
        "exit": outcome.exit,
        "refused": list(outcome.refused),
    }


def _compare(
    definition: Definition,
    outcome: Outcome,
    steps: Sequence[str] | None,
    end: End | None,
    advice: str,
    refused: Sequence[str],
) -> None:
    keys = {step.id: step.key for step in definition.steps}
    titles = _Titles(definition)
    if steps is not None and [keys[each] for each in outcome.steps] != [
        keys.get(each, each) for each in steps
    ]:
        walked = ", ".join(
            _("“%(words)s”") % {"words": titles.step(identity)} for identity in outcome.steps
        )
        raise PersonaFails(_("It goes through %(steps)s.") % {"steps": walked})
    if (end is not None and outcome.end is not end) or (advice and outcome.exit != advice):
        last = titles.step(outcome.steps[-1]) if outcome.steps else ""
        raise PersonaFails(
            _("It ends otherwise at “%(step)s” (%(end)s).")
            % {"step": last, "end": outcome.end.label}
        )
    if refused and set(refused) != set(outcome.refused):
        raise PersonaFails(_("Other checks refuse it."))


def _current(procedure: Procedure) -> Definition:
    if procedure.current_version is None:
        raise NothingPublished
    return procedure.current_version.compiled
