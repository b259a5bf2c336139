"""Deleting a published procedure is answered in the admin, bulk included."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from eservices.procedures.models import ProcedurePage


def _published(pages: Iterable[Page]) -> ProcedurePage | None:
    """Return a page with versions among ``pages`` and everything below them."""
    for page in pages:
        found: ProcedurePage | None = (
            ProcedurePage.objects.descendant_of(page, inclusive=True)
            .filter(procedure__versions__isnull=False)
            .first()
        )
        if found is not None:
            return found
    return None


def _refuse(request: HttpRequest, page: ProcedurePage) -> HttpResponse:
    messages.error(
        request,
        _(
            "“%(title)s” was published: what people answered must stay explainable. "
            "Unpublish it instead of deleting it."
        )
        % {"title": page.title},
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def keep_published_procedures(request: HttpRequest, page: Page) -> HttpResponse | None:
    found = _published([page])
    return _refuse(request, found) if found else None


def keep_published_procedures_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    if action_type != "delete":
        return None
    found = _published(page for page in objects if isinstance(page, Page))
    return _refuse(request, found) if found else None


hooks.register("before_delete_page", keep_published_procedures)
hooks.register("before_bulk_action", keep_published_procedures_in_bulk)
