"""What reviewers decide is in the next edition and in all that is made of it, and the editions before stay as they were."""
from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from extractors.facts import Facts, Metric, Official, Role, Span
from pipeline.document import Document
from warehouse import build, decisions, query
from warehouse.decisions import DecisionError
from warehouse.load import CheckFailed, PublishError

Place = Any       # conftest.Place
Make = Callable[..., Document]
Find = Callable[..., Facts]
Figure = Callable[..., Metric]
CLAUSE = "việc số hóa kết quả ở cấp xã còn chậm"
STATES = "SELECT verdict, state, matched_by FROM v_decisions ORDER BY ALL"


def test_a_rejected_fact_is_closed_by_its_decision(filled: Place) -> None:
    made = [filled.decide(words, "reject") for words in ("21/63", "Lò Văn Tiến", CLAUSE)]
    edition = filled.publish()
    assert [edition.counts[table] for table in ("metrics", "officials", "shortcomings", "decisions")] == [2, 0, 0, 3]
    assert filled.rows("""SELECT valid_from, valid_to, closed_by, stated_to FROM metrics WHERE quote = '21/63'
        UNION ALL SELECT valid_from, valid_to, closed_by, stated_to FROM officials UNION ALL SELECT valid_from, valid_to, closed_by, stated_to FROM shortcomings""") == [
            (1, 2, f"decision {one.decision_id}", None) for one in made]
    assert filled.rows("SELECT valid_to FROM official_mentions UNION ALL SELECT valid_to FROM official_roles") == [(2,), (2,)]
    assert filled.rows("SELECT * FROM v_rankings UNION ALL BY NAME SELECT * FROM v_officials UNION ALL BY NAME SELECT * FROM v_shortcomings") == []
    assert filled.rows("SELECT verdict, state, quote, reviewer, why, title FROM v_decisions WHERE family = 'metric'") == [
        ("reject", "applied", "21/63", "Nguyễn Thị Hà", "đã đối chiếu văn bản", "Lai Châu cải thiện Chỉ số CCHC")]
    assert filled.publish() == edition


def test_an_accepted_fact_shows_it_and_keeps_its_id(filled: Place) -> None:
    before = filled.fact("21/63")
    filled.decide("21/63", "accept")
    filled.publish()
    assert filled.rows("SELECT metric_id, value, decision FROM v_metrics WHERE quote = '21/63'") == [(before, Decimal(21), "accept")]
    assert filled.rows("SELECT count(*), count(decision) FROM v_metrics") == [(3, 1)]
    assert filled.rows("SELECT changed['metrics'], opened['metrics'], closed['metrics'] FROM editions WHERE edition_no = 2") == [(1, 0, 0)]


