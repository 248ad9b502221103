"""The stage that imports: web archives, saved pages, files and folders go into the archive and from there, as crawled pages do, into the lake."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from flows.folder import DataFolder
from flows.ledger import Failure, Run
from flows.parsing import parse_records
from flows.progress import Tick
from flows.stages import shortened, told

if TYPE_CHECKING:
    from corpus.sources import Source


@told()
def import_paths(paths: Iterable[Path], folder: DataFolder, sources: Mapping[str, Source], run: Run, *, tick: Tick | None = None) -> int:
    """Take in files and folders and read them into the lake; returns how many documents (or versions of them) are new.

    Pages whose address belongs to one of `sources` become documents of that source, the same as if they had been crawled.
    """
    from pipeline.archive import Archive
    from pipeline.crawl import CrawlState
    from pipeline.intake import Intake, Kept

    before = run.counts["documents"]
    with closing(CrawlState(folder.state)) as state:
        for found in Intake(Archive(folder.archive), state, sources).take(paths):
            if isinstance(found, Kept):
                entry = run.source(found.source_id)
                entry.discovered += 1
                entry.fetched += found.new
                entry.unchanged += not found.new
            else:
                if not found.passed:
                    run.source(found.source_id).failed += 1
                run.failures.append(Failure(found.source_id, found.name, "parse", found.kind, shortened(found.reason)))
            if tick:
                tick()
    for source_id in list(run.sources):
        parse_records(source_id, sources.get(source_id), folder, run, tick=tick)
        entry = run.source(source_id)
        if entry.failed and not entry.parsed and not entry.unchanged:
            entry.status = "failed"
    return run.counts["documents"] - before
