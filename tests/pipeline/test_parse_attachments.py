"""Attached files: reports as offices write them keep their headings, numbers, tables, signatures; what can't be read says what to do."""
from __future__ import annotations

import io
import shutil
import stat
import subprocess
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement

from pipeline.archive import RawPage
from pipeline.document import Document, document_id
from pipeline.parse import Unreadable, parse_file, parse_page, parse_record
from pipeline.parse.attachments import attachment_kind, legacy, read_attachment, scan
from pipeline.parse.attachments.kind import OLE
from pipeline.parse.attachments.sheet import shown
from pipeline.parse.links import attachment_links

PROSE = "Trong năm 2023, tỉnh đã ban hành 45 văn bản chỉ đạo, tổ chức 12 cuộc họp và kiểm tra 26 cơ quan, đơn vị."


def read(tmp_path: Path, name: str, data: bytes) -> Document:
    (tmp_path / name).write_bytes(data)
    return parse_file(tmp_path / name)


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(f"{block.kind} {block.level}" if block.kind == "heading" else block.kind, document.text[block.start:block.end]) for block in document.blocks]


def tables(document: Document) -> list[list[list[str]]]:
    return [[[document.text[start:end] for start, end in row] for row in block.rows] for block in document.blocks if block.kind == "table"]


# ---------------------------------------------------------------- PDF
def pdf(*pages: list[tuple[float, float, str]], drawn: list[str] | None = None, picture: bool = False) -> bytes:
    """A PDF of texts at places (points from the lower left), in a font that maps one byte to any letter; `drawn` are drawing commands a page."""
    letters = sorted({character for page in pages for _, _, text in page for character in text})
    code = {character: number for number, character in enumerate(letters, 1)}
    mapping = "\n".join(f"<{number:02x}> <{character.encode('utf-16-be').hex()}>" for character, number in code.items())
    cmap = f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n{len(code)} beginbfchar\n{mapping}\nendbfchar endcmap end end"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}]/Count {len(pages)}>>",
               f"<</Type/Font/Subtype/TrueType/BaseFont/Courier/FirstChar 0/LastChar 255/Widths[{'600 ' * 256}]/ToUnicode 4 0 R>>", f"<</Length {len(cmap)}>>\nstream\n{cmap}\nendstream",
               "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>\nstream\n0\nendstream"]
    for number, page in enumerate(pages):
        content = (drawn[number] if drawn else "") + ("q 500 0 0 700 40 40 cm /I Do Q " if picture and not page else "")
        content += "BT /F 10 Tf " + " ".join(f"1 0 0 1 {x} {y} Tm <{''.join(f'{code[c]:02x}' for c in text)}> Tj" for x, y, text in page) + " ET"
        objects += [f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {7 + 2 * number} 0 R/Resources<</Font<</F 3 0 R>>/XObject<</I 5 0 R>>>>>>",
                    f"<</Length {len(content)}>>\nstream\n{content}\nendstream"]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF".encode()


def lines(*texts: str, top: float = 780, step: float = 14, left: float = 60) -> list[tuple[float, float, str]]:
    return [(left, top - number * step, text) for number, text in enumerate(texts) if text]


def grid(rows: list[list[str]], top: float, columns: tuple[float, ...] = (60, 100, 300, 380)) -> tuple[list[tuple[float, float, str]], str]:
    """Cells and the lines around them."""
    texts = [(columns[c] + 3, top - 20 * r - 13, cell) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell]
    drawn = " ".join(f"{columns[0]} {top - 20 * r} m {columns[-1]} {top - 20 * r} l S" for r in range(len(rows) + 1))
    drawn += " " + " ".join(f"{x} {top} m {x} {top - 20 * len(rows)} l S" for x in columns) + " "
    return texts, drawn


HEADER = ["TT", "Đơn vị", "Điểm"]


