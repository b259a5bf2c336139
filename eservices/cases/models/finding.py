"""What agents find cases by: words, each a row, gone with what they were read from."""

from __future__ import annotations

from django.db import models

from eservices.cases.enums import FoundIn
from eservices.cases.models.cases import Case
from eservices.cases.models.events import CaseEventNote

LONGEST = 40


class CaseTerm(models.Model):
    """One folded word of a case, or one key of a name as it sounds.

    Personal data, for agents alone: no row of it is ever read by the public search. A
    message's words go with its note, all with their case.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="terms")
    note = models.ForeignKey(
        CaseEventNote, on_delete=models.CASCADE, null=True, blank=True, related_name="terms"
    )
    found_in = models.CharField(max_length=10, choices=FoundIn.choices)
    word = models.CharField(max_length=LONGEST)

    class Meta:
        indexes = [models.Index(fields=["word", "found_in", "case"], name="case_term_word")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.found_in}"
