"""Provinces by any spelling, in time, and in running text."""
from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import places

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize(("written", "name"), [
    ("Lạng Sơn", "Lạng Sơn"), ("tỉnh Lạng Sơn", "Lạng Sơn"), ("LẠNG SƠN", "Lạng Sơn"), ("lang son", "Lạng Sơn"),
    ("Hoà Bình", "Hòa Bình"), ("Thanh Hoá", "Thanh Hóa"), ("Đắc Lắc", "Đắk Lắk"), ("Daklak", "Đắk Lắk"), ("Bắc Cạn", "Bắc Kạn"),
    ("TPHCM", "TP. Hồ Chí Minh"), ("TP.HCM", "TP. Hồ Chí Minh"), ("thành phố Hồ Chí Minh", "TP. Hồ Chí Minh"),
    ("BR-VT", "Bà Rịa - Vũng Tàu"), ("Bà Rịa – Vũng Tàu", "Bà Rịa - Vũng Tàu"),
    ("TT-Huế", "Thừa Thiên Huế"), ("Huế", "Huế"), ("TP. Huế", "Huế"), ("Hà Tây", "Hà Tây"),
])
def test_a_province_is_known_by_every_usual_spelling(written: str, name: str) -> None:
    found = places.province(written)
    assert found is not None and found.name == name


@pytest.mark.parametrize("written", ["", "Atlantis", "tỉnh", "huyện Cao Lộc", "Hà"])
def test_what_is_no_province_is_none(written: str) -> None:
    assert places.province(written) is None


@pytest.mark.parametrize(("day", "count"), [(date(2007, 1, 1), 64), (date(2019, 1, 1), 63), (date(2025, 3, 1), 63), (BEFORE, 63), (AFTER, 34)])
def test_how_many_provinces_a_day_has(day: date, count: int) -> None:
    assert len(places.provinces_on(day)) == count


def test_one_name_two_territories() -> None:
    before, after = places.province("Lâm Đồng", BEFORE), places.province("Lâm Đồng", AFTER)
    assert before and after and before != after
    assert places.successor(before) == after
    assert {p.name for p in places.predecessors(after)} == {"Lâm Đồng", "Bình Thuận", "Đắk Nông"}


@pytest.mark.parametrize(("name", "day", "id_"), [
    ("Huế", date(2019, 1, 1), "thua-thien-hue"), ("Huế", date(2025, 2, 1), "hue"), ("Thừa Thiên Huế", date(2025, 2, 1), None),
    ("Hà Tây", date(2008, 7, 31), "ha-tay"), ("Hà Tây", date(2008, 8, 1), None), ("Hà Giang", AFTER, None),
])
def test_a_name_on_a_day(name: str, day: date, id_: str | None) -> None:
    found = places.province(name, day)
    assert (found.id if found else None) == id_


def test_every_chain_of_successors_ends_in_a_province_of_today() -> None:
    today = set(places.provinces_on(AFTER))
    assert {places.successor(p) for p in places.provinces().values()} == today


def test_districts_and_communes_lie_in_known_provinces() -> None:
    known = set(places.provinces())
    assert {d.province for d in places.districts()} | {c.province for c in places.communes()} <= known
    assert {"huyện", "thị xã", "quận", "thành phố"} == {d.kind for d in places.districts()}
    assert (sum(bool(c.district) for c in places.communes()), sum(not c.district for c in places.communes())) == (10035, 3321)      # as the resolutions count them
    # since 2025-07-01 there are no districts and no thị trấn
    assert {c.kind for c in places.communes() if not c.district} == {"xã", "phường", "đặc khu"}


def test_codes_are_official_and_of_one_place_each() -> None:
    for units, digits in ((places.districts(), 3), ([c for c in places.communes() if c.district], 5), ([c for c in places.communes() if not c.district], 5)):
        codes = [unit.code for unit in units]
        assert len(set(codes)) == len(codes) and {len(code) for code in codes} == {digits} and all(code.isdigit() for code in codes)


def test_successors_are_communes_of_the_province_of_today() -> None:
    today = {(c.province, f"{c.kind} {c.name}") for c in places.communes() if not c.district}
    for unit in (*(c for c in places.communes() if c.district), *(d for d in places.districts() if d.successors)):
        province = places.successor(places.provinces()[unit.province])
        assert unit.successors and {(province.id, name) for name in unit.successors} <= today, unit


@pytest.mark.parametrize(("text", "found"), [
    ("UBND tỉnh Lạng Sơn họp", [("Lạng Sơn", "strong")]),
    ("UBND TỈNH THANH HOÁ", [("THANH HOÁ", "strong")]),
    ("Chủ tịch UBND tỉnh Hà Giang Nguyễn Văn Sơn", [("Hà Giang", "strong")]),
    ("tại TP. Cần Thơ và TP.HCM", [("Cần Thơ", "strong"), ("TP.HCM", "strong")]),
    ("Sở Nội vụ Lâm Đồng", [("Lâm Đồng", "weak")]),
    ("Tại Hà Nội, Bộ Nội vụ công bố", [("Hà Nội", "weak")]),
    ("các tỉnh: Sơn La, Lai Châu và Hòa Bình", [("Sơn La", "weak"), ("Lai Châu", "weak"), ("Hòa Bình", "weak")]),
    ("tỉnh Đắc Lắc", [("Đắc Lắc", "strong")]),
    ("khu vực châu Á - Thái Bình Dương", []),
    ("phường Hà Nam, xã Thái Bình", []),
    ("các phường: Long An, Vĩnh Phúc và Hà Nam", []),
    ("đường Điện Biên Phủ", []),
    ("huyện Hòa Bình", []),
    ("UBND thành phố Lạng Sơn", []),
    ("ông Nguyễn Thái Bình", []),
    ("vì hòa bình, ổn định", []),
    ("lưu vực sông Hậu, sông Tiền", []),
    ("MEGALONG AN", []),
])
def test_provinces_in_text(text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[m.start:m.end], m.strength) for m in places.find_provinces(text)] == found


@given(st.text(alphabet="Hoòóàáaeuyúýỷủ TPĐÐ.\n", max_size=40))
def test_folding_keeps_offsets(text: str) -> None:
    assert len(places.fold(text)) == len(text)
    assert places.fold(places.fold(text)) == places.fold(text)
