from eservices.procedures.models.procedures import (
    Procedure,
    ProcedurePage,
    ProcedureVersion,
    VersionsExist,
)

from eservices.procedures.models.journeys import (  # isort: skip
    Draft,
    DraftAttachment,
    StepState,
    Submission,
)

__all__ = [
    "Draft",
    "DraftAttachment",
    "Procedure",
    "ProcedurePage",
    "ProcedureVersion",
    "StepState",
    "Submission",
    "VersionsExist",
]
