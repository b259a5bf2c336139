import pytest
from django.http import QueryDict

from search.forms import Asked


@pytest.mark.parametrize(
    ("address", "text", "page"),
    [
        ("q=acte++de%20naissance", "acte de naissance", 1),
        ("q=%00a&page=2", "a", 2),
        ("q=a&page=-1", "a", 1),
        ("q=a&page=999999999999999999999", "a", 1),
        ("q=a&page=400", "a", 50),
        ("q=a&page=x", "a", 1),
        ("", "", 1),
    ],
)
def test_an_address_is_never_an_error(address: str, text: str, page: int) -> None:
    asked = Asked.from_address(QueryDict(address))

    assert (asked.text, asked.page) == (text, page)


def test_unknown_kinds_and_wrong_districts_are_ignored() -> None:
    asked = Asked.from_address(QueryDict("q=a&kind=case&district=9&district=x"))

    assert asked.kinds == ()
    assert asked.districts == ("9",)
