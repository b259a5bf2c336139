"""What residents see of a page, before and after a write, and what follows from a change.

Wagtail opens no transaction around publishing, and ``page_published`` fires outside one.
Both ways a page is written end here instead, inside the transaction of ``save()``:
a page saved as its own type (`ContentPage.save`), and one saved as a plain ``Page``, as
Wagtail does when it moves, expires or unpublishes in bulk.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, PageViewRestriction

from content.core import changes

if TYPE_CHECKING:
    from content.core.pages import ContentPage

#: Writing none of these changes nothing that residents see.
VISIBLE = {"live", "live_revision", "url_path", "slug", "path", "title", "show_in_menus"}


class Shown(NamedTuple):
    """What the database says of a page."""

    live: bool = False
    live_revision: int | None = None
    url_path: str = ""
    title: str = ""
    in_menu: bool = False

    @property
    def parent_path(self) -> str:
        return self.url_path.rstrip("/").rpartition("/")[0] + "/"


def tag_of(pk: int) -> str:
    """Return the cache tag of one page."""
    return f"page:{pk}"


def stored(pk: int | None, *, taken: bool = False) -> Shown:
    """Return the stored state of a page, an empty one when it is new.

    With ``taken`` its row is this transaction's until the end: what another editor publishes
    meanwhile is not taken for a change that this save made.
    """
    names = ("live", "live_revision_id", "url_path", "title", "show_in_menus")
    pages = take([pk]) if taken else Page.objects.filter(pk=pk)
    row = pages.values_list(*names).first() if pk else None
    return Shown(*row) if row else Shown()


def take(pks: Iterable[Any]) -> QuerySet[Page]:
    """Return pages whose rows, once read, are this transaction's; always in one order.

    Whoever also takes what several pages share takes it after them, as saving a page does.
    """
    pages: QuerySet[Page] = Page.objects.filter(pk__in=list(pks))
    return pages.order_by("pk").select_for_update()


def follow(page: ContentPage, before: Shown, after: Shown) -> None:
    """Write what follows from a change of a page that is or was public."""
    from content.core.localize import outdated

    page.on_live_change()
    if after.live:
        outdated.note(page)
    # Their language switch leads here, or no longer does.
    tags = [tag_of(pk) for pk in page.get_translations().values_list("pk", flat=True)]  # type: ignore[attr-defined]
    if before.in_menu or after.in_menu:
        tags.append(f"chrome:{page.locale.language_code}")  # type: ignore[attr-defined]
    if before.url_path and before.parent_path != after.parent_path:
        left = Page.objects.filter(url_path=before.parent_path).values_list("pk", flat=True)
        tags += [tag_of(pk) for pk in left]
    changes.record(tags=tags)
    if before.url_path and (before.url_path, before.title) != (after.url_path, after.title):
        record_descendants(page)  # their addresses, their breadcrumbs


def record_descendants(page: Any) -> None:
    """Record every page below as changed."""
    from content.core.pages import ContentPage

    below = list(Page.objects.descendant_of(page).specific(defer=True))
    changes.record(
        tags=[tag_of(each.pk) for each in below],
        documents=[each.search_document() for each in below if isinstance(each, ContentPage)],
    )


def _access_changed(instance: PageViewRestriction, **_kwargs: Any) -> None:
    """Follow a page that only some may read from now on, or everybody again."""
    from content.core.pages import ContentPage

    page = instance.page.specific
    if isinstance(page, ContentPage):
        # Wagtail opens no transaction around it.
        with transaction.atomic():
            changes.record(tags=page.get_purge_tags(), documents=[page.search_document()])
            record_descendants(page)


def _before_plain_save(instance: Page, **_kwargs: Any) -> None:
    instance._shown_before = stored(instance.pk)


def _after_plain_save(
    instance: Page, raw: bool, update_fields: frozenset[str] | None, **_kwargs: Any
) -> None:
    from content.core.localize import moves
    from content.core.pages import ContentPage

    if raw or (update_fields is not None and not VISIBLE & set(update_fields)):
        return
    before, after = instance._shown_before, stored(instance.pk)
    page = instance.specific
    if not isinstance(page, ContentPage):
        return
    if before.live or after.live:
        # Also when nothing differs: a page moved beside its sisters keeps its address.
        follow(page, before, after)
    if before.url_path and before.parent_path != after.parent_path:
        moves.take_translations_along(instance)


def _before_delete(instance: Page, **_kwargs: Any) -> None:
    from content.core.pages import ContentPage

    page = instance.specific
    if not isinstance(page, ContentPage):
        return
    tags = page.get_purge_tags()
    if instance.show_in_menus:
        tags.append(f"chrome:{instance.locale.language_code}")
    changes.record(tags=tags, documents=[page.search_document()])


def watch_plain_pages() -> None:
    """Follow pages that are written as plain ``Page`` rows.

    The signals of a save fire inside ``Page.save()``, which is atomic; a page saved as its
    own type sends them for that type alone. A deletion asks for no page's own ``delete()``
    below the one deleted, nor in bulk; its signal fires for every row, in its transaction.
    Who may read a page is a row of its own.
    """
    pre_delete.connect(_before_delete, sender=Page, dispatch_uid="content_core.delete_page")
    pre_save.connect(_before_plain_save, sender=Page, dispatch_uid="content_core.before_page")
    post_save.connect(_after_plain_save, sender=Page, dispatch_uid="content_core.after_page")
    for changed in (post_save, post_delete):
        changed.connect(
            _access_changed, sender=PageViewRestriction, dispatch_uid="content_core.access"
        )
