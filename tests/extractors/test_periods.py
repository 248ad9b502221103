"""Spans of time as reports write them."""
from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.facts import Period
from extractors.periods import read_periods, year_before

PUBLISHED = date(2022, 7, 20)
# text, (quote, first day, last day, role) in text order
CASES = [
    ("Năm 2019, tỉnh xếp thứ ba", [("Năm 2019", "2019-01-01", "2019-12-31", "period")]),
    ("10 tháng đầu năm 2023", [("10 tháng đầu năm 2023", "2023-01-01", "2023-10-31", "period")]),
    ("6 tháng đầu năm, toàn tỉnh", [("6 tháng đầu năm", "2022-01-01", "2022-06-30", "period")]),
    ("Trong 06 tháng đầu năm", [("06 tháng đầu năm", "2022-01-01", "2022-06-30", "period")]),
    ("9 tháng năm 2024", [("9 tháng năm 2024", "2024-01-01", "2024-09-30", "period")]),
    ("quý III năm 2024", [("quý III năm 2024", "2024-07-01", "2024-09-30", "period")]),
    ("Trong quý II, các sở", [("quý II", "2022-04-01", "2022-06-30", "period")]),
    ("quý IV-2021", [("quý IV-2021", "2021-10-01", "2021-12-31", "period")]),
    ("giai đoạn 2021 – 2023", [("giai đoạn 2021 – 2023", "2021-01-01", "2023-12-31", "period")]),
    ("2 tháng cuối năm 2023", [("2 tháng cuối năm 2023", "2023-11-01", "2023-12-31", "period")]),
    ("tháng 2 năm 2024", [("tháng 2 năm 2024", "2024-02-01", "2024-02-29", "period")]),
    ("tháng 12/2023", [("tháng 12/2023", "2023-12-01", "2023-12-31", "period")]),
    ("từ tháng 01 đến tháng 9/2022", [("từ tháng 01 đến tháng 9/2022", "2022-01-01", "2022-09-30", "period")]),
    ("tính đến ngày 30/4/2025", [("ngày 30/4/2025", "2025-04-30", "2025-04-30", "period")]),
    ("phấn đấu đến hết năm 2025", [("đến hết năm 2025", "2025-01-01", "2025-12-31", "deadline")]),
    ("tăng 4 bậc so với năm 2021", [("so với năm 2021", "2021-01-01", "2021-12-31", "base")]),
    ("Từ năm 2011-9/2013, thanh tra", [("Từ năm 2011-9/2013", "2011-01-01", "2013-09-30", "period")]),
    ("năm 2019 và 6 tháng đầu năm 2020", [("năm 2019 và 6 tháng đầu năm 2020", "2019-01-01", "2020-06-30", "period")]),
    ("từ ngày 1-15/3/2025, lực lượng", [("từ ngày 1-15/3/2025", "2025-03-01", "2025-03-15", "period")]),
    ("từ 2014 đến nay", [("từ 2014 đến nay", "2014-01-01", "2022-07-20", "period")]),
    ("phấn đấu đến 2030 đạt 90%", [("đến 2030", "2030-01-01", "2030-12-31", "deadline")]),
    ("sang năm 2023 các hộ", [("sang năm 2023", "2023-01-01", "2023-12-31", "deadline")]),
    ("tăng 6% so với 2017", [("so với 2017", "2017-01-01", "2017-12-31", "base")]),
    ("So với cùng thời điểm năm 2020, số dịch vụ", [("So với cùng thời điểm năm 2020", "2020-01-01", "2020-12-31", "base")]),
    ("Chỉ số PCI 2021 của tỉnh", [("2021", "2021-01-01", "2021-12-31", "period")]),
    ("năm trước đạt 80%", [("năm trước", "2021-01-01", "2021-12-31", "period")]),
    ("Năm 2020 tăng 12% so với cùng kỳ", [("Năm 2020", "2020-01-01", "2020-12-31", "period"), ("so với cùng kỳ", "2019-01-01", "2019-12-31", "base")]),
    ("6 tháng đầu năm 2021 tăng so với cùng kỳ năm trước",
     [("6 tháng đầu năm 2021", "2021-01-01", "2021-06-30", "period"), ("so với cùng kỳ năm trước", "2020-01-01", "2020-06-30", "base")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=lambda v: v if isinstance(v, str) else "")
def test_periods(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    found = [(text[m.start:m.end], str(m.period.start), str(m.period.end), m.role) for m in read_periods(text, PUBLISHED) if m.period]
    assert found == expected


@pytest.mark.parametrize("text", ["2019 hồ sơ", "hằng năm", "quý vị đại biểu", "sinh năm 1983", "năm học mới", "45/2019/QĐ-UBND", "12 tháng tuổi"])
def test_no_periods(text: str) -> None:
    assert read_periods(text, PUBLISHED) == ()


def test_an_undated_text_speaks_of_the_year_it_names_most() -> None:
    text = "6 tháng đầu năm, thành phố thu ngân sách khá. Tính chung năm 2019 dự báo đạt; năm 2019 còn nhiều việc, theo kế hoạch 2020."
    assert read_periods(text, None)[0].period == Period(date(2019, 1, 1), date(2019, 6, 30))


def test_the_year_of_a_plan_is_not_the_year_of_the_report() -> None:
    text = "Báo cáo tình hình năm 2018 và kế hoạch năm 2019. Tăng trưởng 9 tháng đầu năm đạt khá."
    assert read_periods(text, None)[-1].period == Period(date(2018, 1, 1), date(2018, 9, 30))


def test_without_a_publication_date_a_bare_month_count_has_no_year() -> None:
    assert [m.period for m in read_periods("6 tháng đầu năm", None)] == [None]


def test_the_year_named_last_counts_before_the_year_of_publication() -> None:
    text = "Năm 2020 có 120 hồ sơ. Riêng 6 tháng đầu năm có 50 hồ sơ."
    assert read_periods(text, PUBLISHED)[-1].period == Period(date(2020, 1, 1), date(2020, 6, 30))


@given(st.dates(date(1960, 1, 1), date(2050, 1, 1)), st.integers(0, 800))
def test_a_year_before_lies_before_and_is_about_as_long(start: date, days: int) -> None:
    end = date.fromordinal(start.toordinal() + days)
    before = year_before(Period(start, end))
    assert before.start.year == start.year - 1 and before.end.year == end.year - 1
    assert abs((before.end - before.start).days - days) <= 2
