"""What a case is about, told by the app that owns it: a procedure, a report, a booking.

The tracking page and the desk show any case through these; registered in ``AppConfig.ready``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from eservices.cases.models import Attachment, Case


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question and its answer as the person read and wrote them."""

    label: str
    value: str
    language: str


@dataclass(frozen=True, slots=True)
class AnswerSection:
    title: str
    rows: list[AnswerRow]


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who letters about a case go to; empty where the request does not say."""

    name: str = ""
    #: Street, town, country: the lines of an envelope under the name.
    lines: tuple[str, ...] = ()


class CaseKind(Protocol):
    """Registered once per kind of case; each method reads and never writes."""

    key: str

    def summary(self, case: Case, language: str) -> str:
        """Return one sentence of what is asked, for lists; without personal data."""

    def answers(self, case: Case, language: str) -> list[AnswerSection]:
        """Return what the person answered, as frozen at submission."""

    def names(self, case: Case) -> list[str]:
        """Return the names of the persons it is about, for agents to find it by."""

    def documents(self, case: Case) -> list[Attachment]:
        """Return the files that came with the request, messages' files excepted."""

    def addressee(self, case: Case) -> Addressee:
        """Return who letters about the case go to, as the request says."""


class UnknownKind(LookupError):
    """No app has registered this kind of case."""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class CaseKindRegistry:
    def __init__(self) -> None:
        self._kinds: dict[str, CaseKind] = {}

    def register(self, kind: CaseKind) -> None:
        if kind.key in self._kinds:
            raise ValueError(f"cases of kind {kind.key!r} are registered already")
        self._kinds[kind.key] = kind

    def __getitem__(self, key: str) -> CaseKind:
        try:
            return self._kinds[key]
        except KeyError:
            raise UnknownKind(key) from None

    def addressee(self, case: Case) -> Addressee:
        """Return who letters about ``case`` go to.

        The address given for news by letter comes first, then what the request says, then
        what is known of the person.
        """
        said = self._kinds[case.kind].addressee(case) if case.kind in self._kinds else Addressee()
        asked = getattr(getattr(case, "contact", None), "address", "")
        name, address = "", ""
        if case.person is not None:
            name = f"{case.person.given_names} {case.person.family_name}".strip()
            address = case.person.postal_address
        return Addressee(said.name or name, _lines(asked) or said.lines or _lines(address))

    def __contains__(self, key: str) -> bool:
        return key in self._kinds


kinds = CaseKindRegistry()
