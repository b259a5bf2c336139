from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """How the request came; each is a channel of the same service."""

    ONLINE = "online", _("Online")
    COUNTER = "counter", _("At a counter")
    TELEPHONE = "telephone", _("By telephone")
    PAPER = "paper", _("On paper")


class CaseState(models.TextChoices):
    """The platform's coarse states, the same for every procedure, so that figures compare."""

    RECEIVED = "received", pgettext_lazy("case", "Received")
    IN_PROGRESS = "in_progress", pgettext_lazy("case", "In progress")
    WAITING = "waiting_for_resident", pgettext_lazy("case", "Waiting for the resident")
    DECIDED = "decided", pgettext_lazy("case", "Decided")
    CLOSED = "closed", pgettext_lazy("case", "Closed")


#: Where a case may go from each coarse state. Received is left once; closed can be reopened.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    CaseState.RECEIVED: (
        CaseState.IN_PROGRESS,
        CaseState.WAITING,
        CaseState.DECIDED,
        CaseState.CLOSED,
    ),
    CaseState.IN_PROGRESS: (
        CaseState.IN_PROGRESS,
        CaseState.WAITING,
        CaseState.DECIDED,
        CaseState.CLOSED,
    ),
    CaseState.WAITING: (
        CaseState.IN_PROGRESS,
        CaseState.WAITING,
        CaseState.DECIDED,
        CaseState.CLOSED,
    ),
    CaseState.DECIDED: (CaseState.IN_PROGRESS, CaseState.DECIDED, CaseState.CLOSED),
    CaseState.CLOSED: (CaseState.IN_PROGRESS,),
}

OPEN_STATES = (CaseState.RECEIVED, CaseState.IN_PROGRESS, CaseState.WAITING)


class Mover(models.TextChoices):
    """Who may take a transition of a workflow."""

    AGENT = "agent", _("Agents and officers")
    OFFICER = "officer", _("Sector officers only")


class Asked(models.TextChoices):
    """Whether a transition asks the agent for its reason."""

    NO = "no", pgettext_lazy("asked", "Not asked")
    MAY = "may", pgettext_lazy("asked", "May be given")
    MUST = "must", pgettext_lazy("asked", "Must be given")


class Sends(models.TextChoices):
    """What a transition sends to the resident."""

    NOTHING = "nothing", pgettext_lazy("sends", "Nothing: the tracking page alone says it")
    NOTICE = "notice", _("A notice by e-mail, read on the tracking page")
    LETTER = "letter", _("A letter, written before the status changes")


class LetterKind(models.TextChoices):
    """What a letter is in law; a decision tells its means of appeal, a refusal its reasons too."""

    LETTER = "letter", _("Letter")
    DECISION = "decision", _("Decision")
    REFUSAL = "refusal", _("Unfavourable decision")


#: Decisions: code de justice administrative, article R421-5.
APPEALABLE = (LetterKind.DECISION, LetterKind.REFUSAL)


class PostState(models.TextChoices):
    """Where a letter to post is, told from its batch and its return."""

    WAITING = "waiting", pgettext_lazy("letter", "To be printed")
    IN_BATCH = "in_batch", pgettext_lazy("letter", "In a print batch")
    PRINTED = "printed", pgettext_lazy("letter", "Printed, to be posted")
    POSTED = "posted", pgettext_lazy("letter", "Posted")
    RETURNED = "returned", pgettext_lazy("letter", "Came back")


class ReturnReason(models.TextChoices):
    """Why the post brought a letter back."""

    UNKNOWN = "unknown", _("Unknown at this address")
    INCOMPLETE = "incomplete", _("Address wrong or incomplete")
    MOVED = "moved", _("Moved away")
    UNCLAIMED = "unclaimed", _("Not fetched from the post office")
    REFUSED = "refused", _("Refused by the person")
    OTHER = "other", pgettext_lazy("return", "Another reason")


