"""Bodies: read piece by piece, unpacked within bounds, taken only if they are whole, and kept out of memory while they are large."""
from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.archive import ArchiveError
from pipeline.crawl.failure import FetchFailed

ENCODINGS = "gzip, deflate"   # what we ask for and can unpack within bounds
PIECE = 1 << 16
IN_MEMORY = 1_000_000         # bytes; a larger body waits in a file: 60 sources that send 20 MB each at a time must not take 1.2 GB
GZIP = b"\x1f\x8b"


class Body:
    """The bytes of an answer. A large one lies in a file without a name in `folder` (None: where the system keeps such files), which goes with the process."""

    def __init__(self, folder: Path | None = None) -> None:
        # closed when nobody holds the body any more
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(folder) if folder else None)  # noqa: SIM115
        self.size = 0

    def add(self, data: bytes) -> None:
        """Raises ArchiveError where the disk is full."""
        try:
            self._file.write(data)
        except OSError as error:
            raise ArchiveError(f"{error.filename or 'the folder for temporary files'}: can't be written: {error.strerror}; free some space, then start again") from error
        self.size += len(data)

    def read(self) -> bytes:
        """All of it; may be read again."""
        self._file.seek(0)
        return self._file.read()

    @property
    def large(self) -> bool:
        return self.size > IN_MEMORY


def read_body(pieces: Iterator[bytes], headers: Mapping[str, str], limit: int, *, cut: bool = False, folder: Path | None = None) -> Body:
    """The unpacked body. `cut`: what is larger than `limit` bytes is cut there instead of refused.

    Raises FetchFailed: "too-large", or "broken" for packed data that is damaged, not finished, or packed in a way we did not ask for; ArchiveError
    where the disk is full.
    """
    stated = headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > limit and not cut:
        raise _too_large(limit)
    body, size = Body(folder), 0
    unpacker = _Unpacker(headers.get("content-encoding", ""))
    for piece in pieces:
        size += len(piece)
        for part in unpacker.feed(piece):
            body.add(part[:limit - body.size] if cut else part)
            if cut and body.size == limit:
                return body
            if body.size > limit or size > limit:
                raise _too_large(limit)
    if size and not unpacker.done:
        raise FetchFailed("broken", f"the packed answer ends before its end ({size:,} bytes came)")
    return body


def _too_large(limit: int) -> FetchFailed:
    return FetchFailed("too-large", f"larger than {limit:,} bytes; raise the limit if such files are wanted")


class _Unpacker:
    """gzip and deflate, never more than PIECE bytes at a time: a small answer that unpacks to gigabytes is stopped at the limit."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding.strip().lower()
        self.plain = self.encoding in ("", "identity")
        self.done = self.plain
        self._inner: zlib._Decompress | None = None
        if not self.plain and self.encoding not in ("gzip", "x-gzip", "deflate"):
            raise FetchFailed("broken", f"packed as {encoding!r}, which we did not ask for and can't unpack")

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What so many bytes unpack to. Raises FetchFailed."""
        if self.plain:
            yield data
            return
        try:
            while data:
                if self._inner is None or self._inner.eof:
                    if self._inner and not data.startswith(GZIP):   # behind the end: padding, which is let go
                        return
                    self._inner = zlib.decompressobj(self._window(data))
                yield self._inner.decompress(data, PIECE)
                self.done = self._inner.eof
                data = self._inner.unused_data if self.done else self._inner.unconsumed_tail
        except zlib.error as error:
            raise FetchFailed("broken", f"the packed answer is damaged: {error}") from None

    def _window(self, data: bytes) -> int:
        """How zlib is to read what begins so: gzip, or deflate with its header (RFC 9110) or, as some servers send it, without."""
        if self.encoding != "deflate":
            return 16 + zlib.MAX_WBITS
        return zlib.MAX_WBITS if data[0] & 15 == 8 and int.from_bytes(data[:2]) % 31 == 0 else -zlib.MAX_WBITS
