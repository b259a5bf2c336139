"""Which version an open draft is filled in on, when a law changes on a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from eservices.cases.enums import Channel
from eservices.procedures.models import CutOver, Draft, ProcedureVersion


@dataclass(frozen=True, slots=True)
class Pin:
    """Version ``number`` leaves drafts begun before a day where they are ``until`` a moment."""

    number: int
    begun_before: datetime.date
    until: datetime.datetime


def number_for(
    begun: datetime.date,
    number: int,
    current: int,
    pins: Iterable[Pin],
    now: datetime.datetime,
) -> int:
    """Return the number of the version for a draft begun on a day and now on ``number``. Pure.

    It is the ``current`` one, unless a cut-over on the way stops the draft: then the last
    version before that cut-over, so that corrections made under the old law still come.
    """
    stops = [
        pin.number
        for pin in pins
        if pin.number > number and begun < pin.begun_before and now < pin.until
    ]
    return min(stops) - 1 if stops else current


def version_for(draft: Draft, now: datetime.datetime) -> ProcedureVersion:
    """Return the version on which ``draft`` is to be filled in at the moment ``now``.

    To be asked whenever a draft is opened or saved: when it is not ``draft.version``, the
    draft moves there (`carry_over.migrate`). Never an older one than the draft's own. Reads
    nothing when the draft is on the current version and ``version__procedure__current_version``
    was selected with it, one query for the cut-overs when it is behind.
    """
    version = draft.version
    current = version.procedure.current_version
    # What was written on paper answers the questions that were printed.
    on_paper = draft.channel == Channel.PAPER
    if current is None or current.pk == version.pk or on_paper:
        return version
    begun = timezone.localdate(draft.started_at)
    rows = CutOver.objects.filter(
        procedure_id=version.procedure_id,
        begun_before__gt=begun,
        until__gt=now,
        version__number__gt=version.number,
    ).values_list("version__number", "begun_before", "until")
    pins = [Pin(*row) for row in rows]
    number = number_for(begun, version.number, current.number, pins, now)
    for known in (current, version):
        if known.number == number:
            return known
    versions = ProcedureVersion.objects.defer("definition")
    return versions.get(procedure_id=version.procedure_id, number=number)
