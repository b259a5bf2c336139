"""Two persons who are one: nothing is lost, and undoing puts back exactly what was."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from eservices.accounts import merging, register
from eservices.accounts.enums import Role
from eservices.accounts.models import KnownAnswer, Person, PersonKey, PersonMerge, User
from eservices.cases.chain import verify
from eservices.cases.enums import EventKind
from eservices.procedures.drafts import services
from eservices.procedures.models import Draft
from tests.eservices.accounts.factories import AssignmentFactory, UserFactory
from tests.eservices.cases.factories import CaseFactory
from tests.eservices.procedures import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return AssignmentFactory(role=Role.OFFICER).user


@pytest.fixture
def kept() -> Person:
    return register.add(given_names="Camille", family_name="Démo", birth_date=date(1980, 5, 2))


@pytest.fixture
def merged() -> Person:
    person = register.add(given_names="Zoé", family_name="Exemple", phone="01 99 00 12 34")
    Person.objects.filter(pk=person.pk).update(user=UserFactory())
    return Person.objects.get(pk=person.pk)


def everything() -> dict[str, object]:
    """Every person, every key, and whose each row is."""
    rows = {
        label: list(model._base_manager.order_by("pk").values_list("pk", name))
        for label, model, name in merging._relations()
    }
    persons = [model_to_dict(person) for person in Person.objects.order_by("pk")]
    hidden = list(Person.objects.order_by("pk").values_list("user_id", "identity", "identity_at"))
    return rows | {
        "persons": persons,
        "hidden": hidden,
        "keys": sorted(PersonKey.objects.values_list("person", "key")),
    }


def begin(person: Person) -> Draft:
    version = samples.publish()
    return services.start_draft(version=version, language="fr", person=person)[0]


def test_all_goes_to_one_person_and_comes_back(kept, merged, officer):
    draft, case = begin(merged), CaseFactory(person=merged)
    own = CaseFactory(person=kept)
    KnownAnswer.objects.create(person=merged, key="phone", value="01")
    KnownAnswer.objects.create(person=merged, key="email", value="a@b.invalid")
    KnownAnswer.objects.create(person=kept, key="email", value="c@d.invalid")
    before = everything()

    done = merging.merge(kept=kept, merged=merged, user=officer, reason="même pièce d’identité")

    draft.refresh_from_db()
    case.refresh_from_db()
    kept.refresh_from_db()
    assert (draft.person, case.person) == (kept, kept)
    assert kept.phone == "01 99 00 12 34"
    assert (kept.given_names, kept.family_name) == ("Camille", "Démo")
    assert kept.user == merged.user
    assert merging.current(merged) == kept
    assert dict(kept.known_answers.values_list("key", "value")) == {
        "email": "c@d.invalid",
        "phone": "01",
    }
    assert merged.known_answers.get().value == "a@b.invalid"  # it stays, and is not lost
    assert register.find(register.read("zoe exemple")).persons == []
    assert (done.actor_id, done.reason) == (officer.pk, "même pièce d’identité")

    merging.part(merge=done, user=officer)

    assert everything() == before
    own.refresh_from_db()
    assert own.person == kept


def test_what_came_after_stays_where_it_is(kept, merged, officer):
    done = merging.merge(kept=kept, merged=merged, user=officer)
    later = CaseFactory(person=kept)
    register.change(person=kept, phone="01 99 00 99 99")

    merging.part(merge=done, user=officer)

    later.refresh_from_db()
    kept.refresh_from_db()
    merged.refresh_from_db()
    assert later.person == kept
    assert (kept.phone, merged.phone) == ("01 99 00 99 99", "01 99 00 12 34")


def test_each_request_tells_it_in_its_chain(kept, merged, officer):
    case = CaseFactory(person=merged)
    done = merging.merge(kept=kept, merged=merged, user=officer)
    merging.part(merge=done, user=officer)
    case.refresh_from_db()
    told = case.events.filter(kind=EventKind.PERSON).order_by("sequence")
    assert [event.data["act"] for event in told] == ["merged", "parted"]
    assert {event.actor_id for event in told} == {officer.pk}
    assert list(verify(case)) == []


def test_every_row_that_points_to_a_person_is_moved():
    """A model made tomorrow with a key to a person must be there too."""
    from django.apps import apps

    pointing = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.remote_field and field.related_model is Person
    }
    moved = {label for label, _model, _name in merging._relations()}
    own = {"PersonKey.person", "PersonMerge.kept", "PersonMerge.merged"}
    assert pointing - moved == {f"eservices_accounts.{name}" for name in own}


def test_only_an_officer_merges_and_parts(kept, merged, officer):
    agent = AssignmentFactory(role=Role.AGENT).user
    with pytest.raises(merging.NotAllowed):
        merging.merge(kept=kept, merged=merged, user=agent)
    done = merging.merge(kept=kept, merged=merged, user=officer)
    with pytest.raises(merging.NotAllowed):
        merging.part(merge=done, user=agent)
    assert PersonMerge.objects.standing().count() == 1


def test_two_accounts_are_not_made_one(kept, merged, officer):
    Person.objects.filter(pk=kept.pk).update(user=UserFactory())
    with pytest.raises(merging.TwoAccounts):
        merging.merge(kept=kept, merged=merged, user=officer)
    assert not PersonMerge.objects.exists()


def test_nobody_is_merged_with_themselves_or_twice(kept, merged, officer):
    with pytest.raises(merging.SamePerson):
        merging.merge(kept=kept, merged=kept, user=officer)
    merging.merge(kept=kept, merged=merged, user=officer)
    other = register.add(family_name="Tiers")
    with pytest.raises(merging.MergedAlready):
        merging.merge(kept=other, merged=merged, user=officer)
    with pytest.raises(merging.MergedAlready):
        merging.merge(kept=merged, merged=other, user=officer)


def test_the_database_merges_a_person_once_at_a_time(kept, merged, officer):
    done = merging.merge(kept=kept, merged=merged, user=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonMerge.objects.create(kept=kept, merged=merged, actor_id=1, actor_name="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonMerge.objects.create(kept=kept, merged=kept, actor_id=1, actor_name="x")
    PersonMerge.objects.filter(pk=done.pk).update(undone_at=timezone.now())
    PersonMerge.objects.create(kept=kept, merged=merged, actor_id=1, actor_name="x")


def test_merges_are_undone_last_first(kept, merged, officer):
    third = register.add(family_name="Tiers")
    first = merging.merge(kept=kept, merged=third, user=officer)
    second = merging.merge(kept=merged, merged=kept, user=officer)
    assert merging.current(third) == merged
    with pytest.raises(merging.CannotPart):
        merging.part(merge=first, user=officer)
    merging.part(merge=second, user=officer)
    merging.part(merge=first, user=officer)
    with pytest.raises(merging.CannotPart):
        merging.part(merge=first, user=officer)
