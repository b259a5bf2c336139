"""Sample journeys: walked, stored, and kept in the way of a publication that breaks them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from eservices.procedures.definition.replay import replay
from eservices.procedures.definition.rules import CHANNEL
from eservices.procedures.definition.schema import Definition
from eservices.procedures.enums import End
from eservices.procedures.models import Draft, Procedure
from eservices.procedures.versions import personas
from eservices.procedures.versions.publishing import CompileError, refuse_other_ways
from tests.eservices.procedures import families, samples
from tests.eservices.procedures.definition.test_carry_over import changed, find
from tests.eservices.procedures.families import CHILD, CHILDREN, CLASS, SCHOOL
from tests.eservices.procedures.samples import ACT, ADDRESS, BORN, DISTRICT, LINK, NAME, ident

ANSWERS: dict[str, Any] = {
    ACT: "birth",
    NAME: {"given": "Camille", "family": "Démo"},
    BORN: "1980-05-02",
    LINK: "self",
    DISTRICT: "2",
    ADDRESS: {"street": "1 rue de la Démo", "postcode": "75002", "town": "Paris"},
}
STEPS = ["acte", "personne", "lieu", "coordonnees"]
TODAY = datetime.date(2026, 11, 27)


@pytest.fixture
def procedure(db: None) -> Procedure:
    return samples.publish().procedure


def adult(least: int) -> Definition:
    """Refuses who is not old enough on the day."""
    years = {"op": "years", "since": {"op": "answer", "field": BORN}}
    rule = {
        "op": "compare",
        "left": years,
        "comparison": "at_least",
        "right": {"op": "constant", "value": least},
    }
    check = {
        "id": ident(61),
        "rule": rule,
        "message": samples.text("Vous devez être majeur."),
        "field": BORN,
    }
    return changed(lambda raw: raw["steps"][1].update(checks=[check]))


class TestReplay:
    def test_to_the_end(self) -> None:
        outcome = replay(samples.definition(), ANSWERS)
        assert outcome.end is End.CHECK
        assert outcome.steps == tuple(map(ident, (21, 22, 24, 25)))

    def test_advice_ends_it_unless_the_person_goes_on(self) -> None:
        given = ANSWERS | {ACT: "abroad"}
        outcome = replay(samples.definition(), given)
        assert (outcome.end, outcome.exit, outcome.steps) == (End.EXIT, ident(51), (ident(21),))
        assert replay(samples.definition(), given, insists=True).end is End.CHECK

    def test_it_comes_through_a_channel(self) -> None:
        at_a_counter = {"op": "through", "channels": ["counter"]}
        new = changed(lambda raw: find(raw, BORN).update(shown_if=at_a_counter))
        given = {name: value for name, value in ANSWERS.items() if name != BORN}
        assert replay(new, given, facts={CHANNEL: "online"}).end is End.CHECK
        assert replay(new, given, facts={CHANNEL: "counter"}).missing == (BORN,)

    def test_a_missing_answer_ends_it(self) -> None:
        outcome = replay(samples.definition(), ANSWERS | {LINK: "parent"})
        assert outcome.end is End.INCOMPLETE
        assert outcome.missing == (samples.PROOF,)

    def test_an_option_that_is_gone_is_no_answer(self) -> None:
        outcome = replay(samples.definition(), ANSWERS | {LINK: "cousin"})
        assert outcome.missing == (LINK,)

    def test_a_check_refuses_on_the_day_of_the_journey(self) -> None:
        outcome = replay(adult(18), ANSWERS, today=datetime.date(1998, 5, 1))
        assert (outcome.end, outcome.refused) == (End.REFUSED, (ident(61),))
        assert replay(adult(18), ANSWERS, today=datetime.date(1998, 5, 2)).end is End.CHECK

    def test_rows_of_a_repeated_step(self) -> None:
        step = samples.definition().model_dump(by_alias=True)["steps"][3]
        child = {"id": ident(83), "kind": "text", "label": samples.text("Prénom")}
        step |= {"fields": [child], "repeat": {"singular": samples.text("enfant"), "maximum": 2}}
        definition = samples.definition(steps=[step])
        row = {ident(83): "Alix"}
        for rows, end, where in [
            ([], End.INCOMPLETE, (step["id"],)),
            ([row, {}], End.INCOMPLETE, (ident(83),)),
            ([row, row], End.CHECK, ()),
            ([row] * 3, End.REFUSED, (step["id"],)),
        ]:
            outcome = replay(definition, {step["id"]: rows})
            assert (outcome.end, outcome.missing + outcome.refused) == (end, where)

    def test_a_day_outside_its_bounds(self) -> None:
        new = changed(lambda raw: find(raw, BORN).update(latest={"op": "today"}))
        day = datetime.date(1980, 5, 1)
        outcome = replay(new, ANSWERS, today=day)
        assert (outcome.end, outcome.refused) == (End.REFUSED, (BORN,))
        assert replay(new, ANSWERS).end is End.CHECK


class TestAdd:
    def test_what_is_not_said_is_taken_from_the_walk(self, procedure: Procedure) -> None:
        persona = personas.add_persona(
            procedure=procedure, name="Camille", answers=ANSWERS, walked_on=TODAY
        )
        persona.refresh_from_db()
        assert persona.expected == replay(samples.definition(), ANSWERS)

    def test_keys_of_steps_are_understood(self, procedure: Procedure) -> None:
        personas.add_persona(
            procedure=procedure, name="Camille", answers=ANSWERS, steps=STEPS, end=End.CHECK
        )
        assert procedure.personas.get().steps == list(map(ident, (21, 22, 24, 25)))

    @pytest.mark.parametrize(
        "expected",
        [{"steps": STEPS[:2]}, {"end": End.EXIT}, {"refused": [ident(61)]}],
    )
    def test_an_untrue_expectation_is_refused(
        self, procedure: Procedure, expected: dict[str, Any]
    ) -> None:
        with pytest.raises(personas.PersonaFails):
            personas.add_persona(procedure=procedure, name="C", answers=ANSWERS, **expected)
        assert not procedure.personas.exists()

    def test_the_same_name_replaces(self, procedure: Procedure) -> None:
        for act in ("birth", "death"):
            personas.add_persona(procedure=procedure, name="C", answers=ANSWERS | {ACT: act})
        assert procedure.personas.get().answers[ACT] == "death"

    def test_recorded_from_a_test_draft_only(self, procedure: Procedure, client: Any) -> None:
        draft = samples.Resident(client).start().fill().draft
        with pytest.raises(personas.NotATest):
            personas.record(draft=draft, name="Camille")
        Draft.objects.update(is_test=True)
        draft.refresh_from_db()
        persona = personas.record(draft=draft, name="Camille")
        assert persona.end == End.CHECK
        assert persona.answers[BORN] == "1980-05-02"


class TestPublication:
    @pytest.fixture(autouse=True)
    def stored(self, procedure: Procedure) -> None:
        personas.add_persona(procedure=procedure, name="Camille", answers=ANSWERS, walked_on=TODAY)

    def refused(self, procedure: Procedure, definition: Definition) -> str:
        with pytest.raises(CompileError) as caught:
            refuse_other_ways(procedure, definition, samples.definition())
        return str(caught.value)

    def test_a_new_question_is_named(self, procedure: Procedure) -> None:
        extra = {"id": ident(77), "kind": "text", "label": samples.text("Lieu de naissance")}
        said = self.refused(procedure, changed(lambda raw: raw["steps"][1]["fields"].append(extra)))
        assert all(word in said for word in ("Camille", "La personne", "Lieu de naissance"))

    def test_a_step_walked_no_more_is_named(self, procedure: Procedure) -> None:
        said = self.refused(procedure, changed(lambda raw: raw["steps"].pop(3)))
        assert "Le lieu" in said

    def test_a_step_come_on_the_way_is_named(self, procedure: Procedure) -> None:
        def show(raw: dict[str, Any]) -> None:
            raw["steps"][2]["shown_if"] = {"op": "always"}
            find(raw, samples.PROOF)["required"] = False

        new = changed(show)
        assert "Votre lien de parenté" in self.refused(procedure, new)

    def test_a_check_that_refuses_is_named(self, procedure: Procedure) -> None:
        assert "La personne" in self.refused(procedure, adult(60))

    def test_advice_come_on_the_way_is_named(self, procedure: Procedure) -> None:
        new = changed(
            lambda raw: raw["steps"][0]["exits"][0].update(when=samples.is_(ACT, "birth"))
        )
        assert "L’acte" in self.refused(procedure, new)

    def test_words_are_published_whatever_the_samples_say(self, procedure: Procedure) -> None:
        procedure.personas.update(steps=[], end=End.EXIT)
        new = changed(lambda raw: find(raw, NAME).update(label=samples.text("Identité")))
        refuse_other_ways(procedure, new, samples.definition())
        assert self.refused(procedure, adult(18))

    def test_an_accepted_way_passes(self, procedure: Procedure) -> None:
        new = changed(lambda raw: raw["steps"].pop(3))
        personas.accept(persona=procedure.personas.get(), definition=new)
        refuse_other_ways(procedure, new, samples.definition())


class TestRows:
    """Sample journeys through a step that is asked of several things."""

    ALIX = {CHILD: {"given": "Alix", "family": "Démo"}, SCHOOL: "yes", CLASS: "CP"}

    @pytest.fixture
    def procedure(self, db: None) -> Procedure:
        procedure = families.publish(minimum=1).procedure
        personas.add_persona(
            procedure=procedure, name="Camille", answers={CHILDREN: [self.ALIX]}, end=End.CHECK
        )
        return procedure

    def failure(self, procedure: Procedure, definition: Definition) -> str:
        (failure,) = personas.failures(procedure, definition, families.definition())
        assert failure.step == CHILDREN
        return failure.message

    def test_too_few_of_them_is_said_of_the_step(self, procedure: Procedure) -> None:
        said = self.failure(procedure, families.definition(minimum=2))
        assert "Vos enfants" in said
        assert CHILDREN not in said

    def test_an_option_that_is_gone_is_no_answer_of_a_row(self, procedure: Procedure) -> None:
        raw = families.definition().model_dump(mode="json", by_alias=True)
        asked = find(raw, SCHOOL)
        asked["options"] = asked["options"][1:]
        asked["options"][0]["value"] = "other"
        find(raw, CLASS)["shown_if"] = {"op": "always"}
        said = self.failure(procedure, Definition.model_validate(raw))
        assert "Va à l’école ?" in said
