"""Forms of a journey's pages beside its steps."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.core.forms import AccessibleForm
from eservices.cases import codes
from eservices.procedures.drafts.answers import marked, words
from eservices.procedures.drafts.progress import Progress, load

#: Letters and figures of a phrase: shorter, it is guessed.
PHRASE_LENGTH = 8
_BEGAN = "eservices.procedures.start"


class StartForm(AccessibleForm):
    """A human check without a puzzle: a trap that nobody sees, and a moment's patience.

    A robot that fills every field or posts at once is shown the page again; a person
    who was that quick presses once more. Nobody is ever refused (F20).
    """

    website = forms.CharField(
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    began = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self._first = str(data.get("began") or "") if data is not None else ""
        self.initial["began"] = signing.dumps(time.time(), salt=_BEGAN)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("website"):
            raise forms.ValidationError(_("Leave the hidden field empty, then press again."))
        try:
            began = float(signing.loads(self._first, salt=_BEGAN, max_age=86_400))
        except signing.BadSignature:
            raise forms.ValidationError(_("The page was open for long: press again.")) from None
        if time.time() - began < getattr(settings, "PROCEDURES_START_SECONDS", 0.3):
            raise forms.ValidationError(_("That was quick: press once more to start."))
        return self.cleaned_data

    @property
    def began_at(self) -> str:
        """A fresh stamp, or the first one again, so that pressing once more passes."""
        if self._first:
            try:
                signing.loads(self._first, salt=_BEGAN, max_age=86_000)
            except signing.BadSignature:
                return str(self.initial["began"])
            return self._first
        return str(self.initial["began"])


class ResumeForm(AccessibleForm):
    """Where to send the link that opens a draft."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("For example: name@example.org. Used for this link only."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PhraseForm(AccessibleForm):
    """The phrase that opens a draft together with its code."""

    phrase = forms.CharField(
        label=gettext_lazy("A short phrase that you will remember"),
        help_text=gettext_lazy(
            "For example: the blue cat sleeps at noon. We ask for it with the code."
        ),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None, *, required: bool) -> None:
        super().__init__(data)
        self.fields["phrase"].required = required

    def clean_phrase(self) -> str:
        phrase = str(self.cleaned_data["phrase"])
        letters = sum(sign.isalnum() for sign in phrase)
        if phrase and letters < PHRASE_LENGTH:
            raise forms.ValidationError(
                _("“A short phrase”: write a few words, eight letters at least.")
            )
        return phrase


class CodeForm(AccessibleForm):
    """A draft's code and its second fact."""

    code = forms.CharField(
        label=gettext_lazy("Code of your request under way"),
        max_length=60,
        help_text=gettext_lazy(
            "You were given it when you stopped, for example 7KM4-PX2R-9. "
            "Capitals, spaces and dashes do not matter."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    fact = forms.CharField(
        label=gettext_lazy("Your phrase, or one thing that you wrote"),
        max_length=200,
        help_text=gettext_lazy(
            "A date of birth, a family name, a postcode or an e-mail address: one is enough."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ItemsForm(AccessibleForm):
    """The list of a repeated step: it asks nothing, and holds what keeps it from going on."""

    def __init__(self, data: Any = None, *, problems: Sequence[str] = ()) -> None:
        super().__init__(data)
        self.problems = problems

    def clean(self) -> dict[str, Any]:
        if self.problems:
            raise forms.ValidationError(list(self.problems))
        return self.cleaned_data


class CheckForm(AccessibleForm):
    """The last page: what the person declares, and which answers they saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    declared = forms.BooleanField(required=True)

    def __init__(self, data: Any = None, *, progress: Progress, language: str) -> None:
        self.progress = progress
        self.language = language
        super().__init__(data, initial={"seen": progress.draft.lock})
        declaration = words(progress.definition.declaration, language)
        if declaration.text:
            field = self.fields["declared"]
            field.label = marked(declaration)
            field.error_messages["required"] = _("Tick the box of the declaration to send.")
        else:
            del self.fields["declared"]

    def renewed(self) -> CheckForm:
        """Return the form for the answers as they are now, to be accepted anew."""
        return CheckForm(progress=load(self.progress.draft), language=self.language)


class VerifyForm(AccessibleForm):
    """A receipt's code and fingerprint."""

    code = forms.CharField(
        label=gettext_lazy("Tracking code"),
        help_text=gettext_lazy("Nine letters and figures, for example 7KM4-PX2R-9."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    fingerprint = forms.CharField(
        label=gettext_lazy("Fingerprint"),
        help_text=gettext_lazy("The first four groups of four signs are enough."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def clean_code(self) -> str:
        try:
            return codes.normalise(self.cleaned_data["code"])
        except codes.InvalidCode as error:
            raise forms.ValidationError(
                _("“Tracking code”: a code has nine letters and figures, for example 7KM4-PX2R-9.")
            ) from error

    def clean_fingerprint(self) -> str:
        typed = "".join(self.cleaned_data["fingerprint"].split()).lower()
        if not re.fullmatch(r"[0-9a-f]{16,64}", typed):
            raise forms.ValidationError(
                _("“Fingerprint”: copy at least sixteen signs, figures and letters from a to f.")
            )
        return typed
