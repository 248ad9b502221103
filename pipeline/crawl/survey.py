"""Survey: a source's ways of discovery one after the other, each page noted before the next is asked for.

A look at each way finds what is new; with `since`, a backfill goes on where the look ended, as far back as that day. A killed survey is
taken up on the page where it stopped: a look by the same round, a backfill by any later one.
"""
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

from corpus.sources import Discovery, Source
from pipeline.crawl.discover import Memory, Step, Trouble, walk
from pipeline.crawl.fetch import Fetched
from pipeline.crawl.paging import Spot
from pipeline.crawl.rounds import Round, Rounds, Walk


class Survey:
    """`get` fetches an address (and may raise FetchFailed); `tell` is called with everything that went wrong."""

    def __init__(self, source: Source, rounds: Rounds, opened: Round, get: Callable[[str], Fetched], tell: Callable[[Trouble], None]) -> None:
        self.source, self.rounds, self.opened, self.get, self.tell = source, rounds, opened, get, tell
        self.host_down = False

    def go(self, since: date | None) -> int:
        """Find articles; returns how many this round met. Raises StateError."""
        for way in self.source.discovery:
            if (whole := self.look(way)) and since and not self.rounds.filled(self.source.id, way.url, since):
                self.backfill(way, since, whole.position)
        return self.rounds.discovered(self.source.id, self.opened, finished=not self.host_down)

    def wants(self, since: date | None) -> bool:
        """Whether there is anything left to find for this round."""
        return self.opened.discovered is None or any(since and not self.rounds.filled(self.source.id, way.url, since) for way in self.source.discovery)

    def look(self, way: Discovery) -> Walk | None:
        """Read what is new; returns how far it is read, None where a failure ended it."""
        before = self.rounds.walk(self.source.id, way.url)
        ours = before is not None and before.round == self.opened.id   # read, or begun, by this round before it was interrupted
        if before and ours and before.pages:
            return before
        return self._walk(way, None, before.position if before and ours else None, whole=before is not None and before.pages >= way.max_pages)

    def backfill(self, way: Discovery, since: date, begin: str | None) -> None:
        """Read on from `begin` (where the look ended) or from where an earlier backfill was interrupted."""
        before = self.rounds.walk(self.source.id, way.url, since)
        begin = before.position if before and before.position else begin
        if way.kind == "feed" or (way.kind == "listing" and begin is None):   # the look read all there is
            self.rounds.found(self.source.id, {}, datetime.now(UTC), Walk(way.url, since, way.max_pages, self.opened.id))
        else:
            self._walk(way, since, begin, whole=False)

    def _walk(self, way: Discovery, since: date | None, begin: str | None, *, whole: bool) -> Walk | None:
        memory = Memory(partial(self.rounds.knows, self.source.id, self.opened), self._read_at, partial(self._done, since), whole=whole)
        failed, ended = False, Walk(way.url, since, 0, self.opened.id, begin)
        for step in walk(self.source, way, self.get, memory, start=Spot.read(begin) if begin else None, since=since):
            for trouble in step.troubles:
                self.tell(trouble)
                self.host_down = self.host_down or trouble.host_down
            failed = failed or step.failed
            ended = self._note(way, since, step, ended, failed)
        return ended if ended.pages else None

    def _note(self, way: Discovery, since: date | None, step: Step, before: Walk, failed: bool) -> Walk:
        """Store what a page brought and where to go on; a page that failed is where to begin again."""
        position = before.position if step.failed else str(step.following) if step.following else None
        over = step.over and not failed and not (since and step.following)   # a backfill that left something behind it goes on some day
        ended = Walk(way.url, since, way.max_pages if over else 0, self.opened.id, position)
        parts = [Walk(step.url, since, 1, self.opened.id)] if way.kind == "sitemap" and step.url != way.url and not step.failed else []
        self.rounds.found(self.source.id, step.links, datetime.now(UTC), ended, *parts)
        return ended

    def _read_at(self, url: str) -> datetime | None:
        before = self.rounds.walk(self.source.id, url)
        return before.read_at if before and before.pages else None

    def _done(self, since: date | None, url: str) -> bool:
        """Whether a part of a sitemap index is read: by this round, or by an earlier part of the same backfill."""
        before = self.rounds.walk(self.source.id, url, since)
        return before is not None and before.pages > 0 and (since is not None or before.round == self.opened.id)
