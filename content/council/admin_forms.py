"""Forms of the Council's desk: upload a film and its captions, then show them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from content.core.register_admin import TextsForm
from content.council import services
from content.council.captions import CaptionCue, CaptionsInvalid, decode, parse_captions
from content.council.enums import LayerKind, SessionStatus
from content.council.models import AgendaItem, Intervention, Session, Sitting

#: A film of a whole day comes by another way than a web form.
MOST_CAPTION_BYTES = 20 * 1024 * 1024


class SessionForm(TextsForm):
    """A session; that its recording can be watched is never said by hand."""

    def clean_status(self) -> Any:
        status = self.cleaned_data["status"]
        if status == SessionStatus.RECORDING_READY and not (
            self.instance.pk and self.instance.sittings.filter(ready=True).exists()
        ):
            raise forms.ValidationError(
                _("No recording can be watched yet. This status comes by itself with the first.")
            )
        return status


class SittingForm(WagtailAdminModelForm):
    """A sitting: its film, its captions, and whether the public sees them."""

    captions = forms.FileField(
        label=_("Captions (WebVTT, UTF-8)"),
        required=False,
        help_text=_("Replaces the captions that are there. Name each speaker: <v Name>."),
    )
    captions_kind = forms.ChoiceField(
        label=_("Where these captions come from"),
        choices=LayerKind.choices,
        initial=LayerKind.CORRECTED,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cues: list[CaptionCue] = []
        self.captions_text = ""

    def clean_captions(self) -> Any:
        file = self.cleaned_data.get("captions")
        if not file:
            return file
        if file.size > MOST_CAPTION_BYTES:
            raise forms.ValidationError(_("This file is too large for captions."))
        try:
            self.captions_text = decode(file.read())
            self.cues = parse_captions(
                self.captions_text,
                duration_ms=0 if "media" in self.changed_data else self.instance.duration_ms,
            )
        except CaptionsInvalid as error:
            raise forms.ValidationError(str(error)) from error
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("to_be_shown"):
            self._check_publication(cleaned)
        return cleaned

    def _check_publication(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("media"):
            self.add_error("media", _("The film is not there yet."))
        if not self.cues and not self.instance.caption_count and "captions" not in self.errors:
            self.add_error("captions", _("A recording without captions is not shown."))
        if cleaned.get("picture") == "unanswered":
            self.add_error("picture", _("Answer this before showing the recording."))

    def save(self, commit: bool = True) -> Sitting:
        film = self.cleaned_data["media"] if "media" in self.changed_data else None
        if film:
            # The service stores the file; until then the row keeps the one it had.
            self.instance.media = self.initial.get("media") or ""
        with transaction.atomic():
            sitting: Sitting = super().save(commit=commit)
            if commit:
                self._apply(sitting, film)
        return sitting

    def _apply(self, sitting: Sitting, film: Any) -> None:
        if film:
            services.attach_recording(sitting=sitting, file=film)
        if self.captions_text:
            services.import_captions(
                sitting=sitting,
                text=self.captions_text,
                kind=LayerKind(self.cleaned_data["captions_kind"] or LayerKind.CORRECTED),
            )
        services.show_when_ready(sitting=sitting)
        services.touch(sitting.session)


class TouchingForm(WagtailAdminModelForm):
    """A form whose save makes the session's pages stale."""

    def session_of(self, row: Any) -> Session:
        session: Session = row.session
        return session

    def save(self, commit: bool = True) -> Any:
        with transaction.atomic():
            row = super().save(commit=commit)
            if commit:
                services.touch(self.session_of(row))
        return row


class InterventionForm(TouchingForm):
    def session_of(self, row: Intervention) -> Session:
        return row.sitting.session

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        sitting, item = cleaned.get("sitting"), cleaned.get("item")
        if sitting and item and item.session_id != sitting.session_id:
            self.add_error("item", _("This item is not of the same session."))
        return cleaned


def item_saved(item: AgendaItem) -> None:
    services.touch(item.session)
