"""The page of results and its API, as everybody gets them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from content.core.fragments import fragments
from search.documents import Passage
from search.models import BestBet, Synonym
from tests.search.factories import DocumentFactory

pytestmark = pytest.mark.django_db
PAGE = "/fr/recherche/"
API = "/api/v1/search"


@pytest.fixture
def city(city_engine):
    city_engine.rebuild(
        [
            DocumentFactory(kind="procedure", title="Demander une carte", theme="papers"),
            DocumentFactory(kind="place", title="Mairie du 9e", districts=("9",), body="Carte."),
            DocumentFactory(title="Carte nationale d’identité", theme="papers"),
            DocumentFactory(title="Bibliothèques & <b>médiathèques</b>", theme="culture"),
            DocumentFactory(
                kind="intervention",
                title="Léa Roux – La carte scolaire",
                speaker="Léa Roux",
                date=date(2026, 3, 1),
                passages=(Passage("La carte scolaire change.", "/fr/conseil/x/?t=67#c2", 67.0),),
            ),
        ]
    )
    return city_engine


def text_of(client, query: str) -> str:
    response = client.get(f"{PAGE}?{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_what_one_can_do_comes_first_and_what_was_said_last(client, city) -> None:
    page = text_of(client, "q=carte")

    places = [page.index(f'id="group-{kind}"') for kind in ("procedure", "place", "page")]
    assert places == sorted(places)
    assert page.index('id="group-intervention"') > places[-1]
    assert 'href="/fr/conseil/x/?t=67#c2"' in page
    assert "1:07" in page
    assert "1er mars 2026" in page.replace("\xa0", " ")
    assert "carte" in page.partition("<title>")[2].partition("</title>")[0]


def test_a_page_costs_few_statements_and_no_cookie(client, city, django_assert_max_num_queries):
    text_of(client, "q=carte")  # What is kept in the process is there.
    with django_assert_max_num_queries(12):
        response = client.get(f"{PAGE}?q=carte")
    assert not response.cookies
    assert response.headers["Cache-Tag"].split()[0] == "search"
    assert response.headers["X-Total-Results"] == "4"


def test_words_in_another_language_are_told_apart_from_ours(client, city_engine) -> None:
    row = DocumentFactory(language="en", text_language="fr", title="Débat", state="Opening soon")
    city_engine.rebuild([row])

    page = client.get("/en/search/?q=debat").content.decode()

    assert '<h3 lang="fr">' in page
    assert '<span class="tag-status">Opening soon</span>' in page


def test_a_title_is_never_markup(client, city) -> None:
    assert "<b>médiathèques" not in text_of(client, "q=mediatheque")


def test_a_slip_is_answered_with_the_question_as_it_was_meant(client, city) -> None:
    page = text_of(client, "q=bibliotheqe")

    assert 'href="?q=biblioth%C3%A8ques"' in page


def test_the_page_says_how_many_have_all_the_words_where_others_follow(client, city) -> None:
    page = text_of(client, "q=carte+nationale")

    assert "1 résultat contient tous vos mots" in page
    assert page.index("Carte nationale") < page.index("Demander une carte")
    assert client.get(f"{API}?q=carte+nationale").json()["whole"] == 1
    assert client.get(f"{API}?q=carte").json()["whole"] is None


def test_a_kind_with_all_the_words_comes_before_one_with_some(client, city) -> None:
    page = text_of(client, "q=carte+mairie")

    assert page.index('id="group-place"') < page.index('id="group-procedure"')


def test_a_mended_question_says_it_too(client, city) -> None:
    page = text_of(client, "q=carte+natoinale")

    assert 'href="?q=carte+nationale"' in page
    assert "1 résultat contient tous vos mots" in page


def test_filters_stand_with_counts_and_are_kept(client, city) -> None:
    page = text_of(client, "q=carte&theme=papers&kind=page")

    assert "Papiers et citoyenneté (1)" in page
    assert 'name="kind" value="page"' in page
    assert "Mairie du 9e" not in page


def test_a_date_that_is_none_is_said_beside_the_field(client, city) -> None:
    page = text_of(client, "q=carte&since=2026-02-31&district=x&page=y&sort=z")

    assert 'aria-describedby="since-error"' in page
    assert page.count("aria-invalid") == 1


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("", {"q"}),
        ("?q=+", {"q"}),
        ("?q=a&since=2026-02-31&until=1/3/2026", {"since"}),
        ("?q=a&kind=page&kind=case&district=neuf&year=26", {"kind", "district", "year"}),
        ("?q=a&theme=sport&theme=papers&sort=oldest&open=yes", {"theme", "sort", "open"}),
        ("?q=a&page=51&lang=de", {"page", "lang"}),
        ("/suggest?lang=fr", {"q"}),
        ("/related?key=", {"key"}),
    ],
)
def test_the_api_names_what_it_cannot_read(client, city, path: str, wrong: set[str]) -> None:
    answer = client.get(f"{API}{path}")

    assert answer.status_code == 400
    assert answer.json()["expected"].keys() == wrong


@pytest.mark.parametrize("kind", ["", "&kind=page"])
def test_a_page_behind_the_last_is_the_last(client, city_engine, kind: str) -> None:
    city_engine.rebuild([DocumentFactory(title=f"Piscine {n}") for n in range(13)])

    page = text_of(client, f"q=piscine{kind}&page=40&after=page:gone").replace("\xa0", " ")

    assert page.count("<h3>") == (3 if kind else 6)
    assert "page 40" not in page
    assert ("Page 2 sur 2" in page) == bool(kind)


def test_a_date_as_people_write_it_is_read(client, city) -> None:
    assert client.get(f"{API}?q=carte&since=1/3/2026").json()["total"] == 1


def test_nothing_found_helps_on(client, city) -> None:
    page = text_of(client, "q=zzzz&district=9")

    assert 'href="?q=zzzz"' in page
    assert "/fr/plan-du-site/" in page


def test_a_best_bet_stands_before_all_results_for_its_time(client, city) -> None:
    bet = BestBet.objects.create(
        language="fr",
        questions="carte d'identité\npapiers",
        title="Prendre rendez-vous",
        url="/fr/",
    )
    assert "Prendre rendez-vous" in text_of(client, "q=Cartes+d’identite")
    assert "Prendre rendez-vous" in text_of(client, "q=je+veux+refaire+ma+carte+d'identite")
    assert "Prendre rendez-vous" not in text_of(client, "q=carte")
    assert "Prendre rendez-vous" not in text_of(client, "q=identité+de+la+carte+scolaire")
    assert "Prendre rendez-vous" not in text_of(client, "q=papiers+du+véhicule")
    BestBet.objects.filter(pk=bet.pk).update(ends_on=date(2026, 1, 1))
    assert "Prendre rendez-vous" not in text_of(client, "q=papiers")


def test_of_several_best_bets_the_closest_is_shown(client, city) -> None:
    for questions in (
        "carte nationale",
        "carte nationale d'identité perdue",
        "nationale d'identité",
    ):
        BestBet.objects.create(
            language="fr", questions=questions, title=f"→ {questions}", url="/fr/"
        )

    page = text_of(client, "q=refaire+carte+nationale+d'identité+perdue")

    assert "→ carte nationale d&#x27;identité perdue" in page
    assert "→ nationale" not in page


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//elsewhere.example/", "http://x.example"])
def test_a_best_bet_leads_nowhere_unsafe(url) -> None:
    bet = BestBet(language="fr", questions="papiers", title="Ici", url=url)
    with pytest.raises(ValidationError):
        bet.full_clean()


def test_a_best_bet_does_not_end_before_it_begins() -> None:
    bet = BestBet(
        language="fr",
        questions="papiers",
        title="Ici",
        url="/fr/",
        starts_on=localdate(),
        ends_on=date(2020, 1, 1),
    )
    with pytest.raises(ValidationError):
        bet.full_clean()


def test_a_synonym_is_applied_at_the_next_question(
    client, city, django_capture_on_commit_callbacks
):

    assert "Carte nationale" not in text_of(client, "q=CNI")
    Synonym.objects.create(language="fr", typed="CNI", means="carte nationale d’identité")
    fragments.forget()  # What a process does when it sees the purge, within a second.
    assert "Carte nationale" in text_of(client, "q=cni")


def test_the_api_gives_what_the_page_shows(client, city) -> None:
    answer = client.get(f"{API}?q=carte&kind=intervention").json()

    assert answer["total"] == 1
    assert answer["hits"][0]["seconds"] == 67.0
    assert answer["hits"][0]["url"].endswith("#c2")
    assert {v["value"]: v["count"] for v in answer["facets"]["kind"]}["page"] == 1


def test_the_api_pages_by_cursor(client, city_engine) -> None:
    city_engine.rebuild([DocumentFactory(title=f"Piscine {n}") for n in range(15)])

    first = client.get(f"{API}?q=piscine").json()
    second = client.get(f"{API}?q=piscine&page=2&after={first['next']}").json()

    ids = [hit["id"] for hit in first["hits"] + second["hits"]]
    assert len(ids) == len(set(ids)) == 15
    assert second["next"] is None


def test_suggestions_come_for_the_box_and_for_browsers(client, city) -> None:
    city.write(
        upserts=[DocumentFactory(language="en", text_language="fr", title="Débat")], deletes=[]
    )
    abroad = client.get(f"{API}/suggest?q=deb&lang=en").json()["suggestions"]
    plain = client.get(f"{API}/suggest?q=bib").json()
    browsers = client.get(f"{API}/suggest?q=bib&format=opensearch")

    assert plain["suggestions"][0]["kind"] == "page"
    assert (abroad[0]["title"], abroad[0]["language"]) == ("Débat", "fr")
    assert browsers.json() == ["bib", ["Bibliothèques & <b>médiathèques</b>"]]
    assert browsers.headers["Content-Type"] == "application/x-suggestions+json"


def test_browsers_find_the_description_of_the_search(client, city) -> None:
    response = client.get(f"{PAGE}opensearch.xml")

    assert "/fr/recherche/opensearch.xml" in text_of(client, "q=carte")
    assert 'template="http://testserver/fr/recherche/?q={searchTerms}"' in response.content.decode()


def test_what_is_alike_is_given(client, city) -> None:
    key = next(each.key for each in city.held() if each.key.startswith("procedure:"))
    answer = client.get(f"{API}/related?key={key}").json()

    assert "Carte nationale d’identité" in [row["title"] for row in answer["related"]]


def test_away_the_page_says_so_and_offers_the_rest(client, city_engine) -> None:
    response = client.get(f"{PAGE}?q=carte")

    assert response.status_code == 503
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get(f"{API}?q=carte").status_code == 503
    assert client.get(f"{API}/suggest?q=carte").status_code == 503
