"""Which documents to have at hand, and when, as residents read it before they start. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.rules import All, Always, Not, OneOf, Rule
from eservices.procedures.definition.rules import Any as AnyOf
from eservices.procedures.definition.schema import Definition, Field
from eservices.procedures.words.sentences import Sentences


def documents(definition: Definition, language: str) -> tuple[tuple[str, str], ...]:
    """Return the documents that a definition asks for, each in a language that has its words;
    first those that everybody is asked for."""
    asked = _Asked(definition)
    files = [field for field in definition.fields().values() if field.kind is FieldKind.FILE]
    files.sort(key=lambda field: bool(asked.rules(field)))
    return tuple(_document(field, asked, *field.label.get(language)) for field in files)


def _document(field: Field, asked: _Asked, label: str, language: str) -> tuple[str, str]:
    with override(language):
        sentences = _Answers(asked.definition.steps, language)
        return _when(field, asked.rules(field), sentences) % {"document": label}, language


def _when(field: Field, rules: list[Rule], sentences: Sentences) -> str:
    if not all(map(_is_plain, rules)):
        return _("%(document)s, in some cases, depending on your answers")
    needed = field.may_need and field.required_if == Always()
    if not rules:
        return "%(document)s" if needed else _("%(document)s (optional)")
    said = sentences.rule(All(rules=tuple(rules)) if len(rules) > 1 else rules[0])
    if needed:
        words = _("%(document)s, if %(answers)s")
    else:
        words = _("%(document)s (optional), if %(answers)s")
    return words.replace("%(answers)s", said.replace("%", "%%"))


class _Asked:
    """Knows the rules under which each question of a definition is asked."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self._rules = {
            field.id: [*_all_of(step.shown_if), *_all_of(field.shown_if)]
            for step in definition.steps
            for field in step.fields
        }

    def rules(self, field: Field) -> list[Rule]:
        """Return the rules of a question that say something: not those under which the questions
        they read are asked, nor those that one more precise makes needless."""
        rules = self._rules[field.id]
        chosen = [rule for rule in rules if isinstance(rule, OneOf)]
        known = [rule for each in chosen for rule in self._rules.get(each.field, ())]
        return [
            rule
            for rule in rules
            if rule not in known and not any(_is_narrower(each, rule) for each in chosen)
        ]


def _all_of(rule: Rule) -> Iterator[Rule]:
    if isinstance(rule, All):
        for each in rule.rules:
            yield from _all_of(each)
    elif not isinstance(rule, Always):
        yield rule


def _is_narrower(rule: OneOf, other: Rule) -> bool:
    if not isinstance(other, OneOf) or (rule.field, rule.part) != (other.field, other.part):
        return False
    return set(rule.values) < set(other.values)


def _is_plain(rule: Rule) -> bool:
    """Tell whether a rule is about answers that are chosen: dates and sums make long sentences."""
    match rule:
        case Not():
            return isinstance(rule.rule, OneOf)
        case All() | AnyOf():
            return all(map(_is_plain, rule.rules))
    return isinstance(rule, OneOf)


class _Answers(Sentences):
    """Says what is chosen as what somebody does, not as what a rule reads."""

    def _one_of(self, rule: OneOf, *, without: bool) -> str:
        words = (
            _("you do not answer %(values)s to %(question)s")
            if without
            else _("you answer %(values)s to %(question)s")
        )
        return words % self._sides(rule)
