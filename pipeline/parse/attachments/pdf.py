"""PDF: pdfium reads the text, pdfplumber the tables of pages on which lines are drawn; page numbers go, repeated heads and feet stay once, as furniture.

A table that goes on over a page is one table. Pages that are pictures are read by OCR where it is installed, else flagged.
"""
from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.parse.attachments import scan
from pipeline.parse.attachments.pdf_lines import FINAL, Line, by_column, parted, read_lines, split_line
from pipeline.parse.attachments.written import Written, cells, tidy
from pipeline.parse.errors import Unreadable
from pipeline.parse.layout import Hints
from pipeline.parse.tables import Rows

REMEDY = "pip install 'cchc[files]'"
MOST_PAGES = 3_000
FEWEST_LETTERS = 20              # a page of text has hundreds; scans have a stamp's or none
FEWEST_DRAWN = 6                 # lines and boxes of the smallest table; a letterhead has two
MOST_TABLE_PAGES = 300           # pdfplumber needs up to a second a page
SAME_LINE = 4.0                  # points by which words of one line stand higher or lower, bold ones say
EDGE = 2                         # lines at each end of a page that may be its head or foot
NUMBER = re.compile(r"\W*(?:trang\s*)?\d{1,4}(?:\s*[/|]\s*\d{1,4})?\W*", re.IGNORECASE)
UNMAPPED = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]|\(cid:\d+\)")     # letters of fonts that do not say which they are
PATH, IMAGE = 2, 3               # FPDF_PAGEOBJ_…


@dataclass
class _Page:
    """One page: its lines and tables (rows of cells) in reading order; `scanned`: a picture without text."""

    parts: Sequence[str | list[list[str]]]
    scanned: bool = False

    @property
    def letters(self) -> int:
        return sum(c.isalpha() for part in self.parts for text in ([part] if isinstance(part, str) else [cell for row in part for cell in row]) for c in text)


def read_pdf(data: bytes, path: str) -> Written:
    """The text of a PDF. Raises Unreadable."""
    try:
        import pypdfium2
    except ImportError:
        raise Unreadable(path, f"not_installed: reading PDF needs pypdfium2; run {REMEDY}") from None
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable(path, "locked: the PDF asks for a password; give an open copy" if locked
                         else "damaged: this is no readable PDF; fetch or export it again") from None
    try:
        if len(document) > MOST_PAGES:
            raise Unreadable(path, f"too_large: {len(document)} pages, the limit is {MOST_PAGES}; split the file")
        pages = _pages(document, data)
        return _written(document, pages, path)
    finally:
        document.close()


def _written(document: Any, pages: list[_Page], path: str) -> Written:
    warnings: tuple[str, ...] = ()
    blank = [number for number, page in enumerate(pages) if page.scanned]
    if blank:
        texts = scan.read_pages(document, blank)
        for number, text in texts.items():
            pages[number] = _Page([tidy(line) for line in text.split("\n")])
        missing = [number for number in blank if number not in texts]
        if len(missing) == len(pages) or (missing and not any(page.letters >= FEWEST_LETTERS for page in pages)):
            raise Unreadable(path, f"needs_ocr: {len(pages)} pages are pictures without text; {scan.REMEDY}")
        warnings += (f"ocr:{_numbers(texts)}",) if texts else ()
        warnings += (f"needs_ocr:{_numbers(missing)}",) if missing else ()
    if not any(page.letters for page in pages):
        raise Unreadable(path, f"needs_ocr: {len(pages)} pages without a letter; {scan.REMEDY}")
    return _joined(pages).warned(*warnings)


def _numbers(pages: Sequence[int] | dict[int, str]) -> str:
    """Page numbers as people write them: "3-5,9"."""
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ",".join(f"{first + 1}-{last + 1}" if last > first else str(first + 1) for first, last in runs)


# ---------------------------------------------------------------- one page
def _pages(document: Any, data: bytes) -> list[_Page]:
    plumber = None
    pages, tables = [], 0
    for number in range(len(document)):
        page = document[number]
        text_page = page.get_textpage()
        drawn = sum(1 for _ in page.get_objects(filter=[PATH], max_depth=2))
        pictures = any(True for _ in page.get_objects(filter=[IMAGE], max_depth=3))
        text, lines = text_page.get_text_range(), list(parted(read_lines(page, text_page)))
        text_page.close()
        page.close()
        found = None
        if drawn >= FEWEST_DRAWN and tables < MOST_TABLE_PAGES and any(c.isalpha() for c in text):
            plumber = plumber or _plumber(data)
            found = _with_tables(plumber, number)
            tables += 1
        parts: Sequence[str | list[list[str]]] = found if found is not None else lines
        made = _Page(parts)
        strange = len(UNMAPPED.findall(text))
        made.scanned = (made.letters < FEWEST_LETTERS and pictures) or strange > 0.1 * max(1, len(text))
        pages.append(made)
    return pages


