"""Plain text: what each line is taken for, titles, tables, provinces, and that the text itself is never touched."""
from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Document, normalise
from pipeline.parse import parse_file
from pipeline.parse.text import decode, is_legacy, parse_text

SHARED = Path(__file__).resolve().parents[3] / "shared" / "gold"
LONG = ("Ủy ban nhân dân huyện cho biết trong kỳ đã tiếp nhận và giải quyết nhiều hồ sơ của người dân, trong đó phần lớn trả kết quả đúng hẹn; "
        "các xã vùng cao còn gặp khó khăn về đường truyền và thiết bị nên tiến độ số hóa chưa đạt như kế hoạch đã đề ra từ đầu năm.")


def document(text: str) -> Document:
    return parse_text(text, document_id="d", source_id="s")


def kinds(text: str) -> list[tuple[str, str]]:
    found = document(text)
    return [(block.kind, found.text[block.start:block.end]) for block in found.blocks]


def kind_of(line: str, *, before: str = "Một tiêu đề của bài\n\n", after: str = "") -> str:
    """What `line` is taken for between two paragraphs of an article."""
    return next(kind for kind, text in kinds(f"{before}{LONG}\n\n{line}\n\n{LONG}{after}") if text == line)


@pytest.mark.parametrize("line", [
    "A- A A+ | Tăng tương phản Giảm tương phản", "Trang chủ >> TIN TỨC >> Cải cách hành chính", "Trang chủ Tin tức Home", "Lượt xem: 83", "16 lượt xem",
    "(Ngày đăng :25/06/2020 3:04:58 CH)", "Chia sẻ | Facebook | Zalo", "In trang", "QUẢNG CÁO", "* Mời bạn đọc vào chuyên mục Xã hội xem các tin khác.",
    "Từ khóa: cải cách, một cửa", ">> Tải về Quyết định số 12", "Xem thêm: Ba việc cần làm", "--------", "Tin, ảnh: Lê Mây", "Theo TTXVN", "Theo Báo Nhân dân",
    "Hoa Ban (tổng hợp)", "* Xem chi tiết Kế hoạch tại đây./.", "Tác giả: HỒNG VÂN",
])
def test_furniture(line: str) -> None:
    assert kind_of(line) == "furniture"


@pytest.mark.parametrize("line", [
    "Theo Sở Nội vụ, tỷ lệ hồ sơ trực tuyến đạt 61,2%.", "Trang chủ của Cổng dịch vụ công được thiết kế lại trong tháng 5.", "Bình luận về kết quả này, ông Hà cho rằng cần làm sớm hơn.",
    "Ngày 10/12/2024, huyện công bố kết quả.", "Quảng cáo sai sự thật bị xử phạt 12 trường hợp.", "Liên hệ thực tế, xã rút ra hai bài học.",
    "Nguồn thu từ phí, lệ phí đạt 3,2 tỷ đồng.", "Chia sẻ kinh nghiệm, đại biểu huyện Mường Khương nêu ba cách làm.", "Theo Nghị định số 61 của Chính phủ.",
])
def test_prose_is_not_furniture(line: str) -> None:
    assert kind_of(line) == "paragraph"


@pytest.mark.parametrize("line", [
    "Ông Lò Văn Tám, Phó Giám đốc Sở Nội vụ, phát biểu tại hội nghị", "Quang cảnh hội nghị. Ảnh: H.L", "(Đồng chí Cầm Thị Mẩy, Giám đốc Sở Y tế)",
    "Công dân làm thủ tục tại Bộ phận một cửa xã Nậm Cang.", "Ảnh minh họa.", "Chủ tịch UBND tỉnh chủ trì cuộc họp. |", "Các đại biểu dự hội nghị",
    "Đồng chí Vàng A Chứ trao bằng khen của UBND tỉnh cho các tập thể", "Hoạt động tại trung tâm điều hành. Ảnh T.L", "(Đồng chí Giàng A Páo,\n\nGiám đốc Sở Tư pháp)",
])
def test_caption(line: str) -> None:
    assert kind_of(line) == "caption"


