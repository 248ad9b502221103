"""Building the next edition in a file of its own.

    whole         an empty file, the schema, what is known (places, indicators, sources), the whole lake; then the history of the edition before
    brought up    a copy of the edition before, in which only the documents are loaded anew that the lake says something new of

Both run the same steps over the documents to load: `loading/*.sql`, from the lake's Parquet to staged facts; the checks on those;
`merging/*.sql` and `warehouse.history`, from staged facts to the tables; runs; what is derived; the checks on the whole edition; its row.
They give the same tables. A copy is brought up only where the program and what it knows beforehand are those of the edition before (its `basis`).
"""
from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

import corpus
from pipeline import duplicates
from warehouse import alike, checking, copies, duck, history, known, lakefiles, ledger, reviewed
from warehouse.decisions import Log
from warehouse.known import SourceLike
from warehouse.lake import Lake

HERE = Path(__file__).resolve().parent
TABLES = ("sources", "places", "indicators", "documents", "versions", "document_history", *history.DIMENSIONS, *history.DATED, "set_aside", "decisions",
          "runs", "run_sources", "run_failures")
RUNS = ("runs", "run_sources", "run_failures")
WITH_ENDS = (*history.DATED, "decisions")      # rows that are closed: those without `valid_to` stand
# Tables that hold nothing of their own: made of the others for the views, and not compared between editions. One with a document_id has rows made
# of one document each; those of series are made of the figures of one province each.
DERIVED = ("figures", "series", "shortcoming_groups", "document_prints", "document_copies")
BOOKKEEPING = ("lake_rows", "place_keys")
LARGE = ("text", "blocks")      # columns that another one is a hash of
MEMORY = "2GB"
MANY = 0.3                      # share of the documents from which on all are loaded anew, and share of the file that is empty at which it is written anew


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


def build(lake: Lake, building: Path, target: Path, sources: Iterable[SourceLike], runs: ledger.Ledger, log: Log,
          accept: Collection[str] = ()) -> Built:
    """Build the next edition of `target` in the file `building`. Raises BuildError and checking.CheckFailed.

    What the checks in `accept` find does not stop it."""
    sources, checks = sorted(sources, key=lambda source: source.id), checking.load(accept=accept)
    basis = hashlib.sha256(f"{_program()}\n{[(s.id, s.name, s.kind, s.base_url, s.province, s.expect) for s in sources]}".encode()).hexdigest()
    if target.exists() and not Path(f"{target}.wal").exists() and _basis(target) == basis:
        shutil.copyfile(target, building)
        with _open(building) as con:
            con.execute(f"CREATE TEMP MACRO this_edition() AS {duck.number(con, 'SELECT max(edition_no) + 1 FROM editions')}")
            if _choose_changed(con, lake, log):
                return _bring_up(con, lake, runs, log, basis, checks)
        building.unlink()
    with _open(building) as con:
        return _make_whole(con, lake, target, sources, runs, log, basis, checks)


def scripts(folder: str) -> Iterator[tuple[str, str]]:
    """Name and text of the SQL files of a folder of this room, in the order of their names."""
    for path in sorted((HERE / folder).glob("*.sql")):
        yield path.name, path.read_text(encoding="utf-8")


def line(error: Exception) -> str:
    """DuckDB's message without the drawing of the place."""
    return " ".join(str(error).split("\n\nLINE ")[0].split())


def _make_whole(con: duckdb.DuckDBPyConnection, lake: Lake, target: Path, sources: list[SourceLike], runs: ledger.Ledger, log: Log,
                basis: str, checks: tuple[checking.Check, ...]) -> Built:
    number, continued = _attach_old(con, target)
    con.execute(f"CREATE TEMP MACRO this_edition() AS {number}")
    _run(con, "schema")
    _fill(con, known.tables(sources))
    if number > 1:
        con.execute(f"INSERT INTO editions BY NAME SELECT {', '.join(history.common(con, 'editions'))} FROM old.editions")
    con.execute("CREATE TEMP TABLE before_documents AS FROM documents; CREATE TEMP TABLE before_versions AS SELECT document_id, version, valid_from FROM versions")
    if continued:      # by name, because an earlier release may have had fewer columns
        con.execute(f"INSERT INTO before_documents BY NAME SELECT {', '.join(history.common(con, 'documents'))} FROM old.documents")
        con.execute("INSERT INTO before_versions BY NAME SELECT document_id, version, valid_from FROM old.versions")
    reviewed.open_all(con, log, "old.decisions" if continued and history.common(con, "decisions") else None)
    with _explained():
        lakefiles.open_all(con, lake)
        _run(con, "loading")
        lakefiles.remember_all(con, lake)
    con.execute("CREATE TEMP VIEW affected AS SELECT document_id FROM documents")
    checking.run_on_rows(con, checks)
    if continued:
        history.carry_over(con)
    _run(con, "merging")
    changes = history.merge(con)
    _fill(con, runs.tables)
    copies.load(con, whole=True)
    _run(con, "derived")
    alike.load(con)
    _run(con, "views")
    built = _sign(con, changes, (*runs.warnings, *log.warnings, *checking.run_on_edition(con, checks)), basis, whole=True)
    if built.new:
        con.execute("CHECKPOINT")
    return built


