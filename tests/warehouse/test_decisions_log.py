"""The log of decisions: whole lines only, nothing lost, and what can't be used is named by file and line."""
from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from warehouse import decisions, slots
from warehouse.decisions import Decision, DecisionError
from warehouse.slots import SlotError

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PLACE = {"quote": "21/63", "version": "v1", "start_offset": 10, "end_offset": 15, "context_start": 0, "context_end": 40}
SAID = {"metric": PLACE | {"kind": "ranking", "value": 21.0, "total": 63.0, "period_start": None, "period_end": None},
        "official": PLACE | {"name": "Lò Văn Tiến", "roles": [{"title": "Giám đốc"}]}, "shortcoming": PLACE | {"area": "digital", "speaker": None}}


def decided(verdict: str = "accept", *, fact: str = "a", who: str = "Nguyễn Thị Hà", minute: int = 0, family: str = "metric", **more: Any) -> Decision:
    return Decision(family, fact * 16, "doc", 3, verdict, SAID[family], who, AT + timedelta(minutes=minute), more.pop("why", "đã đối chiếu văn bản"), **more)


def test_what_is_written_is_read_in_the_order_of_time(tmp_path: Path) -> None:
    first, second = decided("correct", slots={"value": 22, "subject": " UBND  tỉnh "}, minute=5), decided("reject", fact="b", who="Trần Văn Bình", minute=1)
    assert [decisions.append(tmp_path / "decisions", one).name for one in (first, second)] == ["nguyen-thi-ha.jsonl", "tran-van-binh.jsonl"]
    log = decisions.read(tmp_path / "decisions")
    assert [one.verdict for one in log.decisions] == ["reject", "correct"] and log.warnings == ()
    assert log.decisions[1].slots == {"value": 22.0, "subject": "UBND tỉnh"} and log.decisions[1].when == first.when
    assert log.ids == {one.decision_id for one in log.decisions}
    (tmp_path / "decisions" / "._nguyen-thi-ha.jsonl").write_bytes(b"\0\5\26\7")      # what some systems leave beside a file
    assert decisions.read(tmp_path / "decisions") == log
    assert decisions.read(tmp_path / "nowhere") == ((), frozenset(), ())


@pytest.mark.parametrize(("who", "name"), [("Vừ A Tiến", "vu-a-tien"), ("../../etc/passwd", "etc-passwd"), ("***", "reviewer"), ("H'Yim  Kđoh", "h-yim-kdoh"), ("Đ" * 90, "d" * 80)])
def test_a_reviewers_name_names_a_file_in_the_folder(tmp_path: Path, who: str, name: str) -> None:
    assert decisions.append(tmp_path, decided(who=who)) == tmp_path / f"{name}.jsonl"
    assert decisions.read(tmp_path).decisions[0].who == who


@pytest.mark.parametrize(("lines", "stand"), [
    pytest.param([decided("reject"), decided("accept", minute=1)], ["accept"], id="the later one"),
    pytest.param([decided("reject", minute=1), decided("accept")], ["reject"], id="the later one, written first"),
    pytest.param([decided("reject"), decided("accept", fact="b")], ["accept", "reject"], id="of two facts"),
    pytest.param([decided("reject"), decided("reject", family="official")], ["reject", "reject"], id="of two families"),
    pytest.param([decided("reject"), decided("withdraw", minute=1)], ["withdraw"], id="taken back"),
    pytest.param([decided("reject"), decided("accept", fact="b", minute=1, replaces=decided("reject").decision_id)], ["accept"], id="the fact has another id now"),
    pytest.param([decided("reject", minute=1), decided("accept", replaces=decided("reject", minute=1).decision_id)], ["accept"], id="of a machine whose clock is behind"),
    pytest.param([decided("reject"), decided("reject")], ["reject"], id="a line that was copied"),
])
def test_the_last_decision_on_a_fact_counts(tmp_path: Path, lines: list[Decision], stand: list[str]) -> None:
    for line in lines:
        decisions.append(tmp_path, line)
    assert sorted(one.verdict for one in decisions.standing(decisions.read(tmp_path).decisions)) == stand


