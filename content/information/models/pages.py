"""The page types of municipal information, named by what a resident would say."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import PageChooserBlock
from wagtail.models import Page
from wagtail.search import index

from content.core.blocks import BodyBlock
from content.core.cards import cards
from content.core.fields import StreamField
from content.core.home import sections
from content.core.models import Service
from content.core.pages import ContentPage
from content.core.visibility import NO_FOREIGN_ALIAS, shown

#: Children listed on a section; more belong in sub-sections or in search.
MOST_CHILDREN = 100


class HomePage(ContentPage, Page):  # type: ignore[django-manager-missing]
    """What people came for: search, top procedures, disturbances, the Council, news."""

    template = "content_information/home_page.html"
    parent_page_types = ["wagtailcore.Page"]

    question = models.CharField(
        _("question above the search box"),
        max_length=120,
        blank=True,
        help_text=_("For instance “What do you want to do?”."),
    )
    examples = models.CharField(
        _("examples under the search box"),
        max_length=200,
        blank=True,
        help_text=_("Words that residents type, separated by commas."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("question"),
        FieldPanel("examples"),
    ]

    class Meta:
        verbose_name = _("home page")

    def example_list(self) -> list[str]:
        return [words.strip() for words in self.examples.split(",") if words.strip()]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["sections"] = self.sections()
        return context

    def sections(self) -> Any:
        """Return the sections that other apps give, asked once a request."""
        if not hasattr(self, "_sections"):
            self._sections = sections.sections(get_language() or settings.LANGUAGE_CODE)
        return self._sections

    def get_cache_tags(self) -> list[str]:
        own = [tag for section in self.sections() for tag in section.tags]
        # The list tags make a first line appear where a section had nothing to say.
        return [*super().get_cache_tags(), *own, "list:procedures", "list:places", "list:news"]

    def get_cache_seconds(self) -> int | None:
        known = [section.seconds for section in self.sections() if section.seconds is not None]
        return min(known, default=None)


class SectionPage(ContentPage, Page):  # type: ignore[django-manager-missing]
    """A part of the site: what it is about, and its pages."""

    template = "content_information/section_page.html"
    owned_words = ("procedures",)

    top_tasks = StreamField(
        [("page", PageChooserBlock(label=_("Page")))],
        verbose_name=_("what most people come for"),
        blank=True,
        help_text=_("Up to eight pages, shown first."),
        max_num=8,
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("top_tasks"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("section")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context |= {"children": self.listed_children(), "top_pages": self.top_pages()}
        return context

    def listed_children(self) -> list[Page]:
        """Return the live pages below in their order, then news, the newest first."""
        pages = self.get_children().filter(NO_FOREIGN_ALIAS, live=True).not_type(ArticlePage)
        news = ArticlePage.objects.child_of(self).filter(NO_FOREIGN_ALIAS, live=True)
        return [
            *pages.defer_streamfields().specific()[:MOST_CHILDREN],
            *news.defer("body").order_by("-date", "-pk")[:MOST_CHILDREN],
        ]

    def top_pages(self) -> list[Page]:
        """Return the pages that editors put first, in this page's language."""
        chosen = [block.value for block in self.top_tasks if block.value is not None]
        if not chosen:
            return []
        here = {
            page.translation_key: page
            for page in shown().filter(
                translation_key__in=[page.translation_key for page in chosen],
                locale_id=self.locale_id,
            )
        }
        return [here[page.translation_key] for page in chosen if page.translation_key in here]


class ServicePage(ContentPage, Page):  # type: ignore[django-manager-missing]
    """One municipal service: it owns links, not copies."""

    template = "content_information/service_page.html"
    has_see_also = True

    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="+", verbose_name=_("service")
    )
    who = models.CharField(_("who can ask"), max_length=300, blank=True)
    prepare = models.CharField(_("what to prepare"), max_length=300, blank=True)
    cost = models.CharField(_("cost"), max_length=120, blank=True)
    delay = models.CharField(_("delay"), max_length=200, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("service"),
        MultiFieldPanel(
            [FieldPanel("who"), FieldPanel("prepare"), FieldPanel("cost"), FieldPanel("delay")],
            heading=_("At a glance"),
        ),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("service page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        found = self.cards()
        context |= {"procedures": found.get("procedure", []), "places": found.get("place", [])}
        return context

    def cards(self) -> Any:
        """Return the live cards of the service by kind, asked once a request."""
        if not hasattr(self, "_cards"):
            self._cards = cards.for_service(self.service, get_language() or settings.LANGUAGE_CODE)
        return self._cards

    def linked_addresses(self) -> set[str]:
        return {card.url for found in self.cards().values() for card in found}

    def get_cache_tags(self) -> list[str]:
        shown = [tag for found in self.cards().values() for card in found for tag in card.tags]
        # The list tags make a first procedure or place appear too.
        return [
            *super().get_cache_tags(),
            *shown,
            "registers",
            "list:procedures",
            "list:places",
        ]


class ArticlePage(ContentPage, Page):  # type: ignore[django-manager-missing]
    """News, or a text that stays: a date, a body."""

    template = "content_information/article_page.html"
    has_see_also = True

    date = models.DateField(_("date"), default=timezone.localdate)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("date"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("article")

    def get_purge_tags(self) -> list[str]:
        return [*super().get_purge_tags(), "list:news"]
