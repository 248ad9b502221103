"""Taking in web archives, saved pages and files: what comes out is the same as if it had been crawled, and doing it twice adds nothing."""
from __future__ import annotations

import base64
import hashlib
import io
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.sources import Source
from pipeline.archive import Archive, RawPage
from pipeline.crawl import CrawlState
from pipeline.document import document_id
from pipeline.intake import Intake, Kept, Left
from pipeline.parse import parse_record

SOURCE = Source(id="lang-son", name="Cổng Lạng Sơn", kind="portal", base_url="https://langson.gov.vn/", hosts=("langson.gov.vn",), delay_seconds=3.0, verified=False,
                article_pattern=r"ItemID=\d+|/tin-\d+$", discovery=(), identity_params=("ItemID",), province="Lạng Sơn")
SOURCES = {"lang-son": SOURCE}
PROSE = "Trong tháng, bộ phận một cửa của xã nhận 214 hồ sơ, trả đúng hẹn 209 hồ sơ, đạt 97,7%. " * 2
HTML = f"<html><head><title>Xã họp giao ban</title></head><body><h1>Xã họp giao ban</h1><p>{PROSE}</p><a href='/f/phu-luc.pdf'>Phụ lục</a></body></html>"
ARTICLE = "https://langson.gov.vn/tin.aspx?ItemID=7"


class Home:
    def __init__(self, root: Path) -> None:
        self.archive, self.state = Archive(root / "archive"), CrawlState(root / "crawl.sqlite")

    def take(self, *paths: Path, sources: dict[str, Source] = SOURCES) -> list[Kept | Left]:
        return list(Intake(self.archive, self.state, sources).take(paths))

    def pages(self, source_id: str) -> list[RawPage]:
        return [page for _, page in self.archive.records(source_id)]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    made.state.close()


