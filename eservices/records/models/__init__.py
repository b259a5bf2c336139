from eservices.records.models.erasure import ErasureRequest
from eservices.records.models.lists import DestructionLine, DestructionList, Transfer
from eservices.records.models.plans import AnswersErased, RetentionPlan, Tombstone

__all__ = [
    "AnswersErased",
    "DestructionLine",
    "DestructionList",
    "ErasureRequest",
    "RetentionPlan",
    "Tombstone",
    "Transfer",
]
