"""What can be asked for at a counter: every procedure that is published."""

from __future__ import annotations

from dataclasses import dataclass

from eservices.accounts import names
from eservices.procedures.models import ProcedurePage, ProcedureVersion


@dataclass(frozen=True, slots=True)
class Offered:
    """A procedure, under the title that the agent reads."""

    uuid: str
    title: str
    language: str
    version: ProcedureVersion


def offered(language: str) -> list[Offered]:
    """Return what is published, one line a procedure, in order of title."""
    pages = (
        ProcedurePage.objects.live()
        .filter(procedure__current_version__isnull=False)
        .select_related("locale", "procedure__current_version")
        .defer("steps", "body", "procedure__current_version__definition")
    )
    chosen: dict[str, Offered] = {}
    for page in pages:
        version = page.procedure.current_version if page.procedure else None
        if page.procedure is None or version is None:
            continue
        uuid, spoken = str(page.procedure.uuid), page.locale.language_code
        if uuid not in chosen or spoken == language:
            chosen[uuid] = Offered(uuid, page.title, spoken, version)
    return sorted(chosen.values(), key=lambda line: names.folded(line.title))


def matching(typed: str, lines: list[Offered]) -> list[Offered]:
    """Return the procedures of which every word typed begins a word of the title."""
    wanted = names.folded(typed)
    return [
        line
        for line in lines
        if all(any(word.startswith(part) for word in names.folded(line.title)) for part in wanted)
    ]
