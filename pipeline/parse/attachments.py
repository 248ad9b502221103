"""PDF and DOCX attachments become plain text, tables with tabs between their cells; both libraries are optional.

They come with `pip install 'cchc[files]'`. Numbers that Word puts before paragraphs by itself are not in the file's text.
"""
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Literal

from pipeline.parse.errors import Unreadable

Attachment = Literal["pdf", "docx"]
REMEDY = "pip install 'cchc[files]'"
FEWEST_LETTERS = 20              # a page of text has hundreds; scans have a stamp's or none
MOST_PAGES = 3_000
LARGEST_UNPACKED = 200 * 1024 * 1024  # bytes; a DOCX is a zip file, and a small one can unpack to a disk full


def attachment_kind(content_type: str, data: bytes) -> Attachment | None:
    """What `data` is, by its first bytes; the content type decides only what a zip file holds."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04") and ("wordprocessingml" in content_type or b"word/" in data[:4096]):
        return "docx"
    return None


def attachment_text(data: bytes, kind: Attachment, path: str) -> str:
    """The text of a PDF or DOCX. Raises Unreadable: not installed, damaged, locked, needs_ocr, too_large."""
    return _pdf(data, path) if kind == "pdf" else _docx(data, path)


def _pdf(data: bytes, path: str) -> str:
    try:
        import pypdfium2
    except ImportError:
        raise Unreadable(path, f"not installed: reading PDF needs pypdfium2; run {REMEDY}") from None
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable(path, "locked: the PDF asks for a password; give an open copy" if locked
                         else "damaged: this is no readable PDF; fetch or export it again") from None
    try:
        if len(document) > MOST_PAGES:
            raise Unreadable(path, f"too_large: {len(document)} pages, the limit is {MOST_PAGES}; split the file")
        pages = [_page_text(document, number) for number in range(len(document))]
    finally:
        document.close()
    if sum(c.isalpha() for page in pages for c in page) < FEWEST_LETTERS * max(1, len(pages)):
        raise Unreadable(path, f"needs_ocr: {len(pages)} pages are pictures without text; run them through OCR (for instance ocrmypdf -l vie)")
    return "\n".join(page for page in pages if page)


def _page_text(document: Any, number: int) -> str:
    page = document[number]
    text = page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "")
    page.close()
    lines = [line.rstrip() for line in text.split("\n")]
    edges = {i for i in (0, len(lines) - 1) if re.fullmatch(r"\W*(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\W*", lines[i], re.IGNORECASE)}
    return "\n".join(line for i, line in enumerate(lines) if i not in edges)


def _docx(data: bytes, path: str) -> str:
    try:
        import docx
    except ImportError:
        raise Unreadable(path, f"not installed: reading DOCX needs python-docx; run {REMEDY}") from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise Unreadable(path, f"too_large: unpacks to {unpacked / 1e6:.0f} MB, the limit is {LARGEST_UNPACKED / 1e6:.0f} MB; split the file")
        document = docx.Document(io.BytesIO(data))
    except Unreadable:
        raise
    except Exception:  # python-docx lets errors of zip, XML and its own parts through
        raise Unreadable(path, "damaged: this is no readable DOCX; open it in Word or LibreOffice and save it again") from None
    text = "\n\n".join(_docx_parts(document))
    if not text.strip():
        raise Unreadable(path, "empty: the document holds no text (pictures need OCR)")
    return text


def _docx_parts(document: Any) -> Iterator[str]:
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            yield from _table(part)
        elif part.text.strip():
            yield " ".join(part.text.split())


def _table(table: Any) -> Iterator[str]:
    """Rows of a table on neighbouring lines; a letterhead or signature (cells of several lines, one row) line by line."""
    rows = []
    for row in table.rows:
        cells: list[str] = []
        seen = set()
        for cell in row.cells:
            cells.append("" if id(cell._tc) in seen else cell.text)
            seen.add(id(cell._tc))
        rows.append(cells)
    if len(rows) < 2 or max(map(len, rows)) < 2 or any(cell.count("\n") > 1 for row in rows for cell in row):
        yield from (line.strip() for row in rows for cell in row for line in cell.split("\n") if line.strip())
    else:
        yield "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)
