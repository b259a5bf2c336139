"""Answers never get worse: floors just below what was measured, for each engine and language.

Raise them when answers get better; `make bench` prints the figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from search import words
from search.documents import Document
from search.engines import Engine
from search.engines.embedded import EmbeddedEngine
from search.models import Synonym
from search.sources import sources
from search.synonyms import compiled
from search.understanding import Rules, key_of, known_words
from tests.search.engines.conftest import elastic  # noqa: F401
from tests.search.relevance import judging
from tests.search.relevance.judging import CEILINGS, FLOORS

#: The given and family names borne most often in France (INSEE), as anybody would type them.
NAMES = (
    "marie martin, jean bernard, pierre thomas, michel petit, andré robert, jeanne richard, "
    "philippe durand, monique dubois, catherine moreau, nathalie laurent, isabelle simon, "
    "alain michel, jacques lefebvre, bernard leroy, daniel roux, françoise david, "
    "christophe bertrand, sylvie morel, nicolas fournier, martine girard, christine bonnet, "
    "patrick dupont, thierry lambert, sandrine fontaine, laurent rousseau, stéphanie vincent, "
    "olivier muller, valérie lefevre, sébastien faure, sophie andre"
).split(", ")


@dataclass(frozen=True)
class City:
    documents: list[Document]
    rules: dict[str, Rules]


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[City]:
    """What the demonstration city lets be found; loaded once, undone after the module."""
    files = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, MEDIA_ROOT=str(files)),
        transaction.atomic(),
    ):
        call_command("demo", verbosity=0)
        rules = {
            language: compiled(Synonym.objects.filter(language=language)) for language in FLOORS
        }
        yield City(list(sources.all_documents()), rules)
        transaction.set_rollback(True)


def hold(engine: Engine, city: City) -> None:
    engine.rebuild(city.documents)
    for language, floor in FLOORS.items():
        score = judging.measure(judging.finder(engine, city.rules), language, city.documents)
        assert score.ndcg >= floor, f"{language}: {score}, worst {score.worst}"
        assert score.zero_rate <= CEILINGS[language], str(score)


def test_there_are_enough_questions_and_each_can_be_answered(demonstration: City) -> None:
    assert len(judging.judged("fr")) >= 120
    assert len(judging.judged("en")) >= 40
    for language in FLOORS:
        paths = [row.url for row in demonstration.documents if row.language == language]
        for question in judging.judged(language):
            assert max(map(question.grade, paths)) == 3, question.text


def test_a_worse_order_scores_less() -> None:
    question = judging.Judged("x", "fr", {"/a/": 3, "/b/*": 1})

    assert question.ndcg(["/a/", "/b/1"], ["/a/", "/b/1", "/c/"]) == 1
    assert question.ndcg(["/b/1", "/a/"], ["/a/", "/b/1", "/c/"]) < 1
    assert question.ndcg([], ["/a/"]) == 0


def test_names_wait_to_be_kept_and_what_residents_ask_does_not(
    demonstration: City, tmp_path: Path
) -> None:
    """The rule of `observation.rule_of`, measured: words that the site does not have."""
    engine = EmbeddedEngine(tmp_path / "index")
    engine.rebuild(demonstration.documents)

    def strange(text: str) -> bool:
        known = known_words(demonstration.rules["fr"])
        asked = [word for word in words.meant(text, "fr") if key_of([word])[0] not in known]
        return bool(engine.unknown(asked, "fr"))

    asked = [question.text for question in judging.judged("fr")]
    assert [name for name in NAMES if not strange(name)] == []
    assert sum(map(strange, asked)) / len(asked) < 0.25, list(filter(strange, asked))


def test_the_embedded_engine_keeps_its_floor(demonstration: City, tmp_path: Path) -> None:
    hold(EmbeddedEngine(tmp_path / "index"), demonstration)


@pytest.mark.elasticsearch
def test_elasticsearch_keeps_its_floor(demonstration: City, elastic) -> None:  # noqa: F811
    hold(elastic, demonstration)
