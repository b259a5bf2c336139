"""Pages in two languages: nothing French unmarked goes live, nothing is lost in a move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from content.core.blocks import with_ids
from content.core.localize import guard, outdated
from content.core.localize.carry import identity_of
from content.core.models import Purge
from content.information.models import ArticlePage, SectionPage
from eservices.accounts.models import User
from eservices.procedures.blocks import StepsBlock
from tests.content.information import factories

pytestmark = pytest.mark.django_db
OnCommit = Callable[..., Any]


@pytest.fixture
def french() -> ArticlePage:
    factories.home("fr")
    factories.home("en")
    page = factories.article("Marché", slug="marche", summary="Chaque mardi.")
    assert isinstance(page, ArticlePage)
    return page


def begin(page: Page) -> Translation:
    """Submit a page for translation into English: a draft that repeats the French."""
    source, _created = TranslationSource.update_or_create_from_instance(page)
    english = Locale.objects.get(language_code="en")
    translation = Translation.objects.create(source=source, target_locale=english)
    translation.save_target(publish=False)
    return translation


def say(translation: Translation, **words: str) -> None:
    """Translate what the source says now; ``rest`` is for everything not named."""
    segments = translation.source.stringsegment_set.select_related("string", "context")
    for segment in segments:
        text = words.get(segment.context.path, words.get("rest", ""))
        if text:
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=translation.target_locale,
                context=segment.context,
                defaults={"data": text, "translation_type": "manual"},
            )


def english_of(page: Page) -> Page:
    english: Page = page.get_translation(Locale.objects.get(language_code="en")).specific
    return english


def publish(translation: Translation, on_commit: OnCommit) -> None:
    with on_commit(execute=True):
        translation.save_target(publish=True)


def test_a_whole_translation_goes_live(
    french: ArticlePage, client: Client, django_capture_on_commit_callbacks: OnCommit
) -> None:
    translation = begin(french)
    say(translation, slug="market", rest="Every Tuesday")
    Purge.objects.all().delete()

    publish(translation, django_capture_on_commit_callbacks)

    page = english_of(french)
    assert page.live
    assert "Every Tuesday" in client.get("/en/market/").content.decode()
    tags = set(Purge.objects.values_list("tag", flat=True))
    assert {f"page:{page.pk}", f"page:{french.pk}"} <= tags, "the switch of the source too"


def test_publishing_with_a_passage_missing_is_refused(
    french: ArticlePage, django_capture_on_commit_callbacks: OnCommit
) -> None:
    translation = begin(french)
    say(translation, title="Market")

    with pytest.raises(guard.Untranslated) as refused:
        publish(translation, django_capture_on_commit_callbacks)

    assert "Chaque mardi." in refused.value.passages
    assert not english_of(french).live


def test_without_the_guard_french_would_go_live(
    french: ArticlePage,
    django_capture_on_commit_callbacks: OnCommit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Proves that the test above can fail."""
    monkeypatch.setattr(guard, "check", lambda page: None)
    monkeypatch.setattr(guard, "refuse_unfinished", lambda translation: None)

    publish(begin(french), django_capture_on_commit_callbacks)

    page = english_of(french)
    assert page.live
    assert page.summary == "Chaque mardi."


def test_an_old_draft_in_french_is_refused_though_all_is_translated_since(
    french: ArticlePage,
) -> None:
    translation = begin(french)
    draft = english_of(french).get_latest_revision()
    say(translation, rest="Every Tuesday")

    with pytest.raises(guard.Untranslated):
        draft.publish()

    assert not english_of(french).live


def test_a_text_that_reads_the_same_passes_once_it_was_typed(
    french: ArticlePage, django_capture_on_commit_callbacks: OnCommit
) -> None:
    translation = begin(french)
    say(translation, title="Marché", rest="Every Tuesday")

    publish(translation, django_capture_on_commit_callbacks)

    assert english_of(french).title == "Marché"


def test_the_source_never_waits(french: ArticlePage) -> None:
    begin(french)
    french.title = "Grand marché"

    french.save_revision().publish()

    assert ArticlePage.objects.get(pk=french.pk).title == "Grand marché"


def test_the_editor_of_a_translation_is_told_which_passages_miss(
    french: ArticlePage, client: Client
) -> None:
    client.force_login(User.objects.create_superuser(email="a@example.invalid", password="x"))
    begin(french)
    url = reverse("wagtailadmin_pages:edit", args=[english_of(french).pk])

    response = client.post(url, {"action": "publish"})

    assert response.status_code == 302
    said = " ".join(str(message) for message in get_messages(response.wsgi_request))
    assert "Marché" in said
    assert not english_of(french).live


def test_a_translation_lags_until_it_says_what_the_source_says(
    french: ArticlePage, client: Client, django_capture_on_commit_callbacks: OnCommit
) -> None:
    translation = begin(french)
    say(translation, slug="market", rest="Every Tuesday")
    publish(translation, django_capture_on_commit_callbacks)
    assert outdated.since(english_of(french)) is None

    french = ArticlePage.objects.get(pk=french.pk)
    french.summary = "Chaque jeudi."
    french.save_revision().publish()

    assert outdated.since(english_of(french)) is not None
    html = client.get("/en/market/").content.decode()
    assert "Every Tuesday" in html, "the last good text stays"
    assert "Chaque jeudi" not in html
    assert '<a href="/fr/marche/" lang="fr" hreflang="fr">Marché</a>' in html

    translation.source.update_from_db()
    say(translation, slug="market", rest="Every Thursday")
    publish(translation, django_capture_on_commit_callbacks)

    assert outdated.since(english_of(french)) is None


