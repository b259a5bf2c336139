"""Long procedures to measure, and drafts filled in up to a step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from eservices.procedures.drafts.access import add_secret, cookie_name
from eservices.procedures.models import Draft, Procedure, ProcedureVersion, StepState
from tests.eservices.procedures import samples

SLUG = "acte"
MESSAGE = "Bonjour, je vous écris au sujet de ma demande. " * 9
#: The six questions of a step, as the plain form asks them: kind, answer.
SIX = [
    ("text", "Camille Exemple"),
    ("text", "Ma demande"),
    ("email", "camille@example.invalid"),
    ("phone", "01 99 00 12 34"),
    ("choice", "b"),
    ("long_text", MESSAGE[:400].strip()),
]


@dataclass(frozen=True)
class Journey:
    """A published procedure: of each step, the questions and what is answered to them."""

    version: ProcedureVersion
    answers: list[dict[str, str]]
    #: The identities of its steps, where they are not made here.
    steps: list[str] = field(default_factory=list)

    def draft(self, done: int) -> tuple[Draft, list[StepState], str]:
        """Return a draft with its first ``done`` steps filled in, not saved, and its secret."""
        now = timezone.now()
        draft = Draft(version=self.version, language="fr", expires_at=now + timedelta(days=30))
        secret = add_secret(draft)
        states = [
            StepState(
                draft=draft,
                step=self.steps[number - 1] if self.steps else _step(number),
                raw={name: [value] for name, value in answers.items()},
                cleaned=answers,
                valid=True,
            )
            for number, answers in enumerate(self.answers[:done], 1)
        ]
        return draft, states, secret

    def drafts(self, done: int, count: int) -> list[tuple[Draft, dict[str, str]]]:
        """Save ``count`` drafts; return each with the cookie that opens it."""
        made = [self.draft(done) for _draft in range(count)]
        Draft.objects.bulk_create([draft for draft, _states, _secret in made])
        StepState.objects.bulk_create(
            [state for _draft, states, _s in made for state in states], 500
        )
        return [(draft, {cookie_name(draft.uuid, "fr"): secret}) for draft, _states, secret in made]

    def path(self, draft: Draft, number: int) -> str:
        return f"/fr/demarches/{SLUG}/d/{draft.uuid}/etape-{number}/"

    def typed(self, draft: Draft, number: int) -> dict[str, str]:
        return {f"{draft.uuid.hex}-current_step": f"etape-{number}", **self.answers[number - 1]}

    def leads_to(self, number: int) -> str:
        return f"/etape-{number + 1}/" if number < len(self.answers) else "/verifier/"


def _step(number: int) -> str:
    return samples.ident(1000 + number)


def _question(identity: str, kind: str, label: str, **more: Any) -> dict[str, Any]:
    question = {"id": identity, "kind": kind, "label": samples.text(label), **more}
    if kind == "choice":
        question["options"] = [
            samples.option(number, value, f"Choix {value}") for number, value in enumerate("abc")
        ]
    return question


def _journey(fields: list[list[tuple[dict[str, Any], str]]], **parts: Any) -> Journey:
    steps = [
        {
            "id": _step(number),
            "key": f"etape-{number}",
            "title": samples.text(f"Étape {number}"),
            "fields": [question for question, _answer in asked],
            **{name: given[number - 1] for name, given in parts.items()},
        }
        for number, asked in enumerate(fields, 1)
    ]
    return Journey(
        samples.publish(samples.definition(steps=steps), Procedure.objects.first()),
        [{question["id"]: answer for question, answer in asked} for asked in fields],
    )


def six_questions(steps: int) -> Journey:
    """Return a procedure of ``steps`` steps, each with the questions of the plain form."""
    return _journey(
        [
            [
                (_question(samples.ident(10_000 + 10 * step + n), kind, f"Question {n}"), answer)
                for n, (kind, answer) in enumerate(SIX)
            ]
            for step in range(1, steps + 1)
        ]
    )


def ruled(steps: int = 40, fields: int = 60, rules: int = 80) -> Journey:
    """Return a long procedure of which every question from the second step on has a rule.

    Steps have one question or two, in turn. Rules look back: to the choice of the step
    before and to that of the first step; all of them hold for the answers given here.
    """
    first = samples.ident(20_000)
    left = rules - steps + 1  # each step but the first is shown by a rule
    shown: list[dict[str, Any]] = [{"op": "always"}]
    asked: list[list[tuple[dict[str, Any], str]]] = [
        [(_question(first, "choice", "La première"), "b")]
    ]
    before = first
    for number in range(2, steps + 1):
        many = 2 if sum(map(len, asked)) + steps - number + 1 < fields else 1
        questions = []
        for n in range(many):
            identity = samples.ident(20_000 + 10 * number + n)
            kind, answer = [("choice", "b"), ("long_text", MESSAGE[:400].strip())][n]
            question = _question(identity, kind, f"Question {n}")
            if left > 0:
                question["shown_if"] = samples.is_(first, "b", "c")
                left -= 1
            questions.append((question, answer))
        shown.append({"op": "all", "rules": [samples.is_(before, "b")]})
        before = questions[0][0]["id"]
        asked.append(questions)
    if left or sum(map(len, asked)) != fields:
        raise ValueError(f"{rules} rules on {fields} fields of {steps} steps do not fit")
    return _journey(asked, shown_if=shown)
