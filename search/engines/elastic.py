"""The distributed engine: Elasticsearch, for a site of several machines.

One index a language under an alias (``PREFIX-fr``); a rebuild fills another one and
moves the alias in one step. Every question is one request: hits, count, facets, excerpts.
"""

from __future__ import annotations

import time
import uuid
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, TransportError, helpers

from search import words
from search.documents import Document, Passage
from search.engines import answering, elastic_mapping, elastic_query, excerpts
from search.engines.answering import Form, Near
from search.engines.base import EngineUnavailable, Held, alike, suggestions
from search.query import FACETS, FacetValue, Fragment, Hit, Query, Results, Suggestion

#: Servers that the client, the mapping and the tests of this version go with.
SUPPORTED_MAJORS = (9,)
#: Seconds; a page that waits longer says that search is away.
SEARCH_TIMEOUT = 3
WRITE_TIMEOUT = 30
BATCH = 500
#: Seconds after which an index that no alias names was left by a dead rebuild.
ABANDONED = 24 * 3600


@contextmanager
def reached() -> Iterator[None]:
    """Turn every way in which the server cannot answer into `EngineUnavailable`."""
    try:
        yield
    except (ApiError, TransportError, helpers.BulkIndexError) as error:
        raise EngineUnavailable(type(error).__name__) from error


