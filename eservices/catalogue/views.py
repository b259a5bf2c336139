"""The catalogue in the admin: what there is, what each asks, one form to install it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from eservices.catalogue import entries, permissions, services, shelf
from eservices.catalogue.forms import InstallForm
from eservices.procedures.compiler import CompileError

TEMPLATES = "eservices_catalogue/"


def _language() -> str:
    return (get_language() or "")[:2]


def _open(request: HttpRequest) -> None:
    if not permissions.may_browse(request.user):
        raise PermissionDenied


def _find(key: str) -> shelf.Shown:
    try:
        return shelf.shown(key, _language())
    except entries.UnknownEntry as error:
        raise Http404 from error


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List the procedures that can be installed, and those that are."""
    _open(request)
    context = {
        "shown": shelf.all_shown(_language()),
        "page_title": _("Catalogue of procedures"),
        "header_icon": "list-ul",
    }
    return render(request, f"{TEMPLATES}index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show what an entry asks, step by step, and install it."""
    _open(request)
    shown = _find(key)
    form = InstallForm(request.POST if request.method == "POST" else None, user=request.user)
    if shown.page is None and form.is_bound and form.is_valid():
        try:
            return _installed(request, shown, form.cleaned_data)
        except services.AlreadyInstalled:
            return redirect(reverse("catalogue:entry", args=[key]))
        except CompileError as error:
            form.add_error(None, error.problems)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return _page(request, shown, form)


def _installed(request: HttpRequest, shown: shelf.Shown, chosen: dict[str, Any]) -> HttpResponse:
    services.install(
        key=shown.key,
        parent_pages_by_language=chosen["parents"],
        service=chosen["service"],
        publish=chosen["publish"],
        user=request.user,
    )
    page = _find(shown.key).page
    assert page is not None, "installed without a page"  # noqa: S101
    done = _("“%(title)s” is installed. It is yours now: change it as you like.")
    messages.success(request, done % {"title": page.title})
    return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def _page(request: HttpRequest, shown: shelf.Shown, form: InstallForm) -> HttpResponse:
    context = {
        "shown": shown,
        "form": form,
        "media": form.media,
        "page_title": shown.title,
        "header_icon": "list-ul",
        "source_language": settings.LANGUAGE_CODE,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, f"{TEMPLATES}entry.html", context, status=status)


@require_POST
def seen(request: HttpRequest, key: str) -> HttpResponseBase:
    """Put the notice about a newer shipped text away, until the next one."""
    _open(request)
    shown = _find(key)
    if shown.installation is None:
        raise Http404
    services.mark_seen(installation=shown.installation)
    return redirect(reverse("catalogue:entry", args=[key]))
