"""Staff, residents and queues, with the register rows they need."""

import factory
from factory.django import DjangoModelFactory

from content.core.models import Department, Sector, Service, ServiceText
from eservices.accounts.enums import Role
from eservices.accounts.models import Assignment, Person, Queue, User


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department

    key = factory.Sequence(lambda number: f"department-{number}")


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = Service
        skip_postgeneration_save = True

    key = factory.Sequence(lambda number: f"service-{number}")
    department = factory.SubFactory(DepartmentFactory)
    phone = "01 99 00 00 10"

    @factory.post_generation
    def name(self: Service, create: bool, extracted: str | None, **_kwargs: object) -> None:
        ServiceText.objects.create(subject=self, language="fr", name=extracted or "État civil")


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = Sector

    number = factory.Sequence(lambda number: number + 100)
    key = factory.Sequence(lambda number: f"secteur-{number}")
    name = factory.Sequence(lambda number: f"Secteur {number}")


class QueueFactory(DjangoModelFactory):
    class Meta:
        model = Queue

    service = factory.SubFactory(ServiceFactory)
    sector = factory.SubFactory(SectorFactory)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    first_name = "Claude"
    last_name = factory.Sequence(lambda number: f"Agent {number} (démo)")
    email = factory.Sequence(lambda number: f"agent{number}@ville.invalid")


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    user = factory.SubFactory(UserFactory)
    role = Role.AGENT


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    given_names = "Camille"
    family_name = "Exemple (démo)"
