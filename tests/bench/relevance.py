"""How good answers are on the demonstration city: both engines, Wagtail's backend as baseline."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.test import override_settings
from wagtail.search.backends import get_search_backend

from search.documents import Document
from search.engines import Engine
from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine
from search.sources import sources
from search.synonyms import rules_of
from tests.bench.corpus.models import Text
from tests.bench.measure import Row
from tests.search.relevance import judging
from tests.search.relevance.judging import FLOORS, Find, Score


def run() -> list[Row]:
    """Load the demonstration city and ask every judged question of each."""
    with override_settings(DEMO=True, MEDIA_ROOT=tempfile.mkdtemp(prefix="bench-media-")):
        call_command("demo", verbosity=0)
    documents = list(sources.all_documents())
    rules = {language: rules_of(language) for language in FLOORS}
    found: dict[str, dict[str, Score]] = {}
    for engine in _engines():
        engine.rebuild(documents)
        found[engine.name] = _judged(judging.finder(engine, rules), documents)
    baseline = _judged(_wagtail(documents), documents)
    return [
        Row(
            f"nDCG@10 of {name}, {language}",
            score.ndcg,
            FLOORS[language],
            at_least=True,
            detail=f"of {score.questions} questions {score.zero_rate:.1%} without result; "
            f"Wagtail's backend {baseline[language].ndcg:.3f}, {baseline[language].zero_rate:.1%}",
        )
        for name, scores in found.items()
        for language, score in scores.items()
    ]


def _judged(find: Find, documents: Sequence[Document]) -> dict[str, Score]:
    return {language: judging.measure(find, language, documents) for language in FLOORS}


def _engines() -> Iterator[Engine]:
    yield EmbeddedEngine(Path(tempfile.mkdtemp(prefix="bench-relevance-")))
    if os.environ.get("ELASTICSEARCH_URL"):
        with _elastic() as engine:
            yield engine


@contextmanager
def _elastic() -> Iterator[ElasticEngine]:
    """The server's engine under a prefix of the bench's own, removed after it."""
    prefix = f"bench-{os.getpid()}"
    engine = ElasticEngine(os.environ["ELASTICSEARCH_URL"], prefix, timeout=30)
    try:
        yield engine
    finally:
        for name in engine._client.indices.get(index=f"{prefix}-*"):
            engine._client.indices.delete(index=name)


def _wagtail(documents: Sequence[Document]) -> Find:
    """Ask Wagtail's own backend for the same texts, as rows with a title and a text."""
    addresses, rows = {}, []
    for document in documents:
        said = " ".join(passage.text for passage in document.passages)
        texts = (document.summary, document.body, document.keywords, document.background, said)
        body = "\n".join(filter(None, texts))
        row = Text.objects.create(title=document.title, body=body, kind=document.language)
        addresses[row.pk] = document.url
        rows.append(row)
    backend = get_search_backend()
    backend.add_bulk(Text, rows)

    def find(text: str, language: str) -> Sequence[str]:
        found = backend.search(text, Text.objects.filter(kind=language))[: judging.DEPTH]
        return [addresses[row.pk] for row in found]

    return find
