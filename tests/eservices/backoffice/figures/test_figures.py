"""What is counted, that a purge takes nothing away, who sees it, what is published."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from eservices.accounts.enums import Role
from eservices.backoffice.counter import visits
from eservices.backoffice.figures import counting, open_data, reading
from eservices.backoffice.figures.models import CaseFigure, StepFigure
from eservices.backoffice.figures.satisfaction import SatisfactionRegistry, Score
from eservices.backoffice.models import VisitDraft, VisitSpan
from eservices.cases.enums import ActorRole
from eservices.cases.models import Case, CaseEvent
from eservices.procedures.drafts import services
from eservices.procedures.models import Draft
from eservices.records import purging
from tests.eservices.accounts.factories import QueueFactory, SectorFactory
from tests.eservices.backoffice.counter import Counter
from tests.eservices.backoffice.test_desk import desk, staff
from tests.eservices.cases.factories import CaseFactory
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import Resident
from tests.eservices.records import files

pytestmark = pytest.mark.django_db
FIGURES = "/admin/figures/"


@pytest.fixture
def case(stores: Path, client: Client) -> Case:
    """A request that was sent, answered and closed thirteen months ago."""
    return files.aged(files.lived(files.sent(client)))


def figure(case: Case | None = None, **changes: object) -> CaseFigure:
    case = case or CaseFactory()
    counting.count_case(case)
    CaseFigure.objects.filter(case=case).update(**changes)
    return CaseFigure.objects.get(case=case)


def selection(**changes: object) -> reading.Selection:
    from eservices.accounts.models import Queue

    today = timezone.localdate()
    asked = {"queues": Queue.objects.all(), "since": today - timedelta(days=60), "until": today}
    return reading.Selection(**(asked | changes))


class TestCases:
    def test_delays_and_lateness(self) -> None:
        today = timezone.localdate()
        queue = QueueFactory()
        for days in range(1, 11):
            figure(CaseFactory(queue=queue), ended_on=today, days=days, promised_on=today)
        figure(CaseFactory(queue=queue), promised_on=today - timedelta(days=1))
        figure(
            CaseFactory(queue=queue, channel="counter"),
            ended_on=today,
            days=100,
            promised_on=today - timedelta(days=1),
        )
        [row] = reading.rows(selection(), "sector")
        assert (row.received, row.ended, row.late) == (12, 11, 2)
        assert (row.median, row.ninetieth) == (6, 10)
        assert (row.assisted, row.assisted_share) == (1, 8)

    @pytest.mark.parametrize(
        ("days", "share", "found"),
        [({}, 50, None), ({3: 1}, 90, 3), ({1: 9, 50: 1}, 90, 1), ({1: 1, 2: 1}, 50, 1)],
    )
    def test_percentiles_are_of_the_nearest_rank(
        self, days: dict[int, int], share: int, found: int | None
    ) -> None:
        assert reading.percentile(days, share) == found

    def test_minutes_are_sittings(self) -> None:
        start = timezone.now()

        def act(minutes: float, agent: int = 1, role: ActorRole = ActorRole.AGENT) -> CaseEvent:
            at = start + timedelta(minutes=minutes)
            return CaseEvent(actor_role=role, actor_id=agent, at=at)

        acts = [act(0), act(4), act(10), act(200), act(3, agent=2), act(5, role=ActorRole.RESIDENT)]
        assert counting.agent_minutes(acts) == 13

    def test_a_visit_counts_for_what_was_filled_in(self) -> None:
        """Twenty minutes, two requests: ten for each; they stay when the visit is erased."""
        samples.publish()
        counter = Counter().begin()
        for _time in range(2):
            counter.ask().fill().send()
        visits.end(visit=counter.visit, user=counter.user)
        now = timezone.now()
        VisitSpan.objects.update(begun_at=now - timedelta(minutes=20), ended_at=now)
        counting.count_cases()
        assert [row.agent_minutes for row in CaseFigure.objects.all()] == [10, 10]

        VisitDraft.objects.all().delete()
        CaseFigure.objects.update(counted_length=0)
        counting.count_cases()
        assert [row.agent_minutes for row in CaseFigure.objects.all()] == [10, 10]

    def test_only_what_changed_is_counted_again(self, case: Case) -> None:
        assert counting.count_cases() == 1
        assert counting.count_cases() == 0
        found = CaseFigure.objects.get()
        assert found.procedure == samples.Procedure.objects.get()
        assert found.ended_on is not None

    def test_tests_of_editors_do_not_count(self) -> None:
        CaseFactory(is_test=True)
        assert counting.count_cases() == 0


@pytest.mark.django_db(transaction=True)
def test_the_count_of_the_night_opens_its_own_transaction() -> None:
    CaseFactory()
    call_command("figures", stdout=StringIO())
    assert CaseFigure.objects.count() == 1


class TestPurge:
    def test_takes_no_figure_away(self, case: Case) -> None:
        counting.count_drafts()
        asked = selection(since=date(2000, 1, 1), procedure=samples.Procedure.objects.get())
        before = reading.funnel(asked, "fr", str)
        assert [step.count for step in before] == [1] * 7
        files.approved(case)
        purging.run()
        counting.run()
        assert not Draft.objects.exists()
        assert reading.funnel(asked, "fr", str) == before
        assert CaseFigure.objects.get(case=case).procedure is not None

    def test_of_a_draft_counts_how_far_it_came(self, client: Client) -> None:
        samples.publish()
        resident = Resident(client).start().fill("acte")
        counting.count_drafts()
        services.discard(draft=resident.draft)
        counting.count_drafts()
        counts = dict(StepFigure.objects.values_list("step", "gone"))
        assert counts == {"started": 1, samples.ident(21): 1}
        assert not StepFigure.objects.exclude(live=0).exists()


class TestPage:
    @pytest.mark.parametrize("role", [role for role in Role if role != Role.SUPERVISOR])
    def test_is_for_supervisors(self, role: Role) -> None:
        client = desk(staff(role))
        assert client.get(FIGURES).status_code in (302, 403)
        assert client.get(f"{FIGURES}csv/").status_code in (302, 403)

    def test_shows_the_queues_of_the_supervisor_only(self) -> None:
        mine, other = figure(), figure()
        client = desk(staff(Role.SUPERVISOR, queue=mine.queue))
        page = client.get(FIGURES).content.decode()
        assert str(mine.sector) in page
        assert "<dd>1</dd>" in page
        lines = b"".join(client.get(f"{FIGURES}csv/").streaming_content).decode()
        assert mine.case.grouped_code in lines
        assert other.case.grouped_code not in lines

    def test_says_when_there_is_nothing(self) -> None:
        page = desk(staff(Role.SUPERVISOR)).get(FIGURES).content.decode()
        assert "No request was counted" in page

    def test_a_wrong_period_is_said_beside_it(self) -> None:
        client = desk(staff(Role.SUPERVISOR))
        answer = client.get(FIGURES, {"since": "2026-05-01", "until": "2026-04-01"})
        assert answer.status_code == 422
        assert "ends before it begins" in answer.content.decode()
        assert client.get(FIGURES, {"since": "hier", "until": ""}).status_code == 422

    def test_the_funnel_of_one_procedure(self, client: Client) -> None:
        version = samples.publish()
        Resident(client).start().fill().send()
        counting.run()
        asked = {
            "since": timezone.localdate() - timedelta(days=3),
            "until": timezone.localdate(),
            "procedure": version.procedure_id,
        }
        page = desk(staff(Role.SUPERVISOR)).get(FIGURES, asked).content.decode()
        assert "Of those who began" in page
        assert "100 %" in page

    def test_costs_as_many_statements_whatever_is_counted(
        self, django_assert_max_num_queries
    ) -> None:
        client = desk(staff(Role.SUPERVISOR))
        for _number in range(3):
            figure()
        client.get(FIGURES)
        for _number in range(12):
            figure(CaseFactory(queue=QueueFactory(sector=SectorFactory())))
        with django_assert_max_num_queries(26):
            client.get(FIGURES)


class TestOpenData:
    def rows(self, client: Client) -> list[dict[str, str]]:
        answer = client.get("/api/v1/open-data/requests.csv")
        assert answer.status_code == 200
        assert "public" in answer.headers["Cache-Control"]
        return list(csv.DictReader(StringIO(answer.content.decode())))

    def test_small_numbers_are_masked_with_what_would_tell_them(self, client: Client) -> None:
        procedure = samples.publish().procedure
        quarter = date(2026, 2, 3)
        queue = QueueFactory()
        for channel, count in {"online": 30, "counter": 14, "paper": 2}.items():
            for _number in range(count):
                case = CaseFactory(queue=queue, channel=channel)
                figure(case, procedure=procedure, received_on=quarter, days=4)
        found = {(row["title"], row["channel"]): row for row in self.rows(client)}
        title = "Demander un acte d’état civil"
        assert found["", "total"]["requests"] == "46"
        assert found[title, "total"]["requests"] == "46"
        assert found[title, "total"]["median_days"] == "4"
        assert found[title, "online"]["requests"] == "30"
        assert found[title, "telephone"]["requests"] == "0"
        for channel in ("paper", "counter"):
            assert (found[title, channel]["requests"], found[title, channel]["masked"]) == (
                "",
                "true",
            )

    def test_the_present_quarter_waits(self, client: Client) -> None:
        figure(received_on=timezone.localdate(), procedure=samples.publish().procedure)
        assert self.rows(client) == []

    @pytest.mark.parametrize("address", ["/fr/donnees-ouvertes/", "/en/open-data/"])
    def test_a_page_describes_it(self, client: Client, address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "Licence Ouverte 2.0" in page
        for column in open_data.COLUMNS:
            assert f"<code>{column}</code>" in page
        assert "sessionid" not in answer.cookies


def test_satisfaction_is_what_its_sources_say() -> None:
    class Asked:
        def __init__(self, key: str, score: Score) -> None:
            self.key, self._score = key, score

        def score(self, _selection: reading.Selection) -> Score:
            return self._score

    registry = SatisfactionRegistry()
    assert registry.score(selection()) is None
    registry.register(Asked("a", Score(10, 9)))
    registry.register(Asked("b", Score(10, 6)))
    found = registry.score(selection())
    assert found is not None
    assert (found.answers, found.share) == (20, 75)
    with pytest.raises(ValueError, match="already"):
        registry.register(Asked("a", Score(0, 0)))
