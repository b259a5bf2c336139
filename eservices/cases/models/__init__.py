from eservices.cases.models.absences import Absence
from eservices.cases.models.attachments import Attachment
from eservices.cases.models.cases import Case
from eservices.cases.models.claims import CaseClaim
from eservices.cases.models.clocks import CaseClock
from eservices.cases.models.contacts import CaseContact, FollowUp
from eservices.cases.models.events import CaseEvent, CaseEventNote
from eservices.cases.models.finding import CaseTerm
from eservices.cases.models.letters import (
    BatchLetter,
    Letter,
    LetterContent,
    LetterDraft,
    LetterReturn,
    LetterTemplate,
    LetterTemplateText,
    PrintBatch,
    Signatory,
)
from eservices.cases.models.mandates import CaseRepresentation, Mandate, MandateScope
from eservices.cases.models.messages import Message
from eservices.cases.models.notices import Notice
from eservices.cases.models.statements import Statement
from eservices.cases.models.tracking import TrackingAttempt, TrackingFact

__all__ = [
    "Absence",
    "Attachment",
    "BatchLetter",
    "Case",
    "CaseClaim",
    "CaseClock",
    "CaseContact",
    "CaseEvent",
    "CaseEventNote",
    "CaseRepresentation",
    "CaseTerm",
    "FollowUp",
    "Letter",
    "LetterContent",
    "LetterDraft",
    "LetterReturn",
    "LetterTemplate",
    "LetterTemplateText",
    "Mandate",
    "MandateScope",
    "Message",
    "Notice",
    "PrintBatch",
    "Signatory",
    "Statement",
    "TrackingAttempt",
    "TrackingFact",
]
