"""Come back to a draft without its device: by a code that can be spoken and a second fact.

The fact is one of the answers that prove who they come from, as far as they were given,
or a phrase chosen with the code. Attempts are limited as for the tracking of requests.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from eservices.cases import codes, tracking
from eservices.cases.facts import Sealed, matches, seal
from eservices.procedures.drafts.progress import Progress, find_draft, load
from eservices.procedures.drafts.services import DraftSent
from eservices.procedures.drafts.submission import second_facts
from eservices.procedures.models import GRACE, Draft


class FactMissing(Exception):
    """No answer can prove yet who the draft is from, and no phrase was chosen."""


def has_facts(progress: Progress) -> bool:
    """Return whether an answer already given can be the second fact."""
    return bool(second_facts(progress))


def give_code(*, progress: Progress, phrase: str = "") -> str:
    """Give the draft a code, the same one however often it is asked for, and return it.

    A new ``phrase`` replaces the one before.

    Raises:
        FactMissing
        DraftSent
    """
    values: dict[str, Any] = {}
    with transaction.atomic():
        draft = Draft.objects.select_for_update(of=("self",)).get(pk=progress.draft.pk)
        if draft.submitted_at is not None:
            raise DraftSent
        if phrase:
            sealed = seal({"text": phrase})
            if not sealed:
                raise FactMissing
            values["phrase"] = asdict(sealed[0])
        elif not draft.phrase and not has_facts(progress):
            raise FactMissing
        values["code"] = draft.code or codes.new_code()
        Draft.objects.filter(pk=draft.pk).update(**values)
    for name, value in values.items():
        setattr(progress.draft, name, value)
    return str(values["code"])


def find_by_code(*, code: str, fact: str, address: str) -> Draft:
    """Return the draft that ``code`` names if ``fact`` is one of its own.

    Raises:
        eservices.cases.tracking.NotFound, eservices.cases.tracking.TooManyAttempts
    """

    def look(known: str) -> Draft | None:
        found = Draft.objects.filter(
            code=known, submitted_at=None, expires_at__gt=timezone.now() - GRACE
        ).first()
        if found is None:
            matches(fact, [])  # as much work as for a code that exists
            return None
        draft = find_draft(found.uuid)
        return draft if matches(fact, _facts(draft)) else None

    return tracking.attempt(code=code, address=address, look=look, scope="draft")


def _facts(draft: Draft) -> list[Sealed]:
    facts = seal(second_facts(load(draft)))
    return [*facts, Sealed(**draft.phrase)] if draft.phrase else facts
