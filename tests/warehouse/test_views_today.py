"""Territories of their day and of today, terms of office, what was read and what is missing."""
from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from extractors.facts import Facts, Official, Period, Role, Span
from pipeline.document import Document

Place = Any       # conftest.Place
Press = Callable[..., None]
Make = Callable[..., Document]
Y2023, Y2025 = Period(date(2023, 1, 1), date(2023, 12, 31)), Period(date(2025, 1, 1), date(2025, 12, 31))
SPRING_2024, SPRING_2026 = date(2024, 3, 1), date(2026, 3, 1)


def received(value: int, province: str, **slots: Any) -> tuple[str, str, dict[str, Any]]:
    return (f"Tỉnh tiếp nhận {value} hồ sơ.", str(value), {"kind": "count", "unit": "hồ sơ", "indicator": "DOSSIERS_RECEIVED", "value": value, "subject": f"tỉnh {province}", "period": Y2023,
                                                          "published": SPRING_2024} | slots)


def on_time(value: int, total: int, province: str) -> tuple[str, str, dict[str, Any]]:
    return (f"Đúng hạn {value}/{total} hồ sơ.", f"{value}/{total}", {"kind": "count", "unit": "hồ sơ", "indicator": "DOSSIERS_ON_TIME", "value": value, "total": total, "subject": f"tỉnh {province}",
                                                                    "period": Y2023, "published": SPRING_2024})


def rank(value: int, province: str, **slots: Any) -> tuple[str, str, dict[str, Any]]:
    return (f"Tỉnh xếp thứ {value}.", str(value), {"value": value, "subject": f"tỉnh {province}", "period": Y2023, "published": SPRING_2024} | slots)


def budget(value: float, province: str, text: str = "Thu ngân sách nhà nước trên địa bàn tỉnh ước đạt {}.", **slots: Any) -> tuple[str, str, dict[str, Any]]:
    amount = f"{value:g} tỷ đồng"
    return (text.format(amount), amount, {"kind": "money", "unit": "đồng", "indicator": "BUDGET", "value": value * 1e9, "subject": f"tỉnh {province}", "period": Y2023, "published": SPRING_2024} | slots)


DISBURSED = "Đến 31/12, toàn tỉnh giải ngân {} vốn đầu tư công."
# what is stated, and what the series of today says: value, basis, partial value, missing
BROUGHT = {
    "counts of all parts are summed": ([received(200, "Đắk Lắk"), received(100, "Phú Yên")], (300, "sum", None, [])),
    "a part is missing": ([received(200, "Đắk Lắk")], (None, "partial", 200, ["Phú Yên"])),
    "about as many": ([received(200, "Đắk Lắk"), received(100, "Phú Yên", comparator="approx")], (None, "not combined", None, [])),
    "counts of who knows what": ([received(2, "Đắk Lắk", unit="cuộc", indicator="INSPECTIONS"), received(1, "Phú Yên", unit="cuộc", indicator="INSPECTIONS")], (None, "not combined", None, [])),
    "percentages from their counts": ([on_time(90, 100, "Đắk Lắk"), on_time(200, 300, "Phú Yên")], (72.5, "made anew", None, [])),
    "ranks are not added": ([rank(20, "Đắk Lắk"), rank(40, "Phú Yên")], (None, "not combined", None, [])),
    "a province that was not merged": ([rank(20, "Lai Châu")], (20, "own", None, [])),
    "a province under its older name": ([rank(20, "Thừa Thiên Huế")], (20, "own", None, [])),
    "three parts, two there": ([received(5, "Lâm Đồng"), received(6, "Đắk Nông")], (None, "partial", 11, ["Bình Thuận"])),
    "the new province itself": ([rank(19, "Đắk Lắk", period=Y2025, published=SPRING_2026, total=34)], (19, "own", None, [])),
    "the new province and a part of it": ([received(300, "Đắk Lắk", period=Y2025, published=SPRING_2026), received(90, "Phú Yên", period=Y2025, published=date(2025, 5, 1))], (300, "own", None, [])),
}


@pytest.mark.parametrize("case", BROUGHT)
def test_a_series_brought_to_today(place: Place, press: Press, case: str) -> None:
    stated, expected = BROUGHT[case]
    press(*stated)
    measure = "share" if case.startswith("percentages") else stated[0][2].get("kind", "rank")
    rows = place.rows(f"SELECT value, basis, partial_value, missing, len(parts) FROM v_series_today WHERE measure = '{measure}'")
    ((value, basis, partial, missing, parts),) = rows
    assert (None if value is None else float(value), basis, None if partial is None else float(partial), missing) == expected
    assert parts == (1 if case.startswith("the new") else len(stated))