def test_a_report_in_pdf(tmp_path: Path) -> None:
    first = [(60, 800, "ỦY BAN NHÂN DÂN"), (60, 786, "TỈNH LẠNG SƠN"), (300, 800, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), (300, 786, "Độc lập - Tự do - Hạnh phúc"),
             (60, 760, "Số: 412/BC-UBND"), (300, 760, "Lạng Sơn, ngày 05 tháng 12 năm 2023"), (270, 730, "BÁO CÁO"), (160, 716, "Kết quả cải cách hành chính năm 2023"),
             *lines("Trong năm 2023, tỉnh đã ban hành 45 văn bản chỉ đạo, tổ chức 12 cuộc họp", "và kiểm tra 26 cơ quan.", top=690),
             *lines("I. KẾT QUẢ", top=650), *lines("Tỷ lệ hồ sơ đúng hạn của toàn tỉnh đạt 98,5%, cao hơn năm trước, trong đó cấp", "xã đạt 97,1%.", top=630),
             (300, 40, "1")]
    texts, drawn = grid([HEADER, ["1", "Sở Y tế", "81,2"], ["2", "Sở Nội vụ", ""]], 500)
    more, drawn_more = grid([HEADER, ["3", "Sở Công Thương", "79,9"]], 800)
    second = [*lines("II. TỒN TẠI, HẠN CHẾ", "Việc số hóa hồ sơ còn chậm.", top=780), *texts, (300, 40, "2")]
    third = [*more, *lines("Nơi nhận:", "- Như trên;", "- Lưu: VT.", top=700), *lines("TM. ỦY BAN NHÂN DÂN", "PHÓ CHỦ TỊCH", top=700, left=320), *lines("Dương Văn Mẫu", top=640, left=330), (300, 40, "3")]
    found = read(tmp_path, "a.pdf", pdf(first, second, third, drawn=["", drawn, drawn_more]))
    assert (found.title, found.province, found.published and found.published.day) == ("BÁO CÁO Kết quả cải cách hành chính năm 2023", "Lạng Sơn", date(2023, 12, 5))
    kinds = blocks(found)
    assert ("heading 2", "I. KẾT QUẢ") in kinds and ("heading 2", "II. TỒN TẠI, HẠN CHẾ") in kinds and ("paragraph", "Việc số hóa hồ sơ còn chậm.") in kinds
    assert ("paragraph", "Tỷ lệ hồ sơ đúng hạn của toàn tỉnh đạt 98,5%, cao hơn năm trước, trong đó cấp\nxã đạt 97,1%.") in kinds
    assert tables(found) == [[HEADER, ["1", "Sở Y tế", "81,2"], ["2", "Sở Nội vụ", ""], ["3", "Sở Công Thương", "79,9"]]], "a table over two pages is one"
    assert [kind for kind, text in kinds if text in ("TM. ỦY BAN NHÂN DÂN", "PHÓ CHỦ TỊCH", "Dương Văn Mẫu")] == ["paragraph"] * 3
    assert not any(text in ("1", "2", "3") for _, text in kinds)
    assert [kind for kind, text in kinds if text in ("Nơi nhận:", "- Như trên;", "- Lưu: VT.")] == ["furniture"] * 3


def test_page_heads_stay_once_as_furniture_and_cut_no_sentence(tmp_path: Path) -> None:
    pages = [[(60, 815, "Báo cáo cải cách hành chính"), *lines(f"Đoạn {number}: tỉnh đã kiểm tra 26 cơ quan, đơn vị và", "chấn chỉnh kịp thời, đồng thời yêu cầu các sở"),
              (60, 30, f"Trang {number}/4")] for number in range(1, 5)]
    found = read(tmp_path, "a.pdf", pdf(*pages))
    assert [text for kind, text in blocks(found) if kind == "furniture"] == ["Báo cáo cải cách hành chính"]
    assert "yêu cầu các sở\nĐoạn 2" in found.text and "Trang" not in found.text and found.text.count("Báo cáo") == 1


def test_paragraphs_of_a_pdf_part_by_indent_gap_and_short_line(tmp_path: Path) -> None:
    full = "Trong năm tỉnh đã ban hành các văn bản chỉ đạo về công tác này và đã"
    page = [(60, 780, full), (60, 766, "tổ chức họp."), (88, 752, full[:63]), (60, 738, "kiểm tra hai mươi sáu cơ quan theo kế hoạch đề ra từ đầu năm nay"), (60, 700, full), (60, 686, "và nhiều việc khác")]
    found = read(tmp_path, "a.pdf", pdf(page))
    assert [text.count("\n") + 1 for text in found.text.split("\n\n")] == [2, 2, 2]


