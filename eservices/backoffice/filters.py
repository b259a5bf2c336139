"""The filters of the list, each a word in its address; see `query.CaseQuery`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import django_filters  # type: ignore[import-untyped]  # it carries no types
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from content.core.models import District, Sector
from eservices.accounts.models import Queue, User
from eservices.cases.enums import CaseState, Channel
from eservices.cases.models import Case
from eservices.cases.querysets import CaseQuerySet
from eservices.cases.workflow import Workflow
from eservices.procedures.models import Procedure

Choices = list[tuple[str, str]]


class CaseFilterSet(WagtailFilterSet):
    """What can be chosen is in ``queues``: their services, sectors and procedures.

    A sub-status is a word of one procedure, so it is offered once one is chosen.
    """

    state = django_filters.MultipleChoiceFilter(
        label=_("State"),
        choices=CaseState.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    due = django_filters.ChoiceFilter(
        label=_("Promised for"),
        choices=[("late", _("Late")), ("soon", _("Within three working days"))],
        empty_label=_("Any day"),
        widget=forms.RadioSelect,
        method="filter_due",
    )
    whose = django_filters.ChoiceFilter(
        label=_("Assigned to"),
        choices=[
            ("me", _("Me")),
            ("cover", _("Colleagues whom I stand in for")),
            ("nobody", _("Nobody")),
        ],
        empty_label=_("Everybody"),
        widget=forms.RadioSelect,
        method="filter_whose",
    )
    news = django_filters.ChoiceFilter(
        label=_("Messages"),
        choices=[("unread", _("A message to read"))],
        empty_label=_("All"),
        widget=forms.RadioSelect,
        method="filter_news",
    )
    procedure = django_filters.ChoiceFilter(
        label=_("Procedure"), empty_label=_("All procedures"), method="filter_procedure"
    )
    status = django_filters.ChoiceFilter(
        label=_("Status in the procedure"), empty_label=_("All statuses"), field_name="status"
    )
    service = django_filters.ChoiceFilter(
        label=_("Service"), empty_label=_("All services"), method="filter_service"
    )
    sector = django_filters.ChoiceFilter(
        label=_("Sector, with its districts"), empty_label=_("All sectors"), method="filter_sector"
    )
    district = django_filters.ChoiceFilter(
        label=_("District"), empty_label=_("All districts"), field_name="district__number"
    )
    queue = django_filters.ChoiceFilter(
        label=_("Queue"), empty_label=_("All my queues"), field_name="queue"
    )
    channel = django_filters.MultipleChoiceFilter(
        label=_("Channel"),
        choices=Channel.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    received = django_filters.DateFromToRangeFilter(
        label=_("Received between"), field_name="received_at", widget=DateRangePickerWidget
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        queryset: CaseQuerySet,
        *,
        user: User,
        queues: Mapping[int, Queue],
        covered: Sequence[int],
    ) -> None:
        super().__init__(data, queryset)
        self.user, self._queues, self._covered = user, list(queues.values()), covered
        for name, choices in {
            "queue": [(str(queue.pk), str(queue)) for queue in self._queues],
            "service": _once((queue.service.key, str(queue.service)) for queue in self._queues),
            "sector": _once((sector.key, _with_districts(sector)) for sector in self._sectors),
            "district": [(str(one.number), str(one)) for one in self._districts],
            "procedure": [(str(one.uuid), title) for one, title in self._procedures],
        }.items():
            self._offer(name, choices)
        self._offer("status", self._statuses())

    def _offer(self, name: str, choices: Choices) -> None:
        """Set the choices of a filter; one that leaves no choice is not shown."""
        chosen = self.data.get(name)
        if len(choices) < 2 and not chosen:
            del self.filters[name]
        else:
            self.filters[name].extra["choices"] = choices

    @cached_property
    def _sectors(self) -> Sequence[Sector]:
        found = {queue.sector for queue in self._queues if queue.sector is not None}
        return sorted(found, key=lambda sector: sector.number)

    @cached_property
    def _districts(self) -> Sequence[District]:
        found = {one for sector in self._sectors for one in sector.districts.all()}
        return sorted(found, key=lambda district: district.number)

    @cached_property
    def _procedures(self) -> list[tuple[Procedure, str]]:
        language = get_language() or "fr"
        procedures = (
            Procedure.objects.filter(service__in={queue.service_id for queue in self._queues})
            .exclude(current_version=None)
            .select_related("current_version")
            .defer("current_version__definition")
        )
        titled = [
            (one, one.current_version.compiled.title.get(language)[0])
            for one in procedures
            if one.current_version is not None
        ]
        return sorted(titled, key=lambda pair: pair[1])

    @cached_property
    def chosen_procedure(self) -> Procedure | None:
        """The procedure that is chosen, or the only one there is to choose."""
        chosen = (
            one
            for one, _title in self._procedures
            if str(one.uuid) == self.data.get("procedure") or len(self._procedures) == 1
        )
        return next(chosen, None)

    def _statuses(self) -> Choices:
        if self.chosen_procedure is None or self.chosen_procedure.current_version is None:
            return []
        raw = self.chosen_procedure.current_version.compiled.workflow.model_dump(mode="json")
        return [(status.key, str(status)) for status in Workflow.read(raw).statuses]

    def filter_whose(self, cases: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        if value == "cover":
            return cases.filter(assignee__in=self._covered)
        return cases.mine(self.user) if value == "me" else cases.unassigned()

    def filter_due(self, cases: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        return cases.late() if value == "late" else cases.due_soon()

    def filter_news(self, cases: CaseQuerySet, _name: str, _value: str) -> CaseQuerySet:
        return cases.to_read()

    def filter_procedure(self, cases: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        return cases.filter(submission__version__procedure__uuid=value)

    def filter_service(self, cases: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        return cases.filter(
            queue__in=[queue.pk for queue in self._queues if queue.service.key == value]
        )

    def filter_sector(self, cases: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        return cases.filter(
            queue__in=[
                queue.pk for queue in self._queues if queue.sector and queue.sector.key == value
            ]
        )


def _once(choices: Iterable[tuple[str, str]]) -> Choices:
    return list(dict(choices).items())


def _with_districts(sector: Sector) -> str:
    """Name the districts of a sector that has several."""
    districts = [str(district) for district in sector.districts.all()]
    return f"{sector} ({', '.join(districts)})" if len(districts) > 1 else str(sector)
