from datetime import date

from search.documents import Document, Passage
from tests.search.factories import DocumentFactory


def test_a_document_survives_the_index_but_for_its_body() -> None:
    document = DocumentFactory(
        body="Long texte",
        date=date(2026, 11, 23),
        districts=("1", "4"),
        facts=("Ouvert",),
        passages=(Passage("Bonjour", "/fr/?t=1", 1.5),),
    )

    back = Document.from_json(document.to_json())

    assert back.body == ""
    assert (back.date, back.districts, back.facts) == (date(2026, 11, 23), ("1", "4"), ("Ouvert",))
    assert back.passages == (Passage("Bonjour", "/fr/?t=1", 1.5),)


def test_a_document_of_a_later_shape_is_still_read() -> None:
    raw = DocumentFactory(title="Piscine").to_json().replace(b"{", b'{"unknown": 1, ', 1)

    assert Document.from_json(raw).title == "Piscine"