def _choose_changed(con: duckdb.DuckDBPyConnection, lake: Lake, log: Log) -> bool:
    """List in `affected` the documents to load anew. False where it is better to make the whole anew."""
    with _explained():
        lakefiles.find_changed(con, lake)
    reviewed.open_changed(con, log)
    total, affected = duck.number(con, "SELECT count(*) FROM documents"), duck.number(con, "SELECT count(*) FROM affected")
    [(blocks, free)] = con.execute("SELECT total_blocks, free_blocks FROM pragma_database_size() WHERE database_name = current_database()").fetchall()
    return affected <= max(MANY * total, 1) and free <= MANY * blocks


def _bring_up(con: duckdb.DuckDBPyConnection, lake: Lake, runs: ledger.Ledger, log: Log, basis: str, checks: tuple[checking.Check, ...]) -> Built:
    con.execute("CREATE TEMP TABLE before_documents AS FROM documents SEMI JOIN affected USING (document_id)")
    con.execute("CREATE TEMP TABLE before_versions AS SELECT document_id, version, valid_from FROM versions SEMI JOIN affected USING (document_id)")
    changes = _load_affected(con, lake, checks) if duck.number(con, "SELECT count(*) FROM rejudged") else dict.fromkeys(history.FACTS, (0, 0, 0))
    for table in RUNS:
        con.execute(f"DELETE FROM {table}")
    _fill(con, runs.tables)
    built = _sign(con, changes, (*runs.warnings, *log.warnings, *checking.run_on_edition(con, checks)), basis, whole=False)
    if built.new:
        con.execute("CHECKPOINT")
    return built


def _load_affected(con: duckdb.DuckDBPyConnection, lake: Lake, checks: tuple[checking.Check, ...]) -> dict[str, tuple[int, int, int]]:
    """Load the documents in `affected` anew, with all that is made of them; what that changed, as history.merge tells it."""
    gone = "SELECT document_id FROM affected WHERE document_id NOT IN (SELECT document_id FROM lake_rows WHERE dataset = 'documents')"
    if duck.number(con, f"SELECT count(*) FROM ({gone})"):
        history.forget(con, gone)
    for table in ("documents", "versions", "set_aside"):
        con.execute(f"DELETE FROM {table} WHERE document_id IN (SELECT document_id FROM affected)")
    with _explained():
        lakefiles.open_affected(con, lake)
        _run(con, "loading")
    with checking.standing_for(con, {table: f"FROM {checking.own(con)}.{table} SEMI JOIN affected USING (document_id)" for table in ("documents", "versions")}):
        checking.run_on_rows(con, checks)
    _run(con, "merging")
    changes = history.merge(con)
    _derive(con)
    return changes


def _derive(con: duckdb.DuckDBPyConnection) -> None:
    """Make the rows of derived tables anew that hang on the documents loaded."""
    of_documents = {table: f"FROM {checking.own(con)}.{table} SEMI JOIN affected USING (document_id)" for table in history.DATED}
    of_provinces = {"figures": f"FROM {checking.own(con)}.figures SEMI JOIN touched USING (province)"}
    copies.load(con, whole=False)
    con.execute("CREATE TEMP TABLE touched AS SELECT DISTINCT province FROM figures SEMI JOIN (FROM affected UNION ALL FROM regrouped) USING (document_id)")
    for _, text in scripts("derived"):
        for statement in duckdb.extract_statements(text):
            if statement.type == duckdb.StatementType.INSERT:
                table = statement.query.split()[2]
                if table == "series":
                    con.execute("INSERT INTO touched SELECT DISTINCT province FROM figures SEMI JOIN affected USING (document_id)")
                    con.execute("DELETE FROM series WHERE province IN (SELECT province FROM touched)")
                else:
                    con.execute(f"DELETE FROM {table} WHERE document_id IN (SELECT document_id FROM affected)")
                with checking.standing_for(con, of_provinces if table == "series" else of_documents):
                    con.execute(statement.query)
    provinces = [row[0] for row in con.execute("SELECT DISTINCT province FROM (SELECT province FROM before_documents UNION SELECT province FROM documents "
                                               "SEMI JOIN affected USING (document_id)) WHERE province IS NOT NULL ORDER BY province").fetchall()]
    con.execute("DELETE FROM shortcoming_groups WHERE shortcoming_id NOT IN (SELECT shortcoming_id FROM shortcomings JOIN documents USING (document_id) "
                "WHERE shortcomings.valid_to IS NULL AND NOT list_contains($1, province))", [provinces])
    alike.load(con, provinces)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise BuildError(f"the lake can't be loaded: {line(error)}; a damaged file must be moved away, then the stage that wrote it run again") from error


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
        con.execute(f"ATTACH {duck.literal(target)} AS old (READ_ONLY)")
        number = duck.number(con, "SELECT coalesce(max(edition_no), 0) + 1 FROM old.editions")
    except duckdb.Error as error:
        raise BuildError(f"{target}: the edition before can't be read ({line(error)}); close what writes to it, or move the file away") from error
    dated = "SELECT count(*) FROM duckdb_columns() WHERE database_name = 'old' AND table_name = 'metrics' AND column_name = 'valid_from' AND data_type = 'INTEGER'"
    return number, bool(duck.number(con, dated))


