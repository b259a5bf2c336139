"""What differs between two versions of a procedure, in words an editor reads. Pure.

Steps, questions, options, checks and advice are followed by their identity, so that what
moved or was renamed is not taken for something removed and something new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from eservices.procedures.definition.schema import Definition, Field, Step
from eservices.procedures.definition.texts import Text
from eservices.procedures.words.difference_words import (
    ATTRIBUTES,
    DELAYS,
    TEXTS,
    TOLD_APART,
    Line,
    kind_name,
    shown,
)
from eservices.procedures.words.sentences import Sentences
from eservices.procedures.words.workflow_words import WorkflowPair


@dataclass(frozen=True, slots=True)
class Differences:
    """``structure``, ``rules`` and ``settings`` change journeys; ``texts`` (by language) do not."""

    structure: list[Line] = field(default_factory=list)
    rules: list[Line] = field(default_factory=list)
    settings: list[Line] = field(default_factory=list)
    texts: Mapping[str, list[Line]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.structure or self.rules or self.settings or any(self.texts.values()))


def compare(old: Definition, new: Definition, language: str) -> Differences:
    """Return what changed from ``old`` to ``new``, said in ``language``."""
    pair = _Pair(old, new, language)
    with override(language):
        return Differences(
            structure=list(pair.structure()),
            rules=list(pair.rules()),
            settings=list(pair.settings()),
            texts={code: list(pair.texts(code)) for code, _name in settings.LANGUAGES},
        )


class _Pair:
    def __init__(self, old: Definition, new: Definition, language: str) -> None:
        self.old, self.new, self.language = old, new, language
        self.before = {step.id: step for step in old.steps}
        self.after = {step.id: step for step in new.steps}
        self.asked = {question.id: step for step in old.steps for question in step.fields}
        self.asks = {question.id: step for step in new.steps for question in step.fields}
        self.said = Sentences(old.steps, language)
        self.says = Sentences(new.steps, language)
        self.workflows = WorkflowPair(old.workflow, new.workflow, language)

    def words(self, text: Text) -> str:
        return text.get(self.language)[0]

    # --- Structure

    def structure(self) -> Iterator[Line]:
        for identity, step in self.before.items():
            if identity not in self.after:
                yield Line(_("The step “%(step)s” is removed.") % {"step": self.words(step.title)})
        for identity, step in self.after.items():
            if identity not in self.before:
                yield Line(_("The step “%(step)s” is new.") % {"step": self.words(step.title)})
        yield from self._order(
            [each.id for each in self.old.steps],
            [each.id for each in self.new.steps],
            {identity: self.words(step.title) for identity, step in self.after.items()},
            _("The step “%(name)s” now comes after “%(previous)s”."),
            _("The step “%(name)s” now comes first."),
        )
        yield from self._questions()
        for identity, step in self.after.items():
            if identity in self.before:
                yield from self._inside(self.before[identity], step)
        yield from self.workflows.structure()

    def _questions(self) -> Iterator[Line]:
        before, after = self.old.fields(), self.new.fields()
        for identity, question in before.items():
            if identity not in after:
                names = self._names(question, self.asked[identity])
                yield Line(_("“%(question)s” is no longer asked (step “%(step)s”).") % names)
        for identity, question in after.items():
            names = self._names(question, self.asks[identity])
            if identity not in before:
                yield Line(_("“%(question)s” is new in the step “%(step)s”.") % names)
            elif self.asked[identity].id != self.asks[identity].id:
                names["former"] = self.words(self.asked[identity].title)
                yield Line(_("“%(question)s” moves from “%(former)s” to “%(step)s”.") % names)

    def _names(self, question: Field, step: Step) -> dict[str, str]:
        return {"question": self.words(question.label), "step": self.words(step.title)}

    def _inside(self, before: Step, after: Step) -> Iterator[Line]:
        yield from self._order(
            [question.id for question in before.fields],
            [question.id for question in after.fields],
            {question.id: self.words(question.label) for question in after.fields},
            _("“%(name)s” now comes after “%(previous)s”."),
            _("“%(name)s” now comes first in its step."),
        )
        known = {question.id: question for question in before.fields}
        for question in after.fields:
            if question.id in known:
                yield from self._options(known[question.id], question)
        gone = {each.id for each in before.exits} - {each.id for each in after.exits}
        fresh = {each.id for each in after.exits} - {each.id for each in before.exits}
        for advice in before.exits:
            if advice.id in gone:
                yield Line(
                    _("The advice “%(name)s” is removed.") % {"name": self.words(advice.title)}
                )
        for advice in after.exits:
            if advice.id in fresh:
                yield Line(_("The advice “%(name)s” is new.") % {"name": self.words(advice.title)})

    def _options(self, before: Field, after: Field) -> Iterator[Line]:
        old = {option.id: option for option in before.options}
        new = {option.id: option for option in after.options}
        question = self.words(after.label)
        for identity in old.keys() - new.keys():
            names = {"option": self.words(old[identity].label), "question": question}
            yield Line(_("“%(question)s” no longer offers “%(option)s”.") % names)
        for identity in new.keys() - old.keys():
            names = {"option": self.words(new[identity].label), "question": question}
            yield Line(_("“%(question)s” also offers “%(option)s”.") % names)

    @staticmethod
    def _order(
        old: list[str], new: list[str], names: Mapping[str, str], after: str, first: str
    ) -> Iterator[Line]:
        """Say what moved: the fewest that must, for the others to be in their old order."""
        known = set(old)
        common = [identity for identity in new if identity in known]
        still = _longest_in_order([old.index(identity) for identity in common])
        kept = {old[position] for position in still}
        for identity in common:
            if identity in kept:
                continue
            place = new.index(identity)
            words = {"name": names[identity]}
            if place:
                yield Line(after % (words | {"previous": names[new[place - 1]]}))
            else:
                yield Line(first % words)

    # --- Rules

    def rules(self) -> Iterator[Line]:
        for identity, step in self.after.items():
            former = self.before.get(identity)
            if former is None:
                continue
            title = self.words(step.title)
            yield from self._rule(_("When “%(name)s” is asked"), title, former, step, "shown_if")
            yield from self._listed(former, step)
        before = self.old.fields()
        for identity, question in self.new.fields().items():
            former_question = before.get(identity)
            if former_question is None:
                continue
            label = self.words(question.label)
            pair = (former_question, question)
            yield from self._rule(_("When “%(name)s” is asked"), label, *pair, "shown_if")
            yield from self._rule(_("When “%(name)s” needs an answer"), label, *pair, "required_if")
            for name, said in (
                ("value", _("How “%(name)s” is computed")),
                ("earliest", _("First day for “%(name)s”")),
                ("latest", _("Last day for “%(name)s”")),
            ):
                yield from self._value(said, label, *pair, name)

    def _rule(
        self, said: str, name: str, before: Any, after: Any, attribute: str
    ) -> Iterator[Line]:
        old, new = getattr(before, attribute), getattr(after, attribute)
        if old != new:
            yield Line(said % {"name": name}, self.said.rule(old), self.says.rule(new))

    def _value(
        self, said: str, name: str, before: Any, after: Any, attribute: str
    ) -> Iterator[Line]:
        old, new = getattr(before, attribute), getattr(after, attribute)
        if old != new:
            yield Line(
                said % {"name": name},
                self.said.value(old) if old is not None else _("nothing"),
                self.says.value(new) if new is not None else _("nothing"),
            )

    def _listed(self, before: Step, after: Step) -> Iterator[Line]:
        """Checks, and when advice is shown."""
        old_checks = {check.id: check for check in before.checks}
        new_checks = {check.id: check for check in after.checks}
        title = {"name": self.words(after.title)}
        for identity in [*old_checks, *(new_checks.keys() - old_checks.keys())]:
            old, new = old_checks.get(identity), new_checks.get(identity)
            if old is None or new is None or old.rule != new.rule or old.field != new.field:
                yield Line(
                    _("Check across questions in “%(name)s”") % title,
                    self.said.check(old) if old else _("nothing"),
                    self.says.check(new) if new else _("nothing"),
                )
        advice = {each.id: each for each in before.exits}
        for each in after.exits:
            former = advice.get(each.id)
            if former is not None and (former.when, former.url) != (each.when, each.url):
                yield Line(
                    _("Advice after “%(name)s”") % title,
                    self.said.advice(former),
                    self.says.advice(each),
                )

    # --- Settings

    def settings(self) -> Iterator[Line]:
        for path, name in DELAYS.items():
            old, new = _at(self.old, path), _at(self.new, path)
            if old != new:
                yield Line(str(name), shown(old), shown(new))
        for identity, step in self.after.items():
            former = self.before.get(identity)
            if former is not None and former.key != step.key:
                said = _("Word in the address of “%(name)s”") % {"name": self.words(step.title)}
                yield Line(said, former.key, step.key)
            if former is not None and _bounds(former) != _bounds(step):
                said = _("How many times “%(name)s” is filled in") % {
                    "name": self.words(step.title)
                }
                yield Line(said, _bounds(former), _bounds(step))
        before = self.old.fields()
        for identity, question in self.new.fields().items():
            if identity in before:
                yield from self._attributes(before[identity], question)
        yield from self.workflows.settings()

    def _attributes(self, before: Field, after: Field) -> Iterator[Line]:
        name = self.words(after.label)
        if before.kind != after.kind:
            said = _("Kind of “%(name)s”") % {"name": name}
            yield Line(said, kind_name(before.kind), kind_name(after.kind))
        for attribute in Field.model_fields.keys() - TEXTS["question"].keys() - TOLD_APART:
            old, new = getattr(before, attribute), getattr(after, attribute)
            if old != new:
                words = {"name": name, "attribute": ATTRIBUTES.get(attribute, attribute)}
                said = _("“%(name)s”, %(attribute)s") % words
                yield Line(said, shown(old), shown(new))

    # --- Texts

    def texts(self, code: str) -> Iterator[Line]:
        before = {path: text for path, _subject, text in self._texts(self.old)}
        for path, subject, text in self._texts(self.new):
            former = before.get(path)
            if former is None:
                continue  # new with its block, which the structure tells
            old, new = former.values.get(code, ""), text.values.get(code, "")
            if old != new:
                yield Line(subject, old, new, code)

    def _texts(self, definition: Definition) -> Iterator[tuple[str, str, Text]]:
        """Yield each text with a path made of identities and what it is, in words."""
        for path, label in TEXTS["definition"].items():
            yield path, str(label), _at(definition, path)
        for step in definition.steps:
            blocks: list[tuple[str, Any, Text]] = [("step", step, step.title)]
            for question in step.fields:
                blocks.append(("question", question, question.label))
                blocks += [("option", option, option.label) for option in question.options]
            blocks += [("advice", advice, advice.title) for advice in step.exits]
            blocks += [("check", check, check.message) for check in step.checks]
            for kind, block, name in blocks:
                yield from self._texts_of(kind, block, block.id, name)
            if step.repeat is not None:
                yield from self._texts_of("repeat", step.repeat, step.id, step.title)
        yield from self.workflows.texts(definition.workflow)

    def _texts_of(
        self, kind: str, block: Any, identity: str, name: Text
    ) -> Iterator[tuple[str, str, Text]]:
        for attribute, label in TEXTS[kind].items():
            words = {"name": self.words(name), "attribute": label}
            subject = _("“%(name)s”, %(attribute)s") % words
            yield f"{identity}.{attribute}", subject, getattr(block, attribute)


def _at(node: Any, path: str) -> Any:
    for name in path.split("."):
        node = getattr(node, name)
    return node


def _bounds(step: Step) -> str:
    if step.repeat is None:
        return _("once")
    bounds = {"least": step.repeat.minimum, "most": step.repeat.maximum}
    return _("from %(least)s to %(most)s times") % bounds


def _longest_in_order(positions: Iterable[int]) -> list[int]:
    """Return the longest rising run of ``positions``, not necessarily side by side."""
    best: list[list[int]] = []
    for position in positions:
        before = [run for run in best if run[-1] < position]
        best.append([*max(before, key=len, default=[]), position])
    return max(best, key=len, default=[])
