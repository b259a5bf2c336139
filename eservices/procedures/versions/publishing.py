"""Publishing: from live pages to one more version, or none when nothing changed.

Called inside the page's own `save()`, never from Wagtail's signals: those fire
outside the transaction, and a receiver that raises would leave the page live
with nothing compiled.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.core.blocks import give_ids
from eservices.procedures.compiler import (
    CompileError,
    check_steps,
    check_workflow,
    compile_steps,
    compile_workflow,
    mark_outdated,
    without_texts,
)
from eservices.procedures.definition.retention import Retention
from eservices.procedures.definition.schema import Channels, Definition, Legal, Privacy
from eservices.procedures.definition.texts import Text
from eservices.procedures.models import (
    CutOver,
    Procedure,
    ProcedurePage,
    ProcedureVersion,
    WorkingCopy,
)
from eservices.procedures.models.procedures import digest
from eservices.procedures.versions import personas

#: Texts of the page that the definition carries: definition field -> page field.
PAGE_TEXTS = {
    "title": "title",
    "declaration": "declaration",
    "what_it_is_not": "what_it_is_not",
    "next_steps": "next_steps",
    "confirmation_subject": "confirmation_subject",
    "confirmation_body": "confirmation_body",
}
#: Fields of the page that no version is made from: they stay when a version comes back.
EDITORIAL = {
    *("page_ptr", "procedure", "change_note", "cut_over_on", "cut_over_days"),
    *("summary", "theme", "department", "review_date", "who", "prepare", "cost", "delay", "body"),
}
#: Ids of procedures whose publication waits for the end of `held`.
_held: ContextVar[frozenset[int]] = ContextVar("held", default=frozenset())
PRIVACY = {
    "purpose": "data_purpose",
    "legal_basis": "legal_basis",
    "recipients": "data_recipients",
    "rights": "data_rights",
}
LEGAL = {"text": "silence_text", "special": "silence_special", "appeal": "silence_appeal"}
CHANNELS = {"telephone": "telephone", "counter": "counter", "paper": "paper"}


@transaction.atomic
def publish(
    *, page: ProcedurePage, like: ProcedureVersion | None = None
) -> ProcedureVersion | None:
    """Compile the live pages of a procedure and return its current version.

    An equal hash makes no new version. With ``like``, a version that comes back, texts are
    behind their source where they were then. Returns ``None`` while no page of the source
    language is live (unpublishing stops new drafts and leaves versions alone).

    Raises:
        CompileError: the working definition cannot be published; nothing is written.
    """
    procedure = lock(pages=page)
    if procedure.pk in _held.get():
        return procedure.current_version
    pages = _live_pages(page)
    if settings.LANGUAGE_CODE not in pages:
        return procedure.current_version
    before = _current(procedure)
    definition = mark_outdated(compile_pages(pages), like.compiled if like else before)
    refuse_other_ways(procedure, definition, before)
    raw = definition.model_dump(mode="json", by_alias=True)
    sha256 = digest(raw)
    current = procedure.current_version
    if current is not None and (current.sha256 == sha256 or current.compiled == definition):
        # Also equal when the stored JSON lacks attributes that were added since.
        return current
    author = page.live_revision.user if page.live_revision else None
    version = ProcedureVersion.objects.create(
        procedure=procedure,
        number=(current.number if current else 0) + 1,
        definition=raw,
        sha256=sha256,
        author_id=author.pk if author else None,
        author_name=str(author) if author else "",
        # What the last version told already is no news of this one.
        change_note="" if current and current.change_note == page.change_note else page.change_note,
    )
    WorkingCopy.objects.bulk_create(
        WorkingCopy(version=version, page=each, content=working_copy(each))
        for each in pages.values()
    )
    if current is not None:
        _cut_over(pages[settings.LANGUAGE_CODE], version)
    procedure.current_version = version
    procedure.service = pages[settings.LANGUAGE_CODE].service
    procedure.save(update_fields=["current_version", "service"])
    page.procedure = procedure
    return version


def lock(**which: Any) -> Procedure:
    """Return a procedure, its row taken for this transaction: one publication at a time.

    Pages that the transaction takes too are taken before (`content.core.publishing.take`):
    saving a page takes its row first, and two orders would wait for each other.
    """
    procedure: Procedure = Procedure.objects.select_for_update(of=("self",)).get(**which)
    return procedure


@contextmanager
def held(procedure: Procedure) -> Iterator[None]:
    """Let several pages of ``procedure`` go live within, without a version for each."""
    token = _held.set(_held.get() | {procedure.pk})
    try:
        yield
    finally:
        _held.reset(token)


def working_copy(page: ProcedurePage) -> dict[str, Any]:
    """Return what the definition is compiled from, as Wagtail writes it in revisions."""
    own = {field.name for field in ProcedurePage._meta.local_fields}
    content: dict[str, Any] = page.serializable_data()
    return {name: value for name, value in content.items() if name in own - EDITORIAL}


def rehearse(page: ProcedurePage) -> Definition | None:
    """Return the definition that publishing ``page`` as it is would make; write nothing.

    ``None`` while no page of the source language is live or about to be.

    Raises:
        CompileError: what publishing would raise.
    """
    definition = working(page)
    if definition is not None and page.procedure is not None:
        refuse_other_ways(page.procedure, definition, _current(page.procedure))
    return definition


def working(page: ProcedurePage) -> Definition | None:
    """Compile ``page`` as it is, whatever the sample journeys say of it; write nothing.

    Raises:
        CompileError
    """
    pages = _live_pages(page) | {page.locale.language_code: page}
    if settings.LANGUAGE_CODE not in pages:
        return None
    give_ids(page.steps)
    give_ids(page.workflow)
    return mark_outdated(compile_pages(pages), _current(page.procedure))


def refuse_other_ways(
    procedure: Procedure, definition: Definition, before: Definition | None
) -> None:
    """Raise `CompileError` when a sample journey no longer goes as it must.

    Words alone cannot change a way: a translation is published whatever the samples say.
    """
    if before is not None and without_texts(definition) == without_texts(before):
        return
    failures = personas.failures(procedure, definition, before)
    if failures:
        raise CompileError(
            [_("Sample journey: %(failure)s") % {"failure": each.message} for each in failures],
            [each.step for each in failures],
        )


def _cut_over(page: ProcedurePage, version: ProcedureVersion) -> None:
    """Leave drafts begun before the day that the page names on the version before."""
    if page.cut_over_on and page.cut_over_days:
        CutOver.objects.get_or_create(
            procedure=version.procedure,
            begun_before=page.cut_over_on,
            defaults={
                "version": version,
                "until": timezone.now() + timedelta(days=page.cut_over_days),
            },
        )


def _current(procedure: Procedure | None) -> Definition | None:
    version = procedure.current_version if procedure else None
    return version.compiled if version else None


def _live_pages(page: ProcedurePage) -> dict[str, ProcedurePage]:
    """Return the live pages by language, with the one being saved as it is in memory."""
    stored = ProcedurePage.objects.filter(procedure=page.procedure, live=True, alias_of=None)
    if page.procedure_id is None:
        stored = stored.none()
    pages = {other.locale.language_code: other for other in stored.select_related("locale")}
    if page.live:
        pages[page.locale.language_code] = page
    return pages


def compile_pages(pages: dict[str, ProcedurePage]) -> Definition:
    """Return the definition that the pages of all languages make together.

    Raises:
        CompileError: with every reason, each naming its step or field.
    """
    source = pages[settings.LANGUAGE_CODE]
    service = source.service
    problems = [problem.message for problem in check_steps(source.steps)]
    problems += [problem.message for problem in check_workflow(source.workflow)]
    problems += [
        _("Say how to do it %(channel)s.") % {"channel": _field_name(name)}
        for name in CHANNELS.values()
        if not str(getattr(source, name)).strip()
    ]
    if not source.legal_basis.strip():
        problems.append(_("Say the legal basis: the law or the public task, never consent."))
    problems += [str(problem) for problem in source.legal_problems().values()]
    if service is None:
        raise CompileError([*problems, _("Choose the service in charge.")])
    if problems:
        raise CompileError(problems)
    streams = {language: page.steps for language, page in pages.items()}
    workflows = {language: page.workflow for language, page in pages.items()}
    texts: dict[str, Any] = {name: _text(pages, field) for name, field in PAGE_TEXTS.items()}
    return Definition(
        source_language=settings.LANGUAGE_CODE,
        service=service.key,
        steps=compile_steps(streams, settings.LANGUAGE_CODE),
        privacy=Privacy(**{name: _text(pages, field) for name, field in PRIVACY.items()}),
        channels=Channels(**{name: _text(pages, field) for name, field in CHANNELS.items()}),
        workflow=compile_workflow(
            workflows, settings.LANGUAGE_CODE, promise_days=source.promise_days
        ),
        legal=_legal(pages),
        retention=_retention(source),
        **texts,
    )


def _retention(source: ProcedurePage) -> Retention:
    return Retention.model_validate(
        {
            "draft_days": source.draft_days,
            "administrative_months": source.administrative_months,
            "final_fate": source.final_fate,
            "dropped_months": source.dropped_months,
            "dropped_fate": source.dropped_fate,
            "sample_one_in": source.sample_one_in,
            "reference": source.retention_reference,
        }
    )


def _legal(pages: dict[str, ProcedurePage]) -> Legal:
    source = pages[settings.LANGUAGE_CODE]
    if not source.silence:
        return Legal()
    terms: dict[str, Any] = {name: _text(pages, field) for name, field in LEGAL.items()}
    for name in ("amount", "unit", "incomplete"):
        terms[name] = getattr(source, f"silence_{name}")
    return Legal(silence=source.silence, **terms)  # type: ignore[arg-type]  # a choice


def _field_name(name: str) -> str:
    field = ProcedurePage._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))


def _text(pages: dict[str, ProcedurePage], field: str) -> Text:
    values = {language: str(getattr(page, field)) for language, page in pages.items()}
    return Text(values={language: words for language, words in values.items() if words})


__all__ = ["CompileError", "compile_pages", "publish"]
