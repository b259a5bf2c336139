"""Statuses and ways made by editors: compiled into the version, refused when they make no sense."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from content.core.blocks import with_ids
from eservices.accounts.models import User
from eservices.cases.models import LetterTemplate
from eservices.catalogue import services
from eservices.procedures.blocks import WorkflowBlock
from eservices.procedures.compiler import CompileError, check_workflow, compile_workflow
from eservices.procedures.definition import readers
from eservices.procedures.models import Procedure, ProcedurePage
from eservices.procedures.versions.rollback import restore
from eservices.procedures.words.differences import compare
from eservices.procedures.words.workflow_words import say_workflow
from tests.eservices.catalogue.site import french_page, parents, service
from tests.eservices.procedures import samples
from tests.eservices.procedures.editor import posted

pytestmark = pytest.mark.django_db


def way(to: str, **more: Any) -> dict[str, Any]:
    words = {"label": "", "day": "", "words": "", "letter": ""}
    return {"to": to, "who": "agent", "reason": "may", "sends": "notice"} | words | more


def status(key: str, state: str, *ways: dict[str, Any], **more: Any) -> dict[str, Any]:
    value = {"key": key, "state": state, "label": key.capitalize(), "explanation": ""}
    return {"type": "status", "value": value | {"transitions": list(ways)} | more}


def stream(*statuses: dict[str, Any]) -> Any:
    return WorkflowBlock().to_python(with_ids(list(statuses), WorkflowBlock()))


def problems(*statuses: dict[str, Any]) -> list[str]:
    return [problem.message for problem in check_workflow(stream(*statuses))]


RECEIVED = status("received", "received", way("study"))
STUDY = status("study", "in_progress", way("closed"))
CLOSED = status("closed", "closed")


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


class TestRefused:
    def test_a_sound_one_and_none_at_all_are_not(self) -> None:
        assert problems(RECEIVED, STUDY, CLOSED) == []
        assert problems() == []

    @pytest.mark.parametrize(
        ("statuses", "said"),
        [
            ((STUDY, CLOSED), "would begin nowhere"),
            ((RECEIVED, STUDY, CLOSED, status("lost", "decided", way("closed"))), "“Lost”"),
            ((RECEIVED, status("study", "in_progress")), "would never end"),
            (
                (
                    status("received", "received", way("study"), way("wait")),
                    STUDY,
                    status("wait", "waiting_for_resident"),
                    CLOSED,
                ),
                "From “Wait” no way leads to",
            ),
            ((RECEIVED, STUDY, CLOSED, CLOSED), "is taken"),
            ((RECEIVED, STUDY, status("closed", "archived")), "“archived” is no state"),
            ((status("received", "received", way("nowhere")), CLOSED), "which is no status"),
            ((status("received", "received", way("received")), CLOSED), "the same status"),
            ((status("received", "received", way("closed"), way("closed")), CLOSED), "two ways"),
            ((status("received", "received", way("closed", who="mayor")), CLOSED), "“mayor”"),
            ((status("received", "received", way("closed", sends="fax")), CLOSED), "is sent"),
            (
                (RECEIVED, STUDY, status("closed", "closed", way("end")), status("end", "decided")),
                "from the state “Closed” to the state “Decided”",
            ),
        ],
    )
    def test_what_makes_no_sense(self, statuses: Any, said: str) -> None:
        found = problems(*statuses)
        assert any(said in message for message in found), found


def test_reading_one_asks_the_database_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert problems(RECEIVED, STUDY, CLOSED) == []


class TestWords:
    def compiled(self, *statuses: dict[str, Any]) -> Any:
        return compile_workflow({"fr": stream(*statuses)}, "fr", promise_days=5)

    def test_every_way_is_a_sentence(self) -> None:
        asked = way("closed", label="Clore", who="officer", reason="must", sends="nothing")
        said = say_workflow(self.compiled(status("received", "received", asked), CLOSED), "en")

        (sentence,) = said[0].ways
        for words in ("“Clore” leads to “Closed”", "officers only", "must be given", "nothing"):
            assert words in sentence
        assert said[1].ways == ()

    def test_the_difference_is_told(self) -> None:
        old = self.compiled(RECEIVED, STUDY, CLOSED)
        new = self.compiled(
            RECEIVED,
            status("study", "in_progress", way("closed", who="officer", words="Adieu"), way("w")),
            status("w", "waiting_for_resident", way("closed")),
            CLOSED,
        )
        sample = samples.definition()
        differences = compare(
            sample.model_copy(update={"workflow": old}),
            sample.model_copy(update={"workflow": new}),
            "en",
        )

        structure = [line.said for line in differences.structure]
        assert "The status “W” is new." in structure
        assert "A request can now go from “Study” to “W”." in structure
        (line,) = differences.settings
        assert line.said == "Who may take a request from “Study” to “Closed”"
        assert (line.before, line.after) == ("Agents and officers", "Sector officers only")
        assert [text.after for text in differences.texts["fr"]] == ["Adieu"]


def test_a_version_stored_before_workflows_reads() -> None:
    path = Path(__file__).parent.parent / "definition" / "stored_schema_1.json"
    old = json.loads(path.read_text(encoding="utf-8"))["definition"]
    old["workflow"]["statuses"] = [
        {"key": "posted", "state": "decided", "label": {"values": {"fr": "Envoyé"}, "outdated": []}}
    ]

    (made,) = readers.read(old).workflow.statuses

    assert (made.key, made.transitions) == ("posted", ())


class TestPublished:
    @pytest.fixture
    def procedure(self) -> Procedure:
        return services.install(
            key="civil_status_certificate", parent_pages_by_language=parents(), service=service()
        )

    @pytest.fixture
    def page(self, procedure: Procedure) -> ProcedurePage:
        return french_page(procedure)

    def test_it_is_in_the_version_in_every_language(self, procedure: Procedure) -> None:
        workflow = procedure.current_version.compiled.workflow
        found = {status.key: status for status in workflow.statuses}

        assert found["no_record"].label.values == {
            "fr": "Acte introuvable",
            "en": "No record found",
        }
        assert {way.to for way in found["search"].transitions} >= {"posted", "no_record"}

    def test_its_letters_come_with_it_and_must_be_offered(self, page: ProcedurePage) -> None:
        named = LetterTemplate.objects.get(key="no_record_found")
        assert "{code}" in named.text("en").body
        LetterTemplate.objects.filter(pk=named.pk).update(is_active=False)

        page.steps[0].value["title"] = "Autre titre"
        with pytest.raises(CompileError, match="no_record_found"):
            page.save_revision().publish()

    def test_a_way_to_nowhere_is_refused_whatever_the_path(self, page: ProcedurePage) -> None:
        page.workflow[0].value["transitions"][0]["to"] = "nowhere"

        with pytest.raises(CompileError, match="nowhere"):
            page.save_revision().publish()

    def test_the_editor_reads_it_beside_the_status(
        self, page: ProcedurePage, client: Client
    ) -> None:
        client.force_login(User.objects.create_superuser(email="a@example.invalid", password="x"))
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        data = posted(page, **{"action-publish": "1"})
        data["workflow-0-value-transitions-0-value-to"] = "nowhere"

        response = client.post(url, data)

        assert response.status_code == 200
        assert "nowhere" in response.content.decode()
        errors = response.context["form"].errors["workflow"].as_data()
        assert set(errors[0].block_errors) == {0}

    def test_a_version_of_before_comes_back_without_it(
        self, procedure: Procedure, page: ProcedurePage
    ) -> None:
        page.workflow = []
        page.save_revision().publish()
        procedure.refresh_from_db()
        plain = procedure.current_version
        copy = plain.working_copies.get(page=page)  # as it was before pages had the field
        copy.content.pop("workflow")
        copy.save()
        again = ProcedurePage.objects.get(pk=page.pk)
        again.workflow = stream(RECEIVED, STUDY, CLOSED)
        again.save_revision().publish()

        assert restore(version=plain, user=None).sha256 == plain.sha256
