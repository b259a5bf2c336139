"""Home, sections, services and news in French and English, joined as translations."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Locale, Page, Site

from content.core.blocks import BodyBlock, with_ids
from content.core.models import Service
from content.information.models import (
    Alert,
    AlertText,
    ArticlePage,
    HomePage,
    SectionPage,
    ServicePage,
)
from eservices.catalogue import services as catalogue
from eservices.catalogue.translations import remember_translation
from townhall.demo.files import LANGUAGES, read

Pages = dict[str, Page]


def load() -> None:
    """Create every page and publish it; a site that has its home already is left alone."""
    if HomePage.objects.exists():
        return
    data = read("pages")
    homes = _home(data["home"])
    sections = {row["key"]: _section(row, homes) for row in data["sections"]}
    for row in data["procedures"]:
        catalogue.install(
            key=row["entry"],
            parent_pages_by_language=sections["demarches"],
            service=Service.objects.get(key=row["service"]),
        )
    for row in data["services"]:
        service = Service.objects.get(key=row["service"])
        own = {"service": service, "department": service.department}
        _publish(ServicePage, row, sections[row["section"]], **own)
    for row in reversed(data["articles"]):
        _publish(ArticlePage, row, sections["actualites"], date=row["date"])
    _alert(data["alert"])


def _home(row: dict[str, Any]) -> Pages:
    root = Page.objects.get(depth=1)
    welcome = list(root.get_children())
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
    homes: Pages = {}
    for language in LANGUAGES:
        words = row[language]
        home = HomePage(
            title=words["title"],
            slug=f"accueil-{language}",
            summary=words["summary"],
            examples=", ".join(words["examples"]),
            locale=locales[language],
        )
        if homes:
            home.translation_key = homes["fr"].translation_key
        root.refresh_from_db()
        root.add_child(instance=home)
        home.save_revision().publish()
        homes[language] = home
    site = Site.objects.get(is_default_site=True)
    site.root_page, site.site_name = homes["fr"], row["fr"]["title"]
    site.save()
    for page in welcome:
        page.delete()
    return {language: home.__class__.objects.get(pk=home.pk) for language, home in homes.items()}


def _section(row: dict[str, Any], homes: Pages) -> Pages:
    return _publish(SectionPage, row, homes, show_in_menus=True)


def _publish(model: type[Page], row: dict[str, Any], parents: Pages, **own: Any) -> Pages:
    """Create one page a language with the same block identities, and publish them."""
    made: Pages = {}
    body: list[dict[str, Any]] = []
    for language in LANGUAGES:
        words = dict(row[language])
        raw = with_ids([_block(block) for block in words.pop("body", [])], BodyBlock())
        body = _same_ids(raw, body) if made else raw
        page = model(locale=parents[language].locale, **words, **own)
        if hasattr(page, "body"):
            page.body = body
        if made:
            page.translation_key = made["fr"].translation_key
        parents[language].refresh_from_db()
        parents[language].add_child(instance=page)
        page.save_revision().publish()
        made[language] = page
    remember_translation(source=made["fr"], page=made["en"])
    return made


def _block(row: dict[str, Any]) -> dict[str, Any]:
    """Turn the short form of the YAML into raw stream data."""
    kind, words = row["type"], {name: value for name, value in row.items() if name != "type"}
    if kind == "paragraph":
        return {"type": kind, "value": f"<p>{words['text']}</p>"}
    if kind == "heading":
        return {"type": kind, "value": {"text": words["text"], "level": "2"}}
    if kind == "callout":
        return {"type": kind, "value": {**words, "text": f"<p>{words['text']}</p>"}}
    if kind == "steps":
        return {
            "type": kind,
            "value": {"title": "", "items": [f"<p>{i}</p>" for i in words["items"]]},
        }
    rows = [{"header": first, "cells": rest} for first, *rest in words["rows"]]
    table = {"caption": words["caption"], "columns": words["header"], "rows": rows}
    return {"type": "table", "value": table}


def _same_ids(new: Any, old: Any) -> Any:
    """Give raw data the identities of the same data in another language."""
    if isinstance(new, dict) and isinstance(old, dict):
        same = {name: _same_ids(value, old.get(name)) for name, value in new.items()}
        return same | ({"id": old["id"]} if "id" in old else {})
    if isinstance(new, list) and isinstance(old, list):
        return [_same_ids(value, other) for value, other in zip(new, old, strict=True)]
    return new


def _alert(row: dict[str, Any]) -> None:
    """Announce a march on next Sunday."""
    today = timezone.localdate()
    sunday = today + timedelta(days=6 - today.weekday())
    zone = timezone.get_current_timezone()
    alert = Alert.objects.create(
        level=row["level"], ends_at=datetime.combine(sunday, time(18), tzinfo=zone)
    )
    for language in LANGUAGES:
        AlertText.objects.create(subject=alert, language=language, **row[language])
    alert.save()
