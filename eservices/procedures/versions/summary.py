"""What a procedure's page answers before it asks: read from the version, not the draft."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from eservices.cases.enums import Channel
from eservices.procedures.addresses import paper_url
from eservices.procedures.models import ProcedurePage
from eservices.procedures.words.documents import documents


@dataclass(frozen=True, slots=True)
class Words:
    """A text and the language it is in, for the ``lang`` of a fallback."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Summary:
    start_url: str
    is_open: bool
    documents: tuple[Words, ...] = ()
    telephone: Words | None = None
    counter: Words | None = None
    paper: Words | None = None
    paper_url: str = ""
    draft_days: int = 0
    administrative_months: int = 0


def summarise(page: ProcedurePage, language: str) -> Summary:
    """Return what the page shows of the current version, in ``language``."""
    start = reverse("procedures:start", kwargs={"slug": page.slug})
    version = page.procedure.current_version if page.procedure else None
    if version is None or not page.live:
        return Summary(start, is_open=False)
    definition = version.compiled
    return Summary(
        start_url=start,
        is_open=True,
        documents=tuple(
            Words(*said) for said in documents(version.compiled_for(Channel.ONLINE), language)
        ),
        telephone=Words(*definition.channels.telephone.get(language)),
        counter=Words(*definition.channels.counter.get(language)),
        paper=Words(*definition.channels.paper.get(language)),
        paper_url=paper_url(version, page.slug),
        draft_days=definition.retention.draft_days,
        administrative_months=definition.retention.administrative_months,
    )
