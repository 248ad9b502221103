"""Reading the whole archive again, after the parser or a source's selectors became better, and saying what that changed.

Documents that come out otherwise become new versions; those that come out the same are not touched, so doing it twice changes nothing.
"""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from flows.folder import DataFolder
from flows.ledger import Failure, Run
from flows.parsing import UNREAD, Reader, mark, note_failure, outcome
from flows.progress import Tick
from flows.stages import BATCH, batches, told
from pipeline.document import Document

if TYPE_CHECKING:
    from corpus.sources import Source
    from pipeline.archive import RecordRef

SHOWN = 20
"""Documents of each kind that are told one by one."""

LONGEST = 70
"""Code points of a value that is shown."""

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Version:
    """What the lake holds of one version of a document, as far as a comparison needs it."""

    record: str
    fetched_at: datetime
    name: str
    values: Mapping[str, str]      # field → as shown
    text: str


@dataclass
class Difference:
    """What one source's archive says now, against what the lake held: names of documents, for the changed ones what changed."""

    source_id: str
    records: int = 0
    unchanged: set[str] = field(default_factory=set)          # document ids
    changed: dict[str, tuple[str, str]] = field(default_factory=dict)      # document id → (name, what)
    new: dict[str, str] = field(default_factory=dict)         # document id → name
    lost: dict[str, tuple[str, str]] = field(default_factory=dict)         # document id → (name, why)
    refused: int = 0              # records that are no document, and were none before
    fields: Counter[str] = field(default_factory=Counter)     # of the changed documents

    @property
    def is_empty(self) -> bool:
        return not (self.changed or self.new or self.lost)


@told()
def reparse(folder: DataFolder, sources: Mapping[str, Source], ids: Sequence[str], run: Run, *, dry_run: bool = False, tick: Tick | None = None) -> list[Difference]:
    """Read the archived pages and files of these sources (all that have some, if none is named) again. With `dry_run` nothing is written."""
    from pipeline.archive import Archive
    from pipeline.crawl import CrawlState
    from pipeline.crawl.adopt import adopt
    from warehouse.lake import Lake

    archive, lake, found = Archive(folder.archive), Lake(folder.lake), []
    with closing(CrawlState(folder.state)) as state:
        for source_id in ids or archive.sources():
            source = sources.get(source_id)
            if not dry_run:
                adopt(source_id, source, state, archive)
            again = _Again(Reader(source_id, source, archive, state), lake.documents(source_id), run)
            for refs in batches(archive.refs(source_id), BATCH):
                documents, outcomes = again.read(refs, tick)
                if not dry_run:
                    run.counts["documents"] += lake.add_documents(documents, run.run_id)
                    run.source(source_id).parsed += len(documents)
                    mark(state, outcomes, _parser())
            found.append(again.finished())
    return found


class _Again:
    """One source, read again."""

    def __init__(self, reader: Reader, known: Iterator[Document], run: Run) -> None:
        self.reader, self.run = reader, run
        self.known: dict[str, list[Version]] = defaultdict(list)
        for document in known:
            self.known[document.document_id].append(_version(document))
        self.found = Difference(reader.source_id)
        self.failed: dict[str, Failure] = {}        # by the document id that the record would have
        self.seen: set[str] = set()

    def read(self, refs: Sequence[RecordRef], tick: Tick | None) -> tuple[list[Document], list[tuple[RecordRef, str]]]:
        documents, outcomes = [], []
        for ref in refs:
            found = self.reader.read(ref)
            self.found.records += 1
            if isinstance(found, Document):
                documents.append(found)
                self._compare(found)
            elif found.kind == UNREAD:
                note_failure(found, self.run.source(self.reader.source_id), self.run)
            else:
                self.failed[self.reader.identity(ref)] = found
            outcomes.append((ref, outcome(found)))
            if tick:
                tick()
        return documents, outcomes

    def _compare(self, document: Document) -> None:
        name = document.document_id
        self.seen.add(name)
        before = self.known.get(name)
        now = _version(document)
        if before is None:
            self.found.new[name] = document.name
        elif any(version.record == now.record for version in before):
            self.found.unchanged.add(name)
        elif name not in self.found.changed:
            old = max((version for version in before if version.fetched_at <= now.fetched_at), key=lambda version: version.fetched_at, default=before[0])
            fields = _differences(old, now)
            self.found.fields.update(dict.fromkeys(fields, 1))
            self.found.changed[name] = (document.name, "; ".join(fields.values()))

    def finished(self) -> Difference:
        self.found.unchanged -= self.found.changed.keys()
        for name, failure in self.failed.items():
            if name in self.known and name not in self.seen:
                self.found.lost[name] = (failure.name, f"{failure.kind}: {failure.reason}")
                note_failure(failure, self.run.source(self.reader.source_id), self.run)
            elif name not in self.seen:
                self.found.refused += 1
        return self.found


