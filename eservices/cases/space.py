"""Requests in the person's space."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eservices.accounts.models import Person
from eservices.accounts.space import SpaceItem
from eservices.cases import mandates
from eservices.cases.codes import grouped
from eservices.cases.models import Case, Mandate


class RequestsSection:
    """See `eservices.accounts.space.SpaceSection`."""

    key = "requests"
    title = gettext_lazy("My requests")
    empty = gettext_lazy("Nothing sent yet from this space.")

    def items(self, person: Person, language: str) -> list[SpaceItem]:
        return [_item(case, language) for case in Case.objects.of_person(person)]


class ClaimSection:
    """The way in for what was sent with help."""

    key = "claim"
    title = gettext_lazy("Sent with help")
    empty = ""

    def items(self, person: Person, language: str) -> list[SpaceItem]:
        facts = (_("with the code of its receipt"),)
        title = _("Bring a request sent at a counter into my space")
        return [SpaceItem(title=title, url=reverse("cases:claim"), facts=facts)]


class ActedForSection:
    """Requests that the person sent for others, as long as they may act for them."""

    key = "acted-for"
    title = gettext_lazy("Requests I sent for others")
    empty = gettext_lazy("You have sent nothing for anybody else.")

    def items(self, person: Person, language: str) -> list[SpaceItem]:
        return [_acted_item(case, language) for case in mandates.cases_opened_to(person)]


class MandatesSection:
    """Who acts for the person, and for whom the person acts."""

    key = "mandates"
    title = gettext_lazy("Mandates")
    empty = gettext_lazy("Nobody acts for you. To let somebody do it, come to a counter with them.")

    def items(self, person: Person, language: str) -> list[SpaceItem]:
        held = Mandate.objects.filter(Q(represented=person) | Q(representative=person))
        held = held.exclude(given_at=None).select_related("represented", "representative")
        return [_mandate_item(mandate, person) for mandate in held]


def _acted_item(case: Case, language: str) -> SpaceItem:
    item = _item(case, language)
    name = _("for %(name)s") % {"name": case.representation.represented_name}
    return replace(item, facts=(name, *item.facts))


def _mandate_item(mandate: Mandate, person: Person) -> SpaceItem:
    mine = mandate.represented_id == person.pk
    said = _("%(name)s acts for you") if mine else _("You act for %(name)s")
    other = mandate.representative if mine else mandate.represented
    return SpaceItem(
        title=said % {"name": other},
        url=reverse("cases:mandate", args=[mandate.uuid]),
        facts=(
            str(mandate.get_kind_display()),
            _("in force") if mandate.is_in_force else _("ended"),
        ),
    )


def _item(case: Case, language: str) -> SpaceItem:
    title, title_language = case.title_in(language)
    received = date_format(localdate(case.received_at), "DATE_FORMAT")
    flow = case.get_workflow()
    status, _status_language = flow[case.status].words(language)
    return SpaceItem(
        title=title,
        url=reverse("cases:case", args=[case.uuid]),
        facts=(
            status,
            _("sent on %(date)s") % {"date": received},
            _("code %(code)s") % {"code": grouped(case.code)},
        ),
        language=title_language if title_language != language else "",
    )
