"""What the page of a case shows of its letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eservices.accounts.models import User
from eservices.backoffice.letters.forms import BeginForm
from eservices.cases.enums import EventKind, PostState
from eservices.cases.letters import post
from eservices.cases.models import Case, Letter, LetterDraft


@dataclass(frozen=True, slots=True)
class LetterLine:
    letter: Letter
    paper: post.OnPaper | None
    is_read: bool

    @property
    def may_come_back(self) -> bool:
        return self.paper is not None and self.paper.state == PostState.POSTED


def letters_panel(case: Case, user: User) -> dict[str, Any]:
    """Return the letters sent, the one begun by ``user``, or what they may begin."""
    letters = list(post.with_paper(case.letters.all()))
    read = _opened_by_resident(case) if letters else set()
    lines = [
        LetterLine(
            letter, post.on_paper(letter) if letter.by_post else None, str(letter.uuid) in read
        )
        for letter in letters
    ]
    draft = LetterDraft.objects.filter(case=case, author=user).first()
    return {
        "letter_lines": lines,
        "letter_draft": draft,
        "letter_form": None if draft else BeginForm(case=case, user=user),
    }


def _opened_by_resident(case: Case) -> set[str]:
    events = case.events.filter(kind=EventKind.LETTER_READ).values_list("data", flat=True)
    return {data["letter"] for data in events}
