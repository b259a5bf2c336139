"""What residents fill in on the tracking pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from content.core import sms
from content.core.forms import AccessibleForm, EmailField, PhoneField, Radios
from eservices.cases.codes import InvalidCode, normalise
from eservices.cases.enums import ContactWay
from eservices.cases.files import attachments
from eservices.cases.models import Attachment, Case
from eservices.cases.services import MAX_MESSAGE_LENGTH

MAX_FILES = 5
MAX_MEGABYTES = 10


def checked_code(typed: str) -> str:
    """Return a code in its stored form; say at once that a sign is wrong: it is no secret.

    Raises:
        django.forms.ValidationError
    """
    try:
        return normalise(typed)
    except InvalidCode:
        raise forms.ValidationError(
            _(
                "Check the tracking code: it has nine letters and figures, "
                "and one of those you typed is wrong or missing."
            )
        ) from None


class TrackForm(AccessibleForm):
    """The code and one fact. ``message`` carries a reply typed before the visit ended."""

    code = forms.CharField(
        label=_("Tracking code"),
        max_length=60,
        help_text=_(
            "It is on your receipt and in our e-mail, for example 7KM4-PX2R-9. "
            "Capitals, spaces and dashes do not matter."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code-input",
            }
        ),
    )
    fact = forms.CharField(
        label=_("One thing that you wrote in your request"),
        max_length=200,
        help_text=_(
            "Your e-mail address, or a date of birth, a family name, a telephone number "
            "or a postcode: one is enough. For example 3 May 1980."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    message = forms.CharField(
        required=False, max_length=MAX_MESSAGE_LENGTH, widget=forms.HiddenInput, strip=False
    )

    def clean_code(self) -> str:
        return checked_code(self.cleaned_data["code"])


class ClaimForm(AccessibleForm):
    """The code of a receipt and what proves it."""

    code = forms.CharField(
        label=_("Tracking code"),
        max_length=60,
        help_text=_("It is on your receipt, for example 7KM4-PX2R-9."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    proof = forms.CharField(
        label=_("One-time code, or one thing that you told us"),
        max_length=200,
        help_text=_(
            "The one-time code is at the end of the receipt. Or your date of birth, your family "
            "name, your telephone number, your postcode."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        return checked_code(self.cleaned_data["code"])


class MultipleFileInput(forms.FileInput):
    """Several files under one name; Django's own reads the last alone."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class FilesField(forms.FileField):
    """Some files, each received as an attachment; all or none are kept."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[Attachment]:
        files: list[UploadedFile[Any]] = [file for file in data or [] if file]
        if len(files) > MAX_FILES:
            raise forms.ValidationError(
                _("Choose %(limit)d files at most in one message."), params={"limit": MAX_FILES}
            )
        received: list[Attachment] = []
        try:
            for file in files:
                received.append(attachments.receive(file=file, max_megabytes=MAX_MEGABYTES))
        except attachments.AttachmentRefused as error:
            for attachment in received:
                attachments.remove(attachment=attachment)
            raise forms.ValidationError(
                _("“%(name)s”: %(problem)s"),
                params={"name": (file.name or "")[:100], "problem": error.message},
            ) from error
        return received


class ContactForm(AccessibleForm):
    """How to reach the person, with what each way needs; what is known is filled in."""

    way = forms.ChoiceField(
        label=_("When there is news"),
        widget=Radios,
        choices=[
            (ContactWay.EMAIL.value, _("Write me an e-mail")),
            (ContactWay.SMS.value, _("Send me a text message")),
            (ContactWay.TELEPHONE.value, _("Call me")),
            (ContactWay.LETTER.value, _("Write me a letter")),
            (ContactWay.NONE.value, _("I look at this page myself")),
        ],
    )
    email = EmailField(label=_("E-mail address"), required=False)
    also_email = forms.BooleanField(
        label=_("If you chose another way: write me an e-mail too"), required=False
    )
    phone = PhoneField(label=_("Telephone number"), required=False)
    address = forms.CharField(
        label=_("Postal address"),
        required=False,
        max_length=1000,
        help_text=_("As on an envelope: name, street, town, a line each."),
        widget=forms.Textarea(attrs={"rows": "4", "autocomplete": "street-address"}),
    )
    #: What each way needs, and what is said where it is missing.
    NEEDS: ClassVar[dict[str, tuple[str, Any]]] = {
        ContactWay.EMAIL: ("email", _("Write the e-mail address, or choose another way.")),
        ContactWay.SMS: ("phone", _("Write the number of a mobile, or choose another way.")),
        ContactWay.TELEPHONE: ("phone", _("Write the telephone number, or choose another way.")),
        ContactWay.LETTER: ("address", _("Write the postal address, or choose another way.")),
    }

    def __init__(self, data: Any = None, *, case: Case) -> None:
        known = getattr(case, "contact", None)
        super().__init__(
            data,
            initial={
                "way": known.way if known else ContactWay.EMAIL if case.contact_email else None,
                "also_email": bool(known and known.also_email),
                "email": "" if case.contact_returned_at else case.contact_email,
                "phone": known.phone if known else "",
                "address": known.address if known else "",
            },
        )
        if not sms.is_available():
            way = self.fields["way"]
            way.choices = [each for each in way.choices if each[0] != ContactWay.SMS]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        field, missing = self.NEEDS.get(str(cleaned.get("way")), ("", ""))
        given = cleaned.get(field, "")
        unfit = cleaned.get("way") == ContactWay.SMS and not sms.is_mobile(given)
        if field and field not in self.errors and (unfit or not given):
            self.add_error(field, missing)
        if cleaned.get("also_email") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the address for the e-mail that you want too."))
        return cleaned


class ReplyForm(AccessibleForm):
    """A message to the service with files."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=MAX_MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": "8", "spellcheck": "true"}),
    )
    documents = FilesField(
        label=_("Documents or photos"),
        required=False,
        help_text=_(
            "Five files at most, 10 MB each: photos (JPEG, PNG, WebP, HEIC) or PDF. "
            "If there is an error in this form, choose them again."
        ),
        widget=MultipleFileInput(attrs={"accept": attachments.ACCEPT_ATTRIBUTE}),
    )

    def discard_files(self) -> None:
        """Take back the files of a form that has an error elsewhere."""
        for attachment in self.cleaned_data.get("documents", []):
            attachments.remove(attachment=attachment)
