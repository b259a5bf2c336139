"""The home page's three lines of news."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.core.cards import Card
from content.core.home import HomeSection
from content.core.serving import address_of
from content.core.visibility import NO_FOREIGN_ALIAS
from content.information.models import ArticlePage

LINES = 3


class News:
    """The newest articles of the language."""

    key = "news"

    def section(self, language: str) -> HomeSection | None:
        articles = list(
            ArticlePage.objects.live()
            .filter(NO_FOREIGN_ALIAS, locale__language_code=language)
            .defer("body")
            .order_by("-date", "-pk")[:LINES]
        )
        if not articles:
            return None
        cards = tuple(
            Card(
                title=article.title,
                url=address_of(article),
                kind="page",
                language=language,
                summary=article.summary,
                facts=(date_format(article.date, "j F Y"),),
            )
            for article in articles
        )
        return HomeSection(self.key, _("News"), cards, tags=("list:news",))
