"""One SQL question to the published warehouse, answered on the terminal or in a file."""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from flows.errors import Problem
from flows.folder import DataFolder

Format = Literal["table", "csv", "json", "parquet"]


def ask(folder: DataFolder, query: str, format: Format, output: Path | None = None) -> None:
    """Write the answer to stdout, or whole to `output`. Raises Problem: no warehouse, wrong SQL, a file that can't be written."""
    from warehouse.query import QueryError, render, run

    try:
        render(run(folder.need_warehouse(), query), format, output or sys.stdout)
    except QueryError as error:
        raise Problem(str(error)) from error
