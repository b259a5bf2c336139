"""Pictures, documents, videos, and references to registers."""

from __future__ import annotations

import re
from typing import Any

import webvtt
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from content.core.blocks.registers import RegisterChoiceBlock
from content.core.blocks.text import TextBlock
from content.core.cards import cards
from content.core.models import Service

#: An alternative that nobody wrote.
FILE_NAME = re.compile(r"\.(avif|gif|heic|jpe?g|png|svg|webp)$|^(DSC|IMG|P)_?\d+$", re.IGNORECASE)


class PictureChooserBlock(ImageChooserBlock):
    """Pictures of a page with their sizes, in two statements however many they are."""

    def bulk_to_python(self, values: Any) -> list[Any]:
        wanted = [value for value in values if value is not None]
        found = self.model_class.objects.prefetch_renditions().in_bulk(wanted)
        return [found.get(value) for value in values]


class DescribedImageBlock(ImageBlock):
    """An image with an alternative in words, or said to be decorative."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        chooser = PictureChooserBlock(required=required)
        chooser.set_name("image")
        self.child_blocks["image"] = chooser

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        alternative = (cleaned.contextual_alt_text or "") if cleaned else ""
        if FILE_NAME.search(alternative.strip()):
            message = _("“%(text)s” is the name of a file: say what the picture shows.")
            raise StructBlockValidationError(
                block_errors={"alt_text": ValidationError(message % {"text": alternative})}
            )
        return cleaned


class PictureBlock(blocks.StructBlock):
    """A picture with its alternative, or said to be decorative, and its credit."""

    image = DescribedImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=250, required=False)
    credit = blocks.CharBlock(label=_("Credit"), max_length=120, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "content_core/blocks/picture.html"


class DocumentBlock(blocks.StructBlock):
    """A file to download; its format, size and foreign language are said in the link."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    document = DocumentChooserBlock(label=_("File"))
    language = blocks.ChoiceBlock(
        label=_("Language of the file"),
        choices=[("fr", "Français"), ("en", "English")],
        default="fr",
        search_index=False,
    )
    accessible_version = blocks.URLBlock(
        label=_("Address of an accessible version"),
        required=False,
        help_text=_("Needed when the file itself is not accessible (RGAA 13.3)."),
    )

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "content_core/blocks/document.html"


class VideoBlock(blocks.StructBlock):
    """A video of our own, with captions checked as WebVTT and the full text beside it."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    video = DocumentChooserBlock(label=_("Video (MP4)"))
    captions = DocumentChooserBlock(label=_("Captions (WebVTT)"))
    poster = DescribedImageBlock(label=_("Picture before it plays"), required=False)
    transcript = TextBlock(label=_("Transcript"), features=["bold", "ul", "ol"])

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {}
        if cleaned["video"] is None or cleaned["captions"] is None:
            return cleaned  # a draft
        if not cleaned["video"].filename.lower().endswith(".mp4"):
            errors["video"] = ValidationError(_("Choose an MP4 file."))
        try:
            with cleaned["captions"].open_file() as handle:
                captions = webvtt.from_string(handle.read().decode("utf-8-sig"))
            if not captions.captions:
                raise ValueError
        except FileNotFoundError:
            errors["captions"] = ValidationError(_("This file is lost: choose it again."))
        except (webvtt.errors.MalformedFileError, UnicodeDecodeError, ValueError, IndexError):
            errors["captions"] = ValidationError(
                _("This file holds no captions that a player can read (WebVTT).")
            )
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "media"
        label = _("Video")
        template = "content_core/blocks/video.html"


class ServiceBlock(blocks.ChooserBlock):
    """A service of the register, chosen from a list; the same in every language."""

    target_model = Service
    widget = forms.Select()

    def get_form_state(self, value: Any) -> Any:
        # The parent asks its widget, which it takes for a modal chooser; a list wants a list.
        return blocks.FieldBlock.get_form_state(self, value)

    def value_from_form(self, value: Any) -> Any:
        # A list where nothing is chosen posts an empty string, a modal chooser nothing.
        return super().value_from_form(value or None)

    def get_translatable_segments(self, value: Any) -> list[Any]:
        return []


class ContactBlock(blocks.StructBlock):
    """How to reach a service; the editor ticks what to show, the register owns it."""

    service = ServiceBlock(label=_("Service"))
    show_phone = blocks.BooleanBlock(label=_("Show the telephone"), default=True, required=False)
    show_email = blocks.BooleanBlock(label=_("Show the e-mail"), default=True, required=False)

    class Meta:
        icon = "mail"
        label = _("Contact")
        template = "content_core/blocks/contact.html"


class PlaceChoiceBlock(RegisterChoiceBlock):
    """One place of the directory; the app of places gives the list (`content.core.cards`)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("choices", lambda: cards.choices("place"))
        super().__init__(**kwargs)


class PlaceBlock(blocks.StructBlock):
    """A place with its address and hours, read live from the directory."""

    place = PlaceChoiceBlock(label=_("Place"))

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        language = get_language() or settings.LANGUAGE_CODE
        context["card"] = cards.card("place", value["place"], language)
        return context

    class Meta:
        icon = "home"
        label = _("Place")
        template = "content_core/blocks/place.html"
