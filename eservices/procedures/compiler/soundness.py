"""What can never show, never hold, or never be passed by, with the block named. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from eservices.procedures.compiler.reasoning import Reasoner, World, orders
from eservices.procedures.definition.kinds import NEVER_NEEDED
from eservices.procedures.definition.rules import Always, Rule
from eservices.procedures.definition.schema import Field, Step
from eservices.procedures.words.sentences import Sentences


@dataclass(frozen=True, slots=True)
class Fault:
    """``step`` is a position, ``field`` the identity of a question, empty for the step itself."""

    step: int
    message: str
    field: str = ""


def faults(steps: Sequence[Step], language: str) -> Iterator[Fault]:
    """Yield what makes no sense in steps whose rules can be read.

    Refused: a step that nobody comes to, a question that nobody sees, or needs never
    though a rule says when; a check that nobody can pass; advice that nobody gets, that
    everybody gets, or that leaves no way through a step without advice.
    """
    reasoner = Reasoner(steps)
    sentences = Sentences(steps, language)
    for position, step in enumerate(steps):
        examined = _Examined(reasoner, sentences, position, step)
        yield from examined.faults()


class _Examined:
    """One step, looked at for what can never happen in it."""

    def __init__(self, reasoner: Reasoner, sentences: Sentences, position: int, step: Step) -> None:
        self._reasoner, self._sentences = reasoner, sentences
        self._position, self._step = position, step

    def faults(self) -> Iterator[Fault]:
        step = self._step
        if not self._can(step.shown_if):
            yield self._fault(_("Nobody can come to this step: %(rule)s."), rule=step.shown_if)
            return
        for question in step.fields:
            yield from self._question(question)
        impassable = list(self._checks())
        yield from impassable
        if not impassable:
            yield from self._exits()

    def _can(self, rule: Rule) -> bool:
        """Return whether a rule can hold when the step is shown."""
        if isinstance(rule, Always) and isinstance(self._step.shown_if, Always):
            return True
        shown_if = self._step.shown_if
        return self._reasoner.possible(
            lambda world: world.holds(shown_if) and world.holds(rule), self._position
        )

    def _can_after(self, *rules: Rule, never: Sequence[Rule] = ()) -> bool:
        """Return whether somebody can complete the step with ``rules`` true, ``never`` false."""

        def goal(world: World) -> bool:
            return (
                world.holds(self._step.shown_if)
                and all(world.holds(rule) for rule in rules)
                and not any(world.holds(rule) for rule in never)
                and world.passes(self._step.checks)
            )

        return self._reasoner.possible(goal, self._position + 1)

    def _question(self, question: Field) -> Iterator[Fault]:
        label = self._sentences.question(question).label
        needed = question.required and question.kind not in NEVER_NEEDED
        if not self._can(question.shown_if):
            words = (
                _("“%(label)s” needs an answer and is never shown: %(rule)s.")
                if needed
                else _("“%(label)s” is never shown: %(rule)s.")
            )
            yield self._fault(words, label=label, rule=question.shown_if, field=question.id)
        elif needed and not self._reasoner.possible(
            lambda world: world.shows(question.id) and world.holds(question.required_if),
            self._position,
        ):
            words = _("“%(label)s”: an answer is never needed: %(rule)s.")
            yield self._fault(words, label=label, rule=question.required_if, field=question.id)

    def _checks(self) -> Iterator[Fault]:
        for check in self._step.checks:
            if not self._reasoner.possible(
                lambda world, check=check: (  # type: ignore[misc]
                    world.holds(self._step.shown_if) and world.passes([check])
                ),
                self._position + 1,
            ):
                label = check.message.get(self._sentences.language)[0]
                words = _("“%(label)s”: nobody can pass this check: %(rule)s.")
                yield self._fault(words, label=label, rule=check.rule)
                return
        if self._step.checks and not self._can_after():
            yield self._fault(_("The checks of this step contradict each other."))
        elif not self._can_come_through():
            yield self._fault(_("The checks of this step contradict those of earlier steps."))

    def _can_come_through(self) -> bool:
        """Return whether the orders that this step asks for go with those asked before.

        Whoever comes here has passed the checks before; those of a repeated step are about
        each item apart, and left out.
        """
        own = [check for check in self._step.checks if orders(check.rule)]
        before = [
            check
            for step in self._reasoner.steps[: self._position]
            for check in step.checks
            if step.repeat is None and orders(check.rule)
        ]
        if not own or not before or self._step.repeat is not None:
            return True
        return self._reasoner.possible(
            lambda world: world.holds(self._step.shown_if) and world.passes([*own, *before]),
            self._position + 1,
        )

    def _exits(self) -> Iterator[Fault]:
        before: list[Rule] = []
        for advice in self._step.exits:
            label = advice.title.get(self._sentences.language)[0]
            if not self._can_after(advice.when):
                words = _("“%(label)s”: nobody ever gets this advice: %(rule)s.")
                yield self._fault(words, label=label, rule=advice.when)
            elif before and not self._can_after(advice.when, never=before):
                words = _("“%(label)s”: nobody gets this advice, another one comes first.")
                yield self._fault(words, label=label)
            before.append(advice.when)
        if before and self._everyone_adds() and not self._can_after(never=before):
            words = _("Whatever is answered, this step ends with advice to go elsewhere.")
            yield self._fault(words)

    def _everyone_adds(self) -> bool:
        """Return whether the step asks everybody: one repeated may be left empty."""
        return self._step.repeat is None or self._step.repeat.minimum > 0

    def _fault(
        self, words: str, *, label: str = "", rule: Rule | None = None, field: str = ""
    ) -> Fault:
        said = self._sentences.rule(rule) if rule is not None else ""
        return Fault(self._position, words % {"label": label, "rule": said}, field)
