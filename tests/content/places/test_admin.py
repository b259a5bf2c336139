"""Editors fill in a place as one form; who manages one place speaks for that one."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from content.core.models import Purge
from content.places.admin_forms import NOTICE_FORM, WEEK_FORM
from content.places.models import FormerSlug, HoursSpan, Notice, Place
from eservices.accounts.models import User
from tests.content.places.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("editor@example.invalid", "secret"))
    return client


def _posted(page: Any) -> dict[str, Any]:
    """What a browser sends back when nothing was touched."""
    form = page.context["form"]
    forms = [form, *form.formsets.values()]
    forms = [
        one
        for item in forms
        for one in ([item.management_form, *item.forms] if hasattr(item, "forms") else [item])
    ]
    data: dict[str, Any] = {}
    for one in forms:
        for bound in one:
            value = bound.value()
            if value is True:
                value = "on"
            if value is not None and value is not False:
                data[bound.html_name] = value
    return data


def _address(name: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_content_places_{name}", args=args)


def test_a_place_is_edited_whole(editor: Client) -> None:
    place = make_place()
    address = _address("place:edit", place.pk)
    data = _posted(editor.get(address))
    assert data["hours_periods-0-day_0"] == "9:00-17:00"
    data |= {
        "hours_periods-0-day_0": "10:00-12:00, rdv 14:00-16:00",
        "slug_fr": "mairie-daumesnil",
        "name_en": "Daumesnil town hall",
    }
    Purge.objects.all().delete()

    answer = editor.post(address, data)

    assert answer.status_code == 302
    assert HoursSpan.objects.filter(weekday=0).count() == 2
    assert HoursSpan.objects.filter(weekday=1).count() == 1
    assert FormerSlug.objects.get().slug == "mairie-du-12e"
    assert Place.objects.get().text("en").name == "Daumesnil town hall"
    assert Purge.objects.filter(tag=place.cache_tag).exists()


def test_hours_that_cannot_be_read_are_named_and_kept(editor: Client) -> None:
    place = make_place()
    address = _address("place:edit", place.pk)
    data = _posted(editor.get(address)) | {"hours_periods-0-day_0": "neuf heures"}

    answer = editor.post(address, data)

    assert answer.status_code == 200
    assert "neuf heures" in answer.content.decode()
    assert HoursSpan.objects.filter(weekday=0).count() == 1


def test_nobody_deletes_a_place(editor: Client) -> None:
    place = make_place()

    answer = editor.post(_address("place:delete", place.pk))

    assert answer.status_code == 302
    assert Place.objects.filter(pk=place.pk).exists()


@pytest.mark.parametrize("name", ["place", "notice", "placekind"])
def test_lists_and_empty_forms_open(editor: Client, name: str) -> None:
    make_place()

    assert editor.get(_address(f"{name}:list")).status_code == 200
    assert editor.get(_address(f"{name}:add")).status_code == 200


@pytest.mark.parametrize("name", ["department", "service", "sector", "district"])
def test_registers_open(editor: Client, name: str) -> None:
    for view in ("list", "add"):
        address = reverse(f"wagtailsnippets_content_core_{name}:{view}")
        assert editor.get(address).status_code == 200


def test_a_manager_may_only_choose_the_places_they_manage() -> None:
    mine, _other = make_place("mienne"), make_place("autre")
    manager = User.objects.create_user("manager@example.invalid", is_staff=True)
    group = Group.objects.create(name="Managers")
    notices = {"codename": "add_notice", "content_type__app_label": "content_places"}
    group.permissions.add(Permission.objects.get(**notices))
    manager.groups.add(group)
    mine.managers.add(manager)
    mine.save()

    form_class = _notice_form()
    form = form_class(for_user=manager)

    assert list(form.fields["place"].queryset) == [mine]


def _notice_form() -> Any:
    from django.forms import modelform_factory

    return modelform_factory(
        Notice, form=NOTICE_FORM, fields=["place", "effect", "starts_at", "ends_at"]
    )


def test_a_week_form_has_a_field_a_day() -> None:
    assert len([name for name in WEEK_FORM.base_fields if name.startswith("day_")]) == 7
