"""Mail about a case says that something awaits, never what: it is read on the tracking page."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, override

from content.core.mail import send_later
from eservices.cases import follow_ups
from eservices.cases.models import Case, CaseEvent


def absolute(path: str) -> str:
    """Return the public address of a path of this site, for mails."""
    base = getattr(settings, "PUBLIC_URL", "") or settings.WAGTAILADMIN_BASE_URL
    return str(base).rstrip("/") + path


def tell_resident(case: Case, event: CaseEvent, *, more: str = "") -> None:
    """Write, in the caller's transaction, the mail that calls the person to the tracking page.

    ``more`` is a paragraph in the language of the case that the law wants told with it. A
    person without e-mail gets none: who asked to be called or written to is listed for it.
    """
    follow_ups.plan(case, event)
    if not case.contact_email:
        return
    with override(case.language):
        context = {
            "code": case.grouped_code,
            "title": case.title_in(case.language)[0],
            "date": date_format(localtime(event.at), "DATE_FORMAT"),
            "kind": event.kind,
            "link": absolute(reverse("cases:track")),
            "phone": case.service.phone,
            "more": more,
        }
        send_later(
            key=f"case:{case.uuid}:{event.sequence}",
            to=case.contact_email,
            subject=gettext("Your request %(code)s: there is news") % context,
            text=render_to_string("eservices_cases/mail/news.txt", context),
            language=case.language,
        )
