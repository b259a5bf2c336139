"""A sample journey made, changed and tried by a form, over the definition as saved last."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from content.core.models import Poll
from eservices.accounts.models import User
from eservices.cases.models import Case
from eservices.catalogue import services
from eservices.procedures.compiler import CompileError
from eservices.procedures.models import Draft, Persona, ProcedurePage
from eservices.procedures.versions import personas
from eservices.procedures.workshop.trial import Trial, typed
from tests.eservices.catalogue.site import french_page, french_parent, service
from tests.eservices.procedures import families, samples
from tests.eservices.procedures.families import CHILD, CHILDREN, HOME, RECORD, SCHOOL
from tests.eservices.procedures.samples import ACT, BORN, LINK, PROOF, TYPED, ident
from tests.eservices.procedures.versions.test_personas import ANSWERS, TODAY, adult

pytestmark = pytest.mark.django_db
STEPS = [ident(number) for number in (21, 22, 23, 24, 25)]
WAY = {"channel": "online", "walked_on": "2026-11-27", "insists": "", "name": "Camille"}
ALL = {name: value for step in TYPED.values() for name, value in step.items()}


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(email="admin@example.invalid", password="x"))
    return client


@pytest.fixture
def page() -> ProcedurePage:
    samples.publish()
    return ProcedurePage.objects.get()


def post(admin: Client, page: ProcedurePage, persona: Persona | None = None, **more: Any) -> Any:
    where = ("workshop:refill", [page.pk, persona.pk]) if persona else ("workshop:fill", [page.pk])
    posted = {"shown": STEPS, **WAY, "expected": "", **more}
    return admin.post(reverse(where[0], args=where[1]), posted)


def said(response: Any) -> str:
    return html.unescape(response.content.decode()).replace("\u00a0", " ")


class TestTrying:
    def test_questions_come_and_go_and_nothing_is_stored(
        self, admin: Client, page: ProcedurePage
    ) -> None:
        begun = said(admin.get(reverse("workshop:fill", args=[page.pk])))
        assert "Quel acte demandez-vous" in begun
        assert "Livret de famille" not in begun
        more = said(post(admin, page, **{"try": "1", ACT: "birth", LINK: "parent", "name": ""}))
        assert "Livret de famille" in more
        assert 'type="file"' not in more
        assert "finit à une question sans réponse" in more
        assert not Draft.objects.exists()
        assert not Case.objects.exists()
        assert not Persona.objects.exists()

    def test_it_says_where_the_answers_lead(self, admin: Client, page: ProcedurePage) -> None:
        ending = said(post(admin, page, **{"try": "1", ACT: "abroad"})).split(
            "Où mènent ces réponses"
        )[1]
        assert "finit à une page de conseil" in ending
        assert "Adressez-vous à Nantes" in ending
        assert "finit à la page" in said(post(admin, page, **{"try": "1", **ALL}))

    def test_what_cannot_be_read_is_said_and_stays(
        self, admin: Client, page: ProcedurePage
    ) -> None:
        wrong = ALL | {f"{BORN}-day": "31", f"{BORN}-month": "fév"}
        response = post(admin, page, keep="1", **wrong)
        assert response.status_code == 422
        shown = said(response)
        assert shown.count("29 jours") > 1  # in the summary, and beside the question
        assert 'value="fév"' in shown
        assert not Persona.objects.exists()

    def test_what_was_typed_into_hidden_questions_comes_back(
        self, admin: Client, page: ProcedurePage
    ) -> None:
        hidden = said(post(admin, page, **{"try": "1", **ALL, ACT: "death"}))
        assert f'<input type="hidden" name="{BORN}-year" value="1980">' in hidden


class TestKeeping:
    def test_a_sample_is_added(self, admin: Client, page: ProcedurePage) -> None:
        response = post(admin, page, keep="1", **ALL, expected="check")
        assert response.url == reverse("workshop:samples", args=[page.pk])
        persona = page.procedure.personas.get()
        assert (persona.name, persona.end, persona.walked_on) == ("Camille", "check", TODAY)
        assert persona.answers[BORN] == "1980-05-02"
        assert [ident(n) for n in (21, 22, 24, 25)] == persona.steps

    def test_documents_are_given_or_not(self, admin: Client, page: ProcedurePage) -> None:
        post(admin, page, keep="1", **ALL | {LINK: "parent", PROOF: "on"}, expected="check")
        assert page.procedure.personas.get().answers[PROOF] == ["file"]

    @pytest.mark.parametrize(
        ("typed", "expected", "end"),
        [
            ({ACT: "abroad"}, f"exit:{ident(51)}", "exit"),
            ({ACT: "birth"}, "incomplete", "incomplete"),
            ({ACT: "abroad"}, "", "exit"),
        ],
    )
    def test_a_journey_may_have_to_stop(
        self, admin: Client, page: ProcedurePage, typed: dict[str, str], expected: str, end: str
    ) -> None:
        assert post(admin, page, keep="1", **typed, expected=expected).status_code == 302
        assert page.procedure.personas.get().end == end

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"expected": "check"}, "Il finit autrement à « L’acte » (à une page de conseil)."),
            ({"steps": STEPS[:2]}, "Il passe par « L’acte »."),
            ({"name": ""}, "Champ requis."),
            ({"walked_on": "demain"}, "date valide"),
        ],
    )
    def test_what_is_not_so_is_said_beside_it(
        self, admin: Client, page: ProcedurePage, wrong: dict[str, Any], words: str
    ) -> None:
        response = post(admin, page, keep="1", **{ACT: "abroad", **wrong})
        assert response.status_code == 422
        assert words in said(response)
        assert not Persona.objects.exists()

    def test_two_samples_do_not_have_one_name(self, admin: Client, page: ProcedurePage) -> None:
        personas.add_persona(procedure=page.procedure, name="Camille", answers=ANSWERS)
        assert "porte ce nom" in said(post(admin, page, keep="1", **ALL))

    def test_a_check_that_refuses_is_an_end_like_another(self, admin: Client, db: None) -> None:
        samples.publish(adult(50))
        page = ProcedurePage.objects.get()
        assert post(admin, page, keep="1", **ALL, expected="refused").status_code == 302
        assert page.procedure.personas.get().refused == [ident(61)]


class TestChanging:
    def test_its_answers_stand_in_the_form(self, admin: Client, page: ProcedurePage) -> None:
        persona = personas.add_persona(
            procedure=page.procedure,
            name="Camille",
            answers=ANSWERS | {LINK: "parent", PROOF: ["file"]},
            walked_on=TODAY,
        )
        shown = said(admin.get(reverse("workshop:refill", args=[page.pk, persona.pk])))
        assert 'value="1980"' in shown
        assert f'name="{PROOF}"' in shown
        assert "finit à la page" in shown
        response = post(admin, page, persona, keep="1", **ALL | {ACT: "death"}, name="Alix")
        assert response.status_code == 302
        changed = page.procedure.personas.get()
        assert (changed.pk, changed.name, changed.answers[ACT]) == (persona.pk, "Alix", "death")

    def test_it_is_near_at_hand(self, admin: Client, page: ProcedurePage) -> None:
        persona = personas.add_persona(procedure=page.procedure, name="C", answers=ANSWERS)
        listed = said(admin.get(reverse("workshop:samples", args=[page.pk])))
        assert reverse("workshop:refill", args=[page.pk, persona.pk]) in listed
        assert reverse("workshop:fill", args=[page.pk]) in listed

    def test_of_another_procedure(self, admin: Client, page: ProcedurePage) -> None:
        other = samples.publish(procedure=samples.new_procedure("autre")).procedure
        persona = personas.add_persona(procedure=other, name="C", answers=ANSWERS)
        assert admin.get(reverse("workshop:refill", args=[page.pk, persona.pk])).status_code == 404


def test_things_are_added_and_removed(admin: Client, db: None) -> None:
    families.publish(minimum=0)
    page = ProcedurePage.objects.get()
    first = {f"i1-{name}": value for name, value in families.child("Alix").items()}
    second = {f"i2-{name}": value for name, value in families.child("Sacha").items()}
    shown = [CHILDREN, f"{CHILDREN}/1", f"{CHILDREN}/2", HOME]
    added = said(post(admin, page, add="enfants", shown=[CHILDREN, f"{CHILDREN}/1"], **first))
    assert f'name="i2-{CHILD}-given"' in added
    both = first | second | {f"i2-{RECORD}": "on"}
    removed = said(post(admin, page, remove=f"{CHILDREN}/1", shown=shown, **both))
    assert 'value="Sacha"' in removed
    assert f'value="{CHILDREN}/1"' not in removed
    post(admin, page, keep="1", shown=shown, **both, **{ident(66): "3"}, expected="check")
    rows = page.procedure.personas.get().answers[CHILDREN]
    assert [row[CHILD]["given"] for row in rows] == ["Alix", "Sacha"]
    assert (rows[0][SCHOOL], rows[1][RECORD]) == ("no", ["file"])


def test_every_sample_of_the_catalogue_goes_through_the_form_unchanged() -> None:
    """What a sample holds is typed, read and walked again, to the same end."""
    samples.register()
    for key in ("electoral_roll", "home_help", "nursery_place", "association_grant"):
        procedure = services.install(
            key=key, parent_pages_by_language=parents_once(), service=service()
        )
        definition = procedure.current_version.compiled
        for persona in procedure.personas.all():
            way = {"channel": persona.channel, "day": persona.walked_on, "language": "fr"}
            trial = Trial(definition, typed(persona.answers, definition, **way), **way)
            assert trial.outcome(insists=persona.insists) == persona.expected, persona.name
            assert set(trial.answers) <= set(persona.answers), persona.name
            assert not any(block.form.errors for block in trial.blocks(say_errors=True))
    assert Poll.objects.exists()


def parents_once() -> Any:
    from wagtail.models import Page

    if not Page.objects.filter(slug="section").exists():
        return french_parent()
    return {page.locale.language_code: page for page in Page.objects.filter(slug__in=SLUGS)}


SLUGS = ("section", "section-en")


class TestWorkingDefinition:
    @pytest.fixture
    def page(self, db: None) -> ProcedurePage:
        samples.register()
        procedure = services.install(
            key="generic_request",
            parent_pages_by_language=french_parent(),
            service=service(),
            publish=False,
        )
        return french_page(procedure)

    def test_of_what_was_never_published(self, admin: Client, page: ProcedurePage) -> None:
        page.steps[0].value["fields"][0].value["label"] = "Une question toute neuve ?"
        page.save_revision()
        shown = said(admin.get(reverse("workshop:fill", args=[page.pk])))
        assert "Une question toute neuve ?" in shown
        kept = admin.post(reverse("workshop:fill", args=[page.pk]), {**WAY, "keep": "1"})
        assert kept.status_code == 302
        persona = page.procedure.personas.get()
        assert persona.end == "incomplete"
        assert not page.procedure.versions.exists()
        for question in page.steps[0].value["fields"]:
            question.value["required"] = False
        with pytest.raises(CompileError, match="Camille"):
            page.procedure.personas.update(steps=[page.steps[0].id])
            publish_over(page)

    def test_while_it_has_faults(self, admin: Client, page: ProcedurePage) -> None:
        page.counter = ""
        page.save_revision(clean=False)
        response = admin.get(reverse("workshop:fill", args=[page.pk]))
        assert response.url == reverse("workshop:samples", args=[page.pk])


def publish_over(page: ProcedurePage) -> None:
    page.save_revision().publish()


def test_what_nobody_typed_is_no_answer(page: ProcedurePage) -> None:
    definition = page.procedure.current_version.compiled
    way = {"channel": "online", "day": TODAY, "language": "fr"}
    assert Trial(definition, MultiValueDict(), **way).answers == {}
