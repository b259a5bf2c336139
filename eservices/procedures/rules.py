"""Rules and values of a compiled procedure: part of schema 1 of `ProcedureVersion.definition`.

They look back only: a rule names questions of earlier steps, or earlier in its own step.
A rule says yes or no, a value is a number, a day or a text; both are data, so that one
pure evaluator (`evaluator.py`) reads them and editors see them as sentences.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# --- Values


class Constant(_Frozen):
    """An integer, a decimal number as text, an ISO day or a stored value."""

    op: Literal["constant"] = "constant"
    value: int | str


class Answer(_Frozen):
    """The answer to a question, or one ``part`` of it (``postcode`` of an address)."""

    op: Literal["answer"] = "answer"
    field: str
    part: str = ""


class Today(_Frozen):
    """The day the journey is at this step, in Europe/Paris."""

    op: Literal["today"] = "today"


class Sum(_Frozen):
    """The sum of what is answered; nothing when nothing is."""

    op: Literal["sum"] = "sum"
    values: tuple[Value, ...]


class Difference(_Frozen):
    op: Literal["difference"] = "difference"
    left: Value
    right: Value


class Product(_Frozen):
    op: Literal["product"] = "product"
    values: tuple[Value, ...]


class Years(_Frozen):
    """Whole years from ``since`` to ``until``: an age at a date."""

    op: Literal["years"] = "years"
    since: Value
    until: Value = Today()


class Days(_Frozen):
    """Days from ``since`` to ``until``, negative when they stand the other way round."""

    op: Literal["days"] = "days"
    since: Value
    until: Value = Today()


class Count(_Frozen):
    """How many: rows of a repeated step, choices ticked, files given."""

    op: Literal["count"] = "count"
    field: str


Value = Annotated[
    Constant | Answer | Today | Sum | Difference | Product | Years | Days | Count,
    PydanticField(discriminator="op"),
]


# --- Rules


class Comparison(StrEnum):
    LESS = "less"
    AT_MOST = "at_most"
    EQUAL = "equal"
    AT_LEAST = "at_least"
    MORE = "more"


class Always(_Frozen):
    op: Literal["always"] = "always"


class Answered(_Frozen):
    op: Literal["answered"] = "answered"
    field: str


class OneOf(_Frozen):
    """The answer is (or, for a list, holds) one of ``values``."""

    op: Literal["one_of"] = "one_of"
    field: str
    values: tuple[str, ...]


class Compare(_Frozen):
    """Numbers with numbers, days with days; false while either side has no value."""

    op: Literal["compare"] = "compare"
    left: Value
    comparison: Comparison
    right: Value


class Not(_Frozen):
    op: Literal["not"] = "not"
    rule: Rule


class All(_Frozen):
    op: Literal["all"] = "all"
    rules: tuple[Rule, ...]


class Any(_Frozen):
    op: Literal["any"] = "any"
    rules: tuple[Rule, ...]


Rule = Annotated[
    Always | Answered | OneOf | Compare | Not | All | Any, PydanticField(discriminator="op")
]

for _model in (Sum, Difference, Product, Years, Days, Compare, Not, All, Any):
    _model.model_rebuild()
