import pytest

from search import words


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Comment faire l’acte de naissance ?", ["acte", "naissance"]),
        ("C.A.F. et P.M.I.", ["CAF", "PMI"]),
        ("le la les", []),
        ("mairie du 9ème et du 10 eme", ["mairie", "9e", "10e"]),
        ("XIIIe, xviiième, IXème, Ve", ["13e", "18e", "9e", "5e"]),
        ("la vie, une VIE, IIIIe", ["vie", "VIE", "IIIIe"]),
        ("bonjour je voudrais savoir quand voter svp", ["voter"]),
        ("week-end", ["week", "end"]),
        ("a" * 3 + " b" * 50, ["aaa"] + ["b"] * 11),
    ],
)
def test_only_words_that_say_something_are_kept(text: str, meant: list[str]) -> None:
    assert words.meant(text, "fr") == meant


def test_a_text_gives_its_compounds_acronyms_and_ordinals_as_others_write_them() -> None:
    assert words.compounds("Le week-end à la C.A.F., l’après-midi dans le XVIIIe") == [
        "weekend",
        "aprèsmidi",
        "CAF",
        "18e",
    ]


@pytest.mark.parametrize(
    ("word", "other", "slips"),
    [
        ("piscne", "piscines", 1),
        ("etta", "etat", 1),
        ("mairie", "mairie", 0),
        ("vote", "cantine", 3),
    ],
)
def test_slips_count_letters_that_changed_places_once_and_plurals_not(
    word: str, other: str, slips: int
) -> None:
    assert words.slips(word, other) == slips


def test_a_fold_knows_ligatures_and_typographic_apostrophes() -> None:
    assert words.fold("L’Œuvre ÉTÉ") == "l'oeuvre ete"
