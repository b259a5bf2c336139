"""More of what every engine promises: filters, order, paging, spelling, other names, likeness."""

from collections.abc import Iterator
from datetime import date

import pytest

from search.engines import Engine
from search.engines.base import Held
from search.query import Match, Query, Sort
from tests.search.factories import DocumentFactory


def titles(engine: Engine, query: Query) -> list[str]:
    return [hit.document.title for hit in engine.search(query).hits]


def counts(engine: Engine, query: Query, facet: str) -> dict[str, int]:
    return {value.value: value.count for value in engine.search(query).facets[facet]}


@pytest.fixture
def debates(engine: Engine) -> Engine:
    engine.rebuild(
        [
            DocumentFactory(id="a", title="Piscine A", date=date(2024, 3, 1), speaker="Léa Roux"),
            DocumentFactory(id="b", title="Piscine B", date=date(2026, 3, 1), speaker="Ali Diop"),
            DocumentFactory(id="c", title="Piscine C", theme="sport", districts=("9", "10")),
            DocumentFactory(id="d", title="Piscine D", theme="culture", kind="place"),
        ]
    )
    return engine


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"themes": ("sport", "culture")}, {"Piscine C", "Piscine D"}),
        ({"themes": ("sport", "culture"), "kinds": ("place",)}, {"Piscine D"}),
        ({"districts": ("10",)}, {"Piscine C"}),
        ({"speakers": ("Léa Roux",)}, {"Piscine A"}),
        ({"years": ("2026",)}, {"Piscine B"}),
        ({"since": date(2024, 3, 1)}, {"Piscine A", "Piscine B"}),
        ({"since": date(2024, 3, 2)}, {"Piscine B"}),
        ({"until": date(2024, 3, 1)}, {"Piscine A"}),
        ({"keys": frozenset({"page:c", "place:d"})}, {"Piscine C", "Piscine D"}),
        ({"keys": frozenset()}, set()),
    ],
)
def test_each_filter_keeps_what_it_says(debates: Engine, filters, found) -> None:
    assert set(titles(debates, Query("piscine", "fr", **filters))) == found


def test_a_facet_counts_the_other_values_of_its_own_filter_only(debates: Engine) -> None:
    query = Query("piscine", "fr", themes=("sport",), kinds=("page", "place"))

    assert counts(debates, query, "theme") == {"sport": 1, "culture": 1}
    assert counts(debates, query, "kind") == {"page": 1}
    assert counts(debates, Query("piscine", "fr"), "year") == {"2024": 1, "2026": 1}
    assert counts(debates, Query("piscine", "fr"), "speaker") == {"Léa Roux": 1, "Ali Diop": 1}


def test_filters_that_leave_nothing_do_not_make_the_words_wrong(debates: Engine) -> None:
    results = debates.search(Query("piscine", "fr", speakers=("Nobody",)))

    assert (results.match, results.total, results.correction) == (Match.EXACT, 0, "")


def test_newest_first_and_what_has_no_date_last(debates: Engine) -> None:
    found = titles(debates, Query("piscine", "fr", sort=Sort.NEWEST))

    assert found[:2] == ["Piscine B", "Piscine A"]
    assert set(found[2:]) == {"Piscine C", "Piscine D"}


def test_a_kind_that_weighs_more_comes_first(engine: Engine) -> None:
    engine.rebuild(
        [
            DocumentFactory(title="Piscine", body="Les horaires."),
            DocumentFactory(kind="procedure", title="Piscine", body="Les horaires.", weight=1.5),
        ]
    )

    hits = engine.search(Query("piscine", "fr")).hits

    assert [hit.document.kind for hit in hits] == ["procedure", "page"]


