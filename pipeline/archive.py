"""The archive: every page as it came, in gzip WARC files that any web archive tool opens.

`archive/<source>/<source>-YYYYMMDD.warc.gz`, one a source and day (UTC). A page is a group of three records, each its
own gzip member: response (for an imported file: resource), request, and a metadata record with what WARC has no place for (canonical address, listing date,
how the fetch went). A group counts once its metadata record is whole: what a killed write left behind it is cut
off by the next write and skipped by every read.

Bodies are stored decoded; header values that are not ASCII are percent-encoded, as warcio does; the header that said how they came over the wire is kept as X-Archive-Orig-*.
"""
from __future__ import annotations

import io
import os
import re
import string
import sys
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

if sys.platform != "win32":
    import fcntl

# Headers that describe the wire, not the stored body: a reader that trusted them would decode it twice.
WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})
WARC_VERSION = "1.1"   # 1.0 has no fractions of a second
SOFTWARE = "cchc"
FILE = "file:"         # how addresses of files begin; they are `resource` records, since no server answered


class ArchiveError(Exception):
    """The archive can't be read or written; the message names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """One answer of a server. `url` is what was asked last (after redirects), `canonical_url` the article's identity.

    `headers` have lower-case names; `body` is decoded; `fetched_at` is aware; `listing_date` is the date that the listing or
    feed gave, as it was written there; `parent_url` the canonical address of the article that links to an attachment.
    """

    url: str
    canonical_url: str
    source_id: str
    status: int
    content_type: str
    headers: dict[str, str]
    body: bytes
    fetched_at: datetime
    listing_date: str | None = None
    parent_url: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class RecordRef:
    """Where a page stands: the file (relative to the archive, with "/"), the first byte and the number of bytes of its records."""

    path: str
    offset: int
    length: int


def is_source_id(name: str) -> bool:
    """Whether a name may be that of a source: it becomes a folder's."""
    return re.fullmatch(r"[a-z0-9_]+(-[a-z0-9_]+)*", name) is not None


