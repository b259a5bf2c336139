"""Controls written by hand come out as Django's own templates write them."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from content.core.form_controls import BY_TEMPLATE
from content.core.forms import FormRenderer

ATTRS = {"id": "a", "class": 'x"y', "required": True, "disabled": False, "maxlength": 40}
VALUES = [None, "", "plain", "<b>&\"'", mark_safe("&amp;"), 0, 12, "\n two\nlines"]
WIDGETS = [
    forms.TextInput,
    forms.EmailInput,
    forms.NumberInput,
    forms.URLInput,
    forms.PasswordInput,
    forms.HiddenInput,
    forms.TelInput,
    forms.SearchInput,
    forms.Textarea,
]


def test_every_control_written_by_hand_is_compared() -> None:
    assert {widget.template_name for widget in WIDGETS} == set(BY_TEMPLATE)


@pytest.mark.parametrize("widget", WIDGETS)
@pytest.mark.parametrize("value", VALUES)
def test_a_control_is_written_as_by_django(widget: type[forms.Widget], value: Any) -> None:
    own, plain = (
        widget(ATTRS).render("n<a", value, {"lang": "fr"}, renderer)
        for renderer in (FormRenderer(), DjangoTemplates())
    )
    assert own == plain
