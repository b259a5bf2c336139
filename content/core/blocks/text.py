"""Words: headings, paragraphs, call-outs, steps, tables."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from content.core.rich_text import LANGUAGE_FEATURES

#: What the toolbar offers. Headings are blocks of their own, so that their order is checked;
#: so are documents, whose format and size must be said.
FEATURES = ["bold", "italic", "ol", "ul", "link", *LANGUAGE_FEATURES]
#: For a line or two inside another block.
SHORT_FEATURES = ["bold", "italic", "link", *LANGUAGE_FEATURES]

#: Link texts that say nothing out of their sentence (RGAA 6.1).
VAGUE_LINKS = {
    "ici",
    "cliquez ici",
    "cliquer ici",
    "en savoir plus",
    "lire la suite",
    "lien",
    "here",
    "click here",
    "read more",
    "more",
    "link",
}


class HeadingBlock(blocks.StructBlock):
    """A heading under the page's own title."""

    text = blocks.CharBlock(label=_("Text"), max_length=150)
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("2", _("Part")), ("3", _("Sub-part")), ("4", _("Detail"))],
        default="2",
        search_index=False,
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "content_core/blocks/heading.html"


class TextBlock(blocks.RichTextBlock):
    """Running text; a link must say where it leads."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", FEATURES)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        for words in re.findall(r"<a\b[^>]*>(.*?)</a>", cleaned.source, re.DOTALL):
            text = re.sub(r"<[^>]+>", "", words).replace("\xa0", " ").strip()
            if text.lower().rstrip(" .…:") in VAGUE_LINKS:
                raise ValidationError(
                    _("A link reads “%(text)s”: say where it leads, for who hears it alone.")
                    % {"text": text}
                )
        return cleaned


class ParagraphBlock(TextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        template = "content_core/blocks/paragraph.html"


class CalloutBlock(blocks.StructBlock):
    level = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[
            ("info", _("Good to know")),
            ("warning", _("Warning")),
            ("important", _("Important")),
        ],
        default="info",
        search_index=False,
    )
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = TextBlock(label=_("Text"), features=SHORT_FEATURES)

    class Meta:
        icon = "warning"
        label = _("Call-out")
        template = "content_core/blocks/callout.html"


class StepsBlock(blocks.StructBlock):
    """What to do, in order."""

    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    items = blocks.ListBlock(TextBlock(features=SHORT_FEATURES), label=_("Steps"), min_num=2)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "content_core/blocks/steps.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What was said"), max_length=1000)
    author = blocks.CharBlock(label=_("Who said it"), max_length=150)
    source = blocks.CharBlock(label=_("Where and when"), max_length=200, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "content_core/blocks/quote.html"


class FactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=80)
    value = TextBlock(label=_("Value"), features=SHORT_FEATURES)


class FactsBlock(blocks.StructBlock):
    """A few facts that people look for, each under its name."""

    facts = blocks.ListBlock(FactBlock(), label=_("Key facts"), min_num=1, max_num=12)

    class Meta:
        icon = "list-ul"
        label = _("Key facts")
        template = "content_core/blocks/facts.html"


class TableRowBlock(blocks.StructBlock):
    header = blocks.CharBlock(label=_("Heading of the row"), max_length=150)
    cells = blocks.ListBlock(
        blocks.CharBlock(required=False, max_length=300), label=_("Cells"), min_num=1
    )


class TableBlock(blocks.StructBlock):
    """A table that a screen reader can walk: caption, column headings, row headings (RGAA 5)."""

    caption = blocks.CharBlock(label=_("Caption"), max_length=200)
    columns = blocks.ListBlock(
        blocks.CharBlock(max_length=150),
        label=_("Column headings"),
        help_text=_("The first one is above the headings of the rows."),
        min_num=2,
    )
    rows = blocks.ListBlock(TableRowBlock(), label=_("Rows"), min_num=1)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        width = len(cleaned["columns"]) - 1
        for number, row in enumerate(cleaned["rows"], start=1):
            if len(row["cells"]) != width:
                message = _("Row %(row)d has %(found)d cells where the columns ask for %(width)d.")
                raise StructBlockValidationError(
                    block_errors={
                        "rows": ValidationError(
                            message % {"row": number, "found": len(row["cells"]), "width": width}
                        )
                    }
                )
        return cleaned

    class Meta:
        icon = "table"
        label = _("Table")
        template = "content_core/blocks/table.html"
