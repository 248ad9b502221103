"""Crawl state: what is known of every address, which pages the archive holds, and which of them are parsed.

One SQLite file for all sources, in WAL mode; every method is one transaction, so a kill at any moment loses at most the
step under way. The tables are explained in state.sql.
"""
from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.archive import RawPage, RecordRef
from pipeline.crawl.database import Database, StateError, text
from pipeline.crawl.rounds import Round, Rounds

if sys.platform != "win32":
    import fcntl

# Articles are corrected in their first days and hardly ever later: a page that has not changed for a while is asked again
# after half that while, at the latest after a quarter of a year.
YOUNG, LONGEST = timedelta(days=3), timedelta(days=90)
# Addresses that fail are tried again in the next crawl, then after one hour, two, four, at the latest after a week.
FIRST_RETRY, LAST_RETRY = timedelta(hours=1), timedelta(days=7)
# 404 and 410: a removed article that comes back is rare, but a portal's move can break addresses for weeks.
GONE = timedelta(days=30)


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


class CrawlState(Database):
    """The state at `path`, created if it is not there; may be shared by threads. Every method raises StateError where the file fails."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.rounds = Rounds(self)

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

    # ------------------------------------------------------------ pages
    def due(self, source_id: str, opened: Round, now: datetime) -> list[Known]:
        """What this crawl still has to ask for: new addresses in order of discovery, then those it is time to look at again, last those
        that failed before (many of them in a row end a crawl, which must not keep the others from their turn). A time that lies ahead was
        written while the machine's clock was wrong, and keeps no page from its turn."""
        rows = self.rows("""SELECT canonical_url, url, listing_date, etag, last_modified, digest, parent_url FROM pages
                             WHERE source_id = :source AND (next_due <= :now OR next_due > :never)
                                 AND (last_tried IS NULL OR last_tried < :started OR last_tried > :now)
                             ORDER BY failures > 0, last_fetched IS NOT NULL, last_fetched, seq""",
                         {"source": source_id, "now": text(now), "never": text(now + LONGEST + timedelta(days=1)), "started": text(opened.started_at)})
        return [Known(*row) for row in rows]

    def count(self, source_id: str) -> int:
        """How many article addresses of a source are known."""
        return int(self.rows("SELECT count(*) FROM pages WHERE source_id = ?", source_id)[0][0])

    def archived(self, ref: RecordRef, page: RawPage, identity: str | None = None) -> None:
        """A page was fetched and written to the archive; `identity` is the address it was found under, where that is another one."""
        digest, when = body_digest(page.body), text(page.fetched_at)
        with self.transaction() as db:
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
        with self.transaction() as db:
            row = db.execute("SELECT changed_at FROM pages WHERE source_id = ? AND canonical_url = ?", (source_id, page.canonical_url)).fetchone()
            changed = datetime.fromisoformat(row[0]) if row and row[0] else now
            db.execute("""UPDATE pages SET status = ?, etag = coalesce(?, etag), last_modified = coalesce(?, last_modified), digest = ?, last_tried = ?,
                              last_fetched = ?, changed_at = ?, next_due = ?, failures = 0, reason = NULL
                          WHERE source_id = ? AND canonical_url = ?""",
                       (status, headers.get("etag"), headers.get("last-modified"), digest, text(now), text(now), text(changed),
                        text(next_visit(changed, now)), source_id, page.canonical_url))

    def failed(self, source_id: str, page: Known, kind: str, reason: str, retry_after: float | None, now: datetime) -> None:
        """A page could not be had. `kind` as in fetch.FetchFailed; `retry_after` in seconds."""
        with self.transaction() as db:
            row = db.execute("SELECT failures FROM pages WHERE source_id = ? AND canonical_url = ?", (source_id, page.canonical_url)).fetchone()
            failures = (row[0] if row else 0) + 1
            due = max(next_try(kind, failures, now), now + timedelta(seconds=min(retry_after or 0.0, LAST_RETRY.total_seconds())))
            status = int(kind.removeprefix("http-")) if kind.startswith("http-") else 0
            db.execute("UPDATE pages SET status = ?, last_tried = ?, next_due = ?, failures = ?, reason = ? WHERE source_id = ? AND canonical_url = ?",
                       (status, text(now), text(due), failures, reason, source_id, page.canonical_url))

    def linked(self, source_id: str, parent_url: str, links: Iterable[tuple[str, str]], listing_date: str | None, now: datetime) -> int:
        """The attachments of an article, as (canonical address, address), are to be fetched; returns how many are new."""
        when, new = text(now), 0
        with self.transaction() as db:
            for canonical_url, url in links:
                new += db.execute("""INSERT INTO pages (source_id, canonical_url, url, listing_date, first_seen, last_seen, next_due, parent_url)
                                     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id, canonical_url) DO NOTHING""",
                                  (source_id, canonical_url, url, listing_date, when, when, when, parent_url)).rowcount
        return new

    # ------------------------------------------------------------ archived records
    def ends(self, source_id: str) -> dict[str, int]:
        """For each archive file of a source the byte behind the last record in it that the state knows of."""
        return dict(self.rows("SELECT path, max(offset + length) FROM records WHERE source_id = ? GROUP BY path", source_id))

    def imported(self, ref: RecordRef, page: RawPage, now: datetime) -> None:
        """A page that somebody else had fetched was written to the archive. A crawl asks for it again as for any page known since then."""
        digest, when = body_digest(page.body), text(page.fetched_at)
        with self.transaction() as db:
            db.execute("INSERT OR IGNORE INTO records (path, offset, length, source_id, canonical_url, fetched_at, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
                       (ref.path, ref.offset, ref.length, page.source_id, page.canonical_url, when, digest))
            db.execute("""INSERT INTO pages (source_id, canonical_url, url, listing_date, first_seen, last_seen, status, etag, last_modified, digest,
                              last_fetched, changed_at, next_due, parent_url)
                          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                          ON CONFLICT (source_id, canonical_url) DO UPDATE SET status = excluded.status, etag = excluded.etag,
                              last_modified = excluded.last_modified, digest = excluded.digest, last_fetched = excluded.last_fetched,
                              changed_at = excluded.changed_at, next_due = excluded.next_due, parent_url = coalesce(parent_url, excluded.parent_url)
                          WHERE last_fetched IS NULL OR last_fetched < excluded.last_fetched""",
                       (page.source_id, page.canonical_url, page.url, page.listing_date, when, when, page.status, page.headers.get("etag"),
                        page.headers.get("last-modified"), digest, when, when, text(next_visit(page.fetched_at, now)), page.parent_url))

    def newest(self, source_id: str, canonical_url: str) -> RecordRef | None:
        """The page of this address that was fetched last."""
        rows = self.rows("SELECT path, offset, length FROM records WHERE source_id = ? AND canonical_url = ? ORDER BY fetched_at DESC LIMIT 1",
                          source_id, canonical_url)
        return RecordRef(*rows[0]) if rows else None

    def archived_as(self, source_id: str, canonical_url: str) -> bool:
        """Whether the archive holds a page of this address."""
        return bool(self.rows("SELECT 1 FROM records WHERE source_id = ? AND canonical_url = ? LIMIT 1", source_id, canonical_url))

    def held(self, source_id: str, canonical_url: str, digest: str, at: datetime | None = None) -> tuple[RecordRef, str | None] | None:
        """The archived record that already says what a body with this digest would, and what the parser made of it ("document", …).

        With `at`, the body must have been there at that time: fetched then, or before it and not replaced until then.
        """
        rows = self.rows("SELECT path, offset, length, outcome, digest FROM records WHERE source_id = ? AND canonical_url = ? AND "
                          + ("fetched_at <= ? ORDER BY fetched_at DESC LIMIT 1" if at else "digest = ? LIMIT 1"),
                          source_id, canonical_url, text(at) if at else digest)
        return (RecordRef(*rows[0][:3]), rows[0][3]) if rows and rows[0][4] == digest else None

    def digest(self, source_id: str, canonical_url: str) -> str | None:
        """The digest of the newest body archived for an article."""
        rows = self.rows("SELECT digest FROM records WHERE source_id = ? AND canonical_url = ? ORDER BY fetched_at DESC LIMIT 1", source_id, canonical_url)
        return str(rows[0][0]) if rows else None

    def unparsed(self, source_id: str, parser_version: str) -> list[RecordRef]:
        """Archived pages that this version of the parser has not read yet, in the order in which they were archived."""
        rows = self.rows("SELECT path, offset, length FROM records WHERE source_id = ? AND parser_version IS NOT ? ORDER BY path, offset",
                          source_id, parser_version)
        return [RecordRef(*row) for row in rows]

    def read_again(self, refs: Iterable[RecordRef]) -> None:
        """Let these pages count as not parsed."""
        with self.transaction() as db:
            db.executemany("UPDATE records SET parser_version = NULL WHERE path = ? AND offset = ?", [(ref.path, ref.offset) for ref in refs])

    def mark_parsed(self, ref: RecordRef, parser_version: str, outcome: str) -> None:
        """A page was read by this version of the parser; `outcome` says what came of it ("document", "listing", …)."""
        with self.transaction() as db:
            done = db.execute("UPDATE records SET parser_version = ?, outcome = ?, parsed_at = ? WHERE path = ? AND offset = ?",
                              (parser_version, outcome, text(datetime.now(UTC)), ref.path, ref.offset))
            if done.rowcount != 1:
                raise StateError(f"{self.path}: no archived record {ref.path} at byte {ref.offset}; does this state belong to that archive?")


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
