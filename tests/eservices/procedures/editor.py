"""What the editor's browser posts of a page."""

from __future__ import annotations

from typing import Any

from django.forms import model_to_dict
from wagtail import blocks
from wagtail.fields import StreamField

from eservices.procedures.models import ProcedurePage


def posted(page: ProcedurePage, **changes: Any) -> dict[str, Any]:
    """Return every control of the editor's form with its value, as Chromium would send it."""
    form = ProcedurePage.get_edit_handler().get_form_class()(instance=page)
    known = model_to_dict(page)
    data: dict[str, Any] = {}
    for name in form.fields:
        field = ProcedurePage._meta.get_field(name) if hasattr(ProcedurePage, name) else None
        if isinstance(field, StreamField):
            data |= stream(field.stream_block, getattr(page, name), name)
        elif known.get(name) not in (None, False):
            data[name] = known[name]
    for formset in form.formsets:
        data |= {f"{formset}-TOTAL_FORMS": 0, f"{formset}-INITIAL_FORMS": 0}
    sent = {name: _as_browsers_end_lines(value) for name, value in data.items()}
    return sent | {"loaded_revision_id": page.latest_revision_id or ""} | changes


def _as_browsers_end_lines(value: Any) -> Any:
    return value.replace("\n", "\r\n") if isinstance(value, str) else value


def stream(block: Any, value: Any, prefix: str) -> dict[str, Any]:
    if isinstance(block, blocks.StructBlock):
        parts = [
            stream(child, value.get(name), f"{prefix}-{name}")
            for name, child in block.child_blocks.items()
        ]
        return {name: text for part in parts for name, text in part.items()}
    if isinstance(block, blocks.ListBlock | blocks.StreamBlock):
        children = list(value.bound_blocks) if isinstance(block, blocks.ListBlock) else list(value)
        data: dict[str, Any] = {f"{prefix}-count": len(children)}
        for position, child in enumerate(children):
            at = f"{prefix}-{position}"
            data |= {f"{at}-deleted": "", f"{at}-order": position, f"{at}-id": child.id or ""}
            if isinstance(block, blocks.StreamBlock):
                data[f"{at}-type"] = child.block_type
            data |= stream(child.block, child.value, f"{at}-value")
        return data
    shown = block.field.prepare_value(block.value_for_form(value))
    if isinstance(block, blocks.RichTextBlock):
        shown = block.field.widget.format_value(shown)
    if isinstance(shown, bool):
        return {prefix: "on"} if shown else {}
    return {} if shown is None else {prefix: shown}


def nothing_needed(page: ProcedurePage) -> None:
    """Let every step pass without an answer: who gave none then comes further."""
    for step in page.steps:
        for question in step.value["fields"]:
            if "required" in question.value:
                question.value["required"] = False
