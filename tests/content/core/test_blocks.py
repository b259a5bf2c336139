"""What a body refuses to publish, and what it draws."""

from __future__ import annotations

import gc
from typing import Any

import pytest
import wagtail_factories
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail_localize.segments.extract import extract_segments

from content.core.blocks import BodyBlock, with_ids
from content.core.blocks.checks import faults_of
from content.core.cards import Card, CardRegistry, cards
from content.information.models import ArticlePage, Picture
from eservices.accounts.models import User
from tests.content.information import factories
from tests.content.places.factories import ServiceFactory

pytestmark = pytest.mark.django_db

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:01.000\nBonjour\n"


class PictureFactory(wagtail_factories.ImageFactory):
    class Meta:
        model = Picture


def document(name: str, content: str | bytes = b"x") -> int:
    raw = content.encode() if isinstance(content, str) else content
    made = get_document_model().objects.create(title=name, file=ContentFile(raw, name=name))
    return int(made.pk)


def faults(*blocks: dict[str, Any]) -> str:
    """Return why a body is refused, nothing when it may be published."""
    block = BodyBlock()
    try:
        block.clean(block.to_python(factories.body(*blocks)))
    except ValidationError as error:
        return " ".join(faults_of(error))
    return ""


def heading(level: str) -> dict[str, Any]:
    return {"type": "heading", "value": {"text": "Titre", "level": level}}


def picture(**words: Any) -> dict[str, Any]:
    image = {"image": PictureFactory().pk, "alt_text": "", "decorative": False, **words}
    return {"type": "picture", "value": {"image": image, "caption": "", "credit": ""}}


def video(captions: str) -> dict[str, Any]:
    value = {
        "title": "Le budget",
        "video": document("film.mp4"),
        "captions": document("film.vtt", captions),
        "poster": {"image": None, "alt_text": "", "decorative": False},
        "transcript": "<p>Bonjour</p>",
    }
    return {"type": "video", "value": value}


@pytest.mark.parametrize(
    ("levels", "good"), [("234", True), ("2342", True), ("3", False), ("24", False)]
)
def test_headings_never_skip_a_level(levels: str, good: bool) -> None:
    assert (faults(*map(heading, levels)) == "") is good


@pytest.mark.parametrize(
    "words", ["Cliquez ici", "<b>en savoir plus</b>", "ici.", "Lire la suite…"]
)
@pytest.mark.parametrize("kind", ["paragraph", "callout", "steps"])
def test_a_link_says_where_it_leads(kind: str, words: str) -> None:
    text = f'<p>Voyez <a href="https://a.invalid/">{words}</a></p>'
    values = {
        "paragraph": text,
        "callout": {"level": "info", "title": "T", "text": text},
        "steps": {"title": "", "items": [text, "<p>b</p>"]},
    }
    assert faults({"type": kind, "value": values[kind]}) != ""


def test_a_link_with_its_own_words_passes() -> None:
    assert faults(factories.paragraph('<a href="https://a.invalid/">Les tarifs</a>')) == ""


@pytest.mark.parametrize(
    ("words", "good"),
    [
        ({}, False),
        ({"alt_text": "IMG_2041.jpg"}, False),
        ({"alt_text": "DSC04711"}, False),
        ({"alt_text": "La place, vue du ciel"}, True),
        ({"decorative": True}, True),
    ],
)
def test_a_picture_has_words_or_is_decorative(words: dict[str, Any], good: bool) -> None:
    assert (faults(picture(**words)) == "") is good


@pytest.mark.parametrize(
    ("captions", "good"), [(CAPTIONS, True), ("WEBVTT\n", False), ("1\n00:00:00,000", False)]
)
def test_a_video_has_captions_that_play(captions: str, good: bool) -> None:
    assert (faults(video(captions)) == "") is good


def test_a_video_without_transcript_is_refused() -> None:
    block = video(CAPTIONS)
    block["value"]["transcript"] = ""
    assert faults(block) != ""


def test_a_table_has_as_many_cells_as_columns() -> None:
    rows = [{"header": "Lundi", "cells": ["9 h", "17 h"]}]
    table = {"caption": "Horaires", "columns": ["Jour", "Ouverture"], "rows": rows}
    assert faults({"type": "table", "value": table}) != ""
    table["columns"] = ["Jour", "Ouverture", "Fermeture"]
    assert faults({"type": "table", "value": table}) == ""


def test_a_draft_that_no_form_checked_is_not_published() -> None:
    page = factories.article()
    page.body = factories.body(heading("4"))
    revision = page.save_revision(clean=False)

    with pytest.raises(ValidationError):
        revision.publish()

    page = ArticlePage.objects.get(pk=page.pk)
    assert page.body[0].block_type == "paragraph"


