"""The only writer of corrections: asked, kept as typed, sent once, merged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.http import QueryDict

from eservices.cases import chain, completion, contacts, finding
from eservices.cases.files import attachments
from eservices.cases.models import Case
from eservices.cases.services import hold_files, locked_for
from eservices.procedures.corrections.asked import Place, build, look, places, submission_of
from eservices.procedures.drafts import answers, routing
from eservices.procedures.drafts.progress import Progress, in_item
from eservices.procedures.drafts.submission import contact_email, content_hash
from eservices.procedures.form_factory.step_form import StepForm
from eservices.procedures.models import AnswerRevision, Correction, CorrectionFile

if TYPE_CHECKING:
    from eservices.accounts.models import User


class AlreadyAsked(Exception):
    """A correction of this case is under way."""


class AlreadyAnswered(Exception):
    """It was sent, or what was missing came another way."""


class BufferChanged(Exception):
    """Something was saved (in another tab) since the page was shown."""


class PlaceIncomplete(Exception):
    """A page of the correction does not stand up to a second check."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


class TooManyFiles(Exception):
    """The question has all the files it takes."""


def ask(
    *,
    case: Case,
    user: User,
    items: Mapping[str, str],
    text: str,
    incomplete: bool,
    until: date | None,
    seen_lock: int,
) -> Correction:
    """Ask some answers again: ``items`` maps the name of each question to why.

    Raises:
        AlreadyAsked
        eservices.cases.services.NotAllowed, eservices.cases.services.CaseChanged
    """
    with transaction.atomic():
        locked_for(user, case, seen_lock)
        if case.corrections.filter(answered=None).exists():
            raise AlreadyAsked
        event = completion.ask(
            case=case,
            user=user,
            text=_in_words(case, items, text),
            data={"fields": list(items)},
            incomplete=incomplete,
            until=until,
            seen_lock=seen_lock,
        )
        return Correction.objects.create(
            case=case,
            asked=event,
            text=text,
            items=[{"name": name, "why": why} for name, why in items.items()],
            until=until,
        )


def _in_words(case: Case, items: Mapping[str, str], text: str) -> str:
    """Return what is asked as the acknowledgement tells it, a line each."""
    fields = submission_of(case).version.compiled.fields()
    lines = [text] if text else []
    for name, why in items.items():
        label = fields[name.partition("/")[0]].label.get(case.language)[0]
        lines.append(f"– {label} : {why}" if case.language == "fr" else f"– {label}: {why}")
    return "\n".join(lines)


def keep(*, correction: Correction, place: Place, form: StepForm, seen: int) -> None:
    """Keep what was typed on one page, right or not.

    Raises:
        AlreadyAnswered, BufferChanged
    """
    with transaction.atomic():
        locked = _under_way(correction)
        if locked.lock != seen:
            raise BufferChanged
        state = {"raw": form.typed, "cleaned": form.answers, "valid": form.is_valid()}
        locked.typed = {**locked.typed, place.name: state}
        _save(locked, correction)


def add_file(
    *, correction: Correction, place: Place, field: str, examined: Any, max_files: int
) -> None:
    """Give a file anew to one question; the same one is not added again.

    Raises:
        AlreadyAnswered, TooManyFiles
    """
    with transaction.atomic():
        locked = _under_way(correction)
        name = in_item(field, place.item)
        present = [
            link.attachment for link in locked.files.filter(field=name).select_related("attachment")
        ]
        if any((file.name, file.sha256) == (examined.name, examined.sha256) for file in present):
            return
        if sum(not file.is_refused for file in present) >= max_files:
            raise TooManyFiles
        CorrectionFile.objects.create(
            correction=locked, field=name, attachment=attachments.store(examined)
        )


def remove_file(*, correction: Correction, attachment_uuid: UUID) -> None:
    """Take a file back from a correction not yet sent; nothing happens where there is none.

    Raises:
        AlreadyAnswered
    """
    with transaction.atomic():
        locked = _under_way(correction)
        link = locked.files.filter(attachment__uuid=attachment_uuid).first()
        if link is not None:
            attachments.remove(attachment=link.attachment)
            link.delete()


def _under_way(correction: Correction) -> Correction:
    locked: Correction = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if locked.answered_id is not None:
        raise AlreadyAnswered
    return locked


def _save(locked: Correction, correction: Correction) -> None:
    locked.lock += 1
    locked.save(update_fields=["typed", "lock"])
    correction.typed, correction.lock = locked.typed, locked.lock


def send(*, correction: Correction, seen: int, language: str) -> AnswerRevision:
    """Merge the buffer into the answers of the case, once, and go on with it.

    What was sent first stays as it was; the event holds the fingerprint of the new answers.

    Raises:
        BufferChanged, PlaceIncomplete
        AlreadyAnswered: what was missing came another way.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=correction.case_id)
        merged = AnswerRevision.objects.filter(correction=correction).first()
        if merged is not None:
            return merged
        locked = _under_way(correction)
        if locked.lock != seen:
            raise BufferChanged
        hold_files(link.attachment for link in locked.files.select_related("attachment"))
        progress = look(case, locked)
        _check(locked, progress, language)
        frozen = answers.frozen(progress)
        submission = submission_of(case)
        event = completion.receive(
            case=case,
            asked=locked.asked,
            actor=chain.RESIDENT,
            data={"answers": content_hash(submission.salt, case.code, frozen)},
        )
        Correction.objects.filter(pk=locked.pk).update(answered=event)
        contacts.follow_address(case, contact_email(progress))
        merged = AnswerRevision.objects.create(correction=locked, answers=frozen)
        case.district = routing.destination(progress).district
        case.save(update_fields=["district"])
        finding.index_request(case=case)
    return merged


def _check(correction: Correction, progress: Progress, language: str) -> None:
    for number, place in enumerate(places(correction, progress), start=1):
        if not place.is_done(progress) or not _again(place, progress, language).is_valid():
            raise PlaceIncomplete(number)


def _again(place: Place, progress: Progress, language: str) -> StepForm:
    """Return the form of a page over what is kept of it, as if it were posted."""
    data = QueryDict(mutable=True)
    for name, typed in place.seen(progress).kept[place.step.id].raw.items():
        data.setlist(name, list(typed))
    return build(place, progress, language=language, data=data)


def receive_otherwise(*, case: Case, user: User, on: date, seen_lock: int) -> None:
    """Record that what was missing came by post or at a counter, on the day ``on``.

    Raises:
        AlreadyAnswered: nothing is asked any more.
        eservices.cases.services.NotAllowed, eservices.cases.services.CaseChanged
    """
    with transaction.atomic():
        locked = locked_for(user, case, seen_lock)
        correction = locked.corrections.filter(answered=None).select_related("asked").first()
        if correction is None:
            raise AlreadyAnswered
        event = completion.receive(
            case=locked,
            asked=correction.asked,
            actor=chain.Actor.agent(user),
            data={"otherwise": True},
            on=on,
        )
        Correction.objects.filter(pk=correction.pk).update(answered=event, typed={})
