"""Where people are written to and called."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

#: Domains of most residents' addresses, and some real ones that look like them.
_MAIL_DOMAINS = (
    *("gmail.com", "hotmail.com", "hotmail.fr", "outlook.com", "outlook.fr", "live.fr"),
    *("yahoo.fr", "yahoo.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr"),
    *("laposte.net", "bbox.fr", "numericable.fr", "icloud.com", "proton.me", "protonmail.com"),
)
_ALIKE = {"mail.com", "ymail.com", "gmx.fr", "gmx.com", "me.com", "live.com", "gmail.fr"}


def likely_address(address: str) -> str:
    """Return the address that was perhaps meant, for ``x@gmial.com``; else nothing.

    To be shown as a question: the address as typed may be right.
    """
    user, _at, domain = address.rpartition("@")
    domain = domain.casefold()
    if not user or domain in _MAIL_DOMAINS or domain in _ALIKE:
        return ""
    close = get_close_matches(domain, _MAIL_DOMAINS, n=1, cutoff=0.86)
    return f"{user}@{close[0]}" if close else ""


class EmailField(forms.EmailField):
    """An e-mail address; never `multiple`, at most 254 signs (RFC 5321)."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocapitalize": "none", "spellcheck": "false"})
        super().__init__(max_length=254, **{"widget": widget} | kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").removeprefix("mailto:")


#: E.164 has at most fifteen digits; abroad the shortest have six beside the country's code.
_ABROAD = re.compile(r"\+[1-9][0-9]{6,14}")
_FRENCH = re.compile(r"0[1-9][0-9]{8}")


class PhoneField(forms.CharField):
    """A number people are called on, in France or abroad, however it is spaced.

    Cleans to pairs of digits for a French number ("01 99 00 12 34"), else to the number
    as typed, with one space between groups.
    """

    default_error_messages = {
        "invalid": _(
            "“%(label)s”: write a number with all its digits, for example 01 99 00 12 34, or "
            "+32 2 555 12 12 for a number abroad."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel"})
        super().__init__(max_length=40, **{"widget": widget} | kwargs)

    def clean(self, value: Any) -> str:
        typed = " ".join(str(super().clean(value) or "").split())
        if not typed:
            return ""
        plain = re.sub(r"\(0\)|[\s.\-()/]", "", typed)
        plain = re.sub(r"^00", "+", plain)
        plain = re.sub(r"^\+330?(?=[1-9][0-9]{8}$)", "0", plain)
        if _FRENCH.fullmatch(plain):
            return " ".join(plain[start : start + 2] for start in range(0, 10, 2))
        if _ABROAD.fullmatch(plain) and not plain.startswith("+33"):
            return "+" + " ".join(re.sub(r"^(\+|00)\s*", "", typed).split())
        raise forms.ValidationError(
            self.error_messages["invalid"] % {"label": self.label or ""}, code="invalid"
        )
