"""Moves an open draft to a newer version of its procedure, at its person's next request.

The pure part is `carry_over.py`. Here every answer, as typed and as read, goes to the step
that asks its question now; what the new version cannot hold is kept aside in the draft and
comes back if a later one does. Each step is then checked anew, so that a stricter rule is
seen, and the draft remembers what to tell until the person has read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from eservices.procedures.definition.carry_over import (
    TO_ANSWER,
    Change,
    ChangeKind,
    fits,
    homes,
    migrate,
)
from eservices.procedures.definition.schema import Definition, Field, Step
from eservices.procedures.definition.texts import Text
from eservices.procedures.drafts.answers import Words, words
from eservices.procedures.drafts.cut_over import version_for
from eservices.procedures.drafts.progress import Kept, Progress, in_item, load
from eservices.procedures.form_factory import build_form
from eservices.procedures.models import Draft, ProcedureVersion, StepState

#: Whether two definitions differ in words only, by their hashes.
_same: dict[tuple[str, str], bool] = {}


@dataclass(slots=True)
class Piece:
    """What is kept of one question: as typed, as read, and where it was asked."""

    step: str
    kind: str
    valid: bool
    raw: dict[str, list[str]] = field(default_factory=dict)
    #: The canonical value alone in a list, or an empty list when there is none.
    cleaned: list[Any] = field(default_factory=list)


Pieces = dict[str, Piece]


def follow(draft: Draft) -> None:
    """Bring a draft to the version it is to be filled in on; nothing when it is there."""
    version = version_for(draft, timezone.now())
    if version.pk != draft.version_id:
        move(draft=draft, to=version)


def move(*, draft: Draft, to: ProcedureVersion) -> None:
    """Move an open draft, in one transaction; a draft that was sent or moved stays as it is."""
    with transaction.atomic():
        locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if locked.submitted_at is not None or locked.version_id != draft.version_id:
            draft.refresh_from_db()
            return
        old, new = draft.version.compiled, to.compiled
        values: dict[str, Any] = {"version": to}
        if not _only_words_differ(draft.version, to):
            values |= _carry(draft, locked, old, new, to)
        Draft.objects.filter(pk=draft.pk).update(**values)
    for name, value in values.items():
        setattr(draft, name, value)


def _carry(
    draft: Draft, locked: Draft, old: Definition, new: Definition, to: ProcedureVersion
) -> dict[str, Any]:
    """Rewrite the steps of a draft for ``new``; return the draft's own new values."""
    before = load(draft)
    pieces = {name: Piece(**stored) for name, stored in locked.aside.items()}
    pieces |= scattered(before)
    states, aside = gathered(pieces, new)
    _keep_own(before, new, states)
    ahead = copy(draft)
    ahead.version = to
    after = _checked(replace(before, draft=ahead, definition=new, kept=states), draft.language)
    _write(draft, before.kept, after.kept)
    given = {**_unpacked(aside), **before.given}
    told = migrate(given, old, new, before.day, before.facts).changes
    changes = [*told, *_to_review(before, after, told, draft.language)]
    values: dict[str, Any] = {"aside": {name: _stored(piece) for name, piece in aside.items()}}
    if changes:
        since = locked.changes.get("since") or locked.saved_at.isoformat()
        lines = [_line(change) for change in changes]
        known = {(line["kind"], line["field"]) for line in lines}
        earlier = [
            line
            for line in locked.changes.get("lines", ())
            if (line["kind"], line["field"]) not in known
        ]
        values["changes"] = {"since": since, "lines": earlier + lines}
    # What is accepted on the check page is what was shown there.
    values["lock"] = locked.lock + 1
    return values


def _unpacked(aside: Mapping[str, Piece]) -> dict[str, Any]:
    return {
        name: piece.cleaned[0] for name, piece in aside.items() if piece.cleaned and "/" not in name
    }


# --- each answer to the step that asks it