# Each case is a document about a province of its own: one edition before the decisions, one after.
METRIC = "FROM v_metrics WHERE document_id = $document AND quote = '21/63'"
SHARE = "FROM v_metrics WHERE document_id = $document AND quote = '98,5%'"
CORRECTED: dict[str, tuple[str, dict[str, Any], str, tuple[Any, ...]]] = {
    "value": ("21/63", {"value": 12}, f"SELECT value, total, quote {METRIC}", (Decimal(12), Decimal(63), "21/63")),
    "value, in the ranking made of it": ("21/63", {"value": 12}, "SELECT rank, total, change FROM v_rankings WHERE province = $province", (12, 63, 4)),
    "value, in the series made of it": ("21/63", {"value": 12}, "SELECT CAST(value AS INTEGER) FROM v_series WHERE indicator = 'PAR_INDEX' AND province = $province", (12,)),
    "value, in the claim made of it": ("21/63", {"value": 12}, "SELECT c.value, mentions FROM v_claims AS c JOIN metrics AS m USING (claim_id) WHERE document_id = $document AND c.kind = 'ranking' AND valid_to IS NULL", (Decimal(12), 1)),
    "total": ("21/63", {"total": None}, f"SELECT value, total {METRIC}", (Decimal(21), None)),
    "unit": ("98,5%", {"unit": "điểm"}, f"SELECT value, unit {SHARE}", (Decimal("98.5"), "điểm")),
    "indicator": ("21/63", {"indicator": "SIPAS"}, "SELECT indicator, rank FROM v_rankings WHERE province = $province", ("SIPAS", 21)),
    "modality": ("21/63", {"modality": "target"}, f"SELECT modality, (SELECT count(*) FROM v_rankings WHERE province = $province) {METRIC}", ("target", 0)),
    "comparator": ("98,5%", {"comparator": "ge"}, f"SELECT comparator {SHARE}", ("ge",)),
    "subject, another province": ("21/63", {"subject": "tỉnh Lạng Sơn"}, f"SELECT subject, province, place_id {METRIC}", ("tỉnh Lạng Sơn", "Lạng Sơn", "lang-son")),
    "subject, an agency": ("21/63", {"subject": "Sở Tư pháp"}, f"SELECT province, (SELECT name FROM organisations AS o WHERE o.organisation_id = v_metrics.organisation_id) {METRIC}", (None, "Sở Tư pháp")),
    "subject, nobody named": ("21/63", {"subject": None}, f"SELECT subject, province = $province {METRIC}", (None, True)),
    "period": ("21/63", {"period_start": "2021-01-01", "period_end": "2021-12-31"}, f"SELECT period_id, year, (SELECT name FROM periods WHERE period_id = '2021') {METRIC}", ("2021", 2021, "năm 2021")),
    "the first day alone": ("21/63", {"period_start": "2022-07-01"}, f"SELECT period_id {METRIC}", ("2022-H2",)),
    "base": ("tăng 4 hạng", {"base_start": None, "base_end": None}, "SELECT base_start, base_end, value FROM v_metrics WHERE document_id = $document AND kind = 'change'", (None, None, Decimal(4))),
    "name": ("Lò Văn Tiến", {"name": "Lò Văn Tiển"}, "SELECT o.name, p.name, o.quote FROM v_officials AS o JOIN persons AS p USING (person_id) WHERE document_id = $document", ("Lò Văn Tiển", "Lò Văn Tiển", "Giám đốc Sở Nội vụ")),
    "roles, one of them read": ("Lò Văn Tiến", {"roles": ["Giám đốc Sở Nội vụ", {"title": "Ủy viên UBND tỉnh", "office": "Ủy viên", "organisation": "UBND tỉnh"}]},
                                "SELECT list((role, office, organisation, status, quote) ORDER BY role) FROM v_officials WHERE document_id = $document",
                                ([("Giám đốc Sở Nội vụ", "Giám đốc", "Sở Nội vụ", "đương nhiệm", "Giám đốc Sở Nội vụ"), ("Ủy viên UBND tỉnh", "Ủy viên", "UBND tỉnh", "đương nhiệm", "Lò Văn Tiến")],)),
    "roles, in the term of office made of them": ("Lò Văn Tiến", {"roles": [{"title": "Giám đốc Sở Tư pháp", "office": "Giám đốc", "organisation": "Sở Tư pháp"}]},
                                                  "SELECT office, organisation FROM v_terms WHERE province = $province", ("Giám đốc", "Sở Tư pháp")),
    "area": (CLAUSE, {"area": "procedures"}, "SELECT area, quote FROM v_shortcomings WHERE document_id = $document", ("procedures", CLAUSE)),
    "speaker": (CLAUSE, {"speaker": "Lò Văn Tiến"}, "SELECT speaker FROM v_shortcomings WHERE document_id = $document", ("Lò Văn Tiến",)),
}
PROVINCES = ("Bắc Kạn", "Bến Tre", "Bình Phước", "Cà Mau", "Cao Bằng", "Đắk Nông", "Điện Biên", "Gia Lai", "Hà Nam", "Hậu Giang", "Kon Tum", "Lai Châu", "Long An", "Nam Định", "Nghệ An", "Phú Thọ",
             "Sơn La", "Tây Ninh", "Thái Bình", "Yên Bái")


