"""A question asked often is answered by the page cache, until what it found changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from content.core import worker
from content.information.models import ArticlePage
from search.engines.embedded import EmbeddedEngine
from search.models import Synonym
from search.sources import sources
from tests.content.information import factories
from townhall.front.application import Front
from townhall.front.cache import PageCache

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The questions that the engine was asked."""
    seen: list[str] = []
    search = EmbeddedEngine.search

    def counted(engine, query):
        seen.append(query.text)
        return search(engine, query)

    monkeypatch.setattr(EmbeddedEngine, "search", counted)
    return seen


def site(environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
    """Django, as a test asks it: the connection stays open."""
    response = Client().get(f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}")
    start(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]


@pytest.fixture
def front(city_engine) -> Front:
    factories.article("Patinoire", slug="patinoire")
    city_engine.rebuild(sources.all_documents())
    worker.drain()
    cache = PageCache(limit=1_000_000, known=settings.PAGE_CACHE_PARAMETERS)
    cache.purges.look()
    return Front(site, cache, concurrency=2, max_body=1000, watch=False)


def ask(front: Front, query: str) -> str:
    environ = RequestFactory().get("/fr/recherche/", query_params={"q": query}).environ
    statuses: list[str] = []
    parts = front(environ, lambda status, headers, *rest: statuses.append(status))
    page = b"".join(parts).decode()
    assert statuses == ["200 OK"]
    return page


def test_a_frequent_question_is_answered_without_the_engine(front, asked) -> None:
    first = ask(front, "patinoire")
    before = len(asked)

    assert ask(front, "patinoire") == first
    assert len(asked) == before
    ask(front, "piscine")
    assert len(asked) > before


def rename(title: str) -> None:
    page = ArticlePage.objects.get(slug="patinoire")
    page.title = title
    page.save_revision().publish()


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (lambda: rename("Patinoire Pailleron"), "Patinoire Pailleron"),
        (lambda: ArticlePage.objects.get(slug="patinoire").unpublish(), "Aucun résultat"),
        (lambda: Synonym.objects.create(language="fr", typed="glace", means="patinoire"), ""),
    ],
)
def test_a_change_of_what_is_found_empties_it(
    front, asked, change: Callable[[], None], seen: str
) -> None:
    assert seen not in ask(front, "patinoire") or not seen
    before = len(asked)
    change()
    front.cache.purges.look()

    assert seen in ask(front, "patinoire")
    assert len(asked) > before
