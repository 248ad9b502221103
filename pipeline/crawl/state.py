"""Crawl state: what is known of every address, which pages the archive holds, and which of them are parsed.

One SQLite file for all sources, in WAL mode; every method is one transaction, so a kill at any moment loses at most the
step under way. The tables are explained in state.sql.
"""
from __future__ import annotations

import hashlib
import sqlite3
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.archive import RawPage, RecordRef

if sys.platform != "win32":
    import fcntl

SCHEMA = Path(__file__).with_name("state.sql")
VERSION = 2
UPGRADES = {1: "ALTER TABLE pages ADD COLUMN parent_url TEXT"}     # what makes a state of that version one of the next

# An unfinished crawl that is older than this is not taken up again: listings have moved on, a new one starts.
RESUME_WITHIN = timedelta(days=1)
# Articles are corrected in their first days and hardly ever later: a page that has not changed for a while is asked again
# after half that while, at the latest after a quarter of a year.
YOUNG, LONGEST = timedelta(days=3), timedelta(days=90)
# Addresses that fail are tried again in the next crawl, then after one hour, two, four, at the latest after a week.
FIRST_RETRY, LAST_RETRY = timedelta(hours=1), timedelta(days=7)
# 404 and 410: a removed article that comes back is rare, but a portal's move can break addresses for weeks.
GONE = timedelta(days=30)


class StateError(Exception):
    """The crawl state can't be read or written; the message names the file and the remedy."""


