from django import forms
from django.utils.translation import gettext_lazy as _

from content.core.forms import AccessibleForm


class SignInForm(AccessibleForm):
    """Where the link to enter goes."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("For example: name@example.org. We send a link there; no password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