class ElasticEngine:
    """The `Engine` where `ELASTICSEARCH_URL` names a server."""

    name = "elasticsearch"

    def __init__(self, url: str = "", prefix: str = "", timeout: float = SEARCH_TIMEOUT) -> None:
        self._url = url or settings.ELASTICSEARCH_URL
        self._prefix = prefix or settings.ELASTICSEARCH_PREFIX
        self._timeout = timeout

    @cached_property
    def _client(self) -> Elasticsearch:
        """The connections, made at first use: a process may be forked before."""
        return Elasticsearch(self._url, request_timeout=self._timeout, max_retries=1)

    @cached_property
    def _writer(self) -> Elasticsearch:
        """The same with more patience, once the server was seen to be one we know."""
        client = self._client.options(request_timeout=WRITE_TIMEOUT)
        for node in client.nodes.info(filter_path="nodes.*.version")["nodes"].values():
            if int(node["version"].partition(".")[0]) not in SUPPORTED_MAJORS:
                raise EngineUnavailable(f"Elasticsearch {node['version']} is not supported")
        return client

    def _alias(self, language: str) -> str:
        if language not in elastic_mapping.languages():
            language = settings.LANGUAGE_CODE
        return f"{self._prefix}-{language}"

    # --- Writing

    def write(self, *, upserts: Iterable[Document], deletes: Iterable[str]) -> None:
        upserts, deletes = list(upserts), set(deletes)
        with reached():
            client = self._writer
            for language in elastic_mapping.languages():
                alias = self._alias(language)
                if not client.indices.exists_alias(name=alias):
                    self._swap({language: self._new_index(language)})
                rows = {row.key: row for row in upserts if row.language == language}
                gone = (deletes | {row.key for row in upserts}) - rows.keys()
                actions = [
                    *({"_op_type": "delete", "_id": key} for key in gone),
                    *map(_action, rows.values()),
                ]
                for action in actions:
                    action["_index"] = alias
                _succeeded, errors = helpers.bulk(
                    client, actions, raise_on_error=False, refresh=True
                )
                _raise_if_failed(errors)

    def rebuild(self, documents: Iterable[Document]) -> int:
        names: dict[str, str] = {}
        with reached():
            client = self._writer
            try:
                names = {
                    language: self._new_index(language, refresh="-1")
                    for language in elastic_mapping.languages()
                }
                actions = (
                    {**_action(document), "_index": names[document.language]}
                    for document in documents
                    if document.language in names
                )
                count, _errors = helpers.bulk(client, actions, chunk_size=BATCH)
                for name in names.values():
                    client.indices.put_settings(index=name, settings={"refresh_interval": "1s"})
                    client.indices.refresh(index=name)
                self._swap(names)
            except BaseException:
                self._forget(names.values())
                raise
        return int(count)

    def _new_index(self, language: str, refresh: str = "1s") -> str:
        name = f"{self._alias(language)}-{uuid.uuid4().hex[:12]}"
        self._writer.indices.create(
            index=name,
            settings={**elastic_mapping.settings(language), "refresh_interval": refresh},
            mappings=elastic_mapping.MAPPING,
        )
        return name

    def _swap(self, names: dict[str, str]) -> None:
        """Move each language's alias to its new index at once, then remove what it replaced."""
        client = self._writer
        actions: list[dict[str, Any]] = []
        replaced: list[str] = []
        for language, name in names.items():
            alias = self._alias(language)
            for index, found in client.indices.get(
                index=f"{alias}-*", allow_no_indices=True
            ).items():
                created = int(found["settings"]["index"]["creation_date"]) / 1000
                if alias in found["aliases"]:
                    replaced.append(index)
                    actions.append({"remove": {"index": index, "alias": alias}})
                elif index != name and time.time() - created > ABANDONED:
                    replaced.append(index)
            actions.append({"add": {"index": name, "alias": alias}})
        client.indices.update_aliases(actions=actions)
        self._forget(replaced)

    def _forget(self, names: Iterable[str]) -> None:
        try:
            for name in names:
                self._writer.indices.delete(index=name, ignore_unavailable=True)
        except (ApiError, TransportError):
            # It is removed as abandoned by a later rebuild.
            return

    # --- Reading

    def search(self, query: Query) -> Results:
        with reached():
            return answering.answer(
                query,
                lambda form: self._find(query, form),
                lambda asked: self._near(list(asked), query.language),
            )

    def _find(self, query: Query, form: Form) -> Results | None:
        alias = self._alias(query.language)
        body = elastic_query.search(query, form)
        place = self._position(query, form) if query.after else None
        if place:
            body["search_after"] = place
        else:
            body["from"] = query.offset
        answer = self._client.search(index=alias, body=body, preference=_copy(query))
        if not answer["aggregations"]["matched"]["doc_count"]:
            return None
        return Results(
            hits=tuple(map(_hit, answer["hits"]["hits"])),
            total=answer["hits"]["total"]["value"],
            match=form.match,
            matched=answer["aggregations"]["matched"]["doc_count"],
            facets={
                name: tuple(
                    FacetValue(bucket["key"], bucket["doc_count"])
                    for bucket in answer["aggregations"][name]["values"]["buckets"]
                    if bucket["key"]
                )
                for name in FACETS
                if query.with_facets
            },
        )

    def _position(self, query: Query, form: Form) -> list[Any] | None:
        body = elastic_query.position(query, form)
        answer = self._client.search(
            index=self._alias(query.language), body=body, preference=_copy(query)
        )
        found = answer["hits"]["hits"]
        return list(found[0]["sort"]) if found else None

    def _near(self, asked: list[str], language: str) -> dict[str, list[Near]]:
        asked = [word for word in asked if words.allowed_slips(words.fold(word))]
        if not asked:
            return {}
        answer = self._client.search(index=self._alias(language), body=elastic_query.near(asked))
        known = answer["aggregations"]["known"]["buckets"]
        return {
            word: [
                Near(option["text"], option["freq"])
                for entry in answer["suggest"][str(number)]
                for option in entry["options"]
            ]
            for number, word in enumerate(asked)
            if not known[word]["doc_count"]
        }

    def suggest(self, text: str, language: str, limit: int = 6) -> list[Suggestion]:
        typed = words.cut(text)[: words.MAX_WORDS]
        if not typed:
            return []
        with reached():
            body = elastic_query.names(typed, limit)
            found = self._client.search(index=self._alias(language), body=body)["hits"]["hits"]
        rows = [_document(hit) for hit in found]
        return suggestions(rows, limit)

    def related(
        self, key: str, language: str, limit: int = 4, kinds: Sequence[str] = ()
    ) -> tuple[Hit, ...]:
        alias = self._alias(language)
        with reached():
            body = elastic_query.like(alias, key, limit, kinds)
            found = self._client.search(index=alias, body=body)["hits"]["hits"]
        return alike(map(_hit, found), key, limit)

    def unknown(self, asked: Sequence[str], language: str) -> set[str]:
        if not asked:
            return set()
        with reached():
            body = elastic_query.counts(list(asked))
            answer = self._client.search(index=self._alias(language), body=body)
        known = answer["aggregations"]["known"]["buckets"]
        return {word for word in asked if not known[word]["doc_count"]}

    def held(self) -> Iterator[Held]:
        with reached():
            for language in elastic_mapping.languages():
                after: list[Any] = []
                while True:
                    body = elastic_query.digests(after)
                    found = self._client.search(index=self._alias(language), body=body)
                    hits = found["hits"]["hits"]
                    for hit in hits:
                        yield Held(hit["_id"], language, hit["fields"]["digest"][0])
                    if len(hits) < elastic_query.HELD:
                        break
                    after = hits[-1]["sort"]

    def check(self) -> None:
        with reached():
            self._client.count(index=self._alias(settings.LANGUAGE_CODE))


