"""A whole run as a Prefect flow: crawl → parse → extract → publish → report.

Why Prefect at all, if plain functions do the same (`flows.plain`)? Because a crawl that runs for a year wants retries on
the network, a schedule, a page that shows what is running, and later more machines. Why so little of it? Because a
task costs 10 to 50 ms: there is one a source and stage, never one a document. What happened is kept in our own
ledger (`flows.ledger`), which survives a kill; Prefect's database is for looking on.

Importing this module imports Prefect (seconds), so only the commands that use it do.
"""
from __future__ import annotations

import logging
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows import stages
from flows.engine import prepare
from flows.ledger import Run, settle
from flows.parsing import parse_records
from flows.plan import AT_ONCE, Plan, known_to
from flows.progress import Progress

prepare()   # settings count only if they stand before Prefect is first imported

from prefect import flow, task, unmapped  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.futures import as_completed  # noqa: E402
from prefect.task_runners import ThreadPoolTaskRunner  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.sources import Source
    from pipeline.crawl import CrawlReport, Fetcher
    from warehouse.load import Edition

# ---------------------------------------------------------------- the network step
# A provincial server that does not answer now often answers in a minute: two more tries, the pause growing.
# Only a source that gave nothing at all is tried again; single pages that failed are in the crawl state and due again at the next run.


def _worth_another_try(task: Any, run: Any, state: Any) -> bool:
    return isinstance(state.result(raise_on_failure=False), stages.Unreachable)


@task(task_run_name="crawl {source.id}", retries=2, retry_delay_seconds=[10, 60], retry_condition_fn=_worth_another_try, cache_policy=NO_CACHE)
def crawl(source: Source, plan: Plan, fetcher: Fetcher, progress: Progress) -> CrawlReport:
    """Fetch what is new from one source into the archive."""
    with progress.step(f"{source.id}: fetching") as tick:
        return stages.crawl_source(source, plan.folder, fetcher, limit=plan.limit, since=plan.since, tick=tick)


# ---------------------------------------------------------------- the steps on our own disk
# No retries: what fails here fails again. Failures of single pages and documents are in the ledger entry, they raise nothing.


@task(task_run_name="parse {source.id}", cache_policy=NO_CACHE)
def parse(source: Source, plan: Plan, run: Run, progress: Progress) -> int:
    """Read the source's new pages from the archive into the lake."""
    with progress.step(f"{source.id}: reading") as tick:
        return parse_records(source.id, source, plan.folder, run, tick=tick)


@task(cache_policy=NO_CACHE)
def extract(plan: Plan, run: Run, progress: Progress) -> int:
    """Find the facts of every document in the lake that this extractor version has not read."""
    with progress.step("extracting") as tick:
        return stages.extract_documents(plan.folder, run, tick=tick)


@task(cache_policy=NO_CACHE)
def publish(plan: Plan, sources: Path | None, progress: Progress) -> Edition:
    """Build the new edition of the warehouse, check it, and put it in place of the old one."""
    with progress.step("publishing"):
        return stages.publish(plan.folder, known_to(plan.folder, sources))


@task(cache_policy=NO_CACHE)
def report(plan: Plan, progress: Progress) -> Path:
    """Write the report on the edition."""
    with progress.step("writing the report"):
        return stages.report(plan.folder)


# ---------------------------------------------------------------- the flow


@flow(name="cchc", validate_parameters=False, task_runner=ThreadPoolTaskRunner(max_workers=AT_ONCE))  # type: ignore[arg-type]
def cchc(plan: Plan, run: Run, progress: Progress, sources: Path | None = None) -> Edition:
    """Sources are crawled side by side, since a crawl mostly waits; each is parsed as soon as its crawl is over.

    A source that can't be reached is a failed source of this run and stops nothing.
    """
    with plan.fetching() as fetcher:
        crawls = crawl.map(list(plan.sources), unmapped(plan), unmapped(fetcher), unmapped(progress))
        source_of = dict(zip((future.task_run_id for future in crawls), plan.sources, strict=True))
        for source in plan.sources:   # the ledger and its tables show them in the plan's order
            run.source(source.id)
        for future in as_completed(crawls):
            source = source_of[future.task_run_id]
            outcome = future.result(raise_on_failure=False)
            if isinstance(outcome, Exception) and not isinstance(outcome, stages.Unreachable):
                raise outcome
            stages.note_crawl(source, run, outcome)
            parse(source, plan, run, progress)
    extract(plan, run, progress)
    settle(plan.folder.runs, run)
    edition = publish(plan, sources, progress)
    report(plan, progress)
    return edition


def run_flow(plan: Plan, run: Run, progress: Progress, *, sources: Path | None = None) -> Edition:
    """Run the flow here and now, on a temporary server unless PREFECT_API_URL names one. Raises what the flow raises."""
    with _only_warnings():
        return cchc(plan, run, progress, sources)


@contextmanager
def _only_warnings() -> Iterator[None]:
    """What Prefect logs of an expected failure (a source out of reach, a failed check) is told to people by us, without traceback."""
    loggers = [logging.getLogger(name) for name in ("prefect.flow_runs", "prefect.task_runs", "prefect.flow_engine", "prefect.task_engine")]
    before = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
