"""What the words of subjects and roles name, and what the document they stand in adds."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from extractors.facts import Facts, Metric, Official, Period, Role, Span
from pipeline.document import Document
from warehouse.naming import Named, name

Place = Any       # conftest.Place
Make = Callable[..., Document]
Figure = Callable[..., Metric]


@pytest.mark.parametrize(("words", "named"), [
    ("tỉnh Lai Châu", Named("Lai Châu", True)),
    ("Đắc Lắc", Named("Đắk Lắk", True)),
    ("thành phố Đà Nẵng", Named("Đà Nẵng", True)),
    ("UBND tỉnh Lai Châu", Named("Lai Châu", True, None, "UBND tỉnh", "people's committee", "province")),
    ("Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu", Named("Bà Rịa - Vũng Tàu", True, None, "UBND tỉnh", "people's committee", "province")),
    ("HĐND tỉnh Đắk Lắk", Named("Đắk Lắk", False, None, "HĐND tỉnh", "people's council", "province")),
    ("thành phố Lai Châu", Named(place="thành phố lai châu")),
    ("TP. Vinh", Named(place="thành phố vinh")),
    ("huyện  Mường Tè", Named(place="huyện mường tè")),
    ("UBND huyện Ea Súp", Named(None, False, "huyện ea súp", "UBND huyện Ea Súp", "people's committee", "district")),
    ("UBND huyện", Named()),
    ("Huyện ủy", Named()),
    ("phòng Nội vụ", Named()),
    ("phòng Nội vụ huyện Phong Thổ", Named(None, False, None, "phòng Nội vụ huyện Phong Thổ", "division", "district")),
    ("Trung tâm", Named()),
    ("khối huyện", Named()),
    ("bộ phận một cửa", Named()),
    ("bộ phận một cửa huyện Mường Tè", Named(None, False, None, "bộ phận một cửa huyện Mường Tè", "one-stop shop", "district")),
    ("Sở Tư pháp", Named(None, False, None, "Sở Tư pháp", "department", "province")),
    ("Sở Nội vụ tỉnh Lạng Sơn", Named("Lạng Sơn", False, None, "Sở Nội vụ", "department", "province")),
    ("Sở Nội vụ Lạng Sơn", Named("Lạng Sơn", False, None, "Sở Nội vụ", "department", "province")),
    ("Thanh tra tỉnh Đắk Lắk", Named("Đắk Lắk", False, None, "Thanh tra tỉnh", "inspectorate", "province")),
    ("Tỉnh ủy", Named(None, False, None, "Tỉnh ủy", "party", "province")),
    ("Chính phủ", Named(None, False, None, "Chính phủ", "government", "central")),
    ("Bộ Nội vụ", Named(None, False, None, "Bộ Nội vụ", "ministry", "central")),
    ("người dân", Named()),
])
def test_what_words_name(words: str, named: Named) -> None:
    assert name(words) == named


PLACES = {      # subject, province of the document, year of the figure, day of publication: the place
    "a later article on the old territory": ("tỉnh Lâm Đồng", None, 2019, date(2026, 1, 5), "lam-dong"),
    "the new territory": ("tỉnh Lâm Đồng", None, 2025, date(2026, 1, 5), "lam-dong-2025"),
    "a goal set by the old one": ("tỉnh Lâm Đồng", None, 2030, date(2024, 1, 5), "lam-dong"),
    "a name that is no more": ("tỉnh Bình Thuận", None, 2026, date(2026, 8, 5), "binh-thuan"),
    "a name of its day": ("Thừa Thiên Huế", None, 2023, date(2024, 1, 5), "thua-thien-hue"),
    "the document's province": (None, "Lạng Sơn", 2023, date(2024, 1, 5), "lang-son"),
    "a district": ("huyện Cao Lộc", "Lạng Sơn", 2023, date(2024, 1, 5), "lang-son/huyen-cao-loc"),
    "a district of that name in one province only": ("huyện Đồng Văn", None, 2023, date(2024, 1, 5), "ha-giang/huyen-dong-van"),
    "one of many": ("huyện Châu Thành", None, 2023, date(2024, 1, 5), None),
    "one of many, in its province": ("huyện Châu Thành", "Tiền Giang", 2023, date(2024, 1, 5), "tien-giang/huyen-chau-thanh"),
    "an agency is no place": ("Sở Tư pháp", "Lạng Sơn", 2023, date(2024, 1, 5), None),
}


def test_places_are_those_of_their_day(place: Place, make: Make, figure: Figure) -> None:
    text = "Kết quả đạt 97,7%."
    for case, (subject, about, year, published, _) in PLACES.items():
        fact = figure(text, "97,7%", "percentage", 97.7, "%", subject=subject, period=Period(date(year, 1, 1), date(year, 12, 31)))
        place.add((make(text, case, source="bao", province=about, published=published), Facts((fact,))))
    place.publish()
    found = {url.removeprefix("https://laichau.example/"): place_id for url, place_id in place.rows("SELECT url, m.place_id FROM metrics AS m JOIN documents USING (document_id)")}
    assert found == {case: place_id for case, (*_, place_id) in PLACES.items()}


def person(text: str, who: str, title: str, office: str | None = None, organisation: str | None = None, where: str | None = None) -> Official:
    start = text.index(who)
    return Official(who, (Role(title, None, None, office, organisation, where),), (Span(start, start + len(who)),), (), "officials/hand@1", 0.9)


@pytest.mark.parametrize(("written", "name"), [
    (("Trần Quốc Đạm", "TRẦN QUỐC ĐẠM", "TRẦN QUỐC ĐẠM"), "Trần Quốc Đạm"), (("TRẦN QUỐC ĐẠM",), "Trần Quốc Đạm"), (("TRẦN QUỐC ĐẠM", "Trần Quốc Đạm"), "Trần Quốc Đạm"), (("H'YIM KĐOH",), "H'Yim Kđoh"), (("Y KHUT NIÊ",), "Y Khut Niê"),
    (("Nguyễn Văn Hoà", "Nguyễn Văn Hòa", "Nguyễn Văn Hòa"), "Nguyễn Văn Hòa"),
])
def test_a_person_is_called_as_most_texts_do_and_not_in_capitals(place: Place, make: Make, written: tuple[str, ...], name: str) -> None:
    for number, one in enumerate(written):
        text = f"{one}, Giám đốc Sở Nội vụ."
        place.add((make(text, str(number), province="Lạng Sơn", published=date(2024, 1, number + 1)), Facts((), (person(text, one, "Giám đốc Sở Nội vụ", "Giám đốc", "Sở Nội vụ"),))))
        place.publish()      # one after the other: what was known of the person before does not stay
    assert place.rows("SELECT name FROM persons UNION ALL SELECT name FROM v_terms") == [(name,), (name,)]


def test_one_name_in_two_provinces_is_two_persons(place: Place, make: Make) -> None:
    text = "Ông Nguyễn Văn Hòa phát biểu."
    said = [("1", "Lạng Sơn", None), ("2", "Lạng Sơn", None), ("3", "Lai Châu", None), ("4", None, "Lai Châu"), ("5", None, None)]
    for number, about, where in said:
        place.add((make(text, number, source="bao", province=about), Facts((), (person(text, "Nguyễn Văn Hòa", "Giám đốc Sở Nội vụ", "Giám đốc", "Sở Nội vụ", where),))))
    other = "Ông Nguyễn Văn Hoà và bà Trần Thị Bích dự; cả ông Nguyễn Văn Hoa."
    place.add((make(other, "6", source="bao", province="Lạng Sơn"), Facts((), (
        person(other, "Nguyễn Văn Hoà", "Giám đốc Sở Nội vụ", "Giám đốc", "Sở Nội vụ"), person(other, "Trần Thị Bích", "Bộ trưởng Bộ Nội vụ", "Bộ trưởng", "Bộ Nội vụ"),
        person(other, "Nguyễn Văn Hoa", "Phó Giám đốc Sở Y tế", "Phó Giám đốc", "Sở Y tế")))))
    place.publish()
    assert place.rows("SELECT p.name, p.province, p.scope, count(*) FROM persons AS p JOIN officials USING (person_id) GROUP BY ALL ORDER BY ALL") == [
        ("Nguyễn Văn Hoa", "Lạng Sơn", "province", 1), ("Nguyễn Văn Hòa", "Lai Châu", "province", 2), ("Nguyễn Văn Hòa", "Lạng Sơn", "province", 3),
        ("Nguyễn Văn Hòa", None, "document", 1), ("Trần Thị Bích", None, "central", 1)]
    assert place.rows("SELECT o.name, o.province, count(*) FROM offices_held JOIN organisations AS o USING (organisation_id) GROUP BY ALL ORDER BY ALL") == [
        ("Bộ Nội vụ", None, 1), ("Sở Nội vụ", "Lai Châu", 1), ("Sở Nội vụ", "Lạng Sơn", 1), ("Sở Y tế", "Lạng Sơn", 1)]


def test_the_map_is_whole(published: Place) -> None:
    assert published.rows("SELECT level, count(*) FILTER (WHERE valid_to IS NULL), count(*) FILTER (WHERE valid_to = '2025-06-30') FROM places GROUP BY level ORDER BY level") == [
        ("country", 1, 0), ("province", 34, 52), ("district", 0, 696), ("commune", 3321, 10035)]
    assert published.rows("SELECT count(*) FROM places AS a ANTI JOIN places AS b ON b.place_id = a.parent WHERE a.level <> 'country'") == [(0,)]
    assert published.rows("SELECT count(*) FROM places AS a ANTI JOIN places AS b ON b.place_id = a.current_id AND b.valid_to IS NULL") == [(0,)]
    assert published.rows("SELECT current_id FROM places WHERE place_id IN ('ha-tay', 'binh-thuan', 'lang-son') ORDER BY place_id") == [("lam-dong-2025",), ("ha-noi",), ("lang-son",)]


# place: what it became, what it is today; by the resolutions of the Standing Committee of the National Assembly of 2025-06-16 (1656 and others)
BECAME = {
    "ha-noi/quan-ba-dinh/phuong-truc-bach": (["ha-noi/phuong-ba-dinh"], "ha-noi/phuong-ba-dinh"),
    "ha-noi/quan-hoan-kiem/phuong-cua-dong": (["ha-noi/phuong-ba-dinh", "ha-noi/phuong-hoan-kiem"], "ha-noi"),                                 # divided
    "ho-chi-minh/quan-1/phuong-ben-nghe": (["ho-chi-minh-2025/phuong-sai-gon"], "ho-chi-minh-2025/phuong-sai-gon"),
    "lai-chau/huyen-muong-te/thi-tran-muong-te": (["lai-chau/xa-bum-to"], "lai-chau/xa-bum-to"),
    "lai-chau/huyen-muong-te/xa-muong-te": (["lai-chau/xa-muong-te"], "lai-chau/xa-muong-te"),
    "ha-giang/huyen-dong-van/xa-lung-cu": (["tuyen-quang-2025/xa-lung-cu"], "tuyen-quang-2025/xa-lung-cu"),                                   # in another province
    "kien-giang/thanh-pho-phu-quoc/xa-tho-chau": (["an-giang-2025/dac-khu-tho-chau"], "an-giang-2025/dac-khu-tho-chau"),
    "can-tho/huyen-thoi-lai/xa-tan-thanh": (["can-tho-2025/xa-truong-thanh"], "can-tho-2025/xa-truong-thanh"),                                # not the namesake from Sóc Trăng
    "soc-trang/huyen-long-phu/xa-tan-thanh": (["can-tho-2025/xa-tan-thanh"], "can-tho-2025/xa-tan-thanh"),
    "lang-son/huyen-cao-loc/thi-tran-dong-dang": (["lang-son/xa-dong-dang"], "lang-son/xa-dong-dang"),
    "binh-phuoc/huyen-loc-ninh/xa-loc-thanh": (["dong-nai-2025/xa-loc-thanh"], "dong-nai-2025/xa-loc-thanh"),                                  # beside Lộc Thạnh
    "dak-lak/thanh-pho-buon-ma-thuot/phuong-tu-an": (["dak-lak-2025/phuong-buon-ma-thuot"], "dak-lak-2025/phuong-buon-ma-thuot"),
    "quang-ngai/huyen-ly-son": (["quang-ngai-2025/dac-khu-ly-son"], "quang-ngai-2025/dac-khu-ly-son"),                                        # a district without communes
    "lai-chau/huyen-sin-ho": (None, "lai-chau"),                                                                                             # of many
    "lam-dong": (["lam-dong-2025"], "lam-dong-2025"),
    "lam-dong-2025": (None, "lam-dong-2025"),
}


def test_what_a_place_became(published: Place) -> None:
    found = {place_id: rest for place_id, *rest in published.rows("SELECT place_id, successors, successor, current_id FROM places")}
    for place_id, (successors, today) in BECAME.items():
        became, successor, current = found[place_id]
        assert current == today, place_id
        assert became == successors or (place_id == "lai-chau/huyen-sin-ho" and len(became) == 9)
        assert successor == (became[0] if became and len(became) == 1 else None)
    assert published.rows("SELECT count(*) FILTER (WHERE len(successors) = 1), count(*) FILTER (WHERE len(successors) > 1) FROM places WHERE level = 'commune' AND valid_to IS NOT NULL") == [(9590, 445)]
    assert published.rows("SELECT count(*) FROM places WHERE valid_to IS NOT NULL AND len(coalesce(successors, [])) = 0") == [(0,)]
    assert published.rows("SELECT count(DISTINCT one) FROM (SELECT unnest(successors) AS one FROM places WHERE level IN ('commune', 'district'))") == [(3321,)]      # every commune of today has parts
    assert published.rows("""SELECT count(*) FROM (SELECT province_id, unnest(successors) AS one FROM places WHERE level <> 'province') AS a
                             JOIN places AS b ON b.place_id = a.one JOIN places AS p ON p.place_id = a.province_id WHERE b.province_id <> p.current_id OR b.valid_to IS NOT NULL""") == [(0,)]


PERIODS = (
    ("2024-01-01", "2024-12-31", "2024", "year", "năm 2024"),
    ("2024-07-01", "2024-09-30", "2024-Q3", "quarter", "quý III năm 2024"),
    ("2024-07-01", "2024-12-31", "2024-H2", "half", "6 tháng cuối năm 2024"),
    ("2024-02-01", "2024-02-29", "2024-02", "month", "tháng 2 năm 2024"),
    ("2024-01-01", "2024-09-30", "2024-01/2024-09", "months", "9 tháng đầu năm 2024"),
    ("2021-01-01", "2025-12-31", "2021/2025", "years", "giai đoạn 2021-2025"),
    ("2023-05-01", "2024-04-30", "2023-05/2024-04", "months", "từ tháng 5/2023 đến tháng 4/2024"),
    ("2024-05-10", "2024-05-10", "2024-05-10", "day", "ngày 10/5/2024"),
    ("2024-05-10", "2024-06-14", "2024-05-10/2024-06-14", "days", "từ 10/5/2024 đến 14/6/2024"),
    ("2024-05-01", "2024-07-31", "2024-05/2024-07", "months", "từ tháng 5/2024 đến tháng 7/2024"),
)


def test_periods_are_called_as_people_call_them(place: Place, make: Make, figure: Figure) -> None:
    text = "Kết quả đạt 97,7%."
    for first, last, *_ in PERIODS:
        fact = figure(text, "97,7%", "percentage", 97.7, "%", period=Period(date.fromisoformat(first), date.fromisoformat(last)))
        place.add((make(text, f"{first} {last}"), Facts((fact,))))
    place.publish()
    assert place.rows("SELECT CAST(p.period_start AS VARCHAR), CAST(p.period_end AS VARCHAR), period_id, CAST(p.kind AS VARCHAR), p.name "
                      "FROM periods AS p JOIN metrics USING (period_id) ORDER BY ALL") == sorted(PERIODS)


SAME = {"kind": "percentage", "unit": "%", "indicator": "DOSSIERS_ON_TIME"}
CLAIMS = {      # what two mentions of one figure say otherwise than each other: how many claims they make
    "the same": ({}, {}, 1),
    "the province and its committee": ({}, {"subject": "UBND tỉnh Lai Châu"}, 1),
    "the province unnamed in its own document": ({}, {"subject": None, "about": "Lai Châu"}, 1),
    "another province": ({}, {"subject": "tỉnh Lạng Sơn"}, 2),
    "a goal": ({}, {"modality": "target"}, 2),
    "another time": ({}, {"period": None}, 2),
    "no time, published in the same year": ({"period": None}, {"period": None}, 1),
    "no time, published a year later": ({"period": None}, {"period": None, "published": date(2024, 5, 10)}, 2),
    "of nobody knows whom": ({"subject": None}, {"subject": None}, 2),
    "about no indicator, in other words": ({"indicator": "OTHER"}, {"indicator": "OTHER"}, 2),
    "about no indicator, in the same words": ({"indicator": "OTHER"}, {"indicator": "OTHER", "text": "Tỉnh đạt {}."}, 1),
    "two agencies of one name": ({"subject": "Sở Tư pháp", "about": "Lai Châu"}, {"subject": "Sở Tư pháp", "about": "Lạng Sơn"}, 2),
    "a rank with and without its total": ({"kind": "ranking", "unit": "hạng", "total": 63}, {"kind": "ranking", "unit": "hạng"}, 1),
}


def test_what_is_one_claim(place: Place, press: Callable[..., None]) -> None:
    articles = []
    for value, (first, second, _) in enumerate(CLAIMS.values(), 11):
        for sentence, slots in (("Tỉnh đạt {}.", first), ("Kết quả là {}.", second)):
            given = SAME | {"value": value} | slots
            articles.append((given.pop("text", sentence).format(value), str(value), given))
    press(*articles)
    found = dict(place.rows("SELECT CAST(value AS INTEGER), count(*) FROM v_claims GROUP BY value"))
    assert {case: found[value] for value, case in enumerate(CLAIMS, 11)} == {case: claims for case, (_, _, claims) in CLAIMS.items()}


def test_copies_are_one_wording(place: Place, press: Callable[..., None]) -> None:
    press(*(("Tỉnh đạt 97,7%.", "97,7%", SAME | {"value": 97.7, "article": str(number), "source": source}) for number, source in enumerate(("bao", "lai-chau", "bao"))),
          ("Lai Châu: 97,7%", "97,7%", SAME | {"value": 97.7, "article": "9", "confidence": 0.95}))
    assert place.rows("SELECT CAST(c.value AS DOUBLE), mentions, documents, sources, wordings, m.quote FROM v_claims AS c JOIN metrics AS m USING (metric_id)") == [(97.7, 4, 4, 2, 2, "97,7%")]
