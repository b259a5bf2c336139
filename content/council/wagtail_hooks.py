"""The Council's desk in the admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from content.core.register_admin import TextsForm, never_delete, texts_form, texts_panels
from content.council import services
from content.council.admin_forms import (
    InterventionForm,
    SessionForm,
    SittingForm,
    item_saved,
)
from content.council.models import (
    AgendaItem,
    AgendaItemText,
    Body,
    Intervention,
    Mandate,
    MandateText,
    Session,
    SessionText,
    Sitting,
    Speaker,
    Term,
)

WORDS = ["title", "summary"]


def _session_saved(session: Session) -> None:
    services.touch(session)


class SessionViewSet(SnippetViewSet):
    model = Session
    icon = "date"
    copy_view_enabled = False
    list_display = ["__str__", "body", "starts_at", "status"]
    list_filter = ["body", "status"]
    search_fields = ["slug", "texts__title"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("body"), FieldPanel("slug")]),
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            FieldRowPanel([FieldPanel("status"), FieldPanel("location")]),
            *texts_panels(WORDS),
            InlinePanel("documents", heading=_("Documents"), label=_("Document")),
        ],
        base_form_class=texts_form(SessionText, WORDS, base=SessionForm, on_saved=_session_saved),
    )


class ItemViewSet(SnippetViewSet):
    model = AgendaItem
    icon = "list-ol"
    copy_view_enabled = False
    list_display = ["number", "__str__", "session", "state"]
    list_filter = ["session", "kind", "state"]
    search_fields = ["number", "texts__title"]
    edit_handler = ObjectList(
        [
            FieldPanel("session"),
            FieldRowPanel([FieldPanel("position"), FieldPanel("number"), FieldPanel("slug")]),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("state"), FieldPanel("rapporteur")]),
            *texts_panels(WORDS),
            InlinePanel("votes", heading=_("Votes"), label=_("Vote")),
        ],
        base_form_class=texts_form(AgendaItemText, WORDS, on_saved=item_saved),
    )


class SittingViewSet(SnippetViewSet):
    model = Sitting
    icon = "media"
    copy_view_enabled = False
    list_display = ["__str__", "starts_at", "ready", "caption_count", "problem"]
    list_filter = ["session", "ready"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("session"), FieldPanel("position")]),
            FieldRowPanel([FieldPanel("title"), FieldPanel("starts_at")]),
            MultiFieldPanel(
                [
                    FieldPanel("media"),
                    FieldPanel("media_offset_ms"),
                    FieldPanel("problem", read_only=True),
                ],
                heading=_("Film"),
            ),
            MultiFieldPanel(
                [FieldPanel("captions"), FieldPanel("captions_kind")], heading=_("Captions")
            ),
            MultiFieldPanel(
                [
                    FieldPanel("picture"),
                    FieldPanel("to_be_shown"),
                    FieldPanel("ready", read_only=True),
                ],
                heading=_("Publication"),
            ),
        ],
        base_form_class=SittingForm,
    )


class InterventionViewSet(SnippetViewSet):
    model = Intervention
    icon = "comment"
    copy_view_enabled = False
    list_display = ["__str__", "sitting", "item", "kind"]
    list_filter = ["sitting", "item"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("sitting"), FieldPanel("number")]),
            FieldPanel("item"),
            FieldRowPanel([FieldPanel("mandate"), FieldPanel("speaker_name")]),
            FieldPanel("kind"),
            FieldRowPanel([FieldPanel("start_ms"), FieldPanel("end_ms")]),
        ],
        base_form_class=InterventionForm,
    )


class SpeakerViewSet(SnippetViewSet):
    model = Speaker
    icon = "user"
    copy_view_enabled = False
    search_fields = ["name", "key"]


class MandateForm(TextsForm):
    """An office in each language."""


class MandateViewSet(SnippetViewSet):
    model = Mandate
    icon = "crosshairs"
    copy_view_enabled = False
    list_display = ["__str__", "body", "starts_on", "ends_on"]
    list_filter = ["body"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("speaker"), FieldPanel("body")]),
            FieldPanel("group"),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            *texts_panels(["office"]),
        ],
        base_form_class=texts_form(MandateText, ["office"], base=MandateForm),
    )


class BodyViewSet(SnippetViewSet):
    model = Body
    icon = "group"
    copy_view_enabled = False


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "calendar"
    copy_view_enabled = False


class CouncilGroup(SnippetViewSetGroup):
    """One menu for all of the Council."""

    items: Any = (
        SessionViewSet,
        ItemViewSet,
        SittingViewSet,
        InterventionViewSet,
        SpeakerViewSet,
        MandateViewSet,
        BodyViewSet,
        TermViewSet,
    )
    menu_label = _("Council")
    menu_icon = "media"
    menu_name = "council"
    menu_order = 180


never_delete(Session, Sitting, AgendaItem, Intervention, Speaker, Mandate, Body, Term)
register_snippet(CouncilGroup)