@pytest.fixture(scope="module")
def corrected(place_in: Callable[..., Place], make: Make, found: Find, tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, dict[str, tuple[str, str]]]:
    """An edition with the corrections of all cases in it, and for each case document and province."""
    place = place_in(tmp_path_factory.mktemp("corrected"))
    where, read = {}, []
    for case, province in zip(CORRECTED, PROVINCES, strict=True):
        document = make(make().text.replace("Lai Châu", province), case, province=province)
        where[case] = (document.document_id, province)
        facts = found(document.text)
        read.append((document, replace(facts, metrics=tuple(replace(metric, subject=f"tỉnh {province}") for metric in facts.metrics))))
    place.add(*read)
    place.publish()
    for case, (words, slots, _, _) in CORRECTED.items():
        place.decide(place.fact(words, where[case][0]), "correct", **slots)
    place.publish()
    return place, where


@pytest.mark.parametrize("case", CORRECTED)
def test_a_corrected_slot_is_right_in_everything_made_of_it(corrected: tuple[Place, dict[str, tuple[str, str]]], case: str) -> None:
    place, where = corrected
    _, slots, sql, expected = CORRECTED[case]
    document, province = where[case]
    assert place.rows(sql.replace("$document", f"'{document}'").replace("$province", f"'{province}'")) == [expected]
    [(now, before, *rest)] = place.rows(f"SELECT corrected, before, verdict, state, matched_by, fact_id = matched_id FROM v_decisions WHERE document_id = '{document}'")
    assert rest == ["correct", "applied", "id", True]
    assert set(json.loads(now)) == set(json.loads(before)) >= set(slots) and json.loads(now) != json.loads(before)
    assert place.rows(f"SELECT count(*), count(DISTINCT metric_id) FROM metrics WHERE valid_to IS NULL AND document_id = '{document}'") == [(3, 3)]


def test_decisions_before_the_first_edition_and_on_other_documents(filled: Place, place_in: Callable[..., Place], tmp_path: Any) -> None:
    """The log of one data folder, copied beside another lake."""
    for words in ("21/63", "98,5%"):
        filled.decide(words, "reject")
    root = tmp_path / "other"
    (root / "lake").mkdir(parents=True)
    other = place_in(root)
    other.publish()
    shutil.copytree(filled.root / "decisions", root / "decisions")
    other.publish()
    assert other.rows("SELECT state, title FROM v_decisions") == [("reset", None)] * 2
    shutil.copytree(filled.root / "lake", root / "lake", dirs_exist_ok=True)
    other.publish()
    assert other.rows(STATES) == [("reject", "applied", "id")] * 2
    assert other.rows("SELECT quote FROM metrics") == [("tăng 4 hạng",)]
    assert other.rows("SELECT edition_no, rebuilt FROM editions ORDER BY 1 LIMIT 2") == [(1, True), (2, False)]
    edition = other.publish()
    assert edition.counts["decisions"] == 2 and other.rows("SELECT count(*) FROM editions") == [(3,)]


