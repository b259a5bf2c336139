"""What the desk itself keeps."""

from eservices.backoffice.models.visits import Visit, VisitDraft, VisitSpan

__all__ = ["Visit", "VisitDraft", "VisitSpan"]
