"""Departments, services, sectors, districts, and a queue for each service that needs one."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from content.core.models import (
    Department,
    DepartmentText,
    District,
    Sector,
    Service,
    ServiceText,
    Street,
)
from content.navigation.models import DataProtection, LegalNotice
from eservices.accounts.models import Queue
from townhall.demo.files import LANGUAGES, read

#: Services whose requests each town hall processes itself.
IN_TOWN_HALLS = ("etat-civil", "accueil")


@transaction.atomic
def load() -> None:
    data = read("registers")
    for row in data["departments"]:
        department, _made = Department.objects.update_or_create(key=row["key"])
        for language in LANGUAGES:
            DepartmentText.objects.update_or_create(
                subject=department, language=language, defaults={"name": row[language]}
            )
    for row in data["services"]:
        service, _made = Service.objects.update_or_create(
            key=row["key"],
            defaults={
                "department": Department.objects.get(key=row["department"]),
                "phone": row["phone"],
                "email": row["email"],
                "postal_address": data["postal_address"],
            },
        )
        for language in LANGUAGES:
            name, summary = row[language]
            ServiceText.objects.update_or_create(
                subject=service, language=language, defaults={"name": name, "summary": summary}
            )
    _load_sectors(data["sectors"])
    for name, postcode, town in data["streets"]:
        Street.objects.get_or_create(name=name, postcode=postcode, town=town)
    if not DataProtection.objects.exists():
        DataProtection.objects.create(**data["data_protection"])
    if not LegalNotice.objects.exists():
        LegalNotice.objects.create(**data["legal_notice"])


def _load_sectors(rows: list[dict[str, Any]]) -> None:
    services = Service.objects.filter(key__in=IN_TOWN_HALLS)
    for row in rows:
        sector, _made = Sector.objects.update_or_create(
            number=row["number"], defaults={"key": row["key"], "name": row["name"]}
        )
        for number in row["districts"]:
            postcodes = {
                "postcode": f"750{number:02}",
                "other_postcodes": row.get("other_postcodes", ""),
            }
            District.objects.update_or_create(
                number=number, defaults={**postcodes, "sector": sector}
            )
        for service in services:
            Queue.objects.get_or_create(service=service, sector=sector)
