import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.cases import codes

bodies = st.text(codes.ALPHABET, min_size=8, max_size=8)


def coded(body: str) -> str:
    return body + codes.check_symbol(body)


def is_code(text: str) -> bool:
    try:
        return bool(codes.normalise(text))
    except codes.InvalidCode:
        return False


def test_no_symbol_looks_like_another() -> None:
    for group in ("0OQD", "1IL7", "8B", "5S", "2Z", "6G", "UVY"):
        assert len(set(group) & set(codes.ALPHABET)) <= 1


def test_new_codes_are_valid_and_differ() -> None:
    made = {codes.new_code() for _ in range(200)}

    assert len(made) == 200
    assert all(codes.normalise(code) == code for code in made)


@given(bodies, st.integers(0, 8), st.sampled_from(codes.ALPHABET))
def test_any_single_wrong_symbol_is_seen(body: str, place: int, symbol: str) -> None:
    code = coded(body)
    wrong = code[:place] + symbol + code[place + 1 :]

    assert is_code(wrong) is (wrong == code)


@given(bodies, st.integers(0, 8), st.integers(0, 8))
def test_any_two_symbols_exchanged_are_seen(body: str, one: int, other: int) -> None:
    code = coded(body)
    symbols = list(code)
    symbols[one], symbols[other] = symbols[other], symbols[one]
    wrong = "".join(symbols)

    assert is_code(wrong) is (wrong == code)


@given(bodies)
def test_what_is_shown_is_understood(body: str) -> None:
    code = coded(body)

    assert codes.normalise(codes.grouped(code)) == code
    assert codes.normalise(f"  {codes.grouped(code).lower().replace('-', ' – ')} ") == code


@given(bodies)
def test_a_look_alike_is_understood(body: str) -> None:
    code = coded(body)

    assert codes.normalise(code.translate(str.maketrans("526D7", "SZGO1"))) == code


@pytest.mark.parametrize("text", ["", "7KM4", "7KM4-PX2R-99", "é" * 9, "BBBBBBBBB", "\x00", "🙂"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(codes.InvalidCode):
        codes.normalise(text)


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    is_code(text)


@given(bodies)
def test_every_symbol_can_be_said(body: str) -> None:
    for language in ("fr", "en"):
        assert len(codes.spoken(body, language).split(", ")) == 8
