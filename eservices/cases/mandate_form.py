"""A mandate on paper, to read and sign: what it allows, how long, what both can expect.

It says what the mandates of « Aidants Connect » say: who acts for whom, for which procedures,
until when; that only what is needed is collected, kept secret and erased; that the person is
told beforehand of anything else; that they take it back when they want, without a reason.
Sources: civil code, articles 1984 and following, 1991, 2003; GDPR, articles 15 to 17.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.core.pdf import compile_pdf
from eservices.accounts.models import Person
from eservices.cases.models import Mandate

TEMPLATE = Path(__file__).parent / "typst" / "mandate.typ"


def mandate_pdf(mandate: Mandate, language: str) -> bytes:
    """Return the form of ``mandate`` as PDF/UA-1, in ``language``."""
    with override(language):
        title = _("Mandate to act with the city")
        data = _data(mandate)
    return compile_pdf(TEMPLATE, data, language=language, title=title)


def _named(person: Person) -> str:
    if person.birth_date is None:
        return str(person)
    born = date_format(person.birth_date, "DATE_FORMAT")
    return _("%(name)s, born on %(date)s") % {"name": person, "date": born}


def _data(mandate: Mandate) -> dict[str, Any]:
    said = {
        "represented": _named(mandate.represented),
        "representative": _named(mandate.representative),
        "organisation": mandate.organisation,
        "as": mandate.get_kind_display(),
        "begins": date_format(mandate.begins_on, "DATE_FORMAT"),
        "ends": date_format(mandate.ends_on, "DATE_FORMAT") if mandate.ends_on else "",
    }
    period = _("From %(begins)s until %(ends)s.") if mandate.ends_on else _("From %(begins)s.")
    acts = _("I allow %(representative)s (%(as)s) to act for me with the city.")
    parties = [_("My name is %(represented)s."), acts]
    if mandate.organisation:
        parties.append(_("They act for %(organisation)s."))
    return {
        "city": settings.WAGTAIL_SITE_NAME,
        "reference": str(mandate.uuid)[:8].upper(),
        "parties": [line % said for line in parties],
        "procedures": list(mandate.scopes.order_by("title").values_list("title", flat=True)),
        "period": period % said,
        "duties": _duties(),
        "rights": _rights(),
        "signatures": [str(mandate.represented), str(mandate.representative)],
        "words": {
            "page": _("Page"),
            "what_title": _("What the mandate is for"),
            "every": _("Every procedure of the city."),
            "duties_title": _("Who acts for me must"),
            "rights_title": _("My rights"),
            "law": _(
                "This mandate follows articles 1984 and following of the civil code. Who acts for "
                "me answers for what they do or leave undone (article 1991)."
            ),
            "made": _("Made at …………………………………… on ……………………………………"),
            "sign": _("Read and approved, signature"),
        },
    }


def _duties() -> list[str]:
    return [
        _("do for me only the procedures named here, with what I told them;"),
        _("ask for, keep and pass on only what these procedures need;"),
        _("tell me first, and have my agreement, before anything else;"),
        _("tell me what was sent and what was answered, and give me the receipts;"),
        _("keep secret what they learn, and erase it when it is no longer needed;"),
        _("ask me for no payment for it, unless the law of their profession has it so."),
    ]


def _rights() -> list[str]:
    return [
        _(
            "I can end this mandate at any time, without a reason, at any counter of the city "
            "or in my space. What was done before stays valid."
        ),
        _("It ends by itself on its last day, or when the procedures are done."),
        _("I can see what the city keeps about me, have it corrected or erased."),
        _("The city keeps this sheet as proof as long as the requests made under it."),
    ]