class Archive:
    """Pages below `root`; may be shared by threads, and by processes on one machine (on Windows: one process at a time)."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._ends: dict[Path, int] = {}   # file → end of its last whole group, as far as we know

    def write(self, page: RawPage, *, request_headers: Mapping[str, str] | None = None, facts: Mapping[str, str] | None = None) -> RecordRef:
        """Append a page; it is on disk when this returns. `facts` (any short texts) go into the metadata record.

        Raises ArchiveError where the disk refuses, ValueError for a page without a usable source id or time.
        """
        path = self._file(page)
        group = _group(page, request_headers or {}, facts or {})
        with self._lock, self._open(path) as stream:
            start = self._end(stream, path)
            head = _info(path.name) if start == 0 else b""
            try:
                stream.truncate(start)
                stream.seek(start)
                stream.write(head + group)
                stream.flush()
                os.fsync(stream.fileno())
            except OSError as error:
                stream.truncate(start)
                raise ArchiveError(f"{path}: can't be written: {error.strerror}; free some space or check the folder's rights, then start again") from error
            self._ends[path] = start + len(head) + len(group)
        return RecordRef(path.relative_to(self.root).as_posix(), start + len(head), len(group))

    def read(self, ref: RecordRef) -> RawPage:
        """The page at `ref`, equal to what was written. Raises ArchiveError where nothing whole stands there."""
        path = self.root / ref.path
        try:
            with path.open("rb") as stream:
                stream.seek(ref.offset)
                data = stream.read(ref.length)
        except OSError as error:
            raise ArchiveError(f"{path}: can't be read: {error.strerror}; is this the archive that the crawl state belongs to?") from error
        whole = list(_groups(io.BytesIO(data), 0)) == [(0, ref.length)]   # checks every checksum on the way
        page = _page(data, ref.path.partition("/")[0]) if whole else None
        if page is None:
            raise ArchiveError(f"{path}: no whole page at byte {ref.offset}; the file was changed or cut: restore it from a copy, or crawl again")
        return page

    def records(self, source_id: str, after: Mapping[str, int] | None = None) -> Iterator[tuple[RecordRef, RawPage]]:
        """Every page of a source, oldest file first; of the files named in `after` only what stands behind that byte. Raises ArchiveError."""
        for path in sorted((self.root / source_id).glob("*.warc.gz")):
            name = path.relative_to(self.root).as_posix()
            start = (after or {}).get(name, 0)
            if start < path.stat().st_size:
                for ref in self._refs(path, name, start):
                    yield ref, self.read(ref)

    def refs(self, source_id: str) -> Iterator[RecordRef]:
        """Where every page of a source stands, oldest file first. Raises ArchiveError."""
        for path in sorted((self.root / source_id).glob("*.warc.gz")):
            yield from self._refs(path, path.relative_to(self.root).as_posix(), 0)

    def sources(self) -> list[str]:
        """The ids of the sources that have pages here, sorted."""
        return sorted({path.parent.name for path in self.root.glob("*/*.warc.gz")})

    def _refs(self, path: Path, name: str, start: int) -> list[RecordRef]:
        try:
            with path.open("rb") as stream:
                return [RecordRef(name, offset, length) for offset, length in _groups(stream, start)]
        except OSError as error:
            raise ArchiveError(f"{path}: can't be read: {error.strerror}; check the folder's rights") from error

    def _file(self, page: RawPage) -> Path:
        if not is_source_id(page.source_id):
            raise ValueError(f"{page.source_id!r} is no source id: letters a-z, digits and single '-' only")
        if page.fetched_at.tzinfo is None:
            raise ValueError(f"{page.url}: fetched_at has no time zone")
        return self.root / page.source_id / f"{page.source_id}-{page.fetched_at.astimezone(UTC):%Y%m%d}.warc.gz"

    @contextmanager
    def _open(self, path: Path) -> Iterator[BinaryIO]:
        """The file for appending, locked against other processes."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            stream = path.open("r+b")
        except OSError as error:
            raise ArchiveError(f"{path}: can't be opened for writing: {error.strerror}; check the folder's rights") from error
        with stream:
            if sys.platform != "win32":
                fcntl.flock(stream, fcntl.LOCK_EX)
            yield stream

    def _end(self, stream: BinaryIO, path: Path) -> int:
        """Where the next group belongs: behind the last whole one. Looks only at what it has not seen before."""
        size = stream.seek(0, os.SEEK_END)
        known = self._ends.get(path, 0)
        if known == size:
            return size
        start = known if known < size else 0
        end = start
        for offset, length in _groups(stream, start):
            end = offset + length
        if end == 0 and size and not _is_gzip(stream):
            raise ArchiveError(f"{path}: is no gzip WARC file; move it away, then start again")
        if end < size and _group_behind(stream, end):
            raise ArchiveError(f"{path}: damaged behind byte {end}, with whole pages after the damage, so nothing is cut off; restore the file from a "
                               "copy (from tomorrow on, UTC, a new file is written)")
        return end


# ---------------------------------------------------------------- groups of gzip members
def _groups(stream: BinaryIO, start: int) -> Iterator[tuple[int, int]]:
    """(offset, length) of each whole group behind `start`; ends quietly where the file is torn.

    Other records between groups (the file's warcinfo) belong to none.
    """
    group: int | None = None
    for offset, length, head in _members(stream, start):
        kind = re.search(rb"^WARC-Type:[ \t]*(\w+)", head, re.MULTILINE | re.IGNORECASE)
        match kind.group(1).lower() if kind else b"":
            case b"response" | b"resource":
                group = offset
            case b"metadata" if group is not None:
                yield group, offset + length - group
                group = None
            case b"warcinfo":
                group = None


def _members(stream: BinaryIO, start: int) -> Iterator[tuple[int, int, bytes]]:
    """(offset, length, first 4 KB unpacked) of each whole gzip member; its checksum was right."""
    chunk_size = 1 << 16
    stream.seek(start)
    offset, position, chunk = start, start, b""
    while True:
        unpacker, head, used = zlib.decompressobj(16 + zlib.MAX_WBITS), b"", 0
        while not unpacker.eof:
            if not chunk:
                stream.seek(position)
                chunk = stream.read(chunk_size)
                position += len(chunk)
                if not chunk:
                    return
            try:
                text = unpacker.decompress(chunk, 1 << 20)
            except zlib.error:
                return
            rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            used += len(chunk) - len(rest)
            chunk = rest
            head += text[:max(0, 4096 - len(head))]
        yield offset, used, head
        offset += used


