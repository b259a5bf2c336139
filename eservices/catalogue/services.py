"""Install a procedure of the catalogue: its pages in each language, then its first version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page

from content.core.blocks import BodyBlock, with_ids
from content.core.models import Service
from eservices.catalogue import entries, letters, news, polls
from eservices.catalogue.models import Installation
from eservices.catalogue.samples import install_personas
from eservices.catalogue.translations import remember_translation
from eservices.procedures.blocks import StepsBlock, WorkflowBlock
from eservices.procedures.models import Procedure, ProcedurePage


class AlreadyInstalled(Exception):
    """The procedure was installed before; editors own it now."""


class ParentMissing(LookupError):
    """No parent page was given for the source language."""


@transaction.atomic
def install(
    *,
    key: str,
    parent_pages_by_language: Mapping[str, Page],
    service: Service,
    publish: bool = True,
    user: Any = None,
) -> Procedure:
    """Create the pages of catalogue entry ``key`` under the given parents; publish them.

    A page is made for each language that has both a parent and texts. Blocks have the
    same identities in every language, so that texts join, and what is translated already
    is known to wagtail-localize: an editor goes on from there.

    Raises:
        UnknownEntry, AlreadyInstalled, ParentMissing
        eservices.procedures.compiler.CompileError: the entry does not compile.
    """
    entry = entries.read(key)
    # Its pages may have been deleted before they were ever published.
    Procedure.objects.filter(catalogue_key=key, pages=None, versions=None).delete()
    if Procedure.objects.filter(catalogue_key=key).exists():
        raise AlreadyInstalled(key)
    if settings.LANGUAGE_CODE not in parent_pages_by_language:
        raise ParentMissing(settings.LANGUAGE_CODE)
    letters.ensure(entry)
    polls.ensure(entry)
    procedure = Procedure.objects.create(service=service, catalogue_key=key)
    source = _page(entry, settings.LANGUAGE_CODE, procedure, service, None)
    _add(parent_pages_by_language[settings.LANGUAGE_CODE], source)
    pages = [source]
    for language, parent in parent_pages_by_language.items():
        if language != settings.LANGUAGE_CODE and language in entry.languages:
            page = _page(entry, language, procedure, service, source)
            _add(parent, page)
            remember_translation(source=source, page=page)
            pages.append(page)
    for page in reversed(pages):
        revision = page.save_revision()
        if publish:
            # The source language last: one version holds every language from the start.
            revision.publish()
    procedure.refresh_from_db()
    if publish:
        install_personas(procedure=procedure, page=source, entry=entry)
    Installation.objects.create(
        procedure=procedure, entry=key, installed_by=user, **_as_shipped(entry)
    )
    return procedure


def mark_seen(*, installation: Installation) -> None:
    """Take the shipped entry of today as read: the notice about it goes."""
    entry = entries.read(installation.entry)
    Installation.objects.filter(pk=installation.pk).update(**_as_shipped(entry))


def _as_shipped(entry: entries.Entry) -> dict[str, Any]:
    return {"digest": news.digest(entry), "texts": news.texts(entry, settings.LANGUAGE_CODE)}


def _page(
    entry: entries.Entry,
    language: str,
    procedure: Procedure,
    service: Service,
    source: ProcedurePage | None,
) -> ProcedurePage:
    # Identities come from the source page, so that they are the same in every language.
    steps, workflow = entry.raw_steps(language), entry.raw_workflow(language)
    body = entry.body(language)
    if source is not None:
        steps = _same_ids(steps, list(source.steps.get_prep_value()))
        workflow = _same_ids(workflow, list(source.workflow.get_prep_value()))
        body = _same_ids(body, list(source.body.get_prep_value()))
    page = ProcedurePage(
        locale=Locale.objects.get(language_code=language),
        procedure=procedure,
        service=service,
        department=service.department,
        live=False,
        **entry.page_fields(language),
    )
    if source is not None:
        page.translation_key = source.translation_key
    streams = {
        "steps": with_ids(steps, StepsBlock()),
        "workflow": with_ids(workflow, WorkflowBlock()),
        "body": with_ids(body, BodyBlock()),
    }
    for name, raw in streams.items():
        setattr(page, name, raw)  # raw JSON becomes a StreamValue in the field's descriptor
    page.draft_title = page.title
    return page


def _same_ids(new: Any, old: Any) -> Any:
    """Give raw stream data the identities of the same data in another language."""
    if isinstance(old, dict) and old.get("type") == "item" and not _is_item(new):
        return {"type": "item", "value": _same_ids(new, old["value"]), "id": old["id"]}
    if isinstance(new, dict) and isinstance(old, dict):
        same = {name: _same_ids(value, old.get(name)) for name, value in new.items()}
        return same | ({"id": old["id"]} if "id" in old else {})
    if isinstance(new, list) and isinstance(old, list):
        return [_same_ids(value, other) for value, other in zip(new, old, strict=True)]
    return new


def _is_item(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "item"


def _add(parent: Page, page: ProcedurePage) -> None:
    parent.refresh_from_db()
    page.full_clean(exclude=["path", "depth", "url_path", "content_type"])
    parent.add_child(instance=page)
