"""Pages of the site, with a home page in each language."""

from __future__ import annotations

from typing import Any

import factory
from wagtail.models import Locale, Page, Site

from content.core.blocks import BodyBlock, with_ids
from content.core.models import Department, Service, ServiceText
from content.information.models import ArticlePage, HomePage, SectionPage, ServicePage


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service
        skip_postgeneration_save = True

    key = factory.Sequence(lambda number: f"service-{number}")
    phone = "01 99 00 00 00"
    department = factory.LazyFunction(lambda: Department.objects.get_or_create(key="direction")[0])

    @factory.post_generation
    def words(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        ServiceText.objects.create(subject=self, language="fr", name="État civil")


def home(language: str = "fr") -> HomePage:
    """Return the home page of a language, made at first use as the site's root."""
    locale = Locale.objects.get_or_create(language_code=language)[0]
    found = HomePage.objects.filter(locale=locale).first()
    if found:
        return found
    page = HomePage(title="Paris", slug=f"accueil-{language}", locale=locale, examples="vote")
    site = Site.objects.get(is_default_site=True)
    first = HomePage.objects.exclude(locale=locale).first()
    if first:
        page.translation_key = first.translation_key
    Page.objects.get(depth=1).add_child(instance=page)
    if first is None:
        site.root_page = page
        site.save()
    return HomePage.objects.get(pk=page.pk)


def publish(page: Page, parent: Page) -> Page:
    """Add a page under ``parent`` and publish it as an editor does."""
    parent.refresh_from_db()
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page.__class__.objects.get(pk=page.pk)


def body(*blocks: dict[str, Any]) -> list[dict[str, Any]]:
    return with_ids(list(blocks), BodyBlock())


def paragraph(text: str = "Bonjour.") -> dict[str, Any]:
    return {"type": "paragraph", "value": f"<p>{text}</p>"}


def section(title: str = "Vivre", parent: Page | None = None, **fields: Any) -> SectionPage:
    return publish(SectionPage(title=title, **fields), parent or home())


def article(title: str = "Nouvelle", parent: Page | None = None, **fields: Any) -> ArticlePage:
    fields.setdefault("body", body(paragraph()))
    return publish(ArticlePage(title=title, **fields), parent or home())


def service_page(title: str = "État civil", **fields: Any) -> ServicePage:
    fields.setdefault("service", ServiceFactory())
    return publish(ServicePage(title=title, who="Tout le monde", **fields), home())