def test_a_line_cut_off_is_told_and_the_next_one_does_not_join_it(tmp_path: Path) -> None:
    path = decisions.append(tmp_path, decided())
    whole = path.read_bytes()
    for cut in (1, len(whole) // 2, len(whole) - 2):
        path.write_bytes(whole + whole[:cut])
        log = decisions.read(tmp_path)
        assert len(log.decisions) == 1 and len(log.warnings) == 1
        assert log.warnings[0].startswith("decisions/nguyen-thi-ha.jsonl, line 2: not a whole line (") and "left out" in log.warnings[0]
        decisions.append(tmp_path, decided(fact="b", minute=cut))
        assert [one.fact_id[0] for one in decisions.read(tmp_path).decisions] == ["a", "b"]


@pytest.mark.parametrize(("change", "says"), [
    pytest.param(lambda line: line.replace(b'"accept"', b'"reject"'), "changed after it was written", id="edited"),
    pytest.param(lambda line: b"[1, 2]", "not an object", id="a list"), pytest.param(lambda line: b"\xff\xfe{}", "not UTF-8", id="another encoding"),
    pytest.param(lambda line: json.dumps({"verdict": "accept"}).encode(), "decision_id, document_id, edition", id="fields are missing"),
    pytest.param(lambda line: line.replace(b'"edition"', b'"mood": 1, "edition"'), "unknown: mood", id="a field nobody knows"),
    pytest.param(lambda line: line.replace(b"+00:00", b""), "no time zone", id="a time without zone"),
    pytest.param(lambda line: line.replace(b"2026-03-02T", b"02/03/2026 "), "Invalid isoformat", id="no time"),
    pytest.param(lambda line: line.replace(b'"quote": "21/63"', b'"quote": null'), "said lacks quote", id="nothing to find it by"),
])
def test_a_line_that_cannot_be_used_is_named_and_the_rest_goes_on(tmp_path: Path, change: Callable[[bytes], bytes], says: str) -> None:
    path = decisions.append(tmp_path, decided())
    path.write_bytes(change(path.read_bytes().rstrip(b"\n")) + b"\r\n\n" + decided(fact="b").line())      # the last line without its end, as editors leave it
    log = decisions.read(tmp_path)
    assert [one.fact_id[0] for one in log.decisions] == ["b"]
    assert [warning.split(":")[0] for warning in log.warnings] == ["decisions/nguyen-thi-ha.jsonl, line 1"]
    assert re.search(says, log.warnings[0])


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "thu.jsonl").mkdir()      # as a disk that is away: decisions must not be taken for withdrawn
    with pytest.raises(OSError, match=r"thu\.jsonl"):
        decisions.read(tmp_path)


@pytest.mark.parametrize(("decision", "says"), [
    pytest.param(decided("maybe"), "verdict is one of accept, reject", id="verdict"), pytest.param(replace(decided(), fact_id="12"), "16 hex digits", id="id"),
    pytest.param(replace(decided(), when=datetime(2026, 1, 1)), "no time zone", id="naive time"), pytest.param(decided(who=" "), "who: some words", id="nobody"),
    pytest.param(decided(why=""), "why: some words", id="no reason"), pytest.param(decided(why="a\x07"), "why: some words", id="a bell"),
    pytest.param(decided("correct"), "say which slots", id="nothing corrected"), pytest.param(decided("reject", slots={"value": 1}), "slots are for correct", id="rejected and corrected"),
    pytest.param(replace(decided(), said={"quote": "x"}), "said lacks kind, version, start_offset", id="nothing to find it by"),
    pytest.param(replace(decided(), family="contradiction"), "family is one of", id="family"), pytest.param(replace(decided(), edition=2**31), "edition is a number", id="edition"),
    pytest.param(replace(decided(), when=AT.replace(year=1)), "is the clock right", id="a clock at its beginning"),
    *(pytest.param(replace(decided(), said=SAID["metric"] | slot), says, id=f"said {slot}") for slot, says in (
        ({"value": float("nan")}, "said lacks value"), ({"value": 1e300}, "said lacks value"), ({"start_offset": -1}, "said lacks start_offset"), ({"end_offset": 1.5}, "said lacks end_offset"),
        ({"context_end": 2**40}, "said lacks context_end"), ({"total": float("inf")}, "Out of range float"), ({"unit": "\ud800"}, "surrogates not allowed"))),
])
def test_what_could_not_be_read_back_is_not_written(tmp_path: Path, decision: Decision, says: str) -> None:
    with pytest.raises(DecisionError, match=says):
        decisions.append(tmp_path / "decisions", decision)
    assert not (tmp_path / "decisions").exists()


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from warehouse import decisions
from warehouse.decisions import Decision
folder, fact = Path(sys.argv[1]), sys.argv[2]
said = {"kind": "count", "value": 1, "quote": "x" * 5000, "version": "v", "start_offset": 0, "end_offset": 5000, "context_start": 0, "context_end": 5000}
print(1, flush=True)
for number in range(int(sys.argv[3])):
    decisions.append(folder, Decision("metric", fact * 16, "doc", number, "accept", said, "Hà", datetime.now(UTC), "cùng lúc"))
