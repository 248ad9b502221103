"""Publishing: the lake becomes a new edition of the warehouse, checked, and put in place at once.

`publish` builds `warehouse.next.duckdb` beside the target, loads it from the lake's Parquet, runs the checks and replaces
the target in one step. Readers see the old edition or the new one, never half of one, and are never locked out; a publisher
that is killed leaves the old edition as it was. Unchanged input publishes nothing.
"""
from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from corpus import indicators, places
from warehouse import alike, checking, indexing, ledger, lock, rows
from warehouse.checking import CheckFailed
from warehouse.lake import Lake
from warehouse.store import LakeError

HERE = Path(__file__).resolve().parent
# What names a row of each table, for saying what changed between two editions.
KEYS = {"sources": ("source_id",), "documents": ("document_id",), "versions": ("document_id", "version"), "metrics": ("metric_id",),
        "officials": ("official_id",), "official_mentions": ("official_id", "mention_no"), "official_roles": ("official_id", "role_no"),
        "shortcomings": ("shortcoming_id",), "contradictions": ("contradiction_id",), "indicators": ("indicator",),
        "set_aside": ("check_name", "fact_id"), "runs": ("run_id",), "run_sources": ("run_id", "source_id"), "run_failures": ("run_id", "name", "stage")}
DERIVED = ("figures", "shortcoming_groups")       # tables that hold nothing of their own: made of the others for the views, and not compared between editions
SOURCES = pa.schema([(name, pa.string()) for name in ("source_id", "name", "kind", "base_url", "province")])
INDICATORS = pa.schema([*((name, pa.string()) for name in ("indicator", "name", "name_en", "description", "publisher", "scale", "better")),
                        ("maximum", pa.float64())])


