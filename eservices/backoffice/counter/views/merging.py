"""Two persons of the register who are one: compared, merged, parted again; for officers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from eservices.accounts import merging, permissions, register
from eservices.accounts.models import Person, PersonMerge
from eservices.backoffice.access import agent_of
from eservices.backoffice.counter.forms import FindForm, MergeForm
from eservices.backoffice.counter.gate import View, page, serving
from eservices.backoffice.refusals import log_refusal

#: How many merges the page lists, the last first.
_LISTED = 50


def _by_officers(view: View) -> View:
    @serving
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not permissions.may_merge(agent_of(request)):
            log_refusal(request, "merge")
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@_by_officers
def merges(request: HttpRequest) -> HttpResponse:
    """Find the two persons; list what was merged, with the way back."""
    form = FindForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_bound and form.is_valid():
        found = register.find(register.read(form.cleaned_data["typed"]))
    return _merges_page(request, form, found, 422 if form.errors else 200)


def _merges_page(
    request: HttpRequest, form: FindForm, found: register.Found | None, status: int, said: str = ""
) -> HttpResponse:
    done = PersonMerge.objects.select_related("kept", "merged")[:_LISTED]
    context = {"form": form, "found": found, "done": done, "said": said}
    return page(request, "merges", _("Merge two persons"), context, status=status)


@require_POST
@_by_officers
def merge(request: HttpRequest) -> HttpResponseBase:
    """Show the two side by side, then merge them."""
    chosen = [request.POST.get("kept", ""), request.POST.get("merged", "")]
    if len({uuid for uuid in chosen if uuid}) < 2:
        said = _("Choose the person to keep, and another one who is the same.")
        return _merges_page(request, FindForm(), None, 422, said)
    kept, merged = (get_object_or_404(Person, uuid=uuid) for uuid in chosen)
    form = MergeForm(request.POST if "reason" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            merging.merge(
                kept=kept, merged=merged, user=agent_of(request), reason=form.cleaned_data["reason"]
            )
        except merging.TwoAccounts:
            form.add_error(
                None, _("Both have a space of their own: one of them is closed by its owner first.")
            )
        except merging.MergedAlready:
            form.add_error(None, _("A colleague merged one of them meanwhile: look again."))
        else:
            messages.success(request, _("Merged. It can be undone below."))
            return redirect("desk:counter:merges")
    context = {
        "form": form,
        "kept": kept,
        "merged": merged,
        "sides": [_side(kept), _side(merged)],
    }
    status = 422 if form.errors else 200
    return page(request, "merge", _("Are they one person?"), context, status=status)


def _side(person: Person) -> dict[str, Any]:
    return {
        "person": person,
        "requests": person.cases.real().count(),
        "drafts": person.drafts.filter(submitted_at=None, is_test=False).count(),
        "account": person.user_id is not None,
    }


@require_POST
@_by_officers
def part(request: HttpRequest, merge: UUID) -> HttpResponseBase:
    """Undo a merge."""
    found = get_object_or_404(PersonMerge, uuid=merge)
    try:
        merging.part(merge=found, user=agent_of(request))
    except merging.CannotPart:
        messages.error(
            request,
            _(
                "This merge was undone already, or the person was merged again since: "
                "undo that first."
            ),
        )
    else:
        messages.success(request, _("Parted: each has again what was theirs."))
    return redirect("desk:counter:merges")
