from eservices.records.models.lists import DestructionLine, DestructionList, Transfer
from eservices.records.models.plans import AnswersErased, RetentionPlan, Tombstone

__all__ = [
    "AnswersErased",
    "DestructionLine",
    "DestructionList",
    "RetentionPlan",
    "Tombstone",
    "Transfer",
]