@pytest.mark.parametrize("line", [
    "Ông Lò Văn Tám cho biết các xã đã hoàn thành kế hoạch.", "Đoàn đã kiểm tra 12 đơn vị và làm việc với 3 sở.", "Chủ tịch UBND tỉnh yêu cầu các sở báo cáo trước ngày 15.",
])
def test_short_sentence_is_not_a_caption(line: str) -> None:
    assert kind_of(line) == "paragraph"


@pytest.mark.parametrize(("line", "level"), [
    ("I. KẾT QUẢ THỰC HIỆN", 2), ("II. TỒN TẠI, HẠN CHẾ", 2), ("1. Cải cách thể chế", 3), ("1.2. Văn bản quy phạm", 4), ("PHƯƠNG HƯỚNG, NHIỆM VỤ", 2),
    ("Khó khăn bủa vây cấp xã", 2), ("**3. Sở Tài chính**", 3), ("## Kết quả", 2), ("Điều 2. Tổ chức thực hiện", 2),
])
def test_heading(line: str, level: int) -> None:
    found = document(f"Tiêu đề bài viết\n\n{LONG}\n\n{line}\n\n{LONG}")
    block = next(b for b in found.blocks if found.text[b.start:b.end] == line)
    assert (block.kind, block.level) == ("heading", level)


@pytest.mark.parametrize("line", ["- Việc luân chuyển hồ sơ còn chậm;", "+ Có từ 15% hộ nghèo trở lên;", "a) Bố trí lịch tiếp công dân;", "1. Tiếp tục thực hiện kế hoạch đã đề ra."])
def test_list_item(line: str) -> None:
    assert kind_of(line) == "list_item"


@pytest.mark.parametrize(("text", "title", "author"), [
    pytest.param(f"Trang chủ Tin tức\n\nHuyện Si Ma Cai họp bàn cải cách\n\n{LONG}", "Huyện Si Ma Cai họp bàn cải cách", None, id="below the menu"),
    pytest.param(f"Cổng thông tin điện tử tỉnh Lào Cai\n\nSở Nội vụ\n\nHọp ban chỉ đạo\n\n{LONG}", "Họp ban chỉ đạo", None, id="below site and office"),
    pytest.param(f"Huyện họp bàn cải cách (Lượt xem: 20)\n\n{LONG}", "Huyện họp bàn cải cách", None, id="with a view counter"),
    pytest.param(f"# Kế hoạch năm 2025 ra sao?\n\n{LONG}", "Kế hoạch năm 2025 ra sao?", None, id="Markdown"),
    pytest.param(f"{LONG}\n\n{LONG}", None, None, id="starts with a paragraph"),
    pytest.param(f"Ông Vừ A Sài - Ảnh: MAI\n\n{LONG}", None, None, id="starts with a caption"),
    pytest.param(f"Xã họp dân\n\n{LONG}\n\nSùng Thị Mai", "Xã họp dân", "Sùng Thị Mai", id="signed at the end"),
    pytest.param(f"Xã họp dân\n\n{LONG}\n\nMAI - LAN\n\nPHÒNG NỘI VỤ", "Xã họp dân", "MAI - LAN", id="signed with an office below"),
    pytest.param(f"Thông báo tuyển dụng\n\n{LONG}\n\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nVàng A Chứ", "Thông báo tuyển dụng", None, id="an official signs"),
    pytest.param("QUYẾT ĐỊNH\n\nVỀ VIỆC THÀNH LẬP\nBAN CHỈ ĐẠO\n\nCăn cứ Luật Tổ chức chính quyền địa phương;\n\n" + LONG,
                 "QUYẾT ĐỊNH VỀ VIỆC THÀNH LẬP BAN CHỈ ĐẠO", None, id="formal document"),
])
def test_title_and_author(text: str, title: str | None, author: str | None) -> None:
    found = document(text)
    assert (found.title, found.author) == (title, author)