def _copy(query: Query) -> str:
    """Name the copy of the index that answers: the same for all pages of a question.

    Copies count what was removed differently, so their scores differ, and so would the order.
    """
    return f"q{zlib.crc32(query.text.encode())}"


def _action(document: Document) -> dict[str, Any]:
    """Return what is written of a document: what is searched, and ``shown`` as it is."""
    return {
        "_op_type": "index",
        "_id": document.key,
        "key": document.key,
        "digest": document.digest,
        "title": document.title,
        "keywords": document.other_names,
        "summary": document.summary,
        # One value a passage, so that no excerpt runs from one into the next.
        "body": [document.body, *(passage.text for passage in document.passages)],
        "background": document.background,
        "names": document.keywords,
        "kind": document.kind,
        "districts": list(document.districts),
        "theme": document.theme,
        "speaker": document.speaker,
        "year": document.year,
        "date": document.date.isoformat() if document.date else None,
        "weight": document.weight,
        "shown": document.shown(),
    }


def _raise_if_failed(errors: Any) -> None:
    """A document that was not there to be deleted is no failure."""
    for error in errors:
        (operation, answer), *_others = error.items()
        if not (operation == "delete" and answer["status"] == 404):
            raise EngineUnavailable(f"{operation} answered {answer['status']}")


def _document(hit: dict[str, Any]) -> Document:
    return Document.from_shown(hit["_source"]["shown"])


def _hit(found: dict[str, Any]) -> Hit:
    document, marks = _document(found), found.get("highlight", {})
    score = float(found["_score"] or 0)
    name = next((name for name in ("summary", "body") if name in marks), "")
    if not name:
        return Hit(document, score, (Fragment(document.summary),))
    excerpt = _cut(marks[name][0])
    passage = _passage(document, excerpt) if name == "body" else None
    source = passage.text if passage else _text(found, name, excerpt)
    shown = excerpts.on_one_line(excerpts.framed(excerpt, source))
    return Hit(document, score, shown, passage)


def _text(found: dict[str, Any], name: str, excerpt: Sequence[Fragment]) -> str:
    """Return the value of a field that an excerpt was cut out of."""
    stored = found["_source"].get(name, "")
    values = [stored] if isinstance(stored, str) else stored
    piece = "".join(fragment.text for fragment in excerpt)
    return next((value for value in values if piece in value), "")


def _passage(document: Document, excerpt: Sequence[Fragment]) -> Passage | None:
    text = "".join(fragment.text for fragment in excerpt).strip()
    return next((each for each in document.passages if text and text in each.text), None)


def _cut(marked: str) -> tuple[Fragment, ...]:
    """Cut a marked text into plain and marked fragments."""
    fragments = []
    for number, piece in enumerate(marked.split(elastic_query.OPEN)):
        inside, _sign, behind = piece.partition(elastic_query.CLOSE) if number else ("", "", piece)
        fragments += [Fragment(inside, marked=True)] if inside else []
        fragments += [Fragment(behind)] if behind else []
    return tuple(fragments)
