"""Letters on paper: printed in batches, posted, and what comes back.

A letter is in one batch at a time, by constraint. A batch is undone as long as it was not
posted; its letters then wait for another.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from content.core.pdf import compile_pdf
from content.core.templatetags.content_core_tags import date_in_words
from eservices.accounts import permissions
from eservices.accounts.models import Queue
from eservices.cases import chain, follow_ups
from eservices.cases.chain import Actor
from eservices.cases.enums import (
    ContactWay,
    EventKind,
    FollowUpOutcome,
    PostState,
    ReturnReason,
)
from eservices.cases.models import (
    BatchLetter,
    Case,
    FollowUp,
    Letter,
    LetterReturn,
    PrintBatch,
)
from eservices.cases.services import NotAllowed

if TYPE_CHECKING:
    from eservices.accounts.models import User

COVER = Path(__file__).parent.parent / "typst" / "cover.typ"
#: Letters in one batch: what fits a tray and an hour of folding.
BATCH = 200


class NothingToPrint(Exception):
    """No letter of the queue waits: it was printed meanwhile, perhaps by a colleague."""


class WrongMoment(Exception):
    """The batch or the letter is not where this act begins (printed, posted, undone)."""


class WrongDate(Exception):
    """A day before the letters were written, or one to come."""


def waiting(queue: Queue) -> QuerySet[Letter]:
    """Return the letters of a queue that wait to be printed, oldest first."""
    return (
        Letter.objects.filter(case__queue=queue, case__is_test=False, by_post=True)
        .filter(content__isnull=False)
        .exclude(pk__in=BatchLetter.objects.filter(undone=False).values("letter"))
        .order_by("sent_at", "pk")
    )


def queues_with_letters(user: User) -> QuerySet[Queue]:
    """Return the queues that ``user`` works and that post letters; ``waiting``: how many wait."""
    taken = BatchLetter.objects.filter(undone=False).values("letter")
    to_print = Q(
        cases__letters__by_post=True,
        cases__letters__content__isnull=False,
        cases__is_test=False,
    ) & ~Q(cases__letters__in=taken)
    return (
        permissions.queues_worked_by(user)
        .filter(cases__letters__by_post=True)
        .annotate(waiting=Count("cases__letters", filter=to_print, distinct=True))
        .select_related("service", "sector")
        .prefetch_related("service__texts")
    )


def make_batch(*, queue: Queue, user: User) -> PrintBatch:
    """Gather the letters of ``queue`` that wait, in the order they were written.

    Raises:
        NotAllowed, NothingToPrint
    """
    _check_works(user, queue)
    try:
        with transaction.atomic():
            # One batch of a queue is made at a time; the constraint holds whatever happens.
            Queue.objects.select_for_update(of=("self",)).get(pk=queue.pk)
            letters = list(waiting(queue)[:BATCH])
            if not letters:
                raise NothingToPrint
            batch = PrintBatch.objects.create(
                queue=queue, made_by_id=user.pk, made_by_name=str(user)[:300]
            )
            BatchLetter.objects.bulk_create(
                BatchLetter(batch=batch, letter=letter, position=position)
                for position, letter in enumerate(letters, start=1)
            )
    except IntegrityError as error:
        raise NothingToPrint from error
    return batch


def mark_printed(*, batch: PrintBatch, user: User) -> None:
    """Say that the batch came out of the printer.

    Raises:
        NotAllowed, WrongMoment
    """
    with transaction.atomic():
        batch = _locked(batch, user)
        if batch.printed_at or batch.undone_at:
            raise WrongMoment
        batch.printed_at = timezone.now()
        batch.save(update_fields=["printed_at"])
        _tell(batch, EventKind.LETTER_PRINTED, user)


def mark_posted(*, batch: PrintBatch, user: User, posted_on: date) -> None:
    """Say on which day the batch was given to the post; residents read it.

    Raises:
        NotAllowed, WrongMoment
        WrongDate: before the batch was made, or to come.
    """
    with transaction.atomic():
        batch = _locked(batch, user)
        if batch.printed_at is None or batch.posted_on or batch.undone_at:
            raise WrongMoment
        if not timezone.localdate(batch.made_at) <= posted_on <= timezone.localdate():
            raise WrongDate
        batch.posted_on = posted_on
        batch.save(update_fields=["posted_on"])
        _tell(batch, EventKind.LETTER_POSTED, user, {"day": posted_on.isoformat()})
        _follow_up(batch, user)


def undo(*, batch: PrintBatch, user: User) -> None:
    """Put the letters of a batch that was not posted back among those that wait.

    Raises:
        NotAllowed, WrongMoment
    """
    with transaction.atomic():
        batch = _locked(batch, user)
        if batch.posted_on or batch.undone_at:
            raise WrongMoment
        batch.undone_at = timezone.now()
        batch.save(update_fields=["undone_at"])
        batch.entries.update(undone=True)


def mark_returned(*, letter: Letter, user: User, returned_on: date, reason: str) -> LetterReturn:
    """Say that the post brought a letter back, and why.

    Raises:
        NotAllowed
        WrongMoment: it was not posted, or came back already.
        WrongDate: before it was posted, or to come.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=letter.case_id)
        _check_works(user, case.queue)
        paper = on_paper(letter)
        if paper.state != PostState.POSTED or paper.posted_on is None:
            raise WrongMoment
        if not paper.posted_on <= returned_on <= timezone.localdate():
            raise WrongDate
        made = LetterReturn.objects.create(
            letter=letter, returned_on=returned_on, reason=ReturnReason(reason).value
        )
        data = {"letter": str(letter.uuid), "day": returned_on.isoformat(), "reason": reason}
        chain.append(case, EventKind.LETTER_RETURNED, Actor.agent(user), data=data)
    return made


