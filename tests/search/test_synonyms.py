"""Residents' words stand for the city's."""

import pytest
from django.urls import reverse

from search.effects import effects
from search.models import Synonym
from search.synonyms import compiled
from search.understanding import Part, understood
from tests.search.factories import DocumentFactory

RULES = compiled(
    [
        Synonym(language="fr", typed="CNI\npapiers d'identité", means="carte nationale d’identité"),
        Synonym(language="fr", typed="poubelle", means="déchets", both_ways=True),
    ]
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("refaire CNI", (Part("refaire"), Part("CNI", ("carte nationale d’identité",)))),
        ("Papiers d’identité", (Part("Papiers identité", ("carte nationale d’identité",)),)),
        ("poubelles", (Part("poubelles", ("déchets",)),)),
        ("dechet", (Part("dechet", ("poubelle",)),)),
        ("papiers", (Part("papiers"),)),
        ("mairie 18", (Part("mairie"), Part("18", ("18e",)))),
        ("75018", (Part("75018"),)),
    ],
)
def test_the_longest_known_expression_stands_for_what_the_city_writes(text, parts) -> None:
    assert understood(text, "fr", RULES) == parts


@pytest.mark.django_db
def test_an_editor_sees_what_a_synonym_changes_before_it_is_saved(city_engine) -> None:
    city_engine.rebuild([DocumentFactory(title="Carte nationale d’identité")])
    unsaved = Synonym(language="fr", typed="CNI", means="carte nationale d’identité")

    effect = effects(unsaved)[0]

    assert effect.before == ()
    assert [hit.document.title for hit in effect.after] == ["Carte nationale d’identité"]
    assert effect.arrivals == {effect.after[0].document.key}


@pytest.mark.django_db
def test_the_preview_of_the_admin_shows_it(admin_client, city_engine) -> None:
    city_engine.rebuild([DocumentFactory(title="Carte nationale d’identité")])
    form = {"language": "fr", "typed": "CNI", "means": "carte nationale d’identité"}
    url = reverse("wagtailsnippets_search_synonym:preview_on_add")

    assert admin_client.post(url, form).json()["is_valid"]
    page = admin_client.get(url).content.decode()

    assert "<mark>Carte nationale d’identité</mark>" in page
    city_engine._readers.clear()
    (city_engine.root / "current").unlink()
    assert admin_client.get(url).status_code == 200
