"""What is proposed when, to whom, and what the archives may say of it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from eservices.cases import services
from eservices.cases.models import Case
from eservices.records import lists, plans, purging
from eservices.records.enums import Verdict
from eservices.records.lists import Decision
from eservices.records.models import DestructionLine, DestructionList, RetentionPlan
from eservices.records.plans import Plan, StageRule
from tests.eservices.accounts.factories import UserFactory
from tests.eservices.cases.factories import CaseFactory, agent_for
from tests.eservices.records import files

pytestmark = pytest.mark.django_db


def planned(fate: str = "destroy", months: int = 12, **case: object) -> Case:
    """A case of its own with one rule whatever its end."""
    made = CaseFactory(**case)
    rule = StageRule(months, fate, one_in=3)
    plans.keep(case=made, plan=Plan({"decided": rule, "dropped": StageRule(1, "destroy")}, "§ 3"))
    return made


def ended(case: Case, days_ago: int, *states: str) -> Case:
    agent = agent_for(case)
    for state in states:
        case = services.change_status(
            case=case,
            user=agent,
            status=case.get_workflow().first(state).key,
            reason="",
            seen_lock=case.lock,
        )
    Case.objects.filter(pk=case.pk).update(status_at=timezone.now() - timedelta(days=days_ago))
    case.refresh_from_db()
    return case


def nightly() -> None:
    plans.settle()
    lists.propose()


class TestPeriod:
    def test_counts_from_the_end_in_calendar_months(self) -> None:
        case = ended(planned(months=12), 0, "decided")
        plans.settle()
        plan = RetentionPlan.objects.get(case=case)
        today = timezone.localdate(case.status_at)
        assert plan.due_on == plans.add_months(today, 12)
        assert (plan.stage, plan.fate) == ("decided", "destroy")

    @pytest.mark.parametrize(
        ("start", "months", "due"),
        [
            ("2024-01-31", 1, "2024-02-29"),
            ("2026-11-27", 12, "2027-11-27"),
            ("2025-12-01", 0, "2025-12-01"),
        ],
    )
    def test_months_are_those_of_the_calendar(self, start: str, months: int, due: str) -> None:
        assert (
            plans.add_months(timezone.datetime.fromisoformat(start).date(), months).isoformat()
            == due
        )

    def test_an_end_without_decision_has_its_own_rule(self) -> None:
        dropped = ended(planned(months=120), 40, "closed")
        decided = ended(planned(months=120), 40, "decided", "closed")
        nightly()
        assert dropped.destruction_lines.get().stage == "dropped"
        assert not decided.destruction_lines.exists()

    def test_a_reopened_request_is_due_no_more(self) -> None:
        case = ended(planned(months=0), 1, "decided", "closed")
        plans.settle()
        assert RetentionPlan.objects.get(case=case).due_on
        ended(case, 0, "in_progress")
        nightly()
        assert RetentionPlan.objects.get(case=case).due_on is None
        assert not case.destruction_lines.exists()

    def test_an_open_request_is_never_proposed(self) -> None:
        case = planned(months=0)
        nightly()
        assert not case.destruction_lines.exists()


class TestProposal:
    def test_a_list_holds_the_files_of_one_service_and_nothing_personal(self) -> None:
        first = ended(planned(months=1), 60, "decided")
        second = ended(planned(months=1, queue=first.queue), 60, "decided")
        other = ended(planned(months=1), 60, "decided")
        nightly()
        nightly()
        assert DestructionList.objects.count() == 2
        mine = first.destruction_lines.get().list
        assert set(mine.lines.values_list("case", flat=True)) == {first.pk, second.pk}
        assert other.destruction_lines.get().list != mine
        line = first.destruction_lines.get()
        assert (line.months, line.reference, line.proposal) == (1, "§ 3", "destroy")

    def test_after_a_verdict_the_next_files_go_to_another_list(self) -> None:
        first = ended(planned(months=1), 60, "decided")
        files.approved(first)
        second = ended(planned(months=1, queue=first.queue), 60, "decided")
        nightly()
        assert second.destruction_lines.get().list != first.destruction_lines.get().list

    def test_what_is_kept_is_proposed_for_transfer(self) -> None:
        case = ended(planned("keep", 1), 60, "decided")
        nightly()
        assert case.destruction_lines.get().proposal == "transfer"

    def test_a_sample_is_drawn_from_the_number_of_the_case_always_alike(self) -> None:
        rule = StageRule(1, "sample", one_in=3)
        cases = [Case() for _number in range(600)]
        drawn = [plans.proposal(case, rule) for case in cases]
        assert drawn == [plans.proposal(case, rule) for case in cases]
        assert 140 < drawn.count("transfer") < 260


class TestVerdicts:
    def test_only_archivists_give_them(self) -> None:
        line = files.proposed(ended(planned(months=1), 60, "decided"))
        decisions = {line.pk: Decision(Verdict.DESTROY)}
        for user in (agent_for(line.case), UserFactory(is_superuser=True)):
            with pytest.raises(lists.NotArchivist):
                lists.decide(destruction_list=line.list, user=user, decisions=decisions)

    def test_another_than_proposed_needs_a_reason(self) -> None:
        line = files.proposed(ended(planned(months=1), 60, "decided"))
        for verdict in (Verdict.REFUSE, Verdict.TRANSFER):
            with pytest.raises(lists.ReasonMissing):
                lists.decide(
                    destruction_list=line.list,
                    user=files.archivist(),
                    decisions={line.pk: Decision(verdict, " ")},
                )
        line.refresh_from_db()
        assert line.verdict == ""

    def test_two_archivists_do_not_overwrite_each_other(self) -> None:
        line = files.approved(ended(planned(months=1), 60, "decided"))
        with pytest.raises(lists.AlreadyDecided):
            lists.decide(
                destruction_list=line.list,
                user=files.archivist(),
                decisions={line.pk: Decision(Verdict.REFUSE, "Non")},
            )

    def test_a_refused_file_is_proposed_again_a_year_later(self) -> None:
        case = ended(planned(months=1), 60, "decided")
        files.approved(case, Verdict.REFUSE, "Contentieux")
        nightly()
        assert case.destruction_lines.count() == 1
        lists.propose(today=timezone.localdate() + timedelta(days=366))
        assert case.destruction_lines.filter(verdict="").count() == 1


def test_the_dry_run_tells_and_changes_nothing(case: Case) -> None:
    files.approved(case)
    waiting = ended(planned(months=1), 60, "decided")
    out = StringIO()

    call_command("retention", stdout=out)

    said = out.getvalue()
    assert "1 file would be proposed" in said
    assert case.grouped_code in said
    assert "2 messages" in said
    assert "nothing was changed" in said
    assert not waiting.destruction_lines.exists()
    assert DestructionLine.objects.filter(tombstone=None).count() == 1
    assert purging.run() == 1


def test_the_command_does_it_when_told(case: Case) -> None:
    files.approved(case)
    call_command("retention", "--run", stdout=StringIO())
    assert Case.objects.get(pk=case.pk).tombstone
