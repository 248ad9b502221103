"""Commands that fill the data folder: run, crawl, import, publish."""
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flows.cli.common import HERE, Contact, Data, Limit, Since, SourceFolder, SourceIds, app, need, recorded
from flows.errors import Problem
from flows.folder import DataFolder

if TYPE_CHECKING:
    from flows.ledger import Run
    from flows.progress import Progress
    from warehouse.load import Edition


@app.command
def run(*, data: Data = HERE, source: SourceIds = (), sample: bool = False, prefect: bool = True, contact: Contact = None,
        sources: SourceFolder = None, limit: Limit = None, since: Since = None) -> int:
    """Crawl, parse, extract, publish and write the report; without --source on the embedded sample, which needs no network.

    Parameters
    ----------
    source: list[str]
        Ids of sources to crawl (`cchc sources` lists them).
    sample: bool
        Use the embedded sample; --source then names sources of the sample.
    prefect: bool
        Run as a Prefect flow; --no-prefect does the same with plain functions, in seconds.
    """
    from flows.plan import planned

    def work(entry: Run, progress: Progress) -> Edition:
        if not prefect:
            from flows.plain import run_all

            return run_all(plan, entry, progress, sources=sources)
        from flows.engine import prepare

        prepare(folder.root / "prefect")
        progress.say("Starting Prefect; its server needs up to a minute (--no-prefect does without).")
        from flows.pipeline import run_flow

        return run_flow(plan, entry, progress, sources=sources)

    folder, real = DataFolder(data), bool(source or sources) and not sample
    with planned(folder, source, sample=not real, sources=sources, contact=contact, limit=limit, since=since) as plan:
        return recorded(folder, "run", work, try_sql=True)


@app.command
def crawl(*ids: str, data: Data = HERE, sample: bool = False, contact: Contact = None, sources: SourceFolder = None, limit: Limit = None,
          since: Since = None) -> int:
    """Fetch what is new from sources (all that are verified, if none is named) and read it into the lake; `cchc publish` makes it readable.

    Parameters
    ----------
    ids: str
        Ids of sources (`cchc sources` lists them).
    sample: bool
        Crawl the embedded sample's sources.
    """
    from flows.plain import crawl_and_parse
    from flows.plan import planned

    folder = DataFolder(data)
    with planned(folder, ids, sample=sample, sources=sources, contact=contact, limit=limit, since=since) as plan:
        return recorded(folder, "crawl", lambda entry, progress: crawl_and_parse(plan, entry, progress))


@app.command(name="import")
def import_(*paths: Path, data: Data = HERE, sources: SourceFolder = None) -> int:
    """Read web archives, saved pages, files and folders of them into archive and lake; `cchc publish` makes them readable.

    Pages of a known source become documents of that source, the same as if they had been crawled.

    Parameters
    ----------
    paths: Path
        Web archives (.warc, .warc.gz, .wacz), saved pages (.html, .mhtml), reports (.pdf, .docx, .xlsx, .odt, …), texts, or folders.
    """
    from flows.importing import import_paths
    from flows.plan import known_to

    need(paths, "files or folders to read")
    folder = DataFolder(data)
    known = known_to(folder, sources)

    def work(entry: Run, progress: Progress) -> None:
        with progress.step("Reading") as tick:
            import_paths(paths, folder, known, entry, tick=tick)
        if not entry.failures and not entry.sources:
            raise Problem(f"{', '.join(map(str, paths))}: no documents here")

    return recorded(folder, "import", work)


@app.command
def publish(*, data: Data = HERE, sources: SourceFolder = None, accept: Annotated[tuple[str, ...], Parameter(negative=())] = ()) -> int:
    """Extract the facts of what is new in the lake, publish the warehouse and write the report.

    Parameters
    ----------
    accept: list[str]
        A check that kept the edition back and whose findings are right this time (facts_lost, documents_lost); may be repeated.
    """
    from flows.plain import extract_and_publish

    folder = DataFolder(data)
    return recorded(folder, "publish", lambda entry, progress: extract_and_publish(folder, entry, progress, sources=sources, accept=accept))
