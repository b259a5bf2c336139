"""Questions and clicks are counted at the outermost layer, without knowing who."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from search import observation, reports
from search.models import Click, Question

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


def test_a_question_is_kept_in_words_once_it_was_asked_three_times(tally) -> None:
    for query in ("q=Cr%C3%A8che", "q=creche"):
        ask("/fr/recherche/", query)
    tally.flush()
    assert [(q.text, q.searches) for q in Question.objects.all()] == [("", 2)]

    ask("/fr/recherche/", "q=cr%C3%A8che", total="0")
    tally.flush()

    row = Question.objects.get()
    assert (row.text, row.searches, row.empty) == ("crèche", 3, 1)


@pytest.mark.parametrize(
    "text", ["jean@example.org", "06 12 34 56 78", "1 85 05 78 006 084", "https://x.example"]
)
def test_what_looks_like_somebody_s_data_is_never_kept(tally, text: str) -> None:
    for _time in range(5):
        ask("/fr/recherche/", f"q={text.replace(' ', '+')}")
    tally.flush()

    assert not Question.objects.exists()


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

    observation.clean()

    assert {row.digest for row in Question.objects.all()} == {"8crèche", "1"}


def test_the_report_names_what_is_asked_and_not_found() -> None:
    today = localdate()
    for text, searches, empty in (("crèche", 20, 0), ("piscine", 12, 12), ("vote", 30, 0)):
        observation.record("fr", text, searches, empty, today)
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
    observation.record("fr", "crèche", 5, 5, localdate())

    page = admin_client.get("/admin/search-questions/?only=work").content.decode()

    assert "/fr/recherche/?q=cr%C3%A8che" in page
    assert client.get("/admin/search-questions/").status_code == 302
