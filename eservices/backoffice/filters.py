"""The filters of the list: the same query gives the list, its count and its paging."""

from __future__ import annotations

from typing import Any

import django_filters  # type: ignore[import-untyped]  # it carries no types
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from eservices.accounts.models import Queue
from eservices.accounts.permissions import queues_open_to
from eservices.cases.enums import CaseState
from eservices.cases.models import Case
from eservices.cases.querysets import CaseQuerySet


def _queues(request: Any) -> QuerySet[Queue]:
    return (
        queues_open_to(request.user)
        .select_related("service", "sector")
        .prefetch_related("service__texts")
    )


class CaseFilterSet(WagtailFilterSet):
    """Without a state chosen, the unfinished cases are listed."""

    state = django_filters.MultipleChoiceFilter(
        label=_("State"),
        choices=CaseState.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    whose = django_filters.ChoiceFilter(
        label=_("Assigned to"),
        choices=[("me", _("Me")), ("nobody", _("Nobody"))],
        empty_label=_("Everybody"),
        widget=forms.RadioSelect,
        method="filter_whose",
    )
    queue = django_filters.ModelChoiceFilter(
        label=_("Queue"), queryset=_queues, empty_label=_("All my queues")
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def filter_whose(self, cases: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        return cases.mine(self.request.user) if value == "me" else cases.unassigned()
