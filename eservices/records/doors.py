"""The doors of guarded tables, in SQL that both engines read; see `content.core.guards`.

Other apps hang them on their own tables: whoever writes around the services meets the
database's refusal, until the archives' visa stands in a row that never changes. ``case`` is
the SQL of the key of the case that the row belongs to.
"""

_DESTROYED = (
    "EXISTS (SELECT 1 FROM eservices_records_destructionline l"
    " LEFT JOIN eservices_records_transfer t ON t.list_id = l.list_id"
    " WHERE l.case_id = $case AND (l.verdict = 'destroy'"
    " OR (l.verdict = 'transfer' AND t.acknowledged_at IS NOT NULL)))"
)
_ANSWERS_ERASED = (
    "EXISTS (SELECT 1 FROM eservices_records_answerserased e"
    " JOIN eservices_cases_case c ON c.id = e.case_id"
    " WHERE e.case_id = $case AND c.state IN ('decided', 'closed'))"
)


def destroyed(case: str) -> str:
    """DELETE: the archives approved the destruction, or have the file."""
    return _DESTROYED.replace("$case", case)


def answers_erased(case: str) -> str:
    """UPDATE: answers of the ended case were declared erased."""
    return _ANSWERS_ERASED.replace("$case", case)
