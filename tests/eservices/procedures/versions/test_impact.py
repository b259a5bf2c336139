"""What a publication would do is said before it is done."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from eservices.cases.enums import Channel
from eservices.procedures.definition.carry_over import ChangeKind
from eservices.procedures.definition.schema import Definition
from eservices.procedures.drafts.services import keep_step, start_draft
from eservices.procedures.models import Draft, Procedure, StepState
from eservices.procedures.versions import impact, personas
from tests.eservices.procedures import families, samples
from tests.eservices.procedures.definition.test_carry_over import changed, find
from tests.eservices.procedures.families import CHILD, CHILDREN, SCHOOL
from tests.eservices.procedures.samples import ACT, NAME, ident, text
from tests.eservices.procedures.versions.test_personas import ANSWERS, adult

pytestmark = pytest.mark.django_db

PLACE = ident(77)
FIRST, SECOND = ident(21), ident(22)


@pytest.fixture
def procedure() -> Procedure:
    return samples.publish().procedure


def begin(procedure: Procedure, steps: dict[str, dict[str, Any]], **more: Any) -> Draft:
    draft, _secret = start_draft(version=procedure.current_version, language="fr", **more)
    for step, cleaned in steps.items():
        keep_step(draft=draft, step=step, raw={}, cleaned=cleaned, valid=True, language="fr")
    return draft


def new_question() -> Definition:
    extra = {"id": PLACE, "kind": "text", "label": text("Lieu de naissance")}
    return changed(lambda raw: raw["steps"][1]["fields"].append(extra))


AT_A_COUNTER = {"op": "through", "channels": ["counter"]}
PERSON = {NAME: {"given": "Camille", "family": "Démo"}}


class TestDrafts:
    def test_counted_by_what_happens_to_them(self, procedure: Procedure) -> None:
        begin(procedure, {})
        begin(procedure, {FIRST: {ACT: "birth"}})
        begin(procedure, {FIRST: {ACT: "birth"}, SECOND: PERSON})
        begin(procedure, {FIRST: {ACT: "death"}, SECOND: PERSON})
        begin(procedure, {FIRST: {ACT: "death"}, SECOND: PERSON}, is_test=True)

        def change(raw: dict[str, Any]) -> None:
            asked = find(raw, ACT)
            asked["options"] = [asked["options"][0], asked["options"][2]]
            raw["steps"][1]["fields"].append(
                {"id": PLACE, "kind": "text", "label": text("Lieu de naissance")}
            )

        seen = impact.foresee(procedure, changed(change)).drafts
        assert (seen.total, seen.looked_at, seen.is_sample) == (4, 4, False)
        assert (seen.silent, seen.asked_again, seen.set_aside) == (2, 2, 1)
        said = {(told.kind, told.label): told.count for told in seen.changes}
        assert said[ChangeKind.NOW_REQUIRED, "Lieu de naissance"] == 2
        assert said[ChangeKind.OPTION_GONE, "Quel acte demandez-vous ?"] == 1

    def test_each_is_looked_at_as_it_comes(self, procedure: Procedure) -> None:
        asked = {"id": PLACE, "kind": "text", "label": text("Lieu"), "shown_if": AT_A_COUNTER}
        new = changed(lambda raw: raw["steps"][1]["fields"].append(asked))
        for channel in Channel:
            begin(procedure, {FIRST: {ACT: "birth"}, SECOND: PERSON}, channel=channel)
        seen = impact.foresee(procedure, new).drafts
        assert (seen.looked_at, seen.asked_again) == (4, 1)

    def test_sent_and_expired_drafts_are_no_matter(
        self, procedure: Procedure, client: Client
    ) -> None:
        samples.Resident(client).start().fill().send()
        old = begin(procedure, {FIRST: {ACT: "birth"}})
        Draft.objects.filter(pk=old.pk).update(expires_at=old.started_at)
        assert impact.foresee(procedure, new_question()).drafts.total == 0

    def test_those_that_a_cut_over_leaves_are_told_apart(self, procedure: Procedure) -> None:
        draft = begin(procedure, {FIRST: {ACT: "birth"}, SECOND: PERSON})
        begin(procedure, {FIRST: {ACT: "birth"}, SECOND: PERSON})
        day = datetime.date.today()
        yesterday = draft.started_at - datetime.timedelta(days=1)
        Draft.objects.filter(pk=draft.pk).update(started_at=yesterday)
        seen = impact.foresee(procedure, new_question(), cut_over_on=day).drafts
        assert (seen.pinned, seen.asked_again) == (1, 1)

    def test_a_bounded_number_is_looked_at(
        self, procedure: Procedure, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(impact, "DRAFTS", 2)
        for _ in range(3):
            begin(procedure, {})
        seen = impact.foresee(procedure, new_question()).drafts
        assert (seen.total, seen.looked_at, seen.is_sample) == (3, 2, True)

    def test_the_number_of_statements_does_not_grow(
        self, procedure: Procedure, django_assert_num_queries: Any
    ) -> None:
        new = new_question()
        begin(procedure, {FIRST: {ACT: "birth"}})
        assert procedure.current_version.compiled, "read once a process"
        with django_assert_num_queries(6):
            impact.foresee(procedure, new)
        for _ in range(5):
            begin(procedure, {FIRST: {ACT: "birth"}})
        with django_assert_num_queries(6):
            impact.foresee(procedure, new)


class TestSubmissions:
    @pytest.fixture(autouse=True)
    def sent(self, procedure: Procedure, client: Client) -> None:
        assert samples.Resident(client).start().fill().send().status_code == 302

    def test_the_same(self, procedure: Procedure) -> None:
        seen = impact.foresee(procedure, samples.definition()).submissions
        assert (seen.looked_at, seen.same, seen.stops) == (1, 1, [])

    def test_incomplete_and_where(self, procedure: Procedure) -> None:
        seen = impact.foresee(procedure, new_question()).submissions
        assert (seen.incomplete, seen.stops) == (1, [(SECOND, PLACE, 1)])

    def test_each_is_walked_as_it_came(self, procedure: Procedure) -> None:
        new = changed(lambda raw: raw["steps"][3].update(shown_if=AT_A_COUNTER))
        assert impact.foresee(procedure, new).submissions.other_way == 1
        Draft.objects.update(channel=Channel.COUNTER)
        assert impact.foresee(procedure, new).submissions.same == 1

    def test_another_way(self, procedure: Procedure) -> None:
        new = changed(lambda raw: raw["steps"].pop(3))
        assert impact.foresee(procedure, new).submissions.other_way == 1

    def test_refused(self, procedure: Procedure) -> None:
        seen = impact.foresee(procedure, adult(60)).submissions
        assert (seen.refused, seen.stops) == (1, [(SECOND, "", 1)])

    def test_purged_answers_are_not_walked(self, procedure: Procedure) -> None:
        StepState.objects.all().delete()
        assert impact.foresee(procedure, new_question()).submissions.looked_at == 0


def test_sample_journeys_pass_or_say_why(procedure: Procedure) -> None:
    personas.add_persona(procedure=procedure, name="Camille", answers=ANSWERS)
    (sample,) = impact.foresee(procedure, samples.definition()).samples
    assert (sample.name, sample.failure) == ("Camille", "")
    (sample,) = impact.foresee(procedure, new_question()).samples
    assert "Lieu de naissance" in sample.failure


def test_rows_of_a_repeated_step_are_looked_at_too() -> None:
    procedure = families.publish().procedure
    child = {CHILD: {"given": "Alix", "family": "Démo"}, SCHOOL: "no"}
    begin(procedure, {f"{CHILDREN}/1": child, f"{CHILDREN}/2": child | {SCHOOL: "yes"}})
    raw = families.definition().model_dump(mode="json", by_alias=True)
    find(raw, SCHOOL)["options"].pop()
    seen = impact.foresee(procedure, Definition.model_validate(raw)).drafts
    assert (seen.looked_at, seen.set_aside) == (1, 1)
    assert (ChangeKind.OPTION_GONE, "Va à l’école ?") in {
        (told.kind, told.label) for told in seen.changes
    }