@pytest.mark.parametrize("sort", Sort)
def test_the_next_page_goes_on_behind_what_was_seen(engine: Engine, sort: Sort) -> None:
    """Neither a removal nor an arrival before the last document seen shifts the rest."""
    rows = [
        DocumentFactory(id=f"{n:02}", title="Piscine " + "eau " * n, date=date(2026, 1, 31 - n))
        for n in range(1, 26)
    ]
    engine.rebuild(rows)
    first = engine.search(Query("piscine", "fr", sort=sort)).hits
    engine.write(
        upserts=[DocumentFactory(id="new", title="Piscine", date=date(2026, 2, 1))],
        deletes=[first[0].document.key, first[1].document.key],
    )

    pages = [[hit.document.key for hit in first]]
    for number in (1, 2):
        query = Query("piscine", "fr", sort=sort, offset=number * 10, after=pages[-1][-1])
        pages.append([hit.document.key for hit in engine.search(query).hits])

    assert [key for page in pages for key in page] == [row.key for row in rows]


def test_where_the_last_document_is_gone_the_page_number_decides(engine: Engine) -> None:
    engine.rebuild([DocumentFactory(title=f"Piscine {n}") for n in range(15)])

    query = Query("piscine", "fr", offset=10, after="page:gone")

    assert len(engine.search(query).hits) == 5


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bibliothèqe", "bibliothèque"),
        ("bibliotheqe municipale", "bibliothèque municipale"),
        ("opital", "hôpital"),
        ("carte d'idantité", "carte d'identité"),
    ],
)
def test_a_slip_is_answered_and_said(engine: Engine, typed: str, meant: str) -> None:
    engine.rebuild(
        [
            DocumentFactory(title="Bibliothèque municipale"),
            DocumentFactory(title="Hôpital"),
            DocumentFactory(title="Carte d’identité"),
        ]
    )

    results = engine.search(Query(typed, "fr"))

    assert (results.match, results.total, results.correction) == (Match.TYPO, 1, meant)


def test_a_short_word_and_a_number_are_never_corrected(engine: Engine) -> None:
    engine.rebuild([DocumentFactory(title="RER 2025"), DocumentFactory(title="Bus")])

    assert engine.search(Query("rex", "fr")).match == Match.NONE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("weekend", "Le week-end"),
        ("week-end", "Le week-end"),
        ("CAF", "La C.A.F. et vous"),
        ("c.a.f.", "Aides de la CAF"),
        ("portail famille", "Porte-parole et portail-famille"),
    ],
)
def test_compounds_and_acronyms_meet_however_written(engine: Engine, text: str, found: str) -> None:
    engine.rebuild(
        DocumentFactory(title=title)
        for title in (
            "Le week-end",
            "La C.A.F. et vous",
            "Aides de la CAF",
            "Porte-parole et portail-famille",
        )
    )

    assert found in titles(engine, Query(text, "fr"))


def test_another_name_finds_it_too_but_a_little_less(engine: Engine) -> None:
    engine.rebuild(
        [
            DocumentFactory(title="Carte nationale d’identité"),
            DocumentFactory(title="CNI perdue"),
            DocumentFactory(title="Identité visuelle"),
        ]
    )
    rules = {("cni",): ("carte nationale d’identité",)}

    found = titles(engine, Query("CNI", "fr", rules))

    assert sorted(found) == ["CNI perdue", "Carte nationale d’identité"]
    assert engine.search(Query("CNI", "fr", rules)).match == Match.EXACT


def test_a_word_without_its_slips_has_its_other_names_too(engine: Engine) -> None:
    engine.rebuild(
        [
            DocumentFactory(title="Inscrire un enfant à l’école"),
            DocumentFactory(title="Mairie", background="Inscription scolaire, écoles."),
        ]
    )
    rules = {("inscription",): ("inscrire",)}

    results = engine.search(Query("ecoel inscripton", "fr", rules))

    assert results.match == Match.TYPO
    assert results.hits[0].document.title == "Inscrire un enfant à l’école"
    assert results.correction == "école inscription"


def test_a_slip_in_a_word_of_the_synonyms_is_mended_though_no_text_has_it(engine: Engine) -> None:
    engine.rebuild([DocumentFactory(title="État civil"), DocumentFactory(title="Familles")])
    rules = {("livret", "famille"): ("état civil",)}

    assert titles(engine, Query("livert de famille", "fr", rules)) == ["État civil"]


