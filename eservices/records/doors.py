"""The doors of guarded tables, in SQL that both engines read; see `content.core.guards`.

Other apps hang them on their own tables: whoever writes around the services meets the
database's refusal, until the archives' visa stands in a row that never changes.
"""

#: DELETE of a row with a ``case_id``: the archives approved the destruction, or have the file.
DESTROYED = (
    "EXISTS (SELECT 1 FROM eservices_records_destructionline l"
    " LEFT JOIN eservices_records_transfer t ON t.list_id = l.list_id"
    " WHERE l.case_id = OLD.case_id AND (l.verdict = 'destroy'"
    " OR (l.verdict = 'transfer' AND t.acknowledged_at IS NOT NULL)))"
)
#: UPDATE of a row with a ``case_id``: answers of the ended case were declared erased.
ANSWERS_ERASED = (
    "EXISTS (SELECT 1 FROM eservices_records_answerserased e"
    " JOIN eservices_cases_case c ON c.id = e.case_id"
    " WHERE e.case_id = OLD.case_id AND c.state IN ('decided', 'closed'))"
)
