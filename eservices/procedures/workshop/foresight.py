"""Before publishing: what the draft as saved last would change, and for whom."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from eservices.procedures.compiler import CompileError, without_texts
from eservices.procedures.definition.carry_over import ChangeKind
from eservices.procedures.definition.schema import Definition
from eservices.procedures.versions import impact, publishing
from eservices.procedures.words.differences import compare
from eservices.procedures.workshop.base import WorkshopView

#: What a change of each kind means for the person, with the question named.
CHANGES: dict[ChangeKind, Any] = {
    ChangeKind.REMOVED: gettext_lazy("“%(question)s” is no longer asked: the answer is set aside."),
    ChangeKind.OPTION_GONE: gettext_lazy(
        "The option chosen for “%(question)s” is no longer offered: it is asked again."
    ),
    ChangeKind.NOW_REQUIRED: gettext_lazy("“%(question)s” must now be answered."),
    ChangeKind.NEW_OPTIONAL: gettext_lazy("“%(question)s” is new; it may stay without an answer."),
    ChangeKind.TO_REVIEW: gettext_lazy("The answer to “%(question)s” must be looked at again."),
    ChangeKind.TOO_MANY_FILES: gettext_lazy("“%(question)s” takes fewer files than were given."),
}


class ForesightView(WorkshopView):
    page_title = gettext_lazy("See the effect before publishing")
    header_icon = "view"
    template_name = "eservices_procedures/workshop/foresight.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        draft = self.draft()
        try:
            new = publishing.working(draft)
        except CompileError as error:
            return context | {"problems": error.problems}
        current = self.procedure.current_version
        if new is None or current is None:
            return context | {"nothing_published": True}
        old = current.compiled
        seen = impact.foresee(self.procedure, new, cut_over_on=draft.cut_over_on)
        return context | {
            "differences": compare(old, new, get_language() or new.source_language),
            "words_only": without_texts(old) == without_texts(new),
            "impact": seen,
            "cut_over": draft.cut_over_on if draft.cut_over_days else None,
            "cut_over_days": draft.cut_over_days,
            "changes": [(_told(told), told.count) for told in seen.drafts.changes],
            "stops": [
                (_stop(new, step, question), count)
                for step, question, count in seen.submissions.stops
            ],
        }


def _told(told: impact.Told) -> str:
    sentence = CHANGES.get(told.kind)
    return str(sentence) % {"question": told.label} if sentence else told.label


def _stop(definition: Definition, step: str, question: str) -> str:
    language = definition.source_language
    title = next(each.title.get(language)[0] for each in definition.steps if each.id == step)
    asked = definition.fields().get(question)
    if asked is None:
        return title
    label = asked.label.get(language)[0]
    return _("“%(question)s”, in “%(step)s”") % {"question": label, "step": title}