@pytest.mark.parametrize("has_ocr", [False, True])
def test_scanned_pages_are_flagged_or_read_with_their_origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_ocr: bool) -> None:
    monkeypatch.setattr(scan, "read_pages", lambda document, numbers: {1: "PHỤ LỤC\n\nSở Y tế đạt 81,2 điểm trong năm nay."} if has_ocr else {})
    found = read(tmp_path, "a.pdf", pdf(lines(PROSE[:60], PROSE[60:]), [], [], picture=True))
    assert found.warnings == (("ocr:2", "needs_ocr:3") if has_ocr else ("needs_ocr:2-3",)) and ("Sở Y tế" in found.text) is has_ocr


def test_a_scan_without_text_asks_for_ocr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "is_installed", lambda: False)
    with pytest.raises(Unreadable, match=r"needs_ocr: 2 pages are pictures without text; pip install 'cchc\[ocr\]' and Debian's tesseract-ocr-vie"):
        read(tmp_path, "a.pdf", pdf([], [], picture=True))


def test_letters_without_names_are_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "is_installed", lambda: False)
    with pytest.raises(Unreadable, match="needs_ocr"):
        read(tmp_path, "a.pdf", pdf(lines("\ue001\ue002\ue003\ue004" * 10)))


def test_a_font_of_before_unicode_is_flagged(tmp_path: Path) -> None:
    found = read(tmp_path, "a.pdf", pdf(lines("Céng hßa x· héi chñ nghÜa ViÖt Nam. §éc lËp - Tù do - H¹nh phóc.", "B¸o c¸o c«ng t¸c c¶i c¸ch hµnh chÝnh")))
    assert found.warnings == ("legacy_encoding",)