def test_lists_of_other_articles_and_the_foot_of_the_page() -> None:
    tail = ["Tin liên quan", "Tập huấn một cửa(02/07/2020 8:12:10 SA)", "Sáu tháng đầu năm, tỉnh giải quyết 5.120 hồ sơ.(01/07/2020 8:00:00 SA)",
            "TRANG THÔNG TIN ĐIỆN TỬ TỈNH LÀO CAI", "Trụ sở:", "Điện thoại: 0214 3820 000"]
    found = {text: kind for kind, text in kinds(f"Họp ban chỉ đạo\n\n{LONG}\n\n" + "\n\n".join(tail))}
    assert {found[line] for line in tail} == {"furniture"} and found[LONG] == "paragraph"


def test_dates_of_other_articles_are_not_the_documents() -> None:
    assert document(f"Họp ban chỉ đạo\n\n{LONG}\n\nTin liên quan\n\nTập huấn\n\n22:10 02/07/2020").published is None


FORMAL = """ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH LẠNG SƠN Độc lập - Tự do - Hạnh phúc
Số: 412/BC-UBND Lạng Sơn, ngày 05 tháng 12 năm 2023
BÁO CÁO
Kết quả công tác cải cách hành chính năm 2023
Thực hiện Kế hoạch số 12/KH-UBND ngày 10 tháng 01 năm 2023 về cải cách hành
chính năm 2023, Ủy ban nhân dân tỉnh báo cáo kết quả thực hiện như sau:
I. KẾT QUẢ
Trong năm, Ủy ban nhân dân tỉnh đã ban hành 45 văn bản chỉ đạo, tổ chức 12 cuộc
họp và kiểm tra 26 cơ quan, đơn vị; qua kiểm tra đã chấn chỉnh kịp thời những tồn
tại trong giải quyết thủ tục hành chính.
II. TỒN TẠI, HẠN CHẾ
Việc số hóa hồ sơ còn chậm.
PHƯƠNG HƯỚNG
Năm 2024 giảm một nửa số hồ sơ trễ hạn.
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Dương Văn Mẫu"""


@pytest.mark.parametrize(("letterhead", "title"), [
    ("ỦY BAN NHÂN DÂN\nHUYỆN MƯỜNG TÈ\nSố: 45/KH-UBND\n\nKẾ HOẠCH\nCải cách hành chính năm 2024", "KẾ HOẠCH Cải cách hành chính năm 2024"),
    ("TỈNH ỦY LAI CHÂU\n*\nSố 12-CT/TU\n\nCHỈ THỊ\nvề tăng cường cải cách hành chính", "CHỈ THỊ về tăng cường cải cách hành chính"),
])
def test_a_letterhead_without_the_nations_motto_is_no_title(letterhead: str, title: str) -> None:
    assert document(f"{letterhead}\n\nThời gian qua, công tác này đạt nhiều kết quả.").title == title


def test_a_formal_document_as_it_comes_out_of_a_pdf() -> None:
    found = document(FORMAL)
    assert (found.title, found.province, found.author) == ("BÁO CÁO Kết quả công tác cải cách hành chính năm 2023", "Lạng Sơn", None)
    assert found.published and found.published.day.isoformat() == "2023-12-05"
    assert [kind for kind, _ in kinds(FORMAL)] == ["furniture"] * 3 + ["heading", "paragraph", "heading", "paragraph", "heading", "paragraph", "heading", "paragraph"] + ["paragraph"] * 3


def test_title_told_twice() -> None:
    assert [k for k, text in kinds(f"Xã họp dân\n\nXã họp dân\n\n{LONG}")] == ["heading", "furniture", "paragraph"]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    words = (LONG + " ") * 2
    wrapped, line = [], ""
    for word in words.split():
        if len(line) + len(word) > 75:
            wrapped.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    text = "I. KẾT QUẢ\n\n" + "\n".join([*wrapped, line]) + "\n\n- Mục một của danh sách\ncòn tiếp ở dòng dưới;\n\n- Mục hai."
    assert [kind for kind, _ in kinds(text)] == ["heading", "paragraph", "list_item", "list_item"]


