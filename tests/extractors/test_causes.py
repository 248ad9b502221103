"""Deficiencies that the text names as causes of others."""
from __future__ import annotations

import pytest

from extractors import extract

# text, (effect, cause) as they stand in it
CASES: list[tuple[str, list[tuple[str, str]]]] = [
    ("Việc giải quyết hồ sơ đất đai của huyện còn chậm do văn bản hướng dẫn chưa đồng bộ.",
     [("Việc giải quyết hồ sơ đất đai của huyện còn chậm", "văn bản hướng dẫn chưa đồng bộ")]),
    ("Đội ngũ công chức cấp xã còn thiếu, vì vậy việc số hóa hồ sơ chưa kịp thời.",
     [("việc số hóa hồ sơ chưa kịp thời", "Đội ngũ công chức cấp xã còn thiếu")]),
    ("Công tác kiểm tra chưa thường xuyên; công tác tuyên truyền chưa có nhiều đổi mới.", []),
    ("Việc số hóa hồ sơ còn chậm và công chức cấp xã còn thiếu.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_causes(text: str, expected: list[tuple[str, str]]) -> None:
    found = extract(text, province="Lai Châu").shortcomings
    assert len(found) == 2
    assert [(text[f.start:f.end], text[c.start:c.end]) for f in found for c in f.causes] == expected
