"""What everybody who builds or opens a warehouse needs of DuckDB: rows into a table, one number out of it, the last edition of a file."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa


def literal(path: Path | str) -> str:
    """A text of SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    """The one number that a query gives."""
    [(found,)] = con.execute(sql).fetchall()
    return int(found)


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """These rows into the columns of their names."""
    with _incoming(con, rows):
        con.execute(f"INSERT INTO {table} BY NAME FROM incoming")


def temporary(con: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """A temporary table of these rows."""
    with _incoming(con, rows):
        con.execute(f"CREATE TEMP TABLE {name} AS FROM incoming")


def of_last_edition(warehouse: Path, column: str) -> Any:
    """What `editions` says of the last edition in a file; None where there is no such column, no edition, or no file that can be read."""
    try:
        with duckdb.connect(":memory:") as con:
            con.execute(f"ATTACH {literal(warehouse)} AS old (READ_ONLY)")
            found = con.execute(f"SELECT {column} FROM old.editions ORDER BY edition_no DESC LIMIT 1").fetchall()
            return found[0][0] if found else None
    except duckdb.Error:
        return None


@contextmanager
def _incoming(con: duckdb.DuckDBPyConnection, rows: pa.Table) -> Iterator[None]:
    con.register("incoming", rows)
    yield
    con.unregister("incoming")
