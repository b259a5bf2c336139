"""Writers of places: whole, repeatable, and saying what they made stale."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from content.core.models import Delivery, Purge
from content.places.data import PlaceData, PlaceDataInvalid
from content.places.enums import Effect
from content.places.models import FormerSlug, HoursSpan, Place, PlaceAccess, PlaceText
from content.places.services import (
    NotAManager,
    NoticeAlreadyOver,
    end_notice,
    post_notice,
    save_place,
)
from eservices.accounts.models import User
from tests.content.places.factories import make_place, place_entry

pytestmark = pytest.mark.django_db


def test_saving_the_same_data_twice_changes_nothing() -> None:
    first = make_place(former_names=["Mairie du XIIe"])
    second = make_place(former_names=["Mairie du XIIe"])

    assert first.uuid == second.uuid
    assert Place.objects.count() == 1
    assert HoursSpan.objects.count() == 5
    assert [name.name for name in second.former_names.all()] == ["Mairie du XIIe"]


def test_a_write_says_what_it_made_stale() -> None:
    place = make_place()

    assert {f"place:{place.uuid}", "list:places"} <= set(
        Purge.objects.values_list("tag", flat=True)
    )
    assert Delivery.objects.filter(kind="search.index", key=f"place:{place.uuid}").exists()


def test_a_slug_that_changes_is_remembered_and_forgotten_when_it_returns() -> None:
    make_place()
    entry = place_entry()
    renamed: dict[str, Any] = entry | {
        "texts": {"fr": {"name": "Mairie", "slug": "mairie-daumesnil"}}
    }
    save_place(data=PlaceData.read(renamed))

    assert FormerSlug.objects.get().slug == "mairie-du-12e"
    assert not PlaceText.objects.filter(language="en").exists()

    save_place(data=PlaceData.read(entry))
    assert [row.slug for row in FormerSlug.objects.all()] == ["mairie-daumesnil"]


def test_a_place_replaced_by_another_names_it() -> None:
    make_place("nouvelle")
    old = make_place("ancienne", status="reformed", successors=["nouvelle"])

    assert [place.key for place in old.successors.all()] == ["nouvelle"]


@pytest.mark.parametrize(
    "fault",
    [
        {"hours": [{"week": {"lundi": "9:00-12:00"}}]},
        {"hours": [{"week": {"monday": "neuf heures"}}]},
        {"status": "asleep"},
        {"postcod": "75012"},
    ],
)
def test_faulty_data_names_the_place(fault: dict[str, Any]) -> None:
    with pytest.raises(PlaceDataInvalid, match="mairie-du-12e"):
        PlaceData.read(place_entry(**fault))


def test_an_answer_about_access_needs_the_day_of_the_check() -> None:
    place = make_place(access={})

    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceAccess.objects.create(place=place, feature="lift", answer="no")
    PlaceAccess.objects.create(place=place, feature="lift", answer="unknown")


def test_who_manages_a_place_may_speak_for_it_and_for_no_other() -> None:
    place, other = make_place("une"), make_place("autre")
    manager = User.objects.create_user("manager@example.invalid")
    place.managers.add(manager)
    place.save()

    notice = post_notice(
        place=place, effect=Effect.CLOSED, messages={"fr": "Fuite d’eau"}, author=manager
    )

    assert notice.author == manager
    with pytest.raises(NotAManager):
        post_notice(place=other, effect=Effect.CLOSED, messages={"fr": "Non"}, author=manager)


def test_a_notice_cannot_end_before_it_starts() -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)

    with pytest.raises(ValidationError):
        post_notice(
            place=make_place(),
            effect=Effect.CLOSED,
            messages={"fr": "Non"},
            author=None,
            starts_at=now,
            ends_at=now - timedelta(hours=1),
        )


def test_ending_a_notice_purges_the_place_and_works_once() -> None:
    place = make_place()
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    notice = post_notice(
        place=place, effect=Effect.CLOSED, messages={"fr": "Fuite"}, author=None, starts_at=now
    )
    Purge.objects.all().delete()

    end_notice(notice=notice, at=now + timedelta(hours=1))

    assert Purge.objects.filter(tag=place.cache_tag).exists()
    with pytest.raises(NoticeAlreadyOver):
        end_notice(notice=notice, at=now + timedelta(hours=2))


def test_exceptional_days_may_hold_several_spans() -> None:
    place = make_place(
        exceptions=[{"first": date(2026, 12, 24), "hours": "8:30-12:00, 13:00-15:00"}]
    )

    assert place.hours_exceptions.count() == 2
