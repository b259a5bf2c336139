"""The proof of one case, for officers and auditors: what it went by, and what happened.

An auditor's has who opened the file, and neither words of messages nor letters; an officer's
the other way round.

One ZIP: the rules of the day, statements, letters, the chain of events (for machines and to
read) and what replaying the events gives beside the dates kept. `SHA256SUMS` is checked by
``sha256sum -c``. Answers and documents are in the person's own copy, not here.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from eservices.cases import chain, permissions
from eservices.cases.chain import Actor, Break
from eservices.cases.clocks.caches import DIFFERENCES, clocks_of, differences, terms_of
from eservices.cases.clocks.words import Told, told
from eservices.cases.enums import OPENINGS, EventKind
from eservices.cases.models import Case, CaseClock, CaseEvent, Letter
from eservices.cases.presentation import STATEMENTS, event_words
from eservices.cases.services import NotAllowed
from eservices.cases.statements import Letter as StatementLetter

if TYPE_CHECKING:
    from eservices.accounts.models import User


@dataclass(frozen=True, slots=True)
class Rules:
    """What a case was opened under: the canonical JSON of a definition, and its SHA-256 kept."""

    number: int
    published: str
    definition: str
    sha256: str

    @property
    def holds(self) -> bool:
        return hashlib.sha256(self.definition.encode()).hexdigest() == self.sha256


#: By kind of case: the rules of a case, ``None`` when they went with the file.
rules: dict[str, Callable[[Case], Rules | None]] = {}


def prove(*, case: Case, user: User, language: str, out: IO[bytes]) -> None:
    """Write the proof of ``case`` to ``out``; that it was made is its last event.

    Raises:
        NotAllowed: neither officer of the queue nor auditor.
    """
    if not permissions.may_prove(user, case):
        raise NotAllowed("a proof is for officers and auditors")
    names = permissions.may_audit(user, case)
    words = permissions.may_work(user, case)
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",))
        held = locked.get(pk=case.pk)
        chain.append(held, EventKind.PROVED, Actor.agent(user))
        with override(language):
            _write(Proof(held, language, names=names, words=words), out)


class Proof:
    """What stands in the proof; ``names`` leaves in who opened the file, ``words`` what was
    written to the person and by them."""

    def __init__(self, case: Case, language: str, *, names: bool, words: bool) -> None:
        self.case, self.language, self.names, self.words = case, language, names, words
        self.made_at = timezone.now()

    @cached_property
    def events(self) -> list[CaseEvent]:
        return list(self.case.events.select_related("note").order_by("sequence"))

    @cached_property
    def rules(self) -> Rules | None:
        find = rules.get(self.case.kind)
        return find(self.case) if find else None

    @cached_property
    def breaks(self) -> list[Break]:
        return list(chain.verify(self.case))

    @cached_property
    def differences(self) -> list[str]:
        return list(differences(self.case))

    @property
    def differing(self) -> list[str]:
        """The differences in the active language."""
        return [str(DIFFERENCES[each]) for each in self.differences]

    @cached_property
    def opening(self) -> CaseEvent | None:
        """The event that the clocks start from; a broken chain may lack it."""
        return next((each for each in self.events if each.kind == EventKind.OPENED_CASE), None)

    @property
    def told(self) -> Told | None:
        return told(self.case, self.language, events=self.events) if self.opening else None

    @property
    def lines(self) -> list[tuple[CaseEvent, str, str, str]]:
        """Each event with its words, who acted and what they wrote."""
        return [
            (
                event,
                event_words(self.case, event),
                (self._shows(event) and event.actor_name) or str(event.get_actor_role_display()),
                self._note(event).get("text", ""),
            )
            for event in self.events
        ]

    def _shows(self, event: CaseEvent) -> bool:
        return self.names or event.kind not in OPENINGS

    def _note(self, event: CaseEvent) -> dict[str, str]:
        note = getattr(event, "note", None)
        if note is None or not (self.names if event.kind in OPENINGS else self.words):
            return {}
        return {"text": note.text, "salt": note.salt}

    def event_data(self, event: CaseEvent) -> dict[str, Any]:
        """Return all that its hash is made of, but what only auditors read."""
        shown = self._shows(event)
        return {
            **chain.content(event, str(self.case.uuid)),
            **({} if shown else {"actor": None, "name": None, "withheld": True}),
            "hash": event.hash,
            "note": self._note(event),
        }

    def dates(self) -> dict[str, Any]:
        """Return the dates that the events make beside those kept, and what differs."""
        kept = CaseClock.objects.filter(case=self.case).first()
        return {
            "terms": self.opening and terms_of(self.case, self.opening).dump(),
            "replayed": self.opening and clocks_of(self.case, events=self.events).dump(),
            "kept": {
                "promised_on": self.case.promised_on,
                "legal_ends_on": kept.legal_ends_on if kept else None,
                "silence_declared_on": kept.declared_on if kept else None,
            },
            "differences": self.differences,
            "chain_breaks": [
                {"event": each.sequence, "problem": each.problem} for each in self.breaks
            ],
        }

    @cached_property
    def statements(self) -> dict[str, bytes]:
        """The acknowledgements and attestations as PDF, by file name."""
        return {
            f"statements/{event.sequence:03}-{event.kind}.pdf": StatementLetter(
                self.case, event, self.case.language
            ).pdf()
            for event in self.events
            if event.kind in STATEMENTS and self.words
        }

    @cached_property
    def letters(self) -> list[tuple[Letter, str]]:
        """The letters, each with its file name; "" where it was erased or is withheld."""
        sent = self.case.letters.select_related("content", "event").order_by("sent_at", "pk")
        return [
            (
                letter,
                f"letters/{number:03}.pdf" if self.words and hasattr(letter, "content") else "",
            )
            for number, letter in enumerate(sent, start=1)
        ]

    def _gives(self, letter: Letter) -> bool:
        return self.words and hasattr(letter, "content")

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield each file of the proof."""
        yield "index.html", render_to_string("eservices_cases/proof.html", {"proof": self}).encode()
        if self.rules is not None:
            yield "version.json", self.rules.definition.encode()
        yield "events.json", _json([self.event_data(event) for event in self.events])
        yield "clocks.json", _json(self.dates())
        yield from self.statements.items()
        for letter, name in self.letters:
            if name:
                with letter.content.pdf.open("rb") as pdf:
                    yield name, pdf.read()


def _json(data: list[Any] | Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1, default=str).encode()


def _write(proof: Proof, out: IO[bytes]) -> None:
    sums = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in proof.files():
            package.writestr(name, content)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        package.writestr("SHA256SUMS", "".join(sums))
