"""Addresses that belong to no app, errors and headers."""

import json
import logging
import os
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.http import http_date
from openapi_spec_validator import validate

from content.core import rate_limits
from content.core.models import WorkerHeartbeat
from townhall import errors, logs
from townhall.settings.logging import logging_config

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("asked", "home"), [("en", "/en/"), ("de,fr", "/fr/"), ("", "/fr/")])
def test_the_root_leads_to_the_language_of_the_visitor(client, asked, home):
    response = client.get("/", headers={"Accept-Language": asked})
    assert (response.status_code, response["Location"]) == (302, home)
    assert "private" in response["Cache-Control"]


def test_health_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


def test_readiness_names_what_is_down(client):
    stale = timezone.now() - timedelta(minutes=5)
    WorkerHeartbeat.objects.create(lane="quick", beat_at=stale)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "worker" in response.json()["down"]
    WorkerHeartbeat.objects.update(beat_at=timezone.now())
    assert "worker" not in client.get("/readyz").json()["down"]


def test_readiness_names_the_scanner_but_does_not_wait_for_it(client, settings):
    WorkerHeartbeat.objects.create(lane="quick", beat_at=timezone.now())
    assert client.get("/readyz").json()["parts"]["scanner"] == "none"
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    answer = client.get("/readyz").json()
    assert answer["parts"]["scanner"] == "down"
    assert "scanner" not in answer["down"]


def test_readiness_names_the_search_engine(client):
    assert client.get("/readyz").json()["parts"]["search_engine"] == "embedded"


@pytest.mark.clamav
def test_readiness_says_which_scanner(client, settings):
    settings.CLAMAV_URL = os.environ["CLAMAV_URL"]
    assert client.get("/readyz").json()["parts"]["scanner"].startswith("ClamAV 1")


def test_figures_are_not_for_everybody(client):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403


def test_the_description_of_the_interface_is_valid(client):
    document = json.loads(client.get("/api/v1/openapi.json").content)
    validate(document)
    assert {"/api/v1/search", "/api/v1/places"} <= set(document["paths"])


@pytest.mark.parametrize(("path", "language"), [("/fr/rien/", "fr"), ("/en/nothing/", "en")])
def test_a_missing_page_speaks_the_language_of_its_address(client, path, language):
    response = client.get(path)
    assert response.status_code == 404
    assert f'lang="{language}"' in response.content.decode()


def test_a_crash_is_told_without_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = errors.server_error(RequestFactory().get("/fr/lieux/"))
    assert response.status_code == 500


def test_a_form_refused_for_its_cookie_says_what_to_do():
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/fr/suivi/", {"code": "x"})
    assert response.status_code == 403
    assert "Ce formulaire est resté ouvert trop longtemps" in response.content.decode()


def test_a_site_under_maintenance_says_until_when_and_asks_nothing(
    client, settings, django_assert_num_queries
):
    soon = timezone.now() + timedelta(hours=2)
    settings.MAINTENANCE_UNTIL = soon
    with django_assert_num_queries(0):
        response = client.get("/fr/lieux/")
    assert response.status_code == 503
    assert response["Retry-After"] == http_date(soon.timestamp())
    html = response.content.decode()
    assert 'lang="fr"' in html
    assert f'datetime="{timezone.localtime(soon).isoformat(timespec="seconds")}"' in html
    assert client.get("/healthz").status_code == 200

    settings.MAINTENANCE_UNTIL = timezone.now() - timedelta(minutes=1)
    late = client.get("/fr/lieux/")
    assert late.status_code == 503
    assert "<time" not in late.content.decode()


def test_a_public_page_depends_on_nobody(client):
    response = client.get("/fr/lieux/", headers={"Cookie": "_pk_id=1"})
    assert "public" in response["Cache-Control"]
    assert "Vary" not in response.headers
    assert not response.cookies
    assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_the_admin_has_no_door_of_its_own(client):
    response = client.get("/admin/login/?next=/admin/pages/")
    assert response["Location"] == "/fr/compte/login/?next=/admin/pages/"
    assert client.get("/admin/").status_code == 302


def test_staff_without_a_second_factor_stay_out_where_one_is_required(admin_client, settings):
    assert admin_client.get("/admin/").status_code == 200
    settings.STAFF_MFA_REQUIRED = True
    response = admin_client.get("/admin/")
    assert response["Location"] == "/fr/compte/2fa/totp/activate/"


def test_attempts_are_counted_for_each_key():
    cache.clear()
    assert [rate_limits.hit("t", "a", 2, 600) for _ in range(3)] == [True, True, False]
    assert rate_limits.hit("t", "b", 2, 600)


def test_logs_hold_no_draft_no_query_and_no_address():
    line = logs.masked(
        "GET /fr/demarches/acte/d/8f14e45f-ceea-467f-9b1c-0123456789ab/nom/?q=durand ann@x.invalid"
    )
    assert "8f14e45f" not in line
    assert "durand" not in line
    assert "ann@" not in line


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_machines_ask_for_health_under_any_host(client, settings, path):
    settings.ALLOWED_HOSTS = ["ville.example"]
    WorkerHeartbeat.objects.create(lane="quick", beat_at=timezone.now())
    settings.SECURE_SSL_REDIRECT = True
    response = client.get(path, headers={"Host": "10.0.0.7:8000"})
    assert response.status_code in (200, 503)
    assert "no-store" in response["Cache-Control"]


def test_a_foreign_host_is_refused_in_one_quiet_line(client, settings, caplog):
    settings.ALLOWED_HOSTS = ["ville.example"]
    configured = logging_config("json")
    name = "django.security.DisallowedHost"
    [quiet] = configured["loggers"][name]["filters"]
    assert configured["filters"][quiet]["()"] == "townhall.logs.WrongHostFilter"
    logger, quieten = logging.getLogger(name), logs.WrongHostFilter()
    logger.addFilter(quieten)
    try:
        response = client.get("/fr/", headers={"Host": "autre.example"})
    finally:
        logger.removeFilter(quieten)
    assert response.status_code == 400
    assert 'lang="fr"' in response.content.decode()
    [line] = [record for record in caplog.records if record.name == name]
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    assert "autre.example" not in caplog.text
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]
