"""From the editors' blocks, in every language, to one immutable `Definition`. Pure."""

from eservices.procedures.compiler.checks import check_steps, unread_fields
from eservices.procedures.compiler.structure import compile_steps
from eservices.procedures.compiler.texts import CompileError, mark_outdated, without_texts
from eservices.procedures.compiler.workflow import check_workflow, compile_workflow

__all__ = [
    "CompileError",
    "check_steps",
    "check_workflow",
    "compile_steps",
    "compile_workflow",
    "mark_outdated",
    "unread_fields",
    "without_texts",
]
