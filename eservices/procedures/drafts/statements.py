"""The few statements that every step of every journey runs, written out.

Django takes longer to compose them than a database takes to run them. They say the same on
SQLite and on PostgreSQL; values pass through the model's own fields, so that a date or a
JSON is written as everywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections, models, router

from eservices.procedures.models import Draft, Procedure, ProcedureVersion, StepState

_DRAFT, _STATE = Draft._meta.db_table, StepState._meta.db_table


@dataclass(frozen=True)
class Statement:
    """SQL about one model; its parameters bear the names of the model's fields."""

    model: type[models.Model]
    sql: str

    def change(self, **values: Any) -> int:
        """Run the statement and return how many rows it wrote."""
        connection = connections[router.db_for_write(self.model)]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._adapted(values, connection))
            return int(cursor.rowcount)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Run the statement and return what it found, as the database gives it."""
        connection = connections[router.db_for_read(self.model)]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._adapted(values, connection))
            return list(cursor.fetchall())

    def _adapted(self, values: dict[str, Any], connection: Any) -> dict[str, Any]:
        field_of = self.model._meta.get_field
        return {
            name: field_of(name).get_db_prep_save(value, connection)  # type: ignore[union-attr]  # no relation from elsewhere
            for name, value in values.items()
        }


#: A draft with the current version of its procedure, for `Draft.objects.raw`.
DRAFT = (
    f"SELECT draft.*, procedure.current_version_id AS now_id FROM {_DRAFT} draft "  # noqa: S608  # names of tables
    f"JOIN {ProcedureVersion._meta.db_table} version ON version.id = draft.version_id "
    f"JOIN {Procedure._meta.db_table} procedure ON procedure.id = version.procedure_id "
    "WHERE draft.uuid = %s"
)
_TOUCH = (
    f"UPDATE {_DRAFT} SET lock = lock + 1, saved_at = %(saved_at)s, "  # noqa: S608  # a table's name
    "expires_at = %(expires_at)s, warned_at = NULL, "
    "language = COALESCE(%(language)s, language), "
    "contact_email = COALESCE(%(contact_email)s, contact_email) "
    "WHERE id = %(id)s AND submitted_at IS NULL AND expires_at > %(saved_at)s"
)
#: Takes the row of a draft that can be filled in, whatever its version.
TOUCH_ANY = Statement(Draft, _TOUCH)
#: Takes it as long as it stands on a version.
TOUCH = Statement(Draft, f"{_TOUCH} AND version_id = %(version)s")
#: Every step of a draft; what is JSON comes as text.
STATES = Statement(
    StepState,
    f"SELECT step, raw, cleaned, valid, lock FROM {_STATE} WHERE draft_id = %(draft)s",  # noqa: S608  # a table's name
)
_SAVE = (
    f"INSERT INTO {_STATE} AS kept (draft_id, step, raw, cleaned, valid, lock) "  # noqa: S608  # a table's name
    "VALUES (%(draft)s, %(step)s, %(raw)s, %(cleaned)s, %(valid)s, 1) "
    "ON CONFLICT (draft_id, step) DO UPDATE SET raw = excluded.raw, "
    "cleaned = excluded.cleaned, valid = excluded.valid, lock = kept.lock + 1"
)
#: Keeps a step, whatever stands there.
SAVE = Statement(StepState, _SAVE)
#: Keeps a step that was never saved.
SAVE_FIRST = Statement(StepState, f"{_SAVE} WHERE kept.lock = 0")
#: Keeps a step that stands as it was seen, and only where it stands.
SAVE_SEEN = Statement(
    StepState,
    f"UPDATE {_STATE} SET raw = %(raw)s, cleaned = %(cleaned)s, valid = %(valid)s, "  # noqa: S608  # a table's name
    "lock = lock + 1 WHERE draft_id = %(draft)s AND step = %(step)s AND lock = %(lock)s",
)
