"""The page where a person says how they want to hear of a request."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eservices.cases import contacts, visits
from eservices.cases.forms import ContactForm
from eservices.cases.models import Case
from eservices.cases.views import private


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Ask how to reach the person; kept for this request alone."""
    if not visits.reads(request, case_uuid) and not visits.owns(request, case_uuid):
        return private(redirect(reverse("cases:track") + "?visit=over"))
    case = get_object_or_404(Case.objects.select_related("service", "contact"), uuid=case_uuid)
    if case.is_closed:
        return private(redirect("cases:case", case_uuid=case_uuid))
    form = ContactForm(request.POST if request.method == "POST" else None, case=case)
    if form.is_bound and form.is_valid():
        try:
            contacts.choose(case=case, **form.cleaned_data)
        except contacts.AddressReturnsMail:
            form.add_error("email", _("Mail to this address came back: give another one."))
        else:
            done = redirect(reverse("cases:case", args=[case.uuid]) + "?sent=contact")
            visits.renew(request, done, case)
            return private(done)
    status = 422 if form.is_bound else 200
    context = {"form": form, "case": case}
    return private(render(request, "eservices_cases/contact.html", context, status=status))
