"""Fields of public forms, a module a kind of answer. Source: accessibility demands F7 to F14."""

from content.core.form_fields.addresses import PostalAddressField
from content.core.form_fields.contacts import EmailField, PhoneField, likely_address
from content.core.form_fields.dates import DateField, DateRangeField, DateWidget
from content.core.form_fields.numbers import FigureField, MoneyField
from content.core.form_fields.parts import PARTS_CODE, Group, Part, PartsField, PartsWidget
from content.core.form_fields.people import PersonNameField

__all__ = [
    "PARTS_CODE",
    "DateField",
    "DateRangeField",
    "DateWidget",
    "EmailField",
    "FigureField",
    "Group",
    "MoneyField",
    "Part",
    "PartsField",
    "PartsWidget",
    "PersonNameField",
    "PhoneField",
    "PostalAddressField",
    "likely_address",
]
