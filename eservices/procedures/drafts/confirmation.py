"""Mails of a journey, each written in the transaction that makes it true."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.core.mail import send_later
from content.core.models import Delivery
from eservices.procedures.addresses import slug_of
from eservices.procedures.definition.schema import Definition
from eservices.procedures.drafts import access
from eservices.procedures.drafts.answers import words
from eservices.procedures.drafts.receipts import Receipt, paragraphs
from eservices.procedures.models import Draft, Submission

_TEMPLATES = "eservices_procedures/mail/"


def origin() -> str:
    """Return the site's public scheme and host, for addresses inside mails."""
    return str(settings.WAGTAILADMIN_BASE_URL).rstrip("/")


def write(submission: Submission, definition: Definition, *, email: str, language: str) -> Delivery:
    """Confirm a request by mail, with its code and without its answers."""
    with override(language):
        receipt = Receipt(submission, language, origin())
        context = {
            "receipt": receipt,
            "body": paragraphs(definition.confirmation_body, language),
            "language": language,
        }
        subject = words(definition.confirmation_subject, language).text or _(
            "We have received your request %(code)s"
        ) % {"code": receipt.code}
        return send_later(
            key=f"procedures.confirmation:{submission.uuid}",
            to=email,
            subject=subject,
            text=render_to_string(f"{_TEMPLATES}confirmation.txt", context),
            html=render_to_string(f"{_TEMPLATES}confirmation.html", context),
            language=language,
        )


def write_resume_link(draft: Draft, *, key: str) -> None:
    """Mail the link that opens the draft on any device for 48 hours."""
    _write_about_draft(
        draft, key=key, name="resume", subject=_resume_subject, token=access.resume_token(draft)
    )


def write_expiry_notice(draft: Draft) -> None:
    """Say that the draft will soon be erased, with the link to go on."""
    key = f"procedures.expiry:{draft.uuid}:{draft.expires_at:%Y%m%d}"
    _write_about_draft(
        draft, key=key, name="expiry", subject=_expiry_subject, token=access.notice_token(draft)
    )


def _resume_subject(title: str) -> str:
    return _("Your link to go on: %(title)s") % {"title": title}


def _expiry_subject(title: str) -> str:
    return _("Your request is not sent yet: %(title)s") % {"title": title}


def _write_about_draft(
    draft: Draft, *, key: str, name: str, subject: Callable[[str], str], token: str
) -> None:
    with override(draft.language):
        title = words(draft.version.compiled.title, draft.language)
        slug = slug_of(draft.version.procedure_id, draft.language)
        path = reverse(
            "procedures:resume-link",
            kwargs={"slug": slug, "draft": draft.uuid, "token": token},
        )
        context = {
            "draft": draft,
            "title": title,
            "url": origin() + path,
            "language": draft.language,
            "hours": int(access.RESUME_LINK_LIFE.total_seconds() // 3600),
        }
        send_later(
            key=key,
            to=draft.contact_email,
            subject=subject(title.text),
            text=render_to_string(f"{_TEMPLATES}{name}.txt", context),
            html=render_to_string(f"{_TEMPLATES}{name}.html", context),
            language=draft.language,
        )
