from content.council.models.bodies import Body, Mandate, MandateText, Speaker, Term
from content.council.models.sessions import (
    AgendaItem,
    AgendaItemText,
    Document,
    Session,
    SessionText,
    Sitting,
    Vote,
)
from content.council.models.transcripts import Cue, Intervention, TranscriptLayer

__all__ = [
    "AgendaItem",
    "AgendaItemText",
    "Body",
    "Cue",
    "Document",
    "Intervention",
    "Mandate",
    "MandateText",
    "Session",
    "SessionText",
    "Sitting",
    "Speaker",
    "Term",
    "TranscriptLayer",
    "Vote",
]
