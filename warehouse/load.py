"""Publishing: the lake becomes a new edition of the warehouse, checked, and put in place at once.

`publish` builds `warehouse.next.duckdb` beside the target, loads it from the lake's Parquet, runs the checks and replaces
the target in one step. Readers see the old edition or the new one, never half of one, and are never locked out; a publisher
that is killed leaves the old edition as it was. Unchanged input publishes nothing.
"""
from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse import build, decisions, indexing, ledger, lock
from warehouse.checking import CheckFailed
from warehouse.known import SourceLike
from warehouse.lake import Lake
from warehouse.store import LakeError


@dataclass(frozen=True, slots=True)
class Edition:
    """A published warehouse: its id, when it was published, the rows of each table, the file, what the checks warn of."""

    id: str
    published_at: datetime
    counts: dict[str, int]
    path: Path
    warnings: tuple[str, ...] = ()


class PublishError(Exception):
    """An edition could not be built; the one before still stands. The message says what to do."""


def publish(lake: Lake, target: Path, *, sources: Mapping[str, SourceLike], runs: Path, accept: Collection[str] = ()) -> Edition:
    """Publish what the lake holds as the file `target`, with the run ledger in folder `runs` and the decisions that lie beside the target.

    `accept` names checks of the whole edition (`facts_lost`) whose findings are right this time.

    Returns the edition that stands now: the old one when nothing changed. Raises CheckFailed when an error check finds
    something, PublishError when another publisher is at work or a file can't be used; the old edition stays then.
    """
    building = target.with_suffix(".next.duckdb")
    try:
        with lock.hold(target.with_suffix(".lock")):
            _discard(building)
            try:
                lake.merge_small()
                built = build.build(lake, building, target, sources.values(), ledger.read(runs), decisions.read(decisions.folder_of(target)), accept)
                if built.new:
                    before = indexing.published(target)
                    indexing.make(building, target, built.id)      # before the edition stands, so that it can be searched from the first moment
                    Path(f"{target}.wal").unlink(missing_ok=True)      # of somebody who wrote into the old edition; it would not fit the new one
                    building.replace(target)
                    indexing.tidy(target, {built.id, before})      # whoever still reads the edition before can go on searching it
                elif not indexing.stands(target, built.id):
                    indexing.make(target, target, built.id)
            finally:
                _discard(building)
    except (lock.Busy, LakeError, build.BuildError, ValueError) as error:
        raise PublishError(str(error)) from error
    except (duckdb.Error, OSError) as error:
        raise PublishError(f"{target}: could not be published: {build.line(error)}") from error
    return Edition(built.id, built.published_at, built.counts, target, built.warnings)


def _discard(path: Path) -> None:
    for leftover in (path, Path(f"{path}.wal")):
        leftover.unlink(missing_ok=True)


__all__ = ["CheckFailed", "Edition", "LakeError", "PublishError", "SourceLike", "publish"]
