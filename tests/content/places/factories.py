"""Places as tests need them; one call makes a whole one."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from content.core.models import (
    Department,
    DepartmentText,
    District,
    Sector,
    Service,
    ServiceText,
)
from content.places.data import PlaceData
from content.places.models import Place, PlaceKind, PlaceKindText
from content.places.services import save_place

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
OFFICE_WEEK = {"week": dict.fromkeys(WEEKDAYS, "9:00-17:00")}


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = Sector
        django_get_or_create = ("number",)

    number = factory.Sequence(lambda n: n + 5)
    key = factory.LazyAttribute(lambda sector: f"sector-{sector.number}")
    name = factory.LazyAttribute(lambda sector: f"Secteur {sector.number}")


class DistrictFactory(DjangoModelFactory):
    class Meta:
        model = District
        django_get_or_create = ("number",)

    number = factory.Sequence(lambda n: n % 20 + 1)
    postcode = factory.LazyAttribute(lambda district: f"750{district.number:02}")
    sector = factory.SubFactory(SectorFactory)


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department
        django_get_or_create = ("key",)
        skip_postgeneration_save = True

    key = "democracy"

    @factory.post_generation
    def words(department: Department, create: bool, _value: Any) -> None:
        DepartmentText.objects.get_or_create(
            subject=department, language="fr", defaults={"name": "Démocratie (démo)"}
        )


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = Service
        django_get_or_create = ("key",)
        skip_postgeneration_save = True

    key = "civil-status"
    department = factory.SubFactory(DepartmentFactory)

    @factory.post_generation
    def words(service: Service, create: bool, _value: Any) -> None:
        for language, name in (("fr", "État civil"), ("en", "Civil status")):
            ServiceText.objects.get_or_create(
                subject=service, language=language, defaults={"name": f"{name} {service.key}"}
            )


class PlaceKindFactory(DjangoModelFactory):
    class Meta:
        model = PlaceKind
        django_get_or_create = ("key",)
        skip_postgeneration_save = True

    key = "town-hall"
    position = 1

    @factory.post_generation
    def words(kind: PlaceKind, create: bool, _value: Any) -> None:
        for language, name in (("fr", "Mairie"), ("en", "Town hall")):
            PlaceKindText.objects.get_or_create(
                subject=kind, language=language, defaults={"name": name, "plural": f"{name}s"}
            )


def place_entry(key: str = "mairie-du-12e", **changes: Any) -> dict[str, Any]:
    """The entry of a place as a data file writes it."""
    return {
        "key": key,
        "kind": "town-hall",
        "district": 12,
        "street": "130, avenue de la Démo",
        "postcode": "75012",
        "phone": "01 99 00 12 12",
        "texts": {
            "fr": {"name": f"Mairie {key}", "slug": key, "summary": "Vos démarches du quotidien"},
            "en": {"name": f"Town hall {key}", "slug": f"{key}-en"},
        },
        "hours": [OFFICE_WEEK],
        "access": {"step_free_entrance": {"answer": True, "checked_on": date(2026, 5, 4)}},
    } | changes


def make_place(key: str = "mairie-du-12e", **changes: Any) -> Place:
    """Write a place and the registers that its entry names."""
    entry = place_entry(key, **changes)
    PlaceKindFactory(key=entry["kind"])
    if entry.get("district"):
        DistrictFactory(number=entry["district"])
    for service in entry.get("services", []):
        ServiceFactory(key=service["service"])
    return save_place(data=PlaceData.read(entry))