def test_bulk_publication_answers_in_words(client: Any) -> None:
    client.force_login(User.objects.create_superuser(email="a@example.invalid", password="x"))
    page = factories.article("Tarifs")
    page.body = factories.body(heading("4"))
    page.save_revision(clean=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    response = client.post(
        f"{url}?id={page.pk}&next=/admin/", {"include_descendants": ""}, follow=True
    )

    assert response.status_code == 200
    assert "Tarifs" in str(next(iter(response.context["messages"])))
    assert ArticlePage.objects.get(pk=page.pk).body[0].block_type == "paragraph"


def drawn(*blocks: dict[str, Any]) -> str:
    block = BodyBlock()
    return str(block.to_python(factories.body(*blocks)).render_as_block())


def test_a_table_is_named_and_scrolls_by_keyboard() -> None:
    rows = [{"header": "Lundi", "cells": ["9 h"]}]
    html = drawn(
        {"type": "table", "value": {"caption": "C", "columns": ["Jour", "H"], "rows": rows}}
    )
    assert 'role="region" tabindex="0" aria-labelledby=' in html
    assert "<caption" in html
    assert 'scope="row"' in html


def test_a_document_link_says_format_size_and_language() -> None:
    value = {"title": "Guide", "document": document("guide.pdf", b"x" * 240_000), "language": "en"}
    html = drawn({"type": "document", "value": value})
    assert "Guide (PDF, 240" in html
    assert 'hreflang="en"' in html


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_video_shows_its_picture_and_gives_its_captions() -> None:
    block = video(CAPTIONS)
    block["value"]["poster"] = {"image": PictureFactory().pk, "alt_text": "", "decorative": True}
    html = drawn(block)
    gc.collect()
    assert 'poster="/media/images/' in html
    assert "(WebVTT)</a>" in html


def test_a_contact_opens_in_the_form_of_editors() -> None:
    """Their script takes the state of a list for a list, also of a block just added."""
    service, contact = ServiceFactory(), BodyBlock().child_blocks["contact"]
    value = contact.to_python({"service": service.pk})
    assert contact.get_form_state(contact.get_default())["service"] == [""]
    assert contact.get_form_state(value)["service"] == [str(service.pk)]


@pytest.mark.parametrize("kind", list(BodyBlock().child_blocks))
def test_a_block_left_empty_is_refused_and_breaks_nothing(kind: str) -> None:
    block = BodyBlock().child_blocks[kind]
    nothing = {"b-image-image": "", "b-video": "", "b-service": "", "b-place": ""}
    counts = {f"b-{name}-count": "0" for name in ("items", "facts", "columns", "rows")}
    with pytest.raises(ValidationError):
        block.clean(block.value_from_datadict({**nothing, **counts}, {}, "b"))


def test_a_foreign_passage_keeps_its_language() -> None:
    text = '<p>Le <span lang="en">street art</span> à Paris</p>'
    assert '<span lang="en">street art</span>' in drawn({"type": "paragraph", "value": text})
    page = factories.article(body=factories.body({"type": "paragraph", "value": text}))
    words = [s.string.data for s in extract_segments(page) if hasattr(s, "string")]
    assert "street art" in " ".join(words)


def test_the_editor_writes_foreign_passages() -> None:
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

    from content.core.blocks.text import FEATURES

    converter = ContentstateConverter(features=FEATURES)
    html = '<p data-block-key="a">Le <span lang="en">street art</span></p>'
    assert '<span lang="en">street art</span>' in converter.to_database_format(
        converter.from_database_format(html)
    )


class Towers:
    kind = "tower"

    def for_service(self, service: Any, language: str) -> list[Card]:
        return []

    def choices(self) -> list[tuple[str, str]]:
        return [("eiffel", "Tour Eiffel")]

    def for_keys(self, keys: Any, language: str) -> dict[str, Card]:
        return {"eiffel": Card("Tour Eiffel", "/fr/lieux/eiffel/", "tower", "fr", state="Ouvert")}


def test_one_card_is_read_from_its_owner() -> None:
    registry = CardRegistry()
    registry.register(Towers())
    assert registry.choices("tower") == [("eiffel", "Tour Eiffel")]
    card = registry.card("tower", "eiffel", "fr")
    assert card is not None
    assert card.state == "Ouvert"
    assert registry.card("tower", "gone", "fr") is None
    assert registry.card("unknown", "eiffel", "fr") is None


def test_a_place_block_draws_the_card_and_nothing_for_a_place_that_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    towers = Towers()
    monkeypatch.setitem(cards._providers, "place", towers)
    assert "Tour Eiffel" in drawn({"type": "place", "value": {"place": "eiffel"}})
    assert "<a" not in drawn({"type": "place", "value": {"place": "gone"}})


def test_ids_are_given_at_every_level_and_kept() -> None:
    raw = with_ids(
        [{"type": "steps", "value": {"title": "", "items": ["<p>a</p>", "<p>b</p>"]}}], BodyBlock()
    )
    items = raw[0]["value"]["items"]
    assert raw[0]["id"]
    assert all(item["id"] for item in items)
    assert with_ids(raw, BodyBlock()) == raw


def test_option_values_and_registers_are_held_back_from_translators() -> None:
    service = factories.ServiceFactory()
    callout = {"level": "warning", "title": "Attention", "text": "<p>a</p>"}
    contact = {"service": service.pk, "show_phone": True, "show_email": False}
    page = factories.article(
        body=factories.body(
            {"type": "callout", "value": callout}, {"type": "contact", "value": contact}
        )
    )
    texts = [s.string.data for s in extract_segments(page) if hasattr(s, "string")]
    assert "Attention" in texts
    assert "warning" not in texts
    assert str(service.pk) not in texts


def test_a_picture_is_translatable_by_its_words() -> None:
    page = factories.article(body=factories.body(picture(alt_text="La place")))
    texts = [s.string.data for s in extract_segments(page) if hasattr(s, "string")]
    assert "La place" in texts


def test_the_default_alternative_is_never_the_file_name() -> None:
    image = PictureFactory(title="IMG_2041.jpg")
    assert image.default_alt_text == ""
    image.description = "La place"
    assert image.default_alt_text == "La place"


# Wagtail leaves the temporary files of its sizes to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_size_is_made_while_a_page_is_served(client: Any) -> None:
    page = factories.article(slug="photo", body=factories.body(picture(alt_text="La place")))
    image = Picture.objects.get()
    image.make_renditions()
    gc.collect()
    before = image.renditions.count()

    response = client.get("/fr/photo/")

    assert response.status_code == 200
    assert page.pk
    assert 'alt="La place"' in response.content.decode()
    assert image.renditions.count() == before > 1
