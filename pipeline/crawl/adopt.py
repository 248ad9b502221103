"""Taking over what stands in the archive, but not in the crawl state: what a killed crawl or import could no longer note down, or all where the state was lost."""
from __future__ import annotations

from datetime import UTC, datetime

from corpus.sources import Source
from pipeline.archive import Archive
from pipeline.crawl.attached import note_attachments
from pipeline.crawl.state import CrawlState


def adopt(source_id: str, source: Source | None, state: CrawlState, archive: Archive) -> int:
    """Note every archived page of a source that the state does not know; returns how many. `source` is None for what belongs to none.

    Raises ArchiveError, StateError.
    """
    count = 0
    for ref, page in archive.records(source_id, after=state.ends(source_id)):
        if source:
            note_attachments(page, source, state, datetime.now(UTC))
        state.archived(ref, page)
        count += 1
    return count
