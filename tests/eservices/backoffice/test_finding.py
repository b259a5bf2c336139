"""Agents' search: names however written, codes, words of answers and messages; never in public."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from eservices.accounts import merging, register
from eservices.accounts.enums import Role
from eservices.accounts.models import Person, User
from eservices.cases import claims, finding, services
from eservices.cases.kinds import kinds
from eservices.cases.models import Case, CaseEventNote, CaseTerm
from tests.eservices.accounts.factories import QueueFactory
from tests.eservices.backoffice.staff import desk, staff
from tests.eservices.cases.factories import CaseFactory, TestKind, agent_for

pytestmark = pytest.mark.django_db


class Named(TestKind):
    """Cases about the persons named in ``people``, in the order in which they are opened."""

    def __init__(self, *people: str) -> None:
        super().__init__()
        self.people = list(people)

    def names(self, case: Case) -> list[str]:
        return self.people


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Named:
    made = Named()
    monkeypatch.setattr(kinds, "_kinds", {"test": made})
    return made


@transaction.atomic
def case_of(kind: Named, *names: str, **fields: object) -> Case:
    kind.people = list(names)
    case = CaseFactory(**fields)
    finding.index_request(case=case)
    return case


def found(typed: str) -> list[Case]:
    return list(finding.find(Case.objects.all(), typed).order_by("nearness", "pk"))


class TestNames:
    @pytest.mark.parametrize(
        ("written", "typed"),
        [
            ("Lefèvre", "LEFEVRE"),
            ("Lefebvre", "lefevre"),
            ("Dupont", "Dupond"),
            ("Gauthier", "gautier"),
            ("Bœuf", "boeuf"),
            ("Nguyễn", "nguyen"),
            ("Le Goff", "legoff"),
            ("Legoff", "le goff"),
            ("Jean-Pierre", "jean pierre"),
            ("D’Artagnan", "dartagnan"),
            ("Martin", "Matrin"),
            ("Martin", "Martn"),
            ("Martin", "Marttin"),
            ("Martin", "Nartin"),
            ("Renault", "Reno"),
            ("Łukasz", "lukasz"),
            ("Straße", "strasse"),
        ],
    )
    def test_a_name_is_found_however_it_is_written(
        self, kind: Named, written: str, typed: str
    ) -> None:
        case = case_of(kind, written)
        case_of(kind, "Zimmermann")

        assert found(typed) == [case]

    def test_every_word_must_be_there(self, kind: Named) -> None:
        both = case_of(kind, "Camille", "Martin")
        case_of(kind, "Camille", "Durand")

        assert found("martin camille") == [both]
        assert found("camille absent") == []

    def test_what_is_as_typed_comes_first(self, kind: Named) -> None:
        near = case_of(kind, "Lefebvre")
        exact = case_of(kind, "Lefevre")

        assert found("lefevre") == [exact, near]
        assert [case.nearness for case in found("lefevre")] == [0, 1]

    def test_short_words_and_numbers_are_never_guessed(self, kind: Named) -> None:
        case_of(kind, "Li")

        assert found("la") == []
        assert found("lo") == []
        assert found("1981") == []


class TestWords:
    def test_answers_and_messages_are_found_plural_or_begun(self, kind: Named) -> None:
        case = case_of(kind, "Martin")
        services.post_message_by_resident(case=case, text="Le certificat d’hébergement est joint")

        assert found("certificats") == [case]
        assert found("héberg") == [case]
        assert found("paris") == [case]  # an answer
        assert found("certificat absent") == []

    def test_an_address_a_telephone_and_a_day_are_found_as_people_write_them(
        self, kind: Named
    ) -> None:
        case = case_of(kind)
        text = "Né le 3 mai 1980, joignable au 06 12 34 56 78"
        services.post_message_by_resident(case=case, text=text)

        for typed in ("camille@exemple.invalid", "0612345678", "06.12.34.56.78", "03/05/1980"):
            assert found(typed) == [case], typed

    def test_a_code_is_found_with_its_lookalikes_and_begun(self, kind: Named) -> None:
        case, _other = case_of(kind, "Martin"), case_of(kind, "Martin")
        Case.objects.filter(pk=case.pk).update(code="5D24AAAAA")

        for typed in ("5d24", "SOZ4", "S0Z4A"):
            assert found(typed) == [case], typed

    def test_nothing_typed_finds_nothing(self, kind: Named) -> None:
        case_of(kind, "Martin")

        assert found("  ") == []
        assert found("…!") == []


class TestRights:
    def test_another_queues_person_is_not_found(self, kind: Named) -> None:
        mine, other = case_of(kind, "Martin"), case_of(kind, "Martin")

        client = desk(staff(queue=mine.queue))
        content = client.get("/admin/requests/results/", {"q": "martin"}).content.decode()

        assert mine.grouped_code in content
        assert other.grouped_code not in content

    def test_rights_are_a_part_of_the_one_query(self, kind: Named) -> None:
        case = case_of(kind, "Martin")
        agent = staff(queue=case.queue)

        with CaptureQueriesContext(connection) as ran:
            list(finding.find(Case.objects.open_to(agent), "martin"))

        [search] = [q["sql"] for q in ran if "eservices_cases_caseterm" in q["sql"]]
        assert "queue_id" in search

    def test_an_auditor_finds_by_code_alone(self, kind: Named) -> None:
        case = case_of(kind, "Martin")
        client = desk(staff(Role.AUDITOR))

        def shown(typed: str) -> bool:
            page = client.get("/admin/requests/results/", {"q": typed}).content.decode()
            return case.grouped_code in page

        assert shown(case.code)
        assert not shown("martin")

    def test_a_finished_request_is_found_too(self, kind: Named) -> None:
        case = case_of(kind, "Martin")
        agent = staff(queue=case.queue)
        services.change_status(case=case, user=agent, status="closed", reason="", seen_lock=0)

        page = desk(agent).get("/admin/requests/results/", {"q": "martin"}).content.decode()
        assert case.grouped_code in page
        assert "in a name" in page


class TestLife:
    def test_words_are_written_with_what_they_index_or_not_at_all(self, kind: Named) -> None:
        case = case_of(kind, "Martin")

        class Stop(Exception):
            pass

        with pytest.raises(Stop), transaction.atomic():
            services.post_message_by_resident(case=case, text="hébergement")
            assert found("hébergement") == [case]
            raise Stop
        assert found("hébergement") == []

    def test_words_of_a_message_go_with_its_note(self, kind: Named) -> None:
        case = case_of(kind, "Martin")
        services.post_message_by_resident(case=case, text="hébergement")

        CaseEventNote.objects.filter(event__case=case).delete()

        assert found("hébergement") == []
        assert found("martin") == [case]

    def test_a_case_forgotten_leaves_no_word(self, kind: Named) -> None:
        case = case_of(kind, "Martin")
        services.post_message_by_resident(case=case, text="hébergement")

        finding.SearchEraser().erase(case)

        assert not CaseTerm.objects.filter(case=case).exists()

    def test_why_a_file_was_opened_is_not_searched(self, kind: Named) -> None:
        case = case_of(kind, "Martin")
        services.record_opening(
            case=case, user=agent_for(case), reason="other", detail="plainte interne"
        )

        assert found("plainte") == []

    def test_the_index_is_made_anew_from_what_there_is(self, kind: Named) -> None:
        case = case_of(kind, "Martin")
        services.post_message_by_resident(case=case, text="hébergement")
        before = set(CaseTerm.objects.values_list("found_in", "word", "note"))
        CaseTerm.objects.all().delete()

        call_command("index_cases")
        call_command("index_cases")

        assert set(CaseTerm.objects.values_list("found_in", "word", "note")) == before
        assert CaseTerm.objects.count() == len(before)


def test_the_search_is_few_queries(kind: Named, django_assert_max_num_queries) -> None:
    queue = QueueFactory()
    for _number in range(30):
        case_of(kind, "Martin", queue=queue)
    client = desk(staff(queue=queue))
    client.get("/admin/requests/?q=martin")

    with django_assert_max_num_queries(19):
        client.get("/admin/requests/?q=martin")


def test_groups_of_digits_and_days_are_one_word() -> None:
    assert finding.words("06 12-34.56/78 rue") == ["0612345678", "rue"]
    assert "19800503" in finding.words("Née le 3 mai 1980 à Paris")
    assert "19800501" in finding.words("le 1er mai 1980")


class TestPersons:
    """The words of a case follow whose it is, in the writer's transaction."""

    @pytest.fixture
    def officer(self) -> User:
        return staff(Role.OFFICER)

    def test_who_is_merged_is_found_by_the_name_that_stays(
        self, kind: Named, officer: User
    ) -> None:
        kept = register.add(given_names="Ginette", family_name="Kerouac")
        merged = register.add(given_names="Josette", family_name="Quellien")
        mine, theirs = case_of(kind, person=kept), case_of(kind, person=merged)
        assert found("Quellien") == [theirs]

        done = merging.merge(kept=kept, merged=merged, user=officer)

        assert found("Quellien") == []
        assert found("Kerouac") == [mine, theirs]

        merging.part(merge=done, user=officer)

        assert found("Quellien") == [theirs]
        assert found("Kerouac") == [mine]

    def test_a_name_filled_by_a_merge_is_found_and_goes_with_it(
        self, kind: Named, officer: User
    ) -> None:
        nameless = Person.objects.create(email="sans-nom@exemple.invalid")
        named = register.add(given_names="Josette", family_name="Quellien")
        mine = case_of(kind, person=nameless)

        done = merging.merge(kept=nameless, merged=named, user=officer)
        assert found("Quellien") == [mine]
        merging.part(merge=done, user=officer)
        assert found("Quellien") == []

    def test_a_merge_that_fails_leaves_the_words_as_they_were(
        self, kind: Named, officer: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept = register.add(given_names="Ginette", family_name="Kerouac")
        merged = register.add(given_names="Josette", family_name="Quellien")
        case = case_of(kind, person=merged)

        def stop(*_given: object) -> None:
            raise RuntimeError

        monkeypatch.setitem(merging._followers, "stop", stop)
        with pytest.raises(RuntimeError):
            merging.merge(kept=kept, merged=merged, user=officer)
        assert found("Quellien") == [case]

    def test_a_corrected_name_is_found_and_the_wrong_one_no_more(self, kind: Named) -> None:
        person = register.add(given_names="Josette", family_name="Quelien")
        case = case_of(kind, person=person)
        register.change(person=person, family_name="Zurbaran")
        assert found("Zurbaran") == [case]
        assert found("Quelien") == []

    def test_who_claims_a_case_is_found(self, kind: Named) -> None:
        person = register.add(given_names="Josette", family_name="Quellien")
        case = case_of(kind, channel="counter")
        claims.take(case=case, person=person)
        assert found("Quellien") == [case]
