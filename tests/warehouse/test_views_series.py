"""Figures made comparable, series of them, ranks in time: what stands beside what, and what must not."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from extractors.facts import Period
from warehouse import query

Place = Any       # conftest.Place
Press = Callable[..., None]


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31))


def share(indicator: str, value: float, **slots: Any) -> dict[str, Any]:
    return {"kind": "percentage", "unit": "%", "indicator": indicator, "value": value} | slots


@pytest.mark.parametrize(("text", "quote", "slots", "detail"), [
    ("Tỷ lệ hồ sơ đúng hạn toàn tỉnh đạt 97,4%.", "97,4%", share("DOSSIERS_ON_TIME", 97.4), ""),
    ("Tỷ lệ đúng hạn tại cấp xã đạt 98%, cấp huyện 95%.", "98%", share("DOSSIERS_ON_TIME", 98), "cấp xã"),
    ("Tỷ lệ đúng hạn tại cấp xã đạt 98%, cấp huyện 95%.", "95%", share("DOSSIERS_ON_TIME", 95), "cấp huyện"),
    ("Đúng hạn toàn tỉnh 97%; khối sở, ngành 99%.", "97%", share("DOSSIERS_ON_TIME", 97), ""),
    ("Đúng hạn toàn tỉnh 97%; khối sở, ngành 99%.", "99%", share("DOSSIERS_ON_TIME", 99), "cấp tỉnh"),
    ("Phân theo cấp, sở đạt 28%, huyện 9%.", "9%", share("DOSSIERS_ONLINE", 9), "cấp huyện"),
    ("Có 40% hồ sơ nộp trực tuyến.", "40%", share("DOSSIERS_ONLINE", 40), ""),
    ("Hồ sơ trực tuyến toàn trình đạt 64%.", "64%", share("DOSSIERS_ONLINE", 64), "toàn trình"),
    ("Cả tỉnh có 100% phường có cán bộ trực kỹ thuật.", "100%", share("DOSSIERS_ONLINE", 100), "trên phường có"),
    ("Thanh toán trực tuyến hụt so với mức 60% được giao đầu năm.", "60%", share("ONLINE_PAYMENT", 60), ""),
    ("Việc tái sử dụng dữ liệu số hóa mới đạt 12%.", "12%", share("DIGITIZATION", 12), "tái sử dụng"),
    ("Hồ sơ đất đai đúng hạn 91%.", "91%", share("DOSSIERS_ON_TIME", 91), "đất đai"),
    ("Giải ngân vốn đầu tư công đạt 51% kế hoạch.", "51%", share("BUDGET", 51), "giải ngân"),
    ("Chi ngân sách đạt 51% dự toán.", "51%", share("BUDGET", 51), "chi ngân sách"),
    ("Chỉ số năng lực cạnh tranh cấp tỉnh (PCI) xếp thứ 21.", "21", {"value": 21, "indicator": "PCI"}, ""),
])
def test_which_part_a_figure_is_of(place: Place, press: Press, text: str, quote: str, slots: dict[str, Any], detail: str) -> None:
    press((text, quote, slots))
    assert place.rows("SELECT detail FROM figures") == [(detail,)]


@pytest.mark.parametrize(("a", "b", "agree"), [
    ((97.45, "eq"), (97.5, "eq"), True), ((97.45, "eq"), (97, "eq"), True), ((97.45, "eq"), (98, "eq"), False), ((21, "eq"), (22, "eq"), False),
    ((97, "ge"), (97.45, "eq"), True), ((97, "ge"), (96, "eq"), False), ((2, "le"), (1.1, "eq"), True), ((2, "le"), (2.4, "eq"), False), ((19000, "approx"), (18805, "eq"), True),
    ((19000, "approx"), (15000, "eq"), False), ((90, "ge"), (80, "le"), False), ((90, "ge"), (95, "ge"), True),
    ((8720.6e9, "eq"), (8721e9, "eq"), True), ((8720.6e9, "eq"), (8720e9, "eq"), False), ((31.2e12, "eq"), (31215e9, "eq"), True), ((31.2e12, "eq"), (31.3e12, "eq"), False),      # tỷ and nghìn tỷ
    ((300e9, "eq"), (290e9, "eq"), False), ((2000e9, "eq"), (2400e9, "eq"), False), ((402117, "eq"), (402000, "eq"), False), ((1.2e6, "eq"), (1250000, "eq"), False),
])
def test_what_can_both_be_right(published: Place, a: tuple[float, str], b: tuple[float, str], agree: bool) -> None:
    with query.connect(published.target) as con:
        for one, other in ((a, b), (b, a)):
            assert con.execute("SELECT agrees(CAST(? AS DECIMAL(24, 6)), ?, CAST(? AS DECIMAL(24, 6)), ?)", [*one, *other]).fetchone() == (agree,)


def test_money_is_kept_to_the_dong(place: Place, press: Press) -> None:
    kept = {508.553e12: "508553000000000", 0.53471e12: "534710000000", 534710000000.00006: "534710000000", 9e17: "900000000000000000", 1234567.89: "1234567.89",
            8999999999.123456: "8999999999.123455", 97.7: "97.7", 0.1: "0.1"}      # of the last but two, a DOUBLE itself has no more
    press(*(("Thu ngân sách đạt nhiều.", "nhiều", {"kind": "money", "unit": "đồng", "indicator": "BUDGET", "value": value, "total": value}) for value in kept))
    found = dict(place.rows("SELECT parse_filename(url), [CAST(value AS VARCHAR), CAST(total AS VARCHAR)] FROM metrics JOIN documents USING (document_id)"))
    assert {number: [text.rstrip("0").rstrip(".") for text in texts] for number, texts in found.items()} == {str(number): [text] * 2 for number, text in enumerate(kept.values())}


def test_a_series_names_its_best_witness_and_all_dissent(place: Place, press: Press) -> None:
    press(("Tỷ lệ đúng hạn đạt 97,4%.", "97,4%", share("DOSSIERS_ON_TIME", 97.4)), ("Toàn tỉnh đúng hạn trên 97% hồ sơ.", "97%", share("DOSSIERS_ON_TIME", 97, comparator="ge")),
          ("Tỉnh có 97,4% hồ sơ đúng hạn.", "97,4%", share("DOSSIERS_ON_TIME", 97.4, confidence=0.95, source="lai-chau")), ("Chỉ 91% hồ sơ đúng hạn.", "91%", share("DOSSIERS_ON_TIME", 91)),
          ("Năm tới đúng hạn 99%.", "99%", share("DOSSIERS_ON_TIME", 99, modality="target")), ("Cấp xã đúng hạn 99%.", "99%", share("DOSSIERS_ON_TIME", 99)),
          ("Năm 2021 đúng hạn 95%.", "95%", share("DOSSIERS_ON_TIME", 95, period=year(2021))))
    assert [(when, detail, float(value), agree, dissent, quote, source, [float(one["value"]) for one in others or []]) for when, detail, value, agree, dissent, quote, source, others in place.rows(
        "SELECT period, detail, value, agree, dissent, quote, source_id, others FROM v_series ORDER BY year, detail")] == [
            ("2021", "", 95, 1, 0, "95%", "bao", []), ("2022", "", 97.4, 3, 1, "97,4%", "lai-chau", [91]), ("2022", "cấp xã", 99, 1, 0, "99%", "bao", [])]
    ((others,),) = place.rows("SELECT others FROM v_series WHERE dissent = 1")
    assert (others[0]["quote"], others[0]["url"], others[0]["documents"]) == ("91%", "https://laichau.example/3", 1)


def test_a_document_that_states_several_values_is_believed_last(place: Place, press: Press) -> None:
    text = "Tỉnh xếp thứ 33, có bảng ghi thứ 42."
    press((text, "33", {"value": 33, "article": "one", "confidence": 0.99}), (text, "42", {"value": 42, "article": "one", "confidence": 0.99}), ("Tỉnh xếp thứ 42.", "42", {"value": 42}),
          ("Tỉnh xếp thứ 3 về PCI, có nơi nói 4.", "3", {"value": 3, "indicator": "PCI", "article": "two"}), ("Tỉnh xếp thứ 3 về PCI, có nơi nói 4.", "4", {"value": 4, "indicator": "PCI", "article": "two"}))
    assert place.rows("SELECT indicator, value, agree, dissent, len(others), ambiguous FROM v_series ORDER BY ALL") == [("PAR_INDEX", 42, 2, 0, 1, False), ("PCI", 3, 1, 0, 1, True)]


def test_points_are_points_whether_written_as_percent(place: Place, press: Press) -> None:
    press(("PAR INDEX đạt 84,31%.", "84,31%", {"kind": "percentage", "unit": "%", "value": 84.31}), ("PAR INDEX đạt 84,31 điểm.", "84,31", {"kind": "score", "unit": "điểm", "value": 84.31}),
          ("Thứ 21.", "21", {"value": 21}))
    assert place.rows("SELECT measure, unit, CAST(value AS DOUBLE), agree FROM v_series ORDER BY measure") == [("points", "điểm", 84.31, 2), ("rank", "hạng", 21, 1)]
    assert place.rows("SELECT rank, CAST(points AS DOUBLE) FROM v_rankings") == [(21, 84.31)]


def test_movements_by_ranks_and_as_stated(place: Place, press: Press) -> None:
    press(*((f"Xếp thứ {rank}.", str(rank), {"value": rank, "period": year(when), "published": date(when + 1, 5, 1)}) for when, rank in [(2021, 30), (2022, 21), (2024, 20), (2025, 17)]),
          ("Tăng 4 hạng.", "4 hạng", {"kind": "change", "value": 4}))
    assert place.rows("SELECT year, rank, rank_before, moved, change FROM v_rankings ORDER BY year") == [
        (2021, 30, None, None, None), (2022, 21, 30, 9, 4), (2024, 20, None, None, None), (2025, 17, 20, None, None)]


def test_a_year_has_the_rank_of_the_whole_year(place: Place, press: Press) -> None:
    months = Period(date(2022, 1, 1), date(2022, 9, 30))
    press(("Chín tháng đứng thứ 28.", "28", {"value": 28, "indicator": "SERVICE_INDEX", "period": months}), ("Cả năm đứng thứ 25.", "25", {"value": 25, "indicator": "SERVICE_INDEX"}),
          ("Chín tháng đứng thứ 9.", "9", {"value": 9, "indicator": "DTI", "period": months}))
    assert place.rows("SELECT indicator, period, rank, dissent FROM v_rankings ORDER BY 1") == [("DTI", "2022-01/2022-09", 9, 0), ("SERVICE_INDEX", "2022", 25, 0)]
