"""Importing from end to end: what was fetched elsewhere is in the warehouse as if it had been crawled, and a person is told what is not."""
from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import docx
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.cli import call
from flows.folder import DataFolder
from flows.importing import import_paths
from flows.ledger import Run, started
from flows.plan import known_to
from pipeline.document import Document
from warehouse.lake import Lake

SOURCE = """id = "lang-son"
name = "Cổng Lạng Sơn"
kind = "portal"
base_url = "https://langson.gov.vn/"
hosts = ["langson.gov.vn"]
province = "Lạng Sơn"
delay_seconds = 3
verified = false
article_pattern = 'ItemID=\\d+'
identity_params = ["ItemID"]
[[discovery]]
kind = "listing"
url = "https://langson.gov.vn/"
links = "a[href]"
[expect]
documents = 1
title = 1.0
date = 1.0
"""
PROSE = "Trong tháng, bộ phận một cửa của xã nhận 214 hồ sơ, trả đúng hẹn 209 hồ sơ, đạt 97,7%. " * 2
HTML = f"""<html><head><title>Xã họp giao ban</title><meta property="article:published_time" content="2024-05-02T08:00:00+07:00"></head>
<body><h1>Xã họp giao ban</h1><p>{PROSE}</p><a href="/f/phu-luc.docx">Phụ lục</a><a href="/f/cu.doc">Bản cũ</a></body></html>"""
ARTICLE = "https://langson.gov.vn/tin.aspx?ItemID=7"


def word(text: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def warc(path: Path, *records: tuple[str, bytes, str]) -> Path:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for url, body, kind in records:
            http = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": "2024-05-03T08:00:00Z"}))
    return path


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "lang-son.toml").write_text(SOURCE, encoding="utf-8")
    return tmp_path / "sources"


def documents(folder: Path) -> dict[str, Document]:
    return {document.name: document for document in Lake(folder / "lake").documents()}


def test_an_article_and_its_files(tmp_path: Path, sources: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)     # no LibreOffice
    file = warc(tmp_path / "a.warc.gz", ("https://langson.gov.vn/f/cu.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "application/msword"),
                ("https://langson.gov.vn/f/phu-luc.docx", word(f"Phụ lục kèm theo. {PROSE}"), "application/octet-stream"), (ARTICLE, HTML.encode(), "text/html"),
                ("https://langson.gov.vn/", b"<a href='/'>x</a>", "text/html"))
    assert call(["import", str(file), "--data", str(tmp_path / "data"), "--sources", str(sources)]) == 0
    told = capsys.readouterr().out
    assert "lang-son           3        3          0       2         1       0  ok" in told, "an old .doc is told, but no fault of its source"
    assert "https://langson.gov.vn/f/cu.doc: not_installed: reading .doc needs LibreOffice" in told
    assert "other-page: 1 no article by article_pattern of lang-son; for instance https://langson.gov.vn/" in told
    assert "have a title" not in told and "have a date" not in told, "a file without title does not make its source worse"
    found = documents(tmp_path / "data")
    article, attachment = found[ARTICLE], found["https://langson.gov.vn/f/phu-luc.docx"]
    assert (attachment.parent_id, article.parent_id, attachment.province) == (article.document_id, None, "Lạng Sơn")
    assert article.published and attachment.published and (attachment.published.at, attachment.published.origin) == (article.published.at, "article")


def test_importing_twice_publishes_the_same(tmp_path: Path, sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = warc(tmp_path / "a.warc.gz", (ARTICLE, HTML.encode(), "text/html"))
    for expected in ("lang-son           1        1          0       1         0       0  ok", "lang-son           1        0          1       0         0       0  ok"):
        assert call(["import", str(file), "--data", str(tmp_path / "data"), "--sources", str(sources)]) == 0
        assert expected in capsys.readouterr().out


def test_a_file_that_can_not_be_read_is_told_each_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04 broken")
    for _ in range(2):
        assert call(["import", str(tmp_path / "a.docx"), "--data", str(tmp_path / "data")]) == 1
        assert "a.docx: damaged: this is no readable DOCX" in capsys.readouterr().out


IMPORT = """
import sys
from pathlib import Path
from flows.cli import call
call(["import", sys.argv[1], "--data", sys.argv[2], "--sources", sys.argv[3]])
"""


def test_a_killed_import_loses_nothing_and_stores_nothing_twice(tmp_path: Path, sources: Path) -> None:
    count = 60
    file = warc(tmp_path / "a.warc.gz", *((ARTICLE.replace("7", str(number)), HTML.replace("214", str(number)).encode(), "text/html") for number in range(1, count + 1)))
    archive = tmp_path / "data" / "archive" / "lang-son" / "lang-son-20240503.warc.gz"
    for records in (1, 20):
        process = subprocess.Popen([sys.executable, "-c", IMPORT, str(file), str(tmp_path / "data"), str(sources)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and not (archive.exists() and archive.stat().st_size > 1200 * records):
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    folder = DataFolder(tmp_path / "data")
    with folder.writing(), started(folder.runs, "import") as run:
        import_paths([file], folder, known_to(folder, sources), run)
    assert len(documents(tmp_path / "data")) == count and _stored(folder, run) == count


def _stored(folder: DataFolder, run: Run) -> int:
    from pipeline.archive import Archive

    assert run.source("lang-son").fetched < run.source("lang-son").discovered
    return len(list(Archive(folder.archive).refs("lang-son")))
