"""One question to the desk: what a member of staff may read, filtered, searched, sorted.

The list, its count, its pages, a batch on all that it gives and the export ask the same
object, made of the same address, so that none of them can give something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page
from django.db.models import IntegerField, Subquery
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator

from eservices.accounts.models import Queue, User
from eservices.backoffice.filters import CaseFilterSet
from eservices.cases import finding, permissions
from eservices.cases.enums import FoundIn
from eservices.cases.models import Case
from eservices.cases.querysets import ORDERINGS, CaseQuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

#: The oldest promise comes first, unless the address asks otherwise.
DEFAULT_ORDERING = "promise"
#: More is told as "more than": nobody reads the difference, and it need not be counted.
COUNTED = 999
CHUNK = 500


@dataclass(frozen=True, slots=True)
class View:
    """A question asked so often that one press asks it."""

    words: str
    address: str
    count: int
    is_current: bool


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
        return CaseFilterSet(
            self.params,
            Case.objects.none(),
            user=self.user,
            queues=self.queues,
            covered=self._reach.covered,
        )

    @cached_property
    def _reach(self) -> permissions.Reach:
        return permissions.reach(self.user)

    @cached_property
    def queues(self) -> dict[int, Queue]:
        """Return the queues that the user may read, by key, with their names."""
        queues = self._reach.queues.select_related("service", "sector")
        named = queues.prefetch_related("service__texts", "sector__districts")
        return {queue.pk: queue for queue in named}

    @cached_property
    def ordering(self) -> str:
        asked = self.params.get("ordering", DEFAULT_ORDERING)
        return asked if asked.removeprefix("-") in ORDERINGS else DEFAULT_ORDERING

    def readable(self) -> CaseQuerySet:
        """Return all that the user may read, unfiltered and unsorted."""
        return Case.objects.filter(self._reach.readable).real().order_by()

    def cases(self) -> CaseQuerySet:
        """Return the cases asked for, in order."""
        if not self.filters.is_valid():
            return Case.objects.none()
        cases: CaseQuerySet = self.filters.filter_queryset(self.readable())
        if self.words:
            cases = finding.find(cases, self.words, words_of=self._reach.workable)
        elif not self.filters.form.cleaned_data.get("state"):
            cases = cases.unfinished()
        nearest = self.words and "ordering" not in self.params
        return cases.sorted_by(self.ordering, after=["nearness"] if nearest else [])

    def exportable(self) -> CaseQuerySet:
        """Return those asked for whose answers the user, an officer, may take out; they are of
        one procedure, so that their answers line up."""
        if self.filters.chosen_procedure is None:
            return Case.objects.none()
        return self.cases().filter(
            permissions.led(self.user), submission__version__procedure=self.filters.chosen_procedure
        )

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
        if self.words:
            where = finding.places(keys, self.words)
            for case in found.values():
                places = where.get(case.pk, set())
                vars(case)["found_in"] = [each for each in FoundIn if each in places]
        return [found[key] for key in keys if key in found]

    @cached_property
    def _counts(self) -> list[int]:
        """Return how many are asked for, then how many each view gives, in one statement."""
        limited = [view(self)[: COUNTED + 1] for _words, _address, view in VIEWS]
        counts = [_CountOf(cases.values("pk")) for cases in (self.cases().order_by(), *limited)]
        return list(User.objects.filter(pk=self.user.pk).values_list(*counts).get())

    def count(self) -> int:
        return self._counts[0]

    def views(self) -> list[View]:
        """Return what an agent looks for first; above ``COUNTED`` it is not told how many."""
        asked = sorted(QueryDict(self.address).lists())
        return [
            View(str(words), address, count, asked == sorted(QueryDict(address).lists()))
            for (words, address, _cases), count in zip(VIEWS, self._counts[1:], strict=True)
        ]

    @property
    def address(self) -> str:
        """Return the question as it stands in an address, without the page."""
        kept = self.params.copy()
        for name in ("p", "_w_filter_fragment"):
            kept.pop(name, None)
        return kept.urlencode()


#: Words, address, cases: each gives what its address would.
VIEWS: list[tuple[StrPromise, str, Callable[[CaseQuery], CaseQuerySet]]] = [
    (_("To do"), "", lambda query: query.readable().unfinished()),
    (_("Mine"), "whose=me", lambda query: query.readable().unfinished().mine(query.user)),
    (_("Nobody’s"), "whose=nobody", lambda query: query.readable().unfinished().unassigned()),
    (_("Late"), "due=late", lambda query: query.readable().late()),
    (_("Messages to read"), "news=unread", lambda query: query.readable().unfinished().to_read()),
]


class _CountOf(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


class CasePaginator(WagtailPaginator):
    """Pages by keys alone, then reads the rows of one page: a far page costs no more rows."""

    query: CaseQuery

    @cached_property
    def count(self) -> int:
        return self.query.count()

    def page(self, number: int | str) -> Page[Case]:
        valid = int(self.validate_number(number))
        start = (valid - 1) * self.per_page
        keys = self.object_list.values_list("pk", flat=True)[start : start + self.per_page]
        return Page(self.query.lines(list(keys)), valid, self)
