"""Building an edition in a file of its own: from the whole lake, with the history of the edition before.

The steps, in order: the schema; what is known (places, indicators, sources); `loading/*.sql`, from the lake's Parquet to staged facts; the
checks on those; `merging/*.sql` and `warehouse.history`, from staged facts to the tables; runs; views; the checks on the whole edition; its row.
"""
from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse import alike, checking, history, indexing, known, ledger, rows
from warehouse.known import SourceLike
from warehouse.lake import Lake

HERE = Path(__file__).resolve().parent
TABLES = ("sources", "places", "indicators", "documents", "versions", "document_history", *history.DIMENSIONS, *history.DATED, "set_aside",
          "runs", "run_sources", "run_failures")
DERIVED = ("figures", "shortcoming_groups")       # tables that hold nothing of their own: made of the others for the views, and not compared between editions
LARGE = ("text", "blocks")      # columns that another one is a hash of
MEMORY = "2GB"


class BuildError(Exception):
    """An edition could not be built; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Built:
    """An edition: its id, when it was published, the rows of each table, what the checks warn of; `new` False: it stands already."""

    id: str
    published_at: datetime
    counts: dict[str, int]
    warnings: tuple[str, ...]
    new: bool


def build(lake: Lake, building: Path, target: Path, sources: Iterable[SourceLike], runs: ledger.Ledger) -> Built:
    """Build the next edition of `target` in the file `building`. Raises BuildError and checking.CheckFailed."""
    sources = list(sources)
    with _open(building) as con:
        number, continued = _attach_old(con, target)
        con.execute(f"CREATE TEMP MACRO this_edition() AS {number}")
        _run(con, "schema")
        _insert(con, known.tables(sources))
        try:
            _prepare(con, lake, continued)
            _run(con, "loading")
        except duckdb.Error as error:
            raise BuildError(f"the lake can't be loaded: {line(error)}; a damaged file must be moved away, then the stage that wrote it run again") from error
        checks = checking.load()
        checking.run_on_rows(con, checks)
        if continued:
            history.carry_over(con)
        _run(con, "merging")
        changes = history.merge(con)
        _insert(con, runs.tables)
        _run(con, "derived")
        alike.load(con)
        _run(con, "views")
        warnings = (*runs.warnings, *checking.run_on_edition(con, checks))
        built = _sign(con, number, changes, warnings)
        if built.new:
            indexing.update(con, "old" if target.exists() else None)
        con.execute("CHECKPOINT")
    return built


def scripts(folder: str) -> Iterator[tuple[str, str]]:
    """Name and text of the SQL files of a folder of this room, in the order of their names."""
    for path in sorted((HERE / folder).glob("*.sql")):
        yield path.name, path.read_text(encoding="utf-8")


def line(error: Exception) -> str:
    """DuckDB's message without the drawing of the place."""
    return " ".join(str(error).split("\n\nLINE ")[0].split())


