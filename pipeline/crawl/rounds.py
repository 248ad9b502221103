"""Rounds: each crawl of a source, how far it came in discovery, and what hosts asked of us. Part of the crawl state."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from pipeline.crawl.database import Database, text
from pipeline.crawl.reading import Link

# An unfinished crawl that is older than this is not taken up again: listings have moved on, a new one starts.
RESUME_WITHIN = timedelta(days=1)
# A host's wish to be left alone is not believed beyond this; a clock that was wrong may have written it.
LONGEST_HOLD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Round:
    """One crawl of one source; `discovered` None: its discovery is not finished. `resumed`: this crawl, or the one before, was interrupted;
    else `quiet_since` is when the one before ended (None: there was none)."""

    id: int
    started_at: datetime
    discovered: int | None
    resumed: bool = False
    quiet_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a listing (or sitemap, feed) was read; columns as in state.sql. `since` None: by a look."""

    url: str
    since: date | None
    pages: int
    round: int
    position: str | None = None
    read_at: datetime | None = None


class Rounds:
    """The tables rounds, walks and hosts of a state. Every method is one transaction and raises StateError where the file fails."""

    def __init__(self, database: Database) -> None:
        self.db = database

    def open(self, source_id: str, now: datetime) -> Round:
        """The unfinished crawl of a source, if it is young enough, else a new one."""
        with self.db.transaction() as db:
            row = db.execute("SELECT id, started_at, discovered FROM rounds WHERE source_id = ? AND finished_at IS NULL AND started_at > ? AND started_at <= ? "
                             "ORDER BY id DESC", (source_id, text(now - RESUME_WITHIN), text(now))).fetchone()
            if row:
                return Round(row[0], datetime.fromisoformat(row[1]), row[2], resumed=True)
            last = db.execute("SELECT finished_at FROM rounds WHERE source_id = ? ORDER BY id DESC LIMIT 1", (source_id,)).fetchone()
            made = db.execute("INSERT INTO rounds (source_id, started_at, first_seq) SELECT ?, ?, coalesce(max(seq), 0) FROM pages RETURNING id",
                              (source_id, text(now))).fetchone()
            return Round(made[0], now, None, last is not None and last[0] is None, datetime.fromisoformat(last[0]) if last and last[0] else None)

    def close(self, opened: Round, now: datetime) -> None:
        """The crawl has done all that it could."""
        with self.db.transaction() as db:
            db.execute("UPDATE rounds SET finished_at = ? WHERE id = ?", (text(now), opened.id))

    # ------------------------------------------------------------ discovery
    def found(self, source_id: str, links: Mapping[str, Link], now: datetime, *walks: Walk) -> None:
        """Store what one page of a listing brought (articles by canonical address) together with how far the listing is read now."""
        when = text(now)
        with self.db.transaction() as db:
            for canonical_url, link in links.items():
                db.execute("""INSERT INTO pages (source_id, canonical_url, url, listing_date, first_seen, last_seen, next_due)
                              VALUES (?, ?, ?, ?, ?, ?, ?)
                              ON CONFLICT (source_id, canonical_url) DO UPDATE SET url = excluded.url, last_seen = excluded.last_seen,
                                  listing_date = coalesce(excluded.listing_date, listing_date)""",
                           (source_id, canonical_url, link.url, link.listing_date, when, when, when))
            db.executemany("INSERT OR REPLACE INTO walks (source_id, url, since, pages, round, position, read_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                           [(source_id, one.url, one.since.isoformat() if one.since else "", one.pages, one.round, one.position, when) for one in walks])

    def discovered(self, source_id: str, opened: Round, *, finished: bool) -> int:
        """How many articles a round met; with `finished`, an interrupted crawl need not discover again."""
        with self.db.transaction() as db:
            count = db.execute("SELECT count(*) FROM pages WHERE source_id = ? AND last_seen >= ? AND parent_url IS NULL",
                               (source_id, text(opened.started_at))).fetchone()[0]
            if finished:
                db.execute("UPDATE rounds SET discovered = ? WHERE id = ?", (count, opened.id))
        return int(count)

    def knows(self, source_id: str, opened: Round, canonical_url: str) -> bool:
        """Whether a crawl before this one met the article."""
        return bool(self.db.rows("SELECT 1 FROM pages WHERE source_id = ? AND canonical_url = ? AND seq <= (SELECT first_seq FROM rounds WHERE id = ?)",
                                 source_id, canonical_url, opened.id))

    def walk(self, source_id: str, url: str, since: date | None = None) -> Walk | None:
        """How far a look (or the backfill to that day) came with a listing; None where there was none."""
        rows = self.db.rows("SELECT pages, round, position, read_at FROM walks WHERE source_id = ? AND url = ? AND since = ?",
                            source_id, url, since.isoformat() if since else "")
        return next((Walk(url, since, pages, number, position, datetime.fromisoformat(read_at)) for pages, number, position, read_at in rows), None)

    def filled(self, source_id: str, url: str, since: date) -> bool:
        """Whether a backfill to this day, or further back, is done."""
        return bool(self.db.rows("SELECT 1 FROM walks WHERE source_id = ? AND url = ? AND since <> '' AND since <= ? AND pages > 0",
                                 source_id, url, since.isoformat()))

    # ------------------------------------------------------------ hosts
    def hold(self, host: str, until: datetime) -> None:
        """Nobody is to ask `host` before that time, in any process."""
        with self.db.transaction() as db:
            db.execute("INSERT INTO hosts (host, not_before) VALUES (?, ?) ON CONFLICT (host) DO UPDATE SET not_before = excluded.not_before",
                       (host, text(until)))

    def held(self, hosts: Iterable[str], now: datetime) -> dict[str, float]:
        """For how many seconds each of these hosts still wants to be left alone; those that don't are left out."""
        rests = {}
        for host in hosts:
            for (until,) in self.db.rows("SELECT not_before FROM hosts WHERE host = ?", host):
                rest = datetime.fromisoformat(until) - now.astimezone(UTC)
                if timedelta(0) < rest <= LONGEST_HOLD:
                    rests[host] = rest.total_seconds()
        return rests
