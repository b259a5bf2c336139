"""The pieces a page body is made of. No embed, no iframe, no raw HTML."""

from content.core.blocks.body import BodyBlock
from content.core.blocks.identity import give_ids, with_ids
from content.core.blocks.machine import MachineNameBlock
from content.core.blocks.registers import RegisterChoiceBlock

__all__ = ["BodyBlock", "MachineNameBlock", "RegisterChoiceBlock", "give_ids", "with_ids"]
