"""Figures that contradict each other, from the extractors' facts to the view; and lakes written before they were looked for."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_type_hints

import duckdb
import pyarrow.parquet as pq
import pytest

from extractors.facts import Check, Facts
from pipeline.document import Document
from warehouse import identity
from warehouse.lake import Lake, LakeError

Make = Callable[..., Document]
Find = Callable[..., Facts]
Findings = Callable[..., dict[str, tuple[str, str]]]
Place = Any       # conftest.Place
TEXT = ("Kết quả giải quyết hồ sơ của tỉnh\n"
        "Trong 2.000 hồ sơ đã tiếp nhận, có 1.900 hồ sơ đúng hạn, đạt 97,5%. Năm nay có 35 văn bản, gồm 20 quyết định và 14 chỉ thị. "
        "Chỉ số của tỉnh từ hạng 20 xuống hạng 32, giảm 10 bậc.")


def check(kind: str, quote: str, other: str, stated: float, expected: float, text: str = TEXT) -> Check:
    start, other_start = text.index(quote), text.index(other)
    return Check(kind, start, start + len(quote), other_start, other_start + len(other), stated, expected)      # type: ignore[arg-type]


CHECKS = (check("share", "97,5%", "2.000 hồ sơ đã tiếp nhận, có 1.900", 97.5, 95.0), check("parts", "35", "20 quyết định và 14", 35, 34),
          check("move", "giảm 10 bậc", "hạng 20 xuống hạng 32", -10, -12))


@pytest.fixture
def contradicted(place: Place, make: Make) -> Place:
    """One document with three contradictions, published."""
    place.add((make(TEXT), Facts(checks=CHECKS)))
    place.publish()
    return place


def test_they_stand_in_the_lake_with_both_quotes(tmp_path: Path, make: Make) -> None:
    assert Lake(tmp_path).add_facts([(make(TEXT), Facts(checks=CHECKS))], "1", "run-1") == 0      # counted are the three families of facts
    (row,) = pq.read_table(tmp_path / "facts").to_pylist()
    assert [(c["kind"], c["stated"], c["expected"], c["quote"], c["other_quote"]) for c in row["checks"]] == [
        ("share", 97.5, 95.0, "97,5%", "2.000 hồ sơ đã tiếp nhận, có 1.900"), ("parts", 35.0, 34.0, "35", "20 quyết định và 14"),
        ("move", -10.0, -12.0, "giảm 10 bậc", "hạng 20 xuống hạng 32")]
    for c in row["checks"]:
        assert TEXT[c["start_offset"]:c["end_offset"]] == c["quote"] and TEXT[c["other_start"]:c["other_end"]] == c["other_quote"]
        assert c["quote"] in (sentence := TEXT[c["context_start"]:c["context_end"]]) and c["other_quote"] in sentence and sentence != TEXT


def test_the_view_gives_both_quotes_in_their_sentence(contradicted: Place) -> None:
    found = contradicted.rows("SELECT kind, province, stated, expected, quote, other_quote, context, CAST(published_day AS VARCHAR), url FROM v_contradictions ORDER BY start_offset")
    assert [row[0] for row in found] == ["share", "parts", "move"]
    assert found[1] == ("parts", "Lai Châu", Decimal(35), Decimal(34), "35", "20 quyết định và 14", "Năm nay có 35 văn bản, gồm 20 quyết định và 14 chỉ thị.",
                        "2023-05-10", "https://laichau.example/1")
    assert contradicted.publish().counts["contradictions"] == 3


def test_a_corrected_article_closes_the_contradiction(contradicted: Place, make: Make) -> None:
    text = TEXT.replace("có 35 văn bản", "có 34 văn bản")
    contradicted.add((make(text, fetched=6), Facts(checks=(CHECKS[0], CHECKS[2]))))
    contradicted.publish()
    assert contradicted.rows("SELECT kind, version_no, c.valid_from, c.valid_to, CAST(CAST(stated_to AS DATE) AS VARCHAR) "
                             "FROM contradictions AS c JOIN versions USING (document_id, version) ORDER BY ALL") == [
        ("share", 1, 1, 2, None), ("share", 2, 2, None, None), ("parts", 1, 1, 2, "2023-05-16"), ("move", 1, 1, 2, None), ("move", 2, 2, None, None)]
    assert contradicted.rows("SELECT kind FROM v_contradictions ORDER BY 1") == [("share",), ("move",)]


def test_ids_follow_the_words_and_not_the_place() -> None:
    text = "Một câu được thêm vào đầu bài.\n" + TEXT
    moved = [check(c.kind, TEXT[c.start:c.end], TEXT[c.other_start:c.other_end], c.stated, c.expected, text) for c in CHECKS]
    ids = identity.contradiction_ids("d1", TEXT, CHECKS)
    assert identity.contradiction_ids("d1", text, moved) == ids and len(set(ids)) == 3
    assert identity.contradiction_ids("d1", TEXT, [replace(c, expected=c.expected + 0.04) for c in CHECKS]) == ids
    assert not set(identity.contradiction_ids("d1", TEXT, [replace(c, stated=c.stated + 1) for c in CHECKS])) & set(ids)
    assert len(set(identity.contradiction_ids("d1", TEXT, [CHECKS[0], CHECKS[0]]))) == 2


@pytest.mark.parametrize("change", [
    pytest.param("UPDATE contradictions SET quote = '35,0' WHERE kind = 'parts'", id="the stated figure"),
    pytest.param("UPDATE contradictions SET other_quote = '20 quyết định và 15' WHERE kind = 'parts'", id="the other figures"),
    pytest.param("UPDATE contradictions SET other_start = other_start - 1", id="an offset that is one off"),
    pytest.param("UPDATE contradictions SET other_quote = '', other_end = other_start", id="an empty quote"),
])
def test_a_quote_that_does_not_stand_there_stops_the_edition(contradicted: Place, check_with: Findings, change: str) -> None:
    assert check_with(contradicted, change)["contradiction_quotes"][0] == "error"


def test_two_of_one_id_stop_the_edition(contradicted: Place, check_with: Findings) -> None:
    assert check_with(contradicted, "INSERT INTO contradictions FROM contradictions")["fact_ids"][0] == "error"


def test_an_unknown_kind_is_set_aside_and_the_rest_published(place: Place, make: Make) -> None:
    place.add((make(TEXT), Facts(checks=(CHECKS[0], replace(CHECKS[1], kind="sums")))))      # type: ignore[arg-type]
    assert "vocabulary: 1 row against" in place.publish().warnings[0]
    assert place.rows("SELECT family, quote, rule FROM set_aside") == [("contradiction", "35", "checks/sums")]
    assert place.rows("SELECT kind FROM v_contradictions") == [("share",)]


def test_the_kinds_are_those_of_the_code(contradicted: Place) -> None:
    assert contradicted.rows("SELECT enum_range(CAST(NULL AS contradiction_kind))") == [(list(get_args(get_type_hints(Check)["kind"])),)]


@pytest.mark.parametrize(("slots", "says"), [
    pytest.param({"other_end": 900}, "check at .* leaves the text", id="other figures beyond the end"),
    pytest.param({"end": CHECKS[0].start}, "is empty", id="no words"),
    pytest.param({"expected": float("inf")}, "value inf", id="a share of nothing"),
])
def test_a_check_that_fits_no_text_is_refused(tmp_path: Path, make: Make, slots: dict[str, Any], says: str) -> None:
    with pytest.raises(LakeError, match=says):
        Lake(tmp_path).add_facts([(make(TEXT), Facts(checks=(replace(CHECKS[0], **slots),)))], "1", "run-1")


def forget(place: Place) -> None:
    """Make the lake's facts files what they were before contradictions were looked for."""
    for path in (place.root / "lake" / "facts").rglob("*.parquet"):
        table = pq.ParquetFile(path).read().drop_columns(["checks"])
        path.unlink()
        pq.write_table(table, path, store_schema=False)


