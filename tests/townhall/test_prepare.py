import pytest

from eservices.accounts.models import User
from townhall.account_forms import DEMO_DOMAIN
from townhall.management.commands.prepare import Command

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR = tmp_path
    settings.DEMO_ACCOUNTS = ("agent", "archivist")
    return tmp_path


def test_only_accounts_that_exist_are_told(var):
    """A city kept through an upgrade has no account that a later version would have made."""
    command = Command()
    command.var = var
    User.objects.create_user(f"agent@{DEMO_DOMAIN}", "x")

    command._write_accounts()

    told = (var / "accounts.txt").read_text()
    assert "agent" in told
    assert "archivist" not in told


def test_a_real_city_tells_of_none(var, settings):
    command = Command()
    command.var = var
    (var / "accounts.txt").write_text("of before")
    settings.DEMO_ACCOUNTS = ()

    command._write_accounts()

    assert not (var / "accounts.txt").exists()
