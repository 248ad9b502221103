"""Organisations in text: the span a person would write in a table."""
from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import lexicon
from extractors.organisations import Organisation, read_organisations
from extractors.places import read_places


def read(text: str) -> tuple[Organisation, ...]:
    return read_organisations(text, read_places(text, None))


@pytest.mark.parametrize(("text", "wanted"), [
    ("Giám đốc Sở Tư pháp báo cáo", ["Sở Tư pháp"]),
    ("Sở Thông tin và Truyền thông; Sở NN&PTNT và Sở LĐ-TB&XH", ["Sở Thông tin và Truyền thông", "Sở NN&PTNT", "Sở LĐ-TB&XH"]),
    ("Sở Nông nghiệp và Phát triển nông thôn tổ chức", ["Sở Nông nghiệp và Phát triển nông thôn"]),
    ("Sở Văn hóa, Thể thao và Du lịch chủ trì", ["Sở Văn hóa, Thể thao và Du lịch"]),
    ("Giám đốc Sở Nội vụ Hà Nội Trần Văn An", ["Sở Nội vụ Hà Nội"]),
    ("Sở Nội vụ tỉnh Sóc Trăng", ["Sở Nội vụ tỉnh Sóc Trăng"]),
    ("chủ tịch UBND huyện Thạnh Trị, UBND tỉnh", ["UBND huyện Thạnh Trị", "UBND tỉnh"]),
    ("Uỷ ban nhân dân tỉnh Lai Châu và Ủy ban nhân dân thành phố Huế", ["Uỷ ban nhân dân tỉnh Lai Châu", "Ủy ban nhân dân thành phố Huế"]),
    ("UBND P. 11, UBND Q. 4", ["UBND P. 11", "UBND Q. 4"]),
    ("ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN", ["ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN"]),
    ("Bí thư Tỉnh uỷ Lào Cai, Thành ủy TP.HCM", ["Tỉnh uỷ Lào Cai", "Thành ủy TP.HCM"]),
    ("Ủy viên Ban Thường vụ Huyện ủy", ["Ban Thường vụ Huyện ủy"]),
    ("Trung tâm Phục vụ hành chính công tỉnh tiếp nhận", ["Trung tâm Phục vụ hành chính công tỉnh"]),
    ("Bộ phận một cửa xã Tân Thành Bình", ["Bộ phận một cửa xã Tân Thành Bình"]),
    ("Cơ quan Cảnh sát điều tra Công an huyện An Lão", ["Cơ quan Cảnh sát điều tra Công an huyện An Lão"]),
    ("Công an TPHCM và công an xã", ["Công an TPHCM", "công an xã"]),
    ("Trưởng Ban Chỉ đạo cải cách hành chính tỉnh", ["Ban Chỉ đạo cải cách hành chính tỉnh"]),
    ("Cục Thuế Quảng Ngãi, Chi cục Kiểm lâm", ["Cục Thuế Quảng Ngãi", "Chi cục Kiểm lâm"]),
    ("Bộ trưởng Bộ Nội vụ", ["Bộ Nội vụ"]),
    ("Bộ Dân tộc và\nTôn giáo", ["Bộ Dân tộc và\nTôn giáo"]),
    ("Văn phòng UBND tỉnh, Văn phòng Chính phủ", ["Văn phòng UBND tỉnh", "Văn phòng Chính phủ"]),
    ("Ngân hàng Nhà nước Việt Nam đạt", ["Ngân hàng Nhà nước Việt Nam"]),
    ("Phó Chủ tịch Thường trực UBND tỉnh", ["UBND tỉnh"]),
    ("Thanh tra Bộ Y tế", ["Thanh tra Bộ Y tế"]),
    ("Sở tài nguyên và môi trường phân tích", ["Sở tài nguyên và môi trường"]),
    ("Ủy ban nhân dân thành\nphố Cần Thơ", ["Ủy ban nhân dân thành\nphố Cần Thơ"]),
    ("Thuế tỉnh Sơn La", ["Thuế tỉnh Sơn La"]),
    ("Kho bạc Nhà nước tỉnh, BHXH huyện Cao Lộc", ["Kho bạc Nhà nước tỉnh", "BHXH huyện Cao Lộc"]),
])
def test_organisations(text: str, wanted: list[str]) -> None:
    assert [text[o.start:o.end] for o in read(text)] == wanted


@pytest.mark.parametrize("text", [
    "UBND các huyện, thành phố", "UBND cấp xã", "các sở, ban, ngành", "Bộ phận một cửa cấp huyện", "các bộ phận một cửa", "Bộ trưởng", "thành phố Hải Phòng",
    "cơ sở hạ tầng", "bộ tiêu chí", "Thủ tướng Chính phủ", "đại biểu Quốc hội", "phòng họp", "sở hữu", "Bộ luật Hình sự", "MUBND tỉnh", "ban tổ chức hội thi",
    "UBND xã, phường, thị trấn", "trường hợp", "bộ tài chính doanh nghiệp", "phòng kinh tế trang trại", "",
])
def test_no_organisation(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(("text", "names"), [
    ("đại diện các Sở: Tài nguyên và Môi trường; Xây dựng; Y tế;", ["Sở Tài nguyên và Môi trường", "Sở Xây dựng", "Sở Y tế"]),
    ("các Sở Nội vụ, Tài chính và Tư pháp", ["Sở Nội vụ", "Sở Tài chính", "Sở Tư pháp"]),
    ("Bộ Y tế, Thông tin Truyền thông, Xây dựng.", ["Bộ Y tế", "Bộ Thông tin Truyền thông", "Bộ Xây dựng"]),
    ("Sở Y tế, Công an tỉnh", ["Sở Y tế", "Công an tỉnh"]),
    ("Sở Y tế, Xây dựng nông thôn mới", ["Sở Y tế"]),
])
def test_lists_give_each_its_full_name(text: str, names: list[str]) -> None:
    assert [o.name for o in read(text)] == names


@pytest.mark.parametrize(("text", "kind", "level", "place"), [
    ("UBND huyện Thạnh Trị", "people's committee", "district", "huyện Thạnh Trị"),
    ("Sở Tư pháp", "department", "province", None),
    ("Bộ Nội vụ", "ministry", "central", None),
    ("Công an tỉnh", "police", "province", None),
    ("Thành ủy TPHCM", "party", "province", "TP. Hồ Chí Minh"),
    ("UBND thành phố", "people's committee", "", None),
])
def test_kind_level_and_place(text: str, kind: str, level: str, place: str | None) -> None:
    (found,) = read(text)
    assert (found.kind, found.level, found.place) == (kind, level, place)


def test_the_word_lists_fit_together() -> None:
    groups = {row["group"] for row in lexicon.table("organisation_names")}
    used = {row["names"] for row in lexicon.table("organisation_heads")} - {"-"}
    assert used == groups


@given(st.lists(st.sampled_from(["UBND", " ", "tỉnh", "các ", "Sở ", "Nội vụ", ", ", "Y tế", " và ", "Ban Thường vụ", "Huyện ủy", "\n", "TP", ":", "Công an", "Hà Nội"]),
                max_size=16).map("".join))
def test_organisations_lie_in_order_and_apart(text: str) -> None:
    found = read(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[o.start:o.end].strip() == text[o.start:o.end] != "" for o in found)
