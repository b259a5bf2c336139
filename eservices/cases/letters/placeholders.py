"""Names in braces that a template holds and a letter replaces. Pure, but for `values_for`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from content.core.templatetags.content_core_tags import date_in_words
from eservices.cases.models import Case

#: Name -> what stands there in the letter.
PLACEHOLDERS = {
    "code": gettext_lazy("the tracking code"),
    "procedure": gettext_lazy("the title of the procedure"),
    "service": gettext_lazy("the service"),
    "phone": gettext_lazy("the service’s telephone"),
    "received": gettext_lazy("the day the request was received"),
    "name": gettext_lazy("the person’s name"),
}
_NAMED = re.compile(r"\{([^{}]*)\}")


class WrongPlaceholder(ValueError):
    """A text holds a name that nothing stands for, or a brace alone; the message says which."""


def check(text: str) -> None:
    """Raise `WrongPlaceholder` unless every brace of ``text`` belongs to a known name."""
    for problem in _problems(text):
        raise WrongPlaceholder(problem)


def _problems(text: str) -> Iterator[str]:
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for name in _NAMED.findall(text):
        if name not in PLACEHOLDERS:
            yield _("Nothing is known as {%(name)s}. What can stand here: %(known)s.") % {
                "name": name,
                "known": known,
            }
    if re.search(r"[{}]", _NAMED.sub("", text)):
        yield _("A brace stands alone. Write a name between two braces: %(known)s.") % {
            "known": known
        }


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return ``text`` with each known name replaced; what is in a value is never read again."""
    return _NAMED.sub(lambda found: values.get(found[1], found[0]), text)


def values_for(case: Case, language: str, name: str) -> dict[str, str]:
    """Return what stands for each name in a letter about ``case`` to ``name``."""
    service = case.service.text(language)
    with override(language):
        return {
            "code": case.grouped_code,
            "procedure": case.title_in(language)[0],
            "service": service.name if service else str(case.service),
            "phone": case.service.phone,
            "received": date_in_words(case.received_at),
            "name": name,
        }
