"""Bring an older version back: as one more version, and into the pages where editors work."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail_localize.models import TranslationSource

from content.core.publishing import take
from eservices.accounts.models import User
from eservices.procedures.models import ProcedurePage, ProcedureVersion, WorkingCopy
from eservices.procedures.versions import publishing


class NotRestorable(Exception):
    """No page that is live now remembers what the version was made from."""


@transaction.atomic
def restore(*, version: ProcedureVersion, user: User | None) -> ProcedureVersion:
    """Publish what ``version`` said, in every language, and return the version it makes now.

    Numbers only go up: what comes back has a number of its own and the same SHA-256. Texts
    of the page that are no part of a version (cost, summary, body) stay as they are now. A
    draft that editors had not published yet stays in the history of the page.

    Raises:
        NotRestorable
        eservices.procedures.compiler.CompileError: a sample journey, or the register of
            services, no longer allows it.
    """
    pages = ProcedurePage.objects.filter(procedure=version.procedure_id)
    list(take(pages.values_list("pk", flat=True)))
    procedure = publishing.lock(pk=version.procedure_id)
    live = version.working_copies.filter(page__live=True)
    copies = {
        copy.page.locale.language_code: copy
        for copy in live.select_related("version", "page__locale")
    }
    source = copies.pop(settings.LANGUAGE_CODE, None)
    if source is None:
        raise NotRestorable
    with publishing.held(procedure):
        for copy in copies.values():
            _publish(copy, user)
        page = _publish(source, user)
    made = publishing.publish(page=page, like=version)
    for found in TranslationSource.objects.filter(object_id=page.translation_key):
        found.update_from_db()
    if made is None:
        raise NotRestorable
    return made


def _publish(copy: WorkingCopy, user: User | None) -> ProcedurePage:
    page = ProcedurePage.objects.get(pk=copy.page_id)
    # What a page holds since the copy was made was empty then.
    empty = publishing.working_copy(ProcedurePage())
    content: dict[str, Any] = page.serializable_data() | empty | copy.content
    note = _("Back to version %(number)s") % {"number": copy.version.number}
    content["change_note"] = note
    # As Wagtail does with a revision: what is not content (path, live...) stays the page's.
    restored: ProcedurePage = page.with_content_json(content)
    revision = restored.save_revision(user=user, clean=False, log_action=True)
    revision.publish(user=user)
    return ProcedurePage.objects.get(pk=page.pk)
