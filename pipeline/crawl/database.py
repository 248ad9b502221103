"""SQLite in WAL mode for the crawl state: opening, upgrading, one transaction at a time, errors that name the remedy."""
from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

SCHEMA = Path(__file__).with_name("state.sql")
VERSION = 3
# What makes a state of that version one of the next.
UPGRADES = {
    1: "ALTER TABLE pages ADD COLUMN parent_url TEXT",
    2: """ALTER TABLE rounds ADD COLUMN first_seq INTEGER;
          DROP TABLE walks;
          CREATE TABLE walks (source_id TEXT NOT NULL, url TEXT NOT NULL, since TEXT NOT NULL, pages INTEGER NOT NULL, round INTEGER NOT NULL,
                              position TEXT, read_at TEXT NOT NULL, PRIMARY KEY (source_id, url, since));
          CREATE TABLE hosts (host TEXT PRIMARY KEY, not_before TEXT NOT NULL)""",
}


class StateError(Exception):
    """The crawl state can't be read or written; the message names the file and the remedy."""


class Database:
    """The state at `path`, created or upgraded if need be; may be shared by threads. Every method raises StateError where the file fails."""

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
            with self.transaction() as db:
                version = db.execute("PRAGMA user_version").fetchone()[0]
                if version > VERSION:
                    raise StateError(f"{path}: crawl state of a newer program (version {version}, this one knows {VERSION}); update the program")
                for script in [SCHEMA.read_text(encoding="utf-8")] if version == 0 else [UPGRADES[one] for one in range(version, VERSION)]:
                    for statement in _statements(script):
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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is done with the connection in the block, or nothing of it."""
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

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query answers, in no transaction; `values` one by one, or a single dict of named ones."""
        with self._lock:
            try:
                return self._db.execute(sql, values[0] if len(values) == 1 and isinstance(values[0], dict) else values).fetchall()
            except sqlite3.Error as error:
                raise self._broken(error) from error

    def _broken(self, error: sqlite3.Error) -> StateError:
        remedy = {"database is locked": "another crawl holds it: wait for that one to end",
                  "database or disk is full": "free some space, then start again",
                  "disk I/O error": "free some space or check the disk, then start again",
                  "file is not a database": "move the file away; the next crawl builds a new one from the archive"}
        return StateError(f"{self.path}: crawl state fails: {error}; {remedy.get(str(error), 'check the disk and the rights of the file')}")


def text(moment: datetime) -> str:
    """A time as the tables hold it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _statements(script: str) -> list[str]:
    code = "\n".join(line.split("--")[0] for line in script.splitlines())
    return [statement for statement in code.split(";") if statement.strip()]
