"""What is a number in such texts, what it is worth, and what only looks like one."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.numbers import Number, read_figure, read_numbers

# text, figures in order as (quote, value, total)
QUANTITIES = [
    ("Đã giải quyết 512.340 hồ sơ", [("512.340", 512340, None)]),
    ("đạt 98,4% kế hoạch", [("98,4", 98.4, None)]),
    ("xếp 37/63 tỉnh, thành phố", [("37/63", 37, 63)]),
    ("kiểm tra 9/10 xã", [("9/10", 9, 10)]),
    ("đứng thứ 4/12", [("4/12", 4, 12)]),
    ("đạt 71,25/100 điểm", [("71,25/100", 71.25, 100)]),
    ("tiếp nhận 3.305/3.305 hồ sơ", [("3.305/3.305", 3305, 3305)]),
    ("hai đơn vị", [("hai", 2, None)]),
    ("hai mươi lăm cán bộ", [("hai mươi lăm", 25, None)]),
    ("mười hai xã", [("mười hai", 12, None)]),
    ("tổng vốn 1.205,6 tỷ đồng", [("1.205,6", 1205.6, None)]),
    ("dài 27m", [("27", 27, None)]),
    ("mở 15 lớp, 820 lượt người", [("15", 15, None), ("820", 820, None)]),
    ("mục tiêu 32-34% số xã", [("32", 32, None), ("34", 34, None)]),
    ("có 40-50 tổ chức", [("40", 40, None), ("50", 50, None)]),
    ("đứng thứ tư cả nước", [("tư", 4, None)]),
    ("từ 85% đến 90%", [("85", 85, None), ("90", 90, None)]),
]
NOT_QUANTITIES = [
    "ngày 25/6", "Sáng 28/11, đoàn công tác", "ngày 05/12/2023", "tháng 10/2023", "lúc 15h00", "8:30", "22:48 09/01/2025",
    "Nghị định số 43/2011/NĐ-CP", "Kế hoạch số 222/KH-UBND", "Kết luận 14-KL/TW", "Nghị quyết 136/2024/QH15", "Công văn số 435/VP-ĐTĐT",
    "giai đoạn 2021-2025", "năm 2019", "Đề án 06", "mức độ 3, 4", "khoản 3 Điều 12", "Phụ lục số 02", "Kỳ họp thứ 21", "Quốc lộ 7C", "đường 15B",
    "mạng 5G", "Điện thoại: 0207 3822 598", "phường 3, quận 10", "UBND Q. 4", "tầng 2, nhà D", "hỗ trợ 24/7", "công nghiệp 4.0", "dịch Covid-19",
    "\n1. Tiếp tục thực hiện",  "\n2.1. Kết quả", "Lượt xem: 2097", "kỷ niệm 49 năm", "số 12 đường Lê Lợi", "nghị định 116/2017 quy định",
]


@pytest.mark.parametrize(("text", "expected"), QUANTITIES, ids=lambda v: v if isinstance(v, str) else "")
def test_quantities(text: str, expected: list[tuple[str, float, float | None]]) -> None:
    assert [(text[n.start:n.end], n.value, n.total) for n in read_numbers(text)] == expected


@pytest.mark.parametrize("text", NOT_QUANTITIES)
def test_figures_that_count_nothing(text: str) -> None:
    assert [text[n.start:n.end] for n in read_numbers(text) if n.form != "word"] == []


FIGURES = [
    ("495353", 495353, None), ("495.353", 495353, 495.353), ("97,7", 97.7, None), ("99.3", 99.3, None), ("1.932", 1932, 1.932),
    ("1,932", 1.932, 1932), ("10,06", 10.06, None), ("10.060", 10060, 10.06), ("1.812,6", 1812.6, None), ("1,812.6", 1812.6, None),
    ("1.234.567", 1234567, None), ("0,125", 0.125, None), ("94,696", 94.696, 94696),
]


@pytest.mark.parametrize(("figure", "value", "other"), FIGURES, ids=[f[0] for f in FIGURES])
def test_separators(figure: str, value: float, other: float | None) -> None:
    assert read_figure(figure) == (value, other)


@pytest.mark.parametrize(("figure", "kind", "value"), [
    ("1,932", "whole", 1932), ("1.932", "whole", 1932), ("94,696", "part", 94.696), ("90.268", "part", 90.268), ("5,154", "amount", 5.154),
])
def test_the_plausible_reading(figure: str, kind: str, value: float) -> None:
    first, other = read_figure(figure)
    assert Number(0, len(figure), first, other=other).value_as(kind) == value  # type: ignore[arg-type]


@given(st.text(alphabet="0123456789.,/%- năm hồsơ\n%ấậ🙂", max_size=200))
def test_numbers_stand_in_order_within_the_text(text: str) -> None:
    numbers = read_numbers(text)
    assert all(0 <= n.start < n.end <= len(text) for n in numbers)
    assert [n.start for n in numbers] == sorted(n.start for n in numbers)
