"""What an editor may choose of the report on questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from search.reports import PERIODS

USUAL = 30
#: As wide as its longest choice, but never wider than a telephone.
_NARROW = forms.Select(attrs={"class": "w-w-full"})


def _periods() -> list[tuple[int, str]]:
    return [
        (days, ngettext("last %(days)s day", "last %(days)s days", days) % {"days": days})
        for days in PERIODS
    ]


class QuestionsForm(forms.Form):
    """Period, language and which questions; what cannot be read is as if it were not given."""

    days = forms.TypedChoiceField(
        label=_("Period"), choices=_periods, coerce=int, initial=USUAL, required=False
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("All languages")), *settings.LANGUAGES], required=False
    )
    only = forms.ChoiceField(
        label=_("Questions"),
        choices=[
            ("", _("All questions")),
            ("empty", _("Without result")),
            ("work", _("Asked and not found")),
        ],
        required=False,
        widget=_NARROW,
    )

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        read = self.cleaned_data
        return {
            "days": read.get("days") or USUAL,
            "language": read.get("language", ""),
            "only": read.get("only", ""),
        }
