"""Tables: one fact a cell of figures; its subject the row's name, its indicator, unit and period the column's."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from extractors import extract
from extractors.facts import Metric


@dataclass(frozen=True)
class Block:
    kind: str
    start: int
    end: int
    level: int = 0
    rows: tuple[tuple[tuple[int, int], ...], ...] = ()


def read(before: str, *rows: str, title: str = "Công bố kết quả") -> tuple[str, tuple[Metric, ...]]:
    """The text of a title, a paragraph and a table (cells by |), and the metrics found in it."""
    text = f"{title}\n\n{before}\n\n"
    start, spans = len(text), []
    for row in rows:
        cells = []
        for cell in row.split("|"):
            cells.append((len(text), len(text) + len(cell)))
            text += cell + "\t"
        text = text[:-1] + "\n"
        spans.append(tuple(cells))
    blocks = [Block("heading", 0, len(title), 1), Block("paragraph", len(title) + 2, start - 2), Block("table", start, len(text) - 1, rows=tuple(spans))]
    return text, extract(text, title=title, province="Đắk Lắk", published=date(2023, 3, 1), blocks=blocks).metrics


def seen(text: str, metrics: tuple[Metric, ...]) -> list[tuple[str, str, float, str, str | None]]:
    return [(text[m.start:m.end], m.kind, m.value, m.unit, m.subject) for m in metrics]


def test_ranks_points_and_changes() -> None:
    text, metrics = read("Kết quả chỉ số DDCI như sau:", "Hạng|Địa phương|Điểm năm 2022|Thay đổi hạng so với 2021", "1|Thành phố Buôn Hồ|78,41|0", "2|Huyện Ea Súp|76,90|+4",
                         "3|Huyện Lắk|75,2|-1")
    assert seen(text, metrics) == [
        ("1", "ranking", 1, "hạng", "thành phố Buôn Hồ"), ("78,41", "score", 78.41, "điểm", "thành phố Buôn Hồ"),
        ("2", "ranking", 2, "hạng", "huyện Ea Súp"), ("76,90", "score", 76.9, "điểm", "huyện Ea Súp"), ("+4", "change", 4, "hạng", "huyện Ea Súp"),
        ("3", "ranking", 3, "hạng", "huyện Lắk"), ("75,2", "score", 75.2, "điểm", "huyện Lắk"), ("-1", "change", -1, "hạng", "huyện Lắk")]
    assert {m.indicator for m in metrics} == {"DDCI"}
    score, change = metrics[1], metrics[4]
    assert score.period and score.period.start == date(2022, 1, 1)
    assert change.base and change.base.start == date(2021, 1, 1)


def test_percentages_and_counts() -> None:
    text, metrics = read("Tình hình giải quyết hồ sơ năm 2022.", "STT|Đơn vị|Số hồ sơ tiếp nhận|Tỷ lệ đúng hạn (%)", "1|Sở Tư pháp|12.340|98,5", "2|Sở Xây dựng|1.205|91,2",
                         "|Tổng cộng|13.545|97,9")
    assert seen(text, metrics) == [
        ("12.340", "count", 12340, "hồ sơ", "Sở Tư pháp"), ("98,5", "percentage", 98.5, "%", "Sở Tư pháp"),
        ("1.205", "count", 1205, "hồ sơ", "Sở Xây dựng"), ("91,2", "percentage", 91.2, "%", "Sở Xây dựng")]
    assert [m.indicator for m in metrics[:2]] == ["DOSSIERS_RECEIVED", "DOSSIERS_ON_TIME"]


def test_money_and_targets() -> None:
    text, metrics = read("Giao kế hoạch vốn.", "Đơn vị|Kế hoạch năm 2024 (triệu đồng)", "Huyện Lắk|1.250", "Huyện Ea Súp|980,5")
    assert [(m.value, m.unit, m.modality) for m in metrics] == [(1.25e9, "đồng", "target"), (980.5e6, "đồng", "target")]
    assert text[metrics[1].start:metrics[1].end] == "980,5"


@pytest.mark.parametrize("rows", [
    ("Nhiệm vụ|Cơ quan chủ trì|Thời hạn", "Số hóa hồ sơ|Sở Nội vụ|Quý II/2024"),
    ("Họ và tên|Năm sinh|Điện thoại", "Lò Văn Sáu|1975|0912 345 678"),
    ("STT|Tên thủ tục|Thời hạn giải quyết", "1|Cấp giấy phép|15 ngày"),
    ("1|2|3", "4|5|6"),
], ids=["plan", "people", "procedures", "no headings"])
def test_tables_that_state_no_results(rows: tuple[str, ...]) -> None:
    assert read("Phân công như sau:", *rows)[1] == ()


def test_dossiers_by_level() -> None:
    text, metrics = read("Kết quả giải quyết hồ sơ năm 2022:", "Cấp|Tiếp nhận|Đã giải quyết|Quá hạn|Đúng hạn (%)", "Cấp tỉnh|4.120|4.089|2|99,6", "Cấp xã|9.760|9.712|0|99,9")
    assert [(text[m.start:m.end], m.kind, m.unit, m.indicator, m.subject) for m in metrics if m.subject == "Cấp tỉnh"] == [
        ("4.120", "count", "hồ sơ", "DOSSIERS_RECEIVED", "Cấp tỉnh"), ("4.089", "count", "hồ sơ", "DOSSIERS_RESOLVED", "Cấp tỉnh"),
        ("2", "count", "hồ sơ", "DOSSIERS_OVERDUE", "Cấp tỉnh"), ("99,6", "percentage", "%", "DOSSIERS_ON_TIME", "Cấp tỉnh")]
