"""Model fields of the content apps."""

from typing import Any

from wagtail.fields import StreamField as WagtailStreamField


class StreamField(WagtailStreamField):
    """Wagtail's StreamField, kept out of migrations.

    Stock StreamField writes every block definition into each migration that
    touches it (one Wagtail site read for this project carries 41 MB of them).
    The price: a data migration sees raw JSON only.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
