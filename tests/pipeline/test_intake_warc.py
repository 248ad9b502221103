"""Web archives of other tools: what each writes is read, and what is torn, damaged or packed in a strange way is named, not lost quietly."""
from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.intake import coding, warc
from pipeline.intake.warc import Capture, Odd, is_web_archive, read_archive

PAGE = "<html><h1>Xã họp giao ban</h1><p>Trong tháng, bộ phận một cửa nhận 214 hồ sơ.</p></html>".encode()
URL = "https://mau.vn/tin/{}"


def build(*records: tuple, packed: bool = True) -> bytes:
    """A WARC file; a record is (type, address, body, HTTP headers or None, WARC headers)."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for kind, url, body, http, *more in records:
        headers = StatusAndHeaders((more[1] if len(more) > 1 else "200 OK"), http, protocol="HTTP/1.1") if http is not None else None
        writer.write_record(writer.create_warc_record(url, kind, payload=io.BytesIO(body), http_headers=headers,
                                                      warc_headers_dict={"WARC-Date": "2024-05-03T08:00:00Z", **(more[0] if more else {})}))
    return out.getvalue()


def page(number: int, body: bytes = PAGE, **headers: str) -> tuple:
    return ("response", URL.format(number), body, [("Content-Type", "text/html"), *((name.replace("_", "-"), value) for name, value in headers.items())])


def read(tmp_path: Path, data: bytes, name: str = "a.warc.gz") -> list[Capture | Odd]:
    (tmp_path / name).write_bytes(data)
    return list(read_archive(tmp_path / name))


def urls(found: list[Capture | Odd]) -> list[str]:
    return [one.url for one in found if isinstance(one, Capture)]


# ---------------------------------------------------------------- what tools write
def chunked(data: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (data[:40], data[40:])) + b"0\r\n\r\n"


def brotlied(data: bytes) -> bytes:
    return pytest.importorskip("brotli").compress(data)


def zstandard(data: bytes) -> bytes:
    return pytest.importorskip("zstandard").ZstdCompressor().compress(data)


@pytest.mark.parametrize(("pack", "headers"), [
    pytest.param(lambda data: data, {}, id="as it is"),
    pytest.param(gzip.compress, {"Content_Encoding": "gzip"}, id="gzip"),
    pytest.param(gzip.compress, {"content_encoding": "X-GZIP"}, id="gzip by its old name"),
    pytest.param(lambda data: data, {"Content_Encoding": "gzip"}, id="unpacked by the crawler, the header kept"),
    pytest.param(zlib.compress, {"Content_Encoding": "deflate"}, id="deflate"),
    pytest.param(lambda data: zlib.compress(data)[2:-4], {"Content_Encoding": "deflate"}, id="deflate without zlib's head"),
    pytest.param(brotlied, {"Content_Encoding": "br"}, id="brotli"),
    pytest.param(zstandard, {"Content_Encoding": "zstd"}, id="zstd"),
    pytest.param(chunked, {"Transfer_Encoding": "chunked"}, id="chunked"),
    pytest.param(lambda data: chunked(gzip.compress(data)), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}, id="chunked gzip"),
    pytest.param(lambda data: data, {"Transfer_Encoding": "chunked"}, id="put together by the crawler, the header kept"),
    pytest.param(lambda data: zlib.compress(gzip.compress(data)), {"Content_Encoding": "gzip, deflate"}, id="packed twice"),
])
def test_bodies_come_out_as_the_server_meant_them(tmp_path: Path, pack, headers: dict[str, str]) -> None:
    [found] = read(tmp_path, build(page(1, pack(PAGE), **headers)))
    assert isinstance(found, Capture) and found.body == PAGE and found.status == 200 and found.at.isoformat() == "2024-05-03T08:00:00+00:00"


@pytest.mark.parametrize(("name", "pack"), [
    pytest.param("a.warc", lambda one, two: build(one, two, packed=False), id="not packed"),
    pytest.param("a.warc.gz", lambda one, two: build(one, two), id="a gzip member a record"),
    pytest.param("a.warc.gz", lambda one, two: gzip.compress(build(one, two, packed=False)), id="all in one gzip member"),
    pytest.param("a.warc.gz", lambda one, two: build(one) + b"\x00" * 512 + build(two), id="padded with zeros"),
    pytest.param("a.WARC", lambda one, two: build(one, two), id="packed, but not called so"),
])
def test_files_of_every_make(tmp_path: Path, name: str, pack) -> None:
    assert is_web_archive(tmp_path / name) and urls(read(tmp_path, pack(page(1), page(2)), name)) == [URL.format(1), URL.format(2)]


def test_wacz(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "crawl.wacz", "w") as packed:
        packed.writestr("pages/pages.jsonl", "{}")
        packed.writestr("archive/data.warc.gz", build(page(1), page(2)))
    assert urls(list(read_archive(tmp_path / "crawl.wacz"))) == [URL.format(1), URL.format(2)]


def test_arc(tmp_path: Path) -> None:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    columns = b"1 0 Mau\nURL IP-address Archive-date Content-type Archive-length\n"
    head = b"filedesc://a.arc 0.0.0.0 20240503080000 text/plain %d\n%s\n" % (len(columns), columns)
    [found] = read(tmp_path, head + b"%s 10.0.0.1 20240503080000 text/html %d\n%s\n" % (URL.format(1).encode(), len(body), body), "a.arc")
    assert isinstance(found, Capture) and (found.url, found.body, found.at.day) == (URL.format(1), PAGE, 3)


def test_records_without_a_page_are_passed_over(tmp_path: Path) -> None:
    found = read(tmp_path, build(("warcinfo", None, b"software: wget\r\n", None), ("request", URL.format(1), b"", []), page(1), ("resource", "dns:mau.vn", b"", None),
                                 ("resource", URL.format(2), PAGE, None, {"Content-Type": "text/html"}), ("conversion", URL.format(3), PAGE, None),
                                 ("response", URL.format(4), b"", [], {}, "301 Moved")))
    assert [(one.url, one.status) for one in found] == [(URL.format(1), 200), (URL.format(2), 200), (URL.format(4), 301)]


def test_a_revisit_names_the_record_that_has_its_body(tmp_path: Path) -> None:
    found = read(tmp_path, build(page(1), ("revisit", URL.format(2), b"", [("Content-Type", "text/html")], {
        "WARC-Payload-Digest": "sha1:ABC", "WARC-Refers-To-Target-URI": URL.format(1), "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"})))
    assert isinstance(found[1], Capture) and (found[1].url, found[1].original, found[1].digest, found[1].body) == (URL.format(2), URL.format(1), "sha1:ABC", b"")


def test_what_our_own_metadata_says_comes_along(tmp_path: Path) -> None:
    fields = b"canonicalUrl: https://mau.vn/1\r\nlistingDate: 25/06/2020 3:04:58 CH\r\n"
    found = read(tmp_path, build((*page(1), {"WARC-Record-ID": "<urn:uuid:1>"}), ("metadata", URL.format(1), fields, None, {"WARC-Concurrent-To": "<urn:uuid:1>"}), page(2)))
    assert [one.fields for one in found if isinstance(one, Capture)] == [{"canonicalUrl": "https://mau.vn/1", "listingDate": "25/06/2020 3:04:58 CH"}, {}]


# ---------------------------------------------------------------- what is broken
@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_a_file_torn_at_any_byte_gives_all_whole_records(tmp_path: Path, packed: bool) -> None:
    parts = [build(page(number), packed=packed) for number in (1, 2, 3)]
    data, ends = b"".join(parts), [sum(map(len, parts[:count])) for count in (1, 2, 3)]
    for cut in range(1, len(data), 17):
        found = read(tmp_path, data[:cut], "a.warc.gz" if packed else "a.warc")
        whole = [URL.format(number) for number, end in enumerate(ends, 1) if end <= cut]
        assert urls(found)[:len(whole)] == whole and all(one.body == PAGE for one in found if isinstance(one, Capture))   # the last may only lack its closing line ends
        assert len(found) - len(whole) <= 1 and all(one.kind in ("truncated", "damaged") for one in found if isinstance(one, Odd))


def test_damage_in_the_middle_costs_one_record(tmp_path: Path) -> None:
    parts = [build(page(number, PAGE * number)) for number in (1, 2, 3)]
    for place in range(12, len(parts[1]), 7):
        broken = bytearray(parts[1])
        broken[place] ^= 0xFF
        found = read(tmp_path, parts[0] + broken + parts[2])
        assert {URL.format(1), URL.format(3)} <= set(urls(found)) and all(one.body in (PAGE, PAGE * 3) for one in found if isinstance(one, Capture))
        assert len(urls(found)) == 2 and [one.kind for one in found if isinstance(one, Odd)] in (["damaged"], ["truncated"])


@pytest.mark.parametrize(("data", "name"), [
    pytest.param(b"", "a.warc.gz", id="empty"), pytest.param(b"hello\nworld\n", "a.warc", id="a text"), pytest.param(gzip.compress(b"hello"), "a.warc.gz", id="another gzip"),
    pytest.param(b"PK\x03\x04", "a.wacz", id="half a zip"), pytest.param(bytes(range(256)) * 50, "a.warc.gz", id="noise"),
])
def test_what_is_no_web_archive_is_told(tmp_path: Path, data: bytes, name: str) -> None:
    found = read(tmp_path, data, name)
    assert found and all(isinstance(one, Odd) and one.kind in ("damaged", "truncated") and name in one.place for one in found)


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "LARGEST", 100_000)
    found = read(tmp_path, build(page(1, gzip.compress(b"0" * 5_000_000), Content_Encoding="gzip"), page(2)))
    assert isinstance(found[0], Odd) and found[0].kind == "too-large" and urls(found) == [URL.format(2)]


@pytest.mark.parametrize(("encoding", "reason"), [("compress", "not known here"), ("gzip", "can't be unpacked")])
def test_a_body_that_can_not_be_unpacked_is_named(tmp_path: Path, encoding: str, reason: str) -> None:
    [found] = read(tmp_path, build(page(1, b"\x00\x01\x02" * 9, Content_Encoding=encoding)))
    assert isinstance(found, Odd) and (found.kind, found.url) == ("encoding", URL.format(1)) and reason in found.reason


def test_what_a_missing_library_costs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "brotli", None)
    with pytest.raises(coding.Undecodable, match=r"needs brotli; run pip install 'cchc\[files\]'"):
        coding.unpack(b"\x8b\x00", "", "br", 100)


def test_a_body_cut_off_by_its_crawler_is_named(tmp_path: Path) -> None:
    [found] = read(tmp_path, build((*page(1), {"WARC-Truncated": "length"})))
    assert isinstance(found, Odd) and found.kind == "truncated" and "length" in found.reason
