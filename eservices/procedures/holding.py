"""What a person has begun and not sent, told when they ask for everything."""

from __future__ import annotations

from collections.abc import Iterator

from eservices.accounts.models import Person
from eservices.cases.dossier import Part
from eservices.cases.kinds import AnswerRow
from eservices.procedures.drafts.answers import sections, words
from eservices.procedures.drafts.progress import load
from eservices.procedures.models import Draft


def drafts_of(person: Person, language: str) -> Iterator[Part]:
    """Yield one part a draft: its answers and its files."""
    drafts = Draft.objects.open().filter(person=person, is_test=False)
    for draft in drafts.select_related("version__procedure", "person").order_by("-saved_at"):
        rows = [
            AnswerRow(row.label.text, row.value.text, row.value.language or language)
            for section in sections(load(draft), language)
            for row in section.rows
            if row.value.text
        ]
        files = [link.attachment for link in draft.files.select_related("attachment")]
        yield Part(words(draft.version.compiled.title, language).text, rows, files)
