"""Sending a draft: exactly once, whatever is double-clicked, retried or crashed.

Two things hold it, each alone: the lock on the draft's row lets one transaction at a
time past it, and the unique key of `Submission.draft` refuses a second row.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.core.models import Service
from eservices.accounts import merging
from eservices.cases import codes, finding, notices
from eservices.cases.models import Case
from eservices.cases.services import hold_files, open_case
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Step
from eservices.procedures.drafts import answers, confirmation, known, representation, routing
from eservices.procedures.drafts.progress import Progress, load
from eservices.procedures.drafts.services import DraftExpired
from eservices.procedures.erasing import has_erased_answers
from eservices.procedures.form_factory import build_form
from eservices.procedures.models import Draft, Submission
from eservices.procedures.sources.slots import SlotGone, sources
from eservices.records import plans

KIND = "procedure"


class StepIncomplete(Exception):
    """A step must be filled in, or no longer holds what it must."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.key)
        self.step = step


class AnswersChanged(Exception):
    """Answers changed (in another tab) since the page that was sent was shown."""


def submit(*, draft: Draft, seen_lock: int, language: str, by_mail: bool = True) -> Submission:
    """Send the draft and return its submission, the same one however often it is called.

    ``seen_lock`` is the draft's lock on the check page that the person accepted. One
    transaction writes the case with its first event, the submission and the mail, which who
    chose another way at the counter does not get (``by_mail``).

    Raises:
        DraftExpired: the time to finish is over.
        AnswersChanged: what was accepted is not what would be sent.
        StepIncomplete: a step does not stand up to a second check.
        eservices.cases.mandates.MandateNotInForce: it is filled in for somebody who is not
            represented any more.
    """
    with transaction.atomic():
        merging.hold([Draft.objects.values_list("person", flat=True).get(pk=draft.pk)])
        # Without its person: where a merge moved the draft, a joined row would be the old one.
        locked = (
            Draft.objects.select_for_update(of=("self",))
            .select_related("version__procedure")
            .get(pk=draft.pk)
        )
        sent = Submission.objects.filter(draft=locked).select_related("case").first()
        if sent is not None:
            return sent
        if locked.is_expired:
            raise DraftExpired
        if locked.lock != seen_lock:
            raise AnswersChanged
        # A verdict of the virus check either came before, or waits and finds the case.
        hold_files(link.attachment for link in locked.files.select_related("attachment"))
        progress = load(locked)
        check_every_step(progress, language)
        return _send(locked, progress, language, by_mail=by_mail)


def check_every_step(progress: Progress, language: str) -> None:
    """Check what was typed in each reachable step again.

    Raises:
        StepIncomplete
    """
    for step in progress.steps:
        if not progress.is_done(step):
            raise StepIncomplete(step)
        views = [progress]
        if step.repeat is not None:
            views = [progress.within(step, item) for item in progress.items(step)]
        if not all(_stands(step, view, language) for view in views):
            raise StepIncomplete(step)


def _stands(step: Step, progress: Progress, language: str) -> bool:
    kept = progress.kept[step.id]
    form = build_form(step, progress, language=language, data=kept.raw)
    return form.is_valid() and form.answers == dict(kept.cleaned)