def warc(path: Path, *records: tuple[str, bytes | str, str], date: str = "2024-05-03T08:00:00Z", revisit: dict[str, str] | None = None) -> Path:
    """A WARC file of answers (address, body, content type); `revisit` maps addresses to those that have their body."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    digests = {}
    for url, body, kind in records:
        data = body.encode() if isinstance(body, str) else body
        digests[url] = "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()
        http = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(data), http_headers=http, warc_headers_dict={"WARC-Date": date}))
    for url, original in (revisit or {}).items():
        writer.write_record(writer.create_revisit_record(url, digests.get(original, "sha1:?"), original, date, warc_headers_dict={"WARC-Date": date}))
    path.write_bytes(out.getvalue())
    return path


def told(found: list[Kept | Left]) -> Counter[str]:
    return Counter(f"{one.source_id} {'new' if one.new else 'known'}" if isinstance(one, Kept) else one.kind for one in found)


# ---------------------------------------------------------------- web archives
def test_pages_go_to_their_source_and_others_are_unlisted(home: Home, tmp_path: Path) -> None:
    file = warc(tmp_path / "a.warc.gz", ("http://www.langson.gov.vn/tin.aspx?l=1&ItemID=7&sid=3#x", HTML, "text/html"), ("https://khac.vn/bai/1?utm_source=fb", HTML, "text/html; charset=utf-8"),
                ("https://langson.gov.vn/trang-chu", HTML, "text/html"), ("https://langson.gov.vn/logo.png", b"\x89PNG", "image/png"))
    found = home.take(file)
    assert told(found) == {"lang-son new": 1, "unlisted new": 1, "not-a-page": 1, "other-page": 1}
    [page], [other] = home.pages("lang-son"), home.pages("unlisted")
    assert (page.canonical_url, page.url, page.fetched_at) == (ARTICLE, "http://www.langson.gov.vn/tin.aspx?l=1&ItemID=7&sid=3", datetime(2024, 5, 3, 8, tzinfo=UTC))
    assert other.canonical_url == "https://khac.vn/bai/1"
    document = parse_record(page, SOURCE)
    assert (document.document_id, document.province, document.title) == (document_id("lang-son", ARTICLE), "Lạng Sơn", "Xã họp giao ban")
    reasons = {one.kind: one.reason for one in found if isinstance(one, Left)}
    assert "1 no article by article_pattern of lang-son; for instance https://langson.gov.vn/trang-chu" in reasons["other-page"] and "1 image/png" in reasons["not-a-page"]
    assert all(one.passed for one in found if isinstance(one, Left))


def test_taking_in_twice_adds_nothing_and_a_changed_page_is_a_version(home: Home, tmp_path: Path) -> None:
    first = warc(tmp_path / "a.warc.gz", (ARTICLE, HTML, "text/html"), ("https://khac.vn/1", HTML, "text/html"))
    later = warc(tmp_path / "b.warc.gz", (ARTICLE, HTML, "text/html"), date="2025-01-01T00:00:00Z")
    changed = warc(tmp_path / "c.warc.gz", (ARTICLE, HTML.replace("214", "215"), "text/html"), date="2025-02-01T00:00:00Z")
    home.take(first)
    before = {path: path.read_bytes() for path in (tmp_path / "archive").rglob("*.gz")}
    assert told(home.take(first, later)) == {"lang-son known": 2, "unlisted known": 1}
    assert {path: path.read_bytes() for path in (tmp_path / "archive").rglob("*.gz")} == before
    assert told(home.take(changed)) == {"lang-son new": 1} and told(home.take(first, later, changed)) == {"lang-son known": 3, "unlisted known": 1}


def test_attachments_find_their_article_in_whatever_order(home: Home, tmp_path: Path) -> None:
    home.take(warc(tmp_path / "a.warc.gz", ("https://langson.gov.vn/f/phu-luc.pdf", b"%PDF-1.4", "application/pdf"), ("https://langson.gov.vn/x.pdf", b"%PDF-1.5", "application/pdf"),
                   (ARTICLE, HTML, "text/html")))
    assert [(page.canonical_url, page.parent_url) for page in home.pages("lang-son")] == [
        (ARTICLE, None), ("https://langson.gov.vn/f/phu-luc.pdf", ARTICLE), ("https://langson.gov.vn/x.pdf", None)]


def test_revisits(home: Home, tmp_path: Path) -> None:
    other, missing = "https://langson.gov.vn/tin-8", "https://langson.gov.vn/tin-9"
    file = warc(tmp_path / "a.warc.gz", (ARTICLE, HTML, "text/html"), revisit={ARTICLE: ARTICLE, other: ARTICLE, missing: "https://langson.gov.vn/tin-1"})
    found = home.take(file)
    assert told(found) == {"lang-son new": 2, "lang-son known": 1, "revisit": 1}
    assert [page.canonical_url for page in home.pages("lang-son")] == [ARTICLE, other]
    assert "tin-9: its body stands under https://langson.gov.vn/tin-1 in another file" in found[-1].reason  # type: ignore[union-attr]


def test_an_archive_of_our_own_comes_as_it_was(home: Home, tmp_path: Path) -> None:
    elsewhere = Home(tmp_path / "elsewhere")
    pages = [RawPage(ARTICLE, ARTICLE, "lang-son", 200, "text/html", {"content-type": "text/html", "etag": '"1"'}, HTML.encode(), datetime(2024, 5, 3, tzinfo=UTC), "25/06/2020 3:04:58 CH"),
             RawPage("https://langson.gov.vn/f/1", "https://langson.gov.vn/f/1", "lang-son", 200, "application/pdf", {"content-type": "application/pdf"}, b"%PDF-1.4",
                     datetime(2024, 5, 3, tzinfo=UTC), None, ARTICLE),
             RawPage("file:./b%C3%A1o.txt", "0" * 64, "files", 200, "text/plain", {"content-type": "text/plain"}, PROSE.encode(), datetime(2024, 5, 3, tzinfo=UTC))]
    for page in pages:
        elsewhere.archive.write(page)
    elsewhere.state.close()
    home.take(tmp_path / "elsewhere")
    assert [*home.pages("lang-son"), *home.pages("files")] == pages


def test_what_a_killed_import_left_is_not_stored_again(home: Home, tmp_path: Path) -> None:
    file = warc(tmp_path / "a.warc.gz", (ARTICLE, HTML, "text/html"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(CrawlState, "imported", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            home.take(file)
    assert told(home.take(file)) == {"lang-son known": 1} and len(home.pages("lang-son")) == 1


# ---------------------------------------------------------------- saved pages
def mhtml(html: str, url: str, *, location: str = "Snapshot-Content-Location", charset: str = "utf-8") -> bytes:
    body = base64.encodebytes(html.encode(charset)).decode()
    return (f"From: <Saved by Blink>\r\n{location}: {url}\r\nSubject: x\r\nDate: Fri, 3 May 2024 08:00:00 -0000\r\nMIME-Version: 1.0\r\n"
            f'Content-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n\r\n----b\r\nContent-Type: text/html; charset={charset}\r\n'
            f"Content-Transfer-Encoding: base64\r\nContent-Location: {url}\r\n\r\n{body}\r\n----b\r\nContent-Type: text/css\r\n\r\np {{}}\r\n----b--\r\n").encode()


@pytest.mark.parametrize(("name", "data", "day"), [
    pytest.param("a.html", f"<!-- saved from url=(0042){ARTICLE} -->{HTML}".encode(), None, id="Chrome"),
    pytest.param("a.html", f"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: {ARTICLE} \n saved date: Fri May 03 2024 15:00:00 GMT+0700 (Giờ Đông Dương)\n-->{HTML}".encode(), 3, id="SingleFile"),
    pytest.param("a.htm", f"<!-- Mirrored from langson.gov.vn/tin.aspx?ItemID=7 by HTTrack Website Copier/3.x [XR&CO'2014], Fri, 03 May 2024 08:00:00 GMT -->{HTML}".encode(), 3, id="HTTrack"),
    pytest.param("a.html", HTML.replace("<title>", f"<link rel='canonical' href='{ARTICLE}'><title>").encode(), None, id="the page's canonical link"),
    pytest.param("a.html", HTML.replace("<title>", f"<meta property='og:url' content='https://web.archive.org/web/2024id_/{ARTICLE}'><title>").encode(), None, id="from the Wayback Machine"),
    pytest.param("langson.gov.vn/tin.aspx?ItemID=7.html", HTML.encode(), None, id="a mirror's folders"),
    pytest.param("a.mhtml", mhtml(HTML, ARTICLE), 3, id="MHTML"),
    pytest.param("a.mht", mhtml(HTML, ARTICLE, location="Content-Location", charset="utf-16"), 3, id="MHT in UTF-16"),
])
def test_a_saved_page_is_the_article_it_was_saved_of(home: Home, tmp_path: Path, name: str, data: bytes, day: int | None) -> None:
    file = tmp_path / "saved" / name
    file.parent.mkdir(parents=True)
    file.write_bytes(data)
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert told(home.take(tmp_path / "saved")) == {"lang-son new": 1}
    [page] = home.pages("lang-son")
    document = parse_record(page, SOURCE)
    assert page.canonical_url == ARTICLE and document.title == "Xã họp giao ban" and "đạt 97,7%" in document.text
    assert page.fetched_at == (datetime(2024, 5, day, 8, tzinfo=UTC) if day else datetime.fromtimestamp(1_700_000_000, UTC))
    os.utime(file)      # copied since
    assert told(home.take(tmp_path / "saved")) == {"lang-son known": 1}


@pytest.mark.parametrize("markup", [
    pytest.param(HTML, id="nothing says of which address"),
    pytest.param(HTML.replace("<title>", "<link rel='canonical' href='https://langson.gov.vn/'><title>"), id="a canonical link to the home page"),
    pytest.param(f"<!-- saved from url=(0042)https://khac.vn/1 -->{HTML}", id="of a host that no source has"),
])
def test_a_page_of_unknown_address_is_a_file(home: Home, tmp_path: Path, markup: str) -> None:
    (tmp_path / "a.html").write_text(markup, encoding="utf-8")
    assert told(home.take(tmp_path / "a.html")) == {"files new": 1}
    document = parse_record(home.pages("files")[0], None)
    assert (document.source_id, document.path, document.title) == ("files", str(tmp_path / "a.html"), "Xã họp giao ban")
    assert document.url == ("https://khac.vn/1" if "khac" in markup else None)


# ---------------------------------------------------------------- files
def test_files_are_kept_with_their_path_and_a_copy_is_the_same(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("báo cáo 50%.txt", "bản sao.txt"):
        Path(name).write_text(PROSE, encoding="utf-8")
    assert told(home.take(Path("báo cáo 50%.txt"), Path("bản sao.txt"))) == {"files new": 1, "files known": 1}
    document = parse_record(home.pages("files")[0], None)
    assert (document.path, document.fetched_at, document.text) == ("báo cáo 50%.txt", None, PROSE)


def test_a_file_that_could_not_be_read_is_tried_again(home: Home, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE, encoding="utf-8")
    [kept] = home.take(tmp_path / "a.txt")
    for outcome, waiting in (("not_installed", [kept.ref]), ("empty", [kept.ref]), ("document", [])):     # type: ignore[union-attr]
        home.state.mark_parsed(kept.ref, "1", outcome)                               # type: ignore[union-attr]
        assert told(home.take(tmp_path / "a.txt")) == {"files known": 1}
        assert home.state.unparsed("files", "1") == waiting


def test_a_page_that_was_refused_is_not_tried_again_but_an_attachment_is(home: Home, tmp_path: Path) -> None:
    file = warc(tmp_path / "a.warc.gz", (ARTICLE, HTML, "text/html"))
    [kept] = home.take(file)
    for outcome, waiting in (("spam", []), ("needs_ocr", [kept.ref])):     # type: ignore[union-attr]
        home.state.mark_parsed(kept.ref, "1", outcome)                     # type: ignore[union-attr]
        home.take(file)
        assert home.state.unparsed("lang-son", "1") == waiting


@pytest.mark.parametrize(("name", "data", "kind"), [
    pytest.param("a.xyz", b"x", "ending", id="another ending"), pytest.param("none.txt", None, "missing", id="missing"), pytest.param("a.warc.gz", b"x", "damaged", id="no web archive"),
    pytest.param("a.mhtml", b"Subject: x\r\n\r\nno page", "damaged", id="MHTML without a page"), pytest.param("none.warc", None, "missing", id="no such web archive"),
])
def test_what_is_not_taken_in_is_told(home: Home, tmp_path: Path, name: str, data: bytes | None, kind: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    [found] = home.take(tmp_path / name)
    assert isinstance(found, Left) and (found.kind, found.passed) == (kind, False) and name in found.name


def test_a_source_that_wants_no_files(home: Home, tmp_path: Path) -> None:
    home.take(warc(tmp_path / "a.warc.gz", (ARTICLE, HTML, "text/html")), sources={"lang-son": replace(SOURCE, attachments=False)})
    assert home.state.count("lang-son") == 1
