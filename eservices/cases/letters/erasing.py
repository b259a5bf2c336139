"""What a purge erases of letters: bytes, recipients, what was begun. That they were sent stays."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from content.core import deliveries
from eservices.cases.erasing import Eraser
from eservices.cases.files.attachments import ERASE
from eservices.cases.models import Case, LetterContent, LetterDraft


class LetterEraser(Eraser):
    """The words of a letter go with the note of its event."""

    key = "letters"

    def erase(self, case: Case) -> Mapping[str, int]:
        drafts, _of = LetterDraft.objects.filter(case=case).delete()
        contents = LetterContent.objects.filter(letter__case=case)
        names = list(contents.values_list("pdf", flat=True))
        if names:
            contents.delete()
            key = f"letters:{case.uuid}:{uuid4().hex[:8]}"
            deliveries.enqueue(kind=ERASE, key=key, payload={"names": names})
        return {"letters": len(names), "letter_drafts": drafts}
