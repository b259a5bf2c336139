"""The only writer of letters: begun from a template, kept while written, sent once and frozen."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from eservices.cases import chain, contacts, permissions, services, transitions
from eservices.cases.chain import RESIDENT, Actor, digest
from eservices.cases.enums import APPEALABLE, EventKind, LetterKind
from eservices.cases.kinds import kinds
from eservices.cases.letters import placeholders
from eservices.cases.letters.document import Document, Signer
from eservices.cases.models import (
    Case,
    Letter,
    LetterContent,
    LetterDraft,
    LetterTemplate,
    Signatory,
)
from eservices.cases.notices import tell_resident
from eservices.cases.transitions import Given

if TYPE_CHECKING:
    from eservices.accounts.models import User

#: An address of France: NF Z 10-011, six lines of thirty-eight signs (one more for a country).
ADDRESS_LINES, LINE_LENGTH = 7, 38
#: What an agent writes of a draft.
WRITTEN = (
    *("title", "body", "reasons", "appeal", "sender", "recipient", "enclosures"),
    *("place", "capacity", "by_post", "day"),
)


class DraftExists(Exception):
    """The agent has begun a letter about this case: it is sent or thrown away first."""


class DraftChanged(Exception):
    """The draft is not the one that was previewed."""


class LetterIncomplete(Exception):
    """What the law or the post needs is not there; ``problems`` says it by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


def begin(*, case: Case, user: User, template: LetterTemplate, status: str = "") -> LetterDraft:
    """Begin a letter from ``template`` in the language of the case.

    With ``status``, sending it takes the case there, if the workflow allows it then.

    Raises:
        services.NotAllowed, DraftExists
        transitions.WrongTransition: no way that sends a letter leads there.
    """
    if not permissions.may_work(user, case):
        raise services.NotAllowed("the case is in another queue")
    if status:
        transitions.take(case, user, status, Given(letter=True, day=timezone.localdate()))
    addressee = kinds.addressee(case)
    text = template.text(case.language)
    values = placeholders.values_for(case, text.language, addressee.name)
    signatory = Signatory.objects.filter(user=user).first()
    draft, made = LetterDraft.objects.get_or_create(
        case=case,
        author=user,
        defaults={
            "template": template,
            "kind": template.kind,
            "status": status,
            "language": text.language,
            **{name: placeholders.fill(getattr(text, name), values) for name in _FILLED},
            "sender": template.sender,
            "recipient": "\n".join([addressee.name, *addressee.lines]).strip(),
            "place": signatory.place if signatory else "",
            "capacity": signatory.capacity if signatory else "",
            "by_post": not contacts.reads_mail(case),
        },
    )
    if not made:
        raise DraftExists
    return draft


_FILLED = ("title", "body", "appeal")


def save(*, draft: LetterDraft, written: Mapping[str, Any]) -> LetterDraft:
    """Keep what the author wrote, whatever it still lacks; remember how they sign."""
    for name in WRITTEN:
        setattr(draft, name, written[name])
    with transaction.atomic():
        draft.save()
        if draft.capacity and draft.place:
            sign_as(user=draft.author, capacity=draft.capacity, place=draft.place)
    return draft


def sign_as(*, user: User, capacity: str, place: str) -> None:
    """Remember how a member of staff signs."""
    Signatory.objects.update_or_create(user=user, defaults={"capacity": capacity, "place": place})


def discard(*, draft: LetterDraft) -> None:
    """Throw the draft away."""
    draft.delete()


def problems(draft: LetterDraft) -> dict[str, str]:
    """Return what keeps the draft from being sent, by field.

    Name, first name and capacity of the signatory, readable: code of relations between the
    public and the administration, article L212-1; reasons of an unfavourable decision, of
    law and of fact: L211-2 and L211-5; means and delays of appeal, without which the delay
    never runs: code de justice administrative, R421-5.
    """
    found = {
        name: _("Fill this in: the letter needs it.")
        for name in ("title", "body", "place", "capacity")
        if not getattr(draft, name).strip()
    }
    if not (draft.author.first_name and draft.author.last_name):
        found["capacity"] = _(
            "Your account lacks your first name or your name, which the law wants on each "
            "letter: write them in your profile."
        )
    if draft.kind == LetterKind.REFUSAL and not draft.reasons.strip():
        found["reasons"] = _("Give the reasons: the rule, and the facts it is applied to.")
    if draft.kind in APPEALABLE and not draft.appeal.strip():
        found["appeal"] = _("Say before whom and within which delay to appeal.")
    if draft.by_post:
        found |= _address_problems(draft.recipient)
    way = draft.case.get_workflow().transition(draft.case.status, draft.status)
    if draft.status and way is not None and way.asks_day and draft.day is None:
        found["day"] = _("Give the date.")
    return found


