"""What each act of a batch asks, once for all its cases."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.core.models import Service
from eservices.accounts.models import User
from eservices.backoffice.forms import DeskForm
from eservices.backoffice.models import Batch, BatchAct
from eservices.cases import transitions
from eservices.cases.assignment import colleagues_of
from eservices.cases.models import Case
from eservices.cases.services import MAX_MESSAGE_LENGTH


class ChooseForm(forms.Form):
    """The list's own: which act, on the cases ticked or on all that the list gives."""

    act = forms.ChoiceField(choices=BatchAct.choices)
    scope = forms.ChoiceField(choices=[("ticked", ""), ("all", "")])
    address = forms.CharField(required=False, max_length=2000)


class GivenForm(DeskForm):
    """The base: nothing to give (take, put back)."""

    name = "batch"

    def __init__(self, *args: Any, batch: Batch, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    @property
    def given(self) -> dict[str, Any]:
        """Return what was given as it is kept with the batch."""
        return dict(self.cleaned_data)


class AssignForm(GivenForm):
    assignee = forms.ModelChoiceField(
        User.objects.none(), label=_("Colleague"), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["assignee"].queryset = colleagues_of(user)  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        return {"assignee": self.cleaned_data["assignee"].pk}


class StatusForm(GivenForm):
    """Offers every status to which one of the cases may go; the others will be refused."""

    status = forms.ChoiceField(label=_("New status"))
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": "3", "spellcheck": "true"}),
        help_text=_("Each resident reads it on the tracking page."),
    )

    def __init__(self, *args: Any, batch: Batch, user: User, **kwargs: Any) -> None:
        super().__init__(*args, batch=batch, user=user, **kwargs)
        self.fields["status"].choices = _statuses(batch, user)  # type: ignore[attr-defined]


class ForwardForm(GivenForm):
    service = forms.ModelChoiceField(
        Service.objects.none(),
        label=_("Service that the requests are for"),
        empty_label=_("Choose"),
    )
    reason = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": "3", "spellcheck": "true"}),
        help_text=_("Each resident reads it on the tracking page."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.prefetch_related("texts")  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        return {
            "service": self.cleaned_data["service"].pk,
            "reason": self.cleaned_data["reason"],
        }


class MessageForm(GivenForm):
    text = forms.CharField(
        label=_("Message to each resident"),
        max_length=MAX_MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": "6", "spellcheck": "true"}),
        help_text=_("The e-mail notice says only that a message awaits; the words stay here."),
    )


FORMS: dict[str, type[GivenForm]] = {
    BatchAct.TAKE.value: GivenForm,
    BatchAct.PUT_BACK.value: GivenForm,
    BatchAct.ASSIGN.value: AssignForm,
    BatchAct.STATUS.value: StatusForm,
    BatchAct.FORWARD.value: ForwardForm,
    BatchAct.MESSAGE.value: MessageForm,
}


def _statuses(batch: Batch, user: User) -> list[tuple[str, str]]:
    """Return the statuses to which some case may go, each workflow and status looked at once."""
    found: dict[str, str] = {}
    seen = set()
    for case in Case.objects.filter(pk__in=batch.items.values("case")).select_related("queue"):
        kind = (case.status, case.queue_id, json.dumps(case.workflow, sort_keys=True))
        if kind not in seen:
            seen.add(kind)
            flow = case.get_workflow()
            found.update(
                {
                    way.to: str(flow[way.to])
                    for way in transitions.permitted(case, user)
                    if not way.sends_letter
                }
            )
    return list(found.items())
