"""Public documents for tests of search."""

import factory

from search.documents import Document


class DocumentFactory(factory.Factory):
    class Meta:
        model = Document

    kind = "page"
    id = factory.Sequence(str)
    language = "fr"
    title = factory.Sequence(lambda number: f"Page numéro {number}")
    url = factory.LazyAttribute(lambda document: f"/{document.language}/{document.id}/")
