"""What a name typed at a counter must find, and what it must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.accounts.names import folded, keys, likeness

WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=10)


def meet(one: str, other: str) -> bool:
    (first,), (second,) = folded(one), folded(other)
    return not keys(first).isdisjoint(keys(second))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dupont", "DUPOND"),
        ("Lefèvre", "Lefebvre"),
        ("Éléonore", "eleonor"),
        ("Mohamed", "Mohammed"),
        ("Mohamed", "Mouhamed"),
        ("Philippe", "Filip"),
        ("Françoise", "Francoize"),
        ("Œuvrard", "Oeuvrar"),
        ("Nguyen", "Ngyuen"),
        ("Thérèse", "Terese"),
        ("Gauthier", "Gautier"),
        ("Schmitt", "Smit"),
        ("Kowalski", "Kovalsky"),
        ("Bernard", "Brenard"),
        ("Sokołowski", "Sokolowski"),
    ],
)
def test_one_name_however_it_is_written(one, other):
    assert meet(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Martin", "Durand"), ("Marie", "Mariam"), ("Li", "Lo"), ("Camille", "Cécile")],
)
def test_two_names_stay_two(one, other):
    assert not meet(one, other)


def test_a_name_is_cut_at_what_joins_it():
    assert folded("Jean-Paul D’Été (né Łuk)") == ["jean", "paul", "d", "ete", "ne", "luk"]


@given(word=WORDS, at=st.integers(0, 9))
def test_one_letter_left_out_before_the_sound_changes_still_meets(word, at):
    """Where the shorter word sounds like the longer less a letter, they share a key."""
    from eservices.accounts.names import _LENGTH, heard

    sound = heard(word)
    shorter = sound[: at % len(sound)] + sound[at % len(sound) + 1 :]
    if heard(shorter) == shorter and len(shorter[:_LENGTH]) >= 4:
        assert not keys(shorter).isdisjoint(keys(word))


def test_likeness_ranks_the_same_before_the_nearly_same():
    found = [likeness("dupont", word) for word in ("dupont", "dupontel", "dupond", "dumont", "ali")]
    assert found == sorted(found, reverse=True)
    assert found[-1] == 0
