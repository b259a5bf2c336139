from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Question(models.Model):
    """How often one question was asked on one day; never who asked, nor from where.

    ``text`` stays empty until the question was asked often enough, and on enough days, not to
    be somebody's own (`observation.rule_of`); until then a digest stands for it, for a week.
    """

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    digest = models.CharField(max_length=32)
    text = models.CharField(_("question"), max_length=200, blank=True)
    searches = models.PositiveIntegerField(_("searches"), default=0)
    #: How many of these searches found nothing.
    empty = models.PositiveIntegerField(_("without result"), default=0)

    objects: ClassVar[models.Manager[Question]] = models.Manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["day", "language", "digest"], name="question_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.text or "…"


class Click(models.Model):
    """How often a page was opened from the results of a question on one day."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    digest = models.CharField(max_length=32)
    path = models.CharField(_("page"), max_length=500)
    clicks = models.PositiveIntegerField(_("clicks"), default=0)

    objects: ClassVar[models.Manager[Click]] = models.Manager()

    class Meta:
        verbose_name = _("click")
        verbose_name_plural = _("clicks")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["day", "language", "digest", "path"], name="click_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.path
