"""What a new procedure can begin as: a registry that higher apps fill, and copies of our own.

A copy shares nothing with what it was made from: it has a procedure and identities of its
own (`copies.py`) and stays a draft until its editor publishes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from eservices.accounts.models import User
from eservices.procedures.models import ProcedurePage


class UnknownStarter(LookupError):
    """Nothing is offered under this name any more."""


@dataclass(frozen=True, slots=True)
class Starter:
    """One thing to begin from; ``key`` is unique within its source."""

    key: str
    title: str
    summary: str


class StarterSource(Protocol):
    """Gives starters in one language and writes one into a page not yet saved."""

    name: str

    @property
    def label(self) -> str: ...

    def offered(self, language: str) -> Iterable[Starter]: ...

    def fill(self, page: ProcedurePage, key: str) -> None:
        """Raises `UnknownStarter`."""


class StarterRegistry:
    def __init__(self) -> None:
        self._sources: dict[str, StarterSource] = {}

    def register(self, source: StarterSource) -> None:
        if source.name in self._sources:
            raise ValueError(f"a source of starters {source.name!r} is registered already")
        self._sources[source.name] = source

    def __iter__(self) -> Iterator[StarterSource]:
        return iter(self._sources.values())

    def __getitem__(self, name: str) -> StarterSource:
        if name not in self._sources:
            raise UnknownStarter(name)
        return self._sources[name]


starters = StarterRegistry()


class OwnProcedures:
    """The procedures that the city publishes."""

    name = "own"

    @property
    def label(self) -> str:
        return _("A procedure of the site")

    def offered(self, language: str) -> Iterator[Starter]:
        for page in self._pages(language).order_by("title"):
            yield Starter(str(page.pk), page.title, page.summary)

    def fill(self, page: ProcedurePage, key: str) -> None:
        found = self._pages(page.locale.language_code).filter(pk=int(key) if key.isdecimal() else 0)
        origin = found.first()
        if origin is None:
            raise UnknownStarter(key)
        copied = {field.name for field in ProcedurePage._meta.local_fields} - {
            *("page_ptr", "procedure", "change_note", "cut_over_on", "cut_over_days")
        }
        for name in copied:
            setattr(page, name, getattr(origin, name))

    @staticmethod
    def _pages(language: str) -> Any:
        return ProcedurePage.objects.live().filter(locale__language_code=language)


@transaction.atomic
def begin(*, parent: Page, source: str, key: str, title: str, user: User | None) -> ProcedurePage:
    """Create a draft under ``parent`` from a starter.

    Raises:
        UnknownStarter
    """
    page = ProcedurePage(title=title, draft_title=title, locale=parent.locale, live=False)
    starters[source].fill(page, key)
    page.title = page.draft_title = title
    page.slug = _free_slug(parent, title)
    page.owner = user
    parent.add_child(instance=page)
    page.save_revision(user=user, clean=False, log_action="wagtail.create")
    return page


def _free_slug(parent: Page, title: str) -> str:
    base = slugify(title)[:200] or "demarche"
    taken = set(parent.get_children().values_list("slug", flat=True))
    free = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in free if slug not in taken)
