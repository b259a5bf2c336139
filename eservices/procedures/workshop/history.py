"""Versions: what each says, what differs between two, and one that comes back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages

from eservices.procedures.compiler import CompileError
from eservices.procedures.models import Procedure, ProcedureVersion
from eservices.procedures.versions import rollback
from eservices.procedures.words.differences import Differences, compare
from eservices.procedures.workshop.base import WorkshopView


class CompareForm(forms.Form):
    """Any two versions; the older one is read first, whichever way they were chosen."""

    old = forms.ModelChoiceField(ProcedureVersion.objects.none(), label=gettext_lazy("From"))
    new = forms.ModelChoiceField(ProcedureVersion.objects.none(), label=gettext_lazy("To"))

    def __init__(self, procedure: Procedure, data: Any) -> None:
        versions = list(procedure.versions.defer("definition")[:2])
        chosen = data if "old" in data else None
        super().__init__(chosen, initial=dict(zip(("new", "old"), versions, strict=False)))
        for name in ("old", "new"):
            field = self.fields[name]
            field.queryset = procedure.versions.defer("definition")  # type: ignore[attr-defined]
            field.label_from_instance = _label  # type: ignore[attr-defined]
            field.to_field_name = "number"  # type: ignore[attr-defined]
            field.empty_label = None  # type: ignore[attr-defined]

    def pair(self) -> tuple[ProcedureVersion, ProcedureVersion]:
        chosen = (self.cleaned_data["old"], self.cleaned_data["new"])
        old, new = sorted(chosen, key=lambda version: version.number)
        return old, new


def _label(version: ProcedureVersion) -> str:
    words = {"number": version.number, "note": version.change_note}
    if version.change_note:
        return _("Version %(number)s: %(note)s") % words
    return _("Version %(number)s") % words


class HistoryView(WorkshopView):
    page_title = gettext_lazy("Versions")
    header_icon = "history"
    template_name = "eservices_procedures/workshop/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = CompareForm(self.procedure, self.request.GET)
        versions = self.procedure.versions.defer("definition").select_related("cut_over")
        context = super().get_context_data(**kwargs) | {
            "versions": versions,
            "form": form,
            "restorable": set(
                versions.filter(working_copies__page__live=True).values_list("pk", flat=True)
            ),
        }
        if form.is_bound and form.is_valid():
            old, new = form.pair()
            context |= {"old": old, "new": new, "differences": _differences(old, new)}
        return context


def _differences(old: ProcedureVersion, new: ProcedureVersion) -> Differences:
    return compare(old.compiled, new.compiled, get_language() or "")


class RestoreView(WorkshopView):
    page_title = gettext_lazy("Bring a version back")
    header_icon = "undo"
    template_name = "eservices_procedures/workshop/restore.html"
    must_publish = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        versions = self.procedure.versions.defer("definition")
        self.version: ProcedureVersion = get_object_or_404(versions, number=kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        current = self.procedure.current_version
        differences = _differences(current, self.version) if current else None
        return super().get_context_data(**kwargs) | {
            "version": self.version,
            "differences": differences,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            made = rollback.restore(version=self.version, user=request.user)  # type: ignore[arg-type]
        except rollback.NotRestorable:
            messages.error(request, _("No live page remembers what this version was made from."))
        except CompileError as error:
            for problem in error.problems:
                messages.error(request, problem)
        else:
            words = {"old": self.version.number, "new": made.number}
            messages.success(request, _("Version %(old)s is back, as version %(new)s.") % words)
            return redirect(reverse("workshop:history", args=[self.page.pk]))
        return self.render_to_response(self.get_context_data())
