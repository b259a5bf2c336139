"""What a publication would do to open drafts, to requests like those just sent, to samples.

The work is bounded: of the open drafts those saved last are looked at, and how many is
said. Nothing is written; drafts move one by one when they are opened (`carry_over.py`).
"""

from __future__ import annotations

import datetime
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils import timezone

from eservices.procedures.definition.carry_over import TO_ANSWER, CarryOver, ChangeKind, migrate
from eservices.procedures.definition.replay import Outcome, replay
from eservices.procedures.definition.schema import Definition
from eservices.procedures.drafts.progress import Kept, Progress
from eservices.procedures.enums import End
from eservices.procedures.models import (
    Draft,
    DraftAttachment,
    Persona,
    Procedure,
    StepState,
    Submission,
)
from eservices.procedures.versions import personas

#: Open drafts looked at, those saved last.
DRAFTS = 500
#: Of those, so many at least; then as many as these seconds allow.
AT_LEAST, SECONDS = 50, 2.0
#: Requests walked again, those sent last.
SUBMISSIONS = 100


@dataclass(frozen=True, slots=True)
class Told:
    """One change as those concerned are told it, and for how many drafts."""

    kind: ChangeKind
    label: str
    count: int


@dataclass(slots=True)
class DraftsImpact:
    """``looked_at`` of ``total`` open drafts; one draft may be both asked again and aside."""

    total: int = 0
    looked_at: int = 0
    silent: int = 0
    told: int = 0
    asked_again: int = 0
    set_aside: int = 0
    #: Begun before the day of a cut-over: they stay where they are for the time it gives.
    pinned: int = 0
    changes: list[Told] = field(default_factory=list)

    @property
    def is_sample(self) -> bool:
        return self.looked_at < self.total


@dataclass(slots=True)
class SubmissionsImpact:
    """Requests sent and walked again: how many end elsewhere, and where."""

    looked_at: int = 0
    same: int = 0
    other_way: int = 0
    incomplete: int = 0
    refused: int = 0
    #: (id of the step, id of the question or "") -> how many stop there.
    stops: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sample:
    name: str
    failure: str


@dataclass(frozen=True, slots=True)
class Impact:
    drafts: DraftsImpact
    submissions: SubmissionsImpact
    samples: list[Sample]


def foresee(
    procedure: Procedure, new: Definition, *, cut_over_on: datetime.date | None = None
) -> Impact:
    """Return what publishing ``new`` as the next version of ``procedure`` would do."""
    return Impact(
        drafts=_drafts(procedure, new, cut_over_on),
        submissions=_submissions(procedure, new),
        samples=_samples(procedure, new),
    )


# --- Open drafts


def _drafts(
    procedure: Procedure, new: Definition, cut_over_on: datetime.date | None
) -> DraftsImpact:
    drafts = Draft.objects.open().filter(version__procedure=procedure, is_test=False)
    seen = DraftsImpact(total=drafts.count())
    told: Counter[tuple[ChangeKind, str]] = Counter()
    latest = drafts.select_related("version").defer("version__definition")
    end = time.monotonic() + SECONDS
    for progress in _progress(latest.order_by("-saved_at", "-pk")[:DRAFTS]):
        if seen.looked_at >= AT_LEAST and time.monotonic() > end:
            break
        seen.looked_at += 1
        begun = timezone.localdate(progress.draft.started_at)
        if cut_over_on is not None and begun < cut_over_on:
            seen.pinned += 1
            continue
        carried = migrate(progress.given, progress.definition, new, progress.day, progress.facts)
        _count(seen, carried)
        for change in carried.changes:
            told[change.kind, change.label.get(new.source_language)[0]] += 1
    seen.changes = [Told(*key, count) for key, count in told.most_common()]
    return seen


def _count(seen: DraftsImpact, carried: CarryOver) -> None:
    aside = any(
        change.kind in (ChangeKind.REMOVED, ChangeKind.OPTION_GONE) for change in carried.changes
    )
    asked = any(change.kind in TO_ANSWER for change in carried.changes)
    seen.set_aside += aside
    seen.asked_again += asked
    seen.silent += carried.is_silent
    seen.told += not (aside or asked or carried.is_silent)


def _progress(drafts: Iterable[Draft]) -> Iterator[Progress]:
    """Yield where each draft stands, reading all of them in three statements."""
    by_pk = {draft.pk: draft for draft in drafts}
    kept: dict[int, dict[str, Kept]] = {}
    rows = StepState.objects.filter(draft__in=by_pk).values_list("draft", "step", "cleaned")
    for owner, step, cleaned in rows:
        kept.setdefault(owner, {})[step] = Kept(cleaned=cleaned, stored=True)
    files: dict[int, dict[str, list[Any]]] = {}
    links = DraftAttachment.objects.filter(draft__in=by_pk).select_related("attachment")
    for link in links:
        asked = files.setdefault(link.draft_id, {})
        asked.setdefault(link.field, []).append(link.attachment)
    for pk, draft in by_pk.items():
        yield Progress(draft, draft.version.compiled, kept.get(pk, {}), files.get(pk, {}))


# --- Requests sent


def _submissions(procedure: Procedure, new: Definition) -> SubmissionsImpact:
    sent = (
        Submission.objects.filter(version__procedure=procedure, draft__is_test=False)
        .order_by("-created_at", "-pk")
        .values_list("draft_id", "created_at")[:SUBMISSIONS]
    )
    moments = dict(sent)
    drafts = Draft.objects.filter(pk__in=moments).select_related("version")
    seen = SubmissionsImpact()
    stops: Counter[tuple[str, str]] = Counter()
    for progress in _progress(drafts.defer("version__definition")):
        if not progress.kept:
            continue  # its answers were purged, as they should be
        day = timezone.localdate(moments[progress.draft.pk])
        given = progress.given
        walked = partial(replay, facts=progress.facts, insists=True, today=day)
        before, after = walked(progress.definition, given), walked(new, given)
        seen.looked_at += 1
        _compare(seen, before, after)
        if after.end is not before.end:
            stops[after.steps[-1], after.missing[0] if after.missing else ""] += 1
    seen.stops = [(*where, count) for where, count in stops.most_common()]
    return seen


def _compare(seen: SubmissionsImpact, before: Outcome, after: Outcome) -> None:
    if after.end is not before.end and after.end is End.INCOMPLETE:
        seen.incomplete += 1
    elif after.end is not before.end and after.end is End.REFUSED:
        seen.refused += 1
    elif after.steps != before.steps:
        seen.other_way += 1
    else:
        seen.same += 1


# --- Sample journeys


def _samples(procedure: Procedure, new: Definition) -> list[Sample]:
    before = procedure.current_version.compiled if procedure.current_version else None
    samples = []
    for persona in Persona.objects.filter(procedure=procedure):
        failure = personas.difference(persona, new, before)
        samples.append(Sample(persona.name, failure.message if failure else ""))
    return samples
