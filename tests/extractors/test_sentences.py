"""Sentences: where they end, and where a line that its source wrapped goes on."""
from __future__ import annotations

import pytest

from extractors.sentences import split

CASES = [
    ("stop-and-capital", "Hồ sơ đã trả. Ủy ban họp.", ["Hồ sơ đã trả.", "Ủy ban họp."]),
    ("abbreviation", "Sở ở TP. Hồ Chí Minh họp.", ["Sở ở TP. Hồ Chí Minh họp."]),
    ("lower-case-after-stop", "Mức độ 3. ấp Bình An vẫn chờ.", ["Mức độ 3. ấp Bình An vẫn chờ."]),
    ("wrapped-line", "Việc trả kết quả hồ sơ tại các xã vùng cao\nđược làm trong ngày.", ["Việc trả kết quả hồ sơ tại các xã vùng cao\nđược làm trong ngày."]),
    ("heading-before-đ", "Chậm thay bảng giá đất ở các phường mới\nĐoàn giám sát làm việc hai ngày.",
     ["Chậm thay bảng giá đất ở các phường mới", "Đoàn giám sát làm việc hai ngày."]),
    ("heading-before-ơ", "Danh sách các sở có kết quả tốt trong năm\nƠn Bác, toàn tỉnh thi đua.",
     ["Danh sách các sở có kết quả tốt trong năm", "Ơn Bác, toàn tỉnh thi đua."]),
    ("section-number", "1. Tiếp tục rà soát.\n2. Công khai.", ["1. Tiếp tục rà soát.", "2. Công khai."]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert [text[s.start:s.end] for s in split(text)] == expected