def _send(draft: Draft, progress: Progress, language: str, *, by_mail: bool) -> Submission:
    definition = progress.definition
    identity = uuid.uuid4()
    code = codes.new_code()
    email = contact_email(progress)
    destination = routing.destination(progress)
    case = open_case(
        kind=KIND,
        subject=identity,
        code=code,
        title=dict(definition.title.values),
        service=Service.objects.get(key=definition.service),
        sector=destination.sector,
        district=destination.district,
        person=draft.person,
        contact_email=email,
        language=language,
        channel=draft.channel,
        workflow=definition.workflow.model_dump(mode="json"),
        legal=definition.legal.model_dump(mode="json"),
        second_facts=second_facts(progress),
        received_on=draft.received_on,
        is_test=draft.is_test,
    )
    plans.keep(case=case, plan=definition.retention.plan())
    representation.carry(draft, case)
    frozen = answers.frozen(progress)
    salt = secrets.token_hex(16)
    submission = Submission.objects.create(
        uuid=identity,
        draft=draft,
        version=draft.version,
        case=case,
        answers=frozen,
        salt=salt,
        content_hash=content_hash(salt, code, frozen),
    )
    finding.index_request(case=case)
    _book_slots(progress, case)
    # Answers set aside by newer versions are not part of what was sent.
    Draft.objects.filter(pk=draft.pk).update(
        submitted_at=timezone.now(), language=language, aside={}, changes={}, code="", phrase={}
    )
    known.remember(progress)
    if email and by_mail:
        sent = confirmation.write(submission, definition, email=email, language=language)
        opened = case.events.get(sequence=1)
        notices.remember(case=case, event=opened, key=sent.key)
    return submission


def _book_slots(progress: Progress, case: Case) -> None:
    """Make bookings of the slots held for the draft.

    Raises:
        StepIncomplete: a slot is gone, so that another must be chosen.
    """
    for step in progress.steps:
        for question in step.fields:
            value = progress.evaluation.answers.get(question.id)
            if question.kind is FieldKind.SLOT and value:
                try:
                    source = sources.get(question.source)
                    source.book(draft=progress.draft.uuid, value=value, case=case)
                except SlotGone as error:
                    raise StepIncomplete(step) from error


def content_hash(salt: str, code: str, frozen: list[dict[str, Any]]) -> str:
    """Return SHA-256 over the salt, the code and the answers in canonical JSON (RFC 8259,
    keys sorted, no spaces, UTF-8), as the receipt's note tells."""
    content = json.dumps(
        {"answers": frozen, "code": code, "salt": salt},
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()


def contact_email(progress: Progress) -> str:
    """Return the address that the person gave for news of the request, or ''."""
    question = progress.first_answered("contact")
    if question is None or question.kind is not FieldKind.EMAIL:
        return ""
    return str(progress.evaluation.answers[question.id])


def second_facts(progress: Progress) -> dict[str, str]:
    """Return what can later prove, beside the code, that the request is this person's.

    Keys name the kind of question, then the question (see `eservices.cases.facts`).
    """
    facts: dict[str, str] = {}
    for identity, question in progress.definition.fields().items():
        value = progress.evaluation.answers.get(identity)
        if question.second_fact and value:
            facts |= {f"{kind}:{identity}": fact for kind, fact in _facts(question.kind, value)}
    return facts


def _facts(kind: FieldKind, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the facts of one answer, each with its kind: an identity proves twice."""
    if kind is FieldKind.IDENTITY:
        yield FieldKind.PERSON_NAME.value, str(value.get("family", ""))
        yield "birth_date", str(value.get("birth_date", ""))
    elif isinstance(value, Mapping):
        part = "family" if kind is FieldKind.PERSON_NAME else "postcode"
        yield kind.value, str(value.get(part, ""))
    else:
        yield kind.value, str(value)


def verify(*, code: str, fingerprint: str) -> bool:
    """Return whether a receipt with this code and fingerprint came from us.

    At least the first sixteen signs of the fingerprint are compared, the answers being
    hashed anew, so that a row changed under the guard would be seen; once some were erased
    as was promised, what was hashed then is all that is left to compare with.

    Raises:
        eservices.cases.codes.InvalidCode
    """
    typed = "".join(fingerprint.split()).lower()
    if len(typed) < 16:
        return False
    case = Case.objects.filter(code=codes.normalise(code), kind=KIND).first()
    submission = Submission.objects.filter(case=case).first() if case else None
    if submission is None or case is None:
        return False
    if has_erased_answers(submission.answers):
        return submission.content_hash.startswith(typed)
    return content_hash(submission.salt, case.code, submission.answers).startswith(typed)