def test_a_lake_written_before_publishes_without_contradictions(filled: Place) -> None:
    forget(filled)
    filled.publish()
    assert filled.rows("SELECT (SELECT count(*) FROM metrics), (SELECT count(*) FROM contradictions)") == [(3, 0)]


@pytest.mark.parametrize("documents", [pytest.param(1, id="side by side"), pytest.param(14, id="merged into one file")])
def test_old_files_and_new_ones_publish_together(place: Place, make: Make, found: Find, documents: int) -> None:
    for number in range(documents):
        place.add((make(name=f"old-{number}"), found()))
    forget(place)
    place.add((make(TEXT, name="new"), Facts(checks=CHECKS)))
    place.publish()
    assert place.rows("SELECT (SELECT count(*) FROM metrics), (SELECT count(*) FROM contradictions)") == [(3 * documents, 3)]


def test_an_edition_published_before_they_were_is_followed_by_one_with_them(contradicted: Place) -> None:
    with duckdb.connect(contradicted.target.as_posix()) as con:
        con.execute("DROP VIEW v_contradictions; DROP TABLE contradictions; UPDATE editions SET fingerprint = 'old', basis = NULL")
    contradicted.publish()
    assert contradicted.rows("SELECT opened['contradictions'], changed['documents'] FROM editions ORDER BY edition_no DESC LIMIT 1") == [(3, 0)]
