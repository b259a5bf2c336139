"""Moving a request along its workflow: the ways that this agent may take, and what they ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eservices.accounts.models import User
from eservices.backoffice.forms import ActForm, RadioSelect
from eservices.cases import transitions
from eservices.cases.enums import Asked, Sends
from eservices.cases.models import Case
from eservices.cases.transitions import InputMissing
from eservices.cases.workflow import Transition, Workflow, words_in


def way_label(way: Transition, flow: Workflow) -> str:
    """Return what an agent reads of a transition: its own words, or the status it leads to."""
    return words_in(way.label, get_language() or "fr")[0] or str(flow[way.to])


def _asks(way: Transition, flow: Workflow) -> str:
    """Return in words where a transition leads, what it asks and what it sends."""
    said = [
        *([_("to “%(status)s”") % {"status": flow[way.to]}] if way.label else []),
        *([_("a reason is needed")] if way.reason == Asked.MUST else []),
        *([_("a date is needed")] if way.asks_day else []),
        *([_("the resident is not told")] if way.sends == Sends.NOTHING else []),
    ]
    return ", ".join(str(each) for each in said)


class StatusForm(ActForm):
    """One choice among the ways open to ``user``; those that send a letter stand apart.

    A date is asked under the name ``day_<status>``, in the words of its transition.
    """

    name = "status"
    # The key "s" of the desk goes to the first choice: Wagtail's w-kbd looks for this mark.
    status = forms.ChoiceField(
        label=_("New status"), widget=RadioSelect(attrs={"data-w-kbd-target": "element"})
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": "3", "spellcheck": "true"}),
        help_text=_("The resident reads it on the tracking page."),
    )

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        flow = case.get_workflow()
        ways = [way for way in transitions.permitted(case, user) if not way.sends_letter]
        self.fields["status"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (way.to, _choice(way, flow)) for way in ways
        ]
        if all(way.reason == Asked.NO for way in ways):
            del self.fields["reason"]
        for way in ways:
            if way.asks_day:
                self.fields[f"day_{way.to}"] = _day_field(way, flow)

    @property
    def is_empty(self) -> bool:
        """Whether no way is open to this agent."""
        return not self.fields["status"].choices  # type: ignore[attr-defined]

    @property
    def day_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.fields if name.startswith("day_"))

    @property
    def day(self) -> date | None:
        """The date given for the status that was chosen."""
        return self.cleaned_data.get(f"day_{self.cleaned_data['status']}")

    def say_missing(self, error: InputMissing) -> None:
        """Say beside the fields what the chosen way asks."""
        status = self.cleaned_data["status"]
        said = {
            "reason": ("reason", _("Write the reason: the resident reads it.")),
            "day": (f"day_{status}", _("Give the date.")),
        }
        for name in error.names:
            self.add_error(*said[name])


def _choice(way: Transition, flow: Workflow) -> str:
    label, asks = way_label(way, flow), _asks(way, flow)
    return f"{label} ({asks})" if asks else label


def _day_field(way: Transition, flow: Workflow) -> forms.DateField:
    return forms.DateField(
        label=words_in(way.day, get_language() or "fr")[0],
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For “%(way)s”.") % {"way": way_label(way, flow)},
    )
