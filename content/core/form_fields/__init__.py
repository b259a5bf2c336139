"""Fields of public forms, a module a kind of answer. Source: accessibility demands F7 to F14."""

from content.core.form_fields.addresses import PostalAddressField
from content.core.form_fields.dates import DateField, DateWidget
from content.core.form_fields.parts import PARTS_CODE, Part, PartsField, PartsWidget
from content.core.form_fields.people import PersonNameField

__all__ = [
    "PARTS_CODE",
    "DateField",
    "DateWidget",
    "Part",
    "PartsField",
    "PartsWidget",
    "PersonNameField",
    "PostalAddressField",
]
