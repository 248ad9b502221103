"""The lake: every Document and every fact ever read, as Parquet files that other tools can read in place.

    lake/documents/source_id=lang-son/month=2024-05/0f3a….parquet
    lake/facts/source_id=lang-son/month=2024-05/77b1….parquet

Any number of workers may add at a time: files appear whole, are named by their content and never change; publishing merges
small ones. Adding what is there changes nothing. The month is that of publication, else of fetching, else "unknown". Columns: `warehouse.rows`.
"""
from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa

from extractors.facts import Facts
from pipeline.document import Document
from warehouse import rows
from warehouse.store import Folder, LakeError, partition

T = TypeVar("T")
BATCH_DOCUMENTS = 1_000         # what is held in memory before it is written
BATCH_CHARACTERS = 20_000_000
SMALL = 8_000_000               # bytes; a file below is merged with others
MANY = 12                       # small files of a month that are worth merging
ATTEMPTS = 5
NEVER = datetime.min.replace(tzinfo=UTC)


class Place(NamedTuple):
    """Where a record stands, and what decides which record of a version counts: the last seen, then the last added."""

    seen_at: datetime
    added_at: datetime
    record: str
    document_id: str
    content_hash: str
    name: str
    row: int


NAMED = 5      # the fields of a Place that say what it is; the others say where it stands

