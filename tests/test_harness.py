"""The test harness itself: what every other test stands on."""

import pytest
from django.apps import apps
from wagtail.models import Locale, Page

from content.core import guards
from tests.browser import page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round", [1, 2])
def test_each_committing_test_finds_the_rows_of_migrations_and_the_guards(round):
    assert Page.objects.filter(depth=1).exists()
    assert Locale.objects.exists()
    assert guards.missing() == []
    Department = apps.get_model("content_core.Department")
    assert not Department.objects.exists()
    Department.objects.create(key="left-behind")
    Page.objects.all().delete()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_live_server_is_reached_by_chromium_without_scripts(live_server):
    with page(live_server.url, java_script_enabled=False, viewport=(320, 640)) as tab:
        response = tab.goto("/robots.txt")
        assert response is not None
        assert tab.viewport_size == {"width": 320, "height": 640}
    assert Page.objects.exists()
