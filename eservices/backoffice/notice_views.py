"""The page where agents choose of which queues they are told, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from eservices.accounts.models import Queue, User
from eservices.accounts.permissions import may_serve, queues_worked_by
from eservices.backoffice import notices
from eservices.backoffice.access import agent_of
from eservices.backoffice.forms import DeskForm
from eservices.backoffice.models import NoticeChoice, NoticeTime
from eservices.backoffice.refusals import log_refusal


class NoticesForm(DeskForm):
    """One choice for each queue that the agent works."""

    name = "notices"

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = dict(NoticeChoice.objects.filter(user=user).values_list("queue_id", "time"))
        worked = queues_worked_by(user).select_related("service", "sector")
        self.queues: dict[str, Queue] = {
            f"queue_{queue.pk}": queue
            for queue in sorted(worked.prefetch_related("service__texts"), key=_place)
        }
        self.is_told = False
        for name, queue in self.queues.items():
            chosen = held.get(queue.pk, NoticeTime.NEVER)
            self.is_told = self.is_told or chosen != NoticeTime.NEVER
            # A queue given to the agent since the page was made keeps its choice.
            self.fields[name] = forms.ChoiceField(
                label=str(queue),
                choices=NoticeTime.choices,
                initial=chosen,
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def choices(self) -> dict[Queue, NoticeTime]:
        """What was chosen, by queue."""
        given = ((queue, self.cleaned_data[name]) for name, queue in self.queues.items())
        return {queue: NoticeTime(chosen) for queue, chosen in given if chosen}


def _place(queue: Queue) -> tuple[str, int]:
    """A service after another, the queue of the whole city before those of its sectors."""
    return str(queue.service), queue.sector.number if queue.sector else 0


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponseBase:
    """Show the choices of the agent who asks, and write new ones."""
    if not may_serve(request.user):
        log_refusal(request, "notices")
        raise PermissionDenied
    user = agent_of(request)
    form = NoticesForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_bound and form.is_valid():
        notices.choose(user=user, choices=form.choices)
        messages.success(request, _("Your notices are saved."))
        return redirect("desk:notices")
    context = {
        "form": form,
        "email": user.email,
        "header_title": _("My notices"),
        "page_title": _("My notices"),
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("desk:index"), "label": _("Requests")},
            {"url": "", "label": _("My notices")},
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "eservices_backoffice/notice_choices.html", context, status=status)
