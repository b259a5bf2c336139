"""A choice among what a register holds."""

from typing import Any

from wagtail import blocks


class RegisterChoiceBlock(blocks.ChoiceBlock):
    """A choice among rows whose keys are text, read as it was stored.

    Wagtail looks each value that it reads up among the choices, to give it back the type of its
    key: one question to the database for each block of each page. Forms still refuse what is
    not offered.
    """

    def normalize_choice(self, value: Any) -> Any:
        return value
