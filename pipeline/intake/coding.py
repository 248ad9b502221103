"""Bodies as they came over the wire: chunks put together, gzip, deflate, brotli and zstd unpacked, never beyond a limit."""
from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator

from warcio.bufferedreaders import ChunkedDataReader

CHUNK = 1 << 14
REMEDY = "pip install 'cchc[files]'"
PLAIN = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<|%PDF-|PK\x03\x04|\xd0\xcf\x11\xe0)")   # how what we read begins when it is not packed


class Undecodable(Exception):
    """A body that can't be unpacked; `kind` is "too-large" or "encoding"."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


def unpack(raw: bytes, transfer: str, content: str, limit: int) -> bytes:
    """The body that a server meant, by its Transfer-Encoding and Content-Encoding headers; archives that unpacked it, but kept the headers, are common.

    `limit` is in bytes. Raises Undecodable.
    """
    body = raw
    if "chunked" in transfer.lower():
        body = ChunkedDataReader(io.BytesIO(raw)).read()
    for name in reversed([one.strip().lower() for one in content.split(",") if one.strip()]):
        if name == "identity" or PLAIN.match(body):
            continue
        body = _unpacked(body, name, limit)
    return body


def _unpacked(data: bytes, name: str, limit: int) -> bytes:
    out = bytearray()
    try:
        for piece in _pieces(data, name):
            out += piece
            if len(out) > limit:
                raise Undecodable("too-large", f"unpacks to more than {limit / 1e6:.0f} MB")
    except Undecodable:
        raise
    except ImportError as missing:
        raise Undecodable("encoding", f"a body packed with {name} needs {missing.name}; run {REMEDY}") from None
    except Exception as error:   # each packer has errors of its own
        raise Undecodable("encoding", f"a body that should be {name} can't be unpacked: {error}") from None
    return bytes(out)


def _pieces(data: bytes, name: str) -> Iterator[bytes]:
    if name in ("gzip", "x-gzip", "deflate"):
        bits = 16 + zlib.MAX_WBITS if name != "deflate" else zlib.MAX_WBITS if _has_zlib_head(data) else -zlib.MAX_WBITS
        unpacker = zlib.decompressobj(bits)
        while data and not unpacker.eof:
            yield unpacker.decompress(data, 1 << 20)
            data = unpacker.unconsumed_tail
    elif name == "br":
        import brotli

        stream = brotli.Decompressor()
        for at in range(0, len(data), CHUNK):
            yield stream.process(data[at:at + CHUNK])
    elif name == "zstd":
        import zstandard

        yield from zstandard.ZstdDecompressor(max_window_size=1 << 27).read_to_iter(io.BytesIO(data))
    else:
        raise Undecodable("encoding", f"a body packed with {name!r}, which is not known here")


def _has_zlib_head(data: bytes) -> bool:
    """Servers send "deflate" with and without zlib's two bytes."""
    return len(data) >= 2 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
