"""From the editors' blocks, in every language, to one immutable `Definition`. Pure."""

from eservices.procedures.compiler.checks import check_steps, unread_fields
from eservices.procedures.compiler.structure import compile_steps
from eservices.procedures.compiler.texts import CompileError, mark_outdated, without_texts

__all__ = [
    "CompileError",
    "check_steps",
    "compile_steps",
    "mark_outdated",
    "unread_fields",
    "without_texts",
]
