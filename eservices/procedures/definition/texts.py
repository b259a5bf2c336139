"""The texts of a definition: each in several languages."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Frozen):
    """One text in several languages. ``outdated`` lists languages behind the source."""

    values: dict[str, str] = PydanticField(default_factory=dict)
    outdated: tuple[str, ...] = ()

    def get(self, language: str, source: str = "fr") -> tuple[str, str]:
        """Return (words, the language they are in), the source text when missing or outdated."""
        if self.values.get(language) and language not in self.outdated:
            return self.values[language], language
        return self.values.get(source, ""), source

    def __bool__(self) -> bool:
        return any(self.values.values())
