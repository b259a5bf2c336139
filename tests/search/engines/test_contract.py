"""What every engine promises; a new engine joins `ENGINES` and must pass unchanged."""

import pytest

from search.documents import Document, Passage
from search.engines import Engine, EngineUnavailable
from search.query import Match, Query
from tests.search.factories import DocumentFactory


def titles(engine: Engine, text: str, language: str = "fr", **filters: object) -> list[str]:
    results = engine.search(Query(text, language, **filters))
    return [hit.document.title for hit in results.hits]


CITY = [
    DocumentFactory(title="Demander un acte de naissance", summary="Copie intégrale ou extrait."),
    DocumentFactory(title="S’inscrire sur les listes électorales", body="Élections, vote."),
    DocumentFactory(title="Crèches municipales", body="Demander une place en crèche."),
    DocumentFactory(title="Tarifs de la cantine", body="Les cantines scolaires."),
    DocumentFactory(title="L’état civil", body="Naissance, mariage, décès."),
    DocumentFactory(title="Voter par procuration", body="Donner procuration à un proche."),
    DocumentFactory(title="Piscines", body="Horaires des bassins."),
    DocumentFactory(title="Œuvres d’art dans la rue", body="Les œuvres commandées par la ville."),
    DocumentFactory(title="Enlèvement des encombrants", body="Déposer un canapé, un matelas."),
    DocumentFactory(title="Journaux officiels", body="Le bulletin municipal."),
]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("acte naissances", "Demander un acte de naissance"),
        ("etat civil", "L’état civil"),
        ("ÉTAT-CIVIL", "L’état civil"),
        ("l'état civil", "L’état civil"),
        ("creche", "Crèches municipales"),
        ("tarif cantines", "Tarifs de la cantine"),
        ("oeuvre art", "Œuvres d’art dans la rue"),
        ("journal officiel", "Journaux officiels"),
        ("liste électorale", "S’inscrire sur les listes électorales"),
        ("nassance acte", "Demander un acte de naissance"),
        ("procurration", "Voter par procuration"),
        ("piscne", "Piscines"),
        ("jeter un canapé", "Enlèvement des encombrants"),
    ],
)
def test_the_resident_s_words_find_the_city_s_words(engine: Engine, text: str, title: str) -> None:
    engine.rebuild(CITY)

    assert titles(engine, text)[0] == title


def test_an_exact_answer_is_not_mixed_with_near_words(engine: Engine) -> None:
    engine.rebuild([DocumentFactory(title="Mairie"), DocumentFactory(title="Marie Curie")])

    assert titles(engine, "mairie") == ["Mairie"]


def test_the_answer_says_how_it_was_found(engine: Engine) -> None:
    engine.rebuild(CITY)

    assert engine.search(Query("piscine", "fr")).match == Match.EXACT
    assert engine.search(Query("piscne", "fr")).match == Match.TYPO
    assert engine.search(Query("jeter un canapé", "fr")).match == Match.ANY_WORD
    assert engine.search(Query("hippopotame", "fr")).match == Match.NONE


def test_a_title_weighs_more_than_a_text(engine: Engine) -> None:
    engine.rebuild(
        [
            DocumentFactory(title="Divers", body="Une piscine, puis une autre piscine."),
            DocumentFactory(title="Piscine"),
        ]
    )

    assert titles(engine, "piscine") == ["Piscine", "Divers"]


@pytest.mark.parametrize(
    "text", ["", "   ", "le la les", '"', "titre:[* TO", "a AND (", "\x00", "🙂"]
)
def test_any_text_is_a_question_without_error(engine: Engine, text: str) -> None:
    engine.rebuild(CITY)

    assert engine.search(Query(text, "fr")).total == 0


def test_a_very_long_question_is_cut(engine: Engine) -> None:
    engine.rebuild(CITY)

    assert engine.search(Query("piscine " * 5000, "fr")).total == 1


def test_each_language_has_its_own_documents_and_stems(engine: Engine) -> None:
    engine.rebuild(
        [
            DocumentFactory(id="1", title="Piscines"),
            DocumentFactory(id="1", language="en", title="Swimming pools"),
        ]
    )

    assert titles(engine, "pool", "en") == ["Swimming pools"]
    assert titles(engine, "pool", "fr") == []


def test_facets_count_every_value_and_ignore_their_own_filter(engine: Engine) -> None:
    engine.rebuild(
        [
            *(DocumentFactory(title="Mairie", districts=(str(n),)) for n in range(1, 21)),
            DocumentFactory(kind="place", title="Mairie", districts=("1",)),
        ]
    )

    results = engine.search(Query("mairie", "fr", districts=("1",)))

    assert results.total == 2
    assert {f.value: f.count for f in results.facets["kind"]} == {"page": 1, "place": 1}
    assert len(results.facets["districts"]) == 20
    assert {f.value: f.count for f in results.facets["districts"]}["1"] == 2


