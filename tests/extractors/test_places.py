"""Places in text: exact spans, level, and the province they lie in."""
from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.places import read_places


def found(text: str, province: str | None = None) -> list[tuple[str, str, str | None]]:
    return [(text[m.start:m.end], m.level, m.province) for m in read_places(text, province)]


@pytest.mark.parametrize(("text", "wanted"), [
    ("UBND tỉnh Lai Châu họp", [("tỉnh Lai Châu", "province", "Lai Châu")]),
    ("Chủ tịch UBND tỉnh Hà Giang Nguyễn Văn Sơn", [("tỉnh Hà Giang", "province", "Hà Giang")]),
    ("Lạng Sơn và TP.HCM", [("Lạng Sơn", "province", "Lạng Sơn"), ("TP.HCM", "province", "TP. Hồ Chí Minh")]),
    ("TP. Cần Thơ, thành phố Đà Nẵng", [("TP. Cần Thơ", "province", "Cần Thơ"), ("thành phố Đà Nẵng", "province", "Đà Nẵng")]),
    ("tỉnh Thanh Hoá", [("tỉnh Thanh Hoá", "province", "Thanh Hóa")]),
    ("huyện Thạnh Trị đứng đầu", [("huyện Thạnh Trị", "district", "Sóc Trăng")]),
    ("thành phố Lạng Sơn", [("thành phố Lạng Sơn", "district", "Lạng Sơn")]),
    ("TX. Ngã Năm và TP Vũng Tàu", [("TX. Ngã Năm", "district", "Sóc Trăng"), ("TP Vũng Tàu", "district", "Bà Rịa - Vũng Tàu")]),
    ("UBND Q. Bình Tân, P. 11, Q.4", [("Q. Bình Tân", "district", "TP. Hồ Chí Minh"), ("P. 11", "commune", "TP. Hồ Chí Minh"),
                                      ("Q.4", "district", "TP. Hồ Chí Minh")]),
    ("các huyện: Cao Lộc, Lộc Bình và Văn Quan", [("Cao Lộc", "district", "Lạng Sơn"), ("Lộc Bình", "district", "Lạng Sơn"),
                                                   ("Văn Quan", "district", "Lạng Sơn")]),
    ("huyện Mỏ Cày Bắc, xã Tân Thành Bình", [("huyện Mỏ Cày Bắc", "district", "Bến Tre"), ("xã Tân Thành Bình", "commune", "Bến Tre")]),
    ("xã An Phú, huyện Mỹ Đức (Hà Nội)", [("xã An Phú", "commune", "Hà Nội"), ("huyện Mỹ Đức", "district", "Hà Nội"), ("Hà Nội", "province", "Hà Nội")]),
    ("HUYỆN CAO LỘC", [("HUYỆN CAO LỘC", "district", "Lạng Sơn")]),
    ("huyện Ea H’leo", [("huyện Ea H’leo", "district", "Đắk Lắk")]),
    ("thành phố Phan Rang - Tháp Chàm", [("thành phố Phan Rang - Tháp Chàm", "district", "Ninh Thuận")]),
    ("huyện Sông Vàng Hạ triển khai", [("huyện Sông Vàng Hạ", "district", None)]),
    ("xã Nghĩa An, thị\nxã Nghĩa Lộ", [("xã Nghĩa An", "commune", "Yên Bái"), ("thị\nxã Nghĩa Lộ", "district", "Yên Bái")]),
    ("UBND huyện\nCao Lộc; tỉnh Lạng\nSơn", [("huyện\nCao Lộc", "district", "Lạng Sơn"), ("tỉnh Lạng\nSơn", "province", "Lạng Sơn")]),
    ("huyện Cao Lộc, Lạng Sơn", [("huyện Cao Lộc", "district", "Lạng Sơn"), ("Lạng Sơn", "province", "Lạng Sơn")]),
], ids=lambda value: value[:30] if isinstance(value, str) else "")
def test_places(text: str, wanted: list[tuple[str, str, str | None]]) -> None:
    if text.startswith("UBND Q."):
        assert found(text, "TP. Hồ Chí Minh") == wanted
    elif text.startswith("huyện Mỏ Cày"):
        assert found(text, "Bến Tre") == wanted
    else:
        assert found(text) == wanted


@pytest.mark.parametrize("text", [
    "phát triển kinh tế - xã hội", "Xã Hội Chủ Nghĩa", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Chủ tịch UBND tỉnh Trần Văn Anh", "Chủ tịch UBND huyện Lò Văn An",
    "10 huyện, 5 xã", "các quận, huyện", "quận 5 tỷ đồng", "P. Giám đốc", "Thái Bình Dương", "Huyện Ủy", "các xã, phường: Nếu có", "phóng viên P.V", "danh sách các xã\nMột số ý kiến", "",
])
def test_no_places(text: str) -> None:
    assert found(text) == []


def test_one_clear_mention_places_the_others_of_the_document() -> None:
    text = "Tại xã An Phú, huyện Mỹ Đức, Hà Nội. Cán bộ xã An Phú tham dự."
    assert [p for t, _, p in found(text) if t == "xã An Phú"] == ["Hà Nội", "Hà Nội"]


def test_the_documents_province_decides_between_namesakes() -> None:
    assert found("huyện An Lão") == [("huyện An Lão", "district", None)]
    assert found("huyện An Lão", "Hải Phòng") == [("huyện An Lão", "district", "Hải Phòng")]
    assert found("huyện An Lão", "Bình Định") == [("huyện An Lão", "district", "Bình Định")]


@pytest.mark.parametrize(("text", "wanted"), [
    ("Xếp cuối là Ngã Năm (71%) và Cù Lao Dung.", ["Ngã Năm", "Cù Lao Dung"]),
    ("UBND Thạnh Trị", ["Thạnh Trị"]),
    ("ông Trần Long Phú, cầu Mỹ Xuyên, Thạnh Trị Thượng", []),
    ("Văn Quan, Cao Lộc", []),
])
def test_districts_of_the_documents_province_are_known_by_name_alone(text: str, wanted: list[str]) -> None:
    assert [t for t, _, _ in found(text, "Sóc Trăng")] == wanted
    assert found(text) == []


def test_the_name_of_a_place_in_a_table() -> None:
    names = [m.full_name for m in read_places("các huyện: Cao Lộc, Văn Quan; tỉnh Lai Châu, TPHCM", None)]
    assert names == ["huyện Cao Lộc", "huyện Văn Quan", "tỉnh Lai Châu", "TP. Hồ Chí Minh"]


@given(st.lists(st.sampled_from(["huyện ", "các xã: ", "Cao Lộc", "tỉnh ", "Lạng Sơn", ", ", " và ", "TP. ", "Hồ Chí Minh", "UBND ", "\n", "  ", "Hoà ", "Q.", "4", "."]),
                max_size=14).map("".join))
def test_mentions_lie_in_order_and_apart(text: str) -> None:
    mentions = read_places(text, None)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert all(text[m.start:m.end].strip() == text[m.start:m.end] != "" for m in mentions)