@pytest.mark.skipif(not scan.is_installed(), reason="tesseract with Vietnamese data is not here")
def test_a_scanned_page_is_read(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    draw, font = pytest.importorskip("PIL.ImageDraw"), pytest.importorskip("PIL.ImageFont")
    picture = image.new("L", (1240, 400), 255)
    draw.Draw(picture).text((60, 100), "UBND xa da nhan 214 ho so trong thang", fill=0, font=font.load_default(44))
    picture.save(tmp_path / "a.pdf", resolution=150)
    found = parse_file(tmp_path / "a.pdf")
    assert found.warnings == ("ocr:1",) and "214" in found.text


# ---------------------------------------------------------------- Word
def save(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def report() -> docx.document.Document:
    document = docx.Document()
    head = document.add_table(rows=2, cols=2)
    for (row, column), text in {(0, 0): "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN", (0, 1): "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
                                (1, 0): "Số: 412/BC-UBND", (1, 1): "Lạng Sơn, ngày 05 tháng 12 năm 2023"}.items():
        head.cell(row, column).text = text
    for text in ("BÁO CÁO", "Kết quả công tác cải cách hành chính năm 2023", PROSE):
        document.add_paragraph(text)
    return document


def test_a_report_in_word(tmp_path: Path) -> None:
    document = report()
    document.add_heading("Tồn tại, hạn chế", 1)
    for text in ("Việc số hóa hồ sơ còn chậm.", "Phối hợp chưa chặt chẽ."):
        document.add_paragraph(text, style="List Number")
    rows = [["TT", "Đơn vị", "Điểm"], ["I", "Cấp tỉnh", ""], ["1", "Sở Giáo dục\nvà Đào tạo", "80"], ["2", "Sở Y tế", "81,2"]]
    table = document.add_table(rows=4, cols=3)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 1).merge(table.cell(1, 2))
    table.cell(2, 0).merge(table.cell(3, 0)).text = "1"
    foot = document.add_table(rows=1, cols=2)
    foot.cell(0, 0).text, foot.cell(0, 1).text = "Nơi nhận:\n- Như trên;\n- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nDương Văn Mẫu"
    document.sections[0].header.paragraphs[0].text, document.sections[0].footer.paragraphs[0].text = "Báo cáo của tỉnh", "12"
    found = read(tmp_path, "a.docx", save(document))
    assert (found.title, found.province, found.published and found.published.day) == ("BÁO CÁO Kết quả công tác cải cách hành chính năm 2023", "Lạng Sơn", date(2023, 12, 5))
    assert blocks(found)[9:13] == [("heading 2", "Tồn tại, hạn chế"), ("list_item", "1. Việc số hóa hồ sơ còn chậm."), ("list_item", "2. Phối hợp chưa chặt chẽ."),
                                   ("table", "TT\tĐơn vị\tĐiểm\nI\tCấp tỉnh\t\n1\tSở Giáo dục và Đào tạo\t80\n\tSở Y tế\t81,2")]
    assert tables(found) == [[["TT", "Đơn vị", "Điểm"], ["I", "Cấp tỉnh", ""], ["1", "Sở Giáo dục và Đào tạo", "80"], ["", "Sở Y tế", "81,2"]]]
    assert blocks(found)[13:] == [*(("furniture", text) for text in ("Nơi nhận:", "- Như trên;", "- Lưu: VT.")),
                                  *(("paragraph", text) for text in ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Dương Văn Mẫu")), ("furniture", "Báo cáo của tỉnh")]


NUMBERING = """<w:abstractNum xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/>
<w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl><w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="%2.%3."/></w:lvl><w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%4)"/></w:lvl></w:abstractNum>"""


def test_numbers_that_word_counts_by_itself(tmp_path: Path) -> None:
    from docx.oxml import parse_xml

    document = docx.Document()
    part = document.part.numbering_part.element
    part.insert(0, parse_xml(NUMBERING))
    part.append(parse_xml('<w:num xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level, text in ((0, "KẾT QUẢ"), (1, "Thể chế"), (2, "Ban hành văn bản"), (2, "Rà soát văn bản"), (1, "Thủ tục"), (2, "Số hóa"), (3, "Cấp tỉnh"), (3, "Cấp xã"), (0, "TỒN TẠI, HẠN CHẾ"), (1, "Thể chế")):
        properties = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = level, 77
    found = read(tmp_path, "a.docx", save(document))
    assert found.text.split("\n\n")[:10] == ["I. KẾT QUẢ", "1. Thể chế", "1.1. Ban hành văn bản", "1.2. Rà soát văn bản", "2. Thủ tục", "2.1. Số hóa", "a) Cấp tỉnh", "b) Cấp xã",
                                             "II. TỒN TẠI, HẠN CHẾ", "1. Thể chế"]


def test_tracked_changes_and_controls(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(PROSE)
    paragraph = document.add_paragraph("Tỉnh giảm ")
    for tag, text_tag, text in (("w:del", "w:delText", "10%"), ("w:ins", "w:t", "20%")):
        change, run, piece = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        piece.text = text
        run.append(piece)
        change.append(run)
        paragraph._p.append(change)
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    control.append(content)
    inner = document.add_paragraph("Mục lục trong khung.")._p
    inner.getparent().replace(inner, control)
    content.append(inner)
    found = read(tmp_path, "a.docx", save(document))
    assert "Tỉnh giảm 20%" in found.text and "10%" not in found.text and "Mục lục trong khung." in found.text


def test_foot_notes_are_kept(tmp_path: Path) -> None:
    packed = io.BytesIO(save(report()))
    with zipfile.ZipFile(packed, "a") as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
        types = archive.read("[Content_Types].xml").decode()
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as archive, zipfile.ZipFile(out, "w") as target:
        for name in archive.namelist():
            if name not in ("word/_rels/document.xml.rels", "[Content_Types].xml"):
                target.writestr(name, archive.read(name))
        target.writestr("word/_rels/document.xml.rels", relations.replace(
            "</Relationships>", '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>'))
        target.writestr("[Content_Types].xml", types.replace(
            "</Types>", '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>'))
        target.writestr("word/footnotes.xml", '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
                        '<w:footnote w:id="2"><w:p><w:r><w:t>Gồm 12 sở và 8 huyện.</w:t></w:r></w:p></w:footnote></w:footnotes>')
    assert read(tmp_path, "a.docx", out.getvalue()).text.rstrip().endswith("Gồm 12 sở và 8 huyện.")


# ---------------------------------------------------------------- Excel
@pytest.mark.parametrize(("value", "form", "text"), [
    (0.977, "0.0%", "97,7%"), (1, "0%", "100%"), (0.4555, "0.##%", "45,55%"), (0.45, "0.##%", "45%"), (12345, "#,##0", "12.345"), (12345, "General", "12345"), (2023, "0", "2023"),
    (81.25, "General", "81,25"), (0.1 + 0.2, "General", "0,3"), (81.2, "0.00", "81,20"), (1234567.5, "#,##0.0", "1.234.567,5"), (-3.5, "0.0;[Red]-0.0", "-3,5"), (5, '0" hồ sơ"', "5"),
    (date(2023, 12, 5), "yyyy-mm-dd", "05/12/2023"), (datetime(2023, 1, 31, 8, 30), "d/m/yy h:mm", "31/01/2023 08:30"), (datetime(2023, 12, 1), "mm/yyyy", "12/2023"), (True, "General", "Có"),
    (None, "General", ""), ("Sở Y tế", "@", "Sở Y tế"), (1e20, "0.00E+00", "100000000000000000000"),
])
def test_cells_as_they_are_shown(value: object, form: str, text: str) -> None:
    assert shown(value, form) == text


def workbook() -> bytes:
    book = openpyxl.Workbook()
    first = book.active
    first["A1"] = "PHỤ LỤC: XẾP HẠNG CÁC SỞ NĂM 2023"
    first.merge_cells("A1:D1")
    for row in ([], [None, "TT", "Đơn vị", "Tỷ lệ", "Ngày"], [None, "I", "Cấp tỉnh"], [None, 1, "Sở Y tế", 0.977, date(2023, 12, 5)], [None, 2, "Sở Nội vụ", 1, None], [], ["Ghi chú: số liệu đến 15/12."]):
        first.append(row)
    for row in (5, 6):
        first.cell(row, 4).number_format = "0.0%"
    first.row_dimensions[6].hidden = True
    second = book.create_sheet("Cấp xã")
    for row in (["Xã", "Tổng"], ["Xã Mẫu", 5]):
        second.append(row)
    book.create_sheet("an").sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook(tmp_path: Path) -> None:
    found = read(tmp_path, "a.xlsx", workbook())
    assert (found.title, found.warnings) == ("PHỤ LỤC: XẾP HẠNG CÁC SỞ NĂM 2023", ("hidden_sheets:1",))
    assert tables(found) == [[["TT", "Đơn vị", "Tỷ lệ", "Ngày"], ["I", "Cấp tỉnh", "", ""], ["1", "Sở Y tế", "97,7%", "05/12/2023"]], [["Xã", "Tổng"], ["Xã Mẫu", "5"]]]
    assert ("paragraph", "Ghi chú: số liệu đến 15/12.") in blocks(found) and ("heading 2", "Cấp xã") in blocks(found)


# ---------------------------------------------------------------- OpenDocument
SPACES = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
          'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"')


def opendocument(kind: str, body: str, manifest: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        packed.writestr("META-INF/manifest.xml", f"<manifest:manifest>{manifest}</manifest:manifest>")
        packed.writestr("content.xml", f"<office:document-content {SPACES}><office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>")
    return out.getvalue()


def cell(text: str, **attributes: int) -> str:
    more = "".join(f' table:number-{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<table:table-cell{more}>{f'<text:p>{text}</text:p>' if text else ''}</table:table-cell>"


def test_odt(tmp_path: Path) -> None:
    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in (["TT", "Sở", "Điểm"], ["1", "Y tế", "81,2"], ["2", "", "80"]))
    found = read(tmp_path, "a.odt", opendocument("text", f"""<text:tracked-changes><text:p>đã xóa</text:p></text:tracked-changes><text:p>Báo cáo cải cách hành chính</text:p><text:p>{PROSE}</text:p>
<text:h text:outline-level="2">II. <text:span>Tồn tại</text:span><text:s/>hạn chế</text:h><text:list><text:list-item><text:p>Số hóa hồ sơ còn chậm.</text:p></text:list-item></text:list>
<table:table>{rows}</table:table>"""))
    assert blocks(found)[2:4] == [("heading 2", "II. Tồn tại hạn chế"), ("list_item", "- Số hóa hồ sơ còn chậm.")] and "đã xóa" not in found.text
    assert tables(found) == [[["TT", "Sở", "Điểm"], ["1", "Y tế", "81,2"], ["2", "", "80"]]]


def test_ods_with_cells_repeated_to_the_end_of_the_sheet(tmp_path: Path) -> None:
    body = (f'<table:table table:name="Tỉnh"><table:table-row>{cell("Sở")}{cell("Điểm")}{cell("", columns_repeated=16382)}</table:table-row>'
            f"<table:table-row>{cell('Y tế')}{cell('81,2')}</table:table-row>"
            f'<table:table-row table:number-rows-repeated="1048574">{cell("", columns_repeated=16384)}</table:table-row></table:table><table:table table:name="Sheet2"/>')
    found = read(tmp_path, "a.ods", opendocument("spreadsheet", body))
    assert tables(found) == [[["Sở", "Điểm"], ["Y tế", "81,2"]]]


# ---------------------------------------------------------------- what can't be read, and old formats
def bomb(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, b"0" * 61_000_000)
    return out.getvalue()


@pytest.mark.parametrize(("name", "data", "reason"), [
    pytest.param("a.docx", lambda: bomb("word/document.xml"), "too_large: unpacks to 61 MB", id="a bomb in DOCX"),
    pytest.param("a.xlsx", lambda: bomb("xl/workbook.xml"), "too_large", id="a bomb in XLSX"),
    pytest.param("a.docx", lambda: OLE + b"EncryptedPackage", "locked: the DOCX asks for a password", id="locked DOCX"),
    pytest.param("a.odt", lambda: opendocument("text", "<text:p>x</text:p>", "<manifest:encryption-data/>"), "locked", id="locked ODT"),
    pytest.param("a.xlsx", lambda: workbook()[:300], "damaged: this is no readable XLSX", id="half an XLSX"),
    pytest.param("a.odt", lambda: opendocument("text", "<text:p>"), "damaged", id="broken ODT"),
    pytest.param("a.docx", lambda: save(docx.Document()), "empty", id="a DOCX without a word"),
])
def test_unreadable(tmp_path: Path, name: str, data, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, name, data())
    assert caught.value.reason.startswith(reason)


OLD = OLE + b"\0" * 500 + "WordDocument".encode("utf-16-le") + b"\0" * 500


def test_old_word_without_libreoffice_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unreadable, match=r"not_installed: reading \.doc needs LibreOffice \(Debian: libreoffice-writer-nogui\); install it, or save the file as \.docx"):
        read(tmp_path, "a.doc", OLD)


@pytest.fixture
def soffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A program that stands where LibreOffice would, with LibreOffice's arguments: a shell script."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def install(script: str) -> None:
        (folder / "soffice").write_text(f"#!/bin/sh\n{script}\n")
        (folder / "soffice").chmod(stat.S_IRWXU)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    return install


def test_old_word_is_converted(tmp_path: Path, soffice) -> None:
    (tmp_path / "made.docx").write_bytes(save(report()))
    soffice(f'while [ "$1" != --outdir ]; do shift; done; cp "{tmp_path}/made.docx" "$2/file.docx"')
    found = read(tmp_path, "a.doc", OLD)
    assert found.title == "BÁO CÁO Kết quả công tác cải cách hành chính năm 2023" and found.warnings == ("converted:doc",)


@pytest.mark.parametrize(("script", "reason"), [("exit 0", "damaged: LibreOffice can't read this"), ("sleep 60 & wait", "too_slow: LibreOffice did not convert it within 0 s")])
def test_a_conversion_that_fails_or_hangs(tmp_path: Path, soffice, monkeypatch: pytest.MonkeyPatch, script: str, reason: str) -> None:
    soffice(script)
    monkeypatch.setattr(legacy, "TIME", 0.4)
    begun = time.monotonic()
    with pytest.raises(Unreadable, match=reason):
        read(tmp_path, "a.doc", OLD)
    assert time.monotonic() - begun < 10


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_itself(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(save(report()))
    subprocess.run(["soffice", "--headless", "--convert-to", "doc", "--outdir", str(tmp_path), str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120)
    assert parse_file(tmp_path / "a.doc").title == "BÁO CÁO Kết quả công tác cải cách hành chính năm 2023"


def test_a_page_handed_out_as_a_word_file_is_read_as_a_page(tmp_path: Path) -> None:
    found = read(tmp_path, "a.doc", f"<html><title>Xã họp giao ban</title><body><h1>Xã họp giao ban</h1><p>{PROSE}</p></body></html>".encode())
    assert found.title == "Xã họp giao ban"


@pytest.mark.parametrize(("content_type", "data", "kind"), [
    ("text/html", b"<html>", None), ("application/pdf", b"<html>login</html>", None), ("", b"\n%PDF-1.4", "pdf"), ("", b"{\\rtf1", "rtf"), ("", OLD, "doc"), ("image/png", b"\x89PNG", None),
    ("", opendocument("text", ""), "odt"), ("", opendocument("spreadsheet", ""), "ods"), ("application/zip", b"PK\x03\x04" + b"\0" * 30, None),
])
def test_kinds_by_content(content_type: str, data: bytes, kind: str | None) -> None:
    assert attachment_kind(content_type, data) == kind
    assert attachment_kind("", save(docx.Document())) == "docx" and attachment_kind("", workbook()) == "xlsx"


# ---------------------------------------------------------------- attached to an article
def test_an_attachment_is_a_document_of_its_article() -> None:
    page = RawPage("https://mau.vn/f/1.pdf", "https://mau.vn/f/1.pdf", "mau", 200, "application/pdf", {}, pdf(lines(PROSE)), datetime.fromisoformat("2024-05-03T08:00:00+07:00"), None, "https://mau.vn/a/1")
    found = parse_page(page, None)
    assert (found.parent_id, found.url, found.source_id) == (document_id("mau", "https://mau.vn/a/1"), "https://mau.vn/f/1.pdf", "mau")


def test_a_page_where_a_file_should_be_is_no_document() -> None:
    page = RawPage("https://mau.vn/f/1.pdf", "https://mau.vn/f/1.pdf", "mau", 200, "text/html; charset=utf-8", {}, f"<h1>Đăng nhập</h1><p>{PROSE * 3}</p>".encode(),
                   datetime.fromisoformat("2024-05-03T08:00:00+07:00"), None, "https://mau.vn/a/1")
    with pytest.raises(Unreadable, match=r"no_file: the link to a file of .* leads to text/html"):
        parse_record(page, None)


@pytest.mark.parametrize(("markup", "found"), [
    pytest.param('<a href="/f/b%C3%A1o%20c%C3%A1o.PDF#page=2">tải</a>', ["/f/b%C3%A1o%20c%C3%A1o.PDF#page=2"], id="by its path"),
    pytest.param('<a href="/Download.ashx?id=7&amp;file=phu-luc.xlsx">tải</a>', ["/Download.ashx?id=7&file=phu-luc.xlsx"], id="by its query"),
    pytest.param('<a href="/documents/10180/1"><span>Phụ lục 1.docx</span></a>', ["/documents/10180/1"], id="by its text"),
    pytest.param('<a href="/d/1" download="a.doc">tải</a>', ["/d/1"], id="by the name it is saved under"),
    pytest.param('<iframe src="/pdfjs/viewer.html?file=/upload/a.pdf"></iframe><embed src="b.pdf">', ["/upload/a.pdf", "b.pdf"], id="in a viewer"),
    pytest.param('<a href="a.pdf">1</a><a href="a.pdf">2</a>', ["a.pdf"], id="once"),
    pytest.param('<nav><a href="a.pdf">x</a></nav><footer><a href="b.pdf">x</a></footer><div class="sidebar"><a href="c.pdf">x</a></div><div class="tin-lien-quan"><a href="d.pdf">x</a></div>', [], id="the site's"),
    pytest.param('<a href="javascript:open(1.pdf)">a.pdf</a><a href="#">b.pdf</a><a href="/tin-pdf">tin</a><a href="/anh.jpg">ảnh</a>', [], id="no files"),
])
def test_links_to_files(markup: str, found: list[str]) -> None:
    assert attachment_links(f"<html><body><main>{markup}</main></body></html>") == found


@pytest.mark.parametrize("kind", ["docx", "xlsx", "odt", "pdf"])
def test_every_cut_of_a_file_is_read_or_refused(kind: str) -> None:
    made = {"docx": save(report()), "xlsx": workbook(), "odt": opendocument("text", f"<text:p>{PROSE}</text:p>"), "pdf": pdf(lines(PROSE))}[kind]
    for cut in range(0, len(made), max(1, len(made) // 12)):
        try:
            assert read_attachment(made[:cut], kind, "a").text  # type: ignore[arg-type]
        except Unreadable as problem:
            assert problem.kind in ("empty", "damaged", "needs_ocr")
