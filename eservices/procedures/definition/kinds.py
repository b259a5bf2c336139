"""The kinds of question that an editor can ask."""

from __future__ import annotations

from enum import StrEnum


class FieldKind(StrEnum):
    """Kinds of question; stored in versions, so never renamed or reused."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    #: An integer, or a decimal number as text when `Field.decimals` is not 0.
    NUMBER = "number"
    #: Integer cents.
    MONEY = "money"
    EMAIL = "email"
    PHONE = "phone"
    #: ISO; "1952-05" or "1952" where `Field.partial` allows an unknown day or month.
    DATE = "date"
    #: {"from": ISO, "to": ISO}
    DATE_RANGE = "date_range"
    CHOICE = "choice"
    #: A list of stored values.
    CHOICES = "choices"
    #: "yes" or "no".
    YES_NO = "yes_no"
    PERSON_NAME = "person_name"
    #: Names as on civil-status records, used name, birth date and place; a mapping of parts.
    IDENTITY = "identity"
    #: A mapping of parts; "district" is derived where the address lies in the city.
    POSTAL_ADDRESS = "postal_address"
    DISTRICT = "district"
    #: The uuid of a place of the directory.
    PLACE = "place"
    #: A poll of the city's calendar with its days, or none in particular (`polls.py`).
    POLL = "poll"
    #: What the app that gives slots made of the choice (`slots.py`).
    SLOT = "slot"
    FILE = "file"
    #: "yes".
    DECLARATION = "declaration"
    #: "yes"; never needed, and never the legal basis of the procedure itself.
    CONSENT = "consent"
    #: Asked of nobody: `Field.value` over the other answers.
    COMPUTED = "computed"
    INFORMATION = "information"


# --- Steps and fields


#: Kinds that ask nothing.
SILENT = frozenset({FieldKind.INFORMATION, FieldKind.COMPUTED})
#: Kinds that nobody needs to answer, whatever a definition says.
NEVER_NEEDED = SILENT | {FieldKind.CONSENT}
