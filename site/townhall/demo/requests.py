"""Requests that wait at the desk, sent and worked on by the same services as any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from eservices.accounts.models import User
from eservices.backoffice.figures import counting
from eservices.cases import services
from eservices.cases.enums import Channel, OpeningReason
from eservices.cases.letters import services as letters
from eservices.cases.models import Case, LetterTemplate
from eservices.catalogue import entries
from eservices.catalogue.samples import identified, later, names_of
from eservices.procedures.corrections import services as corrections
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Field
from eservices.procedures.drafts import services as drafts
from eservices.procedures.drafts import submission
from eservices.procedures.drafts.progress import load as progress_of
from eservices.procedures.form_factory import build_form
from eservices.procedures.models import Draft, ProcedurePage, ProcedureVersion
from townhall.account_forms import DEMO_DOMAIN
from townhall.demo.files import read

LANGUAGE = "fr"
#: No sample journey has as many steps.
STEPS = 40
ANSWERED_WITHIN = timedelta(days=15)


@transaction.atomic
def load() -> None:
    """Send every request of the file and do its acts; a desk where work waits is left alone."""
    if Case.objects.exists():
        return
    agent = User.objects.get(email=f"agent@{DEMO_DOMAIN}")
    for row in read("requests")["requests"]:
        case, names = _send(row, agent)
        if row.get("acts"):
            services.record_opening(case=case, user=agent, reason=OpeningReason.PROCESSING)
        for act in row.get("acts", ()):
            case.refresh_from_db()
            _do(case, agent, {act: True} if isinstance(act, str) else act, names)
    counting.run()


def _send(row: Mapping[str, Any], agent: User) -> tuple[Case, Mapping[str, str]]:
    """Fill in and send one request; return it with the identities of its questions by name."""
    page = ProcedurePage.objects.get(
        procedure__catalogue_key=row["entry"], locale__language_code=LANGUAGE
    )
    names = names_of(page)
    persona = entries.read(row["entry"]).personas[row.get("persona", 0)]
    # The city is built on any day.
    sample = later(persona["answers"], persona["day"], timezone.localdate())
    answers = identified({**sample, **row["answers"]}, names)
    version = ProcedureVersion.objects.filter(procedure=page.procedure_id).latest("pk")
    came = row.get("came")
    draft, _secret = drafts.start_draft(
        version=version,
        language=LANGUAGE,
        channel=Channel.PAPER if came else Channel.ONLINE,
        agent=agent if came else None,
        received_on=timezone.localdate() - timedelta(days=came) if came else None,
    )
    _fill(draft, answers)
    draft.refresh_from_db()
    sent = submission.submit(draft=draft, seen_lock=draft.lock, language=LANGUAGE)
    return sent.case, names


def _fill(draft: Draft, answers: Mapping[str, Any]) -> None:
    """Answer step after step; a page that an answer makes longer is answered again."""
    for _time in range(STEPS):
        progress = progress_of(draft)
        step = next((step for step in progress.steps if not progress.is_done(step)), None)
        if step is None:
            return
        typed = QueryDict(mutable=True)
        for question in step.fields:
            for name, value in _typed(question, answers.get(question.id)):
                typed.setlist(name, value if isinstance(value, list) else [str(value)])
        form = build_form(step, progress, language=LANGUAGE, data=typed)
        drafts.keep_step(
            draft=draft,
            step=step.id,
            raw=form.typed,
            cleaned=form.answers,
            valid=form.is_valid(),
            language=LANGUAGE,
        )
    raise ValueError(f"the sample journey ends nowhere: {step}")


def _typed(question: Field, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what is typed in the controls of a question for an answer of the catalogue."""
    if value in (None, "", []):
        return
    if question.kind is FieldKind.DATE:
        for part, words in zip(("year", "month", "day"), str(value).split("-"), strict=False):
            yield f"{question.id}-{part}", words
    elif isinstance(value, Mapping):
        for part, words in value.items():
            yield f"{question.id}-{part}", words
    else:
        yield question.id, value


def _do(case: Case, agent: User, act: Mapping[str, Any], names: Mapping[str, str]) -> None:
    seen: dict[str, Any] = {"case": case, "user": agent, "seen_lock": case.lock}
    match act:
        case {"take": _}:
            services.take(**seen)
        case {"letter": key, "status": status}:
            _write(case, agent, key, status)
        case {"status": status}:
            services.change_status(**seen, status=status, reason="")
        case {"message": text}:
            services.post_message_by_agent(**seen, text=text, awaits_answer=True)
        case {"answer": text}:
            services.post_message_by_resident(case=case, text=text)
        case {"ask": asked}:
            corrections.ask(
                **seen,
                items={names[name]: why for name, why in asked.items()},
                text="",
                incomplete=False,
                until=timezone.localdate() + ANSWERED_WITHIN,
            )


def _write(case: Case, agent: User, key: str, status: str) -> None:
    """Send the letter that decides, by post, for the next print batch."""
    template = LetterTemplate.objects.get(key=key)
    draft = letters.begin(case=case, user=agent, template=template, status=status)
    written = {name: getattr(draft, name) for name in letters.WRITTEN}
    signed = {"place": "Paris", "capacity": "Officier d’état civil (démo)"}
    letters.save(draft=draft, written=written | signed)
    letters.send(draft=draft, seen_draft=letters.mark(draft), seen_lock=case.lock)
