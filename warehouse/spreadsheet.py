"""A query's result as an XLSX workbook: the rows on one sheet, what the columns mean on another."""
from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
import xlsxwriter

from warehouse import values

MOST_ROWS = 1_048_575          # of a worksheet, after the heading
LONGEST = 32_767               # characters of a cell
MOST_LINKS = 65_530            # of a worksheet
LONGEST_LINK = 2_079           # characters
EXACT = 10 ** 15               # numbers beyond have more digits than a cell keeps
EARLIEST = date(1900, 1, 1)    # before, cells know no dates
WIDEST, NARROWEST = 60, 8      # columns, in characters
LOOKED_AT = 200                # rows that tell how wide a column should be
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")      # what XML can't hold


class ColumnLike(Protocol):
    """A column as `warehouse.export.Column` has it."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def meaning(self) -> str: ...


def write(file: BinaryIO, columns: Sequence[ColumnLike], tables: Iterable[pa.Table], about: Mapping[str, str]) -> tuple[str, ...]:
    """Write the workbook row by row, in little memory; returns notes on cells that the format can't hold as they are.

    Numbers and dates are numbers and dates, text is never a formula, addresses in columns called url are links.
    """
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
                                    "nan_inf_to_errors": False, "remove_timezone": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"title": about.get("What", "")[:200], "created": datetime(2000, 1, 1)})      # no clock: the same data gives the same file
        sheet = _Sheet(book, "data", columns)
        batches = iter(tables)
        first = next(batches, None)
        sheet.begin(first.slice(0, LOOKED_AT) if first is not None else None)
        rows = 0
        for table in itertools.chain([first] if first is not None else [], batches):
            for row in values.rows(table):
                rows += 1
                sheet.row(rows, row)
        sheet.end(rows)
        notes = sheet.notes()
        _dictionary(book, columns, dict(about) | {f"Note {number}": note for number, note in enumerate(notes, 1)})
    return notes


class _Sheet:
    """The sheet with the rows."""

    def __init__(self, book: Any, name: str, columns: Sequence[ColumnLike]) -> None:
        self.sheet, self.columns = book.add_worksheet(name), columns
        self.heading = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self.date, self.time = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.whole, self.link = book.add_format({"num_format": "0"}), book.get_default_url_format()
        self.links, self.cut, self.cleaned, self.as_text = 0, 0, 0, 0

    def begin(self, shown: pa.Table | None) -> None:
        """Widths and heading, from the first rows."""
        cells = [] if shown is None else [column.to_pylist() for column in shown.columns]
        for at, column in enumerate(self.columns):
            longest = max([len(column.name) + 3, *(len(values.text(value)) for value in (cells[at] if cells else []) if value is not None)])
            self.sheet.set_column(at, at, max(NARROWEST, min(WIDEST, longest + 1)))
        self.sheet.freeze_panes(1, 0)
        for at, column in enumerate(self.columns):
            self.sheet.write_string(0, at, column.name, self.heading)

    def row(self, number: int, row: Sequence[Any]) -> None:
        for at, value in enumerate(row):
            if value is not None:
                self._cell(number, at, value)

    def end(self, rows: int) -> None:
        self.sheet.autofilter(0, 0, max(rows, 1), max(len(self.columns) - 1, 0))

    def notes(self) -> tuple[str, ...]:
        said = ((self.cut, f"cells hold at most {LONGEST:,} characters and were cut, ending in …"), (self.cleaned, "cells had control characters, shown as �"),
                (self.as_text, "numbers and dates that a cell can't hold exactly are text"))
        notes = [f"{count:,} {what}" for count, what in said if count]
        if self.links > MOST_LINKS:
            notes.append(f"only the first {MOST_LINKS:,} addresses are links")
        return tuple(notes)

    def _cell(self, row: int, at: int, value: Any) -> None:
        if isinstance(value, bool):
            self.sheet.write_boolean(row, at, value)
        elif isinstance(value, int | float | Decimal):
            self._number(row, at, value)
        elif isinstance(value, date | datetime):
            self._date(row, at, value)
        else:
            self._text(row, at, value)

    def _number(self, row: int, at: int, value: int | float | Decimal) -> None:
        if isinstance(value, float) and value - value != 0:      # infinite, or no number
            self._text(row, at, str(value))
        elif abs(Decimal(value)) >= EXACT and Decimal(value) % 1 == 0:
            self.as_text += 1
            self._text(row, at, values.text(value))
        else:
            self.sheet.write_number(row, at, value, self.whole if isinstance(value, int) else None)

    def _date(self, row: int, at: int, value: date | datetime) -> None:
        day = value.date() if isinstance(value, datetime) else value
        if day < EARLIEST:
            self.as_text += 1
            self._text(row, at, value.isoformat())
        else:
            self.sheet.write_datetime(row, at, value, self.time if isinstance(value, datetime) else self.date)

    def _text(self, row: int, at: int, value: Any) -> None:
        said = value.isoformat() if isinstance(value, time) else values.text(value)
        clean = UNPRINTABLE.sub("�", said)
        self.cleaned += clean != said
        if len(clean.encode("utf-16-le")) // 2 > LONGEST:      # cells count UTF-16 units
            clean = clean.encode("utf-16-le")[:2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
            self.cut += 1
        if self.columns[at].name.removesuffix("_2") == "url" and clean.startswith(("http://", "https://")) and len(clean) <= LONGEST_LINK:
            self.links += 1
            if self.links <= MOST_LINKS:
                self.sheet.write_url(row, at, clean, self.link, clean)
                return
        self.sheet.write_string(row, at, clean)


def _dictionary(book: Any, columns: Sequence[ColumnLike], about: Mapping[str, str]) -> None:
    sheet = book.add_worksheet("dictionary")
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 100)
    row = 0
    for name, said in about.items():
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, UNPRINTABLE.sub("�", said)[:LONGEST])
        row += 1
    row += 1
    for at, title in enumerate(("Column", "Type", "Meaning")):
        sheet.write_string(row, at, title, bold)
    for number, column in enumerate(columns, row + 1):
        for at, said in enumerate((column.name, column.type, column.meaning)):
            sheet.write_string(number, at, UNPRINTABLE.sub("�", said)[:LONGEST], wrapped)
