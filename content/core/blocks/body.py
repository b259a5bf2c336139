"""The body of a page, and what publishing it refuses."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError

from content.core.blocks.media import (
    ContactBlock,
    DocumentBlock,
    PictureBlock,
    PlaceBlock,
    VideoBlock,
)
from content.core.blocks.text import (
    CalloutBlock,
    FactsBlock,
    HeadingBlock,
    ParagraphBlock,
    QuoteBlock,
    StepsBlock,
    TableBlock,
)


class BodyBlock(blocks.StreamBlock):
    """Everything that may stand in a page."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    table = TableBlock()
    picture = PictureBlock()
    document = DocumentBlock()
    video = VideoBlock()
    contact = ContactBlock()
    place = PlaceBlock()
    facts = FactsBlock()
    quote = QuoteBlock()

    #: Cache tags of what a block reads live.
    TAGS = {"contact": "registers", "place": "list:places"}

    def cache_tags(self, value: Any) -> list[str]:
        """Return the tags of what the blocks of a body show and do not own."""
        return sorted({self.TAGS[c.block_type] for c in value if c.block_type in self.TAGS})

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        level, errors = 1, {}
        for position, child in enumerate(cleaned):
            if child.block_type != "heading":
                continue
            found = int(child.value["level"])
            if found > level + 1:
                errors[position] = ValidationError(
                    _("This heading skips a level: people who move by headings would be lost.")
                )
            level = found
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        return cleaned
