from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin

from content.core import changes

CACHE_TAG = changes.SEARCH_TAG


def listed(text: str) -> list[str]:
    """Return the lines of a text, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class Synonym(PreviewableMixin, models.Model):
    """What people type and what the city writes; read at each question, so applied at once."""

    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    typed = models.TextField(
        _("what people type"), help_text=_("A word or an expression a line: CNI, papiers.")
    )
    means = models.TextField(
        _("what the city writes"),
        help_text=_("A word or an expression a line: carte nationale d’identité."),
    )
    both_ways = models.BooleanField(
        _("both ways"),
        default=False,
        help_text=_("What the city writes also finds pages that use the people’s word."),
    )

    objects: ClassVar[models.Manager[Synonym]] = models.Manager()

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["language", "typed"]

    def __str__(self) -> str:
        return f"{', '.join(listed(self.typed))} → {', '.join(listed(self.means))}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            changes.record(tags=[CACHE_TAG])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            changes.record(tags=[CACHE_TAG])
            return super().delete(*args, **kwargs)

    @property
    def rules(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return each expression with what counts as the same thing."""
        typed, means = listed(self.typed), listed(self.means)
        rules = [(each, tuple(means)) for each in typed]
        if self.both_ways:
            rules += [(each, tuple(typed)) for each in means]
        return rules

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "search/admin/synonym_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from search.effects import effects

        return {"synonym": self, "effects": effects(self)}
