"""The desk's place in the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from eservices.accounts.permissions import has_desk, shows_erasures, shows_records, works
from eservices.backoffice.letters.admin import LetterTemplateViewSet


class DeskMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return has_desk(request.user)


def desk_urls() -> list[URLPattern | URLResolver]:
    return [path("requests/", include("eservices.backoffice.urls"))]


def desk_menu_item() -> MenuItem:
    return DeskMenuItem(
        _("Requests"), reverse("desk:index"), name="desk", icon_name="mail", order=90
    )


class WorkMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return works(request.user)


def counter_menu_item() -> MenuItem:
    return WorkMenuItem(
        _("Counter"), reverse("desk:counter:index"), name="counter", icon_name="user", order=91
    )


class RecordsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return shows_records(request.user)


def records_urls() -> list[URLPattern | URLResolver]:
    return [path("retention/", include("eservices.backoffice.records.urls"))]


def records_menu_item() -> MenuItem:
    return RecordsMenuItem(
        _("Destruction lists"),
        reverse("records:index"),
        name="records",
        icon_name="folder-open-inverse",
        order=95,
    )


class ErasuresMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return shows_erasures(request.user)


def erasures_menu_item() -> MenuItem:
    return ErasuresMenuItem(
        _("Erasures"),
        reverse("records:erasures"),
        name="erasures",
        icon_name="bin",
        order=94,
    )


hooks.register("register_admin_urls", records_urls)
hooks.register("register_admin_menu_item", erasures_menu_item)
hooks.register("register_admin_menu_item", records_menu_item)


def post_menu_item() -> MenuItem:
    return WorkMenuItem(
        _("Letters to post"), reverse("desk:post"), name="post", icon_name="mail", order=92
    )


register_snippet(LetterTemplateViewSet)
hooks.register("register_admin_menu_item", post_menu_item)
hooks.register("register_admin_urls", desk_urls)
hooks.register("register_admin_menu_item", desk_menu_item)
hooks.register("register_admin_menu_item", counter_menu_item)
