from __future__ import annotations

import math
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from content.core import changes
from search import words
from search.models.synonyms import CACHE_TAG, listed
from search.understanding import key_of


class BestBetQuerySet(models.QuerySet["BestBet"]):
    def current(self, language: str, day: date) -> BestBetQuerySet:
        return self.filter(
            models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=day),
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day),
            language=language,
        )


class BestBet(models.Model):
    """What an editor puts before all results of some questions, in one language, for a time."""

    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    questions = models.TextField(
        _("questions"),
        help_text=_(
            "One a line, as people type them; accents and small words do not matter. Several words "
            "in this order also answer a longer question."
        ),
    )
    title = models.CharField(_("title"), max_length=120)
    text = models.CharField(_("text"), max_length=240, blank=True)
    url = models.CharField(
        _("address"),
        max_length=500,
        validators=[RegexValidator(r"^(/(?!/)|https://)", _("Write /fr/… or https://…"))],
        help_text=_("Of a page of the site (/fr/…) or of another site (https://…)."),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = BestBetQuerySet.as_manager()

    class Meta:
        verbose_name = _("best bet")
        verbose_name_plural = _("best bets")
        ordering = ["language", "title"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(starts_on__lte=models.F("ends_on")),
                name="best_bet_period",
                violation_error_message=_("It ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            changes.record(tags=[CACHE_TAG])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            changes.record(tags=[CACHE_TAG])
            return super().delete(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if not any(words.meant(line, self.language) for line in listed(self.questions)):
            raise ValidationError({"questions": _("Write at least one word that says something.")})

    @property
    @admin.display(description=_("questions"))
    def lines(self) -> str:
        """Return the questions on one line, for a list."""
        return ", ".join(listed(self.questions))

    def closeness(self, text: str) -> float:
        """Return how closely ``text`` asks one of the questions; nothing when it does not.

        The same words in any order are the question itself. Several in their order are held by
        a longer one ("refaire ma carte d'identité"): the more of them, the closer.
        """
        asked = key_of(words.meant(text, self.language))
        lines = [key_of(words.meant(line, self.language)) for line in listed(self.questions)]
        return max((_closeness(line, asked) for line in lines if line), default=0)


def _closeness(line: tuple[str, ...], asked: tuple[str, ...]) -> float:
    if set(line) == set(asked):
        return math.inf
    starts = range(len(asked) - len(line) + 1)
    held = len(line) > 1 and any(asked[start : start + len(line)] == line for start in starts)
    return len(line) if held else 0


def best_bet(text: str, language: str) -> BestBet | None:
    """Return what editors put first for this question today."""
    current = BestBet.objects.current(language, localdate())
    closest = max(current, key=lambda bet: bet.closeness(text), default=None)
    return closest if closest and closest.closeness(text) else None
