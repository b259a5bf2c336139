"""In a person's space: bring in a request sent at a counter, see and end mandates."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eservices.accounts.models import Person
from eservices.accounts.views import of_person
from eservices.cases import claims, mandates, tracking, visits
from eservices.cases.forms import ClaimForm
from eservices.cases.models import Case, Mandate
from eservices.cases.views import locked_page

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@_GET_OR_POST
@of_person
def claim(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Ask for the code and a proof, and bring the request into the space."""
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            case = claims.claim(
                code=form.cleaned_data["code"],
                proof=form.cleaned_data["proof"],
                person=person,
                address=request.META.get("REMOTE_ADDR", ""),
            )
            return redirect("cases:case", case_uuid=case.uuid)
        except tracking.NotFound:
            form.add_error(
                None,
                _(
                    "We find no request with this code and this proof together. Check both on "
                    "your receipt, or write another thing that you told us."
                ),
            )
        except claims.ClaimedAlready:
            form.add_error(None, _claimed())
        except tracking.TooManyAttempts as error:
            return locked_page(request, error)
    status = 422 if form.is_bound else 200
    return render(request, "eservices_cases/claim.html", {"form": form}, status=status)


def _claimed() -> str:
    return _(
        "This request is in a space already. If it is not yours, call us or come to a counter "
        "with a proof of who you are."
    )


@require_POST
@of_person
def keep(request: HttpRequest, case_uuid: UUID, person: Person) -> HttpResponseBase:
    """Bring in the request that this browser has proved to be its person's."""
    case = get_object_or_404(Case, uuid=case_uuid)
    if not visits.reads(request, case_uuid):
        return redirect("cases:claim")
    try:
        claims.take(case=case, person=person)
    except claims.ClaimedAlready:
        form = ClaimForm()
        context = {"form": form, "said": _claimed()}
        return render(request, "eservices_cases/claim.html", context, status=409)
    return redirect("cases:case", case_uuid=case_uuid)


@_GET_OR_POST
@of_person
def mandate(request: HttpRequest, mandate_uuid: UUID, person: Person) -> HttpResponseBase:
    """Show who acts for whom; end it by POST, at once and without a reason."""
    own = Mandate.objects.filter(Q(represented=person) | Q(representative=person))
    found = get_object_or_404(
        own.select_related("represented", "representative"), uuid=mandate_uuid
    )
    if request.method == "POST":
        mandates.revoke(mandate=found, person=person)
        return redirect("cases:mandate", mandate_uuid=mandate_uuid)
    context = {"mandate": found, "what": mandates.what_for(found), "person": person}
    return render(request, "eservices_cases/mandate.html", context)
