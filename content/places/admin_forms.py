"""Forms of the admin: a place with its week in plain text, a notice in two languages."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel

from content.core.register_admin import TextsForm, texts_form
from content.places import services
from content.places.enums import SpanState
from content.places.hours import Span
from content.places.hours_text import UnreadableHours, format_spans, parse_spans
from content.places.models import (
    HoursPeriod,
    HoursSpan,
    Notice,
    NoticeText,
    Place,
    PlaceServiceText,
    PlaceText,
)
from content.places.models.hours import Weekday
from content.places.permissions import can_post_notice

DAY_FIELDS = [f"day_{weekday.value}" for weekday in Weekday]


class HoursTextField(forms.CharField):
    """One day's hours as a text; the value is a tuple of spans."""

    def clean(self, value: Any) -> tuple[Span, ...]:
        text = super().clean(value)
        try:
            return parse_spans(text)
        except UnreadableHours as error:
            raise ValidationError(str(error)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "").strip() != (data or "").strip()


class HoursPeriodForm(WagtailAdminModelForm):
    """A week as seven short texts: ``9:00-12:30, rdv 14:00-17:00``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            by_day: dict[int, list[Span]] = defaultdict(list)
            for row in self.instance.spans.all():
                by_day[row.weekday].append(Span(row.opens, row.closes, SpanState(row.state)))
            for weekday in Weekday:
                self.initial[f"day_{weekday.value}"] = format_spans(by_day[weekday.value])

    def save_spans(self) -> None:
        """Replace the spans of the saved period by what was typed."""
        period: HoursPeriod = self.instance
        HoursSpan.objects.filter(period=period).delete()
        HoursSpan.objects.bulk_create(
            HoursSpan(
                period=period,
                weekday=weekday.value,
                opens=span.opens,
                closes=span.closes,
                state=span.state,
            )
            for weekday in Weekday
            for span in self.cleaned_data[f"day_{weekday.value}"]
        )


def _hours_period_form() -> type[HoursPeriodForm]:
    days: dict[str, Any] = {
        f"day_{weekday.value}": HoursTextField(label=weekday.label, required=False)
        for weekday in Weekday
    }
    days["day_0"].help_text = _(
        "For instance 9:00-12:30, rdv 14:00-17:00. “rdv” means by appointment; empty means closed."
    )
    return type("WeekForm", (HoursPeriodForm,), days | {"__module__": __name__})


class FormInlinePanel(InlinePanel):
    """An inline panel whose rows use a form class of their own."""

    def __init__(self, *args: Any, form: type[forms.ModelForm[Any]] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.form = form

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "form": self.form}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        if self.form:
            options["formsets"][self.relation_name]["form"] = self.form
        return options


WEEK_FORM = _hours_period_form()
SERVICE_FORM = texts_form(PlaceServiceText, ["note"])
SERVICE_NOTES = [f"note_{language}" for language in ("fr", "en")]


class PlaceFormBase(TextsForm):
    """The whole of a place; rows that hang from inline rows are written after them."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for field in [name for name in self.fields if name.startswith("slug_")]:
            slug, language = cleaned.get(field), field.removeprefix("slug_")
            taken = PlaceText.objects.filter(language=language, slug=slug)
            if slug and taken.exclude(subject=self.instance.pk).exists():
                self.add_error(field, _("Another place has this address already."))
        return cleaned

    def save_texts(self) -> None:
        for row in PlaceText.objects.filter(subject=self.instance):
            new = self.words(row.language)["slug"]
            if new:
                services.remember_slug(self.instance, row.language, row.slug, new)
        super().save_texts()
        for form in self._rows("hours_periods"):
            form.save_spans()
        for form in self._rows("place_services"):
            form.save_texts()

    def _rows(self, name: str) -> list[Any]:
        formset = self.formsets.get(name)
        if formset is None:
            return []
        return [
            form
            for form in formset.forms
            if form.instance.pk and form not in formset.deleted_forms and form.is_valid()
        ]


PLACE_TEXTS = ["name", "slug", "summary", "description", "directions"]
PLACE_FORM = texts_form(PlaceText, PLACE_TEXTS, base=PlaceFormBase, on_saved=services.touch)


class NoticeFormBase(TextsForm):
    """A notice; who only manages some places chooses among them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.for_user
        if user is not None and not user.has_perm("content_places.change_place"):
            self.fields["place"].queryset = Place.objects.filter(managers=user)

    def clean_place(self) -> Place:
        place: Place = self.cleaned_data["place"]
        if self.for_user is not None and not can_post_notice(self.for_user, place):
            raise ValidationError(_("You do not manage this place."))
        return place

    def save(self, commit: bool = True) -> Notice:
        if self.instance.author_id is None and self.for_user is not None:
            self.instance.author_id = self.for_user.pk
        notice: Notice = super().save(commit=commit)
        return notice


def _notice_saved(notice: Notice) -> None:
    services.touch(notice.place)


NOTICE_FORM = texts_form(NoticeText, ["message"], base=NoticeFormBase, on_saved=_notice_saved)


def hours_panels() -> list[Panel]:
    return [
        FieldPanel("valid_from"),
        FieldPanel("valid_to"),
        FieldPanel("priority"),
        *(FieldPanel(name) for name in DAY_FIELDS),
    ]
