"""Places, their notices and the registers in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from content.core.models import Department, District, Sector, Service
from content.core.register_admin import RegisterGroup, never_delete, texts_form, texts_panels
from content.places import services
from content.places.admin_forms import (
    NOTICE_FORM,
    PLACE_FORM,
    PLACE_TEXTS,
    SERVICE_FORM,
    SERVICE_NOTES,
    WEEK_FORM,
    FormInlinePanel,
    hours_panels,
)
from content.places.models import Notice, Place, PlaceKind, PlaceKindText


class KeptViewSet(SnippetViewSet):
    """Rows that have an address on the site, or a history: never deleted."""

    copy_view_enabled = False


class PlaceViewSet(KeptViewSet):
    model = Place
    icon = "home"
    list_display = ["__str__", "kind", "district", "status"]
    list_filter = ["kind", "district", "status"]
    search_fields = ["key", "texts__name", "street", "former_names__name"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldPanel("key"),
                            FieldRowPanel([FieldPanel("kind"), FieldPanel("status")]),
                            FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closed_on")]),
                            FieldRowPanel([FieldPanel("department"), FieldPanel("sector")]),
                        ],
                        heading=_("What it is"),
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("street"),
                            FieldPanel("address_extra"),
                            FieldRowPanel([FieldPanel("postcode"), FieldPanel("city")]),
                            FieldPanel("district"),
                            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                            FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                        ],
                        heading=_("Where it is, how to reach it"),
                    ),
                    FieldPanel("managers"),
                    FieldPanel("successors"),
                    InlinePanel("former_names", heading=_("Former names"), label=_("Former name")),
                    FieldPanel("external_ids"),
                ],
                heading=_("Place"),
            ),
            ObjectList(texts_panels(PLACE_TEXTS), heading=_("Words")),
            ObjectList(
                [
                    FormInlinePanel(
                        "hours_periods",
                        hours_panels(),
                        form=WEEK_FORM,
                        heading=_("Opening hours"),
                        label=_("Week"),
                    ),
                    FieldPanel("holiday_rule"),
                    InlinePanel("hours_exceptions", heading=_("Exceptional days"), label=_("Days")),
                ],
                heading=_("Hours"),
            ),
            ObjectList(
                [
                    FormInlinePanel(
                        "place_services",
                        [
                            FieldPanel("service"),
                            FieldPanel("by_appointment"),
                            FieldPanel("phone"),
                            FieldPanel("position"),
                            *(FieldPanel(name) for name in SERVICE_NOTES),
                        ],
                        form=SERVICE_FORM,
                        heading=_("What one can do here"),
                        label=_("Service"),
                    )
                ],
                heading=_("Services"),
            ),
            ObjectList(
                [InlinePanel("access", heading=_("Access for disabled people"), label=_("Answer"))],
                heading=_("Access"),
            ),
        ],
        base_form_class=PLACE_FORM,
    )


class NoticeViewSet(KeptViewSet):
    model = Notice
    icon = "warning"
    list_display = ["place", "effect", "starts_at", "ends_at"]
    list_filter = ["effect"]
    edit_handler = ObjectList(
        [
            FieldPanel("place"),
            FieldPanel("effect"),
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            *texts_panels(["message"]),
        ],
        base_form_class=NOTICE_FORM,
    )


def _kind_saved(kind: PlaceKind) -> None:
    services.touch_registers()


class PlaceKindViewSet(KeptViewSet):
    model = PlaceKind
    icon = "tag"
    edit_handler = ObjectList(
        [FieldPanel("key"), FieldPanel("position"), *texts_panels(["name", "plural"])],
        base_form_class=texts_form(PlaceKindText, ["name", "plural"], on_saved=_kind_saved),
    )


class PlacesGroup(SnippetViewSetGroup):
    """One menu for the directory."""

    items = (PlaceViewSet, NoticeViewSet, PlaceKindViewSet)
    menu_label = _("Places")
    menu_icon = "home"
    menu_name = "places"
    menu_order = 170


never_delete(Place, Notice, PlaceKind, Department, Service, Sector, District)
register_snippet(PlacesGroup)
register_snippet(RegisterGroup)