def scattered(progress: Progress) -> Pieces:
    """Return what is kept of each question ("question", or "question/2" of an item)."""
    pieces: Pieces = {}
    for name, kept in progress.kept.items():
        identity, _slash, item = name.partition("/")
        step = next((each for each in progress.definition.steps if each.id == identity), None)
        for question in step.fields if step else ():
            raw = _own(kept.raw, question.id)
            cleaned = [kept.cleaned[question.id]] if question.id in kept.cleaned else []
            if raw or cleaned:
                path = in_item(question.id, int(item) if item else None)
                pieces[path] = Piece(identity, str(question.kind), kept.valid, raw, cleaned)
    return pieces


def _own(raw: Mapping[str, list[str]], identity: str) -> dict[str, list[str]]:
    """Return what was typed into the controls of one question."""
    return {
        name: typed
        for name, typed in raw.items()
        if name == identity or name.startswith(f"{identity}-")
    }


def gathered(pieces: Pieces, definition: Definition) -> tuple[dict[str, Kept], Pieces]:
    """Return the steps of ``definition`` with the pieces they take, and those set aside."""
    asked = homes(definition)
    taken: dict[str, list[tuple[str, Piece]]] = {}
    aside: Pieces = {}
    for path, piece in pieces.items():
        identity, _slash, item = path.partition("/")
        step, question = asked.get(identity, (None, None))
        if step is None or question is None or not _takes(step, question, piece, item):
            aside[path] = piece
            continue
        name = in_item(step.id, int(item) if item else None)
        taken.setdefault(name, []).append((identity, piece))
    return {name: _joined(held) for name, held in taken.items()}, aside


def _takes(step: Step, question: Field, piece: Piece, item: str) -> bool:
    if question.kind != piece.kind or bool(item) != (step.repeat is not None):
        return False
    if item and step.id != piece.step:
        return False
    return all(fits(value, None, question) for value in piece.cleaned)


def _joined(held: Iterable[tuple[str, Piece]]) -> Kept:
    raw: dict[str, list[str]] = {}
    cleaned: dict[str, Any] = {}
    valid = True
    for identity, piece in held:
        raw |= piece.raw
        if piece.cleaned:
            cleaned[identity] = piece.cleaned[0]
        valid = valid and piece.valid
    return Kept(raw=raw, cleaned=cleaned, valid=valid, stored=True)


def _keep_own(before: Progress, new: Definition, states: dict[str, Kept]) -> None:
    """Keep what no question holds: a step accepted without an answer, the list of items."""
    for step in new.steps:
        kept = before.kept.get(step.id)
        if kept is None:
            continue
        if step.repeat is not None:
            states[step.id] = Kept(raw=kept.raw, valid=kept.valid, stored=True)
        elif step.id not in states:
            states[step.id] = Kept(valid=kept.valid, stored=True)


# --- every step is checked anew


def _checked(progress: Progress, language: str) -> Progress:
    """Return the progress with each step's answers read by the new version's own rules."""
    for step in progress.definition.steps:
        if step.repeat is None:
            if step.id in progress.kept:
                progress = progress.with_step(step, _read(step, progress, language))
            continue
        for item in progress.items(step):
            view = progress.within(step, item)
            progress = view.with_step(step, _read(step, view, language)).whole
    return progress


def _read(step: Step, progress: Progress, language: str) -> Kept:
    kept = progress.kept[step.id]
    form = build_form(step, progress, language=language, data=kept.raw)
    valid = form.is_valid()
    return kept._replace(cleaned=form.answers, valid=kept.valid and valid)


def _to_review(
    before: Progress, after: Progress, told: Iterable[Change], language: str
) -> Iterable[Change]:
    """Yield the answers that were right and are no more, beside those told already."""
    known = {change.step for change in told if change.kind in TO_ANSWER}
    for step in after.steps:
        kept = after.kept.get(step.id)
        was = before.kept.get(step.id)
        if step.repeat or step.id in known or not kept or kept.valid or not (was and was.valid):
            continue
        form = build_form(step, after, language=language, data=kept.raw)
        wrong = [question for question in step.fields if question.id in form.errors]
        for question in wrong:
            yield Change(ChangeKind.TO_REVIEW, question.id, question.label, step.id)
        if not wrong:
            yield Change(ChangeKind.TO_REVIEW, "", step.title, step.id)


