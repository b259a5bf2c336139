"""What a person fills in about their own data."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from content.core.forms import AccessibleForm
from eservices.records.erasure import LONGEST


class AskErasureForm(AccessibleForm):
    why = forms.CharField(
        label=_("Why do you ask for it?"),
        required=False,
        max_length=LONGEST,
        help_text=_("You need not say. It can help us to answer."),
        widget=forms.Textarea(attrs={"rows": "5", "spellcheck": "true"}),
    )
