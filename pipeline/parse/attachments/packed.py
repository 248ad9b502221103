"""Zip files of office programs, opened within bounds: a small one can unpack to a full disk."""
from __future__ import annotations

import io
import zipfile

from pipeline.parse.errors import Unreadable

LARGEST_UNPACKED = 200_000_000     # bytes of all parts together; pictures are most of it
LARGEST_XML = 60_000_000           # bytes of one part that is parsed; in memory it takes ten times as much
OLE = b"\xd0\xcf\x11\xe0"


def refuse_bombs(data: bytes, path: str, what: str) -> None:
    """Raises Unreadable for a zip file that is damaged, locked, or unpacks to too much by what its directory states (zipfile reads no more than that)."""
    if data.startswith(OLE):     # an encrypted DOCX or XLSX is an OLE container
        raise Unreadable(path, f"locked: the {what} asks for a password; give an open copy")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise damaged(path, what) from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(path, f"locked: the {what} asks for a password; give an open copy")
    total = sum(entry.file_size for entry in entries)
    largest = max((entry.file_size for entry in entries if entry.filename.endswith(".xml")), default=0)
    if total > LARGEST_UNPACKED or largest > LARGEST_XML:
        raise Unreadable(path, f"too_large: unpacks to {total / 1e6:.0f} MB, {largest / 1e6:.0f} MB in one part; the limits are {LARGEST_UNPACKED / 1e6:.0f} MB and "
                               f"{LARGEST_XML / 1e6:.0f} MB; split the file")


def damaged(path: str, what: str) -> Unreadable:
    return Unreadable(path, f"damaged: this is no readable {what}; open it in the program that made it and save it again")