def test_a_word_of_the_synonyms_is_no_slip_of_another(engine: Engine) -> None:
    engine.rebuild([DocumentFactory(title="Cartes perdues"), DocumentFactory(title="Piscine")])
    rules = {("carton",): ("encombrants",)}

    results = engine.search(Query("carton perdu", "fr", rules))

    assert (results.match, results.correction) == (Match.ANY_WORD, "")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (
            "summary",
            "Les guichets reçoivent " + "le matin " * 30 + "avec ou sans rendez-vous, " * 9,
        ),
        ("body", "On vient " + "avec l’enfant " * 20 + "ou sans rendez-vous " * 12 + "dès 8 h"),
    ],
)
def test_an_excerpt_has_whole_words_and_says_that_the_text_goes_on(
    engine: Engine, field: str, text: str
) -> None:
    engine.rebuild([DocumentFactory(title="Accueil", **{field: text})])

    excerpt = engine.search(Query("rendez", "fr")).hits[0].excerpt

    shown = "".join(fragment.text for fragment in excerpt)
    piece = shown.strip("… ")
    assert piece in text
    assert f" {piece} " in f" {text} "
    assert shown.startswith("… ") == (not text.startswith(piece))
    assert shown.endswith("…") == (not text.strip().endswith(piece))
    assert "rendez" in {fragment.text for fragment in excerpt if fragment.marked}
    assert len(shown) < 400


@pytest.mark.parametrize("text", ["La piscine est ouverte.", "Vu ? La piscine\nferme", "piscine"])
def test_an_excerpt_of_a_short_text_is_the_text(engine: Engine, text: str) -> None:
    engine.rebuild([DocumentFactory(title="Bains", body=text)])

    excerpt = engine.search(Query("piscine", "fr")).hits[0].excerpt

    assert "…" not in "".join(fragment.text for fragment in excerpt)


def test_an_excerpt_keeps_apart_what_stands_apart(engine: Engine) -> None:
    body = "Gratuit\nLa piscine\nOuvert. \n Été :\nNon"
    engine.rebuild([DocumentFactory(title="Bains", body=body)])

    excerpt = engine.search(Query("piscine", "fr")).hits[0].excerpt

    assert "".join(piece.text for piece in excerpt) == "Gratuit · La piscine · Ouvert. Été : Non"
    assert [piece.text for piece in excerpt if piece.marked] == ["piscine"]


def test_words_that_stand_together_as_asked_come_first(engine: Engine) -> None:
    engine.rebuild(
        [
            DocumentFactory(title="Note", body="Plan scolaire, puis carte de stationnement."),
            DocumentFactory(title="Note", body="Le stationnement et la carte de ce quartier."),
        ]
    )

    first = engine.search(Query("carte de stationnement", "fr")).hits[0]

    assert "stationnement" in "".join(f.text for f in first.excerpt if f.marked)
    assert "scolaire" in "".join(fragment.text for fragment in first.excerpt)


def test_what_is_alike_is_found_without_itself(engine: Engine) -> None:
    engine.rebuild(
        [
            DocumentFactory(id="1", title="Piscine Pailleron", summary="Nager, bassin, patinoire."),
            DocumentFactory(id="2", title="Piscine Keller", summary="Nager, bassin, gymnase."),
            DocumentFactory(id="3", title="Carte d’identité", summary="Refaire ses papiers."),
        ]
    )

    assert [hit.document.key for hit in engine.related("page:1", "fr")][:1] == ["page:2"]
    assert "page:1" not in [hit.document.key for hit in engine.related("page:1", "fr")]
    assert engine.related("page:gone", "fr") == ()


def test_what_shares_common_words_only_is_not_alike_and_kinds_are_kept(engine: Engine) -> None:
    shared = "Demander à la mairie, en ligne ou au guichet."
    engine.rebuild(
        [
            *(DocumentFactory(title=f"Démarche {n}", summary=shared) for n in range(8)),
            DocumentFactory(id="room", title="Réserver une salle de réunion", summary=shared),
            DocumentFactory(id="grant", title="Salle de réunion : subvention", summary=shared),
            DocumentFactory(id="there", kind="place", title="Salle de réunion Drouot"),
        ]
    )

    def keys(*kinds: str) -> set[str]:
        return {hit.document.key for hit in engine.related("page:room", "fr", 4, kinds)}

    assert keys() == {"page:grant", "place:there"}
    assert keys("page") == {"page:grant"}
    assert keys("place") == {"place:there"}


