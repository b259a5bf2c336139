"""Before and after: what a correction changed, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eservices.cases.models import Case
from eservices.procedures.drafts.answers import Words, thawed
from eservices.procedures.drafts.progress import in_item
from eservices.procedures.models import AnswerRevision, Correction, Submission

Frozen = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """One answer; empty words where there was none, or is none any more."""

    label: Words
    before: Words
    after: Words


@dataclass(frozen=True, slots=True)
class Told:
    """One correction as the desk reads it."""

    correction: Correction
    asked: list[tuple[Words, str]]
    changes: list[Change]


def compare(before: Frozen, after: Frozen, language: str) -> list[Change]:
    """Return the answers that differ between two frozen lists, in the order of the later one."""
    old, new = _rows(before, language), _rows(after, language)
    changes = [
        Change(label, old[name][1] if name in old else Words(""), value)
        for name, (label, value, stored) in new.items()
        if name not in old or old[name][2] != stored
    ]
    gone = [Change(old[name][0], old[name][1], Words("")) for name in old if name not in new]
    return changes + gone


def _rows(frozen: Frozen, language: str) -> dict[str, tuple[Words, Words, Any]]:
    stored = {
        in_item(row["field"], section.get("item")): row.get("value")
        for section in frozen
        for row in section["rows"]
    }
    return {
        name: (row.label, row.value, stored[name])
        for section in thawed(frozen, language)
        for row in section.rows
        for name in [in_item(row.field, section.item)]
    }


def history(case: Case, language: str) -> list[Told]:
    """Return every correction of a case, latest first, with what each changed."""
    corrections = list(case.corrections.select_related("asked", "answered"))
    if not corrections:
        return []
    submission = Submission.objects.select_related("version").filter(case=case).first()
    if submission is None:
        return []
    revisions = {
        revision.correction_id: revision.answers
        for revision in AnswerRevision.objects.filter(correction__case=case)
    }
    fields, before, told = submission.version.compiled.fields(), submission.answers, []
    for correction in corrections:
        after = revisions.get(correction.pk, before)
        asked = [
            (Words(*fields[name.partition("/")[0]].label.get(language)), why)
            for name, why in correction.why.items()
            if name.partition("/")[0] in fields
        ]
        told.append(Told(correction, asked, compare(before, after, language)))
        before = after
    return told[::-1]