class Lake:
    """Documents and facts in a folder; it is made when something is first added."""

    def __init__(self, root: Path) -> None:
        self.folder = Folder(root)
        self._places: dict[str, list[Place]] = {}                   # by file; files never change
        self._read: dict[str, list[tuple[str, str]]] = {}           # by file: (record, extractor version)

    def add_documents(self, documents: Iterable[Document], run_id: str) -> int:
        """Add the versions that are not there; returns how many. Raises LakeError.

        A page that went back to an earlier text is new again when it was fetched after everything known of it, and so is an earlier
        reading of the last fetch, when the parser that made it is back.
        """
        added = 0
        for batch in _batches(documents):
            now = datetime.now(UTC)
            known: dict[str, dict[str, list[Place]]] = {source: self._by_document(source) for source in {d.source_id for d in batch}}
            files: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
            back: set[tuple[str, str]] = set()
            for document in batch:
                row = rows.document_row(document, run_id, now)
                before = known[document.source_id].setdefault(document.document_id, [])
                if _is_new(row, before):
                    month = document.source_id, rows.month(document)
                    if any(place.record == row["record"] for place in before):
                        back.add(month)
                    before.append(_place(row, "", 0))
                    files[month].append(row)
                    added += 1
            self._write("documents", rows.DOCUMENTS, files, {month: now.isoformat() for month in back})
        return added

    def documents(self, source_id: str | None = None) -> Iterator[Document]:
        """Every version of every document (of one source), as last read; in the order of the files."""
        for source in self.folder.sources("documents") if source_id is None else [source_id]:
            yield from self._load(source, self._latest(source))

    def unextracted(self, extractor_version: str) -> Iterator[Document]:
        """The versions that this extractor version has not read as they are now."""
        for source in self.folder.sources("documents"):
            done = {record for record, version in self._extractions(source) if version == extractor_version}
            yield from self._load(source, [place for place in self._latest(source) if place.record not in done])

    def add_facts(self, batch: Iterable[tuple[Document, Facts]], extractor_version: str, run_id: str) -> int:
        """Add what was found in documents that this extractor version had not read; returns the number of facts added.

        A document without facts is added too, so that it is not read again. Raises LakeError, and then adds nothing.
        """
        now = datetime.now(UTC)
        files: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        done: dict[str, set[tuple[str, str]]] = {}
        added = 0
        for document, facts in batch:
            if document.source_id not in done:
                done[document.source_id] = self._extractions(document.source_id)
            row = rows.facts_row(document, facts, extractor_version, run_id, now)
            key = (row["record"], extractor_version)
            if key not in done[document.source_id]:
                done[document.source_id].add(key)
                files[document.source_id, rows.month(document)].append(row)
                added += len(facts)
        self._write("facts", rows.FACTS, files)
        return added

    def merge_small(self) -> int:
        """Merge the small files of every month that has many; returns how many files went into others.

        Opening files is what reading the lake costs, and a daily crawl leaves a file a day. Rows stay as they are. To be called by
        one process at a time (publishing does, under its lock); workers may go on adding and reading.
        """
        merged = 0
        for dataset in ("documents", "facts"):
            months: dict[str, list[str]] = defaultdict(list)
            for name in self.folder.names(dataset):
                if self.folder.size(name) < SMALL:
                    months[name.rpartition("/")[0]].append(name)
            for month, names in months.items():
                if len(names) >= MANY:
                    table = pa.concat_tables([self.folder.read(name) for name in names], promote_options="default")
                    self.folder.write(f"{month}/{hashlib.sha256(chr(10).join(names).encode()).hexdigest()[:24]}.parquet", table)
                    for name in names:
                        self.folder.remove(name)
                    merged += len(names)
        return merged

    def files(self, dataset: str) -> list[str]:
        """The addresses of a dataset's Parquet files ("documents" or "facts"), as DuckDB reads them."""
        return [self.folder.address(name) for name in self.folder.names(dataset)]

    def _write(self, dataset: str, schema: pa.Schema, files: dict[tuple[str, str], list[dict[str, Any]]],
               again: Mapping[tuple[str, str], str] | None = None) -> None:
        """`again` tells apart files of rows that were all written before: of records that count once more."""
        for (source_id, month), content in files.items():
            table = pa.Table.from_pylist(content, schema=schema)
            name = rows.file_name(content, (again or {}).get((source_id, month), ""))
            self.folder.write(f"{dataset}/{partition(source_id, month)}/{name}", table)

    def _index(self, source_id: str) -> list[Place]:
        columns = ["record", "document_id", "content_hash", "fetched_at", "added_at"]

        def read(name: str) -> list[Place]:
            if name not in self._places:
                self._places[name] = [_place(row, name, number) for number, row in enumerate(self.folder.read(name, columns).to_pylist())]
            return self._places[name]

        return self._every("documents", source_id, read)

    def _extractions(self, source_id: str) -> set[tuple[str, str]]:
        def read(name: str) -> list[tuple[str, str]]:
            if name not in self._read:
                rows = self.folder.read(name, ["record", "extractor_version"]).to_pylist()
                self._read[name] = [(row["record"], row["extractor_version"]) for row in rows]
            return self._read[name]

        return set(self._every("facts", source_id, read))

    def _every(self, dataset: str, source_id: str, read: Callable[[str], list[T]]) -> list[T]:
        """What `read` finds in all files of a source; listed again when files were merged meanwhile."""
        for _ in range(ATTEMPTS):
            with suppress(FileNotFoundError):
                return [found for name in self.folder.names(dataset, source_id) for found in read(name)]
        raise LakeError(f"{self.folder.address(dataset)}: the files of {source_id} keep changing; is another program moving them?")

    def _by_document(self, source_id: str) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        for place in self._index(source_id):
            found.setdefault(place.document_id, []).append(place)
        return found

    def _latest(self, source_id: str) -> list[Place]:
        """For each version of each document the place of the record that counts, in the order of the files."""
        best: dict[tuple[str, str], Place] = {}
        for place in self._index(source_id):
            key = (place.document_id, place.content_hash)
            best[key] = max(place, best.get(key, place))
        return sorted(best.values(), key=lambda place: (place.name, place.row))

    def _load(self, source_id: str, places: list[Place]) -> Iterator[Document]:
        wanted: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            wanted[place.name].append(place)
        for name, found in wanted.items():
            try:
                table = self.folder.read(name)
            except FileNotFoundError:      # merged since it was listed: the same rows stand elsewhere now
                moved = {place[:NAMED]: place for place in self._index(source_id)}
                yield from self._load(source_id, [moved[place[:NAMED]] for place in found])
                continue
            for row in table.take([place.row for place in found]).to_pylist():
                yield rows.document_of(row, source_id)


def _is_new(row: dict[str, Any], before: list[Place]) -> bool:
    if all(place.record != row["record"] for place in before):
        return True
    last = max(before)
    return last.record != row["record"] and (row["fetched_at"] or NEVER) >= last.seen_at


def _place(row: dict[str, Any], name: str, number: int) -> Place:
    return Place(row["fetched_at"] or row["added_at"], row["added_at"], row["record"], row["document_id"], row["content_hash"], name, number)


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    characters = 0
    for document in documents:
        batch.append(document)
        characters += len(document.text)
        if len(batch) >= BATCH_DOCUMENTS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


__all__ = ["Lake", "LakeError"]
