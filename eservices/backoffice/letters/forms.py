"""What an agent fills in to write, send, print and post letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from eservices.accounts.models import User
from eservices.backoffice.forms import DeskForm, RadioSelect
from eservices.backoffice.status_form import way_label
from eservices.cases import transitions
from eservices.cases.enums import APPEALABLE, LetterKind, ReturnReason
from eservices.cases.letters import services
from eservices.cases.models import Case, LetterDraft, LetterTemplate
from eservices.cases.workflow import words_in


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BeginForm(DeskForm):
    """What letter to write; one that changes the status says so. A choice is "status|template"."""

    name = "letter"
    what = forms.ChoiceField(label=_("Which letter"))

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = {each.key: each for each in services.templates_for(case)}
        moving = list(self._moving(case, user))
        plain = [(f"|{key}", str(each)) for key, each in self.templates.items()]
        self.fields["what"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            *([(gettext("With a new status"), moving)] if moving else []),
            *([(gettext("The status stays"), plain)] if plain else []),
        ]

    def _moving(self, case: Case, user: User) -> Iterator[tuple[str, str]]:
        flow = case.get_workflow()
        for way in transitions.permitted(case, user):
            if not way.sends_letter:
                continue
            for key, template in self.templates.items():
                if way.letter in ("", key):
                    yield f"{way.to}|{key}", f"{way_label(way, flow)} – {template}"

    @property
    def is_empty(self) -> bool:
        return not self.fields["what"].choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[str, LetterTemplate]:
        """The status that the letter leads to (or ''), and its template."""
        status, _bar, key = self.cleaned_data["what"].partition("|")
        return status, self.templates[key]


class LetterForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own typing
    """A draft is kept whatever it lacks; what is missing is said before it is sent."""

    use_required_attribute = False

    class Meta:
        model = LetterDraft
        fields = services.WRITTEN
        widgets = {
            "body": forms.Textarea(attrs={"rows": "12", "spellcheck": "true"}),
            "reasons": forms.Textarea(attrs={"rows": "6", "spellcheck": "true"}),
            "appeal": forms.Textarea(attrs={"rows": "6", "spellcheck": "true"}),
            "sender": forms.Textarea(attrs={"rows": "3"}),
            "recipient": forms.Textarea(attrs={"rows": "5"}),
            "enclosures": forms.Textarea(attrs={"rows": "2"}),
        }
        help_texts = {
            "body": _("An empty line begins a paragraph."),
            "reasons": _("The rule that applies, and the facts: why this answer, for this person."),
            "appeal": _("Before whom, how and within which delay. It comes from the template."),
            "recipient": _("As on the envelope: name, street, town, a line each."),
            "enclosures": _("A line each. The cover list of the print batch repeats them."),
            "capacity": _(
                "In which you sign, for instance “Civil-status officer, by delegation of the "
                "mayor”. Your name comes from your account."
            ),
            "by_post": _("The resident can always read it on the tracking page as well."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        draft: LetterDraft = self.instance
        if draft.kind != LetterKind.REFUSAL:
            del self.fields["reasons"]
        if draft.kind not in APPEALABLE:
            del self.fields["appeal"]
        flow = draft.case.get_workflow()
        way = flow.transition(draft.case.status, draft.status) if draft.status else None
        if way is not None and way.asks_day:
            label = words_in(way.day, get_language() or "fr")[0]
            self.fields["day"] = forms.DateField(label=label, required=False, widget=_day_input())
            self.initial["day"] = draft.day
        else:
            del self.fields["day"]

    def written(self) -> dict[str, Any]:
        """What was typed; a field that the letter does not have stays as it was."""
        return {
            name: self.cleaned_data.get(name, getattr(self.instance, name))
            for name in services.WRITTEN
        }

    def say_missing(self, problems: dict[str, str]) -> None:
        for name, message in problems.items():
            self.add_error(name if name in self.fields else None, message)


class PostedForm(DeskForm):
    name = "posted"
    posted_on = forms.DateField(label=_("Given to the post on"), widget=_day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"posted_on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class ReturnedForm(DeskForm):
    name = "returned"
    returned_on = forms.DateField(label=_("Came back on"), widget=_day_input())
    reason = forms.ChoiceField(label=_("Why"), choices=ReturnReason.choices, widget=RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"returned_on": timezone.localdate()})
        super().__init__(*args, **kwargs)
