"""The embedded engine: tantivy in the process, files under the data folder.

One index a language. The writer is exclusive: it is opened per batch and waits
for a file lock, so that several workers take turns. Readers look at two file
times before each question and reload what changed.
"""

from __future__ import annotations

import fcntl
import itertools
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy
from django.conf import settings

from search.documents import Document
from search.engines import analysis
from search.engines.base import BOOSTS, EngineUnavailable, Held
from search.engines.embedded_reader import Reader
from search.query import Hit, Query, Results, Suggestion

HEAP_BYTES = 20_000_000
#: A rebuild holds more, so that it makes fewer pieces to merge.
REBUILD_HEAP_BYTES = 100_000_000
BATCH = 2_000
#: Seconds after which a generation that nothing points at was left by a dead rebuild.
ABANDONED = 24 * 3600


def build_schema() -> tantivy.Schema:
    """Return the fields: what is searched, what filters, what is shown (``payload``)."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", fast=True, stored=True)
    builder.add_text_field("digest", tokenizer_name="raw", stored=True)
    for name in BOOSTS:
        builder.add_text_field(name, tokenizer_name="words", stored=name in ("summary", "body"))
    builder.add_text_field("names", tokenizer_name="names")
    builder.add_text_field("spelling", tokenizer_name="names", index_option="basic")
    for name in ("kind", "districts", "theme", "speaker", "year"):
        builder.add_text_field(name, tokenizer_name="raw", fast=True)
    builder.add_integer_field("day", fast=True, indexed=True)
    builder.add_float_field("weight", fast=True)
    builder.add_bytes_field("payload", stored=True)
    return builder.build()


def open_index(path: Path, language: str) -> tantivy.Index:
    index = tantivy.Index(build_schema(), path=str(path))
    index.register_tokenizer("words", analysis.words(language))
    index.register_tokenizer("names", analysis.names())
    return index


def to_tantivy(document: Document) -> tantivy.Document:
    body = "\n".join([document.body, *(passage.text for passage in document.passages)])
    row = tantivy.Document(
        key=document.key,
        digest=document.digest,
        title=document.title,
        keywords=document.other_names,
        summary=document.summary,
        body=body,
        background=document.background,
        names=f"{document.title} {document.keywords}",
        spelling=" ".join(
            [document.title, document.other_names, document.summary, body, document.background]
        ),
        kind=document.kind,
        theme=document.theme,
        speaker=document.speaker,
        year=document.year,
        districts=list(document.districts),
        day=document.date.toordinal() if document.date else 0,
        # tantivy multiplies a score by log2(2 + field).
        weight=2.0**document.weight - 2.0,
    )
    row.add_bytes("payload", document.to_json())
    return row


class EmbeddedEngine:
    """The `Engine` of a first run and of a small town."""

    name = "embedded"

    def __init__(self, root: Path | None = None) -> None:
        self.root = Path(root or settings.SEARCH_INDEX_PATH)
        self._readers: dict[str, Reader] = {}

    # --- Writing

    def write(self, *, upserts: Iterable[Document], deletes: Iterable[str]) -> None:
        upserts = list(upserts)
        keys = {*deletes, *(document.key for document in upserts)}
        with self._lock():
            generation = self._generation() or self._new_generation()
            for language in analysis.languages():
                rows = [document for document in upserts if document.language == language]
                index = open_index(generation / language, language)
                writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
                for key in keys:
                    writer.delete_documents_by_term("key", key)
                for document in rows:
                    writer.add_document(to_tantivy(document))
                writer.commit()
                writer.wait_merging_threads()
            self._swap(generation)

    def rebuild(self, documents: Iterable[Document]) -> int:
        try:
            generation = self._new_generation()
            try:
                count = self._fill(generation, documents)
            except BaseException:
                shutil.rmtree(generation, ignore_errors=True)
                raise
        except (OSError, ValueError) as error:
            raise EngineUnavailable(str(error)) from error
        with self._lock():
            self._swap(generation)
        return count

    def _fill(self, generation: Path, documents: Iterable[Document]) -> int:
        writers = {
            language: open_index(generation / language, language).writer(
                heap_size=REBUILD_HEAP_BYTES, num_threads=1
            )
            for language in analysis.languages()
        }
        count, remaining = 0, iter(documents)
        while batch := list(itertools.islice(remaining, BATCH)):
            for document in batch:
                if document.language in writers:
                    writers[document.language].add_document(to_tantivy(document))
                    count += 1
        for writer in writers.values():
            writer.commit()
            writer.wait_merging_threads()
        return count

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with (self.root / "lock").open("w") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield
        except (OSError, ValueError) as error:
            raise EngineUnavailable(str(error)) from error

    def _new_generation(self) -> Path:
        generation = self.root / f"generation-{uuid.uuid4().hex}"
        for language in analysis.languages():
            (generation / language).mkdir(parents=True)
            open_index(generation / language, language)
        return generation

    def _swap(self, generation: Path) -> None:
        """Point readers at ``generation`` in one atomic rename and remove what it replaces."""
        before = self._generation()
        if before == generation:
            return
        pointer = self.root / "current.new"
        pointer.write_text(generation.name)
        pointer.rename(self.root / "current")
        for other in self.root.glob("generation-*"):
            # Another rebuild may be at work in a folder that nothing points at yet.
            left = time.time() - other.stat().st_mtime > ABANDONED
            if other != generation and (other == before or left):
                shutil.rmtree(other, ignore_errors=True)

    def _generation(self) -> Path | None:
        try:
            return self.root / (self.root / "current").read_text()
        except FileNotFoundError:
            return None

    # --- Reading

    def _reader(self, language: str) -> Reader:
        """Return a reader of what was last written; raise when nothing ever was."""
        if language not in analysis.languages():
            language = settings.LANGUAGE_CODE
        generation = self._generation()
        if generation is None:
            raise EngineUnavailable("the index was never built")
        try:
            return self._opened(generation / language, language)
        except (OSError, ValueError) as error:
            if self._generation() != generation:  # A rebuild has replaced and removed it since.
                return self._reader(language)
            raise EngineUnavailable(str(error)) from error

    def _opened(self, path: Path, language: str) -> Reader:
        file = (path / "meta.json").stat()
        # Each writing makes the file anew: times alone may be equal on a coarse clock.
        written = (file.st_mtime_ns, file.st_ino)
        reader = self._readers.get(language)
        if reader is not None and (reader.path, reader.written) == (path, written):
            return reader
        index = reader.index if reader and reader.path == path else open_index(path, language)
        index.reload()
        reader = Reader(path=path, written=written, language=language, index=index)
        self._readers[language] = reader
        return reader

    def search(self, query: Query) -> Results:
        return self._reader(query.language).search(query)

    def suggest(self, text: str, language: str, limit: int = 6) -> list[Suggestion]:
        return self._reader(language).suggest(text, limit)

    def related(
        self, key: str, language: str, limit: int = 4, kinds: Sequence[str] = ()
    ) -> tuple[Hit, ...]:
        return self._reader(language).related(key, limit, kinds)

    def unknown(self, asked: Sequence[str], language: str) -> set[str]:
        return self._reader(language).unknown(asked)

    def held(self) -> Iterator[Held]:
        for language in analysis.languages():
            yield from self._reader(language).held()

    def check(self) -> None:
        self._reader(settings.LANGUAGE_CODE)