def test_one_decision_after_another_and_each_edition_as_it_was(filled: Place) -> None:
    tables = ("metrics", "officials", "official_roles", "shortcomings", "decisions", "v_rankings", "v_series", "v_metrics", "v_decisions", "v_terms")

    def all_of(number: int | None) -> dict[str, list[Any]]:
        with query.connect(filled.target, as_of=number) as con:
            return {table: con.sql(f"FROM {table} ORDER BY ALL").fetchall() for table in tables}

    fact, kept = filled.fact("21/63"), {1: all_of(None)}
    for number, (verdict, state, slots, rank) in enumerate((("correct", "applied", {"value": 12}, 12), ("reject", "applied", {}, None), ("accept", "applied", {}, 21), ("withdraw", "withdrawn", {}, 21)), 2):
        filled.decide(fact, verdict, **slots)
        if number == 2:
            filled.decide("Lò Văn Tiến", "correct", roles=["Phó Giám đốc"])
            filled.decide(CLAUSE, "accept")
        filled.publish()
        kept[number] = all_of(None)
        assert filled.rows("SELECT verdict, state, matched_by FROM v_decisions WHERE family = 'metric'") == [(verdict, state, "id" if state == "applied" else None)]
        assert [row[0] for row in filled.rows("SELECT rank FROM v_rankings")] == ([rank] if rank else [])
    assert filled.rows("SELECT valid_from, valid_to, value, decision FROM metrics WHERE quote = '21/63' ORDER BY 1") == [
        (1, 2, Decimal(21), None), (2, 3, Decimal(12), "correct"), (4, 5, Decimal(21), "accept"), (5, None, Decimal(21), None)]
    for number, then in kept.items():
        assert all_of(number) == then, number


