"""Any interleaving of publish, open, save, remove and send, on the real pages and services.

Whatever the order: no answer is lost, none stands under another question, and one request
is sent. Every value typed is unlike any other and begins with the question it was given to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from content.core.fragments import fragments
from eservices.procedures.definition.carry_over import homes
from eservices.procedures.definition.schema import Definition
from eservices.procedures.drafts.moves import Piece, gathered
from eservices.procedures.drafts.progress import find_draft, load
from eservices.procedures.models import Draft, Submission
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import Resident, ident, text

FIELDS = [ident(number) for number in range(1, 7)]
STEPS = [ident(number) for number in range(21, 24)]


@st.composite
def arrangements(draw: st.DrawFn) -> Definition:
    """Up to three steps asking some of six questions, in any order, the last step repeated
    or not."""
    asked = draw(st.lists(st.sampled_from(FIELDS), unique=True, min_size=1))
    cuts = sorted(draw(st.lists(st.integers(0, len(asked)), min_size=2, max_size=2)))
    parts = [asked[: cuts[0]], asked[cuts[0] : cuts[1]], asked[cuts[1] :]]
    order = draw(st.permutations(range(3)))
    steps = [
        {
            "id": STEPS[number],
            "key": f"etape-{number}",
            "title": text(f"Étape {number}"),
            "fields": [
                {
                    "id": identity,
                    "kind": "text",
                    "label": text(f"Question {identity[-1]}"),
                    "required": draw(st.integers(0, 5)) == 0,
                }
                for identity in parts[number]
            ],
        }
        for number in order
        if parts[number]
    ]
    return samples.definition(steps=steps, declaration=text(""))


@dataclass
class Page:
    """A step as some tab shows it."""

    key: str
    seen: str
    #: What stands in each control.
    values: dict[str, str]


class Journeys(RuleBasedStateMachine):
    pages = Bundle("pages")

    def __init__(self) -> None:
        super().__init__()
        fragments.forget()  # each example is rolled back: identities come again
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.numbers = count(1)
        self.expected: dict[str, str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(definition=arrangements())
    def begin(self, definition: Definition) -> None:
        self.version = samples.publish(definition)
        self.resident = Resident(Client()).start()

    def draft(self) -> Draft:
        return find_draft(self.resident.draft.uuid)

    @property
    def is_sent(self) -> bool:
        return Submission.objects.exists()

    @rule(definition=arrangements())
    def publish(self, definition: Definition) -> None:
        self.version = samples.publish(definition, self.version.procedure)

    @rule(target=pages, number=st.integers(0, 2))
    def open(self, number: int) -> Page:
        """Open a step, if the journey has come to it; else a page that was never shown."""
        key = f"etape-{number}"
        response = self.resident.get(f"{key}/")
        if response.status_code != 200:
            return Page("", "", {})
        page = response.content.decode()
        seen = re.search(r'name="seen" value="([^"]+)"', page)
        shown = re.findall(r'name="([0-9a-f-]{36})"', page)
        assert seen is not None
        kept = self.kept()
        return Page(key, seen[1], {field: kept.get(field, "") for field in shown})

    @rule(page=pages, data=st.data())
    def save(self, page: Page, data: st.DataObject) -> None:
        """Type into a page opened now or long ago, and press one of its buttons."""
        if not page.key:
            return
        typed = {
            field: f"{field}:{next(self.numbers)}"
            for field in page.values
            if data.draw(st.booleans())
        }
        before = self.kept()
        button = data.draw(st.sampled_from([{}, {"later": "1"}, {"wizard_goto_step": page.key}]))
        response = self.resident.post(page.key, page.values | typed, seen=page.seen, **button)
        after = self.kept()
        if after == before:
            return  # refused, with both answers shown, or sent already
        assert response.status_code in (302, 422)
        assert not self.is_sent
        self.expected |= {field: value for field, value in typed.items() if value}

    @precondition(lambda self: not self.is_sent)
    @rule()
    def send(self) -> None:
        """Press "send" twice on what the check page shows, if it can be reached."""
        response = self.resident.get("verifier/")
        if response.status_code != 200:
            return
        answers = [self.resident.send(), self.resident.send()]
        assert [answer.url for answer in answers] == [self.resident.url("recu/")] * 2
        asked = homes(Submission.objects.get().version.compiled)
        rows = {
            row["field"]: row["value"]
            for section in Submission.objects.get().answers
            for row in section["rows"]
        }
        assert rows == {f: v for f, v in self.expected.items() if f in asked}

    def kept(self) -> dict[str, str]:
        """Return every text typed, by question: in the steps, else aside."""
        draft = self.draft()
        found: dict[str, str] = {}
        for _field, piece in draft.aside.items():
            found |= {name: values[0] for name, values in piece["raw"].items() if values[0]}
        for state in load(draft).kept.values():
            found |= {name: values[0] for name, values in state.raw.items() if values[0]}
        return found

    @invariant()
    def nothing_is_lost_nor_under_another_question(self) -> None:
        if not hasattr(self, "resident"):
            return
        kept = self.kept()
        assert all(value.startswith(f"{field}:") for field, value in kept.items())
        if not self.is_sent:
            assert kept == self.expected
        assert Submission.objects.count() <= 1


@pytest.mark.django_db
def test_any_interleaving() -> None:
    # Shrinking a journey of pages takes minutes: the first one found is told as it is.
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    run_state_machine_as_test(
        Journeys, settings=settings(max_examples=25, stateful_step_count=15, phases=phases)
    )


# --- the pure part, with repeated steps


@st.composite
def shapes(draw: st.DrawFn) -> Definition:
    raw = draw(arrangements()).model_dump(by_alias=True)
    repeat = {"singular": text("un"), "plural": text("des"), "minimum": 0}
    for step in raw["steps"]:
        step["repeat"] = draw(st.sampled_from([None, repeat]))
    return Definition.model_validate(raw)


@st.composite
def pieces(draw: st.DrawFn) -> dict[str, Piece]:
    paths: Iterator[tuple[str, int]] = iter(
        draw(st.lists(st.tuples(st.sampled_from(FIELDS), st.integers(0, 2)), unique=True))
    )
    found = {}
    for identity, item in paths:
        path = f"{identity}/{item}" if item else identity
        value = f"{path}:typed"
        kind = draw(st.sampled_from(["text", "date"]))
        step = draw(st.sampled_from(STEPS))
        found[path] = Piece(step, kind, True, {identity: [value]}, [value])
    return found


@given(pieces(), shapes())
def test_every_piece_is_taken_by_its_own_question_or_set_aside(
    held: dict[str, Piece], definition: Definition
) -> None:
    states, aside = gathered(held, definition)
    taken: dict[str, Any] = {}
    for name, state in states.items():
        item = name.partition("/")[2]
        for identity, values in state.raw.items():
            path = f"{identity}/{item}" if item else identity
            taken[path] = values[0]
            assert state.cleaned[identity] == values[0]
    assert taken.keys() | aside.keys() == held.keys()
    assert not taken.keys() & aside.keys()
    assert all(value == f"{path}:typed" for path, value in taken.items())
    again, _aside = gathered({**aside}, definition)
    assert again == {}
