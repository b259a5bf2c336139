"""Answers of requests of all versions in one table: a column for each question.

A question is its identity, which survives relabelling, reordering and moves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Definition
from eservices.procedures.drafts.answers import said_then, words


@dataclass(frozen=True, slots=True)
class Column:
    """A question in the words of the newest version in which it stands."""

    field: str
    label: str
    step: str
    is_retired: bool


def columns(versions: Sequence[Definition], language: str) -> list[Column]:
    """Return a column for each question that any of the versions (oldest first) has.

    Those of the last version come first, in its order; then those that it has no more, the
    latest retired first.
    """
    found: dict[str, Column] = {}
    for age, version in enumerate(reversed(versions)):
        for step in version.steps:
            title = words(step.title, language).text
            for question in step.fields:
                if question.kind is not FieldKind.INFORMATION and question.id not in found:
                    label = words(question.label, language).text
                    found[question.id] = Column(question.id, label, title, is_retired=age > 0)
    return list(found.values())


def headings(columns: Sequence[Column]) -> list[str]:
    """Return what stands above each column, no two the same: labels, then steps, then numbers."""
    heads = [_head(column.label, column) for column in columns]
    same = Counter(heads)
    heads = [
        _head(f"{column.label} ({column.step})", column) if same[head] > 1 else head
        for head, column in zip(heads, columns, strict=True)
    ]
    seen: Counter[str] = Counter()
    numbered = []
    for head in heads:
        seen[head] += 1
        numbered.append(f"{head} {seen[head]}" if seen[head] > 1 else head)
    return numbered


def _head(label: str, column: Column) -> str:
    return _("%(label)s (retired)") % {"label": label} if column.is_retired else label


def cells(answers: list[dict[str, Any]], columns: Sequence[Column], language: str) -> list[str]:
    """Return frozen answers in words, a cell for each column; files by their names.

    The items of a repeated step stand in one cell, a numbered line each. What was not asked,
    not answered or erased leaves its cell empty.
    """
    said: dict[str, list[str]] = {}
    for section in answers:
        number = f"{section['place']}. " if "place" in section else ""
        for row in section["rows"]:
            if not row.get("erased"):
                text = number + said_then(row, language).text
                said.setdefault(row["field"], []).append(text)
    return ["\n".join(said.get(column.field, [])) for column in columns]
