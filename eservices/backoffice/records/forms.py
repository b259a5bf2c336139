"""What an archivist says of the lines of a list, and of a transfer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eservices.records.enums import Verdict
from eservices.records.lists import Decision
from eservices.records.models import DestructionLine


class LinesForm(forms.Form):
    """One choice and one reason for each line of a page; a line left alone stays undecided."""

    def __init__(self, data: Any = None, *, lines: Sequence[DestructionLine]) -> None:
        super().__init__(data)
        self.lines = lines
        choices = [("", _("Not decided")), *Verdict.choices]
        for line in lines:
            if line.verdict:
                continue
            code = {"code": line.case.grouped_code}
            self.fields[f"verdict-{line.pk}"] = forms.ChoiceField(
                choices=choices, required=False, label=_("Verdict on %(code)s") % code
            )
            self.fields[f"reason-{line.pk}"] = forms.CharField(
                max_length=300,
                required=False,
                strip=True,
                label=_("Reason for %(code)s, without the person's name") % code,
            )

    def rows(self) -> list[dict[str, Any]]:
        """Return each line with its two controls, or with the verdict it has."""
        return [
            {
                "line": line,
                "verdict": None if line.verdict else self[f"verdict-{line.pk}"],
                "reason": None if line.verdict else self[f"reason-{line.pk}"],
            }
            for line in self.lines
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for line in self.lines:
            verdict = cleaned.get(f"verdict-{line.pk}")
            other = verdict and verdict != line.proposal
            if other and not cleaned.get(f"reason-{line.pk}"):
                self.add_error(
                    f"reason-{line.pk}",
                    _("Say why this file is not treated as its rule proposes."),
                )
        return cleaned

    def decisions(self) -> dict[int, Decision]:
        return {
            line.pk: Decision(Verdict(verdict), self.cleaned_data[f"reason-{line.pk}"])
            for line in self.lines
            if (verdict := self.cleaned_data.get(f"verdict-{line.pk}"))
        }


class ApproveAllForm(forms.Form):
    """The visa for all that is not decided, up to the last line that the archivist could see."""

    up_to = forms.IntegerField(widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=_("I have read the list and give the visa of the archives to all its lines"),
        error_messages={"required": _("Tick the box: what is destroyed does not come back.")},
    )


class AcknowledgeForm(forms.Form):
    reference = forms.CharField(
        label=_("Reference of the acknowledgement"),
        max_length=100,
        help_text=_("From the archives' reply (ArchiveTransferReply)."),
        error_messages={"required": _("Type the reference that the archives gave.")},
    )
