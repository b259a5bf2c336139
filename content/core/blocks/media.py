"""Pictures, documents, videos, and references to registers."""

from __future__ import annotations

from typing import Any

import webvtt
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from content.core.models import Service


class PictureBlock(blocks.StructBlock):
    """A picture with its alternative, or said to be decorative, and its credit."""

    image = ImageBlock(label=_("Picture"))
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
    transcript = blocks.RichTextBlock(label=_("Transcript"), features=["bold", "ul", "ol"])

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {}
        if not cleaned["video"].filename.lower().endswith(".mp4"):
            errors["video"] = ValidationError(_("Choose an MP4 file."))
        try:
            with cleaned["captions"].open_file() as handle:
                captions = webvtt.from_string(handle.read().decode("utf-8-sig"))
            if not captions.captions:
                raise ValueError
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
        # The parent asks its widget, which it takes for a modal chooser.
        return self.field.prepare_value(self.value_for_form(value))

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