class EventKind(models.TextChoices):
    OPENED_CASE = "case_opened", _("Request received")
    ASSIGNED = "assigned", _("Assigned")
    RELEASED = "released", _("Put back in the queue")
    FORWARDED = "forwarded", _("Sent on to another service")
    STATUS = "status", _("Status changed")
    MESSAGE_OUT = "message_out", _("Message to the resident")
    MESSAGE_IN = "message_in", _("Message from the resident")
    READ = "read", _("File opened")
    DOCUMENT_READ = "document_read", _("Document opened")
    EXPORTED = "exported", _("Answers exported")
    LETTER = "letter", _("Letter sent")
    LETTER_READ = "letter_read", _("Letter opened by the resident")
    LETTER_PRINTED = "letter_printed", _("Letter printed")
    LETTER_POSTED = "letter_posted", _("Letter posted")
    LETTER_RETURNED = "letter_returned", _("Letter came back")
    DOCUMENT_REFUSED = "document_refused", _("Document refused: a virus was found")
    PERSON = "person", _("Whose request it is")
    FOLLOWED_UP = "followed_up", _("Called or written to")
    COPY_GIVEN = "copy_given", _("Copy of the file given to its person")
    PROVED = "proved", _("Proof of the file made by the service")
    ANSWERS_ERASED = "answers_erased", _("Answers erased, as was promised")
    ERASED = "erased", _("File destroyed; this trace of it is kept")
    PIECES_ASKED = "pieces_asked", _("Correction or documents asked for")
    PIECES_RECEIVED = "pieces_received", _("Correction or documents received")
    SILENCE = "silence", _("End of the legal period without a decision")
    ACKNOWLEDGED = "acknowledged", _("Acknowledgement of receipt")
    ATTESTED = "attested", _("Attestation of an agreement by silence")
    REPRESENTED = "represented", _("Sent by a representative")
    NOTICE_RETURNED = "notice_returned", _("E-mail to the resident came back")
    CONTACT_CHANGED = "contact_changed", _("Resident chose how to be told of news")
    CLAIMED = "claimed", _("Brought into the person’s space")
    ERASURE_ASKED = "erasure_asked", _("Erasure of the file asked for")
    ERASURE_GRANTED = "erasure_granted", _("Erasure of the file granted")
    ERASURE_REFUSED = "erasure_refused", _("Erasure of the file refused")
    ERASURE_VISA = "erasure_visa", _("Answer of the archives on the erasure")


#: With a reason, which the resident reads.
WITH_REASON = frozenset({EventKind.READ, EventKind.EXPORTED})
#: Who opened a file, and what they wrote of it, is for auditors.
OPENINGS = WITH_REASON | {EventKind.DOCUMENT_READ}
#: Events by which a request comes into a queue, and by which something comes to it there.
COMING = (EventKind.OPENED_CASE, EventKind.FORWARDED)
ANSWERING = (EventKind.MESSAGE_IN, EventKind.PIECES_RECEIVED)
ARRIVALS = (*COMING, *ANSWERING)


class ErasureGround(models.TextChoices):
    """Why an erasure may be refused: GDPR, article 17. Stored, never renamed."""

    NEEDED = (
        "needed",
        _("The request is under way: its file is needed to answer it (article 17, 1, a)"),
    )
    OBLIGATION = (
        "obligation",
        _("The law, or a task of public interest, obliges us to keep it (article 17, 3, b)"),
    )
    ARCHIVES = "archives", _("Archiving in the public interest (article 17, 3, d)")
    CLAIMS = "claims", _("It is needed to establish or defend legal claims (article 17, 3, e)")


class NoticeState(models.TextChoices):
    """Where a mail to the person is, told from its delivery and what came back."""

    QUEUED = "queued", pgettext_lazy("notice", "About to leave")
    RETRIED = "retried", pgettext_lazy("notice", "Tried again")
    SENT = "sent", pgettext_lazy("notice", "Sent")
    FAILED = "failed", pgettext_lazy("notice", "Not sent")
    RETURNED = "returned", pgettext_lazy("notice", "Came back")


class Silence(models.TextChoices):
    """What it means that no decision was made within the legal period."""

    AGREEMENT = "agreement", _("Agreement: the request is accepted")
    REFUSAL = "refusal", _("Refusal: the request is rejected")
    SPECIAL = "special", _("A special regime, said below")


class PeriodUnit(models.TextChoices):
    MONTHS = "months", pgettext_lazy("period", "months")
    DAYS = "days", pgettext_lazy("period", "days")


