"""Files and folders: what is read, in which order, and what is said of those that can't be."""
from __future__ import annotations

import builtins
import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Document, document_id
from pipeline.parse import PARSER_VERSION, Unreadable, parse_file, parse_paths

TEXT = "Họp ban chỉ đạo\n\nSáng nay, UBND tỉnh Yên Bái họp bàn nhiệm vụ cải cách hành chính quý IV."


def test_a_text_file(tmp_path: Path) -> None:
    file = tmp_path / "hop.txt"
    file.write_bytes(TEXT.encode())
    found = parse_file(file)
    assert (found.text, found.title, found.province, found.path, found.parser) == (TEXT, "Họp ban chỉ đạo", "Yên Bái", str(file), PARSER_VERSION)
    assert found.document_id == document_id("files", hashlib.sha256(TEXT.encode()).hexdigest())


def test_a_copy_is_the_same_document_and_the_path_is_kept_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(TEXT, encoding="utf-8")
    first, second = parse_file("./a.txt"), parse_file("b.txt", source_id="files")
    assert first.document_id == second.document_id and first.path == "./a.txt"
    assert parse_file("a.txt", source_id="other").document_id != first.document_id


def test_a_folder_is_walked_in_order_and_one_bad_file_stops_nothing(tmp_path: Path) -> None:
    for name, data in {"b.txt": TEXT.encode(), "a/z.md": TEXT.encode() + b"!", "c.xlsx": b"PK", ".hidden.txt": b"x", ".git/config.txt": b"x", "d.txt": b"a\x00b"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    found = list(parse_paths([tmp_path]))
    names = [Path(item.path or "").relative_to(tmp_path).as_posix() for item in found]
    assert names == ["b.txt", "c.xlsx", "d.txt", "a/z.md"]
    assert [isinstance(item, Document) for item in found] == [True, False, False, True]


def test_pipes_and_links_in_a_folder_are_named_and_never_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "round").symlink_to(".", target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    found = {Path(item.path or "").name: item.reason.split(":")[0] if isinstance(item, Unreadable) else "read" for item in parse_paths([tmp_path])}
    assert found == {"a.txt": "read", "round": "link", "gone.txt": "missing", "pipe.txt": "unreadable"}


def test_a_closed_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def walk(path: str, onerror: Callable[[OSError], None]) -> Iterator[tuple[str, list[str], list[str]]]:
        yield path, ["closed"], []
        onerror(PermissionError(13, "Permission denied", f"{path}/closed"))      # as os.walk does for people who are not root

    monkeypatch.setattr(os, "walk", walk)
    assert [str(item) for item in parse_paths([tmp_path])] == [f"{tmp_path}/closed: unreadable: Permission denied; check the folder's permissions"]


def test_text_in_a_font_of_before_unicode_is_flagged_not_guessed_at(tmp_path: Path) -> None:
    file = tmp_path / "abc.txt"
    file.write_bytes(b"C\xe9ng h\xdfa x\xb7 h\xe9i ch\xf1 ngh\xdca Vi\xd6t Nam. \xa7\xe9c l\xcbp, t\xf9 do, h\xb9nh ph\xf3c")
    found = parse_file(file)
    assert found.warnings == ("legacy_encoding",) and found.text.startswith("Céng hßa")


@pytest.mark.parametrize(("name", "data", "reason"), [
    pytest.param("a.txt", b"", "empty:", id="empty"),
    pytest.param("a.txt", b" \n\t\n", "empty:", id="white space"),
    pytest.param("a.txt", "\ufeff".encode(), "empty:", id="only a BOM"),
    pytest.param("a.txt", b"MZ\x90\x00\x03", "binary:", id="binary"),
    pytest.param("a.txt", b"\xff\xfea", "damaged:", id="half a UTF-16 letter"),
    pytest.param("a.zip", b"PK", "ending: .zip", id="another ending"),
    pytest.param("a.xlsx", b"PK", "damaged:", id="half an XLSX"),
    pytest.param("README", b"x", "ending: no ending", id="no ending"),
    pytest.param("a.pdf", b"%PDF-1.4 broken", "damaged:", id="broken PDF"),
    pytest.param("a.pdf", b"", "empty:", id="empty PDF"),
    pytest.param("a.docx", b"PK\x03\x04 broken", "damaged:", id="broken DOCX"),
    pytest.param("a.html", b"", "empty:", id="empty page"),
    pytest.param("a.html", b"<title>404 Not Found</title><h1>404 Not Found</h1>", "error:", id="saved error page"),
])
def test_unreadable(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Unreadable) as caught:
        parse_file(tmp_path / name)
    assert reason in caught.value.reason and name in str(caught.value) and "\n" not in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"none\.txt: missing"):
        parse_file(tmp_path / "none.txt")


