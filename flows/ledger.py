"""The run ledger: one JSON a run in `runs/`, written when the run starts and again, whole, when it ends.

    with started(folder.runs, "run") as run:
        run.sources["lang-son"] = SourceRun("lang-son", discovered=12, …)
        run.failures.append(Failure("lang-son", "https://…", "fetch", "Timeout", "no answer in 30 s"))
    # runs/20261122T034401.250-run-1a2b.json now says "ok", "degraded" or "failed"

A run that was killed leaves "running" behind; since only one command writes to a folder at a time
(`DataFolder.writing`), the next one to start knows it for dead: it becomes "failed" with "interrupted": true.
"""
from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

Status = Literal["running", "ok", "degraded", "failed"]
Stage = Literal["fetch", "parse", "extract", "load"]
SourceStatus = Literal["ok", "degraded", "failed"]


@dataclass(frozen=True, slots=True)
class Failure:
    """One address, file or document that a stage could not handle."""

    source_id: str
    name: str
    stage: Stage
    kind: str
    reason: str


@dataclass(slots=True)
class SourceRun:
    """What one run did with one source; counts are addresses (discovered to skipped) and documents (parsed to failed)."""

    source_id: str
    discovered: int = 0
    fetched: int = 0
    unchanged: int = 0
    skipped: int = 0
    parsed: int = 0
    rejected: int = 0
    failed: int = 0
    status: SourceStatus = "ok"
    reasons: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Run:
    """One run of one command; `counts` holds documents, metrics, officials and shortcomings it added."""

    run_id: str
    command: str
    started_at: datetime
    status: Status = "running"
    finished_at: datetime | None = None
    process: int = 0
    sources: dict[str, SourceRun] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("documents", "metrics", "officials", "shortcomings"), 0))
    interrupted: bool = False
    error: str | None = None

    def source(self, source_id: str) -> SourceRun:
        """The entry of a source, made when it is first asked for."""
        return self.sources.setdefault(source_id, SourceRun(source_id))


@contextmanager
def started(folder: Path, command: str) -> Iterator[Run]:
    """Write the run as running, and its end as soon as the block ends; an exception makes it failed (Ctrl-C also interrupted) and goes on."""
    mark_interrupted(folder)
    now = datetime.now(UTC)
    run = Run(f"{now:%Y%m%dT%H%M%S}.{now.microsecond // 1000:03d}-{command}-{secrets.token_hex(2)}", command, now, process=os.getpid())
    save(folder, run)
    try:
        yield run
    except BaseException as error:
        run.status, run.interrupted = "failed", not isinstance(error, Exception)
        run.error = " ".join(str(error).split()) or type(error).__name__
        run.finished_at = datetime.now(UTC)
        save(folder, run)
        raise
    if run.status == "running":
        settle(folder, run)


def save(folder: Path, run: Run) -> Path:
    """Write `run_id`.json whole or not at all."""
    return _write(folder, run.run_id, asdict(run) | {
        "started_at": run.started_at.isoformat(timespec="milliseconds"),
        "finished_at": run.finished_at.isoformat(timespec="milliseconds") if run.finished_at else None,
        "sources": [asdict(source) for source in run.sources.values()],
    })


def mark_interrupted(folder: Path) -> list[str]:
    """Close the runs that a dead process left running; the caller holds the folder's lock. Returns their ids."""
    dead = []
    for path in sorted(folder.glob("*.json")):
        try:
            row = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if row.get("status") == "running":
            _write(folder, path.stem, row | {"status": "failed", "interrupted": True, "error": "the process ended before the run did"})
            dead.append(path.stem)
    return dead


def settle(folder: Path, run: Run) -> None:
    """Judge the run by its sources and write it down as finished: before publishing, so that the edition knows the run that made it.

    A source with reasons, or with documents that made a program fail, is degraded; a run is as bad as its worst source, and failed only
    if all of them are.
    """
    for source in run.sources.values():
        if source.failed:
            source.reasons.append(f"{source.failed} documents could not be read; the failures of this run say why")
        if source.reasons and source.status == "ok":
            source.status = "degraded"
    if not run.sources and not run.failures and not any(run.counts.values()):   # nothing to do is nothing to remember
        (folder / f"{run.run_id}.json").unlink(missing_ok=True)
        run.status = "ok"
        return
    found = {source.status for source in run.sources.values()}
    run.status = "failed" if found == {"failed"} else "degraded" if found - {"ok"} else "ok"
    run.finished_at = datetime.now(UTC)
    save(folder, run)


def _write(folder: Path, run_id: str, row: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{run_id}.json"
    part = target.with_name(f"{run_id}.part")
    part.write_text(json.dumps(row, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(target)
    return target
