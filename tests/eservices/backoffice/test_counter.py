"""A visit at the counter: found or written down, filled in on one page, sent, ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from eservices.accounts import register
from eservices.accounts.enums import Role
from eservices.accounts.models import Person
from eservices.backoffice.counter import visits
from eservices.backoffice.models import Visit, VisitSpan
from eservices.cases.enums import Channel, ContactWay
from eservices.cases.models import Case, FollowUp
from eservices.procedures.models import Draft, Submission
from tests.eservices.backoffice.counter import HOME, Counter, agent
from tests.eservices.procedures import samples
from tests.eservices.procedures.samples import ACT, BORN, LINK, NAME, PROOF, TYPED, picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def version():
    return samples.publish()


@pytest.fixture
def camille() -> Person:
    return register.add(given_names="Camille", family_name="Démo")


class TestPerson:
    def test_one_box_finds_and_names_stand_in_no_address(self, camille):
        counter = Counter()
        response = counter.client.post(
            f"{HOME}found/", {"typed": "demo camile", "channel": "counter", "language": "fr"}
        )
        content = response.content.decode()
        assert response.status_code == 200
        assert str(camille.uuid) in content
        assert counter.client.get(f"{HOME}found/").status_code == 405

    def test_who_is_new_is_written_down_with_what_was_typed(self):
        counter = Counter()
        begin = {"channel": "counter", "language": "fr"}
        content = counter.client.post(
            f"{HOME}found/", {"typed": "Zoé EXEMPLE 2/5/1980", **begin}
        ).content.decode()
        for value in ('value="EXEMPLE"', 'value="Zoé"', 'value="1980"'):
            assert value in content
        counter.client.post(f"{HOME}begin/", {"family_name": "Exemple", **begin})
        person = Person.objects.get()
        assert (str(person), Visit.objects.get().person) == ("Exemple", person)

    def test_a_likely_duplicate_is_shown_first(self, camille):
        counter = Counter()
        data = {
            "family_name": "Demo",
            "given_names": "Camille",
            "channel": "counter",
            "language": "fr",
        }
        response = counter.client.post(f"{HOME}begin/", data)
        assert response.status_code == 409
        assert str(camille.uuid) in response.content.decode()
        assert Person.objects.count() == 1
        counter.client.post(f"{HOME}begin/", {**data, "seen": str(camille.uuid)})
        assert Person.objects.count() == 2

    def test_without_a_name_it_is_said_beside_the_field(self):
        response = Counter().client.post(
            f"{HOME}begin/", {"phone": "12", "channel": "counter", "language": "fr"}
        )
        assert response.status_code == 422
        assert not Person.objects.exists()

    def test_somebody_found_later_becomes_the_person_of_what_was_begun(self, camille):
        counter = Counter().begin().ask()
        assert counter.draft.person is None
        counter.client.post(counter.url("person/"), {"person": str(camille.uuid)})
        counter.draft.refresh_from_db()
        assert counter.draft.person == camille

    def test_the_register_is_corrected_during_the_visit(self, camille):
        counter = Counter().begin(camille)
        data = {"family_name": "Démo-Exemple", "given_names": "Camille"}
        assert counter.client.post(counter.url("person/correct/"), data).status_code == 302
        assert register.find(register.read("exemple")).persons == [camille]


class TestOnOnePage:
    def test_every_visible_step_is_there_and_rules_apply_at_each_save(self, camille):
        counter = Counter().begin(camille).ask()
        content = counter.client.get(counter.page()).content.decode()
        assert f'name="{ACT}"' in content
        assert f'name="{NAME}-given"' in content
        assert f'name="{BORN}-day"' not in content
        assert f'name="{PROOF}"' not in content

        response = counter.post({ACT: "birth"})

        assert (response.status_code, response.url) == (302, counter.page())
        content = counter.client.get(counter.page()).content.decode()
        assert f'name="{BORN}-day"' in content
        counter.post({ACT: "birth", LINK: "parent"})
        assert f'name="{PROOF}"' in counter.client.get(counter.page()).content.decode()

    def test_it_is_sent_exactly_once_and_says_how_it_came(self, camille):
        counter = Counter().begin(camille).ask().fill()
        first, second = counter.send(), counter.send()
        assert first.url == second.url == counter.page("receipt/")
        case = Submission.objects.get().case
        assert (case.person, case.channel) == (camille, Channel.COUNTER)
        assert case.contact.way == ContactWay.NONE

    def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(self, camille):
        counter = Counter().begin(camille).ask()
        wrong = {ACT: "birth", f"{NAME}-given": "Zoé", f"{BORN}-day": "31", f"{BORN}-month": "2"}
        counter.post(wrong)
        response = counter.post({**wrong, f"{BORN}-year": "1980"}, button="check")
        content = response.content.decode()
        assert response.status_code == 422
        assert "error-summary" in content
        assert 'value="31"' in content
        assert 'value="31"' in counter.client.get(counter.page()).content.decode()

    def test_documents_are_scanned_in_several_at_once_and_removed(self, camille):
        counter = Counter().begin(camille).ask()
        counter.post({ACT: "birth"})
        typed = {ACT: "birth", LINK: "parent"}
        counter.post(typed)
        counter.post({**typed, PROOF: [picture("a.png"), picture("b.png")]})
        assert counter.draft.files.count() == 2
        response = counter.post({**typed, PROOF: [picture("c.png")]})
        assert response.status_code == 422
        file = counter.draft.files.first().attachment
        counter.post(typed, drop=str(file.uuid))
        assert counter.draft.files.count() == 1

    def test_the_register_fills_in_what_the_form_asks_of_the_person(self, version):
        camille = register.add(family_name="Démo", email="camille@example.invalid")
        counter = Counter().begin(camille).ask()
        assert (
            'value="camille@example.invalid"' in counter.client.get(counter.page()).content.decode()
        )

    def test_what_another_page_saved_is_not_overwritten_unseen(self, camille):
        counter = Counter().begin(camille).ask()
        old = counter.hidden()
        counter.post({ACT: "death", f"{NAME}-family": "Démo"})
        response = counter.client.post(
            counter.page(), {**old, ACT: "death", f"{NAME}-family": "Autre", "save": "1"}
        )
        assert response.status_code == 409
        assert "Autre" in response.content.decode()
        again = counter.client.get(counter.page()).content.decode()
        assert 'value="Démo"' in again
        assert 'value="Autre"' not in again

    def test_the_browser_is_told_to_remember_nothing(self, camille):
        counter = Counter().begin(camille).ask()
        counter.post({ACT: "birth"})
        response = counter.client.get(counter.page())
        form = response.content.decode().partition("data-dense")[2].partition("</form>")[0]
        tokens = {part.partition('"')[0] for part in form.split('autocomplete="')[1:]}
        assert tokens == {"off"}
        assert "no-store" in response.headers["Cache-Control"]

    def test_a_page_is_few_statements(self, camille, django_assert_max_num_queries):
        counter = Counter().begin(camille).ask().fill()
        counter.client.get(counter.page())
        with django_assert_max_num_queries(40):
            counter.client.get(counter.page())


class TestNews:
    def test_who_wants_a_call_is_listed_when_there_is_news(self, camille):
        counter = Counter().begin(camille).ask().fill()
        response = counter.send(way="telephone", phone="")
        assert response.status_code == 422
        counter.send(way="telephone", phone="0199001234")
        case = Case.objects.get()
        assert (case.contact.way, case.contact.phone) == ("telephone", "01 99 00 12 34")
        assert not FollowUp.objects.exists()  # the receipt is handed over

    def test_by_telephone_the_receipt_is_to_be_posted(self, camille):
        counter = Counter().begin(camille, channel="telephone").ask().fill()
        counter.send(way="letter", address="1 rue de la Démo\n75002 Paris")
        case = Case.objects.get()
        assert case.channel == Channel.TELEPHONE
        assert FollowUp.objects.get().way == ContactWay.LETTER
        assert "Say:" in counter.client.get(counter.page("receipt/")).content.decode()


class TestReceipt:
    def test_it_bears_the_code_a_square_code_and_the_way(self, camille):
        counter = Counter().begin(camille).ask().fill()
        counter.send(way="telephone", phone="0199001234")
        content = counter.client.get(counter.page("receipt/")).content.decode()
        assert Case.objects.get().grouped_code in content
        assert "<svg" in content
        assert "01 99 00 12 34" in content

    def test_the_pdf_opens_beside_and_is_not_downloaded(self, camille):
        counter = Counter().begin(camille).ask().fill()
        counter.send()
        response = counter.client.get(counter.page("receipt.pdf"))
        assert response.content.startswith(b"%PDF")
        assert response.headers["Content-Disposition"].startswith("inline")
        assert "no-store" in response.headers["Cache-Control"]


class TestEnd:
    PAGES = ("", "person/", "person/correct/", "end/")

    def test_nothing_opens_any_more(self, camille):
        counter = Counter().begin(camille).ask().fill()
        counter.send()
        response = counter.client.post(counter.url("end/"))
        assert response.headers["Clear-Site-Data"] == '"cache"'
        pages = [counter.url(rest) for rest in self.PAGES]
        pages += [counter.page(rest) for rest in ("", "check/", "receipt/", "receipt.pdf")]
        for page in pages:
            shown = counter.client.get(page)
            assert shown.status_code == 410, page
            assert "Démo" not in shown.content.decode()
        draft = f"/fr/demarches/acte/d/{counter.draft.uuid}/"
        for rest in ("", "recu/", "recu.pdf", "personne/"):
            assert counter.client.get(draft + rest).status_code == 403
        visit = Visit.objects.get()
        assert visit.person is None
        assert Case.objects.get().person == camille

    def test_nothing_of_the_person_is_in_the_session_or_in_cookies(self, camille):
        counter = Counter().begin(camille).ask().fill()
        counter.send()
        held = str(dict(counter.client.session.items())) + str(counter.client.cookies)
        for trace in ("Démo", str(camille.uuid), str(counter.draft.uuid), counter.draft.uuid.hex):
            assert trace not in held

    def test_what_was_not_sent_is_erased_only_if_that_is_meant(self, camille):
        counter = Counter().begin(camille).ask()
        assert counter.client.post(counter.url("end/")).status_code == 422
        assert Draft.objects.exists()
        assert counter.client.post(counter.url("end/"), {"erase": "on"}).status_code == 302
        assert not Draft.objects.exists()
        assert Person.objects.get() == camille

    def test_an_interrupted_visit_opens_again_to_its_agent_alone(self, camille):
        counter = Counter().begin(camille).ask()
        counter.post({ACT: "death"})
        counter.client.post(counter.url("interrupt/"))
        assert counter.client.get(counter.page()).status_code == 410
        other = Counter()
        other.client.post(counter.url("resume/"))
        assert other.client.get(counter.page()).status_code == 410
        counter.client.post(counter.url("resume/"))
        assert "checked" in counter.client.get(counter.page()).content.decode()
        assert VisitSpan.objects.count() == 2

    def test_another_agent_sees_nothing_of_a_visit(self, camille):
        counter = Counter().begin(camille).ask()
        other = Counter()
        for page in (counter.url(), counter.page(), counter.page("check/")):
            assert other.client.get(page).status_code == 410
        with pytest.raises(visits.VisitOver):
            visits.end(visit=counter.visit, user=other.user)

    def test_who_processes_no_requests_serves_nobody(self):
        for role in (Role.AUDITOR, Role.SUPERVISOR, Role.EVALUATOR):
            counter = Counter(agent(role))
            assert counter.client.get(HOME).status_code in (302, 403)
            with pytest.raises(visits.NotAllowed):
                visits.begin(user=counter.user, channel="counter", language="fr")


class TestMinutes:
    def test_an_agent_is_with_one_person_at_a_time(self, camille):
        counter = Counter().begin(camille)
        with pytest.raises(visits.AgentBusy):
            visits.begin(user=counter.user, channel="counter", language="fr")
        now = timezone.now()
        with pytest.raises(IntegrityError), transaction.atomic():
            VisitSpan.objects.create(
                visit=counter.visit, agent=counter.user, begun_at=now, seen_at=now
            )

    def test_interruptions_are_left_out(self, camille):
        with time_machine.travel("2026-11-27 09:00Z", tick=False) as clock:
            counter = Counter().begin(camille)
            clock.shift(timedelta(minutes=7))
            visits.interrupt(visit=counter.visit, user=counter.user)
            clock.shift(timedelta(hours=1))
            visits.resume(visit=counter.visit, user=counter.user)
            clock.shift(timedelta(minutes=3))
            visits.end(visit=counter.visit, user=counter.user)
        assert Visit.objects.get().duration == timedelta(minutes=10)

    def test_a_visit_left_open_ends_where_it_was_last_looked_at(self, camille):
        with time_machine.travel("2026-11-27 09:00Z", tick=False) as clock:
            counter = Counter().begin(camille)
            clock.shift(timedelta(minutes=5))
            counter.client.get(counter.url())
            clock.shift(timedelta(hours=3))
            visits.tidy()
        visit = Visit.objects.get()
        assert visit.duration == timedelta(minutes=5)
        assert visit.ended_at is not None

    def test_a_visit_that_has_something_to_send_waits_for_its_agent(self, camille):
        Counter().begin(camille).ask()
        with time_machine.travel(timezone.now() + timedelta(hours=3)):
            visits.tidy()
            assert Visit.objects.get().ended_at is None
        with time_machine.travel(timezone.now() + timedelta(days=60)):
            visits.tidy()
            assert Visit.objects.get().ended_at is not None

    def test_the_database_keeps_nobody_in_an_ended_visit(self, camille):
        counter = Counter().begin(camille)
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.filter(pk=counter.visit.pk).update(ended_at=timezone.now())


def test_typed_covers_the_sample():
    """`Counter.fill` types what a resident types."""
    assert set(TYPED) == {"acte", "personne", "lieu", "coordonnees"}