def _write(draft: Draft, old: Mapping[str, Kept], new: Mapping[str, Kept]) -> None:
    """Store the steps that differ; an open page of one of them is told by its lock."""
    gone = [name for name in old if name not in new]
    if gone:
        StepState.objects.filter(draft=draft, step__in=gone).delete()
    for name, kept in new.items():
        was = old.get(name)
        values = {"raw": dict(kept.raw), "cleaned": kept.cleaned, "valid": kept.valid}
        if was is None:
            StepState.objects.create(draft=draft, step=name, lock=1, **values)
        elif (was.raw, was.cleaned, was.valid) != (kept.raw, kept.cleaned, kept.valid):
            StepState.objects.filter(draft=draft, step=name).update(lock=was.lock + 1, **values)


def _stored(piece: Piece) -> dict[str, Any]:
    return {
        "step": piece.step,
        "kind": piece.kind,
        "valid": piece.valid,
        "raw": piece.raw,
        "cleaned": piece.cleaned,
    }


# --- what changed, in words


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the list of what changed."""

    kind: str
    label: Words
    #: The address of the step to look at again, when there is something to do.
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What changed since the person was last here, what they must act on first."""

    since: datetime | None
    lines: list[Told]


def _line(change: Change) -> dict[str, Any]:
    return {
        "kind": str(change.kind),
        "field": change.field,
        "label": change.label.model_dump(mode="json"),
        "step": change.step,
    }


def notice(progress: Progress, language: str, address: Callable[[str], str]) -> Notice | None:
    """Return what to tell of changes, ``None`` when all was read; ``address`` is of a step."""
    held = progress.draft.changes
    if not held:
        return None
    keys = {step.id: step.key for step in progress.steps}
    lines = sorted(held["lines"], key=lambda line: line["kind"] not in TO_ANSWER)
    return Notice(
        parse_datetime(held["since"]),
        [
            Told(
                line["kind"],
                words(Text.model_validate(line["label"]), language),
                address(keys[line["step"]])
                if line["kind"] in TO_ANSWER and line["step"] in keys
                else "",
            )
            for line in lines
        ],
    )


def acknowledge(*, draft: Draft) -> None:
    """Tell no more what the person has read."""
    Draft.objects.filter(pk=draft.pk).update(changes={})
    draft.changes = {}


def acted_on(*, draft: Draft, step: str) -> None:
    """Tell no more what the person was asked to do in a step, now that it is done."""
    if not draft.changes:
        return
    with transaction.atomic():
        locked = Draft.objects.select_for_update(of=("self",)).only("changes").get(pk=draft.pk)
        lines = [
            line
            for line in locked.changes.get("lines", ())
            if line["step"] != step or line["kind"] not in TO_ANSWER
        ]
        draft.changes = {**locked.changes, "lines": lines} if lines else {}
        Draft.objects.filter(pk=draft.pk).update(changes=draft.changes)


def _only_words_differ(old: ProcedureVersion, new: ProcedureVersion) -> bool:
    """Return whether two versions ask the same in the same order, but for their words."""
    key = (old.sha256, new.sha256)
    if key not in _same:
        if len(_same) > 1000:
            _same.clear()
        _same[key] = _silent(old.compiled) == _silent(new.compiled)
    return _same[key]


def _silent(definition: Definition) -> Any:
    """Return the steps of a definition without a word."""
    return _wordless([step.model_dump() for step in definition.steps])


def _wordless(raw: Any) -> Any:
    if isinstance(raw, dict):
        if set(raw) == {"values", "outdated"}:
            return None
        return {name: _wordless(value) for name, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [_wordless(value) for value in raw]
    return raw
