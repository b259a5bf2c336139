"""Finding a page, and the parts of the frame that are rendered once a language."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation
from pytest_django.fixtures import DjangoAssertNumQueries
from wagtail.models import Page

from content.core import serving
from content.core.fragments import fragments
from content.information.models import ArticlePage, SectionPage
from tests.content.information import factories

pytestmark = pytest.mark.django_db


def test_a_page_whose_type_is_known_is_found_in_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    factories.section("Vivre", slug="vivre")
    serving.find("vivre/", "fr")

    with django_assert_num_queries(1):
        found = serving.find("vivre/", "fr")

    assert isinstance(found, SectionPage)


def test_a_page_of_another_type_at_the_same_address_is_found(client: Client) -> None:
    section = factories.section("Vivre", slug="vivre")
    assert client.get("/fr/vivre/").status_code == 200
    Page.objects.get(pk=section.pk).delete()
    assert client.get("/fr/vivre/").status_code == 404

    factories.article("Vivre", slug="vivre", parent=factories.home())

    assert isinstance(serving.find("vivre/", "fr"), ArticlePage)


def test_a_part_of_the_frame_is_rendered_once_a_language() -> None:
    template = Template('{% load content_core_chrome %}{% kept "x" %}{{ word }}{% endkept %}')

    with translation.override("fr"):
        first = template.render(Context({"word": "un"}))
        again = template.render(Context({"word": "deux"}))
    with translation.override("en"):
        other = template.render(Context({"word": "three"}))
    fragments.forget()
    with translation.override("fr"):
        anew = template.render(Context({"word": "quatre"}))

    assert [first, again, other, anew] == ["un", "un", "three", "quatre"]


def test_a_preview_neither_keeps_nor_gets_what_is_kept() -> None:
    template = Template('{% load content_core_chrome %}{% kept "x" %}{{ word }}{% endkept %}')
    request = RequestFactory().get("/")
    request.is_preview = True  # type: ignore[attr-defined]

    previewed = template.render(Context({"word": "brouillon", "request": request}))
    public = template.render(Context({"word": "public"}))

    assert (previewed, public) == ("brouillon", "public")