def _check_works(user: User, queue: Queue) -> None:
    if not permissions.may_work(user, queue):
        raise NotAllowed("the letters are of another queue")


def _locked(batch: PrintBatch, user: User) -> PrintBatch:
    locked: PrintBatch = (
        PrintBatch.objects.select_for_update(of=("self",)).select_related("queue").get(pk=batch.pk)
    )
    _check_works(user, locked.queue)
    return locked


def _tell(
    batch: PrintBatch, kind: EventKind, user: User, data: dict[str, str] | None = None
) -> None:
    """Write the same event in the chain of each case, in the order of their keys."""
    entries = batch.entries.filter(undone=False).select_related("letter")
    letters: dict[int, list[Letter]] = {}
    for entry in entries:
        letters.setdefault(entry.letter.case_id, []).append(entry.letter)
    cases = Case.objects.select_for_update(of=("self",)).filter(pk__in=letters).order_by("pk")
    for case in cases:
        for letter in letters[case.pk]:
            told = {"letter": str(letter.uuid), "batch": str(batch.uuid), **(data or {})}
            chain.append(case, kind, Actor.agent(user), data=told)


def _follow_up(batch: PrintBatch, user: User) -> None:
    """Take off the list those who wanted the news by letter: it has left."""
    due = FollowUp.objects.filter(
        case__letters__batch_entries__in=batch.entries.filter(undone=False),
        way=ContactWay.LETTER,
        done_at=None,
    )
    for follow_up in due.distinct().order_by("case"):
        follow_ups.record(follow_up=follow_up, user=user, outcome=FollowUpOutcome.SENT)


# --- Where a letter is


@dataclass(frozen=True, slots=True)
class OnPaper:
    """Where a letter to post is, told from its batch and its return."""

    state: str
    batch: PrintBatch | None = None
    posted_on: date | None = None
    returned: LetterReturn | None = None

    @property
    def words(self) -> str:
        """Where it is, as its resident reads it."""
        if self.returned is not None:
            return _("Posted on %(posted)s, came back to us on %(returned)s: %(reason)s") % {
                "posted": date_in_words(self.posted_on),
                "returned": date_in_words(self.returned.returned_on),
                "reason": _lower(self.returned.get_reason_display()),
            }
        if self.posted_on is not None:
            return _("Posted on %(date)s") % {"date": date_in_words(self.posted_on)}
        return _("To be posted soon")


def _lower(words: object) -> str:
    text = str(words)
    return text[:1].lower() + text[1:]


def on_paper(letter: Letter) -> OnPaper:
    """Return where a letter to post is. Read lists `with_paper`."""
    returned = getattr(letter, "returned", None)
    batch = next((entry.batch for entry in letter.batch_entries.all() if not entry.undone), None)
    if batch is None:
        return OnPaper(PostState.WAITING)
    if returned is not None:
        return OnPaper(PostState.RETURNED, batch, batch.posted_on, returned)
    if batch.posted_on:
        return OnPaper(PostState.POSTED, batch, batch.posted_on)
    return OnPaper(PostState.PRINTED if batch.printed_at else PostState.IN_BATCH, batch)


def with_paper(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Read with each letter what it says and where it is."""
    return letters.select_related("event__note", "content", "returned").prefetch_related(
        "batch_entries__batch"
    )


# --- What is printed


def batch_pdf(batch: PrintBatch) -> bytes:
    """Return one PDF to print: the cover list, then each letter from the front of a sheet."""
    entries = list(
        batch.entries.filter(undone=False, letter__content__isnull=False).select_related(
            "letter__case", "letter__content"
        )
    )
    out = io.BytesIO()
    with pikepdf.new() as whole:
        _append(whole, _cover(batch, [entry.letter for entry in entries]))
        for entry in entries:
            with entry.letter.content.pdf.open("rb") as file:
                _append(whole, file.read())
        whole.save(out)
    return out.getvalue()


def _append(whole: pikepdf.Pdf, pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as part:
        whole.pages.extend(part.pages)
        if len(part.pages) % 2:  # both sides printed, the next begins on a new sheet
            whole.add_blank_page(page_size=(595.276, 841.89))


def _cover(batch: PrintBatch, letters: Sequence[Letter]) -> bytes:
    rows = [
        {
            "code": letter.case.grouped_code,
            "recipient": letter.content.recipient.splitlines()[0],
            "town": letter.content.recipient.splitlines()[-1],
            "title": letter.content.title,
            "enclosures": letter.content.enclosures.splitlines(),
        }
        for letter in letters
    ]
    title = _("Letters to post, %(date)s") % {"date": date_in_words(batch.made_at)}
    data = {
        "city": settings.WAGTAIL_SITE_NAME,
        "queue": str(batch.queue),
        "made_by": batch.made_by_name,
        "rows": rows,
        "words": {
            "count": _("Letters: %(count)s") % {"count": len(rows)},
            "made_by": _("Prepared by"),
            "number": _("No."),
            "code": _("Request"),
            "recipient": _("Recipient"),
            "letter": _("Letter, and what to enclose"),
            "page": _("Page"),
            "unprintable": _("Some characters cannot be printed here and show as a square."),
        },
    }
    return compile_pdf(COVER, data, language="fr", title=title)
