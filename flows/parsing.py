"""The stage that parses: archived pages and files become documents in the lake, each once a parser version.

What can't be read is a failure of that record with its reason, and the rest goes on.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.errors import one_line
from flows.folder import DataFolder
from flows.ledger import Failure, Run, SourceRun
from flows.progress import Tick
from flows.reading import FILES
from flows.stages import BATCH, batches, shortened, told
from pipeline.document import Document, Published, document_id, replace

if TYPE_CHECKING:
    from corpus.sources import Source
    from pipeline.archive import Archive, RawPage, RecordRef
    from pipeline.crawl import CrawlState

REFUSALS = {"challenge", "login", "spam", "listing", "error", "empty"}
"""What the parser recognises as no article; expected on any site, so recorded but no fault of the run."""

CLOSED = {"needs_ocr", "not_installed", "locked", "damaged", "too_large", "too_slow", "no_file"}
"""Why an attachment can't be read: told, but its source delivers all the same. Scans and old .doc files are everywhere."""

UNREAD = "archive"
"""The kind of failure that leaves a record to be read again: its archive file is missing or damaged."""


@dataclass
class Reader:
    """Reads records of one source. `source` is None for imported files, and for pages of hosts that no source has."""

    source_id: str
    source: Source | None
    archive: Archive
    state: CrawlState
    _days: dict[str, Published | None] = field(default_factory=dict)     # of articles, for their attachments

    def read(self, ref: RecordRef) -> Document | Failure:
        """The document at `ref`, or why there is none."""
        from pipeline.archive import ArchiveError
        from pipeline.parse import NotAnArticle, Unreadable, parse_record

        name = f"{ref.path}:{ref.offset}"
        try:
            page = self.archive.read(ref)
            name = page.url
            document = parse_record(page, self.source)
            name = document.name
            return self._dated(document, page)
        except NotAnArticle as refusal:
            return self._failure(name, refusal.kind, shortened(refusal.evidence))
        except Unreadable as problem:
            return self._failure(problem.path, problem.kind, problem.told)
        except ArchiveError as error:
            return self._failure(name, UNREAD, one_line(error))
        except Exception as error:
            return self._failure(name, type(error).__name__, one_line(error))

    def identity(self, ref: RecordRef) -> str:
        """The id of the document that the record at `ref` holds, or would."""
        return document_id(self.source_id, self.archive.read(ref).canonical_url)

    def _failure(self, name: str, kind: str, reason: str) -> Failure:
        return Failure(self.source_id, name, "parse", kind, reason)

    def _dated(self, document: Document, page: RawPage) -> Document:
        """An attachment that does not say when it was published was published with its article."""
        if page.parent_url is None:
            if document.url:
                self._days[document.url] = document.published
            return document
        if document.published:
            return document
        if page.parent_url not in self._days:
            ref = self.state.newest(self.source_id, page.parent_url)
            article = self.read(ref) if ref else None
            self._days[page.parent_url] = article.published if isinstance(article, Document) else None
        found = self._days[page.parent_url]
        return replace(document, published=Published(found.at, found.precision, "article")) if found else document


@told()
def parse_records(source_id: str, source: Source | None, folder: DataFolder, run: Run, *, tick: Tick | None = None) -> int:
    """Read the archived records that this parser version has not read into the lake; returns how many became documents."""
    from pipeline.archive import Archive
    from pipeline.crawl import CrawlState
    from pipeline.parse import PARSER_VERSION
    from warehouse.lake import Lake

    lake, entry, fill = Lake(folder.lake), run.source(source_id), Counter[str]()
    with closing(CrawlState(folder.state)) as state:
        reader = Reader(source_id, source, Archive(folder.archive), state)
        for refs in batches(state.unparsed(source_id, PARSER_VERSION), BATCH):
            documents, outcomes = [], []
            for ref in refs:
                found = reader.read(ref)
                if isinstance(found, Document):
                    documents.append(found)
                    if found.parent_id is None:     # what a source promises, it promises of its articles
                        fill += Counter(articles=1, title=bool(found.title), date=found.published is not None, body=bool(found.text.strip()))
                else:
                    note_failure(found, entry, run)
                outcomes.append((ref, outcome(found)))
                if tick:
                    tick()
            run.counts["documents"] += lake.add_documents(documents, run.run_id)
            entry.parsed += len(documents)
            mark(state, outcomes, PARSER_VERSION)   # only now: a kill before this line means reading them again, not losing them
    if source:
        entry.reasons += _shortfalls(source, entry, fill)
    return entry.parsed


def note_failure(found: Failure, entry: SourceRun, run: Run) -> None:
    """Write a record that became no document into the ledger entry."""
    rejected = found.kind in REFUSALS | CLOSED and found.source_id != FILES     # a file that somebody gave by hand was meant to be read
    entry.rejected, entry.failed = entry.rejected + rejected, entry.failed + (not rejected)
    run.failures.append(found)


def outcome(found: Document | Failure) -> str:
    """What the crawl state keeps of a reading."""
    return "document" if isinstance(found, Document) else found.kind


def mark(state: CrawlState, outcomes: Iterable[tuple[RecordRef, str]], version: str) -> None:
    """Note records as read by this parser version, those left out that could not be had from the archive."""
    for ref, what in outcomes:
        if what != UNREAD:
            state.mark_parsed(ref, version, what)


def _shortfalls(source: Source, entry: SourceRun, fill: Counter[str]) -> list[str]:
    """Where the new pages of a source fell short of what it states to expect, each with what may have happened there."""
    articles = fill["articles"]
    shares = {"title": (fill["title"], articles, source.expect.title), "date": (fill["date"], articles, source.expect.date),
              "body": (fill["body"], articles + entry.failed, source.expect.body)}
    reasons = [f"{have} of {of} new documents have a {name}, {least:.0%} expected: do the selectors still fit?"
               for name, (have, of, least) in shares.items() if of and have / of < least]
    if entry.rejected and not entry.parsed and not entry.unchanged:
        reasons.append(f"none of {entry.rejected} new pages is an article: does the site now ask for a login or a script?")
    return reasons
