"""From an editor's conditions, checks and values to rules. Pure.

Nothing is refused here: `checks` has refused what cannot be read before, and a working
definition that is not finished is still shown to its editor as sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from eservices.procedures.compiler.names import Names, listed
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
from eservices.procedures.definition.values import Comparison, Measure

NUMBERS = {
    "less": Comparison.LESS,
    "at_most": Comparison.AT_MOST,
    "equal": Comparison.EQUAL,
    "at_least": Comparison.AT_LEAST,
    "more": Comparison.MORE,
}
DAYS = {
    "before": Comparison.LESS,
    "not_after": Comparison.AT_MOST,
    "on": Comparison.EQUAL,
    "not_before": Comparison.AT_LEAST,
    "after": Comparison.MORE,
}
AGES = {"age_at_least": Comparison.AT_LEAST, "age_under": Comparison.LESS}
COUNTS = {"count_at_least": Comparison.AT_LEAST, "count_at_most": Comparison.AT_MOST}


def rule(conditions: Any, names: Names) -> Rule:
    """Return the rule that all of an editor's conditions make; none means always."""
    return _all(_child(child, names) for child in conditions or ())


def _child(child: Any, names: Names) -> Rule:
    match child.block_type:
        case "any_of":
            rules = tuple(_child(inner, names) for inner in child.value)
            return rules[0] if len(rules) == 1 else AnyOf(rules=rules)
        case "all_of":
            return _all(_child(inner, names) for inner in child.value)
        case "through":
            return Through(channels=tuple(child.value))
    return condition(child.value, names)


def _all(rules: Iterable[Rule]) -> Rule:
    joined = tuple(rules)
    if not joined:
        return Always()
    return joined[0] if len(joined) == 1 else All(rules=joined)


def condition(value: Mapping[str, Any], names: Names) -> Rule:
    """Return the rule of one condition; an unknown name keeps itself."""
    operator, reference = value["operator"], value["field"] or ""
    found, part = names.find(reference)
    field = found.id if found else reference
    if operator in ("answered", "not_answered"):
        answered = Answered(field=field, part=part)
        return Not(rule=answered) if operator == "not_answered" else answered
    if operator in ("is", "is_not"):
        chosen = OneOf(field=field, part=part, values=listed(value["values"]))
        return Not(rule=chosen) if operator == "is_not" else chosen
    return Compare(
        left=_left(value, names, field, part),
        comparison=(NUMBERS | DAYS | AGES | COUNTS).get(operator, Comparison.EQUAL),
        right=_right(value, names),
    )


def _left(value: Mapping[str, Any], names: Names, field: str, part: str) -> Value:
    operator = value["operator"]
    if operator in COUNTS:
        return Count(field=field)
    as_day = operator in DAYS or operator in AGES
    answer = names.answer(value["field"], as_day=as_day) or Answer(field=field, part=part)
    if operator not in AGES:
        return answer
    return Years(since=answer, until=day(value.get("at"), names) or Today())


def _right(value: Mapping[str, Any], names: Names) -> Value:
    text, operator = str(value["values"] or "").strip(), value["operator"]
    cents = operator in NUMBERS and names.measure_of(value["field"]) is Measure.MONEY
    term = names.term(text, cents=cents, as_day=operator in DAYS)
    return term or Constant(value=text)


def day(text: Any, names: Names) -> Value | None:
    """Return the day that an editor wrote; ``None`` when nothing was, or it is none."""
    return names.term(str(text or ""), as_day=True)


# --- Checks across the questions of a step


def check(child: Any, names: Names) -> tuple[str, Rule]:
    """Return the question beside which a check speaks, and what must hold.

    What a preset looks at may be missing: it then holds. Only "at least one" asks.
    """
    value = child.value
    match child.block_type:
        case "dates_in_order":
            return _identity(value["second"], names), in_order(value, names)
        case "age":
            return _identity(value["field"], names), _age(value, names)
        case "at_least_one":
            fields = [_identity(name, names) for name in listed(value["fields"])]
            rules = tuple(Answered(field=field) for field in fields)
            return next(iter(fields), ""), AnyOf(rules=rules)
    return _identity(value["field"], names), rule(value["rule"], names)


def _identity(reference: str, names: Names) -> str:
    found, _part = names.find(reference)
    return found.id if found else reference or ""


def in_order(value: Mapping[str, Any], names: Names) -> Rule:
    first, second = (
        day(value[name], names) or Constant(value=value[name] or "") for name in ("first", "second")
    )
    wrong = Comparison.MORE if value.get("same_day") else Comparison.AT_LEAST
    return Not(rule=Compare(left=first, comparison=wrong, right=second))


def _age(value: Mapping[str, Any], names: Names) -> Rule:
    since = day(value["field"], names) or Constant(value=value["field"] or "")
    age = Years(since=since, until=day(value.get("at"), names) or Today())
    wrong = []
    if value.get("at_least") is not None:
        wrong.append((Comparison.LESS, value["at_least"]))
    if value.get("under") is not None:
        wrong.append((Comparison.AT_LEAST, value["under"]))
    return _all(
        Not(rule=Compare(left=age, comparison=comparison, right=Constant(value=years)))
        for comparison, years in wrong
    )


# --- Computed values


def value_of(value: Mapping[str, Any] | None, names: Names) -> Value | None:
    """Return the value that an editor composed: an operation over terms."""
    if not value or not value.get("terms"):
        return None
    operation = value["operation"]
    if operation == "count":
        return Count(field=_identity(str(value["terms"][0]), names))
    as_day = operation in ("years", "days")
    cents = operation in ("sum", "difference") and measures_cents(value["terms"], names)
    terms = tuple(
        names.term(str(text), cents=cents, as_day=as_day) or Constant(value=str(text or ""))
        for text in value["terms"]
    )
    left, right = terms[0], terms[1] if len(terms) > 1 else Today()
    match operation:
        case "sum":
            return Sum(values=terms)
        case "product":
            return Product(values=terms)
        case "difference":
            return Difference(left=left, right=right)
        case "years":
            return Years(since=left, until=right)
    return Days(since=left, until=right)


def measures_cents(terms: Iterable[Any], names: Names) -> bool:
    """Return whether a term is an amount, so that numbers beside it are amounts in euros."""
    return any(names.measure_of(str(text or "")) is Measure.MONEY for text in terms)
