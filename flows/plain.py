"""A whole run with plain functions: no server, no scheduler, seconds. `flows.pipeline` does the same under Prefect."""
from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING

from flows import stages
from flows.folder import DataFolder
from flows.ledger import Run, settle
from flows.parsing import parse_records
from flows.plan import AT_ONCE, Plan, known_to
from flows.progress import Progress

if TYPE_CHECKING:
    from corpus.sources import Source
    from pipeline.crawl import CrawlReport
    from warehouse.load import Edition

CRAWLING = "crawl"
"""How the threads that crawl are named."""


def run_all(plan: Plan, run: Run, progress: Progress, *, sources: Path | None = None) -> Edition:
    """Crawl, parse, extract, publish, report. Raises Problem where nothing could be published."""
    crawl_and_parse(plan, run, progress)
    return extract_and_publish(plan.folder, run, progress, sources=sources)


def crawl_and_parse(plan: Plan, run: Run, progress: Progress) -> None:
    """All sources of the plan, into archive and lake; a source that can't be reached does not stop the others."""

    def crawl(source: Source) -> CrawlReport | stages.Unreachable:
        with progress.step(f"{source.id}: fetching") as tick:
            try:
                return stages.crawl_source(source, plan.folder, fetcher, limit=plan.limit, since=plan.since, tick=tick)
            except stages.Unreachable as error:
                return error

    threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=CRAWLING)
    try:
        with plan.fetching() as fetcher:
            crawls = {threads.submit(crawl, source): source for source in plan.sources}
            for source in plan.sources:   # the ledger and its tables show them in the plan's order
                run.source(source.id)
            for done in as_completed(crawls):
                source, outcome = crawls[done], done.result()
                stages.note_crawl(source, run, outcome)
                with progress.step(f"{source.id}: reading") as tick:
                    parse_records(source.id, source, plan.folder, run, tick=tick)
    finally:   # after Ctrl-C nobody waits for the crawls under way: what they archived is kept, the next run goes on from there
        threads.shutdown(wait=False, cancel_futures=True)


def extract_and_publish(folder: DataFolder, run: Run, progress: Progress, *, sources: Path | None = None, accept: Collection[str] = ()) -> Edition:
    """Facts of every document not yet read, then the new edition of the warehouse and its report."""
    with progress.step("extracting") as tick:
        stages.extract_documents(folder, run, tick=tick)
    settle(folder.runs, run)
    with progress.step("publishing"):
        edition = stages.publish(folder, known_to(folder, sources), accept)
    with progress.step("writing the report"):
        stages.report(folder)
    return edition