def test_publishing_the_same_words_again_makes_nothing_lag(
    french: ArticlePage, django_capture_on_commit_callbacks: OnCommit
) -> None:
    translation = begin(french)
    say(translation, rest="Every Tuesday")
    publish(translation, django_capture_on_commit_callbacks)

    ArticlePage.objects.get(pk=french.pk).save_revision().publish()

    assert outdated.since(english_of(french)) is None


def sections(*titles: str) -> list[SectionPage]:
    """Make sections in both languages, translations of each other."""
    made = []
    for title in titles:
        page = factories.section(title, slug=title)
        factories.section(
            f"{title} en",
            slug=f"{title}-en",
            parent=factories.home("en"),
            translation_key=page.translation_key,
        )
        made.append(page)
    return made


def test_a_moved_page_takes_its_translation_along_and_leaves_redirects(
    client: Client, django_capture_on_commit_callbacks: OnCommit
) -> None:
    old, new = sections("ancienne", "nouvelle")
    page = factories.article("Marché", slug="marche", parent=old)
    english = factories.article(
        "Market",
        slug="market",
        parent=english_of(old),
        translation_key=page.translation_key,
    )

    with django_capture_on_commit_callbacks(execute=True):
        page.move(Page.objects.get(pk=new.pk), pos="last-child")

    moved = ArticlePage.objects.get(pk=english.pk)
    assert moved.url_path.endswith("/nouvelle-en/market/")
    assert client.get("/en/nouvelle-en/market/").status_code == 200
    for before, after in (
        ("/fr/ancienne/marche/", "/fr/nouvelle/marche/"),
        ("/en/ancienne-en/market/", "/en/nouvelle-en/market/"),
    ):
        response = client.get(before)
        assert response.status_code == 301
        assert response["Location"].endswith(after)


def test_moving_a_translation_moves_no_source() -> None:
    old, new = sections("ancienne", "nouvelle")
    page = factories.article("Marché", slug="marche", parent=old)
    english = factories.article(
        "Market", slug="market", parent=english_of(old), translation_key=page.translation_key
    )

    english.move(Page.objects.get(pk=english_of(new).pk), pos="last-child")

    assert ArticlePage.objects.get(pk=page.pk).get_parent().pk == old.pk


def test_a_translation_stays_where_its_new_parent_has_none() -> None:
    (old,) = sections("ancienne")
    new = factories.section("seule", slug="seule")
    page = factories.article("Marché", slug="marche", parent=old)
    english = factories.article(
        "Market", slug="market", parent=english_of(old), translation_key=page.translation_key
    )

    page.move(Page.objects.get(pk=new.pk), pos="last-child")

    assert ArticlePage.objects.get(pk=english.pk).get_parent().pk == english_of(old).pk


def test_an_alias_in_another_language_is_not_served(client: Client, french: ArticlePage) -> None:
    french.create_alias(
        parent=factories.home("en"), update_locale=Locale.objects.get(language_code="en")
    )
    assert Page.objects.filter(alias_of=french, live=True).exists()
    assert client.get("/en/marche/").status_code == 404


def test_a_block_moved_elsewhere_keeps_its_translation(french: ArticlePage) -> None:
    """In a procedure, a field moved to another step: its path changes, its identity does not."""
    first = "11111111-1111-4111-8111-111111111111"
    second = "22222222-2222-4222-8222-222222222222"
    field = "33333333-3333-4333-8333-333333333333"
    assert identity_of(f"steps.{first}.fields.{field}.label") == f"{field}.label"
    assert identity_of(f"steps.{second}.fields.{field}.label") == f"{field}.label"
    assert identity_of("title") == ""


def test_a_field_moved_to_another_step_keeps_its_words() -> None:
    from eservices.catalogue import services
    from eservices.procedures.models import ProcedurePage
    from tests.eservices.catalogue.site import parents, service

    services.install(
        key="civil_status_certificate", parent_pages_by_language=parents(), service=service()
    )
    page = ProcedurePage.objects.get(locale__language_code="fr")
    raw = list(page.steps.get_prep_value())
    taken = raw[0]["value"]["fields"].pop(0)
    raw[1]["value"]["fields"].append(taken)
    page.steps = with_ids(raw, StepsBlock())
    page.save(clean=False)
    translation = Translation.objects.get(source__object_id=page.translation_key)
    before = StringTranslation.objects.filter(context__path__contains=taken["id"])
    said = sorted(before.values_list("data", flat=True))

    translation.source.update_from_db()

    moved = translation.source.stringsegment_set.filter(context__path__contains=taken["id"])
    found = moved.annotate_translation(translation.target_locale)
    assert said
    assert f"{raw[1]['id']}" in moved.first().context.path
    assert sorted(found.values_list("translation", flat=True)) == said
