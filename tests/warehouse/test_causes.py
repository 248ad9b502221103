"""What a text names as the cause of a deficiency: kept from the lake to the view, dated as the deficiency is, and absent from files that were written before."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors.facts import Facts, Shortcoming, Span
from pipeline.document import Document
from warehouse import build, deciding, query, rows
from warehouse.load import CheckFailed, LakeError

Place = Any       # conftest.Place
Make = Callable[..., Document]
SLOW, LATE = "Việc số hóa hồ sơ ở xã còn chậm", "văn bản hướng dẫn chưa kịp thời"


def shortcoming(text: str, quote: str, area: str = "digital", causes: tuple[str, ...] = ()) -> Shortcoming:
    start = text.index(quote)
    return Shortcoming(start, start + len(quote), area, "s@1", "còn", None, 0.7, tuple(Span(text.index(cause), text.index(cause) + len(cause)) for cause in causes))  # type: ignore[arg-type]


def told(effect: str, link: str, cause: str, *, area: str = "institutions", found: bool = True) -> tuple[str, Facts]:
    """A text in which `effect` comes from `cause`, and both as facts (the cause only if `found`)."""
    text = f"{cause}{link}{effect}." if link[0] in ",…" else f"{effect}{link}{cause}."
    facts = [shortcoming(text, effect, causes=(cause,)), *([shortcoming(text, cause, area)] if found else [])]
    return text, Facts(shortcomings=tuple(sorted(facts, key=lambda fact: fact.start)))


# text and facts, and what the view says: deficiency, link, cause, area of the cause, whether the cause is a fact, the passage
TOLD: dict[str, tuple[tuple[str, Facts], tuple[Any, ...]]] = {
    "effect first": (told(SLOW, " do ", LATE), (SLOW, " do ", LATE, "institutions", True, f"{SLOW} do {LATE}")),
    "cause first": (told(SLOW, ", vì vậy, ", LATE), (SLOW, ", vì vậy, ", LATE, "institutions", True, f"{LATE}, vì vậy, {SLOW}")),
    "over a line": (told(SLOW, ".\nNguyên nhân: ", LATE), (SLOW, ".\nNguyên nhân: ", LATE, "institutions", True, f"{SLOW}.\nNguyên nhân: {LATE}")),
    "a cause that is no deficiency": (told(SLOW, " do ", "mới triển khai", found=False), (SLOW, " do ", "mới triển khai", None, False, f"{SLOW} do mới triển khai")),
    "a cause that no table can hold": (told(SLOW, " do ", LATE, area="weather"), (SLOW, " do ", LATE, None, False, f"{SLOW} do {LATE}")),
}


CHAIN = f"Công chức còn thiếu nên {LATE}, vì vậy {SLOW}."
BOTH = f"{SLOW} do {LATE} và công chức còn thiếu."


@pytest.fixture(scope="module")
def causes(tmp_path_factory: pytest.TempPathFactory, place_in: Callable[[Path], Place], make: Make) -> Place:
    """All of TOLD, a chain of causes and a deficiency of two, each a document; for tests that only read."""
    place = place_in(tmp_path_factory.mktemp("causes"))
    place.add(*((make(text, case), facts) for case, ((text, facts), _) in TOLD.items()),
              (make(CHAIN, "chain"), Facts(shortcomings=(shortcoming(CHAIN, "Công chức còn thiếu"), shortcoming(CHAIN, LATE, causes=("Công chức còn thiếu",)), shortcoming(CHAIN, SLOW, causes=(LATE,))))),
              (make(BOTH, "both"), Facts(shortcomings=(shortcoming(BOTH, SLOW, causes=(LATE, "công chức còn thiếu")), shortcoming(BOTH, LATE), shortcoming(BOTH, "công chức còn thiếu")))))
    place.publish()
    return place


@pytest.mark.parametrize("case", TOLD)
def test_a_cause_with_its_evidence(causes: Place, case: str) -> None:
    expected = TOLD[case][1]
    there = f"url = 'https://laichau.example/{case}'"
    assert causes.rows(f"SELECT quote, link, cause, cause_area, cause_id IS NOT NULL, passage FROM v_causes WHERE {there}") == [expected]
    assert causes.rows(f"SELECT province, year, area, confidence FROM v_causes WHERE {there}") == [("Lai Châu", 2023, "digital", 0.7)]
    assert causes.rows(f"SELECT count(*) FROM v_causes AS c JOIN v_shortcomings AS s ON s.shortcoming_id = c.cause_id AND s.quote = c.cause WHERE c.{there}") == [(int(expected[4]),)]


def test_one_deficiency_of_two_causes_and_one_that_causes_two(causes: Place) -> None:
    assert causes.rows("SELECT quote, cause FROM v_causes WHERE url LIKE '%/chain' ORDER BY start_offset") == [(LATE, "Công chức còn thiếu"), (SLOW, LATE)]
    assert causes.rows("SELECT quote, cause FROM v_causes WHERE url LIKE '%/both' ORDER BY cause_start") == [(SLOW, LATE), (SLOW, "công chức còn thiếu")]
    assert causes.rows("SELECT cause_no FROM shortcoming_causes WHERE link LIKE '%và%'") == [(2,)]      # the link is all that stands between


def test_what_reviewers_decide_on_either_clause(place: Place, make: Make) -> None:
    for number in range(4):
        text, facts = told(SLOW, " do ", LATE)
        place.add((make(text, str(number)), facts))
    place.publish()
    ids = {(url[-1], area): key for url, area, key in place.rows("SELECT url, area, shortcoming_id FROM v_shortcomings")}
    for fact, verdict, given in ((ids["1", "digital"], "reject", {}), (ids["2", "institutions"], "reject", {}), (ids["3", "digital"], "correct", {"area": "procedures"})):
        deciding.decide(place.target, deciding.look_up(place.target, fact), verdict, given, who="Nguyễn Thị Hà", why="đọc lại")
    place.publish()
    assert place.rows("SELECT right(url, 1), area, cause, cause_area, cause_id IS NOT NULL FROM v_causes ORDER BY ALL") == [
        ("0", "digital", LATE, "institutions", True), ("2", "digital", LATE, None, False), ("3", "procedures", LATE, "institutions", True)]


def without_causes(facts: Facts) -> Facts:
    return Facts(shortcomings=tuple(replace(fact, causes=()) for fact in facts.shortcomings))


def test_causes_are_opened_and_closed_with_their_deficiency(place: Place, make: Make) -> None:
    text, facts = told(SLOW, " do ", LATE)
    for version, found in (("1", without_causes(facts)), ("2", facts), ("3", without_causes(facts))):
        place.add((make(text), found), version=version)
        place.publish()
    assert place.rows("SELECT quote, valid_from, valid_to FROM shortcomings ORDER BY ALL") == [(SLOW, 1, 2), (SLOW, 2, 3), (SLOW, 3, None), (LATE, 1, None)]
    assert place.rows("SELECT valid_from, valid_to FROM shortcoming_causes") == [(2, 3)]
    for edition, causes in ((1, 0), (2, 1), (3, 0)):
        with query.connect(place.target, as_of=edition) as con:
            assert con.sql("SELECT count(*) FROM v_causes").fetchall() == [(causes,)], f"edition {edition}"


def written_before(lake: Path) -> None:
    """Rewrite the lake's facts as a release wrote them that kept no causes."""
    earlier = pa.struct([one for one in rows.SHORTCOMING if one.name != "causes"])
    for path in (lake / "facts").rglob("*.parquet"):
        table = pq.ParquetFile(path).read()
        found = [[{name: value for name, value in fact.items() if name != "causes"} for fact in row] for row in table["shortcomings"].to_pylist()]
        at = table.schema.get_field_index("shortcomings")
        pq.write_table(table.set_column(at, pa.field("shortcomings", pa.list_(earlier)), pa.array(found, pa.list_(earlier))), path)


