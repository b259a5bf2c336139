"""Publishing beside other work, on real connections: numbers without gap, nothing lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from eservices.catalogue import services
from eservices.procedures.models import (
    Draft,
    Procedure,
    ProcedurePage,
    ProcedureVersion,
    StepState,
    Submission,
)
from eservices.procedures.versions import publishing
from eservices.procedures.versions.rollback import restore
from tests.eservices.catalogue.site import french_page, parents, service
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import ACT, NOTE, ident

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do everything at the same moment, each on a connection of its own."""
    barrier = threading.Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(60)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [running.result() for running in [pool.submit(one, act) for act in acts]]


@pytest.fixture
def procedure() -> Procedure:
    return services.install(
        key="civil_status_certificate", parent_pages_by_language=parents(), service=service()
    )


def publish(procedure: Procedure, language: str, **fields: str) -> Callable[[], None]:
    def act() -> None:
        page = ProcedurePage.objects.get(procedure=procedure, locale__language_code=language)
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision(clean=False).publish()

    return act


def numbers(procedure: Procedure) -> list[int]:
    return list(procedure.versions.order_by("number").values_list("number", flat=True))


def test_editors_of_two_languages_publish_at_once(procedure: Procedure) -> None:
    together(
        publish(procedure, "fr", next_steps="La mairie prépare l’acte."),
        publish(procedure, "en", what_it_is_not="This is no certificate."),
    )
    procedure.refresh_from_db()
    assert numbers(procedure) == [1, 2, 3]
    assert procedure.current_version.number == 3
    last = procedure.current_version.compiled
    assert last.next_steps.values["fr"] == "La mairie prépare l’acte.", "neither is lost"
    assert last.what_it_is_not.values["en"] == "This is no certificate."


def test_many_publications_of_one_page(procedure: Procedure) -> None:
    together(*(publish(procedure, "fr", next_steps=f"Suite {n}.") for n in range(4)))
    procedure.refresh_from_db()
    assert numbers(procedure) == [1, 2, 3, 4, 5]
    page = french_page(procedure)
    last = procedure.current_version.compiled.next_steps.values["fr"]
    assert page.next_steps == last, "what is published is what the last version says"


@pytest.mark.postgresql  # SQLite lets one writer in at a time: the file itself is the lock
def test_without_the_lock_one_of_them_fails(
    procedure: Procedure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves that the tests above can fail: the number is unique, so one would be refused."""
    seen = threading.Barrier(2)
    compile_pages = publishing.compile_pages

    def slow(pages: Any) -> Any:
        definition = compile_pages(pages)
        seen.wait(60)
        return definition

    monkeypatch.setattr(publishing, "compile_pages", slow)
    monkeypatch.setattr(publishing, "lock", Procedure.objects.get)
    with pytest.raises(Exception, match="version_number_once"):
        together(
            publish(procedure, "fr", next_steps="Une."),
            publish(procedure, "en", next_steps="One."),
        )


@pytest.mark.postgresql
def test_a_version_comes_back_while_its_page_is_published(
    procedure: Procedure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The editor's page is held while the other asks for all it needs, in the same order."""
    first = procedure.current_version
    publish(procedure, "fr", next_steps="Avant.")()
    lock, held, asked = publishing.lock, threading.Event(), threading.Event()
    publisher = threading.local()

    def watched(**which: Any) -> Procedure:
        if getattr(publisher, "here", False):
            held.set()
            asked.wait(1)  # in the wrong order, the other has the procedure by now
            return lock(**which)
        taken = lock(**which)
        asked.set()
        return taken

    def edit() -> None:
        publisher.here = True
        publish(procedure, "fr", next_steps="Après.")()

    def back() -> None:
        held.wait(60)
        restore(version=first, user=None)

    monkeypatch.setattr(publishing, "lock", watched)
    together(edit, back)
    procedure.refresh_from_db()
    assert numbers(procedure) == [1, 2, 3, 4]
    assert procedure.current_version.sha256 == first.sha256


class TestBesideADraft:
    @pytest.fixture
    def resident(self, client: Client) -> samples.Resident:
        samples.publish()
        return samples.Resident(client).start().fill()

    def publish(self, count: int = 3) -> Callable[[], None]:
        def act() -> None:
            procedure = Procedure.objects.get()
            for days in range(10, 10 + count):
                samples.publish(samples.definition(workflow={"promise_days": days}), procedure)

        return act

    def browser(self, resident: samples.Resident) -> samples.Resident:
        other = samples.Resident(Client(), resident.slug)
        other.client.cookies = resident.client.cookies
        other.draft = Draft.objects.get(pk=resident.draft.pk)
        return other

    def test_steps_saved_meanwhile_are_kept(self, resident: samples.Resident) -> None:
        other = self.browser(resident)
        typed = samples.TYPED["coordonnees"] | {NOTE: "Au 3e étage"}
        together(self.publish(), lambda: other.post("coordonnees", typed))
        assert numbers(Procedure.objects.get()) == [1, 2, 3, 4]
        state = StepState.objects.get(step=ident(25))
        assert state.cleaned[NOTE] == "Au 3e étage"
        assert StepState.objects.get(step=ident(21)).cleaned == {ACT: "birth"}

    def test_a_request_sent_meanwhile_is_sent_once_on_one_version(
        self, resident: samples.Resident
    ) -> None:
        browsers = [self.browser(resident) for _ in range(2)]
        together(self.publish(), *(browser.send for browser in browsers))
        sent = Submission.objects.select_related("draft__version").get()
        assert sent.version == sent.draft.version
        assert sent.answers[0]["rows"][0]["value"] == "birth"
        assert ProcedureVersion.objects.count() == 4
