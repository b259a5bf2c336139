"""The catalogue's place in the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from eservices.catalogue.permissions import may_browse


class CatalogueMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_browse(request.user)


def catalogue_urls() -> list[URLPattern | URLResolver]:
    return [path("procedure-catalogue/", include("eservices.catalogue.urls"))]


def catalogue_menu_item() -> MenuItem:
    return CatalogueMenuItem(
        _("Catalogue of procedures"),
        reverse("catalogue:index"),
        name="procedure-catalogue",
        icon_name="list-ul",
        order=150,
    )


hooks.register("register_admin_urls", catalogue_urls)
hooks.register("register_admin_menu_item", catalogue_menu_item)
