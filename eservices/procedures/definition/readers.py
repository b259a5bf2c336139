"""Read the stored JSON of any version, however old.

Rows of versions cannot be migrated. Attributes added since with a default need nothing:
an old row lacks them. Whatever changes more (a name, a shape, a meaning) takes a new number
of ``schema`` and, here, a reader that turns the JSON of the number before into it. The row,
and with it its SHA-256, stays as it was stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from eservices.procedures.definition.schema import Definition

Raw = dict[str, Any]
Reader = Callable[[Raw], Raw]


class UnknownSchema(ValueError):
    """The JSON says a ``schema`` that this code has no reader for."""


class Readers:
    """Readers by the number they read; each gives the JSON of the number after."""

    def __init__(self, newest: int) -> None:
        self.newest = newest
        self._readers: dict[int, Reader] = {}

    def register(self, schema: int, reader: Reader) -> None:
        if schema in self._readers or not 0 < schema < self.newest:
            raise ValueError(f"no reader is wanted for schema {schema}")
        self._readers[schema] = reader

    def raise_to_newest(self, raw: Mapping[str, Any]) -> Raw:
        """Return ``raw`` in the newest schema; what was given is left as it is.

        Raises:
            UnknownSchema
        """
        read = dict(raw)
        while (schema := read.get("schema")) != self.newest:
            if schema not in self._readers:
                raise UnknownSchema(f"schema {schema!r} of a procedure's version")
            read = {**self._readers[schema](read), "schema": schema + 1}
        return read


readers = Readers(newest=1)


def read(raw: Mapping[str, Any]) -> Definition:
    """Return a stored definition.

    Raises:
        UnknownSchema
        pydantic.ValidationError: the JSON is not what its schema says.
    """
    return Definition.model_validate(readers.raise_to_newest(raw))
