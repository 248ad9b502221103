"""Date stamps as Vietnamese sites and documents write them, and figures that must not be taken for dates."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse.dates import is_stamp_line, published_in, read_date


@pytest.mark.parametrize(("value", "expected", "precision"), [
    pytest.param("25/06/2020 3:04:58 CH", "2020-06-25T15:04:58+07:00", "second", id="CH is p.m."),
    pytest.param("25/06/2020 12:04:58 SA", "2020-06-25T00:04:58+07:00", "second", id="12 SA is midnight"),
    pytest.param("25/06/2020 12:30 CH", "2020-06-25T12:30:00+07:00", "minute", id="12 CH is noon"),
    pytest.param("(Ngày đăng :25/06/2020 3:04:58 CH)", "2020-06-25T15:04:58+07:00", "second", id="label and parentheses"),
    pytest.param("22:48 09/01/2025", "2025-01-09T22:48:00+07:00", "minute", id="time first, day before month"),
    pytest.param("Thứ Hai, 12/05/2025, 08:15 (GMT+7)", "2025-05-12T08:15:00+07:00", "minute", id="weekday and zone"),
    pytest.param("Chủ nhật, ngày 01/09/2024 14:37 GMT+7", "2024-09-01T14:37:00+07:00", "minute", id="Sunday"),
    pytest.param("08:15, Thứ Hai, ngày 12/05/2025", "2025-05-12T08:15:00+07:00", "minute", id="time, weekday, date"),
    pytest.param("08h15' 12/05/2025", "2025-05-12T08:15:00+07:00", "minute", id="hours written h"),
    pytest.param("05-03-2024 | 08:15", "2024-03-05T08:15:00+07:00", "minute", id="hyphens and bar"),
    pytest.param("5.3.2024", "2024-03-05T00:00:00+07:00", "day", id="dots"),
    pytest.param("Cập nhật: 07/09/2017", "2017-09-07T00:00:00+07:00", "day", id="updated"),
    pytest.param("09/07/2020 3:04:58 CH Lượt xem: 1.482", "2020-07-09T15:04:58+07:00", "second", id="view counter behind"),
    pytest.param("Lạng Sơn, ngày 05 tháng 12 năm 2023", "2023-12-05T00:00:00+07:00", "day", id="in words"),
    pytest.param("Cần Thơ, ngày\n26 tháng 11 năm 2025", "2025-11-26T00:00:00+07:00", "day", id="in words over two lines"),
    pytest.param("2024-03-05T20:11:12Z", "2024-03-06T03:11:12+07:00", "second", id="UTC becomes the next day here"),
    pytest.param("2024-03-05T10:11:12+07:00", "2024-03-05T10:11:12+07:00", "second", id="ISO with zone"),
    pytest.param("2024-03-05 20:11", "2024-03-05T20:11:00+07:00", "minute", id="ISO without zone is local"),
    pytest.param("2024-03-05", "2024-03-05T00:00:00+07:00", "day", id="ISO day"),
    pytest.param("Tue, 05 Mar 2024 20:11:12 GMT", "2024-03-06T03:11:12+07:00", "second", id="RFC 2822 of feeds"),
    pytest.param("12 Tháng Năm, 2025", "2025-05-12T00:00:00+07:00", "day", id="month's name"),
])
def test_read_date(value: str, expected: str, precision: str) -> None:
    found = read_date(value, "page")
    assert found is not None
    assert (found.at.isoformat(), found.precision, found.origin) == (expected, precision, "page")


@pytest.mark.parametrize("value", [
    "97,7%", "51/63", "43/2011/NĐ-CP", "31/02/2024", "13/13/2024", "3 giờ trước", "", None, "10:5", "Lượt xem: 2019", "0299 3822598", "25/06/1024",
    "25/06/2020 và 27/06/2020", "2024-13-45", "2024-13-45T00:00:00", "x" * 300,
])
def test_read_no_date(value: str | None) -> None:
    assert read_date(value, "page") is None


def stated(text: str) -> str | None:
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, line.strip()))
        at += len(line) + 1
    found = published_in(text, lines=lines, title_start=text.find("Họp"))
    return found.at.isoformat()[:16] if found else None


@pytest.mark.parametrize(("text", "expected"), [
    pytest.param("Họp ban chỉ đạo\n22:48 09/01/2025\nSáng 8/1, huyện họp.", "2025-01-09T22:48", id="stamp below the title"),
    pytest.param("Họp ban chỉ đạo\nSáng 8/1, huyện họp.\nCập nhật: 07/09/2017", "2017-09-07T00:00", id="labelled stamp at the end"),
    pytest.param("Chủ nhật, 22/11/2026\nHọp ban chỉ đạo\n22:48 09/01/2025\nSáng 8/1.", "2025-01-09T22:48", id="the page's clock above the title"),
    pytest.param("Chủ nhật, 22/11/2026\nHọp ban chỉ đạo\nSáng 8/1, huyện họp.", None, id="only a clock"),
    pytest.param("ỦY BAN NHÂN DÂN\n*Đồng Hới, ngày\n05 tháng 12 năm 2023*\nHọp\nCăn cứ Luật ngày 16 tháng 6 năm 2022;", "2023-12-05T00:00", id="head of a formal document"),
    pytest.param("UBND HUYỆN A\nMường Lay, ngày 05/12/2023\nHọp\nCăn cứ Luật ngày 16/6/2022;", "2023-12-05T00:00", id="head of a formal document in figures"),
    pytest.param("UBND TỈNH\nSố: 12/BC-UBND Bà Rịa - Vũng Tàu, ngày 05 tháng 12 năm 2023\nHọp", "2023-12-05T00:00", id="number and date on one line"),
    pytest.param("Họp tổng kết\nBáo cáo của sở.\nThời gian ký: 05/12/2023 08:15:00 +07:00", "2023-12-05T08:15", id="digital signature"),
    pytest.param("UBND HUYỆN A\nMường Lay, ngày     tháng 12 năm 2023\nHọp", None, id="draft without a day"),
    pytest.param("Họp giá\nXã cúp điện từ chiều nay (23/8).\nĐiện có lại ngày 23/8/2024.", "2024-08-23T00:00", id="chiều nay, year elsewhere"),
    pytest.param("Họp giá\nĐến chiều nay 19/3/2025, mưa đã ngớt.", "2025-03-19T00:00", id="chiều nay with year"),
    pytest.param("Họp giá\nSáng nay (17/10) huyện mở hội.", None, id="chiều nay without a year"),
    pytest.param("Họp tổng kết\nSáng 26/11, đoàn kiểm tra đến xã.", None, id="event without a year"),
    pytest.param("Họp tổng kết\nSáng ngày 07/11/2023, sở mở hội nghị.", None, id="event with a year"),
    pytest.param("Họp tổng kết\n(ABC) - Ngày 12/12/2024, bộ công bố.", None, id="event at the head of the lead"),
    pytest.param("Họp tổng kết\nQuyết định có hiệu lực kể từ ngày 05/7/2024.", None, id="when it takes effect"),
    pytest.param("Họp tổng kết\nNgày 18/2\n21 giờ: hai đội gặp nhau", None, id="a fixture list"),
])
def test_published_in(text: str, expected: str | None) -> None:
    assert stated(text) == expected


@pytest.mark.parametrize(("line", "expected"), [
    ("22/02/2025 18:50 |", True), ("Mai Lan-Thứ năm, ngày 26/12/2024 19:21 GMT+7", True), ("Ngày đăng: 5/3/2024", True), ("Ngày 16/2", False),
    ("Hội nghị ngày 10/12/2024", False), ("Ngày 10/12/2024, bộ công bố", False), ("51/63", False), ("Sáng 28/11", False),
])
def test_is_stamp_line(line: str, expected: bool) -> None:
    assert is_stamp_line(line) is expected


@given(st.text(alphabet="0123456789/.-:hSACHPMngày thángnăm,()|+7TZ \n", max_size=60))
def test_any_field_is_read_or_refused(value: str) -> None:
    found = read_date(value, "page")
    assert found is None or (found.at.utcoffset() is not None and found.day.year >= 1997)