def _version(document: Document) -> Version:
    from warehouse.rows import record

    kinds = Counter(block.kind for block in document.blocks)
    published = document.published
    return Version(record(document), document.fetched_at or NEVER, document.name, {
        "title": document.title or "", "date": f"{published.day} ({published.origin})" if published else "", "author": document.author or "",
        "province": document.province or "", "article": document.parent_id or "",
        "blocks": ", ".join(f"{kinds[kind]} {kind}" for kind in sorted(kinds))}, document.text)


def _differences(old: Version, new: Version) -> dict[str, str]:
    """Field → how it differs, in a form to be read."""
    found = {name: f"{name} {_shown(old.values[name])} → {_shown(value)}" for name, value in new.values.items() if value != old.values[name]}
    if new.text != old.text:
        at = next((place for place, (a, b) in enumerate(zip(old.text, new.text, strict=False)) if a != b), min(len(old.text), len(new.text)))
        grown = len(new.text) - len(old.text)
        found["body"] = (f"body {len(old.text)} → {len(new.text)} characters ({grown:+d}), from {at} on: "
                         f"{_shown(old.text[at:at + LONGEST + 1])} → {_shown(new.text[at:at + LONGEST + 1])}")
    return found or {"other": "other details"}


def _shown(value: str) -> str:
    line = " ".join(value.split())
    return f"“{line[:LONGEST].rstrip()}…”" if len(line) > LONGEST else f"“{line}”" if line else "none"


def _parser() -> str:
    from pipeline.parse import PARSER_VERSION

    return PARSER_VERSION


# ---------------------------------------------------------------- telling
def print_differences(out: TextIO, found: Sequence[Difference], *, dry_run: bool) -> None:
    """What changed: one line a source, then the documents, `SHOWN` of each kind."""
    width = max([len(one.source_id) for one in found], default=6)
    out.write(f"{'source':{width}}  records  unchanged  changed  newly read  no longer read  no articles\n")
    for one in found:
        out.write(f"{one.source_id:{width}}  {one.records:7}  {len(one.unchanged):9}  {len(one.changed):7}  {len(one.new):10}  {len(one.lost):14}  {one.refused:11}\n")
    fields = sum((one.fields for one in found), Counter[str]())
    if fields:
        out.write(f"\nChanged in {', '.join(f'{count} {name}' for name, count in fields.most_common())}:\n")
        _listed(out, [f"{name}: {what}" for one in found for name, what in one.changed.values()])
    if any(one.new for one in found):
        out.write("\nNewly read:\n")
        _listed(out, [name for one in found for name in one.new.values()])
    if any(one.lost for one in found):
        out.write("\nNo longer read; the last version stays:\n")
        _listed(out, [f"{name}: {why}" for one in found for name, why in one.lost.values()])
    if all(one.is_empty for one in found):
        out.write("\nEverything is read as before.\n")
    elif dry_run:
        out.write("\nNothing was written (--dry-run).\n")
    else:
        out.write("\nChanged documents are new versions now; `cchc publish` extracts and publishes them.\n")


def _listed(out: TextIO, lines: Sequence[str]) -> None:
    for line in lines[:SHOWN]:
        out.write(f"  {line}\n")
    if len(lines) > SHOWN:
        out.write(f"  and {len(lines) - SHOWN} more\n")
