"""Links to what is like a page, for the foot of that page."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence

from content.core.cards import Card
from search import freshness
from search.engines import EngineUnavailable, get_engine

#: What one can do and what one can read; places and debates have lists of their own.
KINDS = ("procedure", "page")
#: Asked for, since some are on the page already.
ASKED = 8
#: Seconds that a page may lose to an engine that does not answer, and for how long such an
#: engine is left alone: links are worth no slow page.
PATIENCE = 0.5
REST = 60.0


class Related:
    """The provider of `content.core.see_also`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rests_until = 0.0

    def like(
        self, document: tuple[str, str], language: str, *, without: Collection[str]
    ) -> Sequence[Card]:
        began = self._clock()
        if began < self._rests_until:
            return ()
        try:
            hits = get_engine().related(":".join(document), language, ASKED, KINDS)
        except EngineUnavailable:
            if self._clock() - began > PATIENCE:
                self._rests_until = self._clock() + REST
            return ()
        return [
            Card(
                title=row.title,
                url=row.url,
                kind=row.kind,
                language=row.text_language,
                # A page and a procedure are purged by the name that they have in the index.
                tags=(row.key,),
            )
            for row in (hit.document for hit in freshness.true_now(hits))
            if row.url not in without
        ]