def test_too_large(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)   # a sparse file: nothing is written
    with pytest.raises(Unreadable, match="too_large"):
        parse_file(tmp_path / "a.txt")


def test_a_saved_page(tmp_path: Path) -> None:
    paragraph = "Ủy ban nhân dân xã tiếp nhận 214 hồ sơ trong tháng, trả đúng hẹn 209 hồ sơ, đạt 97,7%. "
    (tmp_path / "tin.html").write_text(f"<html><title>Xã họp giao ban tháng 5</title><body><h1>Xã họp giao ban tháng 5</h1><p>{paragraph * 2}</p><p>{paragraph}</p></body></html>",
                                       encoding="utf-8")
    found = parse_file(tmp_path / "tin.html")
    assert found.title == "Xã họp giao ban tháng 5" and "97,7%" in found.text


# ---------------------------------------------------------------- attachments
def word(*paragraphs: str, table: list[list[str]] | None = None) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(lines: list[str]) -> bytes:
    """A one-page PDF in a built-in font (plain letters only)."""
    content = "BT /F1 11 Tf 14 TL 50 780 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
               "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
               f"<</Length {len(content)}>>stream\n{content}\nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj{body}endobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    return out + f"xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF".encode()


def test_docx(tmp_path: Path) -> None:
    data = word("BÁO CÁO", "Kết quả cải cách hành chính năm 2023", "I. KẾT QUẢ", "Tỉnh Yên Bái tiếp nhận 1.234 hồ sơ.",
                table=[["TT", "Chỉ tiêu", "Kết quả"], ["1", "Hồ sơ trực tuyến", "45%"]])
    (tmp_path / "a.docx").write_bytes(data)
    found = parse_file(tmp_path / "a.docx")
    table = next(b for b in found.blocks if b.kind == "table")
    assert found.title == "BÁO CÁO Kết quả cải cách hành chính năm 2023"
    assert [[found.text[s:e] for s, e in row] for row in table.rows] == [["TT", "Chỉ tiêu", "Kết quả"], ["1", "Hồ sơ trực tuyến", "45%"]]


def test_docx_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.parse.attachments.packed.LARGEST_UNPACKED", 50_000)
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 60_000)
    with pytest.raises(Unreadable, match="too_large"):
        parse_file(tmp_path / "a.docx")


def test_pdf(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(["BAO CAO", "Ket qua cai cach hanh chinh nam 2023 cua tinh, so lieu tinh den ngay 15 thang 12 nam nay", "tren toan dia ban tinh.", "7"]))
    found = parse_file(tmp_path / "a.pdf")
    assert "cai cach hanh chinh" in found.text and "7" not in found.text.split("\n")


def test_pdf_without_text(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([]))
    with pytest.raises(Unreadable, match="needs_ocr"):
        parse_file(tmp_path / "a.pdf")


@pytest.mark.parametrize(("name", "module"), [("a.pdf", "pypdfium2"), ("a.docx", "docx")])
def test_missing_extra_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str) -> None:
    real = builtins.__import__

    def without(wanted: str, *args: Any, **kwargs: Any) -> Any:
        if wanted == module:
            raise ImportError(wanted)
        return real(wanted, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    (tmp_path / name).write_bytes(b"%PDF-" if name.endswith("pdf") else b"PK\x03\x04")
    with pytest.raises(Unreadable, match=r"pip install 'cchc\[files\]'"):
        parse_file(tmp_path / name)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["txt", "md", "html", "mhtml", "pdf", "docx", "xlsx", "ods", "odt"]), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, ending: str, data: bytes) -> None:
    file = tmp_path_factory.mktemp("bytes") / f"a.{ending}"
    file.write_bytes(data)
    (found,) = parse_paths([file])
    assert isinstance(found, Document | Unreadable)
