"""Which figures are asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from content.core.models import Sector
from eservices.backoffice.figures.reading import Selection
from eservices.cases.enums import Channel
from eservices.procedures.models import Procedure


class SelectionForm(forms.Form):
    """A period of at most five years, twelve months by default, and filters."""

    since = forms.DateField(label=_("From"), widget=AdminDateInput)
    until = forms.DateField(label=_("To"), widget=AdminDateInput)
    procedure = forms.TypedChoiceField(label=_("Procedure"), required=False, coerce=int)
    sector = forms.ModelChoiceField(
        Sector.objects.all(), label=_("Sector"), required=False, empty_label=_("All sectors")
    )
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("All channels")), *Channel.choices]
    )

    def __init__(self, data: Any, *, titles: dict[int, str]) -> None:
        today = timezone.localdate()
        first = _a_year_before(today)
        usual = {"since": first.isoformat(), "until": today.isoformat()}
        super().__init__(data if data else usual)
        choices = sorted(titles.items(), key=lambda item: item[1])
        self.fields["procedure"].choices = [("", _("All procedures")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("The period ends before it begins."))
        elif since and until and (until - since).days > 5 * 366:
            self.add_error("since", _("Ask for five years at most."))
        return cleaned

    def selection(self, queues: Any) -> Selection:
        chosen = self.cleaned_data
        procedure = Procedure.objects.select_related("current_version").defer(
            "current_version__definition"
        )
        return Selection(
            queues=queues,
            since=chosen["since"],
            until=chosen["until"],
            procedure=procedure.get(pk=chosen["procedure"]) if chosen["procedure"] else None,
            sector=chosen["sector"],
            channel=chosen["channel"],
        )


def _a_year_before(today: date) -> date:
    leap_day = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year - 1, day=28 if leap_day else today.day)