"""


def test_several_writers_at_a_time_and_one_of_them_killed(tmp_path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), fact, number], stdout=subprocess.PIPE, text=True) for fact, number in (("a", "40"), ("b", "40"), ("c", "1000000"))]
    assert all(writer.stdout and writer.stdout.readline() for writer in writers)
    assert [writer.wait() for writer in writers[:2]] == [0, 0]
    until = time.monotonic() + 60
    while b'"cccc' not in (tmp_path / "ha.jsonl").read_bytes() and time.monotonic() < until:      # the lock is given to whoever comes first
        time.sleep(0.02)
    writers[2].kill()
    writers[2].communicate()
    log = decisions.read(tmp_path)
    found = [one.fact_id[0] for one in log.decisions]
    assert (found.count("a"), found.count("b")) == (40, 40) and found.count("c") > 0
    assert len(log.warnings) <= 1      # the killed one's last line, at most
    decisions.append(tmp_path, decided(fact="d", who="Hà"))
    assert [one.fact_id[0] for one in decisions.read(tmp_path).decisions].count("d") == 1


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = decisions.append(tmp_path, decided())
    before, real = path.read_bytes(), os.write

    def full(handle: int, data: Any) -> int:
        if len(data) < 100:
            raise OSError(28, "No space left on device")
        return real(handle, data[:-50])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match=r"No space left on device: .*nguyen-thi-ha\.jsonl"):
        decisions.append(tmp_path, decided(fact="b"))
    assert path.read_bytes() == before


GOOD = [
    ("metric", "value", "97,7", 97.7), ("metric", "value", "-1932", -1932.0), ("metric", "total", "", None), ("metric", "unit", "hồ sơ", "hồ sơ"),
    ("metric", "indicator", "SIPAS", "SIPAS"), ("metric", "modality", "target", "target"), ("metric", "comparator", "ge", "ge"), ("metric", "subject", "", None),
    ("metric", "subject", "Sở  Nội vụ", "Sở Nội vụ"), ("official", "name", "Y Thanh Hà Niê Kđăm", "Y Thanh Hà Niê Kđăm"),
    ("official", "roles", "Phó Giám đốc; Ủy viên", [{"title": title, "office": None, "organisation": None, "place": None, "status": "đương nhiệm"} for title in ("Phó Giám đốc", "Ủy viên")]),
    ("official", "roles", '[{"title": "Nguyên Giám đốc", "status": "nguyên"}]', [{"title": "Nguyên Giám đốc", "office": None, "organisation": None, "place": None, "status": "nguyên"}]),
    ("shortcoming", "area", "steering", "steering"), ("shortcoming", "speaker", "Lò Văn Tiến", "Lò Văn Tiến"), ("shortcoming", "speaker", "", None)]


@pytest.mark.parametrize(("family", "name", "text", "value"), GOOD)
def test_slots_as_people_type_them(family: str, name: str, text: str, value: Any) -> None:
    assert slots.check(family, {name: slots.from_text(family, name, text)}, {}) == {name: value}


def test_every_slot_is_tried() -> None:
    days = {(family, name) for family, known in slots.FAMILIES.items() for name in known if name.startswith(("period", "base"))}
    assert {(family, name) for family, known in slots.FAMILIES.items() for name in known} == {case[:2] for case in GOOD} | days
    whole = {"period_start": "2023-01-01", "period_end": "2023-12-31", "base_start": None, "base_end": None}
    assert slots.check("metric", whole, {}) == whole


@pytest.mark.parametrize(("family", "given", "says"), [
    ("metric", {"kind": "count"}, "has no slot 'kind' to correct; it has value, total"), ("official", {"area": "digital"}, "it has name, roles"),
    ("metric", {"value": "97"}, "value: a number"), ("metric", {"value": float("nan")}, "value: a number"), ("metric", {"value": 1e18}, "value: a number below"),
    ("metric", {"value": True}, "value: a number"), ("metric", {"value": None}, "value: a number"), ("metric", {"unit": ""}, "unit: some words"),
    ("metric", {"indicator": "PAR_INDEKS"}, "indicator: a code of corpus/indicators.toml, not 'PAR_INDEKS': .*PAR_INDEX"),
    ("metric", {"modality": "later"}, "modality: one of actual, target"), ("metric", {"comparator": "gt"}, "comparator: one of eq, ge, le, approx"),
    ("metric", {"value": 64.0}, "a rank is a whole number from 1 to the total .63., not 64"), ("metric", {"value": 2.5}, "a rank is a whole"),
    ("metric", {"value": 0}, "a rank is a whole"), ("metric", {"total": 20}, "a rank is a whole"),
    ("metric", {"period_start": "2023"}, "period_start: a day as 2023-12-31"), ("metric", {"period_start": "2023-01-01"}, "both days or neither"),
    ("metric", {"base_start": "2023-02-01", "base_end": "2023-01-01"}, "base_end: 2023-01-01 is before"), ("metric", {"base_start": "0202-01-01"}, "from 1975-01-01"),
    ("official", {"name": None}, "name: some words"), ("official", {"roles": []}, "at least one role"), ("official", {"roles": [{"office": "x"}]}, "a role is its title"),
    ("official", {"roles": [{"title": "x", "status": "mới"}]}, "roles: one of đương nhiệm"), ("official", {"roles": [7]}, "a role is its title"),
    ("shortcoming", {"area": "numbers"}, "area: one of steering"), ("shortcoming", {"speaker": "x" * 501}, "speaker: at most 500 letters")])
def test_slots_that_cannot_be(family: str, given: dict[str, Any], says: str) -> None:
    with pytest.raises(SlotError, match=says):
        slots.check(family, given, SAID[family])


@pytest.mark.parametrize(("name", "text", "says"), [("value", "1.932", "write 1932 for thousands, 1.9320 for decimals"), ("total", "1.932.000", "no number"), ("value", "5%", "no number")])
def test_numbers_that_can_be_read_in_two_ways(name: str, text: str, says: str) -> None:
    with pytest.raises(SlotError, match=says):
        slots.from_text("metric", name, text)
