"""The lake: every Document and every fact ever read, as Parquet files that other tools can read in place.

    lake/documents/source_id=lang-son/month=2024-05/0f3a….parquet
    lake/facts/source_id=lang-son/month=2024-05/77b1….parquet

Any number of workers may add at a time: files appear whole, are named by their content and never change. Adding what is
there changes nothing. The month is that of publication, else of fetching, else "unknown". Columns: `warehouse.rows`.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from extractors.facts import Facts
from pipeline.document import Document
from warehouse import rows
from warehouse.store import Folder, LakeError, partition, source_of

BATCH_DOCUMENTS = 1_000         # what is held in memory before it is written
BATCH_CHARACTERS = 20_000_000
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


class Lake:
    """Documents and facts in a folder; it is made when something is first added."""

    def __init__(self, root: Path) -> None:
        self.folder = Folder(root)
        self._places: dict[str, list[Place]] = {}                   # by file; files never change
        self._read: dict[str, set[tuple[str, str]]] = {}            # by file: (record, extractor version)

    def add_documents(self, documents: Iterable[Document], run_id: str) -> int:
        """Add the versions that are not there; returns how many. Raises LakeError.

        A page that went back to an earlier text is new again when it was fetched after everything known of it.
        """
        added = 0
        for batch in _batches(documents):
            now = datetime.now(UTC)
            known: dict[str, dict[str, list[Place]]] = {source: self._by_document(source) for source in {d.source_id for d in batch}}
            files: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
            for document in batch:
                row = rows.document_row(document, run_id, now)
                before = known[document.source_id].setdefault(document.document_id, [])
                if _is_new(row, before):
                    before.append(_place(row, "", 0))
                    files[document.source_id, rows.month(document)].append(row)
                    added += 1
            self._write("documents", rows.DOCUMENTS, files)
        return added

    def documents(self, source_id: str | None = None) -> Iterator[Document]:
        """Every version of every document (of one source), as last read; in the order of the files."""
        for source in self.folder.sources("documents") if source_id is None else [source_id]:
            yield from self._load(self._latest(source))

    def unextracted(self, extractor_version: str) -> Iterator[Document]:
        """The versions that this extractor version has not read as they are now."""
        for source in self.folder.sources("documents"):
            done = {record for name in self.folder.names("facts", source) for record, version in self._extractions(name)
                    if version == extractor_version}
            yield from self._load([place for place in self._latest(source) if place.record not in done])

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
                done[document.source_id] = {key for name in self.folder.names("facts", document.source_id) for key in self._extractions(name)}
            row = rows.facts_row(document, facts, extractor_version, run_id, now)
            key = (row["record"], extractor_version)
            if key not in done[document.source_id]:
                done[document.source_id].add(key)
                files[document.source_id, rows.month(document)].append(row)
                added += len(facts)
        self._write("facts", rows.FACTS, files)
        return added

    def files(self, dataset: str) -> list[str]:
        """The addresses of a dataset's Parquet files ("documents" or "facts"), as DuckDB reads them."""
        return [self.folder.address(name) for name in self.folder.names(dataset)]

    def _write(self, dataset: str, schema: pa.Schema, files: dict[tuple[str, str], list[dict[str, Any]]]) -> None:
        for (source_id, month), content in files.items():
            table = pa.Table.from_pylist(content, schema=schema)
            self.folder.write(f"{dataset}/{partition(source_id, month)}/{rows.file_name(content)}", table)

    def _index(self, source_id: str) -> Iterator[Place]:
        columns = ["record", "document_id", "content_hash", "fetched_at", "added_at"]
        for name in self.folder.names("documents", source_id):
            if name not in self._places:
                found = self.folder.read(name, columns).to_pylist()
                self._places[name] = [_place(row, name, number) for number, row in enumerate(found)]
            yield from self._places[name]

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

    def _load(self, places: list[Place]) -> Iterator[Document]:
        wanted: dict[str, list[int]] = defaultdict(list)
        for place in places:
            wanted[place.name].append(place.row)
        for name, numbers in wanted.items():
            for row in self.folder.read(name).take(numbers).to_pylist():
                yield rows.document_of(row, source_of(name))

    def _extractions(self, name: str) -> set[tuple[str, str]]:
        if name not in self._read:
            table = self.folder.read(name, ["record", "extractor_version"])
            self._read[name] = {(row["record"], row["extractor_version"]) for row in table.to_pylist()}
        return self._read[name]


def _is_new(row: dict[str, Any], before: list[Place]) -> bool:
    if all(place.record != row["record"] for place in before):
        return True
    last = max(before)
    return last.record != row["record"] and (row["fetched_at"] or NEVER) > last.seen_at


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
