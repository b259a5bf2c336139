"""Keying a paper form: its mark leads to the version that it was printed from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from eservices.accounts.models import User
from eservices.accounts.permissions import queues_worked_by
from eservices.backoffice.access import agent_of
from eservices.backoffice.refusals import log_refusal
from eservices.cases.enums import Channel
from eservices.procedures.drafts import access, services
from eservices.procedures.journey.gate import draft_url
from eservices.procedures.paper.marks import InvalidMark, Marked, UnknownMark, version_of_mark

#: A form older than this is a slip of the year.
OLDEST = timedelta(days=366)


class MarkForm(forms.Form):
    """``cleaned_data["mark"]`` is what the mark stands for, of a service that the agent works."""

    use_required_attribute = False
    mark = forms.CharField(
        label=_("Mark of the form"),
        help_text=_("At the foot of each page. Type it, or scan its square code."),
        max_length=60,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )

    received_on = forms.DateField(
        label=_("The form came on"),
        help_text=_("The day of its arrival, not of its keying: the delays run from it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial.setdefault("received_on", timezone.localdate())

    def clean_received_on(self) -> date:
        day = cast(date, self.cleaned_data["received_on"])
        today = timezone.localdate()
        if day > today:
            raise forms.ValidationError(gettext("This day is still to come."))
        if day < today - OLDEST:
            raise forms.ValidationError(gettext("This is more than a year ago: check the year."))
        return day

    def clean_mark(self) -> Marked:
        try:
            found = version_of_mark(self.cleaned_data["mark"])
        except InvalidMark as error:
            raise forms.ValidationError(
                gettext("This is no mark, or a sign of it is wrong. It looks like FR-4H7K-93MD-TC.")
            ) from error
        except UnknownMark as error:
            raise forms.ValidationError(gettext("No form of this site has this mark.")) from error
        service = found.version.compiled.service
        if not queues_worked_by(self.user).filter(service__key=service).exists():
            raise forms.ValidationError(gettext("You do not process the requests of this service."))
        return found


@require_http_methods(["GET", "HEAD", "POST"])
def key_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for the mark, then begin a request on its version, in its language, for the person."""
    user = agent_of(request)
    if not queues_worked_by(user).exists():
        log_refusal(request, "paper")
        raise PermissionDenied
    form = MarkForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_bound and form.is_valid():
        return _begin(request, user, **form.cleaned_data)
    title = gettext("Key in a paper form")
    context = {
        "form": form,
        "page_title": title,
        "header_title": title,
        "header_icon": "edit",
        "breadcrumbs_items": [
            {"url": reverse("desk:index"), "label": gettext("Requests")},
            {"url": "", "label": title},
        ],
    }
    status = 422 if form.is_bound else 200
    response: HttpResponse = render(
        request, "eservices_backoffice/paper.html", context, status=status
    )
    return response


def _begin(
    request: HttpRequest, user: User, *, mark: Marked, received_on: date
) -> HttpResponseBase:
    draft, secret = services.start_draft(
        version=mark.version,
        language=mark.language,
        channel=Channel.PAPER,
        agent=user,
        received_on=received_on,
    )
    with override(mark.language):
        response = redirect(draft_url("draft", draft))
    access.give_cookies(request, response, draft, secret)
    return response
