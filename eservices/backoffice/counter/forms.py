"""What an agent fills in while serving somebody; no browser remembers any of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.core import sms
from content.core.form_fields.parts import PartsWidget, anonymous
from content.core.forms import AccessibleForm, Checkboxes, DateField, PhoneField, Radios
from eservices.accounts.models import Person
from eservices.backoffice.models.visits import ASSISTED
from eservices.cases.enums import Channel, ContactWay, FollowUpOutcome, MandateKind
from eservices.cases.files import attachments
from eservices.cases.files.attachments import ACCEPT_ATTRIBUTE
from eservices.cases.forms import FilesField, MultipleFileInput
from eservices.cases.models import Attachment


class CounterForm(AccessibleForm):
    """Filled in about one person, then another: nothing is offered from one to the next."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
            if isinstance(field.widget, PartsWidget):
                field.widget.parts = anonymous(field.widget.parts)


class FindForm(CounterForm):
    """One box for whatever the person says first."""

    typed = forms.CharField(
        label=_("Who is it?"),
        max_length=300,
        help_text=_(
            "A name, a day of birth, a telephone number or an e-mail address: any of them, in "
            "any order. For example: demo camille 02/05/1980."
        ),
        widget=forms.TextInput(attrs={"autofocus": True, "spellcheck": "false"}),
    )


class BeginForm(CounterForm):
    """How the person is served, and in which language they read."""

    channel = forms.ChoiceField(
        label=_("How"),
        choices=[(channel.value, channel.label) for channel in ASSISTED],
        widget=Radios,
        initial=Channel.COUNTER.value,
    )
    language = forms.ChoiceField(
        label=_("Language of the receipt and of letters"), choices=settings.LANGUAGES
    )


