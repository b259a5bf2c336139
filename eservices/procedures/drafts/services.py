"""The only writer of drafts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NoReturn

from django.db import transaction
from django.utils import timezone

from eservices.accounts.models import Person, User
from eservices.cases.enums import Channel
from eservices.cases.files import attachments
from eservices.procedures.definition.schema import Step
from eservices.procedures.drafts import access, confirmation, statements
from eservices.procedures.drafts.departures import departures
from eservices.procedures.drafts.progress import LAST_ITEM, in_item
from eservices.procedures.models import GRACE, Draft, DraftAttachment, ProcedureVersion, StepState


class DraftSent(Exception):
    """The draft was sent already: nothing in it changes any more."""


class DraftExpired(Exception):
    """The time to finish this draft is over."""


class TooManyFiles(Exception):
    """The question has as many files as it takes."""


class StepChanged(Exception):
    """The step was saved elsewhere, in another tab or on another device, since it was shown."""


def start_draft(
    *,
    version: ProcedureVersion,
    language: str,
    channel: Channel = Channel.ONLINE,
    person: Person | None = None,
    agent: User | None = None,
    received_on: date | None = None,
    is_test: bool = False,
) -> tuple[Draft, str]:
    """Create a draft and return it with the secret that opens it, kept nowhere else.

    ``received_on`` is the day a form on paper came, if it is keyed later.
    """
    draft = Draft(
        version=version,
        language=language,
        channel=channel,
        person=person,
        agent=agent,
        received_on=received_on,
        is_test=is_test,
        expires_at=_expiry(version),
    )
    secret = access.add_secret(draft)
    draft.save()
    return draft, secret


def keep_step(
    *,
    draft: Draft,
    step: str,
    raw: Mapping[str, list[str]],
    cleaned: Mapping[str, Any],
    valid: bool,
    language: str,
    contact_email: str | None = None,
    seen: int | None = None,
) -> None:
    """Keep what was typed in one step, valid or not, and put off the draft's expiry.

    The draft's row is changed first: it is the lock that keeps a late save of
    another tab out of a draft that is being sent. ``seen`` is the step's lock on the page
    that was filled in (0 before its first save); ``None`` overwrites whatever stands.

    Raises:
        DraftSent, DraftExpired
        StepChanged: the step was saved, or the draft moved to a newer version, since the
            page was shown; nothing is written.
    """
    values: dict[str, Any] = {
        "draft": draft.pk,
        "step": step,
        "raw": dict(raw),
        "cleaned": cleaned,
        "valid": valid,
    }
    with transaction.atomic():
        _touch(draft, language=language, contact_email=contact_email)
        if seen is None:
            saved = statements.SAVE.change(**values)
        elif seen:
            saved = statements.SAVE_SEEN.change(**values, lock=seen)
        else:
            saved = statements.SAVE_FIRST.change(**values)
        if not saved:
            raise StepChanged  # saved meanwhile, or an item that was removed


def remove_item(*, draft: Draft, step: Step, item: int, last: int) -> None:
    """Remove one item of a repeated step with its answers and files, if it is still there.

    ``last`` is the highest number that an item had: it is never given again, so that a
    page still open in another tab cannot write into another item.

    Raises:
        DraftSent, DraftExpired
    """
    with transaction.atomic():
        _touch(draft)
        StepState.objects.filter(draft=draft, step=in_item(step.id, item)).delete()
        state, _created = StepState.objects.get_or_create(draft=draft, step=step.id)
        state.raw, state.valid, state.lock = {LAST_ITEM: [str(last)]}, False, state.lock + 1
        state.save(update_fields=["raw", "valid", "lock"])
        names = [in_item(question.id, item) for question in step.fields]
        for link in draft.files.filter(field__in=names).select_related("attachment"):
            _remove_link(link)


def _remove_link(link: DraftAttachment) -> None:
    attachment = link.attachment
    link.delete()
    attachments.remove(attachment=attachment)


def add_file(*, draft: Draft, field: str, examined: attachments.Examined, max_files: int) -> None:
    """Store a file and link it to the draft, in one transaction under the draft's lock.

    A file that is there already is not added again: a lost answer may be retried.

    Raises:
        TooManyFiles: the question has ``max_files``, whatever other tabs sent meanwhile.
        DraftSent, DraftExpired
    """
    with transaction.atomic():
        _touch(draft, any_version=True)  # a question is the same in every version
        links = draft.files.filter(field=field).select_related("attachment")
        present = [link.attachment for link in links if not link.attachment.is_refused]
        same = (examined.name, examined.sha256)
        if any((file.name, file.sha256) == same for file in present):
            return
        if len(present) >= max_files:
            raise TooManyFiles
        attachment = attachments.store(examined)
        DraftAttachment.objects.create(draft=draft, field=field, attachment=attachment)


def remove_file(*, draft: Draft, attachment_uuid: str) -> str:
    """Remove a file from the draft and from the store; return its name.

    Raises:
        DraftSent, DraftExpired
        DraftAttachment.DoesNotExist: the draft has no such file.
    """
    with transaction.atomic():
        _touch(draft, any_version=True)
        link = draft.files.select_related("attachment").get(attachment__uuid=attachment_uuid)
        _remove_link(link)
        return str(link.attachment.name)


def open_on_this_device(*, draft: Draft) -> str:
    """Give the draft one more secret, for a device whose holder was proved."""
    with transaction.atomic():
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        secret = access.add_secret(locked)
        locked.save(update_fields=["secret_hashes"])
    draft.secret_hashes = locked.secret_hashes
    return secret


def remember_email(*, draft: Draft, email: str) -> None:
    """Keep the address that the link to resume goes to."""
    Draft.objects.filter(pk=draft.pk).update(contact_email=email)
    draft.contact_email = email


def mail_resume_link(*, draft: Draft, key: str) -> None:
    """Mail the link that opens the draft elsewhere, once for each ``key``."""
    with transaction.atomic():
        confirmation.write_resume_link(draft, key=key)


def put_off(*, draft: Draft) -> None:
    """Give a draft its whole time anew, in the days of grace after its end too.

    Raises:
        DraftSent, DraftExpired
    """
    now = timezone.now()
    kept = Draft.objects.filter(pk=draft.pk, submitted_at=None, expires_at__gt=now - GRACE)
    if not kept.update(expires_at=_expiry(draft.version, now), warned_at=None):
        _say_why_closed(draft)
    draft.refresh_from_db(fields=["expires_at", "warned_at"])


def discard(*, draft: Draft) -> None:
    """Erase a draft that was never sent, with its answers and files.

    Raises:
        DraftSent
    """
    with transaction.atomic():
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        if locked.submitted_at is not None:
            raise DraftSent
        departures.tell(locked)
        for link in locked.files.select_related("attachment"):
            attachment = link.attachment
            link.delete()
            attachments.remove(attachment=attachment)
            attachment.delete()  # not even the file's name stays
        locked.delete()


def _touch(
    draft: Draft,
    *,
    language: str = "",
    contact_email: str | None = None,
    any_version: bool = False,
) -> None:
    """Take the draft's row for this transaction, count the change, put off the expiry."""
    now = timezone.now()
    values: dict[str, Any] = {
        "id": draft.pk,
        "saved_at": now,
        "expires_at": _expiry(draft.version, now),
        "language": language or None,
        "contact_email": contact_email,
    }
    if any_version:
        touched = statements.TOUCH_ANY.change(**values)
    else:
        touched = statements.TOUCH.change(**values, version=draft.version_id)
    if not touched:
        _say_why_closed(draft)
    draft.saved_at = now


def _say_why_closed(draft: Draft) -> NoReturn:
    current = Draft.objects.filter(pk=draft.pk).first()
    if current is not None and current.submitted_at is not None:
        raise DraftSent
    if current is not None and current.version_id != draft.version_id:
        raise StepChanged  # moved to a newer version by another request, just now
    raise DraftExpired


def _expiry(version: ProcedureVersion, now: datetime | None = None) -> datetime:
    days = version.compiled.retention.draft_days
    return (now or timezone.now()) + timedelta(days=days)
