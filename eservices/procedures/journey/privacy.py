"""What the start page tells of personal data, before anything is asked.

Source: GDPR, articles 13 and 14 (purpose, basis, recipients, time, rights, officer).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from content.core.models import Service
from content.navigation.models import DataProtection
from eservices.procedures.definition.kinds import SILENT, FieldKind
from eservices.procedures.definition.schema import Definition
from eservices.procedures.definition.texts import Text
from eservices.procedures.drafts.answers import Words, words
from eservices.procedures.drafts.receipts import paragraphs


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one question is asked; ``free`` when it is a consent that may be refused."""

    question: Words
    purpose: Words
    free: bool


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    purpose: list[Words]
    legal_basis: list[Words]
    recipients: list[Words]
    kept: list[str]
    rights: list[Words]
    reasons: list[Reason]
    officer: DataProtection


def privacy_notice(definition: Definition, language: str) -> PrivacyNotice:
    """Return what a person is told in ``language``; what editors left empty is said for them."""
    privacy = definition.privacy
    with override(language):
        return PrivacyNotice(
            purpose=_said(
                privacy.purpose, language, _("To handle your request, and to answer you.")
            ),
            legal_basis=paragraphs(privacy.legal_basis, language),
            recipients=_said(privacy.recipients, language, _default_recipients(definition)),
            kept=_kept(definition),
            rights=_said(
                privacy.rights,
                language,
                _(
                    "You can see your data, have it corrected or erased, limit its use or "
                    "object to it. You can also complain to the CNIL (www.cnil.fr)."
                ),
            ),
            reasons=_reasons(definition, language),
            officer=DataProtection.objects.first() or DataProtection(),
        )


def _said(text: Text, language: str, otherwise: str) -> list[Words]:
    return paragraphs(text, language) if text else [Words(otherwise)]


def _default_recipients(definition: Definition) -> str:
    service = Service.objects.filter(key=definition.service).prefetch_related("texts").first()
    if service is None:
        return _("Only the municipal service in charge reads your request.")
    return _("Only the service in charge reads your request: %(service)s.") % {"service": service}


def _kept(definition: Definition) -> list[str]:
    retention = definition.retention
    months = retention.administrative_months
    fate = {
        "destroy": _("Then it is destroyed."),
        "sample": _("Then a sample goes to the public archives and the rest is destroyed."),
        "keep": _("Then it goes to the public archives."),
    }[retention.final_fate]
    kept = ngettext(
        "Your request is kept for %(count)s month.",
        "Your request is kept for %(count)s months.",
        months,
    )
    return [kept % {"count": months} + " " + fate]


def _reasons(definition: Definition, language: str) -> list[Reason]:
    """Return each question whose reason is told, and each consent, in order."""
    return [
        Reason(
            words(question.label, language),
            words(question.purpose, language),
            free=question.kind is FieldKind.CONSENT,
        )
        for question in definition.fields().values()
        if question.kind not in SILENT and (question.purpose or question.kind is FieldKind.CONSENT)
    ]
