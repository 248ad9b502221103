"""Deficiencies that mean the same: the pairs of shortcoming_pairs.tsv, and groups over years."""
from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.facts import Facts, Shortcoming
from pipeline.document import Document
from warehouse import alike
from warehouse.alike import Clause

Place = Any       # conftest.Place
PAIRS = Path(__file__).parent / "shortcoming_pairs.tsv"


def together(one: str, other: str) -> bool:
    return len({member.group for member in alike.groups([Clause("1", "Lai Châu", date(2020, 1, 1), one), Clause("2", "Lai Châu", date(2021, 1, 1), other)])}) == 1


def pairs(half: str) -> list[tuple[bool, str, str]]:
    lines = [line for line in PAIRS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [(row["same"] == "yes", row["one"], row["other"]) for row in csv.DictReader(lines, delimiter="\t") if row["half"] == half]


@pytest.mark.parametrize(("half", "precision", "recall"), [("choose", 0.92, 0.86), ("measure", 0.84, 0.84)])
def test_how_often_it_is_right(half: str, precision: float, recall: float) -> None:
    judged = [(together(one, other), same, one, other) for same, one, other in pairs(half)]
    right = sum(found and same for found, same, *_ in judged)
    wrong = [f"{'same' if same else 'different'}: {one} | {other}" for found, same, one, other in judged if found != same]
    assert right / sum(found for found, *_ in judged) >= precision, "\n".join(wrong)
    assert right / sum(same for _, same, *_ in judged) >= recall, "\n".join(wrong)


@pytest.mark.parametrize(("one", "other", "same"), [
    ("hồ sơ đất đai quá hạn", "hồ sơ đất đai bị trễ hẹn", True), ("hồ sơ đất đai quá hạn", "hồ sơ hộ tịch quá hạn", False), ("Số hoá hồ sơ chậm", "việc số hóa hồ sơ còn thấp", True),
    ("", "", False), ("2024", "35%", False), ("còn thấp", "xếp thứ 12", False), ("còn thấp", "đạt thấp", False), ("hồ sơ còn ít", "hồ sơ ít", True),
])
def test_single_pairs(one: str, other: str, same: bool) -> None:
    assert together(one, other) is same


TEXTS = ["hồ sơ đất đai quá hạn", "hồ sơ đất đai bị trễ hẹn", "công tác tuyên truyền đơn điệu", "tuyên truyền chậm đổi mới", "thiếu máy quét", ""]


@given(st.lists(st.tuples(st.sampled_from(TEXTS), st.sampled_from(["Lai Châu", "Lạng Sơn"]), st.integers(0, 3000)), max_size=12), st.randoms())
def test_groups_depend_on_no_order_and_no_later_clause(rows: list[tuple[str, str, int]], shuffle: Any) -> None:
    clauses = [Clause(f"{number:02}", province, date.fromordinal(735000 + day), text) for number, (text, province, day) in enumerate(rows)]
    members = {member.id: member for member in alike.groups(clauses)}
    mixed = list(clauses)
    shuffle.shuffle(mixed)
    assert {member.id: member for member in alike.groups(mixed)} == members
    earlier = sorted(clauses, key=lambda one: (one.day, one.id))[:len(clauses) // 2]
    assert {member.id: member for member in alike.groups(earlier)} == {clause.id: members[clause.id] for clause in earlier}
    assert len({(members[one.id].group, one.province) for one in clauses}) == len({member.group for member in members.values()})


@pytest.fixture
def complaints(place: Place, make: Callable[..., Document]) -> Callable[..., None]:
    def publish(*told: tuple[int | None, str, str]) -> None:
        for number, (year, province, text) in enumerate(told):
            document = make(text, name=str(number), source="bao", province=province or None, published=date(year, 5, 1) if year else None)
            place.add((document, Facts((), (), (Shortcoming(0, len(text), "procedures", "shortcomings/hand@1", "", None, 0.8),))))
        place.publish()
    return publish


def test_a_deficiency_that_returns(place: Place, complaints: Callable[..., None]) -> None:
    complaints((2019, "Lai Châu", "hồ sơ đất đai quá hạn còn nhiều"), (2021, "Lai Châu", "hồ sơ đất đai giải quyết trễ hẹn"), (2021, "Lai Châu", "Hồ sơ đất đai trễ hạn"),
               (2022, "Lạng Sơn", "hồ sơ đất đai trễ hạn"), (2022, "Lai Châu", "thiếu máy quét ở xã"), (2022, "Lai Châu", "xã chưa có máy quét"), (None, "Lai Châu", "thiếu máy quét"), (2023, "", "thiếu máy quét"))
    ((province, years, documents, quote, mentions),) = place.rows("SELECT province, in_years, documents, quote, mentions FROM v_recurring_shortcomings")
    assert (province, years, documents, quote) == ("Lai Châu", [2019, 2021], 3, "Hồ sơ đất đai trễ hạn")
    assert [(one["year"], one["url"]) for one in mentions] == [(2019, "https://laichau.example/0"), (2021, "https://laichau.example/1"), (2021, "https://laichau.example/2")]


def test_areas_beside_what_was_read(place: Place, complaints: Callable[..., None], make: Callable[..., Document]) -> None:
    place.add((make("Không có gì.", name="quiet", published=date(2022, 3, 1)), Facts()), (make("Không có gì cả.", name="quiet2", published=date(2022, 4, 1)), Facts()))
    complaints((2022, "Lai Châu", "thiếu máy quét"), (2022, "Lai Châu", "hồ sơ đất đai trễ hạn"), (None, "Lai Châu", "thiếu loa"), (2022, "", "thiếu xe"))
    assert [(province, year, number, read, None if rate is None else float(rate)) for province, year, number, read, rate in place.rows(
        "SELECT province, year, shortcomings, documents_read, per_document FROM v_shortcoming_areas ORDER BY ALL")] == [
            ("Lai Châu", 2022, 2, 4, 0.5), ("Lai Châu", None, 1, 1, 1), (None, 2022, 1, 1, 1)]
