"""The warehouse from Python, read-only:

    import warehouse

    with warehouse.open("data/warehouse.duckdb") as wh:
        wh.df("SELECT province, year, rank FROM v_rankings WHERE indicator = 'PAR_INDEX'")      # pandas
        wh.pl("v_shortcomings")                                                                 # polars; a table or view by its name
        wh.sql("FROM v_metrics").filter("year = 2023").aggregate("indicator, count(*)")         # a DuckDB relation, to go on with
"""
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.opening import Warehouse


def open(path: str | Path = "data", as_of: int | None = None) -> Warehouse:
    """The edition at `path`: a warehouse file, or the data folder with `warehouse.duckdb` in it; with `as_of`, as that
    edition had it. See `warehouse.opening.Warehouse`.

    Raises `warehouse.query.QueryError` where there is none.
    """
    from warehouse.opening import Warehouse

    return Warehouse(Path(path), as_of)