@pytest.mark.parametrize(("text", "rows"), [
    pytest.param("| TT | Sở | Điểm |\n|---|---|---|\n| 1 | Y tế | 81,2 |", [["TT", "Sở", "Điểm"], ["1", "Y tế", "81,2"]], id="Markdown"),
    pytest.param("TT\tSở\tĐiểm\n1\tY tế\t81,2\n2\t\t80", [["TT", "Sở", "Điểm"], ["1", "Y tế", "81,2"], ["2", "", "80"]], id="tabs, an empty cell"),
    pytest.param("|\nTT\n|\nSở\n|\n|\n1\n|\nSở Giáo dục\nvà Đào tạo\n|", [["TT", "Sở"], ["1", "Sở Giáo dục\nvà Đào tạo"]], id="cells on lines of their own"),
])
def test_table(text: str, rows: list[list[str]]) -> None:
    found = document(f"Bảng xếp hạng các sở\n\n{LONG}\n\n{text}\n\n{LONG}")
    table = next(b for b in found.blocks if b.kind == "table")
    assert [[found.text[start:end] for start, end in row] for row in table.rows] == rows


@pytest.mark.parametrize("text", ["Chủ tịch phát biểu. |", "a\tb", "Tỷ lệ 5|10 là thấp", "|"])
def test_no_table(text: str) -> None:
    assert all(block.kind != "table" for block in document(f"{LONG}\n\n{text}\n\n{LONG}").blocks)


def test_letterhead_and_signature_are_no_tables() -> None:
    text = ("|\n**ỦY BAN NHÂN DÂN**\nTỈNH LÀO CAI\n|\n**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**\n|\n|\nSố: 12/KH-UBND\n|\n*Lào Cai, ngày\n05 tháng 3 năm 2024*\n|\n\n"
            f"**KẾ HOẠCH**\n\n{LONG}\n\n|\n*Nơi nhận:*\n- Như trên;\n|\n**KT. CHỦ TỊCH**\nPHÓ CHỦ TỊCH\n**Giàng Thị Dung**\n|\n")
    found = document(text)
    assert (found.province, found.published and found.published.day.isoformat()) == ("Lào Cai", "2024-03-05")
    assert [b.kind for b in found.blocks] == ["furniture", "heading", "paragraph", "furniture", "furniture", "paragraph", "paragraph", "paragraph"]


@pytest.mark.parametrize(("text", "province"), [
    pytest.param("UBND tỉnh Yên Bái họp tổng kết\n\nSáng nay, UBND tỉnh Yên Bái họp.", "Yên Bái", id="named with its bodies"),
    pytest.param("Họp tổng kết\n\nUBND tỉnh họp. Chủ tịch UBND tỉnh chủ trì. Yên Bái đứng thứ 20.", "Yên Bái", id="the province's own voice, one name"),
    pytest.param("Họp tổng kết\n\nUBND tỉnh họp. Chủ tịch UBND tỉnh chủ trì.", None, id="the province's own voice, no name"),
    pytest.param("Công bố chỉ số năm 2023\n\nBộ Nội vụ công bố: Quảng Ninh đứng đầu, Bắc Kạn đứng cuối, Hải Phòng thứ hai.", None, id="national ranking"),
    pytest.param("Quảng Ninh dẫn đầu cả nước\n\nBộ Nội vụ công bố các tỉnh, thành dẫn đầu: Quảng Ninh, Hải Phòng.", None, id="leader of a national ranking"),
    pytest.param("Bài viết của chuyên gia\n\nÔng An, nguyên Bí thư Tỉnh ủy Yên Bái, nêu ý kiến.", None, id="where somebody once served"),
    pytest.param("Mùa thu hoạch\n\nNông dân Lâm Đồng vào vụ.\n\nLâm Đồng là tỉnh có diện tích lớn.", "Lâm Đồng", id="introduced as a province"),
    pytest.param("Sân Vinh mở cửa\n\nCâu lạc bộ Nghệ An gặp đội khách, Nghệ An thắng 2-0, Nghệ An tăng hạng, Nghệ An vui.", None, id="a club's name"),
    pytest.param("Hai tỉnh ký kết\n\nUBND tỉnh Yên Bái và UBND tỉnh Lào Cai ký kết.", None, id="two alike"),
])
def test_province(text: str, province: str | None) -> None:
    assert document(text).province == province


def test_the_sources_province_goes_first() -> None:
    assert parse_text("UBND tỉnh Yên Bái họp", document_id="d", source_id="s", source_province="Lào Cai").province == "Lào Cai"


