"""Attached and imported files become lines with what is known of them: PDF, Word, Excel, OpenDocument; scans and old formats by helpers.

`attachment_kind` tells what bytes are, `read_attachment` reads them. The libraries are optional (`pip install 'cchc[files]'`, `'cchc[ocr]'`); old .doc and
.xls files need LibreOffice. Whatever is missing, locked, damaged or too large is an Unreadable with its remedy.
"""
from __future__ import annotations

from collections.abc import Callable

from pipeline.parse.attachments.kind import ENDINGS, Attachment, attachment_kind
from pipeline.parse.attachments.written import Written
from pipeline.parse.errors import Unreadable
from pipeline.parse.text import is_legacy

__all__ = ["ENDINGS", "Attachment", "Written", "attachment_kind", "read_attachment"]


def read_attachment(data: bytes, kind: Attachment, path: str) -> Written:
    """What a file says. Raises Unreadable: not_installed, damaged, locked, needs_ocr, too_large, empty."""
    if not data.strip():
        raise Unreadable(path, "empty: the file has no content")
    found = _reader(kind)(data, path)
    if not found.text.strip():
        raise Unreadable(path, "empty: the document holds no text (pictures need OCR)")
    return found.warned("legacy_encoding") if is_legacy(found.text) else found


def _reader(kind: Attachment) -> Callable[[bytes, str], Written]:
    if kind == "pdf":
        from pipeline.parse.attachments.pdf import read_pdf

        return read_pdf
    if kind == "docx":
        from pipeline.parse.attachments.word import read_docx

        return read_docx
    if kind == "xlsx":
        from pipeline.parse.attachments.sheet import read_xlsx

        return read_xlsx
    if kind in ("odt", "ods"):
        from pipeline.parse.attachments.opendocument import read_opendocument

        return read_opendocument
    from pipeline.parse.attachments.legacy import converter

    return converter(kind, read_attachment)
