"""Rules as a resident meets them: checks, needs, bounds, computed values, advice."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from eservices.cases.enums import Channel
from eservices.procedures.drafts.progress import load
from eservices.procedures.drafts.services import start_draft
from eservices.procedures.models import Submission
from tests.eservices.procedures.samples import (
    Resident,
    definition,
    ident,
    is_,
    option,
    publish,
    text,
)

pytestmark = pytest.mark.django_db

START, END, PAY, SHARE, TOTAL, PHONE, MAIL, KIND = map(ident, range(31, 39))


def answer(field: str, measure: str = "") -> dict[str, Any]:
    return {"op": "answer", "field": field} | ({"measure": measure} if measure else {})


def compare(left: Any, comparison: str, right: Any) -> dict[str, Any]:
    return {"op": "compare", "left": left, "comparison": comparison, "right": right}


def no(rule: dict[str, Any]) -> dict[str, Any]:
    return {"op": "not", "rule": rule}


def field(identity: str, kind: str, label: str, **more: Any) -> dict[str, Any]:
    return {"id": identity, "kind": kind, "label": text(label)} | more


def steps() -> list[dict[str, Any]]:
    early, late = answer(START, "date"), answer(END, "date")
    contact = {"op": "any", "rules": [{"op": "answered", "field": f} for f in (PHONE, MAIL)]}
    total = {"op": "sum", "values": [answer(PAY, "money"), answer(SHARE, "money")]}
    return [
        {
            "id": ident(21),
            "key": "sejour",
            "title": text("Le séjour"),
            "fields": [
                field(START, "date", "Arrivée", earliest={"op": "today"}),
                field(END, "date", "Départ"),
            ],
            "checks": [
                {
                    "id": ident(61),
                    "field": END,
                    "message": text("Le départ vient après l’arrivée."),
                    "rule": no(compare(early, "more", late)),
                }
            ],
        },
        {
            "id": ident(22),
            "key": "moyens",
            "title": text("Vos moyens"),
            "fields": [
                field(PAY, "money", "Salaire"),
                field(SHARE, "money", "Autres revenus", required=False),
                field(TOTAL, "computed", "Total", value=total, source="money"),
                field(
                    KIND,
                    "choice",
                    "Quelle aide ?",
                    options=[option(1, "loan", "Prêt"), option(2, "gift", "Don")],
                ),
            ],
            "exits": [
                exit_(51, compare(answer(TOTAL), "more", {"op": "constant", "value": 100000})),
                exit_(52, is_(KIND, "gift")),
            ],
        },
        {
            "id": ident(23),
            "key": "contact",
            "title": text("Vous joindre"),
            "fields": [
                field(PHONE, "phone", "Téléphone", required_if=is_(KIND, "loan")),
                field(MAIL, "email", "Adresse e-mail", required=False, contact=True),
            ],
            "checks": [
                {
                    "id": ident(62),
                    "field": MAIL,
                    "message": text("Donnez au moins un moyen de vous joindre."),
                    "rule": contact,
                }
            ],
        },
    ]


def exit_(number: int, when: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": ident(number),
        "when": when,
        "title": text(f"Conseil {number}"),
        "body": text("Ailleurs."),
        "url": "https://example.invalid/ailleurs",
        "link": text("Aller ailleurs"),
    }


def day(identity: str, value: datetime.date) -> dict[str, str]:
    parts = {"day": value.day, "month": value.month, "year": value.year}
    return {f"{identity}-{part}": str(number) for part, number in parts.items()}


def days_from_today(number: int) -> datetime.date:
    return datetime.date.today() + datetime.timedelta(days=number)


def stay(start: int, end: int) -> dict[str, str]:
    return day(START, days_from_today(start)) | day(END, days_from_today(end))


@pytest.fixture
def resident(client: Client) -> Resident:
    publish(definition(steps=steps()))
    return Resident(client).start()


def means(pay: str = "500", kind: str = "loan") -> dict[str, str]:
    return {PAY: pay, SHARE: "20,50", KIND: kind}


def test_days_in_the_wrong_order_are_said_beside_the_second(resident: Resident) -> None:
    response = resident.post("sejour", stay(5, 2))
    assert response.status_code == 422
    html = response.content.decode()
    assert html.count("Le départ vient après l’arrivée.") == 2, "in the summary and beside"
    assert list(response.context["form"].errors) == [END]
    assert f'value="{days_from_today(5).day}"' in html, "nothing typed is lost"
    assert resident.post("sejour", stay(2, 2)).status_code == 302


def test_a_check_without_translation_says_in_which_language_it_is(resident: Resident) -> None:
    answer = resident.client.post(
        resident.step_url("sejour").replace("/fr/demarches/", "/en/procedures/"),
        {f"{resident.draft.uuid.hex}-current_step": "sejour"} | stay(5, 2),
    )
    marked = '<span lang="fr">Le départ vient après l’arrivée.</span>'
    assert answer.content.decode().count(marked) == 2


def test_a_check_says_nothing_while_its_answers_are_wrong_by_themselves(
    resident: Resident,
) -> None:
    response = resident.post("sejour", stay(5, 2) | {f"{END}-month": "99"})
    (error,) = response.context["form"].errors[END]
    assert "départ vient" not in error


def test_a_day_before_its_bound_is_said(resident: Resident) -> None:
    response = resident.post("sejour", stay(-1, 2))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [START]


def test_the_first_advice_that_fits_is_shown_and_never_refuses(resident: Resident) -> None:
    resident.post("sejour", stay(1, 2))
    both = resident.post("moyens", means("2000", "gift"))
    shown = resident.client.get(both.url).content.decode()
    assert "Conseil 51" in shown
    assert 'href="https://example.invalid/ailleurs"' in shown
    assert "01 99 00 39 75" in shown
    assert "Dans chaque mairie" in shown
    assert resident.url("contact/") in shown, "it can be sent anyway"
    second = resident.post("moyens", means("500", "gift"))
    assert "Conseil 52" in resident.client.get(second.url).content.decode()
    assert resident.post("moyens", means()).url == resident.url("contact/")


def test_a_need_by_rule_and_one_answer_among_several(resident: Resident) -> None:
    resident.post("sejour", stay(1, 2))
    resident.post("moyens", means(kind="loan"))
    needed = resident.post("contact", {PHONE: "", MAIL: ""})
    assert PHONE in needed.context["form"].errors
    resident.post("moyens", means(kind="gift"))
    neither = resident.post("contact", {PHONE: "", MAIL: ""})
    assert list(neither.context["form"].errors) == [MAIL]
    assert "moyen de vous joindre" in neither.content.decode()
    for typed in ({PHONE: "01 99 00 12 34"}, {MAIL: "camille@example.invalid"}):
        assert resident.post("contact", {PHONE: "", MAIL: ""} | typed).status_code == 302


def test_what_is_computed_is_frozen_with_the_request(resident: Resident) -> None:
    resident.post("sejour", stay(1, 2))
    resident.post("moyens", means())
    resident.post("contact", {PHONE: "01 99 00 12 34", MAIL: ""})
    assert resident.send().status_code == 302
    rows = {
        row["field"]: row["value"]
        for section in Submission.objects.get().answers
        for row in section["rows"]
    }
    assert rows[TOTAL] == 52050


def test_a_step_that_a_later_change_breaks_is_asked_again(resident: Resident) -> None:
    """The departure was right; the day after it is past, and its check speaks again."""
    raw = steps()
    raw[1]["checks"] = [
        {
            "id": ident(63),
            "field": KIND,
            "message": text("Trop long pour un don."),
            "rule": no(
                {
                    "op": "all",
                    "rules": [
                        is_(KIND, "gift"),
                        compare(
                            {
                                "op": "days",
                                "since": answer(START, "date"),
                                "until": answer(END, "date"),
                            },
                            "more",
                            {"op": "constant", "value": 10},
                        ),
                    ],
                }
            ),
        }
    ]
    raw[1]["exits"] = []
    publish(definition(steps=raw), resident.draft.version.procedure)
    fresh = Resident(resident.client).start()
    fresh.post("sejour", stay(1, 2))
    assert fresh.post("moyens", means(kind="gift")).status_code == 302
    fresh.post("sejour", stay(1, 30))
    first = load(fresh.draft).first_incomplete
    assert first is not None
    assert first.key == "moyens"
    assert fresh.get("verifier/").status_code == 302


class TestRepeated:
    """One of several things calls for advice."""

    def test_it_is_shown_after_their_list(self, client: Client) -> None:
        raw = steps()[1] | {"repeat": {"singular": text("un revenu"), "plural": text("revenus")}}
        publish(definition(steps=[raw, steps()[2] | {"checks": []}]))
        resident = Resident(client).start()
        for number, kind in ((1, "loan"), (2, "gift")):
            posted = {f"{resident.draft.uuid.hex}-current_step": "moyens"}
            response = client.post(resident.url(f"moyens/{number}/"), posted | means(kind=kind))
            assert response.status_code == 302
            assert "conseil" not in response.url
        on = client.post(resident.url("moyens/"))
        assert "Conseil 52" in client.get(on.url).content.decode()


@pytest.mark.parametrize("channel", list(Channel))
def test_a_draft_is_asked_what_its_channel_needs(channel: Channel) -> None:
    alone = steps()
    alone[2]["shown_if"] = {"op": "through", "channels": ["online", "telephone"]}
    version = publish(definition(steps=alone))
    draft, _secret = start_draft(version=version, language="fr", channel=channel)
    progress = load(draft)
    assert ("contact" in progress.keys) == (channel in ("online", "telephone"))
    assert not progress.may_branch_after(progress.steps[0]), "no answer is waited for"
