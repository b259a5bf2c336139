"""Rules as a person with a pen reads them: "if you ticked A in question 2"."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from content.core.ordinals import district_label
from eservices.procedures.definition.kinds import FieldKind
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
from eservices.procedures.definition.schema import Definition, Field
from eservices.procedures.definition.values import Comparison, Measure
from eservices.procedures.drafts.answers import words
from eservices.procedures.words.sentences import part_name


class Conditions:
    """Says rules in the active language, questions being named by their number on paper."""

    def __init__(self, definition: Definition, numbers: Mapping[str, int], language: str) -> None:
        self.fields = definition.fields()
        self.steps = {step.id: step for step in definition.steps}
        self.numbers = numbers
        self.language = language

    def said(self, rule: Rule, *, negated: bool = False) -> str:
        """Return the rule as words that can follow "if", or '' when it always holds."""
        match rule:
            case Always() | Through():  # `channels.through` has left none
                return ""
            case Not():
                return self.said(rule.rule, negated=not negated)
            case All() | AnyOf():
                both = isinstance(rule, All) != negated
                # What itself holds "and" or "or" comes last, so that it reads as one.
                inner = sorted(rule.rules, key=lambda each: isinstance(each, All | AnyOf))
                parts = [self.said(each, negated=negated) for each in inner]
                return (_(", and ") if both else _(", or ")).join(filter(None, parts))
            case Answered():
                template = (
                    _("you did not answer question %(number)s")
                    if negated
                    else _("you answered question %(number)s")
                )
                return template % {"number": self._number(rule.field, rule.part)}
            case OneOf():
                return self._chosen(rule, negated)
            case Compare():
                return self._compared(rule, negated)

    def _chosen(self, rule: OneOf, negated: bool) -> str:
        question = self.fields.get(rule.field)
        labels = _(" or ").join(
            _("“%(answer)s”") % {"answer": self._label(question, value, rule.part)}
            for value in rule.values
        )
        ticked = question is not None and bool(question.options or question.kind in _TICKED)
        if negated:
            template = (
                _("you did not tick %(answers)s in question %(number)s")
                if ticked
                else _("you did not write %(answers)s in question %(number)s")
            )
        else:
            template = (
                _("you ticked %(answers)s in question %(number)s")
                if ticked
                else _("you wrote %(answers)s in question %(number)s")
            )
        return template % {"answers": labels, "number": self._number(rule.field, rule.part)}

    def _label(self, question: Field | None, value: str, part: str = "") -> str:
        if question is None:
            return value
        district = question.kind is FieldKind.DISTRICT or part == "district"
        if district and value.isdigit():
            return district_label(int(value), self.language)
        if question.kind in _TICKED:
            return _("Yes") if value == "yes" else _("No")
        for option in question.options:
            if option.value == value:
                return str(words(option.label, self.language))
        return value

    def _compared(self, rule: Compare, negated: bool) -> str:
        deadline = self._deadline(rule, negated)
        if deadline:
            return deadline
        comparison = _OPPOSITE[rule.comparison] if negated else rule.comparison
        template = {
            Comparison.LESS: _("%(left)s is less than %(right)s"),
            Comparison.AT_MOST: _("%(left)s is at most %(right)s"),
            Comparison.EQUAL: _("%(left)s is %(right)s"),
            Comparison.AT_LEAST: _("%(left)s is at least %(right)s"),
            Comparison.MORE: _("%(left)s is more than %(right)s"),
            None: _("%(left)s is not %(right)s"),
        }
        if self._is_day(rule.left) or self._is_day(rule.right):
            template |= {
                Comparison.LESS: _("%(left)s is before %(right)s"),
                Comparison.AT_MOST: _("%(left)s is not after %(right)s"),
                Comparison.AT_LEAST: _("%(left)s is not before %(right)s"),
                Comparison.MORE: _("%(left)s is after %(right)s"),
            }
        sides = {"left": self._value(rule.left), "right": self._value(rule.right)}
        return template[comparison] % sides

    def _deadline(self, rule: Compare, negated: bool) -> str:
        """Say "no day is left before a date" as what it means for whoever signs."""
        until = self._until(rule)
        if until is None:
            return ""
        comparison = _OPPOSITE[rule.comparison] if negated else rule.comparison
        templates = {
            Comparison.LESS: _("you sign after %(day)s"),
            Comparison.AT_LEAST: _("you sign by %(day)s at the latest"),
        }
        if comparison not in templates:
            return ""
        return templates[comparison] % {"day": self._value(until)}

    def _until(self, rule: Compare) -> Value | None:
        """Return the day that a rule compares with the day of signing, if it does: "the days
        from today to it are fewer than 0", or a day of a vote "is before today"."""
        left: Value | None = rule.left
        if isinstance(left, Answer):
            if isinstance(rule.right, Today) and self._is_vote(left):
                return left
            left = self._computed(left.field)
        if not isinstance(left, Days) or not isinstance(left.since, Today):
            return None
        ends = isinstance(rule.right, Constant) and rule.right.value == 0
        return left.until if ends else None

    def _is_vote(self, value: Answer) -> bool:
        question = self.fields.get(value.field)
        return question is not None and question.kind is FieldKind.POLL

    def _is_day(self, value: Value) -> bool:
        if isinstance(value, Answer):
            question = self.fields.get(value.field)
            dated = question is not None and question.kind is FieldKind.DATE
            return dated or value.measure is Measure.DATE
        return isinstance(value, Today) or (isinstance(value, Constant) and _day(value) is not None)

    def _value(self, value: Value) -> str:
        match value:
            case Constant():
                day = _day(value)
                if day is None:
                    return str(value.value)
                return pgettext("a date", "%(day)s") % {"day": date_format(day, "j F Y")}
            case Answer():
                if self._computed(value.field) is not None:
                    return self._value(self._computed(value.field))  # type: ignore[arg-type]
                if self._is_vote(value) and value.part in _days_of_a_vote():
                    return _days_of_a_vote()[value.part]
                return _("the answer to question %(number)s") % {
                    "number": self._number(value.field, value.part)
                }
            case Today():
                return _("the day you sign")
            case Count():
                return self._count(value.field)
            case Sum():
                return _("the sum of %(values)s") % {"values": self._list(value.values)}
            case Product():
                return _("the product of %(values)s") % {"values": self._list(value.values)}
            case Difference():
                return _("%(left)s minus %(right)s") % {
                    "left": self._value(value.left),
                    "right": self._value(value.right),
                }
            case Years() | Days():
                return self._span(value)

    def _computed(self, field: str) -> Value | None:
        question = self.fields.get(field)
        return question.value if question and question.kind is FieldKind.COMPUTED else None

    def _count(self, field: str) -> str:
        step = self.steps.get(field)
        if step is not None:
            return _("the number of times you filled in “%(part)s”") % {
                "part": words(step.title, self.language)
            }
        return _("the number of answers to question %(number)s") % {"number": self._number(field)}

    def _list(self, values: tuple[Value, ...]) -> str:
        return _(" and ").join(self._value(value) for value in values)

    def _span(self, value: Years | Days) -> str:
        until = self._value(value.until)
        if isinstance(value, Years) and isinstance(value.since, Answer):
            number = self._number(value.since.field, value.since.part)
            return _("the age on %(until)s (from question %(number)s)") % {
                "until": until,
                "number": number,
            }
        sides = {"since": self._value(value.since), "until": until}
        if isinstance(value, Days):
            return _("the number of days between %(since)s and %(until)s") % sides
        return _("the number of full years between %(since)s and %(until)s") % sides

    def _number(self, field: str, part: str = "") -> str:
        number = str(self.numbers.get(field, "?"))
        return f"{number} ({part_name(part)})" if part else number


def _days_of_a_vote() -> dict[str, str]:
    """Return what the days of a vote are called by those who register on paper."""
    return {
        "first_round": _("the first round"),
        "last_round": _("the last round"),
        "eve": _("the day before the last round"),
        "closes": _("the last day to register by post"),
        "closes_last": _("the last day to register"),
        "late_until": _("the tenth day before the vote"),
    }


_TICKED = frozenset({FieldKind.YES_NO, FieldKind.DECLARATION, FieldKind.CONSENT})
_OPPOSITE: Mapping[Comparison, Comparison | None] = {
    Comparison.LESS: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.MORE,
    Comparison.EQUAL: None,
    Comparison.AT_LEAST: Comparison.LESS,
    Comparison.MORE: Comparison.AT_MOST,
}


def _day(value: Constant) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(value.value))
    except ValueError:
        return None
