"""The names of what a definition holds, for editors who compare two versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eservices.procedures.definition.kinds import FieldKind


@dataclass(frozen=True, slots=True)
class Line:
    """One difference; ``before`` and ``after`` are quoted where words or a rule changed.

    ``language`` is that of the quoted words, empty when it is the reader's.
    """

    said: str
    before: str = ""
    after: str = ""
    language: str = ""


#: Delays and other settings of the whole, by their place in the definition.
DELAYS: dict[str, Any] = {
    "service": gettext_lazy("Service in charge"),
    "workflow.promise_days": gettext_lazy("Answer promised within (working days)"),
    "legal.silence": gettext_lazy("What silence means"),
    "legal.amount": gettext_lazy("Legal period"),
    "legal.unit": gettext_lazy("Unit of the legal period"),
    "legal.incomplete": gettext_lazy("Legal period when the file is incomplete"),
    "retention.draft_days": gettext_lazy("Drafts are kept (days)"),
    "retention.administrative_months": gettext_lazy("Requests are kept (months)"),
    "retention.final_fate": gettext_lazy("What becomes of requests then"),
    "retention.dropped_months": gettext_lazy("Requests without a decision are kept (months)"),
    "retention.dropped_fate": gettext_lazy("What becomes of these then"),
    "retention.sample_one_in": gettext_lazy("Of a sample, one is kept in"),
    "retention.reference": gettext_lazy("Where the rule of retention comes from"),
}
#: Settings of a question that are neither words nor rules.
ATTRIBUTES: dict[str, Any] = {
    "required": gettext_lazy("an answer is needed"),
    "minimum": gettext_lazy("at least"),
    "maximum": gettext_lazy("at most"),
    "decimals": gettext_lazy("decimals"),
    "partial": gettext_lazy("what may be unknown of a date"),
    "presentation": gettext_lazy("how the choice looks"),
    "source": gettext_lazy("what is offered"),
    "autocomplete": gettext_lazy("what the browser may fill in"),
    "second_fact": gettext_lazy("proves who follows the request"),
    "routes": gettext_lazy("sends the request to a town hall"),
    "contact": gettext_lazy("notices go there"),
    "max_files": gettext_lazy("files at most"),
    "max_megabytes": gettext_lazy("megabytes a file at most"),
    "retention_class": gettext_lazy("how long it is kept"),
}
#: What else a question has, told in words of its own.
TOLD_APART = frozenset(
    {"id", "kind", "options", "shown_if", "required_if", "value", "earliest", "latest"}
)
#: Texts by what holds them: attribute (or place in the definition) -> name.
TEXTS: dict[str, dict[str, Any]] = {
    "definition": {
        "title": gettext_lazy("Title"),
        "what_it_is_not": gettext_lazy("What the receipt is not"),
        "declaration": gettext_lazy("Declaration before sending"),
        "next_steps": gettext_lazy("What happens next"),
        "confirmation_subject": gettext_lazy("Subject of the mail"),
        "confirmation_body": gettext_lazy("Text of the mail"),
        "channels.telephone": gettext_lazy("By telephone"),
        "channels.counter": gettext_lazy("At a counter"),
        "channels.paper": gettext_lazy("On paper"),
        "legal.text": gettext_lazy("Legal text of the period"),
        "legal.special": gettext_lazy("Special regime of silence"),
        "legal.appeal": gettext_lazy("Appeal against a refusal by silence"),
        "privacy.purpose": gettext_lazy("Purpose"),
        "privacy.legal_basis": gettext_lazy("Legal basis"),
        "privacy.recipients": gettext_lazy("Recipients"),
        "privacy.rights": gettext_lazy("Rights"),
    },
    "step": {"title": gettext_lazy("title"), "intro": gettext_lazy("introduction")},
    "repeat": {
        "singular": gettext_lazy("one of them"),
        "plural": gettext_lazy("several of them"),
    },
    "question": {
        "label": gettext_lazy("question"),
        "help": gettext_lazy("help"),
        "example": gettext_lazy("example"),
        "purpose": gettext_lazy("why we ask"),
        "unit": gettext_lazy("unit"),
    },
    "option": {"label": gettext_lazy("option"), "hint": gettext_lazy("hint")},
    "advice": {
        "title": gettext_lazy("title of the advice"),
        "body": gettext_lazy("text of the advice"),
        "link": gettext_lazy("words of the link"),
    },
    "check": {"message": gettext_lazy("message of the check")},
}


def shown(value: Any) -> str:
    """Return a setting as an editor reads it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _("nothing") if value in (None, "") else str(value)


def kind_name(kind: FieldKind) -> str:
    """Return what editors call a kind of question: the label of its block."""
    from eservices.procedures.blocks.questions import QuestionsBlock

    block = QuestionsBlock().child_blocks.get(kind)
    return str(block.label) if block else str(kind)
