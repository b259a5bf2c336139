"""What each app erases of a case, told by the apps that own the rows.

A purge that the public archives approved (or the end of an answer's own time) goes through
every eraser; an app whose rows, files, mails or index hold something of a request registers
one in ``AppConfig.ready``. What an eraser forgets is found by the test that looks for a purged
person in every column of the database (`tests/eservices/records/test_nothing_left.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from eservices.cases.files import attachments

if TYPE_CHECKING:
    from eservices.accounts.models import Person
    from eservices.cases.models import Attachment, Case


class Eraser:
    """One app's part of a purge; each method runs in the purge's transaction, on a locked case."""

    key = ""
    #: Who must read what others erase goes before them, with a lower number.
    order = 0

    def names(self, case: Case) -> Iterable[str]:
        """Return what names the case in keys of deliveries (uuids), so that mails not yet
        sent are found."""
        return ()

    def persons(self, case: Case) -> Iterable[Person | None]:
        """Return whoever of the register the app's rows of the case name: asked before anything
        is erased, each goes afterwards if nothing else needs them."""
        return ()

    def erase(self, case: Case) -> Mapping[str, int]:
        """Erase everything of ``case`` that the app holds; return how many of each kind.

        Bears a second run. Nothing of what it returns is personal.
        """
        return {}

    def erase_answers(self, case: Case, retention_class: str) -> int:
        """Erase the answers (with their files) of one retention class; return how many."""
        return 0


class EraserRegistry:
    def __init__(self) -> None:
        self._erasers: dict[str, Eraser] = {}

    def register(self, eraser: Eraser) -> None:
        if eraser.key in self._erasers:
            raise ValueError(f"the eraser {eraser.key!r} is registered already")
        self._erasers[eraser.key] = eraser

    def names(self, case: Case) -> set[str]:
        return {name for eraser in self._erasers.values() for name in eraser.names(case)}

    def persons(self, case: Case) -> list[Person]:
        found = [one for eraser in self._erasers.values() for one in eraser.persons(case)]
        return list({one.pk: one for one in found if one is not None}.values())

    def erase(self, case: Case) -> dict[str, int]:
        """Erase the case everywhere, in the erasers' order, last registered first."""
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("a file is destroyed whole or not at all")
        counts: Counter[str] = Counter()
        latest = list(reversed(self._erasers.values()))
        for eraser in sorted(latest, key=lambda each: each.order):
            counts.update(eraser.erase(case))
        return dict(counts)

    def erase_answers(self, case: Case, retention_class: str) -> int:
        return sum(eraser.erase_answers(case, retention_class) for eraser in self._erasers.values())


erasers = EraserRegistry()


def erase_files(files: Iterable[Attachment]) -> int:
    """Erase files, bytes (once committed), name and all; return how many."""
    count = 0
    for file in files:
        attachments.remove(attachment=file)
        file.delete()
        count += 1
    return count


class CaseEraser(Eraser):
    """Messages with their files, words of events with their salts, facts, the person's key."""

    key = "cases"

    def names(self, case: Case) -> Iterable[str]:
        return (str(case.uuid), str(case.subject), case.code)

    def persons(self, case: Case) -> Iterable[Person | None]:
        """The one whose it is, whose it was before a claim, and both sides of its mandate."""
        from eservices.cases.models import CaseClaim, Mandate

        claim = CaseClaim.objects.select_related("person", "former").filter(case=case).first()
        mandates = Mandate.objects.select_related("represented", "representative")
        mandate = mandates.filter(representations__case=case).first()
        return (
            case.person,
            *((claim.person, claim.former) if claim else ()),
            *((mandate.represented, mandate.representative) if mandate else ()),
        )

    def erase(self, case: Case) -> Mapping[str, int]:
        from eservices.cases.models import (
            Attachment,
            CaseClaim,
            CaseContact,
            CaseEventNote,
            CaseRepresentation,
            FollowUp,
            Notice,
        )

        files = list(Attachment.objects.filter(messages__case=case).distinct())
        messages, _rows = case.messages.count(), case.messages.all().delete()
        notes, _of = CaseEventNote.objects.filter(event__case=case).delete()
        facts, _of = case.facts.all().delete()
        for held in (CaseContact, FollowUp, Notice, CaseRepresentation, CaseClaim):
            held._base_manager.filter(case=case).delete()
        case.person, case.contact_email = None, ""
        case.save(update_fields=["person", "contact_email"])
        return {"messages": messages, "files": erase_files(files), "notes": notes, "facts": facts}

    def erase_answers(self, case: Case, retention_class: str) -> int:
        from eservices.cases.models import CaseContact

        if retention_class != "contact":
            return 0
        erased, _of = CaseContact.objects.filter(case=case).delete()
        if case.contact_email:
            erased += 1
            case.contact_email = ""
            case.save(update_fields=["contact_email"])
        return erased
