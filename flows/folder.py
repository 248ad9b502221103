"""The data folder: where a project keeps its crawl state, archive, lake, runs, warehouse and report.

    data/
      state/crawl.sqlite   what was fetched when, and which archived records are parsed
      archive/             raw responses (WARC), one file a source and day
      lake/                Documents and facts (Parquet)
      runs/                one JSON a run: what it did, what failed
      decisions/           what reviewers decided on facts (JSON lines), one file a reviewer
      warehouse.duckdb     the published edition
      warehouse.search/    what makes it searchable
      report.html          the report on it

One command at a time writes to a folder: `DataFolder.writing()` takes a lock that the system frees when the process ends, however it ends.
"""
from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.errors import USAGE, Problem


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The places inside one data folder; nothing is made until something is written."""

    root: Path

    @property
    def state(self) -> Path:
        return self.root / "state" / "crawl.sqlite"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    @property
    def runs(self) -> Path:
        return self.root / "runs"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse.duckdb"

    @property
    def report(self) -> Path:
        return self.root / "report.html"

    def need_warehouse(self) -> Path:
        """The published warehouse. Raises Problem where there is none yet."""
        if not self.warehouse.is_file():
            raise Problem(f"{self.warehouse}: no warehouse here yet; make one with `cchc run` (or `cchc publish`), "
                          "or name another folder with --data")
        return self.warehouse

    @contextmanager
    def reading(self) -> Iterator[DataFolder]:
        """Read what is there and write single files beside it. Raises Problem where the disk refuses."""
        try:
            yield self
        except OSError as error:
            raise Problem(f"{error.filename or self.root}: {error.strerror or error}") from error

    @contextmanager
    def writing(self) -> Iterator[DataFolder]:
        """Make the folder and hold its lock. Raises Problem where it can't be written or another command is writing."""
        lock = self.root / ".lock"
        try:
            for place in (self.state.parent, self.archive, self.lake, self.runs):
                place.mkdir(parents=True, exist_ok=True)
            handle = lock.open("a+", encoding="utf-8")
        except (FileExistsError, NotADirectoryError) as error:
            raise Problem(f"{error.filename or self.root}: a file stands where the data folder should be; "
                          "name another folder with --data", USAGE) from error
        except OSError as error:
            raise Problem(f"{self.root}: can't write here ({error.strerror}); name a folder you may write to with --data", USAGE) from error
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                handle.seek(0)
                raise Problem(f"{self.root}: another cchc command is writing here (process {handle.read().strip() or 'unknown'}); "
                              "wait for it, or use another --data folder") from error
            handle.truncate(0)
            handle.write(str(os.getpid()))
            handle.flush()
            yield self
