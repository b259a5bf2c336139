"""Who acts for whom: drawn up, printed, proved, revoked during a visit of either."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eservices.accounts import register
from eservices.accounts.models import Person
from eservices.backoffice.access import agent_of
from eservices.backoffice.counter.forms import (
    FindForm,
    MandateForm,
    PaperForm,
    PersonForm,
    SeenForm,
    SpokenForm,
    name_missing,
)
from eservices.backoffice.counter.gate import in_visit, page, visit_url
from eservices.backoffice.counter.offered import offered
from eservices.backoffice.models import Visit
from eservices.cases import mandates
from eservices.cases.files import attachments
from eservices.cases.mandate_form import mandate_pdf
from eservices.cases.models import Mandate
from eservices.procedures.journey.gate import language_now


@in_visit
def index(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """List the mandates that the person gave or holds; find the other party of a new one."""
    if visit.person is None:
        return redirect(visit_url("attend", visit))
    form = FindForm(request.POST if "typed" in request.POST else None)
    found, person_form, twins = None, PersonForm(), list[Person]()
    if form.is_bound and form.is_valid():
        found = register.find(register.read(form.cleaned_data["typed"]))
    elif request.method == "POST" and not form.is_bound:
        person_form = PersonForm(request.POST)
        if person_form.is_valid():
            try:
                other = register.add(seen=request.POST.getlist("seen"), **person_form.cleaned_data)
                return redirect(visit_url("new-mandate", visit, other=other.uuid))
            except register.NameMissing:
                person_form.add_error("family_name", name_missing())
            except register.LikelyDuplicate as error:
                twins = error.persons
    context = {
        "form": form,
        "found": found,
        "person_form": person_form,
        "twins": twins,
        "mandates": _of(visit.person),
    }
    status = 409 if twins else 422 if form.errors or person_form.errors else 200
    title = _("Mandates and representatives")
    return page(request, "mandates", title, context, status=status, visit=visit)


def _of(person: Person) -> list[Mandate]:
    mandates_ = Mandate.objects.filter(Q(represented=person) | Q(representative=person))
    return list(mandates_.select_related("represented", "representative"))


@in_visit
def new(request: HttpRequest, visit: Visit, other: UUID) -> HttpResponseBase:
    """Draw up a mandate between the person served and ``other``."""
    person, second = visit.person, get_object_or_404(Person, uuid=other)
    if person is None:
        return redirect(visit_url("attend", visit))
    lines = {line.uuid: line.title for line in offered(language_now())}
    posted = request.POST if request.method == "POST" else None
    form = MandateForm(posted, offered=list(lines.items()))
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        holds = told["role"] == "representative"
        ticked = {UUID(uuid): lines[uuid] for uuid in told["procedures"]}
        try:
            mandate = mandates.draw_up(
                represented=second if holds else person,
                representative=person if holds else second,
                user=agent_of(request),
                procedures=None if told["scope"] == "all" else ticked,
                **{name: told[name] for name in ("kind", "organisation", "begins_on", "ends_on")},
            )
            return redirect(visit_url("mandate", visit, mandate=mandate.uuid))
        except mandates.MandateRefused as error:
            form.say(error.reason)
    context = {"form": form, "person": person, "other": second}
    status = 422 if form.is_bound else 200
    return page(request, "new_mandate", _("New mandate"), context, status=status, visit=visit)


def _find(visit: Visit, uuid: UUID) -> Mandate:
    """Return a mandate of the person served; nobody else's opens here."""
    found = Mandate.objects.select_related("represented", "representative").filter(uuid=uuid)
    mandate = found.first()
    if mandate is None or visit.person_id not in (
        mandate.represented_id,
        mandate.representative_id,
    ):
        raise Http404
    return mandate


@in_visit
def one(request: HttpRequest, visit: Visit, mandate: UUID) -> HttpResponseBase:
    """Show a mandate: print it, prove it one way or another."""
    found = _find(visit, mandate)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    paper = PaperForm(request.POST, request.FILES) if act == "paper" else PaperForm()
    seen = SeenForm(request.POST) if act == "seen" else SeenForm()
    spoken = SpokenForm(request.POST) if act == "spoken" else SpokenForm()
    user, problem = agent_of(request), ""
    try:
        if act == "send":
            mandates.send_code(mandate=found, language=visit.language)
            return redirect(visit_url("mandate", visit, mandate=mandate) + "?sent=1#spoken")
        if act == "paper" and paper.is_valid():
            mandates.prove_by_paper(mandate=found, user=user, **paper.cleaned_data)
        elif act == "seen" and seen.is_valid():
            mandates.prove_in_person(mandate=found, user=user, **seen.cleaned_data)
        elif act == "spoken" and spoken.is_valid():
            mandates.prove_by_code(mandate=found, user=user, **spoken.cleaned_data)
        if found.given_at is not None and act:
            return redirect(visit_url("mandate", visit, mandate=mandate))
    except mandates.NoAddress:
        problem = _("The person represented has no e-mail address: use another evidence.")
    except mandates.WrongCode:
        spoken.add_error("code", _("“Code read aloud”: this is not the code, or it is too old."))
    except mandates.ProvedAlready:
        _take_back(paper)
        return redirect(visit_url("mandate", visit, mandate=mandate))
    context = {
        "mandate": found,
        "what": mandates.what_for(found),
        "paper": paper,
        "seen": seen,
        "spoken": spoken,
        "problem": problem,
        "sent": "sent" in request.GET,
    }
    return page(request, "mandate", _("Mandate"), context, status=422 if act else 200, visit=visit)


def _take_back(form: PaperForm) -> None:
    """Remove a scan that came too late to prove anything."""
    if form.is_bound and form.is_valid():
        attachments.remove(attachment=form.cleaned_data["paper"])


@require_GET
@in_visit
def form_pdf(request: HttpRequest, visit: Visit, mandate: UUID) -> HttpResponseBase:
    """Give the mandate to print and sign."""
    pdf = mandate_pdf(_find(visit, mandate), visit.language)
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="mandat.pdf"'
    return response


@require_POST
@in_visit
def revoke(request: HttpRequest, visit: Visit, mandate: UUID) -> HttpResponseBase:
    """End a mandate: at any desk, by either party."""
    found = _find(visit, mandate)
    mandates.revoke(mandate=found, user=agent_of(request))
    return redirect(visit_url("mandate", visit, mandate=mandate))
