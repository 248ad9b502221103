"""Tables in plain text: Markdown pipes, cells set off by tabs, and pipe tables whose cells stand on lines of their own.

A table is told by its shape alone; whether it only lays out a letterhead or a signature is for `layout.py` to see.
"""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.document import Cell
from pipeline.parse.lines import Line

Rows = tuple[tuple[Cell, ...], ...]
RULE = re.compile(r"[|\s:+=-]+")
LONGEST_CELL_RUN = 60  # lines: a cell on lines of its own that is longer is the article after an unclosed table


@dataclass(frozen=True, slots=True)
class Table:
    """Lines [first, last] of the text; `rows` are the cells' spans, an empty cell has start == end. `span` is the table's own where it reaches
    beyond its lines' text, to an empty last cell."""

    first: int
    last: int
    rows: Rows
    span: Cell | None = None

    @property
    def is_layout(self) -> bool:
        """One row or one column: cells put side by side for the eye."""
        return len(self.rows) < 2 or max(len(row) for row in self.rows) < 2


def given_tables(text: str, tables: Sequence[Rows]) -> list[Table]:
    """Tables whose cells are known, each row a line of its own."""
    breaks = [at for at, character in enumerate(text) if character == "\n"]
    firsts = [bisect_left(breaks, rows[0][0][0]) for rows in tables]
    return [Table(first, first + len(rows) - 1, rows, (rows[0][0][0], rows[-1][-1][1])) for first, rows in zip(firsts, tables, strict=True)]


def find_tables(text: str, lines: Sequence[Line]) -> list[Table]:
    """All tables in line order, never overlapping."""
    found: list[Table] = []
    at = 0
    while at < len(lines):
        table = _stacked(text, lines, at) or _piped(text, lines, at) or _tabbed(text, lines, at)
        if table and table.rows:
            found.append(table)
        at = table.last + 1 if table else at + 1
    return found


def _piped(text: str, lines: Sequence[Line], first: int) -> Table | None:
    """"| a | b |" on two lines or more, or one such line above a rule of dashes."""
    last = first
    while last < len(lines) and lines[last].text.count("|") >= 2 and len(lines[last].text) > 2:
        last += 1
    if last - first < 2:
        return None
    rows = [tuple(_cells(text, line, "|")) for line in lines[first:last] if not RULE.fullmatch(line.text)]
    rows = [row for row in rows if row]
    return Table(first, last - 1, tuple(rows)) if rows and max(map(len, rows)) >= 2 else None


def _tabbed(text: str, lines: Sequence[Line], first: int) -> Table | None:
    """Two lines or more with the same number of tab-separated cells, two at least."""
    columns = lines[first].text.count("\t") + 1
    last = first
    while columns >= 2 and last < len(lines) and lines[last].text.count("\t") + 1 == columns:
        last += 1
    if last - first < 2:
        return None
    return Table(first, last - 1, tuple(tuple(_cells(text, line, "\t")) for line in lines[first:last]))


def _stacked(text: str, lines: Sequence[Line], first: int) -> Table | None:
    """A lone "|" before every cell and after every row, as some converters flatten tables; two together part the rows."""
    if lines[first].text != "|":
        return None
    rows: list[tuple[Cell, ...]] = []
    row: list[Cell] = []
    last = first
    for mark, following in _marks(lines, first):
        cell = [line for line in lines[mark + 1:following] if line.text]
        if cell:
            row.append((cell[0].start, cell[-1].end))
        elif row:
            rows.append(tuple(row))
            row = []
        last = following
    if row:
        rows.append(tuple(row))
    return Table(first, last, tuple(rows))  # without a row: only bars, to be passed over at once


def _marks(lines: Sequence[Line], first: int) -> Iterator[tuple[int, int]]:
    """Pairs of neighbouring "|" lines of one table: a blank line right after a mark ends it, so does a run without a mark."""
    mark = first
    while mark + 1 < len(lines) and lines[mark + 1].text:
        following = next((i for i in range(mark + 1, min(len(lines), mark + 1 + LONGEST_CELL_RUN)) if lines[i].text == "|"), None)
        if following is None:
            return
        yield mark, following
        mark = following


def _cells(text: str, line: Line, separator: str) -> Iterator[Cell]:
    start, end = line.start, line.end
    if separator == "|":
        start += line.text.startswith("|")
        end -= line.text.endswith("|") and end > start
    at = start
    for piece in text[start:end].split(separator):
        left = at + len(piece) - len(piece.lstrip())
        bare = len(piece.strip())
        yield (left, left + bare) if bare else (at, at)
        at += len(piece) + 1
