"""The stages of a run as plain functions: crawl, extract, publish, report; `flows.parsing` and `flows.importing` have the others.

Each reads what the one before it stored in the data folder and stores its own, so each can be run alone and again; what is
already there is not done twice. Each takes the run's ledger entry and writes down what it did and what failed.
`flows.plain` and `flows.pipeline` (Prefect) wire these same functions together.
"""
from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from flows.errors import Problem, one_line
from flows.folder import DataFolder
from flows.ledger import Failure, Run
from flows.progress import Tick
from pipeline.document import Document

if TYPE_CHECKING:
    from corpus.sources import Source
    from extractors.facts import Facts
    from pipeline.crawl import CrawlReport, Fetcher
    from warehouse.load import Edition

BATCH = 200
"""Documents that are parsed or stored at once: a kill loses at most the work on so many, and none of the crawl."""

T = TypeVar("T")


class Unreachable(Problem):
    """A source gave not one page; worth another try later. `report` is what the crawl says of itself."""

    def __init__(self, source: Source, report: CrawlReport) -> None:
        super().__init__(f"{source.name}: nothing could be fetched from {source.base_url} ({shortened(report.failures[0].reason)})")
        self.report = report


@contextmanager
def told() -> Iterator[None]:
    """What a store says of itself (damaged, full, of another version) reaches the person as it is, without a traceback."""
    from pipeline.archive import ArchiveError
    from pipeline.crawl import StateError
    from warehouse.lake import LakeError

    try:
        yield
    except (ArchiveError, StateError, LakeError) as error:
        raise Problem(one_line(error)) from error


@told()
def crawl_source(source: Source, folder: DataFolder, fetcher: Fetcher, *, limit: int | None = None, since: date | None = None,
                 tick: Tick | None = None) -> CrawlReport:
    """Fetch what is new from one source (with `since`, also what is old) into the archive. Raises Unreachable where nothing at all could be fetched.

    Crawls of one run share a `fetcher`, so that two sources on one host don't hurry it.
    """
    from pipeline.archive import Archive
    from pipeline.crawl import CrawlState, crawl

    with closing(CrawlState(folder.state)) as state:
        report = crawl(source, state, Archive(folder.archive), user_agent="", fetcher=fetcher, limit=limit, since=since,
                       on_page=(lambda _: tick()) if tick else None)
    if not report.discovered and not report.fetched and report.failures:
        raise Unreachable(source, report)
    return report


def note_crawl(source: Source, run: Run, outcome: CrawlReport | Unreachable) -> None:
    """Write a crawl's counts and failures into the ledger entry; an unreachable source is a failed one."""
    report, entry = outcome.report if isinstance(outcome, Unreachable) else outcome, run.source(source.id)
    entry.discovered, entry.fetched, entry.unchanged, entry.skipped = report.discovered, report.fetched, report.unchanged, report.skipped
    run.failures += [Failure(source.id, f.url, "fetch", f.kind, shortened(f.reason)) for f in report.failures]
    if isinstance(outcome, Unreachable):
        entry.status = "failed"
        entry.reasons.append(str(outcome))
    else:
        entry.reasons += [shortened(f.reason) for f in report.failures if f.missing]
        # A crawl reads a listing only until it meets what it knows, so known articles count as found, too.
        seen = max(report.discovered, report.fetched + report.unchanged + report.skipped) if report.discovered else 0
        if seen < source.expect.documents:
            entry.reasons.append(f"{seen} articles found, {source.expect.documents} expected: did the listing or article_pattern change?")


@told()
def extract_documents(folder: DataFolder, run: Run, *, workers: int | None = None, tick: Tick | None = None) -> int:
    """Find the facts of every document in the lake that this extractor version has not read; returns how many documents were read."""
    from extractors import VERSION
    from flows.extraction import extract_all
    from warehouse.lake import Lake

    lake, read = Lake(folder.lake), 0

    def found() -> Iterator[tuple[Document, Facts]]:
        for document, facts in extract_all(lake.unextracted(VERSION), workers=workers):
            if isinstance(facts, Failure):
                run.source(document.source_id).failed += 1
                run.failures.append(facts)
            else:
                yield document, facts
            if tick:
                tick()

    for batch in batches(found(), BATCH):
        lake.add_facts(batch, VERSION, run.run_id)
        read += len(batch)
        for _, facts in batch:
            for family in ("metrics", "officials", "shortcomings"):
                run.counts[family] += len(getattr(facts, family))
    return read


def publish(folder: DataFolder, sources: Mapping[str, Source], accept: Collection[str] = ()) -> Edition:
    """Build the warehouse from lake and ledger and put it in place of the old one. Raises Problem where a check fails (the old one stays)."""
    from warehouse.lake import Lake, LakeError
    from warehouse.load import CheckFailed, PublishError
    from warehouse.load import publish as load

    try:
        return load(Lake(folder.lake), folder.warehouse, sources=sources, runs=folder.runs, accept=accept)
    except (CheckFailed, PublishError, LakeError) as error:
        raise Problem(f"not published, the last edition (if any) stays: {error}") from error


def report(folder: DataFolder) -> Path:
    """Write the report on the published warehouse. Raises Problem where there is none, or none that can be read."""
    warehouse = folder.need_warehouse()
    from review.report import write
    from warehouse.query import QueryError

    try:
        write(warehouse, folder.report)
    except QueryError as error:
        raise Problem(f"no report written: {error}") from error
    return folder.report


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of `size`, the last one shorter."""
    queue = iter(items)
    while batch := list(islice(queue, size)):
        yield batch


def shortened(text: str) -> str:
    """Text without line breaks, short enough for a list of failures."""
    return " ".join(text.split())[:500]
