"""Pages go live and come down at the moment that their editors chose.

Wagtail leaves this to a command that somebody must run each minute, where one page that
refuses keeps all after it waiting. Here each is a delivery of its own, run by the worker.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.signals import post_save
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page, Revision

from content.core import deliveries
from content.core.mail import send_later
from content.core.models import Delivery
from content.core.refusals import PublicationRefused

PUBLISH = "core.publish_scheduled"
EXPIRE = "core.expire_scheduled"


def publish(row: Delivery) -> None:
    """Publish a revision whose time has come; nothing when it was put off or called off.

    Raises:
        deliveries.PermanentFailure: the page refuses; it stays as residents see it, and
            whoever scheduled it is told why by mail.
    """
    due = Revision.objects.filter(pk=int(row.key), approved_go_live_at__lte=timezone.now())
    revision = due.first()
    if revision is None:
        return
    editor = _editor_of(revision)
    language = language_of(editor)
    try:
        with override(language):
            revision.publish(log_action="wagtail.publish.scheduled")
    except PublicationRefused as error:
        if editor is not None:
            _tell(editor, revision, error.messages, language)
        raise deliveries.PermanentFailure(" ".join(error.messages)) from error


def _editor_of(revision: Revision) -> Any:
    """Return who is told: the one who scheduled, else the owner of the page, else nobody."""
    owner = getattr(revision.content_object, "owner", None)
    people = [person for person in (revision.user, owner) if person is not None]
    return next((person for person in people if person.is_active and person.email), None)


def language_of(user: Any) -> str:
    """Return the language that a member of staff wants to read."""
    profile = getattr(user, "wagtail_userprofile", None)
    return str((profile and profile.preferred_language) or settings.LANGUAGE_CODE)


def _tell(editor: Any, revision: Revision, reasons: list[str], language: str) -> None:
    """Mail the reasons once for each revision, however often its delivery is tried again."""
    with override(language):
        address = reverse("wagtailadmin_pages:edit", args=[revision.object_id])
        context = {
            "title": revision.object_str,
            "reasons": list(dict.fromkeys(reasons)),
            "url": str(settings.WAGTAILADMIN_BASE_URL).rstrip("/") + address,
            "language": language,
        }
        send_later(
            key=f"core.refused:{revision.pk}",
            to=editor.email,
            subject=_("Not published: %(title)s") % {"title": revision.object_str},
            text=render_to_string("content_core/mail/refused.txt", context),
            html=render_to_string("content_core/mail/refused.html", context),
            language=language,
        )


def expire(row: Delivery) -> None:
    """Take down a page whose time is over; nothing when it was given more."""
    page = Page.objects.filter(pk=int(row.key), live=True, expire_at__lte=timezone.now()).first()
    if page is not None:
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _on_revision(instance: Revision, raw: bool, **_kwargs: Any) -> None:
    if not raw and instance.approved_go_live_at is not None:
        moment = instance.approved_go_live_at
        deliveries.enqueue(kind=PUBLISH, key=str(instance.pk), due_at=moment, again=True)


def _on_page(instance: models.Model, raw: bool, **_kwargs: Any) -> None:
    if not raw and isinstance(instance, Page) and instance.live and instance.expire_at:
        moment = instance.expire_at
        deliveries.enqueue(kind=EXPIRE, key=str(instance.pk), due_at=moment, again=True)


def watch() -> None:
    """Follow what editors schedule; Wagtail asks no hook for it."""
    post_save.connect(_on_revision, sender=Revision, dispatch_uid="content_core.scheduled")
    # A page is saved as its own type, whichever that is.
    post_save.connect(_on_page, dispatch_uid="content_core.expiring")
    deliveries.handlers.register(PUBLISH, publish)
    deliveries.handlers.register(EXPIRE, expire)
