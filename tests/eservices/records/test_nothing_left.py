"""Purge, then search: database, index, files and mails; nothing of the person is found."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import connection

from content.core.models import Delivery
from eservices.accounts.models import Person
from eservices.cases.models import Attachment, Case
from eservices.records import purging
from tests.eservices.records import files
from tests.eservices.records.files import MARKS

pytestmark = pytest.mark.django_db


def _texts(cursor, table: str) -> Iterator[tuple[str, str]]:
    """Yield (column, everything in it) for each column of ``table``, whatever its type."""
    quote = connection.ops.quote_name
    columns = [
        column.name for column in connection.introspection.get_table_description(cursor, table)
    ]
    for column in columns:
        cursor.execute(f"SELECT CAST({quote(column)} AS TEXT) FROM {quote(table)}")
        yield column, "\n".join(str(value) for (value,) in cursor.fetchall())


def found_in_database(*words: str) -> set[tuple[str, str, str]]:
    """Return (table, column, word) wherever one of ``words`` stands, JSON escapes read too."""
    spelt = {word: {word, word.encode("unicode_escape").decode()} for word in words}
    with connection.cursor() as cursor:
        return {
            (table, column, word)
            for table in connection.introspection.table_names(cursor)
            for column, text in _texts(cursor, table)
            for word, spellings in spelt.items()
            if any(each.lower() in text.lower() for each in spellings)
        }


def found_in_files(folder: Path, *words: str) -> set[str]:
    return {
        path.name
        for path in folder.rglob("*")
        for word in words
        if word in path.name or (path.is_file() and word.encode() in path.read_bytes())
    }


def test_the_person_is_found_before_and_nowhere_after(case: Case, stores: Path) -> None:
    before = found_in_database(*MARKS.values())
    assert {word for _table, _column, word in before} == set(MARKS.values())
    assert list((stores / "private").rglob("*/*/*"))
    files.approved(case)

    assert purging.run() == 1

    files.work()
    assert found_in_database(*MARKS.values()) == set()
    kept = [path for path in (stores / "private").rglob("*") if path.is_file()]
    assert kept == []
    index = Path(settings.VAR) / "search"
    assert found_in_files(index, *MARKS.values()) == set()
    assert not Attachment.objects.exists()
    assert not Person.objects.exists()


def test_mails_that_have_not_left_are_never_sent(case: Case) -> None:
    """Nothing was sent yet: the worker was away all the time."""
    files.approved(case)
    purging.run()

    files.work()

    assert mail.outbox == []
    assert not Delivery.objects.filter(kind="core.mail").exclude(payload={}).exists()


def test_the_chain_verifies_before_and_after_and_the_tombstone_tells(case: Case) -> None:
    call_command("verify_events", stdout=StringIO())
    line = files.approved(case)
    purging.run()

    out = StringIO()
    call_command("verify_events", stdout=out)

    assert "all chains hold" in out.getvalue()
    case.refresh_from_db()
    stone = case.tombstone
    assert stone.line == line
    found = {"answers": 8, "files": 2, "messages": 2, "letters": 1, "persons": 1}
    assert found.items() <= stone.counts.items()
    assert stone.counts["notes"]
    assert stone.counts["facts"]
    assert (case.state, case.person, case.contact_email) == ("closed", None, "")
    assert case.events.last().data["list"] == line.list.number


def test_running_again_changes_nothing(case: Case) -> None:
    files.approved(case)
    purging.run()
    length = Case.objects.get(pk=case.pk).chain_length

    assert purging.run() == 0

    assert Case.objects.get(pk=case.pk).chain_length == length
