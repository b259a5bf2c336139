"""The environment: read with types, documented, refused in one line."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from townhall.settings import env


def test_the_example_documents_every_variable():
    assert (settings.ROOT / ".env.example").read_text() == env.example()


@pytest.mark.parametrize(
    ("missing", "given"),
    [
        ("SECRET_KEY", {}),
        ("ALLOWED_HOSTS", {"SECRET_KEY": "k" * 50}),
        ("PUBLIC_URL", {"SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "ville.example"}),
        (
            "CLAMAV_URL",
            {
                "SECRET_KEY": "k" * 50,
                "ALLOWED_HOSTS": "v.example",
                "PUBLIC_URL": "https://v.example",
            },
        ),
    ],
)
def test_production_refuses_to_start_and_names_what_is_missing(missing, given):
    answer = _start(given)
    assert answer.returncode == 1
    assert missing in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


def test_production_refuses_the_demonstration():
    whole = {
        "SECRET_KEY": "k" * 50,
        "ALLOWED_HOSTS": "ville.example",
        "PUBLIC_URL": "https://ville.example",
        "CLAMAV_URL": "tcp://127.0.0.1:3310",
    }
    assert _start(whole).returncode == 0
    assert "DEMO" in _start(whole | {"DEMO": "true"}).stderr


def test_links_lead_to_the_port_that_the_city_was_given(monkeypatch):
    monkeypatch.setenv("PORT", "8123")
    assert env.own_address() == "http://127.0.0.1:8123"
    monkeypatch.setenv("PORT", "")
    assert env.own_address() == "http://127.0.0.1:8000"


@pytest.mark.parametrize("value", ["http://scanner:3310", "tcp://", "unix://", "scanner"])
def test_an_address_that_is_no_scanner_is_refused(value):
    environment = env.Environment({"CLAMAV_URL": value})
    with pytest.raises(SystemExit, match="CLAMAV_URL cannot be used: write tcp://"):
        environment("CLAMAV_URL")
    for good in ("tcp://scanner:3310", "unix:///run/clamav/clamd.ctl", ""):
        assert env.Environment({"CLAMAV_URL": good})("CLAMAV_URL") == good


def test_a_wrong_value_is_named_and_not_shown():
    environment = env.Environment({"DEMO": "perhaps-secret"})
    with pytest.raises(SystemExit, match="DEMO") as refused:
        environment("DEMO")
    assert "perhaps-secret" not in str(refused.value)


def test_postgresql_has_a_pool_and_its_options():
    read = env.database("postgres://ann:p%40ss@db:5433/city?sslmode=require")
    assert (read["USER"], read["PASSWORD"], read["NAME"]) == ("ann", "p@ss", "city")
    assert read["OPTIONS"]["sslmode"] == "require"
    assert read["OPTIONS"]["pool"]["max_size"] >= 2


def _start(given):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import townhall.settings.production"],
        env={**kept, "PYTHONPATH": f"{settings.ROOT / 'site'}:{settings.ROOT}", **given},
        capture_output=True,
        text=True,
        timeout=60,
    )
