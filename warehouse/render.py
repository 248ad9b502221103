"""A query's result for people and programs: an aligned table, CSV, JSON or Parquet."""
from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import BinaryIO, Literal, TextIO, get_args

import pyarrow as pa
import pyarrow.parquet as pq
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from warehouse import files, values
from warehouse.values import QueryError

Format = Literal["table", "csv", "json", "parquet"]
WIDEST = 60            # columns of a cell where no terminal says how much room there is: a sentence's beginning
NARROWEST = 12         # columns a terminal must have for each column of the result; else rows are shown one below the other


def render(table: pa.Table, format: Format, out: TextIO | Path) -> None:
    """Write `table` to a stream or, whole or not at all, to a file.

    Numbers lose trailing zeros, dates are ISO, times have their zone; an empty value is nothing in tables and CSV, null in JSON.
    Parquet goes to the stream's bytes. Raises QueryError.
    """
    if format not in get_args(Format):
        raise QueryError(f"unknown format {format!r}; there are: {', '.join(get_args(Format))}")
    if isinstance(out, Path):
        _to_file(table, format, out)
    elif format == "parquet":
        if out.isatty() or not hasattr(out, "buffer"):
            raise QueryError("Parquet is bytes, not text: send it to a file")
        out.flush()
        _parquet(table, out.buffer)
    else:
        {"table": _table, "csv": _csv, "json": _json}[format](table, out)


def upright(table: pa.Table, out: TextIO) -> None:
    """Write each row as lines of name and value."""
    rows = [["" if value is None else values.text(value) for value in row] for row in values.rows(table)]
    _records(table.column_names, rows, Console(file=out, highlight=False, width=None if out.isatty() else 160))


def _to_file(table: pa.Table, format: Format, path: Path) -> None:
    try:
        with files.whole(path) as file:
            if format == "parquet":
                _parquet(table, file)
            else:
                with io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
                    render(table, format, text)
    except OSError as error:
        raise QueryError(f"{path}: {error.strerror}") from error


def _table(table: pa.Table, out: TextIO) -> None:
    rows = [["" if value is None else " ".join(values.text(value).split()) for value in row] for row in values.rows(table)]
    if not out.isatty():
        _aligned(table.column_names, rows, out)
        return
    console = Console(file=out)
    if table.num_columns * NARROWEST > console.width:
        _records(table.column_names, rows, console)
        return
    shown = Table(show_edge=False, pad_edge=False)
    for name, kind in zip(table.column_names, table.schema.types, strict=True):
        shown.add_column(Text(name), justify="right" if values.is_number(kind) else "left", overflow="fold")
    for row in rows:
        shown.add_row(*map(Text, row))
    console.print(shown)
    console.print(Text(_total(rows), style="dim"))


def _aligned(names: list[str], rows: list[list[str]], out: TextIO) -> None:
    cells = [[_cut(cell) for cell in row] for row in rows]
    widths = [max([cell_len(name), *(cell_len(row[index]) for row in cells)]) for index, name in enumerate(names)]
    for row in [names, ["-" * width for width in widths], *cells]:
        out.write("  ".join(set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")
    out.write(_total(rows) + "\n")


def _records(names: list[str], rows: list[list[str]], console: Console) -> None:
    width = max(map(cell_len, names))
    for number, row in enumerate(rows, 1):
        console.rule(Text(f"{number}"), align="left")
        grid = Table.grid(padding=(0, 2))
        grid.add_column(min_width=width, style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, cell in zip(names, row, strict=True):
            grid.add_row(Text(name), Text(cell))
        console.print(grid)
    console.print(Text(_total(rows), style="dim"))


def _csv(table: pa.Table, out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.column_names)
    for row in values.rows(table):
        writer.writerow(["" if value is None else values.text(value) for value in row])


def _json(table: pa.Table, out: TextIO) -> None:
    names = values.unique(table.column_names)
    separator = "[\n"
    for row in values.rows(table):
        out.write(separator + json.dumps(dict(zip(names, map(values.plain, row), strict=True)), ensure_ascii=False))
        separator = ",\n"
    out.write("[]\n" if separator == "[\n" else "\n]\n")


def _parquet(table: pa.Table, out: BinaryIO) -> None:
    try:
        buffer = io.BytesIO()
        pq.write_table(table.rename_columns(values.unique(table.column_names)), buffer, compression="zstd")
    except pa.ArrowException as error:
        raise QueryError(f"Parquet can't hold this result: {' '.join(str(error).split())}; CAST the column to VARCHAR") from error
    out.write(buffer.getvalue())


def _cut(cell: str) -> str:
    return cell if cell_len(cell) <= WIDEST else set_cell_size(cell, WIDEST - 1).rstrip() + "…"


def _total(rows: list[list[str]]) -> str:
    return f"({len(rows)} row{'' if len(rows) == 1 else 's'})"
