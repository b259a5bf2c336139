"""What every page type of the site shares: a mixin, never a base Page of our own.

wagtail-localize does not support a custom base page model.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from content.core import changes, publishing
from content.core.blocks.checks import check_streams, tags_of_bodies
from content.core.cache_tags import make_public
from content.core.cards import Card
from content.core.enums import Theme
from content.core.localize import guard
from content.core.models import Department, District
from content.core.publishing import tag_of
from content.core.refusals import refusal_of
from content.core.routes import RESERVED, SYSTEM_WORDS
from content.core.see_also import see_also

#: Pages right under the home page of a language share its addresses with the system.
TOP = 3
SLUG_TAKEN = _("The system uses this word in its own addresses; choose another.")


class ContentPageForm(WagtailAdminPageForm):
    """The editor's form: it alone knows the parent of a page not yet made."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(_with_our_line_ends(data), *args, **kwargs)

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.parent_page is not None and self.parent_page.depth == TOP - 1:
            slug = cleaned.get("slug", "")
            if self.instance.slug_is_taken_by_the_system(slug):
                self.add_error("slug", SLUG_TAKEN)
        return cleaned


def _with_our_line_ends(data: Any) -> Any:
    """Return what was posted with the line ends that stored texts have.

    Browsers post CR LF (HTML, 4.10.21): every paragraph of an unchanged page would count as
    changed, in the differences shown and for its translations.
    """
    if not isinstance(data, QueryDict):
        return data
    copy = data.copy()
    for name, values in data.lists():
        copy.setlist(name, [str(value).replace("\r\n", "\n") for value in values])
    return copy


class ContentPage(models.Model):
    """Summary, audience, theme, owner and review date, and the writing of purges.

    Wagtail opens no transaction around publishing and ``page_published`` fires
    outside one, so what must commit with the publication is written here, in
    ``save()``, and never in those signals.
    """

    #: System words that pages of this type may carry as their slug.
    owned_words: tuple[str, ...] = ()
    #: Whether pages of this type end with links to pages like them.
    has_see_also = False

    summary = models.CharField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("One sentence, shown in lists and search results."),
    )
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices, blank=True)
    audience = ParentalManyToManyField(
        District,
        blank=True,
        related_name="+",
        verbose_name=_("districts concerned"),
        help_text=_("Choose none when the page is for the whole city."),
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department in charge"),
    )
    review_date = models.DateField(
        _("to be reviewed on"),
        null=True,
        blank=True,
        help_text=_("The department in charge checks the page before this date."),
    )

    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel(
            [
                FieldPanel("theme"),
                FieldPanel("audience"),
                FieldPanel("department"),
                FieldPanel("review_date"),
            ],
            heading=_("Who it is for, who keeps it true"),
        ),
    ]

    base_form_class = ContentPageForm

    class Meta:
        abstract = True

    # --- Publishing

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the page and, when residents see it change, what follows from it.

        Raises:
            PublicationRefused: it would go live with a text that `check_streams` refuses, or
                with a passage that `guard` finds untranslated, or with a field unfit.
        """
        before = publishing.stored(self.pk, taken=True)
        self._check_before_saving(before)
        try:
            super().save(*args, **kwargs)
        except ValidationError as error:
            if not self.live:  # type: ignore[attr-defined]
                raise
            raise refusal_of(self, error) from error
        after = publishing.stored(self.pk)
        if before != after and (before.live or after.live):
            publishing.follow(self, before, after)

    def check_before_publishing(self) -> None:
        """Look, before anything is written, at what would refuse the page as it is.

        Page types extend it. Raises `PublicationRefused`.
        """
        check_streams(self)
        guard.check(self)

    def _check_before_saving(self, before: publishing.Shown) -> None:
        live, revision = self.live, self.live_revision_id  # type: ignore[attr-defined]
        if live and not (before.live and before.live_revision == revision):
            ContentPage.check_before_publishing(self)  # a page type's own: in `on_live_change`
        self._check_slug()

    def on_live_change(self) -> None:
        """Write what follows from a publication, a change of address, an unpublication.

        Runs inside the transaction of ``save()``: what raises here leaves the page as it
        was. Page types extend it.
        """
        changes.record(tags=self.get_purge_tags(), documents=[self.search_document()])

    def search_document(self) -> tuple[str, str]:
        """Return the (kind, id) of the page in the public search index."""
        return ("page", str(self.pk))

    def get_purge_tags(self) -> list[str]:
        """Return the tags of every response that shows this page or lists it."""
        tags = [tag_of(self.pk), "list:pages"]
        parent = self.get_parent()  # type: ignore[attr-defined]
        if parent is not None:
            tags.append(tag_of(parent.pk))
        return tags

    # --- Serving

    def get_cache_tags(self) -> list[str]:
        """Return the tags of the page's own response."""
        language = self.locale.language_code  # type: ignore[attr-defined]
        linked = [tag for card in self.see_also() for tag in card.tags]
        return [tag_of(self.pk), f"chrome:{language}", *tags_of_bodies(self), *linked]

    def see_also(self) -> tuple[Card, ...]:
        """Return links to pages like this one, asked once a request."""
        if not self.has_see_also:
            return ()
        if not hasattr(self, "_see_also"):
            language = self.locale.language_code  # type: ignore[attr-defined]
            without = self.linked_addresses()
            self._see_also = see_also.cards(self.search_document(), language, without=without)
        return self._see_also

    def linked_addresses(self) -> set[str]:
        """Return the addresses that the page links to already."""
        return set()

    def get_cache_seconds(self) -> int | None:
        """Return how long the page stays true by itself; ``None`` when a purge is enough."""
        return None

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        if not getattr(request, "is_preview", False) and not self._is_restricted(request):
            make_public(response, *self.get_cache_tags(), seconds=self.get_cache_seconds())
        return response

    def _is_restricted(self, request: HttpRequest) -> bool:
        """Say whether only some may read the page (asked once, by `serving.serve`)."""
        restricted = getattr(request, "page_is_restricted", None)
        if restricted is None:
            return bool(self.get_view_restrictions().exists())  # type: ignore[attr-defined]
        return bool(restricted)

    # --- Checks

    def clean(self) -> None:
        super().clean()
        self._check_slug()

    def _check_slug(self) -> None:
        slug = getattr(self, "slug", "")
        if getattr(self, "depth", None) == TOP and self.slug_is_taken_by_the_system(slug):
            raise ValidationError({"slug": SLUG_TAKEN})

    def slug_is_taken_by_the_system(self, slug: str) -> bool:
        """Say whether ``slug`` at the top of a language would hide an address of the system."""
        words = {word: name for name, table in SYSTEM_WORDS.items() for word in table.values()}
        return slug in RESERVED or (slug in words and words[slug] not in self.owned_words)
