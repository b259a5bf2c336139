"""A version as JSON Schema, for programs that prepare or check answers. Pure."""

from eservices.procedures.json_schema.whole import answers_schema

__all__ = ["answers_schema"]