# what is stated of the budget, each case in a year of its own, and what the series of today says: value, basis, partial value, missing
BUDGETS = {
    "revenue of all parts": ([budget(8432.7, "Đắk Lắk"), budget(5218, "Phú Yên", "Năm 2023, thu NSNN của Phú Yên đạt {}, vượt dự toán.")], (13650.7e9, "sum", None, [])),
    "what all parts spent": ([budget(20412, "Đắk Lắk", "Tổng chi ngân sách địa phương thực hiện là {}."), budget(11300, "Phú Yên", "Chi ngân sách đạt {}.")], (31712e9, "sum", None, [])),
    "what all parts paid out": ([budget(5310, "Đắk Lắk", DISBURSED), budget(4120.25, "Phú Yên", "Tỉnh giải ngân kế hoạch vốn đầu tư công năm 2023 được {}.")], (9430.25e9, "sum", None, [])),
    "revenue of one part": ([budget(8432.7, "Đắk Lắk")], (None, "partial", 8432.7e9, ["Phú Yên"])),
    "more than so much": ([budget(8400, "Đắk Lắk", comparator="ge"), budget(5218, "Phú Yên")], (None, "not combined", None, [])),
    "what was planned to be taken in": ([budget(8400, "Đắk Lắk", "Dự toán thu ngân sách được giao là {}."), budget(5218, "Phú Yên", "Dự toán thu ngân sách được giao là {}.")], (None, "not combined", None, [])),
    "what a project paid out": ([budget(534, "Đắk Lắk", "Dự án đã giải ngân đạt {}."), budget(120, "Phú Yên", "Dự án đã giải ngân đạt {}.")], (None, "not combined", None, [])),
    "one paid out up to October": ([budget(3454, "Đắk Lắk", "Lũy kế giải ngân đến ngày 15/10 được {}."), budget(4120, "Phú Yên", DISBURSED)], (None, "not combined", None, [])),
    "a part of revenue": ([budget(900, "Đắk Lắk", "Thu ngân sách từ đất đạt {}."), budget(5218, "Phú Yên", "Thu ngân sách từ đất đạt {}.")], (None, "not combined", None, [])),
    "money for this and that": ([budget(24.6, "Đắk Lắk", "Tỉnh bố trí {} mua máy."), budget(8, "Phú Yên", "Tỉnh bố trí {} mua máy.")], (None, "not combined", None, [])),
}


def test_budget_flows_brought_to_today(place: Place, press: Press) -> None:
    years = {case: 2014 + number for number, case in enumerate(BUDGETS)}
    press(*((text, quote, slots | {"period": Period(date(years[case], 1, 1), date(years[case], 12, 31))}) for case, (stated, _) in BUDGETS.items() for text, quote, slots in stated))
    found = {year: (None if value is None else float(value), basis, None if partial is None else float(partial), missing)
             for year, value, basis, partial, missing in place.rows("SELECT year, value, basis, partial_value, missing FROM v_series_today WHERE measure = 'money'")}
    assert {case: found[year] for case, year in years.items()} == {case: expected for case, (_, expected) in BUDGETS.items()}


def test_every_part_shows_its_evidence(place: Place, press: Press) -> None:
    press(received(200, "Đắk Lắk"), received(100, "Phú Yên"))
    ((parts,),) = place.rows("SELECT parts FROM v_series_today")
    assert [(part["province"], int(part["value"]), part["quote"], part["url"]) for part in parts] == [
        ("Phú Yên", 100, "100", "https://laichau.example/1"), ("Đắk Lắk", 200, "200", "https://laichau.example/0")]


def test_a_target_is_not_judged_by_the_merged_province(place: Place, press: Press) -> None:
    press(rank(10, "Đắk Lắk", modality="target", period=Y2025, published=date(2025, 1, 15)), rank(9, "Đắk Lắk", period=Y2025, published=SPRING_2026))
    assert place.rows("SELECT verdict, reported FROM v_promises") == [("unreported", None)]


@pytest.fixture
def news(place: Place, make: Make) -> Callable[..., None]:
    def publish(*told: tuple[str, str, str, str | None, str]) -> None:
        """(day, name, office, organisation, status) in Lai Châu."""
        for number, (day, name, office, organisation, status) in enumerate(told):
            title = f"{office} {organisation}" if organisation else office
            text = f"{title} {name} phát biểu."
            role = Role(title, 0, len(title), office, organisation, status=status)  # type: ignore[arg-type]
            found = Facts((), (Official(name, (role,), (Span(len(title) + 1, len(title) + 1 + len(name)),), (), "officials/hand@1", 0.9),))
            place.add((make(text, name=str(number), published=date.fromisoformat(day)), found))
        place.publish()
    return publish


