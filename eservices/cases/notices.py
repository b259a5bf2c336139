"""Mail about a case says that something awaits, never what: it is read on the tracking page.

What comes back is written on the case: both sides read it, and the person is reached otherwise.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, override

from content.core import sms
from content.core.bounces import Returned
from content.core.mail import message_id, send_later
from eservices.cases import chain, contacts, follow_ups
from eservices.cases.enums import ContactWay, EventKind
from eservices.cases.models import Case, CaseContact, CaseEvent, Notice


def absolute(path: str) -> str:
    """Return the public address of a path of this site, for mails."""
    base = getattr(settings, "PUBLIC_URL", "") or settings.WAGTAILADMIN_BASE_URL
    return str(base).rstrip("/") + path


def tell_resident(case: Case, event: CaseEvent, *, more: str = "") -> None:
    """Write, in the caller's transaction, the mail that calls the person to the tracking page.

    ``more`` is a paragraph in the language of the case that the law wants told with it. Who
    chose another way gets that and no mail: to be called or written to, they are listed.
    """
    follow_ups.plan(case, event)
    _text(case, event)
    if not contacts.reads_mail(case):
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
        sent = send_later(
            key=f"case:{case.uuid}:{event.sequence}",
            to=case.contact_email,
            subject=gettext("Your request %(code)s: there is news") % context,
            text=render_to_string("eservices_cases/mail/news.txt", context),
            language=case.language,
        )
        remember(case=case, event=event, key=sent.key)


def _text(case: Case, event: CaseEvent) -> None:
    """Write the text message of an event to whoever chose to have them."""
    contact = CaseContact.objects.filter(case=case, way=ContactWay.SMS).first()
    if contact is None or not sms.is_available():
        return
    with override(case.language):
        words = gettext("Your request %(code)s: there is news. Read it and answer: %(link)s")
        text = words % {"code": case.grouped_code, "link": absolute(reverse("cases:track"))}
    sent = sms.send_later(key=f"sms:{case.uuid}:{event.sequence}", to=contact.phone, text=text)
    remember(case=case, event=event, key=sent.key, way=ContactWay.SMS)


def remember(*, case: Case, event: CaseEvent, key: str, way: ContactWay = ContactWay.EMAIL) -> None:
    """Keep, in the caller's transaction, that what this key names tells of ``event``."""
    Notice.objects.get_or_create(
        key=key,
        defaults={"case": case, "event": event, "way": way, "message_id": message_id(key)},
    )


def returned(mail: Returned) -> bool:
    """Write that a notice came back, once; return whether the mail was a notice of ours.

    One refused for good (RFC 3463, class 5) means that the address takes no mail: no other is
    sent to it, and the person is listed to be called or written to. One that expired after days
    of trying (class 4) is told and nothing more.
    """
    notice = Notice.objects.select_related("event").filter(message_id=mail.message_id).first()
    if notice is None:
        return False
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=notice.case_id)
        fresh = Notice.objects.filter(pk=notice.pk, returned_at=None)
        if not fresh.update(returned_at=timezone.now(), status=mail.status):
            return True
        told = {"of": notice.event.sequence, "status": mail.status}
        event = chain.append(case, EventKind.NOTICE_RETURNED, chain.SYSTEM, data=told)
        for_good = mail.status.startswith("5") and not notice.to_former_address
        if for_good and case.contact_returned_at is None:
            case.contact_returned_at = event.at
            case.save(update_fields=["contact_returned_at"])
            follow_ups.reach_otherwise(case, event)
    return True