class SourceLike(Protocol):
    """A source as `corpus.sources.Source` has it; anything with these attributes will do."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def base_url(self) -> str: ...
    @property
    def province(self) -> str | None: ...


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


def publish(lake: Lake, target: Path, *, sources: Mapping[str, SourceLike], runs: Path) -> Edition:
    """Publish what the lake holds as the file `target`, with the run ledger in folder `runs`.

    Returns the edition that stands now: the old one when nothing changed. Raises CheckFailed when an error check finds
    something, PublishError when another publisher is at work or a file can't be used; the old edition stays then.
    """
    building = target.with_suffix(".next.duckdb")
    try:
        with lock.hold(target.with_suffix(".lock")):
            _discard(building)
            try:
                lake.merge_small()
                edition = _build(lake, building, target, sources.values(), ledger.read(runs))
                if edition.path == building:
                    Path(f"{target}.wal").unlink(missing_ok=True)      # of somebody who wrote into the old edition; it would not fit the new one
                    building.replace(target)
            finally:
                _discard(building)
    except (lock.Busy, LakeError) as error:
        raise PublishError(str(error)) from error
    except (duckdb.Error, OSError) as error:
        raise PublishError(f"{target}: could not be published: {_line(error)}") from error
    return Edition(edition.id, edition.published_at, edition.counts, target, edition.warnings)


def scripts(folder: str) -> Iterator[tuple[str, str]]:
    """Name and text of the SQL files of a folder of this room, in the order of their names."""
    for path in sorted((HERE / folder).glob("*.sql")):
        yield path.name, path.read_text(encoding="utf-8")


def _build(lake: Lake, building: Path, target: Path, sources: Iterable[SourceLike], runs: ledger.Ledger) -> Edition:
    with _open(building) as con:
        _run(con, "schema")
        _load_known(con, sources, runs)
        try:
            _connect_lake(con, lake)
            _run(con, "loading")
        except duckdb.Error as error:
            raise PublishError(f"the lake can't be loaded: {_line(error)}; a damaged file must be moved away, then the stage that wrote it run again") from error
        _place_subjects(con)
        _run(con, "derived")
        alike.load(con)
        _run(con, "views")
        warnings = (*runs.warnings, *checking.run(con, checking.load()))
        edition = _sign(con, building, target, warnings)
        if edition.path == building:
            indexing.update(con, "old" if target.exists() else None)
        con.execute("CHECKPOINT")
    return edition


@contextmanager
def _open(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect(path.as_posix())
    try:
        con.execute("SET TimeZone = 'Asia/Ho_Chi_Minh'")
        yield con
    finally:
        con.close()


def _run(con: duckdb.DuckDBPyConnection, folder: str) -> None:
    for _, text in scripts(folder):
        con.begin()      # else each of the many COMMENTs would wait for the disk
        con.execute(text)
        con.commit()


def _load_known(con: duckdb.DuckDBPyConnection, sources: Iterable[SourceLike], runs: ledger.Ledger) -> None:
    listed = [{"source_id": s.id, "name": s.name, "kind": s.kind, "base_url": s.base_url, "province": s.province}
              for s in sorted(sources, key=lambda source: source.id)]
    codes = [{"indicator": i.code, "name": i.name_vi, "name_en": i.name_en, "description": i.description, "publisher": i.publisher,
              "scale": i.scale, "better": i.better, "maximum": i.maximum} for i in indicators.indicators().values()]
    known = {"sources": pa.Table.from_pylist(listed, schema=SOURCES), "indicators": pa.Table.from_pylist(codes, schema=INDICATORS)}
    for name, table in (known | runs.tables).items():
        con.register("incoming", table)
        con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
        con.unregister("incoming")


def _connect_lake(con: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    for dataset, schema in (("documents", rows.DOCUMENTS), ("facts", rows.FACTS)):
        extra = [("source_id", pa.string()), ("month", pa.string()), ("filename", pa.string()), ("file_row_number", pa.int64())]
        con.register("nothing", pa.schema([*schema, *extra]).empty_table())
        con.execute(f"CREATE TEMP TABLE no_{dataset} AS SELECT * FROM nothing")      # gives the columns that files written earlier lack
        con.unregister("nothing")
        source = f"FROM no_{dataset}"
        if files := lake.files(dataset):
            listed = ", ".join("'" + name.replace("'", "''") + "'" for name in files)
            source += (f" UNION ALL BY NAME FROM read_parquet([{listed}], union_by_name = true, filename = true, file_row_number = true, "
                       "hive_partitioning = true, hive_types = {'source_id': VARCHAR, 'month': VARCHAR})")
        con.execute(f"CREATE TEMP VIEW lake_{dataset} AS {source}")


def _place_subjects(con: duckdb.DuckDBPyConnection) -> None:
    """Say of which province as a whole a figure is; "UBND tỉnh Lai Châu" speaks for its province, "Sở Nội vụ" does not."""
    subjects = [row[0] for row in con.sql("SELECT DISTINCT subject FROM metrics WHERE subject IS NOT NULL ORDER BY subject").fetchall()]
    found = {subject: places.province(subject.removeprefix("UBND ")) for subject in subjects}
    named = [{"subject": subject, "province": province.name} for subject, province in found.items() if province]
    con.register("named", pa.Table.from_pylist(named, schema=pa.schema([("subject", pa.string()), ("province", pa.string())])))
    con.execute("UPDATE metrics SET province = named.province FROM named WHERE named.subject = metrics.subject")
    con.execute("UPDATE metrics SET province = d.province FROM documents AS d WHERE d.document_id = metrics.document_id AND metrics.subject IS NULL")
    con.unregister("named")


def _sign(con: duckdb.DuckDBPyConnection, building: Path, target: Path, warnings: tuple[str, ...]) -> Edition:
    """Write the row of this edition, or return the old edition when nothing changed."""
    counts = {table: _number(con, f"SELECT count(*) FROM {table}") for table in KEYS}
    fingerprint = _fingerprint(con)
    added, removed, changed = dict(counts), dict.fromkeys(KEYS, 0), dict.fromkeys(KEYS, 0)
    if target.exists():
        try:
            con.execute(f"ATTACH '{target.as_posix().replace(chr(39), chr(39) * 2)}' AS old (READ_ONLY)")
            con.execute("INSERT INTO editions BY NAME SELECT * FROM old.editions")
        except duckdb.Error as error:
            raise PublishError(f"{target}: the edition before can't be read ({_line(error)}); close what writes to it, or move the file away") from error
        last = con.execute("SELECT edition_id, published_at, fingerprint, warnings FROM editions ORDER BY edition_no DESC LIMIT 1").fetchone()
        if last and last[2] == fingerprint and tuple(last[3]) == warnings:
            return Edition(last[0], last[1], counts, target, warnings)
        for table, keys in KEYS.items():
            added[table], removed[table], changed[table] = _difference(con, table, keys)
    number = _number(con, "SELECT coalesce(max(edition_no), 0) + 1 FROM editions")
    now = datetime.now(UTC)
    edition_id = hashlib.sha256(f"{number}\n{fingerprint}".encode()).hexdigest()[:12]
    con.execute("INSERT INTO editions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [edition_id, number, now, fingerprint, counts, added, removed, changed, list(warnings)])
    return Edition(edition_id, now, counts, building, warnings)


def _difference(con: duckdb.DuckDBPyConnection, table: str, keys: tuple[str, ...]) -> tuple[int, int, int]:
    """Rows added, removed, changed against the attached old edition; all are new where it lacks the table."""
    if not _number(con, f"SELECT count(*) FROM duckdb_tables() WHERE database_name = 'old' AND table_name = '{table}'"):
        return _number(con, f"SELECT count(*) FROM {table}"), 0, 0
    using = ", ".join(keys)
    return (_number(con, f"SELECT count(*) FROM {table} ANTI JOIN old.{table} USING ({using})"),
            _number(con, f"SELECT count(*) FROM old.{table} ANTI JOIN {table} USING ({using})"),
            _number(con, f"SELECT count(*) FROM (SELECT {using}, hash(t) AS h FROM {table} AS t) AS n JOIN "
                         f"(SELECT {using}, hash(t) AS h FROM old.{table} AS t) AS o USING ({using}) WHERE n.h <> o.h"))


def _fingerprint(con: duckdb.DuckDBPyConnection) -> str:
    parts = [f"{table}={con.execute(f'SELECT count(*), sum(CAST(hash(t) AS HUGEINT)) FROM {table} AS t').fetchone()}" for table in KEYS]
    parts += [text for folder in ("schema", "derived", "views") for _, text in scripts(folder)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = con.execute(sql).fetchone()
    return int(found[0]) if found else 0


def _line(error: Exception) -> str:
    return " ".join(str(error).split("\n\nLINE ")[0].split())


def _discard(path: Path) -> None:
    for leftover in (path, Path(f"{path}.wal")):
        leftover.unlink(missing_ok=True)


__all__ = ["CheckFailed", "Edition", "LakeError", "PublishError", "SourceLike", "publish"]