class Incomplete(models.TextChoices):
    """What an incomplete file does to a legal period under a special regime."""

    RESTARTS = "restarts", _("The period runs only from the arrival of the missing pieces")
    SUSPENDS = "suspends", _("The period is suspended for the time given to send them")
    UNCHANGED = "unchanged", _("The period goes on")


class ActorRole(models.TextChoices):
    AGENT = "agent", _("Agent")
    RESIDENT = "resident", _("Resident")
    SYSTEM = "system", pgettext_lazy("actor", "Automatic")


class Direction(models.TextChoices):
    IN = "in", _("From the resident")
    OUT = "out", _("To the resident")


class OpeningReason(models.TextChoices):
    """Why an agent opens a file; the resident reads it."""

    PROCESSING = "processing", _("To process the request")
    CONTACT = "contact", _("To answer a question from the person")
    SUPERVISION = "supervision", _("To check the quality of the work")
    AUDIT = "audit", _("To audit the use of files")
    OTHER = "other", _("Other reason")


class ContactWay(models.TextChoices):
    """How a person hears of their request."""

    EMAIL = "email", _("By e-mail")
    SMS = "sms", _("By text message")
    TELEPHONE = "telephone", _("We call")
    LETTER = "letter", _("We write a letter")
    NONE = "none", _("The person asks, with the code")


class FollowUpOutcome(models.TextChoices):
    REACHED = "reached", _("The person was told")
    NO_ANSWER = "no_answer", _("No answer: to be called again")
    SENT = "sent", _("The letter was sent")


class FoundIn(models.TextChoices):
    """Where the agents' search found a word of a case."""

    NAME = "name", _("in a name")
    SOUND = "sound", _("in a name, as it sounds")
    ANSWER = "answer", _("in the answers")
    MESSAGE = "message", _("in a message")


class MandateKind(models.TextChoices):
    """By what right one person acts for another."""

    PARENT = "parent", _("parent")
    GUARDIAN = "guardian", _("guardian")
    CURATOR = "curator", _("curator")
    LAWYER = "lawyer", _("lawyer")
    HELPER = "helper", _("professional helper")


class Evidence(models.TextChoices):
    """How it was proved that one person may act for another."""

    PAPER = "paper", _("signed paper, scanned")
    SPOKEN_CODE = "spoken_code", _("code read aloud by the person represented")
    IN_PERSON = "in_person", _("seen by an agent")


class FactKind(models.TextChoices):
    """What a person can give besides the code to prove that the case is theirs."""

    EMAIL = "email", _("e-mail address")
    DATE = "date", _("date of birth")
    PHONE = "phone", _("telephone number")
    POSTCODE = "postcode", _("postcode")
    NAME = "name", _("family name")
    TEXT = "text", _("another answer")


class AttachmentState(models.TextChoices):
    RECEIVED = "received", _("Waiting for the virus check")
    SCANNING = "scanning", _("Virus check under way")
    CLEAN = "clean", _("Checked, no virus found")
    INFECTED = "infected", _("Refused: a virus was found")
    REMOVED = "removed", _("Removed")
    UNSCANNED = "unscanned", _("Not checked for viruses")


#: Where a file may go from each state. A daemon that is away puts it back; what was found
#: infected is never anything else again, but removed.
ATTACHMENT_TRANSITIONS: dict[str, tuple[str, ...]] = {
    AttachmentState.RECEIVED: (
        AttachmentState.SCANNING,
        AttachmentState.UNSCANNED,
        AttachmentState.REMOVED,
    ),
    AttachmentState.SCANNING: (
        AttachmentState.SCANNING,
        AttachmentState.RECEIVED,
        AttachmentState.UNSCANNED,
        AttachmentState.CLEAN,
        AttachmentState.INFECTED,
        AttachmentState.REMOVED,
    ),
    AttachmentState.UNSCANNED: (AttachmentState.SCANNING, AttachmentState.REMOVED),
    AttachmentState.CLEAN: (AttachmentState.REMOVED,),
    AttachmentState.INFECTED: (AttachmentState.REMOVED,),
    AttachmentState.REMOVED: (AttachmentState.REMOVED,),
}
#: Without bytes: neither what came nor our rebuilt copy is kept.
EMPTY_STATES = (AttachmentState.INFECTED, AttachmentState.REMOVED)
#: Waiting for a verdict.
PENDING_STATES = (AttachmentState.RECEIVED, AttachmentState.SCANNING)