def test_where_few_have_all_the_words_those_with_some_follow(engine: Engine) -> None:
    engine.rebuild(
        [
            DocumentFactory(title="Demander une place en crèche", weight=1.6, kind="procedure"),
            DocumentFactory(title="Familles", body="S’inscrire à la cantine. Trouver une crèche."),
            DocumentFactory(title="Piscine", body="Horaires."),
        ]
    )
    rules = {("inscription",): ("inscrire",)}

    results = engine.search(Query("inscription crèche", "fr", rules))

    assert [hit.document.title for hit in results.hits] == [
        "Familles",
        "Demander une place en crèche",
    ]
    assert (results.match, results.total, results.whole) == (Match.EXACT, 2, 1)
    narrowed = engine.search(Query("inscription crèche", "fr", rules, kinds=("procedure",)))
    assert (narrowed.match, narrowed.total, narrowed.whole) == (Match.EXACT, 1, 0)
    slip = engine.search(Query("inscripton crèche", "fr", rules))
    assert (slip.match, slip.total, slip.whole) == (Match.TYPO, 2, 1)


def test_a_letter_alone_is_no_answer_where_the_words_are_not(engine: Engine) -> None:
    engine.rebuild([DocumentFactory(title="Bus 1, quai B")])

    assert engine.search(Query("script alert 1 b", "fr")).match == Match.NONE
    assert titles(engine, Query("bus 1", "fr")) == ["Bus 1, quai B"]


def test_what_follows_has_half_of_the_words(engine: Engine) -> None:
    engine.rebuild(
        [
            DocumentFactory(title="Vélo, tri, piscine, musée"),
            DocumentFactory(title="Vélo et tri"),
            DocumentFactory(title="Musée"),
        ]
    )

    found = titles(engine, Query("musée vélo tri piscine", "fr"))

    assert found == ["Vélo, tri, piscine, musée", "Vélo et tri"]


def test_where_enough_have_all_the_words_no_other_follows_whatever_the_filters(
    engine: Engine,
) -> None:
    rows = [DocumentFactory(title=f"Carte scolaire {n}", districts=(str(n),)) for n in range(1, 10)]
    engine.rebuild([*rows, DocumentFactory(title="Carte de visite", districts=("3",))])

    assert engine.search(Query("carte scolaire", "fr")).total == 9
    third = engine.search(Query("carte scolaire", "fr", districts=("3",)))
    assert (third.total, third.whole) == (1, None)


def test_a_word_is_unknown_that_no_document_has_in_any_form(engine: Engine) -> None:
    engine.rebuild([DocumentFactory(title="Crèches", background="Guichets de la mairie")])

    asked = ["crèche", "CRECHES", "guichet", "mairies", "Tartempion", "RER"]

    assert engine.unknown(asked, "fr") == {"Tartempion", "RER"}
    assert engine.unknown([], "fr") == set()


def test_the_index_says_what_it_holds(engine: Engine) -> None:
    rows = [
        DocumentFactory(id="1", title="Piscine"),
        DocumentFactory(id="1", language="en", title="Pool"),
    ]
    engine.rebuild(rows)

    held: Iterator[Held] = engine.held()

    assert set(held) == {Held(row.key, row.language, row.digest) for row in rows}


def test_a_rebuild_that_fails_leaves_the_old_index(engine: Engine) -> None:
    def broken():
        yield DocumentFactory(title="Patinoire")
        raise ZeroDivisionError

    engine.rebuild([DocumentFactory(title="Piscine")])
    with pytest.raises(ZeroDivisionError):
        engine.rebuild(broken())

    assert titles(engine, Query("piscine", "fr")) == ["Piscine"]
    assert titles(engine, Query("patinoire", "fr")) == []
