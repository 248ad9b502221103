"""One SQL question to the published warehouse, answered on the terminal or in a file."""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from flows.errors import USAGE, Problem
from flows.folder import DataFolder

Format = Literal["table", "csv", "json", "parquet"]


def ask(folder: DataFolder, query: str, format: Format, output: Path | None = None) -> None:
    """Write the answer to stdout, or whole to `output`. Raises Problem: no warehouse, wrong SQL, a file that can't be written."""
    from warehouse.query import QueryError, render, run

    warehouse = folder.need_warehouse()
    if format == "parquet" and output is None and sys.stdout.isatty():
        raise Problem("parquet is not for the terminal: add --output FILE", USAGE)
    try:
        table = run(warehouse, query)
    except QueryError as error:
        raise Problem(str(error)) from error
    if output is None:
        render(table, format, sys.stdout.buffer if format == "parquet" else sys.stdout)
        return
    part = output.with_name(output.name + ".part")
    try:
        with part.open("wb") if format == "parquet" else part.open("w", encoding="utf-8", newline="") as out:
            render(table, format, out)
        part.replace(output)
    except OSError as error:
        raise Problem(f"{output}: can't be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