@pytest.mark.parametrize("whole", [True, False], ids=["made whole", "brought up"])
def test_files_written_before_stand_beside_new_ones(place: Place, make: Make, monkeypatch: pytest.MonkeyPatch, whole: bool) -> None:
    text, facts = told(SLOW, " do ", LATE)
    place.add((make(text, "1"), facts))
    written_before(place.root / "lake")
    place.publish()
    assert place.rows("SELECT (SELECT count(*) FROM shortcomings), (SELECT count(*) FROM shortcoming_causes)") == [(2, 0)]
    if whole:
        monkeypatch.setattr(build, "_basis", lambda target: None)
    else:
        monkeypatch.setattr(build, "MANY", 2.0)
    place.add((make(text, "2"), facts))
    place.publish()
    assert place.rows("SELECT url, (SELECT rebuilt FROM editions WHERE edition_no = 2) FROM v_causes") == [("https://laichau.example/2", whole)]


def test_merged_with_files_written_before(place: Place, make: Make) -> None:
    text, facts = told(SLOW, " do ", LATE)
    for number in range(6):
        place.add((make(text, str(number)), facts))
    written_before(place.root / "lake")
    for number in range(6, 14):
        place.add((make(text, str(number)), facts))
    assert place.lake.merge_small() == 28
    place.publish()
    assert place.rows("SELECT count(*), (SELECT count(*) FROM shortcomings) FROM v_causes") == [(8, 28)]


