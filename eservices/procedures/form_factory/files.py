"""Documents: taken by their own endpoint, counted here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from eservices.cases.files.attachments import ACCEPT_ATTRIBUTE
from eservices.procedures.definition.schema import Field
from eservices.procedures.form_factory.asked import Asked


class FilesWidget(forms.FileInput):
    """A plain file control; `multiple` where several files may be sent."""

    allow_multiple_selected = True
    needs_multipart_form = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> None:
        """Files are taken before the form is built: see `uploads`."""


class FilesField(forms.Field):
    """Counts the files that the draft holds for a question; takes none itself."""

    widget = FilesWidget

    def __init__(self, *, present: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.present = present

    def clean(self, value: Any) -> list[str]:
        if self.required and not self.present:
            raise forms.ValidationError(self.error_messages["required"])
        return self.present


def file(question: Field, common: dict[str, Any], asked: Asked) -> forms.Field:
    attrs: dict[str, Any] = {"accept": ACCEPT_ATTRIBUTE}
    if question.max_files > 1:
        attrs["multiple"] = True
    required = _("“%(label)s”: choose a file, for example a photo of the document.")
    return FilesField(
        present=[str(file.uuid) for file in asked.progress.question_files(question.id)],
        widget=FilesWidget(attrs=attrs),
        error_messages={"required": required % {"label": str(common["label"])}},
        **common,
    )