class SourceBusy(StateError):
    """Another crawl of the same source is under way."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a request to a page needs to know of it."""

    canonical_url: str
    url: str
    listing_date: str | None
    etag: str | None
    last_modified: str | None
    digest: str | None
    parent_url: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One crawl of one source; `discovered` None: its discovery is not finished."""

    id: int
    started_at: datetime
    discovered: int | None


class CrawlState:
    """The state at `path`, created if it is not there; may be shared by threads. Every method raises StateError where the file fails."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise StateError(f"{path}: crawl state can't be opened: {error}; check the folder's rights") from error
        try:
            self._use_wal()
            self._db.execute("PRAGMA synchronous=NORMAL")
            with self._transaction() as db:
                version = db.execute("PRAGMA user_version").fetchone()[0]
                if version > VERSION:
                    raise StateError(f"{path}: crawl state of a newer program (version {version}, this one knows {VERSION}); update the program")
                for statement in _statements(SCHEMA.read_text(encoding="utf-8")) if version == 0 else [UPGRADES[v] for v in range(version, VERSION)]:
                    db.execute(statement)
                db.execute(f"PRAGMA user_version={VERSION}")
        except (sqlite3.Error, StateError) as error:
            self._db.close()
            if isinstance(error, StateError):
                raise
            raise self._broken(error) from error

    def _use_wal(self) -> None:
        """Switch to WAL. SQLite's own patience (`timeout`) does not cover the switch: of two that open a new state at once, one is refused."""
        for last in (*[False] * 99, True):
            try:
                self._db.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                if last or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                time.sleep(0.1)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> CrawlState:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def crawling(self, source_id: str) -> Iterator[None]:
        """Keep every other crawl of this source out, in any process; ends with the process, however that ends. Raises SourceBusy.

        On Windows nothing is locked.
        """
        path = self.path.with_name(f"{self.path.name}.{source_id}.lock")
        try:
            stream = path.open("a")
        except OSError as error:
            raise StateError(f"{path}: can't be written: {error.strerror}; check the folder's rights") from error
        with stream:
            if sys.platform != "win32":
                try:
                    fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise SourceBusy(f"{source_id} is being crawled by another process; wait for that one to end") from None
            yield

    # ------------------------------------------------------------ rounds and discovery
    def open_round(self, source_id: str, now: datetime) -> Round:
        """The unfinished crawl of a source, if it is young enough, else a new one."""
        with self._transaction() as db:
            row = db.execute("SELECT id, started_at, discovered FROM rounds WHERE source_id = ? AND finished_at IS NULL AND started_at > ? "
                             "ORDER BY id DESC", (source_id, _text(now - RESUME_WITHIN))).fetchone()
            if row:
                return Round(row[0], datetime.fromisoformat(row[1]), row[2])
            made = db.execute("INSERT INTO rounds (source_id, started_at) VALUES (?, ?) RETURNING id", (source_id, _text(now))).fetchone()
            return Round(made[0], now, None)

    def close_round(self, opened: Round, now: datetime) -> None:
        with self._transaction() as db:
            db.execute("UPDATE rounds SET finished_at = ? WHERE id = ?", (_text(now), opened.id))

    def discovered(self, source_id: str, opened: Round, links: Iterable[tuple[str, str, str | None]], walks: Iterable[tuple[str, int]], *,
                   finished: bool, now: datetime) -> int:
        """Store what a discovery found, all at once: (canonical address, address, listing date) of articles, and (listing address,
        pages allowed) of listings, with 0 pages where one could not be read to its end. `finished`: an interrupted crawl need not
        discover again. Returns the number of distinct articles."""
        when, count = _text(now), 0
        with self._transaction() as db:
            for canonical_url, url, listing_date in links:
                count += 1
                db.execute("""INSERT INTO pages (source_id, canonical_url, url, listing_date, first_seen, last_seen, next_due)
                              VALUES (?, ?, ?, ?, ?, ?, ?)
                              ON CONFLICT (source_id, canonical_url) DO UPDATE SET url = excluded.url, last_seen = excluded.last_seen,
                                  listing_date = coalesce(excluded.listing_date, listing_date)""",
                           (source_id, canonical_url, url, listing_date, when, when, when))
            db.executemany("INSERT OR REPLACE INTO walks (source_id, url, pages) VALUES (?, ?, ?)", [(source_id, url, pages) for url, pages in walks])
            if finished:
                db.execute("UPDATE rounds SET discovered = ? WHERE id = ?", (count, opened.id))
        return count

    def knows(self, source_id: str, canonical_url: str) -> bool:
        return bool(self._rows("SELECT 1 FROM pages WHERE source_id = ? AND canonical_url = ?", source_id, canonical_url))

    def walked(self, source_id: str, url: str) -> int:
        """How many pages of a listing were allowed when it was last read, if that went without a failure; else 0."""
        rows = self._rows("SELECT pages FROM walks WHERE source_id = ? AND url = ?", source_id, url)
        return int(rows[0][0]) if rows else 0

    # ------------------------------------------------------------ pages
    def due(self, source_id: str, opened: Round, now: datetime) -> list[Known]:
        """What this crawl still has to ask for: new addresses in order of discovery, then those it is time to look at again, last those
        that failed before (many of them in a row end a crawl, which must not keep the others from their turn)."""
        rows = self._rows("""SELECT canonical_url, url, listing_date, etag, last_modified, digest, parent_url FROM pages
                             WHERE source_id = ? AND next_due <= ? AND (last_tried IS NULL OR last_tried < ?)
                             ORDER BY failures > 0, last_fetched IS NOT NULL, last_fetched, seq""", source_id, _text(now), _text(opened.started_at))
        return [Known(*row) for row in rows]

    def count(self, source_id: str) -> int:
        """How many article addresses of a source are known."""
        return int(self._rows("SELECT count(*) FROM pages WHERE source_id = ?", source_id)[0][0])

    def archived(self, ref: RecordRef, page: RawPage, identity: str | None = None) -> None:
        """A page was fetched and written to the archive; `identity` is the address it was found under, where that is another one."""
        digest, when = body_digest(page.body), _text(page.fetched_at)
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO records (path, offset, length, source_id, canonical_url, fetched_at, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
                       (ref.path, ref.offset, ref.length, page.source_id, page.canonical_url, when, digest))
            db.execute("""INSERT INTO pages (source_id, canonical_url, url, listing_date, first_seen, last_seen, next_due, parent_url)
                          VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id, canonical_url) DO NOTHING""",
                       (page.source_id, identity or page.canonical_url, page.url, page.listing_date, when, when, when, page.parent_url))
            db.execute("""UPDATE pages SET status = ?, etag = ?, last_modified = ?, digest = ?, last_tried = ?, last_fetched = ?,
                              changed_at = ?, next_due = ?, failures = 0, reason = NULL
                          WHERE source_id = ? AND canonical_url = ?""",
                       (page.status, page.headers.get("etag"), page.headers.get("last-modified"), digest, when, when, when, when,
                        page.source_id, identity or page.canonical_url))

    def unchanged(self, source_id: str, page: Known, headers: dict[str, str], status: int, digest: str, now: datetime) -> None:
        """A page answered as it did before (304, or the same body); `digest` is that of the body we have."""
        with self._transaction() as db:
            row = db.execute("SELECT changed_at FROM pages WHERE source_id = ? AND canonical_url = ?", (source_id, page.canonical_url)).fetchone()
            changed = datetime.fromisoformat(row[0]) if row and row[0] else now
            db.execute("""UPDATE pages SET status = ?, etag = coalesce(?, etag), last_modified = coalesce(?, last_modified), digest = ?, last_tried = ?,
                              last_fetched = ?, changed_at = ?, next_due = ?, failures = 0, reason = NULL
                          WHERE source_id = ? AND canonical_url = ?""",
                       (status, headers.get("etag"), headers.get("last-modified"), digest, _text(now), _text(now), _text(changed),
                        _text(next_visit(changed, now)), source_id, page.canonical_url))

    def failed(self, source_id: str, page: Known, kind: str, reason: str, retry_after: float | None, now: datetime) -> None:
        """A page could not be had. `kind` as in fetch.FetchFailed; `retry_after` in seconds."""
        with self._transaction() as db:
            row = db.execute("SELECT failures FROM pages WHERE source_id = ? AND canonical_url = ?", (source_id, page.canonical_url)).fetchone()
            failures = (row[0] if row else 0) + 1
            due = max(next_try(kind, failures, now), now + timedelta(seconds=min(retry_after or 0.0, LAST_RETRY.total_seconds())))
            status = int(kind.removeprefix("http-")) if kind.startswith("http-") else 0
            db.execute("UPDATE pages SET status = ?, last_tried = ?, next_due = ?, failures = ?, reason = ? WHERE source_id = ? AND canonical_url = ?",
                       (status, _text(now), _text(due), failures, reason, source_id, page.canonical_url))

    def linked(self, source_id: str, parent_url: str, links: Iterable[tuple[str, str]], listing_date: str | None, now: datetime) -> int:
        """The attachments of an article, as (canonical address, address), are to be fetched; returns how many are new."""
        when, new = _text(now), 0
        with self._transaction() as db:
            for canonical_url, url in links:
                new += db.execute("""INSERT INTO pages (source_id, canonical_url, url, listing_date, first_seen, last_seen, next_due, parent_url)
                                     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id, canonical_url) DO NOTHING""",
                                  (source_id, canonical_url, url, listing_date, when, when, when, parent_url)).rowcount
        return new

    # ------------------------------------------------------------ archived records
    def ends(self, source_id: str) -> dict[str, int]:
        """For each archive file of a source the byte behind the last record in it that the state knows of."""
        return dict(self._rows("SELECT path, max(offset + length) FROM records WHERE source_id = ? GROUP BY path", source_id))

    def imported(self, ref: RecordRef, page: RawPage, now: datetime) -> None:
        """A page that somebody else had fetched was written to the archive. A crawl asks for it again as for any page known since then."""
        digest, when = body_digest(page.body), _text(page.fetched_at)
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO records (path, offset, length, source_id, canonical_url, fetched_at, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
                       (ref.path, ref.offset, ref.length, page.source_id, page.canonical_url, when, digest))
            db.execute("""INSERT INTO pages (source_id, canonical_url, url, listing_date, first_seen, last_seen, status, etag, last_modified, digest,
                              last_fetched, changed_at, next_due, parent_url)
                          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                          ON CONFLICT (source_id, canonical_url) DO UPDATE SET status = excluded.status, etag = excluded.etag,
                              last_modified = excluded.last_modified, digest = excluded.digest, last_fetched = excluded.last_fetched,
                              changed_at = excluded.changed_at WHERE last_fetched IS NULL OR last_fetched < excluded.last_fetched""",
                       (page.source_id, page.canonical_url, page.url, page.listing_date, when, when, page.status, page.headers.get("etag"),
                        page.headers.get("last-modified"), digest, when, when, _text(next_visit(page.fetched_at, now)), page.parent_url))

    def held(self, source_id: str, canonical_url: str, digest: str, at: datetime | None = None) -> tuple[RecordRef, str | None] | None:
        """The archived record that already says what a body with this digest would, and what the parser made of it ("document", …).

        With `at`, the body must have been there at that time: fetched then, or before it and not replaced until then.
        """
        rows = self._rows("SELECT path, offset, length, outcome, digest FROM records WHERE source_id = ? AND canonical_url = ? AND "
                          + ("fetched_at <= ? ORDER BY fetched_at DESC LIMIT 1" if at else "digest = ? LIMIT 1"),
                          source_id, canonical_url, _text(at) if at else digest)
        return (RecordRef(*rows[0][:3]), rows[0][3]) if rows and rows[0][4] == digest else None

    def digest(self, source_id: str, canonical_url: str) -> str | None:
        """The digest of the newest body archived for an article."""
        rows = self._rows("SELECT digest FROM records WHERE source_id = ? AND canonical_url = ? ORDER BY fetched_at DESC LIMIT 1", source_id, canonical_url)
        return str(rows[0][0]) if rows else None

    def unparsed(self, source_id: str, parser_version: str) -> list[RecordRef]:
        """Archived pages that this version of the parser has not read yet, in the order in which they were archived."""
        rows = self._rows("SELECT path, offset, length FROM records WHERE source_id = ? AND parser_version IS NOT ? ORDER BY path, offset",
                          source_id, parser_version)
        return [RecordRef(*row) for row in rows]

    def records(self, source_id: str) -> list[RecordRef]:
        """Every archived page of a source, in the order in which they were fetched."""
        return [RecordRef(*row) for row in self._rows("SELECT path, offset, length FROM records WHERE source_id = ? ORDER BY fetched_at, path, offset", source_id)]

    def archived_sources(self) -> list[str]:
        """The ids of all sources that have archived pages, sorted."""
        return [str(row[0]) for row in self._rows("SELECT DISTINCT source_id FROM records ORDER BY source_id")]

    def read_again(self, refs: Iterable[RecordRef]) -> None:
        """Let these pages count as not parsed."""
        with self._transaction() as db:
            db.executemany("UPDATE records SET parser_version = NULL WHERE path = ? AND offset = ?", [(ref.path, ref.offset) for ref in refs])

    def mark_parsed(self, ref: RecordRef, parser_version: str, outcome: str) -> None:
        """A page was read by this version of the parser; `outcome` says what came of it ("document", "listing", …)."""
        with self._transaction() as db:
            done = db.execute("UPDATE records SET parser_version = ?, outcome = ?, parsed_at = ? WHERE path = ? AND offset = ?",
                              (parser_version, outcome, _text(datetime.now(UTC)), ref.path, ref.offset))
            if done.rowcount != 1:
                raise StateError(f"{self.path}: no archived record {ref.path} at byte {ref.offset}; does this state belong to that archive?")

    # ------------------------------------------------------------ SQLite
    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                try:
                    yield self._db
                except BaseException:
                    self._db.execute("ROLLBACK")
                    raise
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                raise self._broken(error) from error

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.Error as error:
                raise self._broken(error) from error

    def _broken(self, error: sqlite3.Error) -> StateError:
        remedy = {"database is locked": "another crawl holds it: wait for that one to end",
                  "database or disk is full": "free some space, then start again",
                  "file is not a database": "move the file away; the next crawl builds a new one from the archive"}
        return StateError(f"{self.path}: crawl state fails: {error}; {remedy.get(str(error), 'check the disk and the rights of the file')}")


def body_digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def next_visit(changed: datetime, now: datetime) -> datetime:
    """When to look again at a page that last changed at `changed` and was found unchanged at `now`."""
    age = now - changed
    return now if age < YOUNG else now + min(age / 2, LONGEST)


def next_try(kind: str, failures: int, now: datetime) -> datetime:
    """When to try again an address that has now failed `failures` times in a row."""
    if kind in ("http-404", "http-410"):
        return now + GONE
    if kind in ("robots", "redirect", "too-large", "host", "address"):   # nothing that passes by itself
        return now + LAST_RETRY
    return now if failures <= 1 else now + min(FIRST_RETRY * 2 ** min(failures - 2, 20), LAST_RETRY)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _statements(script: str) -> list[str]:
    code = "\n".join(line.split("--")[0] for line in script.splitlines())
    return [statement for statement in code.split(";") if statement.strip()]
