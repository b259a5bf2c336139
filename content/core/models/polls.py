"""The calendar of polls: when people vote, and until when they can register to.

Dates of registration follow the electoral code (articles L17, L30, L57); a decree that
calls voters early sets others, and a channel may close before the others.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from content.core.translations import TextRow, Translated

#: What an answer holds for "no vote in particular": no poll has this key.
ANY_POLL = "any"
FRIDAY = 4
#: Late cases, the day of the poll not counted (electoral code, articles L30 and L31).
LATE = timedelta(days=10)
#: Fields that override when registration closes.
CLOSINGS = ("closes_on", "online_closes_on", "counter_closes_on", "post_closes_on")


def sixth_friday_before(day: date) -> date:
    """Return the last day to register for a poll on ``day`` (electoral code, article L17)."""
    since_friday = (day.weekday() - FRIDAY) % 7 or 7
    return day - timedelta(days=since_friday, weeks=5)


class PollQuerySet(models.QuerySet["Poll"]):
    def coming(self, day: date) -> Self:
        """Polls of which a round is on ``day`` or later, the next one first."""
        last = Coalesce("second_round", "first_round")
        return self.annotate(ends_on=last).filter(ends_on__gte=day).order_by("first_round", "key")


class Poll(Translated):
    """One election or referendum, in one round or two."""

    key = models.SlugField(
        _("key"), unique=True, help_text=_("For conditions, for instance “presidential-2027”.")
    )
    first_round = models.DateField(_("first round"))
    second_round = models.DateField(
        _("second round"), null=True, blank=True, help_text=_("Empty: there is one round only.")
    )
    closes_on = models.DateField(
        _("last day to register"),
        null=True,
        blank=True,
        help_text=_(
            "Empty: the sixth Friday before the first round (electoral code, article L17). "
            "A decree may set another day, as for an election called early."
        ),
    )
    online_closes_on = models.DateField(
        _("last day online"), null=True, blank=True, help_text=_("Empty: the day above.")
    )
    counter_closes_on = models.DateField(
        _("last day at a counter"), null=True, blank=True, help_text=_("Empty: the day above.")
    )
    post_closes_on = models.DateField(
        _("last day by post"),
        null=True,
        blank=True,
        help_text=_("The day when it must have arrived. Empty: the day above."),
    )
    source = models.CharField(
        _("what sets these dates"),
        max_length=200,
        blank=True,
        help_text=_("The decree or the order, for your colleagues."),
    )

    objects = PollQuerySet.as_manager()

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        ordering = ["-first_round", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(second_round__isnull=True) | Q(second_round__gt=F("first_round")),
                name="poll_rounds_in_order",
            ),
            *(
                models.CheckConstraint(
                    condition=Q((f"{name}__isnull", True)) | Q((f"{name}__lt", F("first_round"))),
                    name=f"poll_{name}_before_it",
                )
                for name in CLOSINGS
            ),
            models.CheckConstraint(condition=~Q(key=ANY_POLL), name="poll_key_not_any"),
        ]

    def __str__(self) -> str:
        text = self.text()
        return text.name if text else self.key

    def clean(self) -> None:
        """Say beside each field what the constraints would only refuse."""
        faults: dict[str, Any] = {}
        if self.key == ANY_POLL:
            faults["key"] = _("This key stands for “no vote in particular”. Choose another.")
        if self.first_round and self.second_round and self.second_round <= self.first_round:
            faults["second_round"] = _("The second round comes after the first.")
        for name in CLOSINGS:
            day = getattr(self, name)
            if self.first_round and day and day >= self.first_round:
                faults[name] = _("Registration closes before the first round.")
        if faults:
            raise ValidationError(faults)

    @property
    def last_round(self) -> date:
        return self.second_round or self.first_round

    @property
    def eve(self) -> date:
        """The day by which voters must be 18 (electoral code, article L11)."""
        return self.last_round - timedelta(days=1)

    @property
    def closes(self) -> date:
        """The last day to register, where no channel has one of its own."""
        return self.closes_on or sixth_friday_before(self.first_round)

    @property
    def closes_online(self) -> date:
        return self.online_closes_on or self.closes

    @property
    def closes_at_counters(self) -> date:
        return self.counter_closes_on or self.closes

    @property
    def closes_by_post(self) -> date:
        return self.post_closes_on or self.closes

    @property
    def late_until(self) -> date:
        """The last day for the cases of article L30. A second round has the voters of the
        first (article L57)."""
        return self.first_round - LATE


class PollText(TextRow):
    subject = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(
        _("name"), max_length=120, help_text=_("For instance “The presidential election of 2027”.")
    )
    note = models.CharField(
        _("note"),
        max_length=150,
        blank=True,
        help_text=_("Who votes, when not everybody does, for instance “For French citizens”."),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "language"], name="poll_text_once"),
        ]

    def __str__(self) -> str:
        return self.name