def test_terms_with_gaps_overlaps_and_hand_overs(place: Place, news: Callable[..., None]) -> None:
    news(("2016-10-20", "Khoàng Văn Thuỷ", "Giám đốc", "Sở Nội vụ", "đương nhiệm"), ("2018-10-20", "Khoàng Văn Thủy", "Giám đốc", "Sở Nội vụ", "đương nhiệm"),
         ("2018-06-01", "Giàng Thị Dở", "Giám đốc", "Sở Nội vụ", "phụ trách"), ("2019-06-01", "Giàng Thị Dở", "Giám đốc", "Sở Nội vụ", "đương nhiệm"),
         ("2021-01-01", "Hoàng Thị Nga", "Giám đốc", "Sở Nội vụ", "đương nhiệm"), ("2021-02-01", "Giàng Thị Dở", "Giám đốc", "Sở Nội vụ", "nguyên"),
         ("2021-02-01", "Lò Văn Tiến", "Phó Giám đốc", "Sở Nội vụ", "đương nhiệm"), ("2021-02-01", "Ma Seo Lử", "Phó Giám đốc", "Sở Nội vụ", "đương nhiệm"))
    rows = place.rows("""SELECT name, strftime(first_seen, '%Y-%m'), strftime(last_seen, '%Y-%m'), documents, [one.days for one in gaps], [one.name for one in overlapping], predecessor, successor,
                                strftime(acting_since, '%Y-%m'), strftime(former_since, '%Y-%m')
                         FROM v_terms ORDER BY first_seen, name""")
    assert rows == [
        ("Khoàng Văn Thuỷ", "2016-10", "2018-10", 2, [730], ["Giàng Thị Dở"], None, "Hoàng Thị Nga", None, None),
        ("Giàng Thị Dở", "2018-06", "2019-06", 2, None, ["Khoàng Văn Thuỷ"], None, "Hoàng Thị Nga", "2018-06", "2021-02"),
        ("Hoàng Thị Nga", "2021-01", "2021-01", 1, None, None, "Giàng Thị Dở", None, None, None),
        ("Lò Văn Tiến", "2021-02", "2021-02", 1, None, None, None, None, None, None), ("Ma Seo Lử", "2021-02", "2021-02", 1, None, None, None, None, None, None)]


def test_who_came_before_and_after_whom_however_days_coincide(place: Place, news: Callable[..., None]) -> None:
    chance = random.Random(3)
    names = [f"{family} {middle} {given}" for family in ("Lò", "Vàng", "Bế") for middle in ("Văn", "Thị") for given in ("Tiến", "Hà", "Sơn")]
    told = [(f"2020-{chance.randint(1, 4):02}-{chance.randint(1, 3):02}", name, "Giám đốc", organisation, "đương nhiệm")
            for organisation, some in (("Sở Nội vụ", names), ("Sở Tư pháp", names[:2]), ("Sở Y tế", names[:1])) for name in some for _ in range(chance.randint(1, 3))]
    news(*told)
    rows = place.rows("SELECT organisation, person_id, name, first_seen, last_seen, predecessor, predecessor_seen, successor, successor_seen, [(o.person_id, o.from_day, o.to_day) FOR o IN overlapping] FROM v_terms")
    for organisation, person, _, first, last, *found in rows:
        others = [row[1:5] for row in rows if row[0] == organisation and row[1] != person]
        before = max(((until, who, name) for who, name, _, until in others if until <= first), default=(None, None, None))
        after = min(((since, who, name) for who, name, since, _ in others if since >= last), default=(None, None, None))
        beside = sorted((since, who, max(first, since), min(last, until)) for who, _, since, until in others if first < until and since < last)
        assert found == [before[2], before[0], after[2], after[0], [(who, *days) for _, who, *days in beside] or None]
    days = {day for row in rows for day in row[3:5]}
    assert len(rows) == 21 and len(days) < 12 and sum(row[3] == row[4] for row in rows) > 3      # many on one day, some seen once only


def test_an_office_without_organisation_is_that_of_the_person(place: Place, news: Callable[..., None]) -> None:
    news(("2018-12-14", "Đặng Xuân Tỉnh", "Phó Chủ tịch", None, "đương nhiệm"), ("2020-12-24", "Đặng Xuân Tỉnh", "Phó Chủ tịch", "UBND tỉnh", "đương nhiệm"))
    assert place.rows("SELECT organisation, documents FROM v_terms") == [("UBND tỉnh", 2)]


def test_what_was_read_and_what_is_missing(place: Place, press: Press) -> None:
    press(rank(20, "Lai Châu", about="Lai Châu"), rank(30, "Lạng Sơn", about="Lạng Sơn", published=date(2026, 2, 1)), rank(9, "Lai Châu", indicator="PCI", about="Lai Châu"))
    assert place.rows("SELECT province, year, documents, figures, ranks_known, ranks_missing, unread FROM v_coverage WHERE year BETWEEN 2023 AND 2024 AND province IN ('Lai Châu', 'Phú Yên') ORDER BY ALL") == [
        ("Lai Châu", 2024, 2, 0, [], [], False), ("Phú Yên", 2024, 0, 0, [], [], True)]
    assert place.rows("SELECT year, count(*), count(DISTINCT province_today) FROM v_coverage GROUP BY year ORDER BY year") == [(2024, 63, 34), (2025, 86, 34), (2026, 34, 34)]
    assert place.rows("SELECT source_id, year, documents, provinces, with_figures FROM v_source_coverage ORDER BY ALL") == [
        ("bao", 2024, 2, 1, 2), ("bao", 2026, 1, 1, 1), ("lai-chau", None, 0, 0, 0)]