def _address_problems(recipient: str) -> dict[str, str]:
    lines = [line for line in recipient.splitlines() if line.strip()]
    if len(lines) < 3:
        return {"recipient": _("Write the name, the street and the town, a line each.")}
    if len(lines) > ADDRESS_LINES:
        return {"recipient": _("An envelope shows seven lines at most.")}
    long = next((line for line in lines if len(line) > LINE_LENGTH), None)
    if long:
        return {
            "recipient": _("An envelope shows 38 signs a line; this one is longer: “%(line)s”.")
            % {"line": long}
        }
    return {}


def document(draft: LetterDraft) -> Document:
    """Return the draft as a letter of today, signed by its author."""
    author = draft.author
    signatory = Signer(author.first_name, author.last_name, draft.capacity)
    return Document(draft, signatory, timezone.localdate())


def send(*, draft: LetterDraft, seen_draft: str, seen_lock: int) -> Letter:
    """Send the letter as it was previewed, move the case where it leads, tell the resident.

    ``seen_draft`` is the draft's `mark` on the preview. One transaction writes the event
    with the salted digest of the PDF, the letter and the change of status.

    Raises:
        services.NotAllowed, services.CaseChanged, transitions.WrongTransition
        LetterIncomplete, DraftChanged
    """
    with transaction.atomic():
        user = draft.author
        case = services.locked_for(user, draft.case, seen_lock)
        found = LetterDraft.objects.select_for_update().filter(pk=draft.pk).first()
        if found is None or mark(found) != seen_draft:
            raise DraftChanged
        found.case, found.author = case, user
        missing = problems(found)
        if missing:
            raise LetterIncomplete(missing)
        given = Given(day=found.day, letter=True)
        way = transitions.take(case, user, found.status, given) if found.status else None
        letter = _freeze(case, user, found)
        if way is not None:
            status = case.get_workflow()[way.to]
            data = {**given.data(way), "letter": str(letter.uuid)}
            services.set_status(case, status, Actor.agent(user), data=data)
        tell_resident(case, letter.event)
        found.delete()
    return letter


def send_with(*, draft: LetterDraft) -> Letter:
    """Send a letter made whole by another act, in its transaction, about a case that it locked.

    Raises:
        LetterIncomplete
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("the letter goes with the act that it tells")
    missing = problems(draft)
    if missing:
        raise LetterIncomplete(missing)
    sign_as(user=draft.author, capacity=draft.capacity, place=draft.place)
    return _freeze(draft.case, draft.author, draft)


def mark(draft: LetterDraft) -> str:
    """Return what tells one saved state of a draft from another."""
    return draft.saved_at.isoformat()


def _freeze(case: Case, user: User, draft: LetterDraft) -> Letter:
    said = document(draft)
    pdf, salt = said.pdf(), secrets.token_hex(32)
    letter = Letter(
        case=case,
        kind=draft.kind,
        template_key=draft.template.key if draft.template else "",
        language=draft.language,
        by_post=draft.by_post,
    )
    case.lock += 1
    case.save(update_fields=["lock"])
    letter.event = chain.append(
        case,
        EventKind.LETTER,
        Actor.agent(user),
        data={
            "letter": str(letter.uuid),
            "kind": letter.kind,
            "by_post": letter.by_post,
            "sha256": digest_of(salt, pdf),
            "lock": case.lock,
        },
        text=said.text(),
    )
    letter.sent_at = letter.event.at
    letter.save(force_insert=True)
    LetterContent.objects.create(
        letter=letter,
        title=draft.title,
        recipient=draft.recipient,
        enclosures=draft.enclosures,
        salt=salt,
        pdf=ContentFile(pdf, name="letter.pdf"),
    )
    return letter


def digest_of(salt: str, pdf: bytes) -> str:
    """Return the salted digest of a letter's bytes that its event holds."""
    return digest(salt, pdf.hex())


def is_intact(letter: Letter) -> bool:
    """Return whether the bytes kept are those whose digest is in the chain."""
    content: LetterContent = letter.content
    with content.pdf.open("rb") as file:
        return digest_of(content.salt, file.read()) == str(letter.event.data["sha256"])


def mark_read_by_resident(*, letter: Letter) -> None:
    """Write in the chain, once, that the resident opened the letter."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=letter.case_id)
        read = {"kind": EventKind.LETTER_READ, "data__letter": str(letter.uuid)}
        if not case.events.filter(**read).exists():
            chain.append(case, EventKind.LETTER_READ, RESIDENT, data={"letter": str(letter.uuid)})


def templates_for(case: Case) -> QuerySet[LetterTemplate]:
    """Return the templates that a letter about ``case`` may begin from."""
    return LetterTemplate.objects.filter(
        Q(service=None) | Q(service=case.service_id), is_active=True
    ).prefetch_related("texts")