def test_filters_keep_only_what_was_chosen(engine: Engine) -> None:
    engine.rebuild(
        [DocumentFactory(title="Mairie"), DocumentFactory(kind="place", title="Mairie du 9e")]
    )

    assert titles(engine, "mairie", kinds=("place",)) == ["Mairie du 9e"]


def test_pages_follow_each_other_without_gap_or_repeat(engine: Engine) -> None:
    engine.rebuild([DocumentFactory(title=f"Mairie annexe {n}") for n in range(25)])

    pages = [titles(engine, "mairie", offset=offset) for offset in (0, 10, 20)]

    assert [len(page) for page in pages] == [10, 10, 5]
    assert len({title for page in pages for title in page}) == 25


def test_the_excerpt_marks_the_words_found_and_holds_no_markup(engine: Engine) -> None:
    engine.rebuild([DocumentFactory(title="Bains", body="<b>Été :</b> œuvre, piscines & saunas.")])

    excerpt = engine.search(Query("piscine", "fr")).hits[0].excerpt

    assert [fragment.text for fragment in excerpt if fragment.marked] == ["piscines"]
    assert "<b>Été :</b>" in "".join(fragment.text for fragment in excerpt)


def test_a_long_recording_answers_with_its_best_passage(engine: Engine) -> None:
    engine.rebuild(
        [
            DocumentFactory(
                kind="intervention",
                title="Intervention sur les bibliothèques",
                passages=(
                    Passage("Bonjour à tous.", "/fr/s/?t=1#c1", 1.0),
                    Passage("Les bibliothèques ouvriront le dimanche.", "/fr/s/?t=9#c2", 9.5),
                ),
            )
        ]
    )

    hit = engine.search(Query("bibliothèque dimanche", "fr")).hits[0]

    assert hit.url == "/fr/s/?t=9#c2"
    assert [f.text for f in hit.excerpt if f.marked] == ["bibliothèques", "dimanche"]


def test_a_document_written_again_replaces_itself(engine: Engine) -> None:
    engine.rebuild([DocumentFactory(id="1", title="Piscine")])

    engine.write(upserts=[DocumentFactory(id="1", title="Patinoire")], deletes=["page:1"])

    assert titles(engine, "piscine") == []
    assert titles(engine, "patinoire") == ["Patinoire"]


def test_a_deleted_document_is_gone_in_all_languages(engine: Engine) -> None:
    engine.rebuild(
        [
            DocumentFactory(id="1", title="Piscine"),
            DocumentFactory(id="1", language="en", title="Pool"),
        ]
    )

    engine.write(upserts=[], deletes=["page:1"])

    assert titles(engine, "piscine") == titles(engine, "pool", "en") == []
    assert list(engine.held()) == []


def test_a_first_write_needs_no_rebuild(engine: Engine) -> None:
    engine.write(upserts=[DocumentFactory(title="Piscine")], deletes=[])

    assert titles(engine, "piscine") == ["Piscine"]


def test_a_rebuild_replaces_everything_for_open_readers(engine: Engine) -> None:
    engine.rebuild([DocumentFactory(title="Piscine")])
    assert titles(engine, "piscine") == ["Piscine"]

    assert engine.rebuild([DocumentFactory(title="Patinoire")]) == 1

    assert titles(engine, "piscine") == []
    assert titles(engine, "patinoire") == ["Patinoire"]


def test_an_engine_that_was_never_built_says_so(engine: Engine) -> None:
    with pytest.raises(EngineUnavailable):
        engine.check()
    with pytest.raises(EngineUnavailable):
        engine.search(Query("piscine", "fr"))


def test_suggestions_complete_the_last_word(engine: Engine) -> None:
    engine.rebuild(CITY)

    assert [s.title for s in engine.suggest("act", "fr")] == ["Demander un acte de naissance"]
    assert [s.title for s in engine.suggest("listes élec", "fr")] == [
        "S’inscrire sur les listes électorales"
    ]
    assert engine.suggest("(", "fr") == []


def test_every_field_of_a_document_comes_back(engine: Engine) -> None:
    document: Document = DocumentFactory(
        title="Piscine Pailleron", facts=("Ouvert",), districts=("19",), speaker="", theme="sport"
    )
    engine.rebuild([document])

    assert engine.search(Query("pailleron", "fr")).hits[0].document == document