class PersonForm(CounterForm):
    """A person as the register holds them; a name is enough."""

    family_name = forms.CharField(
        label=_("Surname at birth"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    given_names = forms.CharField(
        label=_("First names"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    birth_date = DateField(label=_("Date of birth"), required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    postal_address = forms.CharField(
        label=_("Postal address"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        names = cleaned.get("given_names") or cleaned.get("family_name")
        if not names and not self.errors:
            self.add_error("family_name", name_missing())
        return cleaned

    @classmethod
    def of(cls, person: Person) -> PersonForm:
        initial = {name: getattr(person, name) for name in cls.base_fields}
        return cls(initial=initial)


def name_missing() -> str:
    return gettext("Write a surname or a first name: one of the two is enough.")


class ProcedureForm(CounterForm):
    """A few letters of the procedure that the person came for."""

    what = forms.CharField(
        label=_("What did the person come for?"),
        max_length=100,
        help_text=_("The first letters of a word are enough, then Enter."),
        widget=forms.TextInput(attrs={"autofocus": True, "spellcheck": "false"}),
    )


class EndForm(CounterForm):
    """Ends a visit in which requests were begun and not sent."""

    erase = forms.BooleanField(
        label=_("Erase what was not sent"),
        error_messages={
            "required": _(
                "Tick the box to erase what was not sent, or go back and interrupt the visit: "
                "then you find it again."
            )
        },
    )

    def __init__(self, *args: Any, unsent: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not unsent:
            del self.fields["erase"]


class WayForm(CounterForm):
    """How the person hears of the request; what they said already is filled in."""

    way = forms.ChoiceField(label=_("How does the person hear of it?"), widget=Radios)
    phone = PhoneField(label=_("Telephone to call"), required=False)
    address = forms.CharField(
        label=_("Address to write to"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )

    def __init__(self, data: Any = None, *, email: str, phone: str, address: str) -> None:
        offered = {ContactWay.EMAIL: bool(email), ContactWay.SMS: sms.is_available()}
        ways = [way for way in ContactWay if offered.get(way, True)]
        first = [ContactWay.EMAIL] if email else []
        first += [ContactWay.TELEPHONE] if phone else []
        first += [ContactWay.LETTER] if address else []
        initial = {"phone": phone, "address": address, "way": [*first, ContactWay.NONE][0].value}
        super().__init__(data, initial=initial)
        self.fields["way"].choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("way") == ContactWay.TELEPHONE and not (
            cleaned.get("phone") or "phone" in self.errors
        ):
            self.add_error(
                "phone", gettext("“Telephone to call”: write the number, or choose another way.")
            )
        if (
            cleaned.get("way") == ContactWay.SMS
            and "phone" not in self.errors
            and not sms.is_mobile(cleaned.get("phone", ""))
        ):
            self.add_error("phone", gettext("Write the number of a mobile, or choose another way."))
        if cleaned.get("way") == ContactWay.LETTER and not cleaned.get("address"):
            self.add_error(
                "address",
                gettext("“Address to write to”: write the address, or choose another way."),
            )
        return cleaned


class MergeForm(CounterForm):
    reason = forms.CharField(
        label=_("How you know that they are one person"),
        max_length=300,
        help_text=_("For example: the same identity card was shown. Kept with the merge."),
    )


class FollowUpForm(CounterForm):
    """What came of a call or of a letter."""

    outcome = forms.ChoiceField(label=_("What came of it"), widget=Radios)
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "2"}),
    )

    def __init__(self, data: Any = None, *, way: str) -> None:
        super().__init__(data)
        by_letter = way == ContactWay.LETTER
        outcomes = (
            [FollowUpOutcome.SENT]
            if by_letter
            else [FollowUpOutcome.REACHED, FollowUpOutcome.NO_ANSWER]
        )
        self.fields["outcome"].choices = [(one.value, one.label) for one in outcomes]  # type: ignore[attr-defined]  # a ChoiceField
        self.initial["outcome"] = outcomes[0].value


class MandateForm(CounterForm):
    """A mandate between the person served and another."""

    role = forms.ChoiceField(
        label=_("The person who is here"),
        choices=[("representative", _("acts for the other")), ("represented", _("is represented"))],
        widget=Radios,
        initial="representative",
    )
    kind = forms.ChoiceField(label=_("By what right"), choices=MandateKind.choices, widget=Radios)
    organisation = forms.CharField(
        label=_("Organisation of the helper or lawyer"), required=False, max_length=200
    )
    scope = forms.ChoiceField(
        label=_("For what"),
        choices=[("all", _("Every procedure")), ("some", _("The procedures ticked below"))],
        widget=Radios,
        initial="all",
    )
    procedures = forms.MultipleChoiceField(label=_("Procedures"), required=False, widget=Checkboxes)
    begins_on = DateField(label=_("Valid from"))
    ends_on = DateField(
        label=_("Valid until"),
        required=False,
        help_text=_("Needed for a professional helper: one year at most."),
    )

    def __init__(self, data: Any = None, *, offered: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, initial={"begins_on": timezone.localdate()})
        self.fields["procedures"].choices = offered  # type: ignore[attr-defined]  # a choice field

    def say(self, reason: str) -> None:
        """Say beside its question why it is no mandate."""
        field, words = {
            "self": (None, gettext("Nobody acts for themselves: choose another person.")),
            "order": ("ends_on", gettext("“Valid until”: the last day comes after the first.")),
            "period": (
                "ends_on",
                gettext("“Valid until”: a mandate to a professional helper ends within a year."),
            ),
            "scope": (
                "procedures",
                gettext("“Procedures”: tick one at least, or choose every one."),
            ),
        }[reason]
        self.add_error(field, words)


class PaperForm(CounterForm):
    """The signed form, scanned."""

    paper = FilesField(
        label=_("Signed form, scanned"),
        widget=MultipleFileInput(attrs={"accept": ACCEPT_ATTRIBUTE, "multiple": False}),
        help_text=_("A photo or a PDF of 10 MB at most."),
    )

    def clean_paper(self) -> Attachment:
        received: list[Attachment] = self.cleaned_data["paper"]
        if not received:
            raise forms.ValidationError(gettext("Choose the scan of the signed form."))
        for more in received[1:]:
            attachments.remove(attachment=more)
        return received[0]


class SeenForm(CounterForm):
    """What an agent saw with their own eyes."""

    note = forms.CharField(
        label=_("What was shown"),
        max_length=300,
        help_text=_(
            "For example: family record book; judgment of 3 May 2026, guardianship; "
            "professional card. Nothing is copied."
        ),
    )


class SpokenForm(CounterForm):
    """The code that the person represented reads aloud."""

    code = forms.CharField(
        label=_("Code read aloud"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
