"""A reviewer at the command line: what is shown, what is written, what is refused."""
from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.cli import call
from flows.folder import DataFolder
from flows.ledger import Run
from warehouse import query

Call = Callable[..., tuple[int, str, str]]
BY = ("--by", "Nguyễn Thị Hà", "--why", "đọc nhầm")


@pytest.fixture
def folder(crawled: tuple[DataFolder, Run], tmp_path: Path) -> DataFolder:
    """The published sample without its lake: enough to decide on."""
    shutil.copyfile(crawled[0].warehouse, tmp_path / "warehouse.duckdb")
    return DataFolder(tmp_path)


@pytest.fixture
def cchc(folder: DataFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("CCHC_DATA", str(folder.root))

    def run(*tokens: object) -> tuple[int, str, str]:
        code = call([str(token) for token in tokens])
        return code, *capsys.readouterr()
    return run


def one(folder: DataFolder, sql: str) -> dict[str, Any]:
    return query.run(folder.warehouse, sql).to_pylist()[0]


@pytest.fixture
def rank(folder: DataFolder) -> str:
    return str(one(folder, "SELECT metric_id FROM v_metrics WHERE kind = 'ranking' AND quote = '8/34'")["metric_id"])


def test_a_correction_is_shown_before_and_after(cchc: Call, folder: DataFolder, rank: str) -> None:
    code, out, err = cchc("decide", rank, "correct", "--set", "value=9", "--set", "period=2024", *BY)
    assert (code, err) == (0, "The next `cchc publish` folds it in.\n")
    assert "đứng thứ «8/34» tỉnh" in out and "  value: 8 → 9\n" in out and "  period_end: 2025-12-31 → 2024-12-31\n" in out
    [line] = (folder.root / "decisions" / "nguyen-thi-ha.jsonl").read_text(encoding="utf-8").splitlines()
    written = json.loads(line)
    assert (written["verdict"], written["who"], written["why"], written["edition"]) == ("correct", "Nguyễn Thị Hà", "đọc nhầm", 1)
    assert written["slots"] == {"value": 9.0, "period_start": "2024-01-01", "period_end": "2024-12-31"} and written["said"]["value"] == 8.0
    code, out, _ = cchc("decide", rank, "accept", "--by", "Bình", "--why", "đúng")
    assert code == 0 and "value: 9" in out and "decided before: correct by Nguyễn Thị Hà (đọc nhầm)" in out and "what was corrected before stays" in out
    assert "period_start: 2024-01-01 → 2026-01-01\n  period_end: 2024-12-31 → 2026-03-31\n" in cchc("decide", "--set", "period=2026-Q1", rank, "correct", *BY)[1]
    assert "→ 2025-07-01\n" in cchc("decide", rank, "correct", "--set", "period=2025-H2", *BY)[1]
    assert cchc("decide", rank, "correct", "--set", "period=", *BY)[1].count("→ nothing") == 2


def test_decisions_are_listed_with_what_became_of_them(cchc: Call, crawled: tuple[DataFolder, Run], folder: DataFolder, rank: str) -> None:
    assert cchc("decisions") == (0, "decided  state  verdict  fact  quote  changes  reviewer  why  title\n-------  -----  -------  ----  -----  -------  --------  ---  -----\n(0 rows)\n",
                                 "no decisions yet; `cchc decide --help` says how to make one\n")
    official = one(folder, "SELECT official_id FROM v_officials ORDER BY official_id LIMIT 1")["official_id"]
    cchc("decide", rank, "reject", *BY)
    cchc("decide", official, "correct", "--set", "roles=Phó Giám đốc Sở Nội vụ; Đại biểu HĐND tỉnh", *BY)
    rows = json.loads(cchc("decisions", "--format", "json")[1])
    assert [(row["state"], row["verdict"], row["fact"]) for row in rows] == [("new", "correct", official), ("new", "reject", rank)]
    assert rows[0]["changes"].endswith("→ Phó Giám đốc Sở Nội vụ; Đại biểu HĐND tỉnh") and rows[1]["title"].startswith("Trung tâm Phục vụ")
    shutil.copytree(crawled[0].lake, folder.lake)
    assert cchc("publish")[0] == 0
    rows = json.loads(cchc("decisions", "--format", "json")[1])
    assert [row["state"] for row in rows] == ["applied", "applied"]
    assert cchc("decisions", "--state", "reset")[1].endswith("(0 rows)\n")
    assert query.run(folder.warehouse, f"SELECT office, organisation FROM v_officials WHERE official_id = '{official}' ORDER BY 1").to_pylist() == [
        {"office": "Phó Giám đốc", "organisation": "Sở Nội vụ"}, {"office": "Đại biểu", "organisation": "HĐND tỉnh"}]
    assert query.run(folder.warehouse, f"FROM v_metrics WHERE metric_id = '{rank}'").num_rows == 0
    code, out, _ = cchc("decide", rank, "withdraw", "--by", "Bình", "--why", "nhầm")      # a rejected fact is found by its decision
    assert code == 0 and "«8/34»" in out
    assert cchc("decide", rank, "accept", "--by", "Bình", "--why", "đúng")[0] == 0         # and again before it is published


@pytest.mark.parametrize(("tokens", "code", "says"), [
    pytest.param(["zz", "accept", *BY], 2, "no id of a fact: 16 digits", id="no id"), pytest.param(["0" * 16, "accept", *BY], 2, "there is no fact 0000", id="unknown"),
    pytest.param(["RANK", "maybe", *BY], 2, "Choose from", id="verdict"), pytest.param(["RANK", "accept", "--why", "x"], 2, "--by", id="nobody"),
    pytest.param(["RANK", "accept", "--by", "Hà"], 2, "--why", id="no reason"), pytest.param(["RANK", "accept", "--by", "Hà", "--why", ""], 2, "why: some words", id="empty reason"),
    pytest.param(["RANK", "correct", *BY], 2, "say which slots", id="nothing to correct"), pytest.param(["RANK", "correct", "--set", "value", *BY], 2, "write SLOT=VALUE", id="no value"),
    pytest.param(["RANK", "correct", "--set", "value=1.932", *BY], 2, "write 1932 for thousands", id="two readings"),
    pytest.param(["RANK", "correct", "--set", "value=35", *BY], 2, "a rank is a whole number from 1 to the total (34)", id="behind the last"),
    pytest.param(["RANK", "correct", "--set", "khong=1", *BY], 2, "no slot 'khong' to correct; it has value", id="unknown slot"),
    pytest.param(["RANK", "correct", "--set", "indicator=PAR", *BY], 2, "a code of corpus/indicators.toml", id="unknown indicator"),
    pytest.param(["RANK", "correct", "--set", "period=quý I", *BY], 2, "period is a year, month or day", id="no period"),
    pytest.param(["RANK", "withdraw", *BY], 2, "nothing to withdraw", id="nothing to withdraw"),
])
def test_what_is_refused_is_not_written(cchc: Call, folder: DataFolder, rank: str, tokens: list[str], code: int, says: str) -> None:
    found = cchc("decide", *(rank if token == "RANK" else token for token in tokens))
    assert found[0] == code and found[2].startswith("cchc: ") and says in found[2]
    assert not (folder.root / "decisions").exists()


def test_without_a_warehouse_or_with_a_log_that_cannot_be_written(cchc: Call, folder: DataFolder, rank: str) -> None:
    (folder.root / "decisions").write_text("")
    assert cchc("decide", rank, "accept", *BY)[::2] == (1, f"cchc: {folder.root / 'decisions'}: File exists\n")
    folder.warehouse.unlink()
    for command in (["decisions"], ["decide", rank, "accept", *BY]):
        code, _, err = cchc(*command)
        assert code == 1 and "no warehouse here yet" in err
