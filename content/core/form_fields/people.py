"""Who a person is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from content.core.form_fields.parts import Part, PartsField, anonymous


class PersonNameField(PartsField):
    """A person's first names and surname at birth."""

    default_error_messages = {
        "required": _("“%(label)s”: write the first names and the surname at birth."),
    }

    def __init__(self, *, about_user: bool = True, **kwargs: Any) -> None:
        parts = (
            Part("given", _("First names"), autocomplete="given-name", max_length=150),
            Part("family", _("Surname at birth"), autocomplete="family-name", max_length=150),
        )
        super().__init__(parts if about_user else anonymous(parts), **kwargs)
