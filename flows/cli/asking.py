"""Commands that read the published warehouse: sql, report."""
from __future__ import annotations

from pathlib import Path
from typing import Literal

from flows.cli.common import HERE, Data, app
from flows.folder import DataFolder


@app.command
def sql(query: str, *, data: Data = HERE, format: Literal["table", "csv", "json", "parquet"] = "table", output: Path | None = None) -> int:
    """Ask the warehouse a question in SQL (DuckDB's; read only).

    Parameters
    ----------
    query: str
        The SQL. `SHOW TABLES` and `DESCRIBE metrics` say what there is.
    output: Path
        Write here instead of to the terminal; parquet needs it.
    """
    from flows.asking import ask

    ask(DataFolder(data), query, format, output)
    return 0


@app.command
def report(*, data: Data = HERE, open: bool = False) -> int:
    """Write the report on the published warehouse and say where it lies.

    Parameters
    ----------
    open: bool
        Show it in the browser.
    """
    from flows import stages

    with DataFolder(data).reading() as folder:
        path = stages.report(folder)
    print(path)
    if open:
        import webbrowser

        webbrowser.open(path.resolve().as_uri())
    return 0
