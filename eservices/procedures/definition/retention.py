"""How long requests are kept once ended: what editors say, as a version and a case hold it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from eservices.records.enums import Stage
from eservices.records.plans import Plan, StageRule


class Retention(BaseModel):
    """The rules of a version, by how requests ended."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    draft_days: int = 30
    administrative_months: int = 12
    final_fate: Literal["destroy", "sample", "keep"] = "destroy"
    #: Requests closed without a decision; ``None`` is as long as the others.
    dropped_months: int | None = None
    dropped_fate: Literal["destroy", "sample", "keep"] = "destroy"
    #: Of a sample, one request in so many is kept.
    sample_one_in: int = 10
    #: Where the rule comes from.
    reference: str = ""

    def plan(self) -> Plan:
        """Return the rules that a case keeps."""
        dropped = self.dropped_months
        months = {
            Stage.DECIDED: self.administrative_months,
            Stage.DROPPED: self.administrative_months if dropped is None else dropped,
        }
        fates = {Stage.DECIDED: self.final_fate, Stage.DROPPED: self.dropped_fate}
        return Plan(
            stages={
                stage.value: StageRule(months[stage], fates[stage], self.sample_one_in)
                for stage in Stage
            },
            reference=self.reference,
        )
