"""Everything held about a person, in one file (GDPR, articles 15 and 20).

Apps tell their part in ``AppConfig.ready``; requests are told by `eservices.cases.dossier`.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from eservices.accounts.known import rows
from eservices.accounts.models import Person
from eservices.cases import chain
from eservices.cases.chain import Actor
from eservices.cases.dossier import Part, dossiers, mandate_rows
from eservices.cases.enums import EventKind
from eservices.cases.kinds import AnswerRow
from eservices.cases.models import Attachment, Case, Mandate
from eservices.records.seda import as_data, read

Collector = Callable[[Person, str], Iterable[Part]]


class HoldingRegistry:
    """One collector an app; registering twice raises."""

    def __init__(self) -> None:
        self._collectors: dict[str, Collector] = {}

    def register(self, name: str, collector: Collector) -> None:
        if name in self._collectors:
            raise ValueError(f"the holding {name!r} is registered already")
        self._collectors[name] = collector

    def parts(self, person: Person, language: str) -> list[Part]:
        with override(language):
            found = [
                part
                for collector in self._collectors.values()
                for part in collector(person, language)
            ]
        return [part for part in found if part.rows or part.files]


holdings = HoldingRegistry()


def of_person(person: Person, language: str) -> Iterator[Part]:
    """Yield what the register of persons and the space hold."""
    facts = {
        _("Given names"): person.given_names,
        _("Family name"): person.family_name,
        _("Date of birth"): date_format(person.birth_date) if person.birth_date else "",
        _("E-mail"): person.email,
        _("Telephone"): person.phone,
        _("Postal address"): person.postal_address,
        _("Identity proved by"): person.identity_issuer,
    }
    said = [AnswerRow(label, value, language) for label, value in facts.items() if value]
    yield Part(_("Who you are"), said)
    known = [AnswerRow(row.label, row.value, language) for row in rows(person, language)]
    yield Part(_("What we fill in for you"), known)


def mandates_of(person: Person, language: str) -> Iterator[Part]:
    """Yield who acts for the person, and for whom the person acts, with the signed papers."""
    held = Mandate.objects.filter(Q(represented=person) | Q(representative=person))
    for mandate in held.select_related("represented", "representative", "paper"):
        mine = mandate.represented_id == person.pk
        said = _("%(name)s acts for you") if mine else _("You act for %(name)s")
        other = mandate.representative if mine else mandate.represented
        files = [mandate.paper] if mandate.paper else []
        kind = AnswerRow(_("As"), str(mandate.get_kind_display()), language)
        yield Part(said % {"name": other}, [kind, *mandate_rows(mandate, language)], files)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One heading of the file: the person, or one request."""

    title: str
    parts: list[Part]
    folder: str = ""

    def files(self) -> list[Attachment]:
        """Return the files that may be opened, once each."""
        found = {file.pk: file for part in self.parts for file in part.files}
        return [file for file in found.values() if file.is_readable]


def give(
    *, cases: Iterable[Case], person: Person | None, actor: Actor, language: str, out: IO[bytes]
) -> None:
    """Write the file and record in each request's chain that a copy was given, and by whom.

    ``index.html`` to read, ``data.json`` for machines, and the documents.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",))
        held = list(locked.filter(pk__in=[case.pk for case in cases]).order_by("received_at"))
        chapters = _chapters(held, person, language)
        for case in held:
            chain.append(case, EventKind.COPY_GIVEN, actor)
        _write(chapters, language, out)


def _chapters(cases: list[Case], person: Person | None, language: str) -> list[Chapter]:
    told = []
    if person is not None:
        with override(language):
            title = _("You")
        told.append(Chapter(title, holdings.parts(person, language)))
    for case in cases:
        title = f"{case.title_in(language)[0]} – {case.grouped_code}"
        told.append(Chapter(title, dossiers.parts(case, language), case.code))
    return told


def _write(chapters: list[Chapter], language: str, out: IO[bytes]) -> None:
    with override(language), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        context = {"chapters": chapters, "language": language, "made_at": timezone.now()}
        package.writestr("index.html", render_to_string("eservices_records/copy.html", context))
        data: list[dict[str, Any]] = [
            {"title": chapter.title, "parts": as_data(chapter.parts)} for chapter in chapters
        ]
        package.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
        for chapter in chapters:
            for number, file in enumerate(chapter.files(), start=1):
                name = PurePosixPath(file.rebuilt_name).name
                package.writestr(f"files/{chapter.folder}/{number}-{name}", read(file))
