"""Where letters arrive."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content.core.form_fields.parts import Part, PartsField, anonymous


class PostalAddressField(PartsField):
    """A place where letters arrive. ``abroad`` adds the country, which frees the postcode.

    ``district_of`` finds the city's district of a postcode; the answer then has a part
    ``district``. ``only_city`` refuses every other postcode.
    """

    default_error_messages = {
        "required": _("“%(label)s”: write the number and street, the postcode and the town."),
        "postcode": _("“%(part)s”: write five digits, for example 75011."),
        "elsewhere": _(
            "“%(part)s”: %(postcode)s is not a postcode of the city. Check it, or ask the town "
            "hall of this address."
        ),
    }

    def __init__(
        self,
        *,
        about_user: bool = True,
        abroad: bool = False,
        district_of: Callable[[str], int | None] | None = None,
        only_city: bool = False,
        **kwargs: Any,
    ) -> None:
        self.district_of = district_of
        self.only_city = only_city
        parts: tuple[Part, ...] = (
            Part("street", _("Number and street"), autocomplete="address-line1"),
            Part(
                "complement",
                _("Building, floor, name on the letter box"),
                required=False,
                autocomplete="address-line2",
            ),
            Part(
                "postcode",
                _("Postcode"),
                autocomplete="postal-code",
                inputmode="" if abroad else "numeric",
                max_length=12,
                width="width-short",
            ),
            Part("town", _("Town"), autocomplete="address-level2"),
        )
        if abroad:
            parts += (
                Part(
                    "country",
                    _("Country, if it is not France"),
                    required=False,
                    autocomplete="country-name",
                ),
            )
        super().__init__(parts if about_user else anonymous(parts), **kwargs)

    def check_part(self, key: str, text: str, answer: dict[str, str]) -> list[ValidationError]:
        if key != "postcode" or answer.get("country", "").casefold() not in {"", "france"}:
            return []
        digits = text.replace(" ", "")
        if not re.fullmatch(r"[0-9]{5}", digits):
            return [self.error("postcode", "postcode")]
        answer["postcode"] = digits
        district = self.district_of(digits) if self.district_of else None
        if district is not None:
            answer["district"] = str(district)
        elif self.only_city:
            return [self.error("elsewhere", "postcode", postcode=digits)]
        return []
