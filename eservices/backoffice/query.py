"""One question to the desk: what a member of staff may read, filtered, searched, sorted.

The list, its count, its pages, a batch on all that it gives and the export ask the same
object, made of the same address, so that none of them can give something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.core.paginator import Page
from django.db.models import IntegerField, QuerySet, Subquery
from django.http import QueryDict
from django.utils.functional import cached_property
from wagtail.admin.paginator import WagtailPaginator

from eservices.accounts.models import Queue, User
from eservices.accounts.permissions import queues_open_to
from eservices.backoffice.filters import CaseFilterSet
from eservices.cases.models import Case
from eservices.cases.querysets import ORDERINGS, CaseQuerySet

#: The oldest promise comes first, unless the address asks otherwise.
DEFAULT_ORDERING = "promise"
#: More is told as "more than": nobody reads the difference, and it need not be counted.
COUNTED = 999
CHUNK = 500


class CaseQuery:
    """What ``params`` (the list's address) ask of the cases that ``user`` may read.

    Without a state chosen, a search or a due day, unfinished cases are given. An address
    that cannot be understood gives nothing, never more than was asked.
    """

    def __init__(self, *, user: User, params: QueryDict) -> None:
        self.user = user
        self.params = params
        self.words = params.get("q", "").strip()[:200]

    @cached_property
    def filters(self) -> CaseFilterSet:
        return CaseFilterSet(self.params, Case.objects.none(), user=self.user, queues=self.queues)

    @cached_property
    def _open(self) -> QuerySet[Queue]:
        return queues_open_to(self.user)

    @cached_property
    def queues(self) -> dict[int, Queue]:
        """Return the queues that the user may read, by key, with their names."""
        queues = self._open.select_related("service", "sector")
        named = queues.prefetch_related("service__texts", "sector__districts")
        return {queue.pk: queue for queue in named}

    @cached_property
    def ordering(self) -> str:
        asked = self.params.get("ordering", DEFAULT_ORDERING)
        return asked if asked.removeprefix("-") in ORDERINGS else DEFAULT_ORDERING

    def readable(self) -> CaseQuerySet:
        """Return all that the user may read, unfiltered and unsorted."""
        return Case.objects.open_to(self.user, self._open).real().order_by()

    def cases(self) -> CaseQuerySet:
        """Return the cases asked for, in order."""
        if not self.filters.is_valid():
            return Case.objects.none()
        cases: CaseQuerySet = self.filters.filter_queryset(self.readable())
        if self.words:
            cases = cases.with_code(self.words)
        elif not self.filters.form.cleaned_data.get("state"):
            cases = cases.unfinished()
        return cases.sorted_by(self.ordering)

    def rows(self) -> Iterator[Case]:
        """Yield every case asked for with what a line shows, a chunk at a time."""
        keys = list(self.cases().values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            yield from self.lines(keys[start : start + CHUNK])

    def lines(self, keys: list[int]) -> list[Case]:
        """Return the cases with what a line shows, in the order of ``keys``."""
        found = {case.pk: case for case in Case.objects.filter(pk__in=keys).for_list()}
        for case in found.values():
            if case.queue_id in self.queues:
                case.queue = self.queues[case.queue_id]
        return [found[key] for key in keys if key in found]

    def counts(self, asked: Sequence[CaseQuerySet]) -> list[int]:
        """Return how many each gives, and no more than ``COUNTED`` + 1, in one statement."""
        limited = [_CountOf(cases.order_by().values("pk")[: COUNTED + 1]) for cases in asked]
        return list(User.objects.filter(pk=self.user.pk).values_list(*limited).get())

    @property
    def address(self) -> str:
        """Return the question as it stands in an address, without the page."""
        kept = self.params.copy()
        for name in ("p", "_w_filter_fragment"):
            kept.pop(name, None)
        return kept.urlencode()


class _CountOf(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


class CasePaginator(WagtailPaginator):
    """Pages by keys alone, then reads the rows of one page: a far page costs no more rows."""

    query: CaseQuery

    def page(self, number: int | str) -> Page[Case]:
        valid = int(self.validate_number(number))
        start = (valid - 1) * self.per_page
        keys = self.object_list.values_list("pk", flat=True)[start : start + self.per_page]
        return Page(self.query.lines(list(keys)), valid, self)