def _group_behind(stream: BinaryIO, start: int) -> bool:
    """Whether a whole group stands somewhere behind `start`: a torn write leaves none, damage in the middle of the file does."""
    stream.seek(start)
    rest = stream.read()
    return any(next(_groups(stream, start + one.start()), None) for one in re.finditer(rb"\x1f\x8b\x08", rest))


def _is_gzip(stream: BinaryIO) -> bool:
    stream.seek(0)
    return b"\x1f\x8b".startswith(stream.read(2))


# ---------------------------------------------------------------- records
def _group(page: RawPage, request_headers: Mapping[str, str], facts: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=WARC_VERSION)
    when = page.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    address = quote(page.url, safe=string.punctuation)
    parts = urlsplit(address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def record(kind: str, payload: bytes, http: StatusAndHeaders | None, **headers: str) -> ArcWarcRecord:
        more = {"WARC-Date": when} | {name.replace("_", "-"): value for name, value in headers.items()}
        return writer.create_warc_record(address, kind, payload=io.BytesIO(payload), length=len(payload), http_headers=http, warc_headers_dict=more)

    if page.url.startswith(FILE):
        records = [record("resource", page.body, None, Content_Type=page.content_type or "application/octet-stream")]
    else:
        response = record("response", page.body, _response_headers(page))
        request = record("request", b"", StatusAndHeaders(f"GET {path} HTTP/1.1", list(request_headers.items()), is_http_request=True),
                         WARC_Concurrent_To=response.rec_headers.get_header("WARC-Record-ID"))
        records = [response, request]
    name = records[0].rec_headers.get_header("WARC-Record-ID")
    fields = {"canonicalUrl": page.canonical_url, "contentType": page.content_type, "sourceId": page.source_id,
              "listingDate": page.listing_date, "parentUrl": page.parent_url, **facts}
    lines = "".join(f"{key}: {' '.join(value.split())}\r\n" for key, value in fields.items() if value is not None)
    metadata = record("metadata", lines.encode(), None, WARC_Concurrent_To=name)
    for one in (*records, metadata):
        writer.write_record(one)
    return out.getvalue()


def _response_headers(page: RawPage) -> StatusAndHeaders:
    try:
        reason = HTTPStatus(page.status).phrase
    except ValueError:
        reason = ""
    stored = [(f"X-Archive-Orig-{name}" if name in WIRE_HEADERS else name, value) for name, value in page.headers.items()]
    stored.append(("Content-Length", str(len(page.body))))
    return StatusAndHeaders(f"{page.status} {reason}".strip(), stored, protocol="HTTP/1.1")


def _info(filename: str) -> bytes:
    """The record that opens a file and says what made it."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=WARC_VERSION)
    writer.write_record(writer.create_warcinfo_record(filename, {"software": SOFTWARE, "format": f"WARC File Format {WARC_VERSION}"}))
    return out.getvalue()


def _page(data: bytes, source_id: str) -> RawPage | None:
    """The page whose group of records is `data`; None where the response is missing."""
    response: tuple[str, int, dict[str, str], bytes, datetime] | None = None
    fields: dict[str, str] = {}
    for record in ArchiveIterator(io.BytesIO(data)):
        if record.rec_type == "resource":
            response = (record.rec_headers.get_header("WARC-Target-URI"), 200, {"content-type": record.content_type or ""},
                        record.content_stream().read(), datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")))
        elif record.rec_type == "response":
            names = {name.lower(): value for name, value in record.http_headers.headers}
            names.pop("content-length", None)
            names = {name.removeprefix("x-archive-orig-"): value for name, value in names.items()}
            response = (record.rec_headers.get_header("WARC-Target-URI"), int(record.http_headers.get_statuscode()), names,
                        record.content_stream().read(), datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")))
        elif record.rec_type == "metadata":
            text = record.content_stream().read().decode("utf-8", "replace")
            fields = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    if response is None:
        return None
    url, status, headers, body, when = response
    return RawPage(url=url, canonical_url=fields.get("canonicalUrl", url), source_id=source_id, status=status,
                   content_type=fields.get("contentType", headers.get("content-type", "")), headers=headers, body=body,
                   fetched_at=when, listing_date=fields.get("listingDate"), parent_url=fields.get("parentUrl"))