def _plumber(data: bytes) -> Any:
    """pdfplumber's view of the file, or None: without it, or where it fails, tables are lines."""
    try:
        import pdfplumber

        logging.getLogger("pdfminer").setLevel(logging.ERROR)     # it warns of every oddity of a file, which pdfium reads all the same
        return pdfplumber.open(io.BytesIO(data))
    except Exception:     # pdfminer has many
        return None


def _with_tables(plumber: Any, number: int) -> list[str | list[list[str]]] | None:
    """Lines and tables of a page from top to bottom; None where it has no table."""
    try:
        page = plumber.pages[number]
        tables = [(table, [[tidy(cell or "") for cell in row] for row in table.extract()]) for table in page.find_tables()]
        tables = [(table, rows) for table, rows in tables if len(rows) >= 2 and max(map(len, rows)) >= 2 and sum(any(row) for row in rows) >= 2
                  and sum(sum(map(bool, row)) > 1 for row in rows) >= 2]
        if not tables:
            return None
        boxes = [table.bbox for table, _ in tables]
        rest = page.filter(lambda one: one.get("object_type") != "char" or not any(_within(one, box) for box in boxes))
        words: list[list[Line]] = []     # by line
        for word in sorted((Line(tidy(one["text"]), one["x0"], one["x1"], one["bottom"]) for one in rest.extract_words()), key=lambda one: one.base):
            if words and word.base - words[-1][0].base < SAME_LINE:
                words[-1].append(word)
            else:
                words.append([word])
        lines = by_column([split_line(sorted(line, key=lambda one: one.left)) for line in words])
        found: list[str | list[list[str]]] = []
        above = 0.0
        for table, rows in [*sorted(tables, key=lambda one: one[0].bbox[1]), (None, [])]:
            end = table.bbox[1] if table else float("inf")
            found += parted([line for line in lines if above <= line.base < end])
            found += [rows] if table else []
            above = end
        return found
    except Exception:     # pdfminer and pdfplumber let errors of broken fonts and drawings through
        return None
    finally:
        if plumber is not None:
            plumber.pages[number].close()


def _within(one: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


# ---------------------------------------------------------------- all pages
def _joined(pages: list[_Page]) -> Written:
    running, out = _running(pages), _Text()
    for page in pages:
        edges = _edges(page)
        out.begin_page()
        for number, part in enumerate(page.parts):
            if not isinstance(part, str):
                out.rows(_columns(part))
            elif number in edges and NUMBER.fullmatch(part):
                continue
            elif number in edges and (key := _key(part)) in running:
                out.heads.setdefault(key, part)
            else:
                out.line(part)
    return out.written()


class _Text:
    """Puts the parts of all pages together. `heads` are page heads and feet; they come last."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.length = 0
        self.tables: list[Rows] = []
        self.heads: dict[str, str] = {}
        self.fresh = True                # at the top of a page
        self.columns: list[str] = []     # the head row of the table that the last line belongs to; [] after a line of text

    def line(self, text: str) -> None:
        if text or (self.lines and self.lines[-1] and not self.columns and not self.fresh):
            self._add(text)
        if text:
            self.columns = []

    def rows(self, rows: list[list[str]]) -> None:
        """A table, or what follows of one: directly below it, as wide, perhaps with its head row again."""
        goes_on = len(self.columns) == len(rows[0])
        if goes_on:
            rows = rows[1:] if rows[0] == self.columns else rows
            self.tables[-1] += cells(rows, self.length)
        else:
            if self.lines and self.lines[-1]:
                self._add("")
            self.tables.append(cells(rows, self.length))
            self.columns = rows[0]
        for row in rows:
            self._add("\t".join(row))

    def begin_page(self) -> None:
        """What stood around a page's head and foot parts no paragraph."""
        while self.lines and not self.lines[-1]:
            self.length -= len(self.lines.pop()) + 1
        if self.lines and FINAL.search(self.lines[-1]):
            self.line("")
        self.fresh = True

    def written(self) -> Written:
        furniture = set()
        for head in self.heads.values():
            self._add("")
            furniture.add(self.length)
            self._add(head)
        return Written("\n".join(self.lines), Hints(furniture=frozenset(furniture), tables=tuple(self.tables), wrapped=True))

    def _add(self, line: str) -> None:
        self.fresh = False
        self.lines.append(line)
        self.length += len(line) + 1


def _columns(rows: list[list[str]]) -> list[list[str]]:
    """Rows equally long, without rows that are empty throughout."""
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows if any(row)]


def _edges(page: _Page) -> set[int]:
    filled = [number for number, part in enumerate(page.parts) if part]
    edge = EDGE if len(filled) > 4 * EDGE else 1
    return {*filled[:edge], *filled[-edge:]}


def _running(pages: list[_Page]) -> set[str]:
    """What stands at the edge of most pages, digits aside."""
    if len(pages) < 3:
        return set()
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_key(part) for number in _edges(page) if isinstance(part := page.parts[number], str) and any(map(str.isalpha, part))})
    return {key for key, count in seen.items() if count >= max(3, len(pages) * 0.5)}


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split())).casefold()
