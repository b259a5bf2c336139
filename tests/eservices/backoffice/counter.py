"""An agent at a counter, with the sample procedure."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from eservices.accounts.enums import Role
from eservices.accounts.models import Person, User
from eservices.backoffice.models import Visit
from eservices.backoffice.services import ensure_groups
from eservices.cases.models import Mandate
from eservices.procedures.models import Draft
from tests.eservices.accounts.factories import AssignmentFactory, UserFactory
from tests.eservices.procedures.samples import TYPED

HOME = "/admin/requests/counter/"


def agent(role: Role = Role.AGENT, **scope: Any) -> User:
    user = UserFactory()
    user.groups.add(ensure_groups())
    AssignmentFactory(user=user, role=role, **scope)
    return user


class Counter:
    """What one agent does in one browser."""

    def __init__(self, user: User | None = None) -> None:
        self.user = user or agent()
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(self.user)
        self.visit: Visit
        self.draft: Draft

    def begin(self, person: Person | None = None, channel: str = "counter") -> Counter:
        who = {"person": str(person.uuid)} if person else {"nobody": "1"}
        response = self.client.post(f"{HOME}begin/", {"channel": channel, "language": "fr", **who})
        assert response.status_code == 302, response.content.decode()
        self.visit = Visit.objects.get(ended_at=None, agent=self.user, spans__ended_at=None)
        assert response.url == self.url()
        return self

    def url(self, rest: str = "") -> str:
        return f"{HOME}{self.visit.uuid}/{rest}"

    def ask(self, what: str = "acte") -> Counter:
        known = set(Draft.objects.values_list("pk", flat=True))
        response = self.client.post(self.url(), {"what": what})
        assert response.status_code == 302, response.content.decode()
        self.draft = Draft.objects.exclude(pk__in=known).get()
        assert response.url == self.page()
        return self

    def ask_under(self, mandate: Mandate, what: str = "acte") -> Counter:
        known = set(Draft.objects.values_list("pk", flat=True))
        asked = {"what": what, "mandate": str(mandate.uuid)}
        response = self.client.post(self.url(), asked)
        assert response.status_code == 302, response.content.decode()
        self.draft = Draft.objects.exclude(pk__in=known).get()
        return self

    def page(self, rest: str = "") -> str:
        return self.url(f"{self.draft.uuid}/{rest}")

    def hidden(self) -> dict[str, list[str]]:
        """Return what the page carries beside what is typed."""
        content = self.client.get(self.page()).content.decode()
        found: dict[str, list[str]] = {}
        for name, value in re.findall(
            r'<input type="hidden" name="((?:shown|seen:)[^"]*)" value="([^"]*)"', content
        ):
            found.setdefault(name, []).append(value)
        return found

    def post(self, typed: dict[str, Any], *, button: str = "save", **more: Any):
        return self.client.post(self.page(), {**self.hidden(), **typed, button: "1", **more})

    def fill(self) -> Counter:
        """Type all the sample asks; the second save shows what the first answers call for."""
        typed = {name: value for step in TYPED.values() for name, value in step.items()}
        self.post(typed)
        response = self.post(typed, button="check")
        assert response.status_code == 302, response.content.decode()
        assert response.url == self.page("check/")
        return self

    def send(self, **more: Any):
        self.draft.refresh_from_db()
        data = {"seen": self.draft.lock, "declared": "on", "way": "none"} | more
        return self.client.post(self.page("check/"), data)
