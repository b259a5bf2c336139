"""The form in which editors make a procedure: a tab for each of their concerns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel, TabbedInterface
from wagtail.models import Page

from eservices.procedures.models.legal import legal_panel
from eservices.procedures.models.retention import RETENTION_PANEL
from eservices.procedures.versions.panels import SentencesPanel, VersionsPanel


def editor() -> TabbedInterface:
    """Return the tabs, in the order in which a procedure is thought out."""
    return TabbedInterface(
        [
            ObjectList(_page(), heading=_("Page")),
            ObjectList(_questions(), heading=_("Questions")),
            ObjectList(_sending(), heading=_("Once sent")),
            ObjectList(_data(), heading=_("Personal data")),
            ObjectList(_versions(), heading=_("Versions")),
            ObjectList(Page.promote_panels, heading=_("Promote")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ]
    )


def _fields(names: Iterable[str], **more: Any) -> MultiFieldPanel:
    return MultiFieldPanel([FieldPanel(name) for name in names], **more)


def _page() -> list[Panel | str]:
    return [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("service"),
        _fields(["who", "prepare", "cost", "delay"], heading=_("At a glance")),
        FieldPanel("body"),
        _fields(
            ["telephone", "counter", "paper"],
            heading=_("For those who are not online"),
            help_text=_("Nobody may be left with the website alone: all three are needed."),
        ),
    ]


def _questions() -> list[Panel]:
    return [
        FieldPanel(
            "steps",
            help_text=_(
                "One step is one page that residents fill in: one question, or a few that belong "
                "together. Rules know a question by its name, for instance “birth_date”."
            ),
        ),
        FieldPanel("declaration"),
        SentencesPanel(heading=_("Rules in words"), classname="collapsed"),
    ]


def _sending() -> list[Panel]:
    return [
        _fields(["next_steps", "what_it_is_not"], heading=_("On the receipt")),
        _fields(["confirmation_subject", "confirmation_body"], heading=_("Confirmation e-mail")),
        FieldPanel("workflow"),
        FieldPanel("promise_days"),
        legal_panel(),
    ]


def _data() -> list[Panel]:
    return [
        _fields(
            ["legal_basis", "data_purpose", "data_recipients", "data_rights"],
            heading=_("What residents are told"),
            help_text=_("Told before the request starts, with why each question is asked."),
        ),
        FieldPanel("draft_days"),
        RETENTION_PANEL,
    ]


def _versions() -> list[Panel]:
    return [
        FieldPanel("change_note"),
        _fields(["cut_over_on", "cut_over_days"], heading=_("When a law changes on a day")),
        VersionsPanel(heading=_("Versions")),
    ]
