"""What was begun and not sent, in the person's space."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eservices.accounts.models import Person
from eservices.accounts.space import SpaceItem
from eservices.procedures.drafts.answers import words
from eservices.procedures.journey.gate import draft_url
from eservices.procedures.models import Draft


class DraftsSection:
    """See `eservices.accounts.space.SpaceSection`."""

    key = "drafts"
    title = gettext_lazy("To finish")
    empty = gettext_lazy("You have begun nothing that waits for you.")

    def items(self, person: Person, language: str) -> list[SpaceItem]:
        drafts = (
            Draft.objects.open()
            .filter(person=person, is_test=False)
            .select_related("version")
            .defer("version__definition")
            .order_by("-saved_at")
        )
        return [_item(draft, language) for draft in drafts]


def _item(draft: Draft, language: str) -> SpaceItem:
    title = words(draft.version.compiled.title, language)
    day = {
        "saved": date_format(localdate(draft.saved_at), "DATE_FORMAT"),
        "until": date_format(localdate(draft.expires_at), "DATE_FORMAT"),
    }
    return SpaceItem(
        title=title.text,
        url=draft_url("draft", draft),
        facts=(_("saved on %(saved)s") % day, _("kept until %(until)s") % day),
        language=title.language,
    )
