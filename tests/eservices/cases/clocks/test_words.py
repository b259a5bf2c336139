import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from eservices.backoffice.services import ensure_groups
from eservices.cases import services
from eservices.cases.clocks import silence
from eservices.cases.clocks.words import told
from tests.eservices.cases.clocks.test_silence import AGREEMENT, REFUSAL, received
from tests.eservices.cases.factories import TestKind, agent_for, prove

pytestmark = pytest.mark.django_db
LAW = {"fr": "CRPA, article L231-1"}


def at(day: str) -> time_machine.travel:
    return time_machine.travel(f"{day}T12:00:00+01:00", tick=False)


def test_the_resident_reads_both_clocks(client: Client, kind: TestKind) -> None:
    case = received(legal={**AGREEMENT, "text": LAW})
    with at("2026-01-16"):
        page = prove(client, case, language="en")
        page = client.get(page.url).content.decode()

    assert "We answer you by Thursday 22 January 2026 at the latest" in page
    assert "Without a decision by Sunday 15 March 2026, the request counts as accepted." in page
    assert f'<span lang="fr">{LAW["fr"]}</span>' in page


def test_a_pause_is_told_to_both_sides(client: Client, kind: TestKind) -> None:
    case = received()
    agent = agent_for(case)
    with at("2026-01-19"):
        services.post_message_by_agent(
            case=case, user=agent, text="?", awaits_answer=True, seen_lock=0
        )
        services.record_opening(case=case, user=agent, reason="processing")
        page = client.get(prove(client, case, language="en").url).content.decode()
        agent.groups.add(ensure_groups())
        client.force_login(agent)
        desk = client.get(f"/admin/requests/{case.uuid}/").content.decode()

    assert "3 working days are left when it comes" in page
    assert "Since Monday 19 January 2026, the time promised stands still." in page
    assert "il restera 3 jours ouvrés quand elle arrivera" in desk
    assert "Depuis le lundi 19 janvier 2026, le délai promis est suspendu." in desk


def test_a_pause_within_a_day_is_one_day(client: Client, kind: TestKind) -> None:
    case = received()
    with at("2026-01-19"):
        services.post_message_by_agent(
            case=case, user=agent_for(case), text="?", awaits_answer=True, seen_lock=0
        )
        services.post_message_by_resident(case=case, text="!")
        page = client.get(prove(client, case, language="en").url).content.decode()

    assert "On Monday 19 January 2026, the time promised stood still." in page


@pytest.mark.parametrize(
    ("legal", "now", "sentences"),
    [
        (
            AGREEMENT,
            "2026-03-16",
            [
                "No decision was made by Sunday 15 March 2026: "
                "since then the request counts as accepted."
            ],
        ),
        (
            {"silence": "special", "amount": 5, "unit": "days", "special": {"fr": "Rien."}},
            "2026-01-16",
            ["The legal period ends on Tuesday 20 January 2026."],
        ),
    ],
)
def test_the_legal_period_in_words(
    legal: dict[str, object], now: str, sentences: list[str]
) -> None:
    case = received(legal=legal)

    with at(now), override("en"):
        assert told(case, "en").legal == sentences


def test_a_refusal_by_silence_says_how_to_appeal(client: Client, kind: TestKind) -> None:
    case = received(legal={**REFUSAL, "appeal": {"fr": "Saisissez le tribunal."}})
    with at("2026-03-16"):
        silence.declare_all()
        page = client.get(prove(client, case).url).content.decode()

    assert "Saisissez le tribunal." in page
    assert "Fin du délai légal sans décision" in page


def test_a_case_without_legal_period_says_nothing_of_one(client: Client, kind: TestKind) -> None:
    case = received(legal=None)
    with at("2026-01-16"):
        page = client.get(prove(client, case, language="en").url).content.decode()

    assert "legal period" not in page


def test_what_was_closed_without_a_decision_tells_of_none(kind: TestKind) -> None:
    case = received(legal=AGREEMENT)
    agent = agent_for(case)
    with at("2026-01-19"):
        services.change_status(case=case, user=agent, status="closed", reason="", seen_lock=0)
        said = told(case, "en").legal
    assert said == ["The request was closed on Monday 19 January 2026 without a decision."]
