"""The register of the city in the admin: departments, services, sectors, districts.

Words of plain tables live in side rows, one a language; `texts_form` lays them
out as ordinary fields, so that an editor fills in one form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.forms import Field
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from content.core import changes
from content.core.models import (
    Department,
    DepartmentText,
    District,
    Poll,
    PollText,
    Sector,
    Service,
    ServiceText,
)
from content.core.models.polls import CLOSINGS
from content.core.translations import TextRow

#: The cache tag of everything that shows a name of the register.
REGISTERS_TAG = "registers"


class NeverDeleted(ModelPermissionPolicy):
    """Rows that others refer to are closed or renamed, not deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Sequence[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)


class TextsForm(WagtailAdminModelForm):
    """A form with a field a language for each text of the side rows."""

    text_model: Any  # a TextRow with its subject
    text_fields: Sequence[str] = ()
    #: Called with the saved row, inside the transaction of the view.
    on_saved: Callable[[Any], None] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for row in self.text_model._default_manager.filter(subject=self.instance):
                for name in self.text_fields:
                    self.initial.setdefault(f"{name}_{row.language}", getattr(row, name))

    def words(self, language: str) -> dict[str, str]:
        """Return what was typed in one language."""
        return {
            name: (self.cleaned_data.get(f"{name}_{language}") or "").strip()
            for name in self.text_fields
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for language, _name in settings.LANGUAGES:
            words = self.words(language)
            if "slug" in words and not words["slug"] and words.get("name"):
                words["slug"] = slugify(words["name"])
                cleaned[f"slug_{language}"] = words["slug"]
            if any(words.values()):
                self._require(words, language)
        return cleaned

    def _require(self, words: dict[str, str], language: str) -> None:
        for name, value in words.items():
            field = self.text_model._meta.get_field(name)
            if not value and not getattr(field, "blank", True):
                self.add_error(f"{name}_{language}", _("Fill this in too, or empty this language."))

    def save(self, commit: bool = True) -> Any:
        with transaction.atomic():
            row = super().save(commit=commit)
            if commit:
                self.save_texts()
                if self.on_saved:
                    type(self).on_saved(row)  # type: ignore[misc]  # a plain function
        return row

    def save_texts(self) -> None:
        """Write the side rows; a language that was emptied is removed."""
        for language, _name in settings.LANGUAGES:
            words = self.words(language)
            rows = self.text_model._default_manager
            if any(words.values()):
                rows.update_or_create(subject=self.instance, language=language, defaults=words)
            else:
                rows.filter(subject=self.instance, language=language).delete()


def _form_field(text_model: type[TextRow], name: str, language: str) -> Field | None:
    db_field = text_model._meta.get_field(name)
    if not isinstance(db_field, models.CharField | models.TextField):
        raise TypeError(f"{name} of {text_model.__name__} is not a text")
    first = language == settings.LANGUAGE_CODE
    return db_field.formfield(required=first and not db_field.blank and name != "slug")


def texts_form(
    text_model: type[TextRow],
    fields: Sequence[str],
    *,
    base: type[TextsForm] = TextsForm,
    on_saved: Callable[[Any], None] | None = None,
) -> type[TextsForm]:
    """Return a form class that also edits ``fields`` of the side rows."""
    declared: dict[str, Any] = {
        f"{name}_{language}": _form_field(text_model, name, language)
        for language, _name in settings.LANGUAGES
        for name in fields
    }
    own = {
        "text_model": text_model,
        "text_fields": tuple(fields),
        "on_saved": staticmethod(on_saved) if on_saved else None,
        "__module__": base.__module__,
    }
    return type(f"{text_model.__name__}Form", (base,), declared | own)


def texts_panels(fields: Sequence[str]) -> list[Panel]:
    """Return one group of fields a language."""
    return [
        MultiFieldPanel([FieldPanel(f"{name}_{language}") for name in fields], heading=label)
        for language, label in settings.LANGUAGES
    ]


def _changed(row: Any) -> None:
    changes.record(tags=[REGISTERS_TAG, "list:places"], documents=[("place", changes.EVERY)])


class RegisterViewSet(SnippetViewSet):
    """A register: kept whole, searched by key."""

    copy_view_enabled = False
    list_per_page = 50
    inspect_view_enabled = False


class DepartmentViewSet(RegisterViewSet):
    model = Department
    icon = "group"
    search_fields = ["key", "texts__name"]
    edit_handler = ObjectList(
        [FieldPanel("key"), *texts_panels(["name"])],
        base_form_class=texts_form(DepartmentText, ["name"], on_saved=_changed),
    )


class ServiceViewSet(RegisterViewSet):
    model = Service
    icon = "folder-open-inverse"
    search_fields = ["key", "texts__name"]
    list_filter = ["department"]
    edit_handler = ObjectList(
        [
            FieldPanel("key"),
            FieldPanel("department"),
            FieldPanel("phone"),
            FieldPanel("email"),
            FieldPanel("postal_address"),
            *texts_panels(["name", "summary"]),
        ],
        base_form_class=texts_form(ServiceText, ["name", "summary"], on_saved=_changed),
    )


class ChangeRecordingForm(WagtailAdminModelForm):
    """A form whose save makes the pages that show the register stale."""

    def save(self, commit: bool = True) -> Any:
        with transaction.atomic():
            row = super().save(commit=commit)
            if commit:
                _changed(row)
        return row


class SectorViewSet(RegisterViewSet):
    model = Sector
    icon = "site"
    list_display = ["number", "name", "key"]
    edit_handler = ObjectList(
        [FieldPanel("number"), FieldPanel("key"), FieldPanel("name")],
        base_form_class=ChangeRecordingForm,
    )


class DistrictViewSet(RegisterViewSet):
    model = District
    icon = "site"
    list_display = ["number", "postcode", "sector"]
    edit_handler = ObjectList(
        [
            FieldPanel("number"),
            FieldPanel("postcode"),
            FieldPanel("other_postcodes"),
            FieldPanel("sector"),
        ],
        base_form_class=ChangeRecordingForm,
    )


class PollViewSet(RegisterViewSet):
    """The calendar of polls; what was already answered keeps the dates it was given."""

    model = Poll
    icon = "date"
    search_fields = ["key", "texts__name"]
    list_display = [
        *("__str__", "first_round", "second_round"),
        Column("closes", label=capfirst(_("last day to register"))),
        Column("late_until", label=capfirst(_("last day for late cases"))),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("key"),
            *texts_panels(["name", "note"]),
            MultiFieldPanel([FieldPanel("first_round"), FieldPanel("second_round")], _("Vote")),
            MultiFieldPanel(
                [FieldPanel(name) for name in CLOSINGS],
                _("Registration on the electoral roll"),
                help_text=_(
                    "Late cases of article L30 are taken until the tenth day before the first "
                    "round, whatever stands here."
                ),
            ),
            FieldPanel("source"),
        ],
        base_form_class=texts_form(PollText, ["name", "note"]),
    )


def never_delete(*tables: type[models.Model]) -> None:
    """Take the right to delete these rows from everybody in the admin."""
    for table in tables:
        register_permission_policy(table, NeverDeleted(table), exact_class=True)


class RegisterGroup(SnippetViewSetGroup):
    """One menu for the registers of the city."""

    items = (DepartmentViewSet, ServiceViewSet, SectorViewSet, DistrictViewSet, PollViewSet)
    menu_label = _("Registers")
    menu_icon = "list-ul"
    menu_name = "registers"
    menu_order = 700