def test_an_edition_of_a_release_without_causes_is_gone_on_with(place: Place, make: Make) -> None:
    text, facts = told(SLOW, " do ", LATE)
    place.add((make(text), without_causes(facts)))
    place.publish()
    with duckdb.connect(place.target.as_posix()) as con:
        con.execute("UPDATE editions SET basis = 'of another release'; DROP VIEW v_causes; DROP TABLE shortcoming_causes")
    place.add((make(text), facts), version="2")
    place.publish()
    assert place.rows("SELECT valid_from, valid_to FROM shortcoming_causes") == [(2, None)]
    assert place.rows("SELECT changed['shortcomings'] FROM editions WHERE edition_no = 2") == [(1,)]


@pytest.mark.parametrize(("change", "check"), [
    pytest.param("UPDATE shortcoming_causes SET start_offset = start_offset + 1, quote = quote[:-2], cause_id = NULL", "cause_quotes", id="another place"),
    pytest.param("UPDATE shortcoming_causes SET quote = upper(quote)", "cause_quotes", id="other words"),
    pytest.param("UPDATE shortcoming_causes SET link = ' bởi '", "cause_quotes", id="other words between"),
    pytest.param("UPDATE shortcoming_causes SET cause_id = 'x'", "cause_ids", id="an id that is none"),
    pytest.param("UPDATE shortcomings SET start_offset = start_offset + 1, quote = quote[2:] WHERE area = 'institutions'", "cause_ids", id="an id of something else"),
    pytest.param("UPDATE shortcoming_causes SET cause_id = NULL", None, id="no id"),
])
def test_checks_stop_what_is_wrong(causes: Place, check_with: Callable[..., dict[str, tuple[str, str]]], change: str, check: str | None) -> None:
    assert {name for name, (severity, _) in check_with(causes, change).items() if severity == "error"} == ({check} if check else set())


def test_a_cause_that_leaves_the_text_is_refused(place: Place, make: Make) -> None:
    text, facts = told(SLOW, " do ", LATE)
    with pytest.raises(LakeError, match=r"https://laichau.example/1: cause of a shortcoming at 4-500 leaves the text"):
        place.add((make(text), Facts(shortcomings=(replace(facts.shortcomings[0], causes=(Span(4, 500),)),))))


def test_a_text_that_is_not_the_one_read_keeps_the_edition_back(place: Place, make: Make) -> None:
    text, facts = told(SLOW, " do ", LATE)
    place.add((make(text), facts))
    for path in (place.root / "lake" / "facts").rglob("*.parquet"):
        table = pq.ParquetFile(path).read()
        found = table["shortcomings"].to_pylist()
        found[0][0]["causes"][0]["link"] = " vì "
        pq.write_table(table.set_column(table.schema.get_field_index("shortcomings"), "shortcomings", pa.array(found, table.schema.field("shortcomings").type)), path)
    with pytest.raises(CheckFailed, match="cause_quotes: 1 row against"):
        place.publish()
