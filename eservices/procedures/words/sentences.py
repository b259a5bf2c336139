"""Rules as sentences that an editor reads: what is asked when, checked, advised. Pure.

``Sentences(steps, language)`` says one rule, or a whole step. Shown beside the page being
edited, for each version, and where two versions are compared.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from content.core.ordinals import district_label
from eservices.procedures.definition.kinds import NEVER_NEEDED, FieldKind
from eservices.procedures.definition.rules import (
    All,
    Always,
    Answer,
    Answered,
    Compare,
    Constant,
    Count,
    Days,
    Difference,
    Not,
    OneOf,
    Product,
    Rule,
    Sum,
    Through,
    Today,
    Value,
    Years,
)
from eservices.procedures.definition.rules import Any as AnyOf
from eservices.procedures.definition.schema import Check, Exit, Field, Step
from eservices.procedures.definition.texts import Text
from eservices.procedures.definition.values import Comparison, Measure, read

#: What a comparison is when it does not hold, and both sides are known.
OPPOSITE = {
    Comparison.LESS: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.MORE,
    Comparison.AT_LEAST: Comparison.LESS,
    Comparison.MORE: Comparison.AT_MOST,
}


@dataclass(frozen=True, slots=True)
class QuestionSentences:
    id: str
    label: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepSentences:
    """Everything a step does, in words."""

    id: str
    key: str
    title: str
    shown: str
    questions: tuple[QuestionSentences, ...]
    checks: tuple[str, ...]
    advice: tuple[str, ...]


class Sentences:
    """Says the rules of ``steps`` in ``language``."""

    def __init__(self, steps: Iterable[Step], language: str) -> None:
        self.steps = tuple(steps)
        self.language = language
        self._fields = {field.id: field for step in self.steps for field in step.fields}
        self._titles = {step.id: step.title for step in self.steps}

    def all(self) -> list[StepSentences]:
        """Return the whole procedure, step by step."""
        return [self.step(step) for step in self.steps]

    def step(self, step: Step) -> StepSentences:
        with override(self.language):
            return StepSentences(
                id=step.id,
                key=step.key,
                title=self._words(step.title),
                shown=" ".join(self._shown(step)),
                questions=tuple(self.question(field) for field in step.fields),
                checks=tuple(self.check(check) for check in step.checks),
                advice=tuple(self.advice(advice) for advice in step.exits),
            )

    def question(self, field: Field) -> QuestionSentences:
        """Return what a question does: when it is asked, and when an answer is needed."""
        with override(self.language):
            return QuestionSentences(field.id, self._words(field.label), tuple(self._asked(field)))

    def check(self, check: Check) -> str:
        with override(self.language):
            return _("This must be true: %(rule)s. Otherwise, beside %(question)s: %(message)s") % {
                "rule": self.rule(check.rule),
                "question": self._name(check.field),
                "message": self._words(check.message),
            }

    def advice(self, advice: Exit) -> str:
        with override(self.language):
            said = _("If %(rule)s, advice is shown: %(title)s. The request can still be sent.") % {
                "rule": self.rule(advice.when),
                "title": _quoted(self._words(advice.title)),
            }
            if advice.url:
                said += " " + _("It leads to %(url)s") % {"url": advice.url}
            return said

    def rule(self, rule: Rule) -> str:
        """Return a rule as part of a sentence; "always" where it asks nothing."""
        with override(self.language):
            return self._rule(rule)

    def value(self, value: Value) -> str:
        with override(self.language):
            return self._value(value)

    # --- Steps and questions

    def _shown(self, step: Step) -> Iterator[str]:
        if isinstance(step.shown_if, Always):
            yield _("This step is always asked.")
        else:
            yield _("This step is asked if %(rule)s.") % {"rule": self._rule(step.shown_if)}
        if step.repeat is not None:
            yield _("It is filled in once for each, from %(least)s to %(most)s times.") % {
                "least": step.repeat.minimum,
                "most": step.repeat.maximum,
            }

    def _asked(self, field: Field) -> Iterator[str]:
        if not isinstance(field.shown_if, Always):
            yield _("Shown if %(rule)s.") % {"rule": self._rule(field.shown_if)}
        if field.value is not None:
            yield _("Computed: %(value)s.") % {"value": self._value(field.value)}
        elif field.kind is FieldKind.INFORMATION:
            yield _("Text that asks nothing.")
        elif field.kind in NEVER_NEEDED or not field.required:
            yield _("May be left without answer.")
        elif isinstance(field.required_if, Always):
            yield _("An answer is needed.")
        else:
            yield _("An answer is needed if %(rule)s.") % {"rule": self._rule(field.required_if)}
        if field.earliest is not None:
            yield _("Not before: %(day)s.") % {"day": self._value(field.earliest)}
        if field.latest is not None:
            yield _("Not after: %(day)s.") % {"day": self._value(field.latest)}

    # --- Rules

    def _rule(self, rule: Rule, *, inner: bool = False) -> str:
        match rule:
            case Always():
                return _("always")
            case Answered():
                return self._clause(_("%(question)s has an answer"), rule)
            case OneOf():
                return self._one_of(rule, without=False)
            case Through():
                return _("the request is made %(ways)s") % {"ways": _ways(rule)}
            case Compare():
                return self._compare(rule.left, rule.comparison, rule.right)
            case Not():
                return self._not(rule.rule)
            case All():
                return self._joined(rule.rules, pgettext("between conditions", " and "), inner)
            case AnyOf():
                return self._joined(rule.rules, pgettext("between conditions", " or "), inner)

    def _joined(self, rules: tuple[Rule, ...], word: str, inner: bool) -> str:
        said = word.join(self._rule(each, inner=True) for each in rules)
        return f"({said})" if inner and len(rules) > 1 else said

    def _not(self, rule: Rule) -> str:
        match rule:
            case Answered():
                return self._clause(_("%(question)s has no answer"), rule)
            case OneOf():
                return self._one_of(rule, without=True)
            case Through():
                return _("the request is not made %(ways)s") % {"ways": _ways(rule)}
            case Compare() if rule.comparison in OPPOSITE:
                return self._compare(rule.left, OPPOSITE[rule.comparison], rule.right)
            case Not():
                return self._rule(rule.rule)
        return _("it is not true that %(rule)s") % {"rule": self._rule(rule, inner=True)}

    def _clause(self, words: str, rule: Answered) -> str:
        return words % {"question": self._name(rule.field, rule.part)}

    def _one_of(self, rule: OneOf, *, without: bool) -> str:
        question = self._fields.get(rule.field)
        several = question is not None and question.kind is FieldKind.CHOICES and not rule.part
        words = {
            (False, False): _("%(question)s is %(values)s"),
            (False, True): _("%(question)s is not %(values)s"),
            (True, False): _("%(question)s includes %(values)s"),
            (True, True): _("%(question)s does not include %(values)s"),
        }[several, without]
        return words % self._sides(rule)

    def _sides(self, rule: OneOf) -> dict[str, str]:
        question = self._fields.get(rule.field)
        said = [self._stored(question, value, rule.part) for value in rule.values]
        return {"question": self._name(rule.field, rule.part), "values": _either(said)}

    def _stored(self, question: Field | None, value: str, part: str) -> str:
        district = part == "district" or (question and question.kind is FieldKind.DISTRICT)
        if district and value.isascii() and value.isdigit():
            return district_label(int(value), self.language)
        if question is None or part:
            return _quoted(value)
        if question.kind in (FieldKind.YES_NO, FieldKind.DECLARATION, FieldKind.CONSENT):
            return _quoted(_("Yes") if value == "yes" else _("No"))
        labels = {option.value: self._words(option.label) for option in question.options}
        return _quoted(labels.get(value) or value)

    def _compare(self, left: Value, comparison: Comparison, right: Value) -> str:
        days = any(self._is_day(value) for value in (left, right))
        words = (_day_comparisons() if days else _number_comparisons())[comparison]
        cents = self._is_money(left) or self._is_money(right)
        return words % {
            "left": self._value(left, cents=cents),
            "right": self._value(right, cents=cents),
        }

    # --- Values

    def _value(self, value: Value, *, cents: bool = False) -> str:
        match value:
            case Constant():
                return _constant(value, cents=cents)
            case Answer():
                return self._name(value.field, value.part)
            case Today():
                return _("today")
            case Count():
                return _("the number of answers to %(question)s") % {
                    "question": self._name(value.field)
                }
            case Years() | Days():
                return self._span(value)
            case Product():
                return _(" times ").join(self._value(each) for each in value.values)
            case Sum():
                money = cents or self._is_money(value)
                return _(" plus ").join(self._value(each, cents=money) for each in value.values)
            case Difference():
                money = cents or self._is_money(value)
                return _(" minus ").join(self._value(each, cents=money) for each in value.parts())

    def _span(self, value: Years | Days) -> str:
        words = {"since": self._value(value.since), "until": self._value(value.until)}
        if isinstance(value, Days):
            return _("the days from %(since)s to %(until)s") % words
        if isinstance(value.until, Today):
            return _("the age today, from %(since)s") % words
        return _("the age on %(until)s, from %(since)s") % words

    def _is_day(self, value: Value) -> bool:
        if isinstance(value, Answer):
            return value.measure is Measure.DATE
        return isinstance(value, Today) or (
            isinstance(value, Constant) and not isinstance(read(value.value), Decimal | str)
        )

    def _is_money(self, value: Value) -> bool:
        if isinstance(value, Answer):
            question = self._fields.get(value.field)
            if question is not None and question.value is not None:
                return self._is_money(question.value)
            return value.measure is Measure.MONEY
        if isinstance(value, Sum | Difference | Product):
            return any(self._is_money(part) for part in value.parts())
        return False

    # --- Words

    def _words(self, text: Text) -> str:
        return text.get(self.language)[0]

    def _name(self, identity: str, part: str = "") -> str:
        field = self._fields.get(identity)
        text = field.label if field else self._titles.get(identity)
        name = _quoted(self._words(text) if text else identity)
        return f"{name} ({part_name(part)})" if part else name


def _either(said: list[str]) -> str:
    return pgettext("between values", " or ").join(
        [", ".join(said[:-1]), said[-1]] if len(said) > 1 else said
    )


def _ways(rule: Through) -> str:
    labels = [str(channel.label) for channel in rule.channels]
    return _either([label[:1].lower() + label[1:] for label in labels])


def _quoted(words: Any) -> str:
    return _("“%(words)s”") % {"words": words}


def part_name(part: str) -> str:
    """Return what a part of an answer is called, in the active language."""
    known = {
        "from": _("start"),
        "to": _("end"),
        "birth_date": _("date of birth"),
        "birth_place": _("place of birth"),
        "given": _("first names"),
        "family": _("surname at birth"),
        "postcode": _("postcode"),
        "town": _("town"),
        "country": _("country"),
        "district": _("district"),
        "first_round": _("first round"),
        "last_round": _("last round"),
        "eve": _("day before the last round"),
        "closes": _("last day to register in this way"),
        "closes_last": _("last day to register in any way"),
        "late_until": _("last day for late cases"),
    }
    return known.get(part, part)


def _constant(value: Constant, *, cents: bool) -> str:
    worth = read(value.value)
    if isinstance(worth, Decimal):
        if not cents:
            return number_format(worth, force_grouping=True)
        euros = worth / 100
        places = 0 if euros == int(euros) else 2
        amount = number_format(euros, decimal_pos=places, force_grouping=True)
        return _("€%(amount)s") % {"amount": amount}
    if isinstance(worth, datetime.date):
        return pgettext("in a sentence", "%(day)s") % {"day": date_format(worth, "j F Y")}
    return _quoted(value.value)


def _number_comparisons() -> dict[Comparison, str]:
    return {
        Comparison.LESS: _("%(left)s is less than %(right)s"),
        Comparison.AT_MOST: _("%(left)s is at most %(right)s"),
        Comparison.EQUAL: _("%(left)s is exactly %(right)s"),
        Comparison.AT_LEAST: _("%(left)s is at least %(right)s"),
        Comparison.MORE: _("%(left)s is more than %(right)s"),
    }


def _day_comparisons() -> dict[Comparison, str]:
    return {
        Comparison.LESS: _("%(left)s is before %(right)s"),
        Comparison.AT_MOST: _("%(left)s is not after %(right)s"),
        Comparison.EQUAL: _("%(left)s is the same day as %(right)s"),
        Comparison.AT_LEAST: _("%(left)s is not before %(right)s"),
        Comparison.MORE: _("%(left)s is after %(right)s"),
    }


def say_all(steps: Iterable[Step], language: str) -> list[StepSentences]:
    """Return a whole procedure as sentences in ``language``."""
    return Sentences(steps, language).all()


__all__ = ["QuestionSentences", "Sentences", "StepSentences", "part_name", "say_all"]
