"""Persons are found without making a second one; one with nothing but a name is a person."""

from __future__ import annotations

from datetime import date

import pytest

from eservices.accounts import register
from eservices.accounts.models import Person, PersonKey
from eservices.accounts.register import IdentityProved, LikelyDuplicate, NameMissing

pytestmark = pytest.mark.django_db


def found(typed: str) -> list[str]:
    return [str(person) for person in register.find(register.read(typed)).persons]


@pytest.fixture
def camille() -> Person:
    return register.add(
        given_names="Camille Zoé",
        family_name="Démo-Lefèvre",
        birth_date=date(1980, 5, 2),
        email="Camille@example.invalid",
        phone="01 99 00 12 34",
    )


@pytest.mark.parametrize(
    "typed",
    [
        "demo lefevre",
        "LEFEBVRE Camile",
        "camille zoe démo",
        "Lefèvre 02/05/1980",
        "lefevre 2 5 1980",
        "02051980",
        "1980-05-02",
        "camille@EXAMPLE.invalid",
        "0199001234",
        "+33 1 99 00 12 34",
        "lefevre 03/05/1980",  # a day misheard
    ],
)
def test_a_person_is_found(camille, typed):
    register.add(given_names="Ali", family_name="Autre", birth_date=date(1990, 1, 1))
    assert found(typed) == [str(camille)]


@pytest.mark.parametrize("typed", ["", "   ", "Durand", "camille durand", "03/05/1980", "?!"])
def test_nobody_is_found_who_does_not_fit(camille, typed):
    assert found(typed) == []


def test_the_likeliest_comes_first(camille):
    register.add(given_names="Camilla", family_name="Demo Lefevra", seen=[camille.uuid])
    assert found("Camille Démo Lefèvre")[0] == str(camille)


def test_many_are_cut_and_it_is_said():
    for number in range(register.SHOWN + 3):
        Person.objects.create(given_names=f"P{number}", family_name="Martin")
    for person in Person.objects.all():
        register.index(person)
    many = register.find(register.read("martin"))
    assert (len(many.persons), many.more) == (register.SHOWN, True)


def test_a_name_alone_is_a_person():
    person = register.add(family_name="Démo")
    person.full_clean()
    assert found("demo") == ["Démo"]


def test_nobody_is_added_without_a_name():
    with pytest.raises(NameMissing):
        register.add(phone="01 99 00 12 34", given_names="  ")
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("given", "family", "born"),
    [
        ("Camille", "Demo Lefebvre", None),
        ("camile", "LEFÈVRE", date(1980, 5, 2)),
        ("Camille", "Démo-Lefèvre", date(1980, 2, 5)),  # day and month exchanged
        ("Camille", "Démo-Lefèvre", date(1981, 5, 2)),  # one figure misheard
        ("", "Démo-Lefèvre", date(1980, 5, 2)),
    ],
)
def test_a_likely_duplicate_is_shown_before_a_second_is_made(camille, given, family, born):
    with pytest.raises(LikelyDuplicate) as caught:
        register.add(given_names=given, family_name=family, birth_date=born)
    assert caught.value.persons == [camille]
    assert Person.objects.count() == 1

    other = register.add(
        given_names=given, family_name=family, birth_date=born, seen=[camille.uuid]
    )
    assert other != camille


def test_the_same_name_born_another_day_is_another_person(camille):
    register.add(given_names="Camille", family_name="Démo-Lefèvre", birth_date=date(2001, 12, 30))
    assert Person.objects.count() == 2


def test_a_correction_is_found_and_what_was_before_is_not(camille):
    register.change(person=camille, family_name="Martin", email="")
    assert found("martin") == [str(register.change(person=camille))]
    assert found("lefevre") == []
    assert found("camille@example.invalid") == []


def test_what_a_provider_proved_is_not_rewritten(camille):
    Person.objects.filter(pk=camille.pk).update(
        identity={"family": "Démo"}, identity_issuer="x", identity_subject="1"
    )
    with pytest.raises(IdentityProved):
        register.change(person=camille, family_name="Autre")
    register.change(person=camille, phone="01 99 00 00 00")


def test_a_search_is_one_statement(camille, django_assert_num_queries):
    with django_assert_num_queries(1):
        found("camille demo lefevre 02/05/1980")


def test_the_search_uses_the_index(camille):
    from django.db import connection

    query = Person.objects.filter(
        pk__in=PersonKey.objects.filter(key__in=["a", "b"]).values("person")
    )
    if connection.vendor == "sqlite":
        plan = query.explain()
        assert "COVERING INDEX" in plan
        assert "SCAN" not in plan
