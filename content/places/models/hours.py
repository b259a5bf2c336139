"""When a place is open: local times, which survive the change of hour."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from content.places.enums import SpanState
from content.places.models.places import Place


class Weekday(models.IntegerChoices):
    """As `datetime.date.weekday` counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class HoursPeriod(models.Model):
    """The week of a place between two dates.

    Where several periods hold on a day, the highest priority wins, then the
    shortest: "summer" lies over "all year" without editing it.
    """

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="hours_periods")
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), default=0)

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["priority", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="hours_period_in_order",
                violation_error_message=_("The last day must not come before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from or '…'} - {self.valid_to or '…'}"


class HoursSpan(models.Model):
    """Open from ... to ... on a day of the week; an end at or before the start is next day's."""

    period = models.ForeignKey(HoursPeriod, on_delete=models.CASCADE, related_name="spans")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    opens = models.TimeField(_("opens at"))
    closes = models.TimeField(_("closes at"))
    state = models.CharField(
        _("how"), max_length=20, choices=SpanState.choices, default=SpanState.OPEN
    )

    class Meta:
        verbose_name = _("span of hours")
        verbose_name_plural = _("spans of hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__gte=0, weekday__lte=6), name="hours_span_weekday"
            ),
            models.UniqueConstraint(fields=["period", "weekday", "opens"], name="hours_span_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


class HoursException(models.Model):
    """Some days unlike the others: closed, or open at other hours.

    All rows of a day together replace its weekly hours, holidays included.
    """

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="hours_exceptions")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    opens = models.TimeField(_("opens at"), null=True, blank=True)
    closes = models.TimeField(_("closes at"), null=True, blank=True)
    state = models.CharField(
        _("how"), max_length=20, choices=SpanState.choices, default=SpanState.OPEN
    )
    reason = models.CharField(
        _("reason"), max_length=200, blank=True, help_text=_("In French, as residents read it.")
    )

    class Meta:
        verbose_name = _("exceptional day")
        verbose_name_plural = _("exceptional days")
        ordering = ["first_day", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="hours_exception_in_order",
                violation_error_message=_("The last day must not come before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(opens__isnull=True, closes__isnull=True)
                | models.Q(opens__isnull=False, closes__isnull=False),
                name="hours_exception_whole",
                violation_error_message=_("Give both times, or none if it is closed that day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} - {self.last_day}"
