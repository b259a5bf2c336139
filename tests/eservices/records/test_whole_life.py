"""After a file that lived through everything is purged, nothing of its persons is anywhere."""

from __future__ import annotations

import html
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command

from content.core.models import Delivery
from eservices.accounts import persons
from eservices.accounts.models import Person
from eservices.cases import mandates
from eservices.cases.chain import RESIDENT
from eservices.cases.models import Attachment, Case, CaseTerm, Mandate
from eservices.records import holdings, lists, purging, transfers
from eservices.records.enums import Verdict
from eservices.records.lists import Decision
from tests.eservices.records import files, whole_life
from tests.eservices.records.test_nothing_left import found_in_database, found_in_files
from tests.eservices.records.whole_life import MARKS, Life

pytestmark = pytest.mark.django_db
WORDS = sorted({word for mark in MARKS.values() for word in [mark, *mark.split("@")[0].split()]})
#: Parts of marks that stand elsewhere too.
WORDS = [word for word in WORDS if len(word) > 5 and word != "impasse"]


@pytest.fixture
def life(stores: Path) -> Life:
    return whole_life.lived()


def approved(case: Case) -> None:
    line = case.destruction_lines.get(verdict="")
    decisions = {line.pk: Decision(Verdict.DESTROY)}
    lists.decide(destruction_list=line.list, user=files.archivist(), decisions=decisions)


def nightly() -> None:
    """Do what the worker does each night of files and of mandates."""
    purging.daily()
    mandates.forget_ended()


def test_every_mark_is_there_before(life: Life) -> None:
    found = {word for _table, _column, word in found_in_database(*MARKS.values())}
    whole = set(MARKS.values()) - {MARKS["represented"], MARKS["representative"], MARKS["twin"]}
    assert whole - found == set()
    names = {
        word for mark in ("represented", "representative", "twin") for word in MARKS[mark].split()
    }
    assert {word for _table, _column, word in found_in_database(*names)} == names


def test_nothing_is_left_when_the_file_and_the_space_are_gone(life: Life, stores: Path) -> None:
    persons.close_account(user=life.account)
    approved(life.case)

    nightly()
    nightly()
    files.work()

    assert found_in_database(*WORDS) == set()
    kept = [path for path in (stores / "private").rglob("*") if path.is_file()]
    assert kept == []
    assert found_in_files(Path(settings.VAR) / "search", *WORDS) == set()
    for model in (Attachment, Person, Mandate, CaseTerm):
        assert not model.objects.exists()
    call_command("verify_events", stdout=StringIO())


def test_mails_that_waited_hold_nothing_and_never_leave(life: Life) -> None:
    """The worker was away all the time."""
    persons.close_account(user=life.account)
    approved(life.case)
    mail.outbox.clear()

    purging.run()

    waiting = Delivery.objects.filter(kind="core.mail").exclude(payload={})
    assert not [row for row in waiting if MARKS["email"] in str(row.payload)]
    files.work()
    assert mail.outbox == []


def test_whoever_has_a_space_keeps_it_without_the_file(life: Life) -> None:
    approved(life.case)

    nightly()
    files.work()

    person = Person.objects.get()
    assert person.user == life.account
    left = {word for _table, _column, word in found_in_database(*WORDS)}
    assert left == {MARKS["account"], MARKS["account"].split("@")[0]}


#: What the person did not say and is not told: notes of staff for auditors and officers.
OF_STAFF = {"opening", "merge", "account"}
#: What the register holds besides the case, told in the person's own copy alone.
OF_THE_REGISTER = {"twin"}


def whole(package: zipfile.ZipFile, page: str) -> str:
    names = " ".join(package.namelist())
    return f"{html.unescape(package.read(page).decode())} {names}"


def test_the_archives_get_corrections_and_the_mandate_with_its_paper(life: Life) -> None:
    line = life.case.destruction_lines.get(verdict="")
    decisions = {line.pk: Decision(Verdict.TRANSFER, "Valeur historique")}
    archivist = files.archivist()
    lists.decide(destruction_list=line.list, user=archivist, decisions=decisions)
    made = transfers.make(destruction_list=line.list, user=archivist)

    with made.file.open("rb") as file, zipfile.ZipFile(file) as package:
        told = whole(package, "content/BDO1-1.html") + package.read("manifest.xml").decode()

    for name in MARKS.keys() - OF_STAFF - OF_THE_REGISTER - {"correction_file", "paper"}:
        assert MARKS[name] in told, name
    assert told.count("<BinaryDataObject") >= 6
    for name in ("paper", "correction_file", "attachment", "document"):
        assert MARKS[name].rpartition(".")[0] in told, name


def test_a_person_gets_corrections_and_mandates_in_their_copy(life: Life) -> None:
    out = BytesIO()
    person = life.account.person
    holdings.give(cases=[life.case], person=person, actor=RESIDENT, language="fr", out=out)

    told = whole(zipfile.ZipFile(out), "index.html")

    for name in MARKS.keys() - OF_STAFF - OF_THE_REGISTER:
        assert MARKS[name] in told or MARKS[name].rpartition(".")[0] in told, name
    for name in OF_STAFF - {"account"}:
        assert MARKS[name] not in told, name


def test_both_sides_of_a_mandate_get_it_in_their_copy(life: Life) -> None:
    mandate = Mandate.objects.get()
    for person in (mandate.represented, mandate.representative):
        (part,) = [
            part
            for part in holdings.holdings.parts(person, "fr")
            if MARKS["mandate_note"] in [row.value for row in part.rows]
        ]
        assert [file.name for file in part.files] == [MARKS["paper"]]
