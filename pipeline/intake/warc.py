"""Web archives of other tools: WARC, ARC and WACZ become captures, one a stored answer; what can't be used is named with its place.

Written for what wget, Heritrix, Browsertrix, warcit and this program leave behind: records compressed one by one or all at once, bodies in
chunks and in gzip, deflate, brotli or zstd, `resource` records without HTTP headers, `revisit` records, a last record that a killed
writer left half there, damage in the middle (reading goes on with the next record that begins a gzip member).
"""
from __future__ import annotations

import contextlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from pipeline.intake.coding import Undecodable, unpack

ENDINGS = (".warc", ".warc.gz", ".arc", ".arc.gz", ".wacz")
LARGEST = 50_000_000      # bytes of one body, packed or unpacked
GZIP = b"\x1f\x8b\x08"
CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Capture:
    """One stored answer. `url` is the address as it stands in the archive, `headers` have lower-case names, `body` is decoded, `at` is aware.

    `fields` is what a metadata record of this program says of it. `digest` names the body as the archive does; for a `revisit`
    (an answer whose body was stored before) `original` is the address under which it was, and `body` is empty.
    """

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    at: datetime
    place: str
    digest: str = ""
    original: str | None = None
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Odd:
    """A record that gives no capture: where, of what address, a short kind to group by ("truncated", "damaged", …) and why."""

    place: str
    url: str
    kind: str
    reason: str


def is_web_archive(path: Path) -> bool:
    return path.name.lower().endswith(ENDINGS)


def read_archive(path: Path) -> Iterator[Capture | Odd]:
    """Every stored answer of a web archive in file order. Raises OSError where the file can't be opened."""
    if path.name.lower().endswith(".wacz"):
        yield from _wacz(path)
        return
    with path.open("rb") as stream:
        yield from _records(stream, str(path))


def _wacz(path: Path) -> Iterator[Capture | Odd]:
    try:
        with zipfile.ZipFile(path) as packed:
            names = sorted(name for name in packed.namelist() if name.lower().endswith((".warc", ".warc.gz")))
            if not names:
                yield Odd(str(path), "", "damaged", "a WACZ file without WARC files in it; was the crawl finished?")
            for name in names:
                with packed.open(name) as stream:
                    yield from _records(stream, f"{path}!{name}")  # type: ignore[arg-type]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        yield Odd(str(path), "", "damaged", f"no readable WACZ file: {error}; copy it again")


# ---------------------------------------------------------------- records
def _records(stream: BinaryIO, name: str) -> Iterator[Capture | Odd]:
    """Captures of one file; a metadata record tells of the response before it, so each is held until the next one is seen."""
    held: Capture | None = None
    held_id, held_member, number = "", -1, 0
    start: int | None = 0
    while start is not None:
        source = _Unpacked(stream, start)
        for record in _iterate(source):
            number, member = number + 1, source.member
            place = f"{name}, record {number}"
            found: Capture | Odd | None
            if isinstance(record, str):
                lost = held if source.broken and held_member == source.member else None    # its checksum was wrong
                found = Odd(lost.place if lost else place, lost.url if lost else "", *record.split(": ", 1))
                held = None if lost else held
            else:
                if held is not None and record.rec_type == "metadata" and record.rec_headers.get_header("WARC-Concurrent-To") == held_id:
                    held.fields.update(_fields(record))
                found = _capture(record, place)
                record_id = record.rec_headers.get_header("WARC-Record-ID") or ""
            if found is None:
                continue
            if held is not None:
                yield held
                held = None
            if isinstance(found, Capture):
                held, held_id, held_member = found, record_id, member
            else:
                yield found
        start = _next_record(stream, source.member + 1) if source.broken else None
    if held is not None:
        yield held
    if number == 0:
        yield Odd(name, "", "damaged", "no web archive: it holds no WARC or ARC record")


def _iterate(source: _Unpacked) -> Iterator[ArcWarcRecord | str]:
    """warcio's records, and as the last one a word on what ended the reading ("kind: reason")."""
    iterator = ArchiveIterator(source)
    while True:
        try:
            with contextlib.redirect_stderr(io.StringIO()):   # warcio writes there about what we tell in our own words
                record = next(iterator, None)
                if record is not None:
                    yield record
        except (ArchiveLoadFailed, StatusAndHeadersParserException, ValueError, AttributeError, _Damaged):
            if source.at_end:
                yield "truncated: the file ends within this record"
            else:
                source.broken = True
                yield f"damaged: in what begins at byte {source.member} of the file; what stands behind it is read, copy the file again for the rest"
            return
        if record is None:
            return


def _fields(record: ArcWarcRecord) -> dict[str, str]:
    text = record.raw_stream.read(CHUNK).decode("utf-8", "replace")
    return dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)


