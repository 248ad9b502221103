"""XLSX: every visible sheet under its name, its tables with their cells as a Vietnamese reader sees them ("97,7%", "1.234", "05/12/2023")."""
from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from pipeline.parse.attachments.packed import damaged, refuse_bombs
from pipeline.parse.attachments.written import Writer, Written, tidy
from pipeline.parse.errors import Unreadable

REMEDY = "pip install 'cchc[files]'"
MOST_CELLS = 500_000
UNNAMED = re.compile(r"(?:sheet|trang tính|trang_tính|bảng tính)\s*\d*", re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')      # of a number format: text, colours, padding
GENERAL_DIGITS = 10


def read_xlsx(data: bytes, path: str) -> Written:
    """The sheets of an XLSX, one heading each. Raises Unreadable."""
    try:
        import openpyxl
    except ImportError:
        raise Unreadable(path, f"not_installed: reading XLSX needs openpyxl; run {REMEDY}") from None
    refuse_bombs(data, path, "XLSX")
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception:     # openpyxl lets errors of zip, XML and its own through
        raise damaged(path, "XLSX") from None
    writer, hidden, budget = Writer(), 0, MOST_CELLS
    named = len(book.worksheets) > 1
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            hidden += 1
            continue
        rows = list(_rows(sheet, budget, path))
        budget -= sum(map(len, rows))
        if any(any(row) for row in rows):
            if named and not UNNAMED.fullmatch(sheet.title.strip()):
                writer.line(sheet.title, heading=2)
            write_grid(writer, rows)
    return writer.written(*((f"hidden_sheets:{hidden}",) if hidden else ()))


def write_grid(writer: Writer, rows: Sequence[Sequence[str]]) -> None:
    """Blank rows part tables; a row with one filled cell above or below a table is a line (its title, a remark), within it stays a row."""
    block: list[Sequence[str]] = []
    for row in [*rows, ()]:
        if any(tidy(cell) for cell in row):
            block.append(row)
            continue
        full = [number for number, one in enumerate(block) if sum(bool(tidy(cell)) for cell in one) > 1]
        first, last = (full[0], full[-1] + 1) if full else (len(block), len(block))
        for one in block[:first]:
            writer.line(" ".join(one))
        writer.table(block[first:last])
        for one in block[last:]:
            writer.line(" ".join(one))
        block = []


def _rows(sheet: Any, budget: int, path: str) -> Iterator[list[str]]:
    """The cells of visible rows and columns as text. A merged cell stands in its first place, as it does on the screen."""
    hidden = {key for key, size in sheet.column_dimensions.items() if size.hidden}
    used = 0
    for row in sheet.iter_rows():
        used += len(row)
        if used > budget:
            raise Unreadable(path, f"too_large: more than {MOST_CELLS:,} cells; keep the sheets that matter in a file of their own")
        if not sheet.row_dimensions[row[0].row].hidden:
            yield [shown(cell.value, cell.number_format or "General") for cell in row if getattr(cell, "column_letter", "") not in hidden]


def shown(value: object, form: str) -> str:
    """A cell's value by its number format, with Vietnamese decimal comma and thousands' point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int | float):
        return _number(value, form)
    if isinstance(value, datetime | date):
        return _day(value, form)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return str(value)


def _number(value: float, form: str) -> str:
    sections = form.split(";")
    bare = QUOTED.sub("", sections[1] if value < 0 and len(sections) > 1 else sections[0])
    percent = "%" in bare
    number = value * 100 if percent else value
    digits = re.search(r"[0#?][0#?,]*(?:\.([0#?]+))?", bare)
    if digits is None or bare.strip().lower() == "general" or "E" in bare or "/" in bare:
        text = f"{number:.{GENERAL_DIGITS}f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)
    else:
        places = digits[1] or ""
        text = f"{number:,.{len(places)}f}" if "," in digits[0].partition(".")[0] else f"{number:.{len(places)}f}"
        if "." in text:
            whole, _, part = text.partition(".")
            least = len(places.rstrip("#"))
            part = part[:least] + part[least:].rstrip("0")
            text = f"{whole}.{part}" if part else whole
    return text.translate(str.maketrans(",.", ".,")) + ("%" if percent else "")


def _day(value: datetime | date, form: str) -> str:
    bare = QUOTED.sub("", form).lower()
    if "y" in bare and "d" not in bare and "h" not in bare:
        return value.strftime("%m/%Y") if "m" in bare else value.strftime("%Y")
    has_time = isinstance(value, datetime) and (value.hour or value.minute or value.second)
    return value.strftime("%d/%m/%Y %H:%M" if has_time else "%d/%m/%Y")
