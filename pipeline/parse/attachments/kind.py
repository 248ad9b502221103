"""What a file is, by its first bytes; a name or a content type decides only where these leave it open."""
from __future__ import annotations

import io
import zipfile
from typing import Literal

Attachment = Literal["pdf", "docx", "xlsx", "odt", "ods", "doc", "xls", "rtf"]

ENDINGS: dict[str, Attachment] = {".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".odt": "odt", ".ods": "ods", ".doc": "doc", ".xls": "xls", ".rtf": "rtf"}
PACKED = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
OPEN = {b"application/vnd.oasis.opendocument.text": "odt", b"application/vnd.oasis.opendocument.spreadsheet": "ods"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"      # the container of Word and Excel before 2007; its directory names its streams in UTF-16
STREAMS: dict[bytes, Attachment] = {"WordDocument".encode("utf-16-le"): "doc", "Workbook".encode("utf-16-le"): "xls", "Book\0".encode("utf-16-le"): "xls"}


def attachment_kind(content_type: str, data: bytes) -> Attachment | None:
    """The kind of `data`; None for what is no file that is read here (a page, a picture)."""
    if data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _packed(content_type, data)
    if data.startswith(OLE):
        return next((kind for name, kind in STREAMS.items() if name in data), None)
    return "rtf" if data.startswith(b"{\\rtf") else None


def _packed(content_type: str, data: bytes) -> Attachment | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            for name, kind in PACKED.items():
                if name in names:
                    return ENDINGS[f".{kind}"]
            stated = archive.read("mimetype")[:100] if "mimetype" in names and archive.getinfo("mimetype").file_size < 100 else b""
            return next((ENDINGS[f".{kind}"] for name, kind in OPEN.items() if stated.strip() == name), None)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):     # cut short: its content type still says what it was
        return "docx" if "wordprocessingml" in content_type else "xlsx" if "spreadsheetml" in content_type else None