def _basis(target: Path) -> str | None:
    """What the edition at `target` was built with; None where it can't be read or does not say."""
    found: str | None = duck.of_last_edition(target, "basis")
    return found


@cache
def _program() -> str:
    """Hash of the code and data that decide what an edition holds, and of the library that stores it."""
    places = Path(corpus.__file__).resolve().parent
    files = [path for folder in (HERE, places / "places", places / "lexicon") for path in folder.rglob("*") if path.suffix in (".py", ".sql", ".tsv", ".txt")]
    files += [places / "indicators.toml", places / "indicators.py", Path(duplicates.__file__)]
    parts = [f"duckdb {duckdb.__version__}", *(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in sorted(files))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _run(con: duckdb.DuckDBPyConnection, folder: str) -> None:
    for name, text in scripts(folder):
        if name == "03_names.sql":
            words = [row[0] for row in con.execute("SELECT words FROM words").fetchall()]
            duck.temporary(con, "names", known.names(words))
        con.begin()      # else each of the many COMMENTs would wait for the disk
        con.execute(text)
        con.commit()


def _fill(con: duckdb.DuckDBPyConnection, tables: dict[str, pa.Table]) -> None:
    for name, rows in tables.items():
        duck.insert(con, name, rows)


def _sign(con: duckdb.DuckDBPyConnection, changes: dict[str, tuple[int, int, int]], warnings: tuple[str, ...], basis: str, *, whole: bool) -> Built:
    """Write the row of this edition, or return the old edition when nothing changed."""
    counts = {table: duck.number(con, f"SELECT count(*) FROM {table} {'WHERE valid_to IS NULL' if table in WITH_ENDS else ''}") for table in TABLES}
    fingerprint = _fingerprint(con)
    last = con.execute("SELECT edition_id, published_at, fingerprint, warnings, basis FROM editions ORDER BY edition_no DESC LIMIT 1").fetchall()
    if last and last[0][2] == fingerprint and tuple(last[0][3]) == warnings and last[0][4] == basis:
        return Built(last[0][0], last[0][1], counts, warnings, False)
    changes |= _document_changes(con)
    now, number = datetime.now(UTC), duck.number(con, "SELECT this_edition()")
    edition_id = hashlib.sha256(f"{number}\n{fingerprint}".encode()).hexdigest()[:12]
    opened, closed, changed = ({table: found[place] for table, found in changes.items()} for place in range(3))
    con.execute("INSERT INTO editions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [number, edition_id, now, fingerprint, basis, whole, counts, opened, closed, changed, list(warnings)])
    return Built(edition_id, now, counts, warnings, True)


def _document_changes(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int, int]]:
    now = "SELECT document_id FROM documents SEMI JOIN affected USING (document_id)"
    new = duck.number(con, f"SELECT count(*) FROM ({now}) ANTI JOIN before_documents USING (document_id)")
    gone = duck.number(con, f"SELECT count(*) FROM before_documents ANTI JOIN ({now}) USING (document_id)")
    changed = duck.number(con, "SELECT count(*) FROM document_history WHERE valid_to = this_edition()")
    texts = duck.number(con, "SELECT count(*) FROM versions WHERE valid_from = this_edition()")
    return {"documents": (new, gone, changed), "versions": (texts, 0, 0)}


def _fingerprint(con: duckdb.DuckDBPyConnection) -> str:
    parts = []
    for table in TABLES:
        names = [row[0] for row in con.execute(f"DESCRIBE {table}").fetchall() if row[0] not in LARGE]
        found = con.execute(f"SELECT count(*), sum(CAST(hash({', '.join(history.quoted(name) for name in names)}) AS HUGEINT)) FROM {table}").fetchall()
        parts.append(f"{table}={found}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
