"""Where a name begins and what is no name (all persons invented)."""
from __future__ import annotations

import pytest

from extractors.persons import read_names
from extractors.words import read_words


def names(text: str) -> list[str]:
    return [text[n.start:n.end] for n in read_names(read_words(text))]


@pytest.mark.parametrize(("text", "expected"), [
    ("Theo Nguyễn Văn Khang, hồ sơ đã đủ.", ["Nguyễn Văn Khang"]),
    ("tỉnh Lâm Đồng Trần Hồng Thắng", ["Trần Hồng Thắng"]),
    ("TP.HCM Phan Văn Mạnh", ["Phan Văn Mạnh"]),
    ("đồng chí Vừ A Sùng", ["Vừ A Sùng"]),
    ("bà H'Len Niê", ["H'Len Niê"]),
    ("GS.TS. Lê Hữu Nghĩa", ["Lê Hữu Nghĩa"]),
    ("Đại tá, TS Phạm Bá Lực", ["Phạm Bá Lực"]),
    ("ông Trần Văn Sáu Phó Chủ tịch", ["Trần Văn Sáu"]),
    ("huyện Vừ A Lềnh", ["Vừ A Lềnh"]),
    ("ông Lương Hoàng Lê Vũ; tỉnh Lương Hoàng Lê Vũ", ["Lương Hoàng Lê Vũ", "Lương Hoàng Lê Vũ"]),
    ("huyện Hoàng Su Phì", []),
    ("phường Nguyễn Trãi", []),
    ("đường Lê Hồng Phong", []),
    ("15 Trần Phú, quận 5", []),
    ("Trường THPT Chu Văn An", []),
    ("tư tưởng Hồ Chí Minh", []),
    ("Hà Nội và Hà Nam", []),
    ("Bộ Khoa học và Công nghệ", []),
], ids=lambda value: value if isinstance(value, str) else "")
def test_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_words_of_address_belong_to_the_reach_of_a_name() -> None:
    text = "Phát biểu, Thiếu tướng, TS. Đỗ Văn Hoành nói"
    name = read_names(read_words(text))[0]
    assert (text[name.outer:name.end], name.address) == ("Thiếu tướng, TS. Đỗ Văn Hoành", "rank")


@pytest.mark.parametrize(("one", "other"), [("Uỷ ban", "Ủy ban"), ("Hoà Bình", "Hòa Bình"), ("THUỶ", "Thủy"), ("Ðà", "Đà")])
def test_spellings_have_one_key(one: str, other: str) -> None:
    assert read_words(one).lows == read_words(other).lows