@contextmanager
def _open(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect(path.as_posix())
    try:
        con.execute(f"SET TimeZone = 'Asia/Ho_Chi_Minh'; SET memory_limit = '{MEMORY}'; SET preserve_insertion_order = false")
        yield con
    finally:
        con.close()


def _attach_old(con: duckdb.DuckDBPyConnection, target: Path) -> tuple[int, bool]:
    """The number of the next edition, and whether the edition before (attached as `old`) has a history to go on with."""
    if not target.exists():
        return 1, False
    try:
        con.execute(f"ATTACH {_literal(target)} AS old (READ_ONLY)")
        number = _number(con, "SELECT coalesce(max(edition_no), 0) + 1 FROM old.editions")
    except duckdb.Error as error:
        raise BuildError(f"{target}: the edition before can't be read ({line(error)}); close what writes to it, or move the file away") from error
    dated = "SELECT count(*) FROM duckdb_columns() WHERE database_name = 'old' AND table_name = 'metrics' AND column_name = 'valid_from' AND data_type = 'INTEGER'"
    return number, bool(_number(con, dated))


def _run(con: duckdb.DuckDBPyConnection, folder: str) -> None:
    for name, text in scripts(folder):
        if name == "03_names.sql":
            words = [row[0] for row in con.sql("FROM words").fetchall()]
            _temporary(con, "names", known.names(words))
            _temporary(con, "place_keys", known.place_keys())
        con.begin()      # else each of the many COMMENTs would wait for the disk
        con.execute(text)
        con.commit()


def _prepare(con: duckdb.DuckDBPyConnection, lake: Lake, continued: bool) -> None:
    """What the scripts in `loading` start from: the lake, and what the edition before said of its documents."""
    for dataset, schema in (("documents", rows.DOCUMENTS), ("facts", rows.FACTS)):
        extra = [("source_id", pa.string()), ("month", pa.string()), ("filename", pa.string()), ("file_row_number", pa.int64())]
        _temporary(con, f"no_{dataset}", pa.schema([*schema, *extra]).empty_table())      # gives the columns that files written earlier lack
        source = f"FROM no_{dataset}"
        if files := lake.files(dataset):
            listed = ", ".join(_literal(name) for name in files)
            source += (f" UNION ALL BY NAME FROM read_parquet([{listed}], union_by_name = true, filename = true, file_row_number = true, "
                       "hive_partitioning = true, hive_types = {'source_id': VARCHAR, 'month': VARCHAR})")
        con.execute(f"CREATE TEMP VIEW lake_{dataset} AS {source}")
    database = "old" if continued else "main"
    con.execute(f"CREATE TEMP TABLE before_documents AS FROM {database}.documents")
    con.execute(f"CREATE TEMP TABLE before_versions AS SELECT document_id, version, valid_from FROM {database}.versions")
    con.execute("CREATE TEMP VIEW affected AS SELECT document_id FROM documents")


def _insert(con: duckdb.DuckDBPyConnection, tables: dict[str, pa.Table]) -> None:
    for name, table in tables.items():
        con.register("incoming", table)
        con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
        con.unregister("incoming")


def _temporary(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    con.register("incoming", table)
    con.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM incoming")
    con.unregister("incoming")


def _sign(con: duckdb.DuckDBPyConnection, number: int, changes: dict[str, tuple[int, int, int]], warnings: tuple[str, ...]) -> Built:
    """Write the row of this edition, or return the old edition when nothing changed."""
    counts = {table: _number(con, f"SELECT count(*) FROM {table} {'WHERE valid_to IS NULL' if table in history.DATED else ''}") for table in TABLES}
    fingerprint = _fingerprint(con)
    if number > 1:
        con.execute(f"INSERT INTO editions BY NAME SELECT {', '.join(history.common(con, 'editions'))} FROM old.editions")
        last = con.execute("SELECT edition_id, published_at, fingerprint, warnings FROM editions ORDER BY edition_no DESC LIMIT 1").fetchone()
        if last and last[2] == fingerprint and tuple(last[3]) == warnings:
            return Built(last[0], last[1], counts, warnings, False)
    changes |= _document_changes(con)
    now = datetime.now(UTC)
    edition_id = hashlib.sha256(f"{number}\n{fingerprint}".encode()).hexdigest()[:12]
    opened, closed, changed = ({table: found[place] for table, found in changes.items()} for place in range(3))
    con.execute("INSERT INTO editions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [number, edition_id, now, fingerprint, None, True, counts, opened, closed, changed, list(warnings)])
    return Built(edition_id, now, counts, warnings, True)


def _document_changes(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int, int]]:
    new = _number(con, "SELECT count(*) FROM documents WHERE document_id NOT IN (SELECT document_id FROM before_documents)")
    gone = _number(con, "SELECT count(*) FROM before_documents WHERE document_id NOT IN (SELECT document_id FROM documents)")
    changed = _number(con, "SELECT count(*) FROM document_history WHERE valid_to = this_edition()")
    texts = _number(con, "SELECT count(*) FROM versions WHERE valid_from = this_edition()")
    return {"documents": (new, gone, changed), "versions": (texts, 0, 0)}


def _fingerprint(con: duckdb.DuckDBPyConnection) -> str:
    parts = []
    for table in TABLES:
        large = [name for name, in con.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND database_name = current_database()", [table]).fetchall()
                 if name in LARGE]
        without = f" EXCLUDE ({', '.join(large)})" if large else ""
        found = con.execute(f"SELECT count(*), sum(CAST(hash(t) AS HUGEINT)) FROM (SELECT *{without} FROM {table}) AS t").fetchall()
        parts.append(f"{table}={found}")
    parts += [text for folder in ("schema", "derived", "views") for _, text in scripts(folder)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    [(found,)] = con.execute(sql).fetchall()
    return int(found)


def _literal(path: Path | str) -> str:
    return "'" + str(path).replace("'", "''") + "'"
