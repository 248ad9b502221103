"""ODT and ODS: headings with their levels, paragraphs, lists, tables; cells as the program that saved them showed them."""
from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree

from pipeline.parse.attachments.packed import damaged, refuse_bombs
from pipeline.parse.attachments.sheet import UNNAMED, write_grid
from pipeline.parse.attachments.written import Writer, Written, tidy
from pipeline.parse.errors import Unreadable

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
GONE = frozenset({f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{TEXT}note-citation", f"{TEXT}table-of-content", f"{TEXT}sequence-decls", f"{OFFICE}forms"})
WIDEST = 60             # places that one cell may fill: empty cells to the sheet's end come as one that is repeated a thousand times
MOST_ROWS = 200         # times a row with text may be repeated
MOST_CELLS = 500_000
Element = Any


def read_opendocument(data: bytes, path: str) -> Written:
    """The text of an ODT or the sheets of an ODS. Raises Unreadable."""
    refuse_bombs(data, path, "OpenDocument file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if b"manifest:encryption-data" in archive.read("META-INF/manifest.xml"):
                raise Unreadable(path, "locked: the file asks for a password; give an open copy")
            content = archive.read("content.xml")
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, etree.XMLSyntaxError, RuntimeError, NotImplementedError):
        raise damaged(path, "OpenDocument file") from None
    body = root.find(f"{OFFICE}body")
    writer = Writer()
    sheets = list(body.iterfind(f"{OFFICE}spreadsheet/{TABLE}table")) if body is not None else []
    for sheet in sheets:
        name = sheet.get(f"{TABLE}name") or ""
        rows = _grid(sheet, path)
        if any(any(row) for row in rows):
            if len(sheets) > 1 and not UNNAMED.fullmatch(name.strip()):
                writer.line(name, heading=2)
            write_grid(writer, rows)
    if body is not None and not sheets:
        _blocks(body, writer, path)
    return writer.written()


def _blocks(parent: Element, writer: Writer, path: str, mark: str = "") -> None:
    for child in parent:
        if not isinstance(child.tag, str) or child.tag in GONE:
            continue
        if child.tag == f"{TEXT}h":
            level = child.get(f"{TEXT}outline-level") or "1"
            writer.line(_text(child), heading=int(level) if level.isdigit() else 1)
        elif child.tag == f"{TEXT}p":
            writer.line(mark + _text(child))
            mark = ""
            for note in child.iter(f"{TEXT}note-body"):
                _blocks(note, writer, path)
        elif child.tag == f"{TEXT}list-item":
            _blocks(child, writer, path, "- " if not (tidy("".join(child.itertext()))[:1].isdigit()) else "")
        elif child.tag == f"{TABLE}table":
            _table(child, writer, path)
        else:
            _blocks(child, writer, path)


def _table(table: Element, writer: Writer, path: str) -> None:
    rows = _grid(table, path)
    if len(rows) < 2 or max(map(len, rows)) < 2 or any("CỘNG HÒA XÃ HỘI" in cell.upper().replace("HOÀ", "HÒA") for row in rows[:2] for cell in row):
        for cell in table.iter(f"{TABLE}table-cell"):
            _blocks(cell, writer, path)
    else:
        writer.table(rows)


def _grid(table: Element, path: str) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = 0
    for row in table.iter(f"{TABLE}table-row"):
        if next(row.iterancestors(f"{TABLE}table"), None) is not table or row.get(f"{TABLE}visibility") in ("collapse", "filter"):
            continue
        line: list[str] = []
        for cell in row:
            if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                continue
            text = " ".join(tidy(_text(paragraph)) for paragraph in cell.iter(f"{TEXT}p", f"{TEXT}h")) if cell.tag == f"{TABLE}table-cell" else ""
            line += [text] * min(_repeated(cell, "columns"), WIDEST)
        while line and not line[-1]:
            line.pop()
        times = min(_repeated(row, "rows"), MOST_ROWS if line else 1)
        cells += times * len(line)
        if cells > MOST_CELLS:
            raise Unreadable(path, f"too_large: more than {MOST_CELLS:,} cells; keep the sheets that matter in a file of their own")
        rows += [line] * times
    return rows


def _repeated(element: Element, what: str) -> int:
    value = element.get(f"{TABLE}number-{what}-repeated") or "1"
    return max(1, int(value)) if value.isdigit() else 1


def _text(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in GONE and child.tag != f"{TEXT}note":
            parts.append(" " if child.tag in (f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break") else _text(child))
        parts.append(child.tail or "")
    return "".join(parts)