def test_only_documents_that_decisions_touch_are_brought_up(filled: Place, make: Make, found: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    filled.add(*((make(name=f"more-{number}"), found()) for number in range(5)))
    filled.publish()
    loaded = []
    real = build.reviewed.open_changed
    monkeypatch.setattr(build.reviewed, "open_changed", lambda con, log: (real(con, log), loaded.append(con.execute("FROM affected").fetchall())))
    [(one, document)] = filled.rows("SELECT metric_id, document_id FROM metrics JOIN documents USING (document_id) WHERE quote = '21/63' AND url LIKE '%more-3'")
    filled.decide(one, "reject")
    filled.publish()
    assert loaded == [[(document,)]]
    assert filled.rows("SELECT rebuilt, closed['metrics'] FROM editions ORDER BY edition_no DESC LIMIT 1") == [(False, 1)]
    before = filled.target.read_bytes()
    filled.publish()
    assert loaded[1:] == [[]] and filled.target.read_bytes() == before


def test_rejected_facts_are_not_lost(place: Place, make: Make, figure: Figure) -> None:
    text = "; ".join(f"{number} nhiệm vụ" for number in range(1000, 1060))
    place.add((make(text), Facts(tuple(figure(text, f"{number} nhiệm vụ", "count", number, "nhiệm vụ") for number in range(1000, 1060)))))
    place.publish()
    for number in range(1000, 1013):      # more than a fifth
        place.decide(f"{number} nhiệm vụ", "reject")
    assert place.publish().counts["metrics"] == 47


def test_a_log_that_lost_decisions_is_told(filled: Place) -> None:
    filled.decide("21/63", "reject")
    filled.publish()
    [path] = (filled.root / "decisions").iterdir()
    lines = path.read_bytes()
    path.unlink()
    with pytest.raises(CheckFailed, match=r"^decisions_lost: 1 row against: .* reviewer=Nguyễn Thị Hà.* Remedy: look at the folder decisions beside the warehouse"):
        filled.publish()
    path.write_bytes(lines.replace(b'"reject"', b'"accept"'))      # somebody edited it: the line is there, and told
    assert [warning.split(":")[0] for warning in filled.publish().warnings] == ["decisions/nguyen-thi-ha.jsonl, line 1"]
    assert filled.rows("SELECT count(*), (SELECT count(*) FROM v_metrics), (SELECT count(*) FROM v_decisions) FROM decisions") == [(1, 3, 0)]
    (filled.root / "decisions" / "away.jsonl").mkdir()
    with pytest.raises(PublishError, match=r"away\.jsonl"):
        filled.publish()


@pytest.mark.parametrize(("words", "verdict", "slots", "says"), [
    pytest.param("0" * 16, "reject", {}, "there is no fact 0000000000000000; the ids are those of v_metrics.metric_id", id="unknown"),
    pytest.param("21/63", "correct", {"value": 21.0}, "value is 21 already", id="nothing changes"),
    pytest.param("21/63", "correct", {}, "say which slots", id="nothing to correct"), pytest.param("21/63", "accept", {"value": 1}, "by `correct`, not by `accept`", id="slots to accept"),
    pytest.param("21/63", "correct", {"value": 70}, "from 1 to the total .63., not 70", id="a rank behind the last"),
    pytest.param("21/63", "correct", {"area": "digital"}, "a metric has no slot 'area'", id="a slot of another family"),
    pytest.param("21/63", "withdraw", {}, "there is nothing to withdraw", id="nothing to withdraw"),
    pytest.param("21/63", "correct", {"period_end": "2021-01-01"}, "period_end: 2021-01-01 is before period_start, 2022-01-01", id="half a period"),
])
def test_what_cannot_be_decided(published: Place, words: str, verdict: str, slots: dict[str, Any], says: str) -> None:
    fact = words if words == "0" * 16 else published.fact(words)
    with pytest.raises(DecisionError, match=says):
        published.decide(fact, verdict, **slots)
    assert not decisions.folder_of(published.target).exists()


def test_accepting_what_was_corrected_keeps_it(filled: Place) -> None:
    filled.decide("21/63", "correct", value=12)
    assert filled.decide("21/63", "accept", who="Trần Văn Bình").verdict == "correct"      # before it is published, too
    filled.publish()
    assert filled.rows("SELECT value, reviewer FROM v_metrics, v_decisions WHERE metric_id = matched_id") == [(Decimal(12), "Trần Văn Bình")]


def test_a_fact_that_is_gone_cannot_be_decided_on_but_its_decision_withdrawn(filled: Place, make: Make) -> None:
    ids = [filled.fact("21/63"), filled.fact("98,5%")]
    filled.decide("21/63", "accept")
    filled.add((make(), Facts()), version="2")
    [warning] = filled.publish().warnings
    assert warning.startswith("decisions_waiting: 1 row against") and "state=reset" in warning and "quote=21/63" in warning
    with pytest.raises(DecisionError, match="its decision can be withdrawn"):
        filled.decide(ids[0], "reject")
    with pytest.raises(DecisionError, match="nothing to decide"):
        filled.decide(ids[1], "reject")
    assert filled.decide(ids[0], "withdraw").verdict == "withdraw"


def test_what_is_corrected_stands_when_the_rest_is_read_otherwise(place: Place, make: Make, figure: Figure) -> None:
    """A rank behind the last would be set aside; a role that is read keeps its place in the text, in whatever order a reviewer has them."""
    text = "Ông Lò Văn Tiến, Giám đốc Sở Nội vụ, nguyên Bí thư Huyện ủy, cho biết tỉnh xếp 21/63."

    def role(title: str, **more: Any) -> Role:
        return Role(title, text.index(title), text.index(title) + len(title), **more)

    official = Official("Lò Văn Tiến", (role("Giám đốc Sở Nội vụ", organisation="Sở Nội vụ"), role("Bí thư Huyện ủy", status="nguyên")), (Span(4, 15),), (), "o@1", 0.9)
    for total, version in ((63, "1"), (20, "2")):
        place.add((make(text), Facts((figure(text, "21/63", "ranking", 21, "hạng", total=total, indicator="PAR_INDEX"),), (official,))), version=version)
        if version == "1":
            place.publish()
            place.decide("21/63", "correct", total=34)
            place.decide("Lò Văn Tiến", "correct", roles=["Bí thư Huyện ủy", "Giám đốc Sở Nội vụ"])
    assert place.publish().warnings == () and place.rows("SELECT value, total FROM v_metrics") == [(Decimal(21), Decimal(34))]
    assert place.rows("SELECT role_no, title, status, quote, start_offset FROM official_roles WHERE valid_to IS NULL ORDER BY 1") == [
        (1, "Bí thư Huyện ủy", "nguyên", "Bí thư Huyện ủy", text.index("Bí thư")), (2, "Giám đốc Sở Nội vụ", "đương nhiệm", "Giám đốc Sở Nội vụ", 17)]
