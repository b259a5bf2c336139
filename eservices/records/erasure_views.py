"""Ask for the erasure of a request and follow it: in one's space, or after code and proof."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from content.core.rate_limits import hit, too_many
from eservices.accounts.models import Person
from eservices.accounts.views import of_person
from eservices.cases import visits
from eservices.cases.chain import RESIDENT
from eservices.cases.enums import Channel, EventKind
from eservices.cases.models import Case
from eservices.cases.presentation import erasure_detail
from eservices.cases.views import private
from eservices.records import erasure
from eservices.records.enums import Verdict
from eservices.records.forms import AskErasureForm
from eservices.records.models import Tombstone
from eservices.records.space import erasure_card
from eservices.records.visas import remedies

_DAY = 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase:
    """Show what was asked and answered of one request; take a new question, close what the
    person gives up."""
    if not visits.is_person(request, case_uuid):
        return private(redirect(reverse("cases:track") + "?visit=over"))
    case = get_object_or_404(Case.objects.select_related("service"), uuid=case_uuid)
    if "give_up" in request.POST:
        erasure.give_up(case=case, actor=RESIDENT)
        return _again(request, case)
    form = AskErasureForm(request.POST if request.method == "POST" else None, case=case)
    if not (form.is_bound and form.is_valid()):
        return _page(request, case, form)
    if not hit("records.erasure", str(case.uuid), 5, _DAY):
        return too_many(request, _DAY)
    try:
        erasure.ask(case=case, actor=RESIDENT, channel=Channel.ONLINE, **form.cleaned_data)
    except erasure.AskedAlready:
        pass  # the page shows the one that waits
    except erasure.NothingLeft:
        form.add_error(None, _("This file was destroyed: nothing of it is left to erase."))
        return _page(request, case, form)
    return _again(request, case)


def _again(request: HttpRequest, case: Case) -> HttpResponseBase:
    response = redirect("my_records:erasure", case_uuid=case.uuid)
    visits.renew(request, response, case)
    return private(response)


def _page(request: HttpRequest, case: Case, form: AskErasureForm) -> HttpResponse:
    asked = list(case.erasure_requests.for_pages().order_by("-pk"))
    gone = Tombstone.objects.filter(case=case).exists()
    waits = any(one.is_waiting for one in asked)
    visa = case.events.filter(kind=EventKind.ERASURE_VISA).select_related("note").last()
    leaves = (
        bool(asked)
        and asked[0].is_granted
        and not (visa and visa.data["verdict"] == Verdict.REFUSE)
    )
    context = {
        "case": case,
        "asked": asked,
        "granted_words": erasure.granted_words(),
        "remedies": remedies(),
        "visa": visa,
        "visa_words": erasure_detail(visa) if visa else "",
        "form": None if waits or gone or leaves else form,
        "may_give_up": waits and erasure.is_under_way(case),
    }
    status = 422 if form.errors else 200
    return private(render(request, "eservices_records/erasure.html", context, status=status))


@require_safe
@of_person
def mine(request: HttpRequest, person: Person) -> HttpResponseBase:
    """List the person's requests, each with the way to its erasure, and what else is erased."""
    language = get_language() or "fr"
    cases = Case.objects.of_person(person).prefetch_related("erasure_requests")
    cards = [erasure_card(case, language) for case in cases]
    return render(request, "eservices_records/erasures.html", {"cards": cards})
