"""What people type, read: figures, sums, telephones, days known in part, typos of addresses."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from content.core.form_fields import (
    DateField,
    DateRangeField,
    FigureField,
    MoneyField,
    PersonNameField,
    PhoneField,
    PostalAddressField,
    likely_address,
)
from content.core.form_fields.dates import first_day, last_day, typed_day
from content.core.form_fields.numbers import read_figure

SPACES = st.sampled_from(["", " ", "\u00a0", "\u202f"])


@given(st.integers(-(10**9), 10**9), SPACES)
def test_a_whole_number_is_read_with_any_spaces(number: int, space: str) -> None:
    written = f"{number:,}".replace(",", space)
    assert read_figure(written) == number


@given(st.integers(0, 10**8), SPACES, st.sampled_from([",", "."]), st.sampled_from(["", " €", "€"]))
def test_a_sum_comes_back_to_the_cent(cents: int, space: str, comma: str, sign: str) -> None:
    euros, rest = divmod(cents, 100)
    written = f"{euros:,}".replace(",", space) + f"{comma}{rest:02}{sign}"
    assert MoneyField(label="Loyer").clean(written) == cents


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("12", 1200), ("12,5", 1250), ("1.234,50", 123450), ("1,234.50 EUR", 123450), ("0", 0)],
)
def test_sums_as_people_write_them(typed: str, cents: int) -> None:
    assert MoneyField(label="Loyer").clean(typed) == cents


@pytest.mark.parametrize(
    "typed", ["douze", "1e9", "12,345", "--3", "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6"]
)
def test_what_is_no_sum_is_refused_with_an_example(typed: str) -> None:
    with override("fr"), pytest.raises(ValidationError) as refused:
        MoneyField(label="Loyer").clean(typed)
    assert "Loyer" in refused.value.message
    assert "12,50" in refused.value.message


def test_figures_keep_within_their_bounds() -> None:
    field = FigureField(label="Âge", minimum=Decimal(0), maximum=Decimal(120))
    assert field.clean("120") == 120
    for typed in ("-1", "121", "3,5"):
        with pytest.raises(ValidationError):
            field.clean(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0199001234", "01 99 00 12 34"),
        ("01.99.00.12.34", "01 99 00 12 34"),
        ("+33 1 99 00 12 34", "01 99 00 12 34"),
        ("0033 (0)1 99 00 12 34", "01 99 00 12 34"),
        ("+32 2 555 12 12", "+32 2 555 12 12"),
        ("00 44 20 7946 0000", "+44 20 7946 0000"),
    ],
)
def test_telephones_of_here_and_abroad(typed: str, kept: str) -> None:
    assert PhoneField(label="Téléphone").clean(typed) == kept


@pytest.mark.parametrize("typed", ["3975", "01 99 00 12", "+33 1 99", "appelez-moi", "00"])
def test_a_number_that_cannot_be_called_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        PhoneField(label="Téléphone").clean(typed)


@given(st.dates(datetime.date(1850, 1, 1), datetime.date(2100, 1, 1)), st.integers(1, 3))
def test_a_day_known_in_part_comes_back(day: datetime.date, parts: int) -> None:
    iso = day.isoformat()[: {1: 4, 2: 7, 3: 10}[parts]]
    read = DateField(label="Né le", partial="month").clean(
        {"day": "", "month": "", "year": ""} | typed_day(iso)
    )
    assert str(read) == iso
    assert first_day(iso) <= day <= last_day(iso)


def test_an_unknown_day_is_said_in_many_ways_where_it_may_be() -> None:
    typed = {"day": "?", "month": "05", "year": "1952"}
    assert DateField(label="Né le", partial="day").clean(typed) == "1952-05"
    with pytest.raises(ValidationError):
        DateField(label="Né le").clean(typed)


def test_bounds_hold_for_a_day_known_in_part() -> None:
    field = DateField(label="Né le", partial="month", latest=datetime.date(2026, 3, 15))
    assert field.clean({"year": "2026"}) == "2026"
    with pytest.raises(ValidationError):
        field.clean({"month": "4", "year": "2026"})


def test_both_days_of_a_period_are_needed() -> None:
    with pytest.raises(ValidationError) as refused:
        DateRangeField(label="Séjour").clean({"from_day": "1", "from_month": "7"})
    assert len(refused.value.error_list) == 2


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a@gmial.com", "a@gmail.com"),
        ("a@hotmal.fr", "a@hotmail.fr"),
        ("a@wanado.fr", "a@wanadoo.fr"),
        ("a@gmail.com", ""),
        ("a@mail.com", ""),
        ("a@ville.example", ""),
    ],
)
def test_a_slip_in_a_well_known_domain_is_asked_about(typed: str, meant: str) -> None:
    assert likely_address(typed) == meant


def test_an_error_says_whose_name_and_which_address_it_is_about() -> None:
    with override("fr"):
        with pytest.raises(ValidationError) as lacks:
            PersonNameField(label="Premier parent").clean({"given": "Camille"})
        with pytest.raises(ValidationError) as wrong:
            PostalAddressField(label="Adresse de l’école").clean(
                {"street": "1 rue", "postcode": "75", "town": "Paris"}
            )
    assert "« Premier parent – Nom de naissance »" in lacks.value.messages[0].replace("\u00a0", " ")
    assert "« Adresse de l’école – Code postal »" in wrong.value.messages[0].replace("\u00a0", " ")
