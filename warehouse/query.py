"""Asking the warehouse: one SQL statement, read-only, without access to anything but the warehouse itself.

    table = run(Path("data/warehouse.duckdb"), "SELECT province, rank FROM v_rankings WHERE year = 2023")
    render(table, "csv", sys.stdout)

A reader keeps the edition it opened, whatever is published meanwhile, and never stands in a publisher's way.
"""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse import past
from warehouse.duck import literal
from warehouse.render import Format, render
from warehouse.values import QueryError


def run(path: Path, sql: str, as_of: int | None = None) -> pa.Table:
    """The result of one statement over the warehouse file at `path`, or over edition `as_of` of it. Raises QueryError, whose message is one line."""
    with connect(path, as_of) as con:
        try:
            statements = duckdb.extract_statements(sql)
            if len(statements) != 1:
                raise QueryError("one statement at a time, please" if statements else "the query is empty; try: SELECT * FROM v_rankings")
            relation = con.sql(sql)
            return relation.to_arrow_table() if relation is not None else pa.table({})
        except (duckdb.Error, pa.ArrowException) as error:
            raise QueryError(message(error)) from error


@contextmanager
def connect(path: Path, as_of: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the edition at `path` that can read it and do nothing else: no writing, no files, no network, no settings.

    With `as_of` every table and view shows what it did in that edition (`warehouse.past`). Times are shown in Vietnam's zone.
    Raises QueryError when there is no warehouse at `path`, it can't be opened, or it had no such edition.
    """
    if not path.is_file():
        raise QueryError(f"{path}: there is no warehouse here yet; make one with `cchc run` (everything) or `cchc publish` (from the lake)")
    # In memory with the file attached, because a connection straight to a path shares its edition with all others of the process.
    con = duckdb.connect(":memory:")
    try:
        try:
            con.execute(f"ATTACH {literal(path)} AS warehouse (READ_ONLY); USE warehouse")
            con.execute(f"SET TimeZone = 'Asia/Ho_Chi_Minh'; SET temp_directory = {literal(Path(f'{path}.tmp'))}")
            # Else a table name that is not found would be looked for among the variables of the calling Python.
            if as_of is not None:
                past.show(con, as_of)
            con.execute("SET python_enable_replacements = false; SET enable_external_access = false; SET lock_configuration = true")
        except past.NoEdition as error:
            raise QueryError(f"{path}: {error}") from error
        except duckdb.Error as error:
            raise QueryError(f"{path}: can't be opened as a warehouse ({message(error)}); publish it again with `cchc publish`") from error
        yield con
    finally:
        con.close()


def message(error: Exception) -> str:
    """DuckDB's message in one line with its hint ("Did you mean …"), without the drawing of the place."""
    return " ".join(str(error).split("\n\nLINE ")[0].split())


__all__ = ["Format", "QueryError", "connect", "message", "render", "run"]
