import pytest
from django.test import Client

from eservices.accounts.models import Assignment, User
from tests.eservices.accounts.factories import AssignmentFactory, QueueFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


def test_a_user_is_made_with_an_e_mail_alone(client: Client) -> None:
    response = client.post(
        "/admin/users/new/",
        {
            "email": "nouvelle@ville.invalid",
            "first_name": "Camille",
            "last_name": "Demo",
            "password1": "a-long-pass-phrase-2026",
            "password2": "a-long-pass-phrase-2026",
        },
    )

    assert response.status_code == 302
    assert User.objects.get(email="nouvelle@ville.invalid").check_password(
        "a-long-pass-phrase-2026"
    )


def test_users_are_listed_and_edited(client: Client) -> None:
    user = UserFactory(email="claude@ville.invalid")

    assert "claude@ville.invalid" in client.get("/admin/users/").content.decode()
    assert client.get(f"/admin/users/edit/{user.pk}/").status_code == 200


def test_a_role_is_given_on_a_queue(client: Client) -> None:
    user, queue = UserFactory(), QueueFactory()

    response = client.post(
        "/admin/snippets/eservices_accounts/assignment/add/",
        {"user": user.pk, "role": "agent", "queue": queue.pk, "sector": ""},
    )

    assert response.status_code == 302
    assert Assignment.objects.get(user=user).queue == queue


def test_a_role_on_two_scopes_is_refused_in_words(client: Client) -> None:
    queue = QueueFactory()

    response = client.post(
        "/admin/snippets/eservices_accounts/assignment/add/",
        {"user": UserFactory().pk, "role": "agent", "queue": queue.pk, "sector": queue.sector.pk},
    )

    assert response.status_code == 200
    assert "not both" in response.content.decode()


@pytest.mark.parametrize("model", ["queue", "assignment"])
def test_lists_are_few_queries(client: Client, model: str, django_assert_max_num_queries) -> None:
    for _number in range(12):
        AssignmentFactory(queue=QueueFactory())
    client.get(f"/admin/snippets/eservices_accounts/{model}/")

    with django_assert_max_num_queries(30):
        client.get(f"/admin/snippets/eservices_accounts/{model}/")
