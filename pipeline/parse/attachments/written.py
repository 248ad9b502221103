"""What the readers of files hand to the layout: lines, and what the file itself says of some of them."""
from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.parse.html import CONTROL, INVISIBLE
from pipeline.parse.layout import Hints
from pipeline.parse.tables import Rows

NOTHING = Hints()


@dataclass(frozen=True, slots=True)
class Written:
    """A file's text (NFC, LF), what the file says of its lines, and what its reader is unsure of."""

    text: str
    hints: Hints = NOTHING
    warnings: tuple[str, ...] = ()

    def warned(self, *warnings: str) -> Written:
        return replace(self, warnings=(*self.warnings, *warnings))


class Writer:
    """Puts lines together; blocks are parted by a blank line, so that they are not taken for one hard-wrapped paragraph."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._headings: dict[int, int] = {}
        self._furniture: set[int] = set()
        self._tables: list[Rows] = []

    def line(self, text: str, *, heading: int = 0, furniture: bool = False) -> None:
        """A paragraph; lines that its author broke by hand stay lines. `heading` is its level, 0 for none."""
        first, _, rest = text.partition("\n")
        if rest:
            for part in (first, *rest.split("\n")):
                self.line(part, heading=heading, furniture=furniture)
            return
        line = tidy(text)
        if not line:
            return
        if heading:
            self._headings[self._length] = min(heading, 6)
        if furniture:
            self._furniture.add(self._length)
        self._add(line)

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """Rows of cells; rows and columns that are empty throughout go, all rows become equally long."""
        grid = [[tidy(cell) for cell in row] for row in rows]
        width = max((len(row) for row in grid), default=0)
        grid = [row + [""] * (width - len(row)) for row in grid if any(row)]
        kept = [column for column in range(width) if any(row[column] for row in grid)]
        if len(kept) > 1 and len(grid) > 1:
            self._tables.append(cells([[row[column] for column in kept] for row in grid], self._length))
            self._add("\n".join("\t".join(row[column] for column in kept) for row in grid))
        else:
            for row in grid:
                self.line("; ".join(cell for cell in row if cell))

    def written(self, *warnings: str) -> Written:
        return Written("".join(self._parts), Hints(self._headings, frozenset(self._furniture), tuple(self._tables)), warnings)

    def _add(self, text: str) -> None:
        text = f"{text}\n\n"
        self._parts.append(text)
        self._length += len(text)


def cells(rows: Sequence[Sequence[str]], start: int) -> Rows:
    """The spans of cells that stand side by side with tabs between them, a row a line, from `start` on."""
    found = []
    for row in rows:
        spans = []
        for cell in row:
            spans.append((start, start + len(cell)))
            start += len(cell) + 1
        found.append(tuple(spans))
    return tuple(found)


def tidy(text: str) -> str:
    """One line: NFC, white space single, invisible and control characters out."""
    return unicodedata.normalize("NFC", " ".join(CONTROL.sub(" ", INVISIBLE.sub("", text)).split()))
