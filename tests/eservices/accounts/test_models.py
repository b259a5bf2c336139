import pytest
from django.db import IntegrityError

from eservices.accounts.models import User

pytestmark = pytest.mark.django_db


def test_user_is_known_by_e_mail_in_any_case() -> None:
    user = User.objects.create_user("Camille@Example.invalid", "secret")

    assert User.objects.get_by_natural_key("CAMILLE@example.invalid") == user


def test_two_users_cannot_share_an_e_mail() -> None:
    User.objects.create_user("camille@example.invalid")

    with pytest.raises(IntegrityError):
        User.objects.create_user("camille@example.invalid")
