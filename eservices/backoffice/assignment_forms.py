"""What is filled in to forward a case, and to be covered while away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from content.core.models import Service
from eservices.accounts.models import User
from eservices.backoffice.forms import ActForm, DeskForm
from eservices.cases.assignment import colleagues_of, led_by
from eservices.cases.models import Case


class ForwardForm(ActForm):
    name = "forward"
    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Service that the request is for"), empty_label=_("Choose")
    )
    reason = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": "3", "spellcheck": "true"}),
        help_text=_("The resident reads it on the tracking page."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = Service.objects.exclude(pk=case.service_id).prefetch_related("texts")
        self.fields["service"].queryset = services  # type: ignore[attr-defined]


class AbsenceForm(DeskForm):
    """For oneself; an officer also chooses whose absence it is."""

    name = "absence"
    agent = forms.ModelChoiceField(
        User.objects.none(), label=_("Who is away"), required=False, empty_label=_("Myself")
    )
    substitute = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Substitute"),
        empty_label=_("Choose"),
        help_text=_("Sees and works the requests of the absent colleague during these days."),
    )
    begins_on = forms.DateField(label=_("First day"), widget=AdminDateInput)
    ends_on = forms.DateField(label=_("Last day"), widget=AdminDateInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        led = led_by(user)
        if led.exists():
            self.fields["agent"].queryset = led  # type: ignore[attr-defined]
            substitutes = User.objects.filter(
                pk__in=[*led.values_list("pk", flat=True), *_keys(colleagues_of(user)), user.pk]
            ).order_by("last_name", "first_name", "email")
        else:
            del self.fields["agent"]
            substitutes = colleagues_of(user)
        self.fields["substitute"].queryset = substitutes  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        agent = cleaned["agent"] = cleaned.get("agent") or self.user
        begins, ends = cleaned.get("begins_on"), cleaned.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("The last day comes before the first."))
        elif ends and ends < timezone.localdate():
            self.add_error("ends_on", _("This day is past."))
        substitute = cleaned.get("substitute")
        if substitute == agent:
            self.add_error("substitute", _("Choose somebody else than the one who is away."))
        elif substitute and not colleagues_of(agent).filter(pk=substitute.pk).exists():
            self.add_error("substitute", _("This colleague works none of the same queues."))
        return cleaned


def _keys(users: Any) -> list[int]:
    return list(users.values_list("pk", flat=True))
