"""Find a page by its address in one statement, then serve it as Wagtail would.

Wagtail's own routing asks the database once a level; here the whole path is one
look-up of `url_path`, and the site's roots are kept by Wagtail in the cache.
"""

from __future__ import annotations

from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.db.models.functions import Length, Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.query import PageQuerySet
from wagtail.views import serve_chain
from wagtail.wagtail_hooks import check_view_restrictions

from content.core.visibility import shown


def site_roots() -> dict[str, str]:
    """Return the `url_path` of the home page of each language of the default site."""
    return {root.language_code: root.root_path for root in Site.get_site_root_paths()}


def address_of(page: Page) -> str:
    """Return the public address of a page (``/fr/demarches/``) without a statement.

    Empty for a page outside the site.
    """
    return address_at(page.url_path)[1]


def address_at(url_path: str) -> tuple[str, str]:
    """Return the language and the public address behind a `url_path`, both empty outside."""
    for language, root in site_roots().items():
        if url_path.startswith(root):
            return language, f"/{language}/{url_path.removeprefix(root)}"
    return "", ""


def find(path: str, language: str) -> Page | None:
    """Return the live page, as its own type, at ``path`` below a language; else ``None``.

    One statement where the type of the page at this address was seen before, two otherwise.
    """
    root = site_roots().get(language)
    if root is None or len(path) > 1000:
        return None
    url_path = f"{root}{path.strip('/')}/" if path.strip("/") else root
    model = _types.get(url_path)
    found = _read(model, url_path) if model is not None else None
    if found is None:
        model = _type_at(url_path)
        found = _read(model, url_path) if model is not None else None
        if found is not None and model is not None:
            if len(_types) > _TYPES_KEPT:
                _types.clear()
            _types[url_path] = model
    return found


#: The type of the page last found at an address: tells which table to ask, and is never
#: believed, since the statement asks for the address again.
_types: dict[str, type[Page]] = {}
_TYPES_KEPT = 20_000


def _type_at(url_path: str) -> type[Page] | None:
    kind = shown().filter(url_path=url_path).values_list("content_type_id", flat=True).first()
    if kind is None:
        return None
    # Without a class the page's code is gone; its title and address are left.
    return ContentType.objects.get_for_id(kind).model_class() or Page


def _read(model: type[Page], url_path: str) -> Page | None:
    readable = _readable(model)  # type: ignore[arg-type]  # a class is hashable
    found = list(readable.filter(url_path=url_path)[:1])
    return found[0] if found else None


@cache
def _readable(model: type[Page]) -> PageQuerySet:
    """Return what every look-up of a type begins with, built once: building costs as much
    as asking."""
    # Whether the page or one above it is for some only, in the same statement.
    restricted = PageViewRestriction.objects.filter(
        page__path=Substr(OuterRef("path"), 1, Length("page__path"))
    )
    known = shown(model).select_related("locale").annotate(is_restricted=Exists(restricted))
    return known.order_by()


def serve(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """Serve the page at ``path``. Raises `Http404` when there is none.

    Wagtail's hooks keep their place: restrictions, previews, redirects (by its middleware).
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    page = find(path, get_language() or "")
    if page is None:
        raise Http404(path)
    # What the mixin asks when it decides whether everybody may keep the response.
    request.page_is_restricted = page.is_restricted  # type: ignore[attr-defined]
    for before in hooks.get_hooks("before_serve_page"):
        answer = before(page, request, [], {})
        if isinstance(answer, HttpResponse):
            return answer
    chain = serve_chain
    for around in reversed(hooks.get_hooks("on_serve_page")):
        # Wagtail's own asks twice more for the restrictions that are known to be none.
        if page.is_restricted or around is not check_view_restrictions:
            chain = around(chain)
    response: HttpResponseBase = chain(page, request, [], {})
    return response
