from eservices.procedures.models.procedures import (
    Procedure,
    ProcedurePage,
    ProcedureVersion,
    VersionsExist,
)

from eservices.procedures.models.journeys import (  # isort: skip
    GRACE,
    NOTICE,
    Draft,
    DraftAttachment,
    DraftMandate,
    StepState,
    Submission,
)

from eservices.procedures.models.corrections import (  # isort: skip
    AnswerRevision,
    Correction,
    CorrectionFile,
)
from eservices.procedures.models.changes import CutOver, Persona, WorkingCopy  # isort: skip

__all__ = [
    "GRACE",
    "NOTICE",
    "AnswerRevision",
    "Correction",
    "CorrectionFile",
    "CutOver",
    "Draft",
    "DraftAttachment",
    "DraftMandate",
    "Persona",
    "Procedure",
    "ProcedurePage",
    "ProcedureVersion",
    "StepState",
    "Submission",
    "VersionsExist",
    "WorkingCopy",
]
