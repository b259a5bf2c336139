"""The figures' place in the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from eservices.accounts.permissions import supervises


class FiguresMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return supervises(request.user)


def figures_urls() -> list[URLPattern | URLResolver]:
    return [path("figures/", include("eservices.backoffice.figures.urls"))]


def figures_menu_item() -> MenuItem:
    return FiguresMenuItem(
        _("Figures"), reverse("figures:index"), name="figures", icon_name="order", order=96
    )


hooks.register("register_admin_urls", figures_urls)
hooks.register("register_admin_menu_item", figures_menu_item)
