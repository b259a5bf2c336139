"""The columns of a list of requests: what is late, whose it is and what changed, at a glance."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn

from eservices.cases.enums import OPEN_STATES
from eservices.cases.models import Case


def status(case: Case) -> str:
    return str(case.get_workflow()[case.status])


def is_late(case: Case) -> bool:
    return (
        case.promised_on is not None
        and case.promised_on < timezone.localdate()
        and case.state in OPEN_STATES
    )


def received(case: Case) -> str:
    return date_format(timezone.localtime(case.received_at), "SHORT_DATE_FORMAT")


class TickColumn(BaseColumn):
    """A box to tick the request for a batch; its form stands under the list."""

    header_template_name = "eservices_backoffice/cells/tick_header.html"
    cell_template_name = "eservices_backoffice/cells/tick.html"


class RequestColumn(TitleColumn):
    """The code and title; after a search, where its words were found."""

    cell_template_name = "eservices_backoffice/cells/request.html"

    def get_cell_context_data(self, instance: Case, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        places = getattr(instance, "found_in", [])
        return context | {
            "about": instance.title_in("fr")[0],
            "found_in": [place.label for place in places],
        }


class StatusColumn(BaseColumn):
    """The status, and whether the resident wrote something that nobody has read."""

    cell_template_name = "eservices_backoffice/cells/status.html"

    def get_cell_context_data(self, instance: Case, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {
            "words": status(instance),
            "has_news": getattr(instance, "has_new_message", False),
        }


class PromiseColumn(BaseColumn):
    """The day promised, with a word where it is past."""

    cell_template_name = "eservices_backoffice/cells/promise.html"

    def get_cell_context_data(self, instance: Case, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"late": is_late(instance)}


class AssigneeColumn(BaseColumn):
    """Whose it is; one's own stand out."""

    cell_template_name = "eservices_backoffice/cells/assignee.html"

    def get_cell_context_data(self, instance: Case, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        user = parent_context["request"].user
        return context | {"mine": instance.assignee_id == user.pk}


def columns(*, ticks: bool) -> list[BaseColumn]:
    """Return the columns, with boxes to tick where the user acts on requests."""
    return [
        *([TickColumn("tick", label="")] if ticks else []),
        RequestColumn(
            "code",
            label=_("Request"),
            get_url=lambda case: reverse("desk:case", args=[case.uuid]),
        ),
        StatusColumn("status", label=_("Status"), sort_key="changed"),
        PromiseColumn("promised_on", label=_("Promised for"), sort_key="promise"),
        AssigneeColumn("assignee", label=_("Assigned to")),
        Column("queue", label=_("Queue")),
        Column("received_at", label=_("Received on"), accessor=received, sort_key="received"),
    ]
