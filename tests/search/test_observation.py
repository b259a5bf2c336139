"""Questions and clicks are counted at the outermost layer, without knowing who."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils.timezone import localdate

from search import observation, reports
from search.models import Click, Question, Synonym
from tests.eservices.accounts.factories import UserFactory
from tests.search.factories import DocumentFactory

pytestmark = pytest.mark.django_db
HOST = "ville.example"


@pytest.fixture(autouse=True)
def tally(monkeypatch):
    """A tally that writes when the test says so."""
    made = observation.Tally()
    monkeypatch.setattr(made, "_later", lambda: None)
    monkeypatch.setattr(observation, "tally", made)
    return made


def ask(path: str, query: str = "", referrer: str = "", total: str = "3", status="200 OK") -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}
    environ |= {"HTTP_HOST": HOST, "HTTP_REFERER": referrer}
    start = observation.observed(environ, lambda status, headers, *rest: None)
    start(status, [("Content-Type", "text/html"), (observation.COUNT_HEADER, total)])


TODAY = date(2026, 11, 27)


def asked_on(text: str, *days: int, times: int = 1) -> set[str]:
    """Ask a question on some days of the week before today; return the words kept of it."""
    for day in days:
        observation.record("fr", text, times, 0, TODAY - timedelta(days=day))
    return set(Question.objects.values_list("text", flat=True))


@pytest.fixture
def city(city_engine):
    city_engine.rebuild([DocumentFactory(title="Crèches municipales")])
    return city_engine


def test_one_visitor_s_question_is_counted_without_its_words(tally, city) -> None:
    for query in ("q=Cr%C3%A8che", "q=creche", "q=cr%C3%A8che", "q=creche"):
        ask("/fr/recherche/", query, total="0")
    tally.flush()

    row = Question.objects.get()
    assert (row.text, row.searches, row.empty) == ("", 4, 4)


def test_a_question_in_the_city_s_words_is_kept_from_the_second_day(city) -> None:
    assert asked_on("Crèche", 3) == {""}
    assert asked_on("crèche", 2) == {""}
    assert asked_on("crèche", 1) == {"crèche"}


def test_a_word_that_is_nowhere_on_the_site_may_be_a_name_and_waits_longer(city) -> None:
    assert asked_on("crèche Tartempion", 6, 5, 4, 3, times=9) == {""}
    assert asked_on("crèche Tartempion", 2, times=9) == {"crèche tartempion"}


def test_a_word_of_the_synonyms_is_the_city_s(city) -> None:
    Synonym.objects.create(language="fr", typed="garderie", means="crèche")

    assert asked_on("garderie", 3, 2, times=2) == {"garderie"}


def test_while_the_engine_is_away_every_word_may_be_a_name(city_engine) -> None:
    assert asked_on("crèche", 3, 2, 1, times=3) == {""}


@pytest.mark.parametrize(
    "text",
    [
        "jean@example.org",
        "06 12 34 56 78",
        "1 85 05 78 006 084",
        "https://x.example",
        "plainte contre M. Tartempion",
        "Madame Tartempion",
    ],
)
def test_what_looks_like_somebody_s_data_is_never_kept(tally, text: str) -> None:
    for _time in range(5):
        ask("/fr/recherche/", f"q={text.replace(' ', '+')}")
    tally.flush()

    assert not Question.objects.exists()


@pytest.mark.parametrize(
    "text", ["madame la maire", "carte m.", "60 m carrés", "monsieur le maire"]
)
def test_an_office_is_nobody_s_name(text: str) -> None:
    assert not observation.looks_personal(text)


def test_next_pages_filters_and_failures_are_no_new_question(tally) -> None:
    ask("/fr/recherche/", "q=creche&page=2")
    ask("/fr/recherche/", "q=creche", status="503 Service Unavailable")
    ask("/fr/", "q=creche")
    tally.flush()

    assert not Question.objects.exists()


def test_a_page_opened_from_results_is_a_click(tally) -> None:
    ask("/fr/demarches/place/", referrer=f"https://{HOST}/fr/recherche/?q=creche")
    ask("/fr/demarches/place/", referrer="https://elsewhere.example/fr/recherche/?q=creche")
    ask("/fr/recherche/", "q=creche&kind=page", referrer=f"https://{HOST}/fr/recherche/?q=creche")
    tally.flush()

    row = Click.objects.get()
    assert (row.path, row.clicks) == ("/fr/demarches/place/", 1)


def test_old_sums_and_rare_questions_are_forgotten() -> None:
    today = localdate()
    for days, text in ((8, ""), (8, "crèche"), (500, "vote"), (1, "")):
        Question.objects.create(
            day=today - timedelta(days=days), language="fr", digest=f"{days}{text}", text=text
        )

    clicked = [(8, "8"), (8, "8crèche"), (1, "1"), (500, "8crèche")]
    for days, digest in clicked:
        day = today - timedelta(days=days)
        Click.objects.create(day=day, language="fr", digest=digest, path="/fr/")

    observation.clean()

    assert {row.digest for row in Question.objects.all()} == {"8crèche", "1"}
    kept = Click.objects.values_list("digest", "day")
    assert set(kept) == {("8crèche", today - timedelta(days=8)), ("1", today - timedelta(days=1))}


def keep(text: str, searches: int, empty: int) -> None:
    """A row of today whose words were kept."""
    digest = observation.digest_of(text, "fr")
    row = {"day": localdate(), "language": "fr", "digest": digest, "text": text}
    Question.objects.create(**row, searches=searches, empty=empty)


def test_the_report_names_what_is_asked_and_not_found() -> None:
    today = localdate()
    for text, searches, empty in (("crèche", 20, 0), ("piscine", 12, 12), ("vote", 30, 0)):
        keep(text, searches, empty)
    observation.record("fr", "nom rare", 1, 1, today)
    Click.objects.create(
        day=today, language="fr", digest=observation.digest_of("vote", "fr"), path="/v/", clicks=15
    )

    report = reports.report(days=7)

    assert [line.text for line in report.lines] == ["vote", "crèche", "piscine"]
    assert (report.searches, report.empty, report.unnamed) == (63, 13, 1)
    assert report.lines[0].opened == "/v/"
    assert {line.text for line in reports.report(days=7, only="work").lines} == {
        "crèche",
        "piscine",
    }
    assert [line.text for line in reports.report(days=7, only="empty").lines] == ["piscine"]


def test_the_desk_shows_the_report_to_those_who_may(client, admin_client) -> None:
    keep("crèche", 5, 5)

    page = admin_client.get("/admin/search-questions/?only=work").content.decode()

    assert "/fr/recherche/?q=cr%C3%A8che" in page
    colleague = UserFactory(is_staff=True)
    colleague.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(colleague)
    refused = client.get("/admin/search-questions/")
    assert (refused.status_code, refused.headers["Location"]) == (302, "/admin/")