# ---------------------------------------------------------------- encodings
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings(encoding: str) -> None:
    assert decode(f"{LONG}\r\nHết\r".encode(encoding), "a.txt") == (f"{LONG}\nHết\n", ())


def test_windows_1258() -> None:
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = (unicodedata.normalize("NFD", c) for c in LONG)
    data = "".join(unicodedata.normalize("NFC", "".join(m for m in c if m not in tones)) + "".join(m for m in c if m in tones) for c in letters).encode("cp1258")
    assert decode(data, "a.txt") == (LONG, ("encoding:windows-1258",))


@pytest.mark.parametrize(("text", "expected"), [
    pytest.param("Céng hßa x· héi chñ nghÜa ViÖt Nam. §éc lËp - Tù do - H¹nh phóc. B¸o c¸o c«ng t¸c c¶i c¸ch hµnh chÝnh", True, id="TCVN3"),
    pytest.param("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam. Ñoäc laäp - Töï do - Haïnh phuùc. Baùo caùo coâng taùc caûi caùch", True, id="VNI"),
    pytest.param(LONG, False, id="Unicode"),
    pytest.param("Report on public administration reform in the provinces of Vietnam, edition 2023, with all tables", False, id="English"),
    pytest.param("Bao cao cong tac cai cach hanh chinh nam 2023 cua tinh, khong dau, viet bang may cu", False, id="without diacritics"),
])
def test_legacy_encodings_are_flagged(text: str, expected: bool) -> None:
    assert is_legacy(text) is expected
    assert decode(text.encode(), "a.txt") == (text, ("legacy_encoding",) if expected else ())


# ---------------------------------------------------------------- invariants
@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_becomes_a_document(text: str) -> None:
    check(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([
    "", "|", "| a | b |", "a\tb", "Tin liên quan", "Trang chủ >> Tin", "I. KẾT QUẢ", "- mục", "(Đồng chí A,", "Giám đốc)", "QUYẾT ĐỊNH", "Về việc", "Ảnh: T.L", "KT. CHỦ TỊCH",
    "Lê Văn An", "TRANG THÔNG TIN ĐIỆN TỬ", "22:48 09/01/2025", "**đậm**", "**", "chữ thường nối dòng", LONG, LONG[:70], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]), max_size=25))
def test_any_order_of_lines_becomes_a_document(lines: list[str]) -> None:
    check("\n".join(lines))


def check(text: str) -> None:
    found = document(text)
    assert found.text == normalise(text)
    marked = set()
    for block in found.blocks:   # Document itself refuses blocks that overlap or leave the text
        assert found.text[block.start:block.end].strip()
        marked.update(range(block.start, block.end))
        cells = [cell for row in block.rows for cell in row]
        assert all(block.start <= start <= end <= block.end for start, end in cells) and cells == sorted(cells)
    assert all(i in marked for i, c in enumerate(found.text) if not c.isspace() and c != "|")


@pytest.mark.parametrize("filler", ["a ", "(", "(\n", "|\n", "Á, ", "Á,\n", "1.", "- ", "\n", "Tin liên quan\n", "Tin liên quan\nabc\n", "Lê Văn An\n", "UBND tỉnh ", "Hà Nội "])
def test_monotonous_text_is_read(filler: str) -> None:
    """Patterns that look back or ahead too far would need minutes for these."""
    assert document(filler * (12_000 // len(filler))).blocks is not None


# ---------------------------------------------------------------- the annotated texts
@pytest.mark.skipif(not SHARED.exists(), reason="the annotated texts are not here")
def test_date_and_province_of_every_annotated_text() -> None:
    wrong = []
    for path in sorted((SHARED / "annotations").glob("*.jsonl")):
        stated = next(row for line in path.read_text(encoding="utf-8").splitlines() if (row := json.loads(line))["t"] == "doc")
        found = parse_file(SHARED / "documents" / f"{path.stem}.txt")
        got = (found.published.day.isoformat() if found.published else None, found.province)
        if got != (stated["published"], stated["province"]):
            wrong.append(f"{path.stem}: {got} instead of {(stated['published'], stated['province'])}")
    assert not wrong, "\n".join(wrong)
