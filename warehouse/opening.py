"""A warehouse held open in Python, for scripts and notebooks: DuckDB relations, pandas, polars, Arrow."""
from __future__ import annotations

import importlib.util
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from warehouse.query import QueryError, connect, message

if TYPE_CHECKING:
    import pandas
    import polars

    from warehouse.search import Result, Searcher


class Warehouse:
    """One edition (the newest, or number `as_of`), read-only: it stays as it is while newer ones are published, and nothing here can reach files or the network.

    Ask with SQL or with the name of a table or view. Values for SQL go as parameters: `wh.df("FROM v_rankings WHERE province = ?", "Lai Châu")`.
    Times are in Vietnam's zone; DECIMAL columns come to pandas as floats, to polars and Arrow as decimals. Wrong SQL raises QueryError with a message of one line.
    Close it (`with`, or `close()`) when done: until then the file's disk space is held.
    """

    def __init__(self, path: Path, as_of: int | None = None) -> None:
        self.path = path / "warehouse.duckdb" if path.is_dir() else path
        self.as_of = as_of
        self._closing = ExitStack()
        self._searcher: Searcher | None = None
        self.connection = self._closing.enter_context(connect(self.path, as_of))

    def sql(self, query: str, *values: object) -> duckdb.DuckDBPyRelation:
        """A DuckDB relation, computed when it is used: filter, join, aggregate it, or take it as `.df()`, `.pl()`, `.to_arrow_table()`."""
        try:
            relation = self.connection.sql(self._query(query), params=list(values) or None)
        except duckdb.Error as error:
            raise QueryError(message(error)) from error
        if relation is None:
            raise QueryError("this statement has no result; write a SELECT")
        return relation

    def arrow(self, query: str, *values: object) -> pa.Table:
        """The result as an Arrow table."""
        return self._read(query, values, "to_arrow_table")

    def df(self, query: str, *values: object) -> pandas.DataFrame:
        """The result as a pandas data frame; needs pandas."""
        _need("pandas")
        return self._read(query, values, "df")

    def pl(self, query: str, *values: object) -> polars.DataFrame:
        """The result as a polars data frame; needs polars."""
        _need("polars")
        return self._read(query, values, "pl")

    def tables(self) -> dict[str, str]:
        """Every view and table by name, with what it holds; those made for questions (v_…) first."""
        return dict(self.sql("""SELECT name, comment FROM (
            SELECT view_name AS name, comment FROM duckdb_views() WHERE database_name = 'warehouse' AND NOT internal
            UNION ALL SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'warehouse') ORDER BY NOT starts_with(name, 'v_'), name""").fetchall())

    def columns(self, name: str) -> dict[str, str]:
        """Every column of a table or view, with what it means."""
        found = self.sql("SELECT column_name, comment FROM duckdb_columns() WHERE database_name = 'warehouse' AND table_name = ? ORDER BY column_index", name).fetchall()
        if not found:
            raise QueryError(f"there is no table or view {name!r}; there are: {', '.join(self.tables())}")
        return dict(found)

    def search(self, words: str, **more: Any) -> Result:
        """Documents and facts of this edition by their words, as `warehouse.search.search` finds them. Raises QueryError where its index is gone, as it is when
        two newer editions have been published before the first search."""
        from warehouse.search import Searcher

        if self._searcher is None:
            self._searcher = self._closing.enter_context(Searcher(self.path, self.connection))
        return self._searcher.search(words, **more)

    def close(self) -> None:
        """Let the file go."""
        self._closing.close()

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"warehouse.open({str(self.path)!r}{'' if self.as_of is None else f', as_of={self.as_of}'})"

    def _query(self, query: str) -> str:
        return f'FROM "{query}"' if query.isidentifier() else query

    def _read(self, query: str, values: tuple[object, ...], how: str) -> Any:
        try:
            return getattr(self.sql(query, *values), how)()
        except (duckdb.Error, pa.ArrowException) as error:
            raise QueryError(message(error)) from error


def _need(package: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise QueryError(f"this needs the package {package}: pip install {package} (or 'cchc[notebooks]')")
