"""What a person fills in about their own data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.core.forms import AccessibleForm, Radios
from eservices.cases.models import Case
from eservices.records.erasure import LONGEST, is_under_way


class AskErasureForm(AccessibleForm):
    """A question about one request; of one under way, also what becomes of it."""

    gives_up = forms.TypedChoiceField(
        label=_("This request is under way. What becomes of it?"),
        widget=Radios,
        choices=[
            ("yes", _("I give it up: close it now, nobody answers it any more")),
            ("no", _("I keep it: answer it first, its file can only be erased afterwards")),
        ],
        coerce=lambda value: value == "yes",
        error_messages={"required": _("Choose whether you give the request up or keep it.")},
    )
    why = forms.CharField(
        label=_("Why do you ask for it?"),
        required=False,
        max_length=LONGEST,
        help_text=_("You need not say. It can help us to answer."),
        widget=forms.Textarea(attrs={"rows": "5", "spellcheck": "true"}),
    )

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data)
        if not is_under_way(case):
            del self.fields["gives_up"]
