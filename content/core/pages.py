"""What every page type of the site shares: a mixin, never a base Page of our own.

wagtail-localize does not support a custom base page model.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from content.core import changes
from content.core.cache_tags import make_public
from content.core.enums import Theme
from content.core.models import Department, District
from content.core.routes import RESERVED, SYSTEM_WORDS


def tag_of(pk: int) -> str:
    """Return the cache tag of one page."""
    return f"page:{pk}"


class ContentPage(models.Model):
    """Summary, audience, theme, owner and review date, and the writing of purges.

    Wagtail opens no transaction around publishing and ``page_published`` fires
    outside one, so what must commit with the publication is written here, in
    ``save()``, and never in those signals.
    """

    #: System words that pages of this type may carry as their slug.
    owned_words: tuple[str, ...] = ()

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

    class Meta:
        abstract = True

    # --- Publishing

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        before = self._stored_state()
        super().save(*args, **kwargs)
        after = self._stored_state()
        if before != after and (before[0] or after[0]):
            if before[2] and before[2] != after[2]:
                self.on_address_change()
            else:
                self.on_live_change()

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        self.on_live_change()
        self._record_descendants()
        return super().delete(*args, **kwargs)

    def on_address_change(self) -> None:
        """Write what follows from a new slug or a move, for the page and all below it."""
        self.on_live_change()
        self._record_descendants()

    def on_live_change(self) -> None:
        """Write what follows from a publication, a change of address, an unpublication.

        Runs inside the transaction of ``save()`` or ``delete()``: what raises here leaves
        the page as it was. Page types extend it.
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

    def _stored_state(self) -> tuple[bool, int | None, str]:
        """Return what residents see of the page: (live, live revision, address)."""
        row = (
            Page.objects.filter(pk=self.pk).values_list("live", "live_revision_id", "url_path")
            if self.pk
            else Page.objects.none().values_list("live", "live_revision_id", "url_path")
        ).first()
        return row or (False, None, "")

    def _record_descendants(self) -> None:
        below = Page.objects.descendant_of(self).values_list("pk", flat=True)
        changes.record(
            tags=[tag_of(pk) for pk in below], documents=[("page", str(pk)) for pk in below]
        )

    # --- Serving

    def get_cache_tags(self) -> list[str]:
        """Return the tags of the page's own response."""
        return [tag_of(self.pk), f"chrome:{self.locale.language_code}"]  # type: ignore[attr-defined]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        if not getattr(request, "is_preview", False) and not self._is_restricted(request):
            make_public(response, *self.get_cache_tags())
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
        slug = getattr(self, "slug", "")
        words = {word: name for name, table in SYSTEM_WORDS.items() for word in table.values()}
        taken = slug in RESERVED or (slug in words and words[slug] not in self.owned_words)
        # Only the top of a language's tree meets the system's own addresses.
        if taken and getattr(self, "depth", None) in (None, 3):
            raise ValidationError(
                {"slug": _("The system uses this word in its own addresses; choose another.")}
            )
