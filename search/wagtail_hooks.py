"""The editors' desk of search: best bets, synonyms, what people ask."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from search import admin_views
from search.models import BestBet, Synonym


class BestBetViewSet(SnippetViewSet):
    model = BestBet
    icon = "pick"
    menu_label = _("Best bets")
    list_display = ["title", "language", "lines", "starts_on", "ends_on"]
    list_filter = ["language"]
    search_fields = ["title", "questions"]
    panels = [
        FieldPanel("language"),
        FieldPanel("questions"),
        MultiFieldPanel(
            [FieldPanel("title"), FieldPanel("text"), FieldPanel("url")], heading=_("What is shown")
        ),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")], heading=_("When")),
    ]


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "resubmit"
    menu_label = _("Synonyms")
    list_display = [
        "__str__",
        "language",
        BooleanColumn("both_ways", label=_("both ways"), sort_key="both_ways"),
    ]
    list_filter = ["language"]
    search_fields = ["typed", "means"]
    panels = [
        FieldPanel("language"),
        FieldPanel("typed"),
        FieldPanel("means"),
        FieldPanel("both_ways"),
    ]


class QuestionsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(admin_views.PERMISSION))


def questions_menu_item() -> MenuItem:
    return QuestionsMenuItem(
        _("What people search"),
        reverse("search_questions"),
        name="search-questions",
        icon_name="search",
        order=950,
    )


def urls() -> list[URLPattern]:
    return [path("search-questions/", admin_views.questions, name="search_questions")]


class SearchGroup(SnippetViewSetGroup):
    menu_label = _("Search engine")
    menu_name = "site-search"
    menu_icon = "search"
    menu_order = 190
    items = (BestBetViewSet, SynonymViewSet)


register_snippet(SearchGroup)
hooks.register("register_admin_urls", urls)
hooks.register("register_reports_menu_item", questions_menu_item)
