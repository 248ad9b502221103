"""Contradictions between figures: found where the words say that the figures belong together, and only there."""
from __future__ import annotations

import pytest

from extractors import extract

# text, contradictions: (kind, stated, expected)
CASES: list[tuple[str, list[tuple[str, float, float]]]] = [
    ("Trong 512.340 hồ sơ đã giải quyết, có 498.100 hồ sơ đúng hạn, đạt 97,9%.", [("share", 97.9, 97.22)]),
    ("Trong 512.340 hồ sơ đã giải quyết, có 498.100 hồ sơ đúng hạn, đạt 97,2%.", []),
    ("Tỉnh đã hoàn thành 31/45 nhiệm vụ, đạt 78,9%.", [("share", 78.9, 68.89)]),
    ("Tỉnh đã hoàn thành 31/45 nhiệm vụ trong kế hoạch năm 2023, đạt 78,9%.", [("share", 78.9, 68.89)]),
    ("Năm 2023, tỉnh hoàn thành 31/45 nhiệm vụ, năm 2024 đạt 78,9%.", []),                    # of another year
    ("Tỉnh đã hoàn thành 31/45 nhiệm vụ, đạt 68,9%.", []),
    ("Tỉnh đã hoàn thành 31/45 nhiệm vụ, đạt 68%.", []),                                      # cut, not rounded
    ("Bộ phận một cửa đã trả 2.750/2.750 hồ sơ (đạt tỷ lệ 98%).", [("share", 98, 100)]),
    ("Tỉnh cung cấp 1.850 thủ tục, gồm 548 thủ tục toàn trình và 1.300 thủ tục một phần.", [("parts", 1850, 1848)]),
    ("Tỉnh cung cấp 1.848 thủ tục, gồm 548 thủ tục toàn trình và 1.300 thủ tục một phần.", []),
    ("Tỉnh cung cấp 1.850 thủ tục, trong đó 548 thủ tục toàn trình và 1.300 thủ tục một phần.", []),   # "trong đó": not all
    ("Chỉ số PCI của tỉnh từ vị trí thứ 20 xuống thứ 32, giảm 10 bậc.", [("move", -10, -12)]),
    ("Chỉ số PCI của tỉnh từ vị trí thứ 20 xuống thứ 32, giảm 12 bậc.", []),
    ("Tỉnh tiếp nhận hơn 500 hồ sơ; tỷ lệ hồ sơ trực tuyến đạt 45%.", []),
    ("Năm 2021 có 20 đơn vị loại khá. Năm 2022 có 12 đơn vị loại tốt, đạt 60%.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:60] for case in CASES])
def test_contradictions(text: str, expected: list[tuple[str, float, float]]) -> None:
    assert [(c.kind, c.stated, c.expected) for c in extract(text, province="Lai Châu").checks] == expected


def test_both_figures_are_quoted() -> None:
    text = "Tỉnh đã hoàn thành 31/45 nhiệm vụ, đạt 78,9%."
    (check,) = extract(text).checks
    assert (text[check.start:check.end], text[check.other_start:check.other_end]) == ("78,9%", "31/45")
