import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eservices.cases import tracking
from eservices.cases.codes import new_code
from eservices.cases.models import TrackingAttempt
from tests.eservices.cases.factories import CaseFactory

pytestmark = pytest.mark.django_db
HERE = "198.51.100.7"


def fail(code: str, times: int, address: str = HERE) -> None:
    for _attempt in range(times):
        with pytest.raises(tracking.NotFound):
            tracking.find_case(code=code, fact="wrong", address=address)


def test_code_and_any_fact_open_the_case() -> None:
    case = CaseFactory()

    for fact in ("3 mai 1980", "75004", "Exemple", "camille@exemple.invalid"):
        assert tracking.find_case(code=case.code, fact=fact, address=HERE) == case


def test_unknown_code_and_wrong_fact_are_the_same_answer_after_the_same_work() -> None:
    case = CaseFactory()
    seen = []
    for code in (case.code, new_code()):
        TrackingAttempt.objects.all().delete()
        with (
            CaptureQueriesContext(connection) as queries,
            pytest.raises(tracking.NotFound) as raised,
        ):
            tracking.find_case(code=code, fact="wrong", address=HERE)
        seen.append((len(queries), str(raised.value)))

    assert seen[0] == seen[1]


def test_the_fact_of_another_case_does_not_open_this_one() -> None:
    case = CaseFactory(second_facts={"date": "1980-05-03"}, contact_email="")
    CaseFactory(second_facts={"date": "1990-01-01"}, contact_email="")

    with pytest.raises(tracking.NotFound):
        tracking.find_case(code=case.code, fact="1990-01-01", address=HERE)


@pytest.mark.parametrize("known", [True, False])
def test_five_wrong_answers_lock_a_code_for_a_quarter_of_an_hour(known: bool) -> None:
    code = CaseFactory().code if known else new_code()
    fail(code, 5)

    with pytest.raises(tracking.TooManyAttempts) as locked:
        tracking.find_case(code=code, fact="75004", address="203.0.113.9")

    wait = locked.value.retry_at - timezone.now()
    assert 0 < wait.total_seconds() <= tracking.WINDOW.total_seconds()


def test_the_lock_ends() -> None:
    case = CaseFactory()
    fail(case.code, 5)

    with time_machine.travel(timezone.now() + tracking.WINDOW * 1.01):
        assert tracking.find_case(code=case.code, fact="75004", address=HERE) == case


def test_one_address_cannot_try_many_codes() -> None:
    case = CaseFactory()
    for _number in range(tracking.MAX_FAILURES_FOR_ADDRESS):
        fail(new_code(), 1)

    with pytest.raises(tracking.TooManyAttempts):
        tracking.find_case(code=case.code, fact="75004", address=HERE)
    assert tracking.find_case(code=case.code, fact="75004", address="203.0.113.9") == case


def test_a_right_answer_forgives_the_code_but_not_the_address() -> None:
    case = CaseFactory()
    fail(case.code, 4)
    tracking.find_case(code=case.code, fact="75004", address=HERE)

    fail(case.code, 4)
    assert sorted(TrackingAttempt.objects.values_list("failures", flat=True)) == [4, 8]


def test_attempts_keep_neither_code_nor_address_and_are_forgotten() -> None:
    case = CaseFactory()
    fail(case.code, 1)
    rows = str(list(TrackingAttempt.objects.values()))
    assert case.code not in rows
    assert HERE not in rows

    with time_machine.travel(timezone.now() + tracking.WINDOW * 2):
        tracking.forget_old_attempts()
    assert not TrackingAttempt.objects.exists()
