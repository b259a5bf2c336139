import pytest
from django.test import override_settings

from eservices.cases.enums import FactKind
from eservices.cases.facts import fact_kind, matches, plain_fact
from eservices.cases.models import TrackingFact
from tests.eservices.cases.factories import CaseFactory


@pytest.mark.parametrize(
    "typed",
    [
        "1980-05-03",
        "03/05/1980",
        "3.5.1980",
        "03 05 1980",
        "03051980",
        "3 mai 1980",
        "3 May 1980",
        "May 3, 1980",
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str) -> None:
    assert plain_fact(FactKind.DATE, typed) == "1980-05-03"


@pytest.mark.parametrize("typed", ["", "31/02/1980", "mai", "1980", "x" * 400, "3/5/80/1"])
def test_what_is_no_date_is_nothing(typed: str) -> None:
    assert plain_fact(FactKind.DATE, typed) == ""


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (FactKind.EMAIL, "Camille@Exemple.invalid ", "camille@exemple.invalid"),
        (FactKind.PHONE, "+33 6 39 98 00 01", "06.39.98.00.01"),
        (FactKind.PHONE, "0033639980001", "0639980001"),
        (FactKind.POSTCODE, "4 rue du Test, 75004 Paris", "75 004"),
        (FactKind.NAME, "Élise D’Exemple", "d'exemple elise"),
        (FactKind.DATE, "1er août 1980", "01/08/1980"),
    ],
)
def test_two_ways_of_writing_one_fact_are_equal(kind: FactKind, one: str, other: str) -> None:
    assert plain_fact(kind, one) == plain_fact(kind, other) != ""


def test_a_key_names_a_kind() -> None:
    assert fact_kind("date:5f2e") == FactKind.DATE
    assert fact_kind("birth_date") == FactKind.DATE
    assert fact_kind("person_name") == FactKind.NAME
    assert fact_kind("5f2e") == FactKind.TEXT


@pytest.mark.django_db
class TestMatching:
    def test_each_fact_of_the_case_opens_it_and_nothing_else(self) -> None:
        facts = list(CaseFactory().facts.all())

        assert {fact.kind for fact in facts} == {"date", "postcode", "name", "email"}
        for right in ("3/5/1980", "75004", "exemple", "CAMILLE@exemple.invalid"):
            assert matches(right, facts)
        for wrong in ("", " ", "3/5/1981", "75005", "camille", "@", "\x00"):
            assert not matches(wrong, facts)

    def test_the_database_holds_no_fact_in_clear(self) -> None:
        facts = CaseFactory().facts.all()

        assert not any("75004" in fact.digest + fact.salt for fact in facts)

    def test_two_cases_with_one_fact_have_different_digests(self) -> None:
        CaseFactory(contact_email="", second_facts={"postcode": "75004"})
        CaseFactory(contact_email="", second_facts={"postcode": "75004"})

        assert len(set(TrackingFact.objects.values_list("digest", flat=True))) == 2

    def test_facts_survive_a_change_of_the_site_s_secret(self) -> None:
        with override_settings(SECRET_KEY="old"):
            facts = list(CaseFactory().facts.all())

        with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"]):
            assert matches("75004", facts)
        with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]):
            assert not matches("75004", facts)

    def test_a_case_without_fact_is_opened_by_none(self) -> None:
        case = CaseFactory(contact_email="", second_facts={})

        assert not matches("", list(case.facts.all()))
