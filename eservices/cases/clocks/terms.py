"""What a case was opened under: the promise and the legal period of its procedure then.

Copied into the first event of the case, so that it is part of the chain and no later change
of the procedure moves a date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eservices.cases.clocks.calendar import end_of_period
from eservices.cases.enums import Incomplete, PeriodUnit, Silence

#: What an incomplete file does to the period: code of relations between the public and the
#: administration (CRPA), articles L114-3 and L114-5. A special regime says it by itself.
BY_LAW = {Silence.AGREEMENT: Incomplete.RESTARTS, Silence.REFUSAL: Incomplete.SUSPENDS}


@dataclass(frozen=True, slots=True)
class LegalPeriod:
    """How long silence may last and what it means then (CRPA, L231-1, L231-4 to L231-6).

    ``text`` (the law), ``special`` (what silence means under a special regime) and ``appeal``
    (means and delays, empty for the usual ones) hold words by language.
    """

    silence: str
    amount: int
    unit: str = PeriodUnit.MONTHS
    incomplete: str = ""
    text: Mapping[str, str] = field(default_factory=dict)
    special: Mapping[str, str] = field(default_factory=dict)
    appeal: Mapping[str, str] = field(default_factory=dict)

    def ends(self, start: Any) -> Any:
        """Return the last day of the period that begins on ``start``."""
        return end_of_period(start, self.amount, self.unit)

    @property
    def when_incomplete(self) -> str:
        return BY_LAW.get(Silence(self.silence), self.incomplete or Incomplete.UNCHANGED)

    @classmethod
    def read(cls, raw: Mapping[str, Any] | None) -> LegalPeriod | None:
        """Read the JSON of a definition or an event; texts may be ``{"values": {...}}``."""
        if not raw or not raw.get("silence"):
            return None
        words = {name: _words(raw.get(name)) for name in ("text", "special", "appeal")}
        return cls(
            silence=Silence(raw["silence"]).value,
            amount=int(raw["amount"]),
            unit=PeriodUnit(raw.get("unit") or PeriodUnit.MONTHS).value,
            incomplete=str(raw.get("incomplete") or ""),
            **words,
        )

    def dump(self) -> dict[str, Any]:
        return {
            "silence": self.silence,
            "amount": self.amount,
            "unit": self.unit,
            "incomplete": self.incomplete,
            "text": dict(self.text),
            "special": dict(self.special),
            "appeal": dict(self.appeal),
        }


@dataclass(frozen=True, slots=True)
class Terms:
    """``promise_days`` are working days; 0 and ``None`` where there is no such clock."""

    promise_days: int = 0
    legal: LegalPeriod | None = None

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Terms:
        return cls(int(raw.get("promise_days") or 0), LegalPeriod.read(raw.get("legal")))

    def dump(self) -> dict[str, Any]:
        legal = self.legal.dump() if self.legal else None
        return {"promise_days": self.promise_days, "legal": legal}


def _words(raw: Mapping[str, Any] | None) -> dict[str, str]:
    values = (raw or {}).get("values", raw or {})
    return {str(code): str(text) for code, text in values.items() if text}
