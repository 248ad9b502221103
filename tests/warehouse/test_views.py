"""The views an analyst starts from, on documents that agree, disagree and speak of others."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from extractors.facts import Period

Place = Any       # conftest.Place
Press = Callable[..., None]


def test_a_metric_with_its_evidence(published: Place) -> None:
    row = published.rows("SELECT indicator_name, value, province, year, quote, context, CAST(published_day AS VARCHAR), source_name, url FROM v_metrics WHERE kind = 'percentage'")
    assert [(name[:5], float(value), *rest) for name, value, *rest in row] == [
        ("Hồ sơ", 98.5, "Lai Châu", None, "98,5%", "Ông Lò Văn Tiến, Giám đốc Sở Nội vụ, cho biết tỷ lệ hồ sơ đúng hạn đạt 98,5%.", "2023-05-10",
         "Cổng thông tin tỉnh Lai Châu", "https://laichau.example/1")]


def test_a_rank_with_its_change(published: Place) -> None:
    assert published.rows("SELECT indicator, province, year, rank, total, change, agree, dissent, other_ranks, quote FROM v_rankings") == [
        ("PAR_INDEX", "Lai Châu", 2022, 21, 63, 4, 1, 0, None, "21/63")]


def test_a_shortcoming_with_its_evidence(published: Place) -> None:
    assert published.rows("SELECT area, province, year, quote, context, url FROM v_shortcomings") == [
        ("digital", "Lai Châu", 2023, "việc số hóa kết quả ở cấp xã còn chậm", "Tuy nhiên, việc số hóa kết quả ở cấp xã còn chậm.", "https://laichau.example/1")]


def test_an_official_with_the_role(published: Place) -> None:
    assert published.rows("SELECT name, role, office, organisation, province, mentions, actions, quote FROM v_officials") == [
        ("Lò Văn Tiến", "Giám đốc Sở Nội vụ", "Giám đốc", "Sở Nội vụ", "Lai Châu", 1, ["cho biết"], "Giám đốc Sở Nội vụ")]


def test_most_documents_win_and_the_others_are_counted(place: Place, press: Press) -> None:
    press(("Lai Châu xếp thứ 21.", "21", {"value": 21, "confidence": 0.6}), ("Tỉnh đứng thứ 21/63.", "21/63", {"value": 21, "total": 63, "confidence": 0.5}),
          ("Lai Châu xếp thứ 12.", "12", {"value": 12, "confidence": 0.99}))
    assert place.rows("SELECT rank, total, agree, dissent, other_ranks, quote FROM v_rankings") == [(21, 63, 2, 1, [12], "21/63")]


def test_between_equals_the_surer_then_the_newer_wins(place: Place, press: Press) -> None:
    press(("Lai Châu xếp thứ 20.", "20", {"value": 20, "published": date(2023, 1, 1)}), ("Lai Châu xếp thứ 21.", "21", {"value": 21, "published": date(2023, 6, 1)}),
          ("Lai Châu xếp thứ 12.", "12", {"value": 12, "confidence": 0.3, "published": date(2024, 1, 1)}))
    assert place.rows("SELECT rank, agree, dissent, other_ranks FROM v_rankings") == [(21, 1, 2, [12, 20])]


WHOSE = {
    "a province by name": ({"subject": "tỉnh Lai Châu"}, "Lai Châu"),
    "its committee": ({"subject": "UBND tỉnh Lai Châu"}, "Lai Châu"),
    "an old spelling": ({"subject": "Đắc Lắc"}, "Đắk Lắk"),
    "nobody named: the document's province": ({"subject": None, "about": "Lạng Sơn"}, "Lạng Sơn"),
    "nobody at all": ({"subject": None}, None),
    "an agency": ({"subject": "Sở Tư pháp", "about": "Lạng Sơn"}, None),
    "a city of a province": ({"subject": "thành phố Vinh", "about": "Nghệ An"}, None),
    "no year": ({"period": None}, None),
    "several years": ({"period": Period(date(2021, 1, 1), date(2023, 12, 31))}, None),
    "a target": ({"modality": "target"}, None),
}


def test_whose_rank_it_is(place: Place, press: Press) -> None:
    codes = ["PAR_INDEX", "SIPAS", "PAPI", "PCI", "PGI", "DDCI", "DTI", "ICT_INDEX", "PII", "SERVICE_INDEX"]      # one a case, to tell them apart
    press(*(("Được xếp thứ 21/63.", "21/63", {"value": 21, "total": 63, "indicator": code} | slots) for code, (slots, _) in zip(codes, WHOSE.values(), strict=True)))
    found = dict(place.rows("SELECT indicator, province FROM v_rankings"))
    assert {case: found.get(code) for code, case in zip(codes, WHOSE, strict=True)} == {case: province for case, (_, province) in WHOSE.items()}
    assert place.rows("SELECT count(*) FROM v_metrics") == [(len(WHOSE),)]


@pytest.mark.parametrize(("text", "quote", "slots", "ranks"), [
    pytest.param("Lai Châu xếp thứ 9 cả nước.", "9", {"value": 9}, [9], id="in the country"),
    pytest.param("Lai Châu xếp thứ 9 trong khu vực Tây Bắc.", "9", {"value": 9}, [], id="in a region"),
    pytest.param("Lai Châu dẫn đầu vùng Trung du.", "dẫn đầu", {"value": 1}, [], id="first of a region"),
    pytest.param("Lai Châu dẫn đầu. Vùng cao có đường mới.", "dẫn đầu", {"value": 1}, [1], id="a region in the next sentence"),
    pytest.param("Thành phố đứng thứ 53/152 thành phố.", "53/152", {"value": 53, "total": 152}, [], id="among cities of the world"),
    pytest.param("Lai Châu đứng thứ 3 về thu hút vốn.", "3", {"value": 3, "indicator": "OTHER"}, [], id="in no index"),
    pytest.param("Lai Châu đứng thứ 3 về thu ngân sách.", "3", {"value": 3, "indicator": "BUDGET"}, [], id="in a matter nobody ranks provinces by"),
])
def test_only_ranks_in_published_indices(place: Place, press: Press, text: str, quote: str, slots: dict[str, Any], ranks: list[int]) -> None:
    press((text, quote, slots))
    assert [rank for rank, in place.rows("SELECT rank FROM v_rankings")] == ranks
    assert place.rows("SELECT count(*) FROM v_metrics") == [(1,)]


@pytest.mark.parametrize(("base", "change"), [
    pytest.param(Period(date(2021, 1, 1), date(2021, 12, 31)), 4, id="the year before"),
    pytest.param(None, 4, id="not said"),
    pytest.param(Period(date(2011, 1, 1), date(2011, 12, 31)), None, id="long ago"),
])
def test_a_change_is_against_the_year_before(place: Place, press: Press, base: Period | None, change: int | None) -> None:
    press(("Lai Châu xếp thứ 21.", "21", {"value": 21}), ("Lai Châu tăng 4 hạng.", "tăng 4 hạng", {"value": 4, "kind": "change", "base": base}))
    assert place.rows("SELECT rank, change FROM v_rankings") == [(21, change)]