def _capture(record: ArcWarcRecord, place: str) -> Capture | Odd | None:
    """The answer that a record holds; None for records that hold none."""
    headers = record.rec_headers
    url = (headers.get_header("WARC-Target-URI") or headers.get_header("uri") or "").strip("<>")
    kind = record.rec_type
    if kind is None or headers.get_header("Content-Length" if record.format == "warc" else "length") is None:
        return Odd(place, url, "truncated", "the file ends within this record")
    if kind not in ("response", "resource", "revisit") or not url.startswith(("http:", "https:", "file:")):
        return None
    at = _time(headers.get_header("WARC-Date") or headers.get_header("archive-date"))
    if at is None:
        return Odd(place, url, "damaged", "the record does not say when it was made")
    digest = headers.get_header("WARC-Payload-Digest") or ""
    http = record.http_headers
    names = {key.lower(): value for key, value in http.headers} if http else {}
    names.pop("content-length", None)       # of what went over the wire
    names = {key.removeprefix("x-archive-orig-"): value for key, value in names.items()}
    if kind == "revisit":
        if "not-modified" in (headers.get_header("WARC-Profile") or ""):
            digest = ""
        return Capture(url, 200, names, b"", at, place, digest, (headers.get_header("WARC-Refers-To-Target-URI") or url).strip("<>"))
    status = int(http.get_statuscode() or 0) if http and http.get_statuscode().isdigit() else (200 if http is None else 0)
    if http is None:
        names = {"content-type": record.content_type or ""}
    raw = record.raw_stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        return Odd(place, url, "too-large", f"a body of more than {LARGEST / 1e6:.0f} MB")
    if getattr(record.raw_stream, "limit", 0) > 0:
        return Odd(place, url, "truncated", "the file ends within this record")
    if (reason := headers.get_header("WARC-Truncated")) is not None:
        return Odd(place, url, "truncated", f"cut off by the crawler that wrote it ({reason})")
    try:
        body = unpack(raw, names.get("transfer-encoding", ""), names.get("content-encoding", ""), LARGEST)
    except Undecodable as problem:
        return Odd(place, url, problem.kind, str(problem))
    return Capture(url, status, names, body, at, place, digest)


def _time(text: str | None) -> datetime | None:
    """WARC's "2024-05-03T08:00:00Z" or ARC's "20240503080000", in UTC."""
    try:
        at = datetime.strptime(text, "%Y%m%d%H%M%S") if text and re.fullmatch(r"\d{14}", text) else datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


# ---------------------------------------------------------------- gzip
class _Damaged(Exception):
    """The packed bytes make no sense, or their checksum is wrong."""


class _Unpacked:
    """A file's bytes from `start` on, unpacked over all members where it is gzip. `position` is where reading stands in the file, `member`
    where the member begins that the last bytes came from, or that could not be unpacked."""

    def __init__(self, stream: BinaryIO, start: int) -> None:
        self.stream = stream
        self.position = self.member = self.following = start
        self.count = 0
        self.at_end = self.broken = False
        stream.seek(start)
        self.packed = stream.read(3) == GZIP
        self.unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self.rest = b""

    def tell(self) -> int:
        return self.count

    def read(self, size: int = CHUNK) -> bytes:
        """Up to `size` bytes, b"" at the end (a torn last member ends there, too). Raises _Damaged."""
        while True:
            data, self.rest = self.rest, b""
            if not data:
                self.stream.seek(self.position)
                data = self.stream.read(CHUNK)
                self.position += len(data)
            if not data:
                self.at_end = True
                return b""
            if self.packed:
                data = self._unpack(data, size)
            else:
                data, self.rest = data[:size], data[size:]
            if data:
                self.count += len(data)
                return data

    def _unpack(self, data: bytes, size: int) -> bytes:
        self.member = self.following
        try:
            text = self.unpacker.decompress(data, size)
        except zlib.error as error:
            raise _Damaged(str(error)) from None
        self.rest = self.unpacker.unconsumed_tail
        if self.unpacker.eof:
            self.rest = self.unpacker.unused_data.lstrip(b"\x00")      # some tools pad with zeros
            self.following = self.position - len(self.rest)
            self.unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        return text


def _next_record(stream: BinaryIO, start: int) -> int | None:
    """The next gzip member behind `start` that opens a WARC record."""
    position, window = start, b""
    while True:
        stream.seek(position)
        chunk = stream.read(CHUNK)
        window = window[-len(GZIP) + 1:] + chunk
        first = position - (len(window) - len(chunk))
        position += len(chunk)
        for found in re.finditer(re.escape(GZIP), window):
            stream.seek(first + found.start())
            with contextlib.suppress(zlib.error):
                if zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(stream.read(4096), 5) == b"WARC/":
                    return first + found.start()
        if not chunk:
            return None
