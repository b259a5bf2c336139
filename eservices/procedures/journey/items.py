"""The list of a repeated step: what was added, add another, change, remove, go on.

Each item has a page and an address of its own (F16 of the accessibility list): no row
made by a script, nothing lost when a line drops between two of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eservices.procedures.definition.schema import Repeat, Step
from eservices.procedures.drafts import services
from eservices.procedures.drafts.answers import Row, Words, item_rows, item_title, words
from eservices.procedures.drafts.progress import Kept, Progress
from eservices.procedures.drafts.receipts import paragraphs
from eservices.procedures.journey.forms import ItemsForm
from eservices.procedures.journey.gate import (
    TEMPLATES,
    JourneyRequest,
    draft_url,
    gate,
    language_now,
    notice,
)

#: How many answers of an item the list shows, to tell it from the others.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list."""

    number: int
    title: Words
    rows: list[Row]
    is_done: bool
    url: str
    remove_url: str


def may_show(progress: Progress, step: Step, item: int) -> bool:
    """Return whether the item stands in the list, or is the one that may be added now."""
    assert step.repeat is not None, "only a repeated step has items"  # noqa: S101
    items = progress.items(step)
    if item in items:
        return True
    return item == progress.next_item(step) and len(items) < step.repeat.maximum


def item_url(progress: Progress, step: Step, item: int) -> str:
    return draft_url("item", progress.draft, step=step.key, item=item)


class ItemsPage:
    """The page of a repeated step that lists its items."""

    def __init__(self, request: JourneyRequest, step: Step, *, query: str) -> None:
        assert step.repeat is not None, "only a repeated step has a list"  # noqa: S101
        self.request = request
        self.step = step
        self.repeat: Repeat = step.repeat
        self.query = query
        self.language = language_now()

    @property
    def progress(self) -> Progress:
        return self.request.progress

    def answer(self) -> HttpResponseBase | None:
        """Return the page, or where to go; ``None`` when the list is accepted as it is."""
        numbers = self.progress.items(self.step)
        if self.request.method != "POST":
            if not numbers and self.repeat.minimum:
                first = self.progress.next_item(self.step)
                return redirect(item_url(self.progress, self.step, first) + self.query)
            return self._page(ItemsForm())
        if "later" in self.request.POST:
            return redirect(draft_url("later", self.progress.draft))
        form = ItemsForm(self.request.POST, problems=list(self._problems(numbers)))
        if not form.is_valid():
            return self._page(form, status=422)
        self._accept()
        return None

    def _problems(self, numbers: list[int]) -> Iterator[str]:
        limits = {
            "singular": words(self.repeat.singular, self.language).text,
            "plural": words(self.repeat.plural, self.language).text,
            "minimum": self.repeat.minimum,
            "maximum": self.repeat.maximum,
        }
        if len(numbers) < self.repeat.minimum:
            if self.repeat.minimum == 1:
                yield _("Add %(singular)s to go on.") % limits
            else:
                yield _("Add %(minimum)s %(plural)s at least to go on.") % limits
        if len(numbers) > self.repeat.maximum:
            yield _("Keep %(maximum)s %(plural)s at most: remove those that are too many.") % limits
        for item in numbers:
            if not self.progress.item_is_done(self.step, item):
                name = self._title(item).text
                yield _("“%(name)s” is not complete: change it or remove it.") % {"name": name}

    def _accept(self) -> None:
        kept = self.progress.kept.get(self.step.id, Kept())
        accepted = Kept(raw=kept.raw, valid=True, stored=True, lock=kept.lock + 1)
        services.keep_step(
            draft=self.progress.draft,
            step=self.step.id,
            raw=accepted.raw,
            cleaned={},
            valid=True,
            language=self.language,
        )
        self.request.progress = self.progress.with_step(self.step, accepted)

    def _title(self, item: int) -> Words:
        """Return the first answer of an item, by which the person knows it."""
        rows = item_rows(self.progress, self.step, item, self.language)
        named = next((row.value for row in rows if row.value.text), None)
        if named:
            return Words(named.text.split("\n")[0], named.language)
        place = self.progress.place(self.step, item)
        return Words(_("No. %(number)s") % {"number": place})

    def _items(self) -> list[Item]:
        progress, step = self.progress, self.step
        keys = {"step": step.key}
        return [
            Item(
                number=item,
                title=self._title(item),
                rows=item_rows(progress, step, item, self.language)[:_SHOWN],
                is_done=progress.item_is_done(step, item),
                url=item_url(progress, step, item) + self.query,
                remove_url=draft_url("remove-item", progress.draft, item=item, **keys) + self.query,
            )
            for item in progress.items(step)
        ]

    def _page(self, form: ItemsForm, status: int = 200) -> HttpResponseBase:
        progress, step = self.progress, self.step
        items = self._items()
        before = progress.before(step)
        context: dict[str, Any] = {
            "form": form,
            "draft": progress.draft,
            "step": step,
            "items": items,
            "title": words(step.title, self.language),
            "intro": paragraphs(step.intro, self.language),
            "procedure": words(progress.definition.title, self.language),
            "singular": words(self.repeat.singular, self.language),
            "plural": words(self.repeat.plural, self.language),
            "maximum": self.repeat.maximum,
            "is_full": len(items) >= self.repeat.maximum,
            "add_url": item_url(progress, step, progress.next_item(step)) + self.query,
            "number": progress.keys.index(step.key) + 1,
            "total": len(progress.keys),
            "total_is_known": not progress.may_branch_after(step),
            "back": before and draft_url("step", progress.draft, step=before.key) + self.query,
            "saved": step.id in progress.kept,
            "notice": notice(progress),
            "acknowledge_url": draft_url("changes", progress.draft),
        }
        return render(self.request, f"{TEMPLATES}items.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@gate
def remove_item(
    request: JourneyRequest, step: str, item: int, **_kwargs: object
) -> HttpResponseBase:
    """Ask once, showing what would go; then remove the item with its answers and files."""
    progress, language = request.progress, language_now()
    asked = progress.step(step)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    on = draft_url("step", progress.draft, step=step) + query
    if asked is None or asked.repeat is None or item not in progress.items(asked):
        return redirect(on)  # removed already, in another tab or by a double click
    if request.method == "POST":
        last = progress.next_item(asked) - 1
        services.remove_item(draft=progress.draft, step=asked, item=item, last=last)
        return redirect(on)
    context = {
        "title": item_title(asked, progress.place(asked, item), language),
        "procedure": words(progress.definition.title, language),
        "rows": item_rows(progress, asked, item, language),
        "back": on,
    }
    return render(request, f"{TEMPLATES}remove_item.html", context)
