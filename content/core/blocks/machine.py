"""Values that are for machines, held back from translators."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class MachineNameBlock(blocks.RegexBlock):
    """A stored name or value: same in every language, so no segment of translation."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("regex", r"^[a-z][a-z0-9_]{0,49}$")
        words = _("Write small letters, figures and underscores, for instance “birth_date”.")
        kwargs.setdefault("error_messages", {"invalid": words})
        super().__init__(**kwargs)

    def get_translatable_segments(self, value: str) -> list[Any]:
        return []
