"""The workshop's place in the admin; deleting a published procedure is answered there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from eservices.procedures.models import ProcedurePage

#: View, label and icon of each page of the workshop.
WORKSHOP = (
    ("foresight", gettext_lazy("See the effect before publishing"), "view"),
    ("history", gettext_lazy("Versions"), "history"),
    ("sentences", gettext_lazy("Rules in words"), "list-ul"),
    ("samples", gettext_lazy("Sample journeys"), "group"),
)


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


def workshop_urls() -> list[URLPattern | URLResolver]:
    return [path("procedures/", include("eservices.procedures.workshop.urls"))]


def workshop_buttons(
    page: Page, user: Any, view_name: str = "", next_url: str | None = None
) -> Iterator[Button]:
    """Lead from a procedure, in the explorer and in the editor, to its workshop."""
    if not isinstance(page.specific_deferred, ProcedurePage):
        return
    if not page.permissions_for_user(user).can_edit():
        return
    for priority, (name, label, icon) in enumerate(WORKSHOP, start=70):
        url = reverse(f"workshop:{name}", args=[page.pk])
        yield Button(label, url, icon_name=icon, priority=priority)


class ForesightMenuItem(ActionMenuItem):
    """Beside "Publish" in the editor."""

    name = "procedure-foresight"
    label = gettext_lazy("See the effect before publishing")
    icon_name = "view"

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        return context["view"] == "edit" and isinstance(page, ProcedurePage)

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("workshop:foresight", args=[context["page"].pk])


def offer_starters(request: HttpRequest, parent_page: Page, page_class: Any) -> Any:
    """Before an empty form, offer to begin from a procedure that is there already."""
    from eservices.procedures.workshop.beginning import EMPTY, choices

    if page_class is not ProcedurePage or request.method != "GET" or EMPTY in request.GET:
        return None
    if not choices(parent_page.locale.language_code):
        return None
    return redirect("workshop:begin", parent_page.pk)


hooks.register("before_create_page", offer_starters)
hooks.register("register_admin_urls", workshop_urls)
hooks.register("register_page_header_buttons", workshop_buttons)
hooks.register("register_page_listing_more_buttons", workshop_buttons)
hooks.register("register_page_action_menu_item", lambda: ForesightMenuItem(order=5))


def editor_scripts() -> SafeString:
    """Load what makes names of words, and proposes them beside the rules of a procedure."""
    names = ("names.js", "rules.js")
    sources = [(static(f"eservices_procedures/{name}"),) for name in names]
    return format_html_join("", '<script src="{}"></script>', sources)


hooks.register("insert_editor_js", editor_scripts)
hooks.register("before_delete_page", keep_published_procedures)
hooks.register("before_bulk_action", keep_published_procedures_in_bulk)
