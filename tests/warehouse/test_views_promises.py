"""Rates, tasks, targets beside results, and sources against each other."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from extractors.facts import Period

Place = Any       # conftest.Place
Press = Callable[..., None]
MARCH_2022, MAY_2023 = date(2022, 3, 1), date(2023, 5, 1)


def share(value: float, indicator: str = "DOSSIERS_ON_TIME", **slots: Any) -> dict[str, Any]:
    return {"kind": "percentage", "unit": "%", "indicator": indicator, "value": value} | slots


def count(value: float, indicator: str, unit: str = "hồ sơ", **slots: Any) -> dict[str, Any]:
    return {"kind": "count", "unit": unit, "indicator": indicator, "value": value} | slots


def target(value: float, comparator: str = "eq", **slots: Any) -> dict[str, Any]:
    return {"modality": "target", "comparator": comparator, "value": value, "published": MARCH_2022} | slots


def test_rates_stated_and_made_of_counts(place: Place, press: Press) -> None:
    text = "Cả tỉnh tiếp nhận 2000 hồ sơ, trong đó 500 hồ sơ trực tuyến; giải quyết 1600 hồ sơ, đúng hạn 1200/1600 hồ sơ."
    press((text, "2000", count(2000, "DOSSIERS_RECEIVED", article="a")), (text, "500", count(500, "DOSSIERS_ONLINE", article="a")),
          (text, "1600", count(1600, "DOSSIERS_RESOLVED", article="a")), (text, "1200/1600", count(1200, "DOSSIERS_ON_TIME", total=1600, article="a")),
          ("Thanh toán trực tuyến 57,9%.", "57,9%", share(57.9, "ONLINE_PAYMENT")), ("Cấp xã thanh toán trực tuyến 20%.", "20%", share(20, "ONLINE_PAYMENT")),
          ("Hồ sơ trực tuyến toàn trình đạt 12%.", "12%", share(12, "DOSSIERS_ONLINE")))
    assert [tuple(None if x is None else float(x) for x in row) for row in place.rows("SELECT on_time, overdue, online, online_full, digitised, paid_online FROM v_rates")] == [(75, None, 25, 12, None, 57.9)]
    assert place.rows("SELECT rate, basis, CAST(numerator AS INTEGER), CAST(denominator AS INTEGER), quote FROM v_rate_figures ORDER BY rate") == [
        ("on_time", "one of the other", 1200, 1600, "1200/1600"), ("online", "two counts", 500, 2000, "500"), ("online_full", "stated", None, None, "12%"), ("paid_online", "stated", None, None, "57,9%")]


def test_a_stated_rate_comes_before_a_computed_one_and_times_stay_apart(place: Place, press: Press) -> None:
    half = Period(date(2022, 1, 1), date(2022, 6, 30))
    press(("Đúng hạn 97%.", "97%", share(97)), ("Đúng hạn 80/100 hồ sơ.", "80/100", count(80, "DOSSIERS_ON_TIME", total=100)), ("Nửa năm đúng hạn 95%.", "95%", share(95, period=half)))
    assert [(when, float(value)) for when, value in place.rows("SELECT period_end, on_time FROM v_rates ORDER BY period_end")] == [(date(2022, 6, 30), 95), (date(2022, 12, 31), 97)]


JUDGED = {
    "at least, met": (target(95, "ge"), share(96.2), "kept"),
    "at least, just met": (target(95, "ge"), share(95), "kept"),
    "at least, not met": (target(95, "ge"), share(94.9), "missed"),
    "a bare figure, more is better": (target(95), share(99), "kept"),
    "a bare figure, less is better": (target(2), share(3), "missed"),
    "at most, met": (target(2, "le"), share(1.1), "kept"),
    "reported as more than enough": (target(95, "ge"), share(97, comparator="ge"), "kept"),
    "reported as more than something lower": (target(95, "ge"), share(90, comparator="ge"), "unclear"),
    "about as much": (target(95, "ge"), share(95, comparator="approx"), "unclear"),
    "about, but far off": (target(95, "ge"), share(60, comparator="approx"), "missed"),
}


@pytest.mark.parametrize("case", JUDGED)
def test_a_target_beside_its_result(place: Place, press: Press, case: str) -> None:
    wanted, report, verdict = JUDGED[case]
    indicator = "DOSSIERS_OVERDUE" if wanted["value"] < 50 else "DOSSIERS_ON_TIME"
    press(("Phấn đấu tỷ lệ ấy là 1.", "1", share(0, indicator) | wanted), ("Kết quả tỷ lệ ấy là 2.", "2", report | {"indicator": indicator, "published": MAY_2023}))
    ((found, quote, other),) = place.rows("SELECT verdict, quote, report_quote FROM v_promises")
    assert (found, quote, other) == (verdict, "1", "2")


def test_a_rank_is_met_by_it_or_a_better_one(place: Place, press: Press) -> None:
    press(("Phấn đấu xếp thứ 42 trở lên.", "42", target(42, "ge")), ("Kết quả xếp thứ 40.", "40", {"value": 40, "published": MAY_2023}),
          ("PCI vào thứ 30.", "30", target(30, indicator="PCI")), ("PCI xếp thứ 31.", "31", {"value": 31, "indicator": "PCI", "published": MAY_2023}))
    assert place.rows("SELECT indicator, verdict, CAST(reported AS INTEGER) FROM v_promises ORDER BY 1") == [("PAR_INDEX", "kept", 40), ("PCI", "missed", 31)]


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31))


NOT_JUDGED = {
    "nothing reported and time is over": ([], "unreported", None),
    "a report for a part of the time": ([("Chín tháng đúng hạn 99%.", "99%", share(99, period=Period(date(2022, 1, 1), date(2022, 9, 30))))], "unreported", 99),
    "of another year": ([("Năm 2021 đúng hạn 99%.", "99%", share(99, period=year(2021)))], "unreported", None),
    "of another level": ([("Cấp xã đúng hạn 99%.", "99%", share(99))], "unreported", None),
    "of another province": ([("Đúng hạn 99%.", "99%", share(99, subject="tỉnh Lạng Sơn"))], "unreported", None),
    "a forecast before the target was set": ([("Đúng hạn 99%.", "99%", share(99, published=date(2022, 1, 5)))], "unreported", None),
}


@pytest.mark.parametrize("case", NOT_JUDGED)
def test_a_target_without_its_result(place: Place, press: Press, case: str) -> None:
    reports, verdict, interim = NOT_JUDGED[case]
    press(("Phấn đấu đúng hạn 95%.", "95%", share(95) | target(95)), ("Xếp thứ 9.", "9", {"value": 9, "published": MAY_2023}), *reports)
    assert [(found, reported, None if value is None else float(value)) for found, reported, value in place.rows("SELECT verdict, reported, interim FROM v_promises")] == [(verdict, None, interim)]


def test_what_is_due_later_is_open_and_what_was_said_afterwards_unclear(place: Place, press: Press) -> None:
    press(("Đến năm 2025 đúng hạn 95%.", "95%", share(95) | target(95, period=year(2025))), ("Mục tiêu thanh toán 30%.", "30%", share(30, "ONLINE_PAYMENT") | target(30, published=MAY_2023)),
          ("Thanh toán 20%.", "20%", share(20, "ONLINE_PAYMENT", published=MAY_2023)))
    assert place.rows("SELECT indicator, verdict FROM v_promises ORDER BY 1") == [("DOSSIERS_ON_TIME", "open"), ("ONLINE_PAYMENT", "unclear")]


def test_counts_meet_only_where_sentences_are_alike(place: Place, press: Press) -> None:
    press(("Tổ chức 12 cuộc đối thoại với doanh nghiệp.", "12", count(12, "FEEDBACK", "cuộc") | target(12)),
          ("Đã tổ chức 14 cuộc đối thoại với doanh nghiệp.", "14", count(14, "FEEDBACK", "cuộc", published=MAY_2023, period=year(2022))),
          ("Sẽ mở 20 lớp tin học cho công chức xã.", "20", count(20, "TRAINING", "lớp") | target(20)), ("Đã tập huấn nghiệp vụ hộ tịch 30 lớp.", "30", count(30, "TRAINING", "lớp", published=MAY_2023)))
    assert place.rows("SELECT indicator, CAST(reported AS INTEGER), verdict FROM v_promises ORDER BY 1") == [("FEEDBACK", 14, "unclear"), ("TRAINING", None, "unreported")]


@pytest.mark.parametrize(("text", "facts", "expected"), [
    pytest.param("Đã hoàn thành 33/45 nhiệm vụ, đạt 73,3%.", [("33/45", count(33, "TASKS", "nhiệm vụ", total=45)), ("73,3%", share(73.3, "TASKS"))], [(33, 45, 73.3, True)], id="one of the other"),
    pytest.param("Đã hoàn thành 33/45 nhiệm vụ, đạt 83,3%.", [("33/45", count(33, "TASKS", "nhiệm vụ", total=45)), ("83,3%", share(83.3, "TASKS"))], [(33, 45, 73.3, False)], id="with a wrong share"),
    pytest.param("Kế hoạch gồm 41 nhiệm vụ; các cơ quan đã hoàn thành 37 nhiệm vụ, 4 nhiệm vụ còn lại đang trình.",
                 [("41", count(41, "TASKS", "nhiệm vụ")), ("37", count(37, "TASKS", "nhiệm vụ")), ("4 nhiệm", count(4, "TASKS", "nhiệm vụ"))], [(37, 41, 90.2, None)], id="two counts"),
    pytest.param("Kế hoạch gồm 41 nhiệm vụ.", [("41", count(41, "TASKS", "nhiệm vụ"))], [], id="a plan alone"),
    pytest.param("Hoàn thành 12/10 nhiệm vụ.", [("12/10", count(12, "TASKS", "nhiệm vụ", total=10))], [], id="more than there are"),
    pytest.param("Phải hoàn thành 45/45 nhiệm vụ.", [("45/45", count(45, "TASKS", "nhiệm vụ", total=45, modality="target"))], [], id="a target"),
])
def test_tasks_done_of_those_planned(place: Place, press: Press, text: str, facts: list[tuple[str, dict[str, Any]]], expected: list[tuple[Any, ...]]) -> None:
    press(*((text, quote, slots | {"article": "a"}) for quote, slots in facts))
    assert [(done, planned, float(part), agrees) for done, planned, part, agrees in place.rows("SELECT done, planned, share, share_agrees FROM v_tasks")] == expected


def test_sources_against_each_other(place: Place, press: Press) -> None:
    press(("Tỉnh xếp thứ 21.", "21", {"value": 21}), ("Lai Châu đứng thứ 21.", "21", {"value": 21, "source": "lai-chau"}), ("Lai Châu đứng thứ 12.", "12", {"value": 12}),
          ("Đúng hạn 97,45%.", "97,45%", share(97.45)), ("Đúng hạn 97,5%.", "97,5%", share(97.5)), ("Cấp xã đúng hạn 91%.", "91%", share(91)),
          ("Tỉnh cử 12 người đi học tin học.", "12", count(12, "TRAINING", "người")), ("Tỉnh cử 14 người đi học tin học.", "14", count(14, "TRAINING", "người")),
          ("Có 3 người tập huấn hộ tịch.", "3", count(3, "TRAINING", "người")))
    assert [(indicator, int(value), agree, int(other), words) for indicator, value, agree, other, words in place.rows(
        "SELECT indicator, value, agree, other_value, other_quote FROM v_disagreements ORDER BY 1")] == [("PAR_INDEX", 21, 2, 12, "12"), ("TRAINING", 12, 1, 14, "14")]
