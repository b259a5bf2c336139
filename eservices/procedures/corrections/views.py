"""The resident's pages of a correction: the wizard's own forms, a buffer, a check, one sending.

They lie below the page of the request, so that whoever may read it (by account, or by code and
second fact) may correct it. A visit that ended meanwhile is begun anew in the same POST.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eservices.cases import tracking, visits
from eservices.cases.files import attachments
from eservices.cases.forms import TrackForm
from eservices.cases.models import Case
from eservices.procedures.corrections import services
from eservices.procedures.corrections.asked import (
    Place,
    build,
    current_answers,
    look,
    places,
    submission_of,
)
from eservices.procedures.corrections.changes import compare
from eservices.procedures.drafts import answers
from eservices.procedures.drafts.progress import Progress, in_item
from eservices.procedures.drafts.receipts import paragraphs
from eservices.procedures.form_factory.step_form import StepForm
from eservices.procedures.journey.gate import language_now, private
from eservices.procedures.journey.uploads import too_many
from eservices.procedures.models import Correction

TEMPLATES = "eservices_procedures/corrections/"
_OWN = {"csrfmiddlewaretoken", "code", "fact", "message"}
View = Callable[..., HttpResponseBase]


def page_of(case: Case) -> str:
    """Return where the resident answers the correction under way, "" when there is none."""
    if not case.corrections.filter(answered=None).exists():
        return ""
    return reverse("procedures:correct", args=[case.uuid])


def _door(view: View) -> View:
    """Let the view run for the resident of the case, with the correction under way."""

    @wraps(view)
    def guarded(request: HttpRequest, case_uuid: UUID, **kwargs: Any) -> HttpResponseBase:
        if not (visits.reads(request, case_uuid) or visits.owns(request, case_uuid)):
            refused = _prove(request, case_uuid)
            if refused is not None:
                return private(refused)
        correction = (
            Correction.objects.select_related("case__service", "asked")
            .filter(case__uuid=case_uuid)
            .order_by("-pk")
            .first()
        )
        if correction is None:
            raise Http404
        if correction.answered_id is not None:
            return private(redirect(_case_url(correction) + "?sent=answers"))
        try:
            response = view(request, correction, **kwargs)
        except services.AlreadyAnswered:
            response = redirect(_case_url(correction))
        visits.begin(request, response, correction.case)
        return private(response)

    return guarded


def _case_url(correction: Correction) -> str:
    return reverse("cases:case", args=[correction.case.uuid])


def _prove(request: HttpRequest, case_uuid: UUID) -> HttpResponseBase | None:
    """Ask for the code and the fact, what was posted kept in the page; ``None`` once proved."""
    if request.method != "POST":
        return redirect(reverse("cases:track") + "?visit=over")
    form = TrackForm(request.POST if "code" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            found = tracking.find_case(
                code=form.cleaned_data["code"],
                fact=form.cleaned_data["fact"],
                address=request.META.get("REMOTE_ADDR", ""),
            )
            if found.uuid == case_uuid:
                return None
        except tracking.TooManyAttempts:
            form.add_error(None, _("Too many attempts: wait a quarter of an hour, then send."))
        except tracking.NotFound:
            pass
        if not form.errors:
            form.add_error(None, _("We find no request with this code and this answer together."))
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _OWN
        for value in values
    ]
    context = {"form": form, "kept": kept}
    return render(request, f"{TEMPLATES}prove.html", context, status=403)


@require_http_methods(["GET", "HEAD"])
@_door
def begin(request: HttpRequest, correction: Correction) -> HttpResponseBase:
    """Lead to the first page that is not done, then to the check."""
    progress = look(correction.case, correction)
    return redirect(_next(correction, progress))


def _next(correction: Correction, progress: Progress) -> str:
    for number, place in enumerate(places(correction, progress), start=1):
        if not place.is_done(progress):
            return _place_url(correction, number)
    return reverse("procedures:correct-check", args=[correction.case.uuid])


def _place_url(correction: Correction, number: int) -> str:
    return reverse("procedures:correct-place", args=[correction.case.uuid, number])


@require_http_methods(["GET", "HEAD", "POST"])
@_door
def place(request: HttpRequest, correction: Correction, number: int) -> HttpResponseBase:
    """Ask the questions of one page; keep what is typed, whatever the button."""
    progress = look(correction.case, correction)
    asked = places(correction, progress)
    if not 1 <= number <= len(asked):
        return redirect("procedures:correct", case_uuid=correction.case.uuid)
    here = asked[number - 1]
    if request.method != "POST":
        form = build(here, progress, language=language_now())
        return _page(request, correction, progress, number, here, form)
    refused = _take_files(request, correction, here)
    progress = look(correction.case, correction)
    form = build(here, progress, language=language_now(), data=request.POST)
    try:
        services.keep(
            correction=correction, place=here, form=form, seen=_number(request.POST.get("seen"))
        )
    except services.BufferChanged:
        form.hold_errors()
        return _page(request, correction, progress, number, here, form, status=409)
    for field, message in refused:
        form.errors.pop(field, None)
        form.add_error(field, message)
    if refused or ("files" not in request.GET and "later" not in request.POST and form.errors):
        return _page(request, correction, progress, number, here, form, status=422)
    if "later" in request.POST:
        return redirect(_case_url(correction))
    if "files" in request.GET:
        return redirect(_place_url(correction, number))
    return redirect(_next(correction, look(correction.case, correction)))


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() else -1


def _take_files(request: HttpRequest, correction: Correction, here: Place) -> list[tuple[str, str]]:
    """Receive the files that came; return what is wrong with them, by question."""
    refused = []
    for question in here.step.fields:
        if question.id not in here.questions:
            continue
        for file in request.FILES.getlist(question.id):
            try:
                services.add_file(
                    correction=correction,
                    place=here,
                    field=question.id,
                    examined=attachments.examine(file=file, max_megabytes=question.max_megabytes),
                    max_files=question.max_files,
                )
            except services.TooManyFiles:
                refused.append((question.id, too_many(question)))
                break
            except attachments.AttachmentRefused as error:
                words = {"name": file.name or "", "message": error.message}
                refused.append((question.id, _("“%(name)s”: %(message)s") % words))
    return refused


def _page(
    request: HttpRequest,
    correction: Correction,
    progress: Progress,
    number: int,
    here: Place,
    form: StepForm,
    status: int = 200,
) -> HttpResponse:
    asked = places(correction, progress)
    language = language_now()
    why = correction.why
    context = {
        "form": form,
        "case": correction.case,
        "correction": correction,
        "title": here.title(progress, language),
        "intro": paragraphs(here.step.intro, language),
        "number": number,
        "total": len(asked),
        "parts": [
            (part, why.get(in_item(part.field.html_name, here.item), ""))
            for part in form.parts()
            if part.field is not None
        ],
        "changed": status == 409,
        "files_url": f"{_place_url(correction, number)}?files=1",
        "remove_url": _place_url(correction, number),
        "back": _place_url(correction, number - 1) if number > 1 else _case_url(correction),
    }
    return render(request, f"{TEMPLATES}place.html", context, status=status)


@require_POST
@_door
def remove_file(
    request: HttpRequest, correction: Correction, number: int, file: UUID
) -> HttpResponseBase:
    """Take a file back and come back to its page."""
    services.remove_file(correction=correction, attachment_uuid=file)
    return redirect(_place_url(correction, number))


@require_http_methods(["GET", "HEAD", "POST"])
@_door
def check(request: HttpRequest, correction: Correction) -> HttpResponseBase:
    """Show before and after; send by POST, and only here."""
    changed = False
    if request.method == "POST":
        try:
            services.send(
                correction=correction,
                seen=_number(request.POST.get("seen")),
                language=language_now(),
            )
            return redirect(_case_url(correction) + "?sent=answers")
        except services.PlaceIncomplete as error:
            return redirect(_place_url(correction, error.number))
        except services.BufferChanged:
            changed = True
            correction.refresh_from_db()
    progress = look(correction.case, correction)
    asked = places(correction, progress)
    if not all(place.is_done(progress) for place in asked):
        return redirect(_next(correction, progress))
    before = current_answers(submission_of(correction.case))
    context = {
        "case": correction.case,
        "correction": correction,
        "changed": changed,
        "changes": compare(before, answers.frozen(progress), language_now()),
        "places": [
            (place.title(progress, language_now()), _place_url(correction, number))
            for number, place in enumerate(asked, start=1)
        ],
        "back": _place_url(correction, len(asked)),
    }
    return render(request, f"{TEMPLATES}check.html", context, status=409 if changed else 200)
