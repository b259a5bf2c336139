"""Finding the person, writing them down, beginning the visit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eservices.accounts import permissions, register
from eservices.accounts.models import Person
from eservices.backoffice.access import agent_of
from eservices.backoffice.counter import visits
from eservices.backoffice.counter.forms import BeginForm, FindForm, PersonForm, name_missing
from eservices.backoffice.counter.gate import in_visit, page, serving, visit_url
from eservices.backoffice.models import Visit
from eservices.cases import follow_ups


@require_GET
@serving
def index(request: HttpRequest) -> HttpResponse:
    """Ask who it is; show the visits that wait for their agent."""
    return _index(request, FindForm())


def _index(request: HttpRequest, form: FindForm, status: int = 200) -> HttpResponse:
    own = list(
        Visit.objects.of_agent(agent_of(request))
        .select_related("person")
        .prefetch_related("spans", "drafts__draft__version")
    )
    present = [visit for visit in own if any(span.ended_at is None for span in visit.spans.all())]
    context = {
        "form": form,
        "begin_form": _begin_form(request),
        "present": present,
        "waiting": [visit for visit in own if visit not in present],
        "follow_ups": follow_ups.waiting_for(agent_of(request)).count(),
        "merges": permissions.may_merge(agent_of(request)),
    }
    return page(request, "index", _("Serve a person"), context, status=status)


def _begin_form(request: HttpRequest, data: QueryDict | None = None) -> BeginForm:
    """Offer the channel of the agent's last visit: who answers calls does so all day."""
    if data is not None:
        return BeginForm(data)
    last = Visit.objects.filter(agent=agent_of(request)).order_by("-begun_at").first()
    initial: dict[str, Any] = {"language": get_language()}
    if last is not None:
        initial["channel"] = last.channel
    return BeginForm(initial=initial)


@require_POST
@serving
def find(request: HttpRequest) -> HttpResponse:
    """Show who fits what was typed, and the form to write down somebody new.

    By POST: names stand in no address, so in no log.
    """
    form = FindForm(request.POST)
    if not form.is_valid():
        return _index(request, form, status=422)
    return _found(request, form, _begin_form(request, request.POST))


def _found(
    request: HttpRequest, form: FindForm, begin: BeginForm, visit: Visit | None = None
) -> HttpResponse:
    sought = register.read(form.cleaned_data["typed"])
    found = register.find(sought)
    context = {
        "form": form,
        "begin_form": begin,
        "found": found,
        "person_form": PersonForm(initial=_guess(sought)),
    }
    return page(request, "found", _("Who is it?"), context, visit=visit)


def _guess(sought: register.Sought) -> dict[str, Any]:
    """Begin a new person with what was typed: capitals name the family, else the first word."""
    parts = sought.name.split()
    loud = [part for part in parts if part.isupper() and len(part) > 1]
    family = loud if loud and loud != parts else parts[:1]
    given = [part for part in parts if part not in family]
    return {
        "family_name": " ".join(map(_capital, family)),
        "given_names": " ".join(map(_capital, given)),
        "birth_date": sought.born,
    }


def _capital(name: str) -> str:
    return name.title() if name.islower() else name


@require_POST
@serving
def begin(request: HttpRequest) -> HttpResponseBase:
    """Begin a visit for a person found, for somebody new, or for nobody yet."""
    begin_form = BeginForm(request.POST)
    if not begin_form.is_valid():
        return _index(request, FindForm(), status=422)
    if uuid := request.POST.get("person"):
        return _begin(request, begin_form, get_object_or_404(Person, uuid=uuid))
    if "nobody" in request.POST:
        return _begin(request, begin_form, None)
    return _add(request, begin_form)


def _begin(request: HttpRequest, form: BeginForm, person: Person | None) -> HttpResponseBase:
    try:
        visit = visits.begin(user=agent_of(request), person=person, **form.cleaned_data)
    except visits.AgentBusy:
        return redirect("desk:counter:index")
    return redirect(visit_url("visit", visit))


def _add(
    request: HttpRequest, begin_form: BeginForm | None, visit: Visit | None = None
) -> HttpResponseBase:
    """Write somebody down, showing first who is very like them."""
    form = PersonForm(request.POST)
    twins: list[Person] = []
    if form.is_valid():
        try:
            person = register.add(seen=request.POST.getlist("seen"), **form.cleaned_data)
        except register.NameMissing:
            form.add_error("family_name", name_missing())
        except register.LikelyDuplicate as error:
            twins = error.persons
        else:
            if visit is not None:
                visits.attend(visit=visit, user=agent_of(request), person=person)
                return redirect(visit_url("visit", visit))
            assert begin_form is not None, "without a visit one begins"  # noqa: S101
            return _begin(request, begin_form, person)
    context = {"person_form": form, "begin_form": begin_form, "twins": twins}
    status = 409 if twins else 422
    return page(request, "new_person", _("Somebody new"), context, status=status, visit=visit)


@in_visit
def attend(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Within a visit begun for nobody, or for the wrong person: find who it is."""
    if request.method != "POST":
        context = {"form": FindForm()}
        return page(request, "attend", _("Who is it?"), context, visit=visit)
    if uuid := request.POST.get("person"):
        person = get_object_or_404(Person, uuid=uuid)
        visits.attend(visit=visit, user=agent_of(request), person=person)
        return redirect(visit_url("visit", visit))
    if "typed" not in request.POST:
        return _add(request, None, visit)
    form = FindForm(request.POST)
    if not form.is_valid():
        context = {"form": form}
        return page(request, "attend", _("Who is it?"), context, status=422, visit=visit)
    return _found(request, form, BeginForm(), visit)


@in_visit
def correct(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Correct what the register says of the person served."""
    person = visit.person
    if person is None:
        return redirect(visit_url("attend", visit))
    form = PersonForm(request.POST) if request.method == "POST" else PersonForm.of(person)
    if form.is_bound and form.is_valid():
        try:
            register.change(person=person, **form.cleaned_data)
        except register.IdentityProved:
            form.add_error(
                None,
                _(
                    "An identity provider proved this name and this day of birth: "
                    "they are not changed here."
                ),
            )
        else:
            return redirect(visit_url("visit", visit))
    status = 422 if form.is_bound else 200
    context = {"person_form": form}
    return page(request, "correct", _("Correct the person"), context, status=status, visit=visit)


@require_POST
@serving
def resume(request: HttpRequest, visit: UUID) -> HttpResponseBase:
    """Go on with a visit that was interrupted."""
    found = get_object_or_404(Visit, uuid=visit)
    try:
        visits.resume(visit=found, user=agent_of(request))
    except (visits.AgentBusy, visits.VisitOver):
        return redirect("desk:counter:index")
    return redirect(visit_url("visit", found))
