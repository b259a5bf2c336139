"""What editors build a procedure from: steps, questions, options, conditions, advice.

A question has a machine name that conditions refer to; its identity is the id of
its block, which survives relabelling, reordering and moves.
"""

from eservices.procedures.blocks.steps import StepsBlock
from eservices.procedures.blocks.workflow import WorkflowBlock

__all__ = ["StepsBlock", "WorkflowBlock"]
