"""What an agent fills in at the desk. ``seen`` is the lock of the case as the agent saw it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from eservices.accounts.models import User
from eservices.cases.enums import OpeningReason
from eservices.cases.files.attachments import ACCEPT_ATTRIBUTE
from eservices.cases.forms import FilesField, MultipleFileInput
from eservices.cases.services import MAX_MESSAGE_LENGTH


class RadioSelect(forms.RadioSelect):
    """Radios told as one question: Wagtail's field has no group around them, and no legend.

    Its style sheet goes by the name of the class.
    """

    legend = ""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        radios = super().render(*args, **kwargs)
        return format_html('<div role="radiogroup" aria-label="{}">{}</div>', self.legend, radios)


class DeskForm(forms.Form):
    """Checked by the server alone; ids carry the form's name, for several stand on a page."""

    use_required_attribute = False
    name = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{self.name}_%s"
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, RadioSelect):
                field.widget.legend = str(field.label)


class ActForm(DeskForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class OpenForm(DeskForm):
    name = "open"
    reason = forms.ChoiceField(
        label=_("Why do you open this file?"),
        choices=OpeningReason.choices,
        initial=OpeningReason.PROCESSING,
        help_text=_("The resident reads the date, your service and this reason, not your name."),
    )
    detail = forms.CharField(
        label=_("Detail"),
        required=False,
        max_length=300,
        help_text=_("Needed for “Other reason”. Only auditors read it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("reason") == OpeningReason.OTHER and not cleaned.get("detail"):
            self.add_error("detail", _("Write the reason in a few words."))
        return cleaned


class ExportForm(OpenForm):
    """The reasons of an opening, once for all the files."""

    name = "export"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Why do you export these answers?")
        self.fields["reason"].help_text = _(
            "Each resident reads the date, your service and this reason, not your name."
        )


class AssignForm(ActForm):
    """Give the case to one of those who work the queue."""

    name = "assign"
    assignee = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Assigned to"),
        required=False,
        empty_label=_("Nobody: put back in the queue"),
    )

    def __init__(self, *args: Any, workers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = workers  # type: ignore[attr-defined]  # a ModelChoiceField


class MessageForm(ActForm):
    name = "message"
    text = forms.CharField(
        label=_("Message to the resident"),
        max_length=MAX_MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": "6", "spellcheck": "true"}),
        help_text=_("The e-mail notice says only that a message awaits; the words stay here."),
    )
    documents = FilesField(
        label=_("Documents"),
        required=False,
        widget=MultipleFileInput(attrs={"accept": ACCEPT_ATTRIBUTE}),
        help_text=_("Five files at most, 10 MB each: photos or PDF."),
    )
    awaits_answer = forms.BooleanField(
        label=_("The request waits for the resident’s answer"), required=False
    )

    def __init__(self, *args: Any, may_wait: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_wait:
            del self.fields["awaits_answer"]
