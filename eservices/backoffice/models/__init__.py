"""What the desk itself keeps."""

from eservices.backoffice.models.batches import Batch, BatchAct, BatchItem, Outcome
from eservices.backoffice.models.notices import NoticeChoice, NoticeTime
from eservices.backoffice.models.visits import Visit, VisitDraft, VisitSpan

__all__ = [
    "Batch",
    "BatchAct",
    "BatchItem",
    "NoticeChoice",
    "NoticeTime",
    "Outcome",
    "Visit",
    "VisitDraft",
    "VisitSpan",
]
