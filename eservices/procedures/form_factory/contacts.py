"""Where people are written to and called."""

from __future__ import annotations

from typing import Any

from django import forms

from content.core.forms import EmailField, PhoneField, PostalAddressField
from content.core.querysets import district_number
from eservices.procedures.definition.schema import Field
from eservices.procedures.enums import AddressScope
from eservices.procedures.form_factory.asked import Asked


def email(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return EmailField(**common)


def phone(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return PhoneField(**common)


def postal_address(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    return PostalAddressField(
        about_user=bool(question.autocomplete),
        abroad=question.source == AddressScope.ANYWHERE,
        district_of=district_number,
        only_city=question.source == AddressScope.CITY,
        **common,
    )
