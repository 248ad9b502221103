"""`cchc search` as people type it, on the sample."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.cli import call
from flows.folder import DataFolder
from flows.ledger import Run

Crawled = tuple[DataFolder, Run]


@pytest.mark.parametrize(("tokens", "holds", "lacks"), [
    pytest.param(["số hóa hồ sơ chậm"], ("Documents (", "Figures (", "Shortcomings (", "«số hóa hồ sơ»"), ("Officials (",), id="everything"),
    pytest.param(["so", "hoa", "ho", "so"], ("Documents (", "«số hóa hồ sơ»"), (), id="without accents and quotation marks"),
    pytest.param(["giam doc so noi vu", "--kind", "official", "--limit", "2"], ("Officials (2 of ", "«Giám đốc Sở Nội vụ»"), ("Documents (",), id="one kind"),
    pytest.param(["hồ sơ", "--province", "dak lak", "--year", "2023"], ("Đắk Lắk",), ("Lai Châu  ", "2021-"), id="province and year"),
    pytest.param(["chậm", "--area", "digital"], ("Shortcomings (", "digital"), ("Documents (", "procedures"), id="area"),
    pytest.param(["chậm", "--as-of", "1", "--kind", "shortcoming"], ("Shortcomings (",), ("Documents (",), id="an edition"),
    pytest.param(["zzzz"], ("Nothing found. Stands nowhere: zzzz",), ("(",), id="nothing"),
])
def test_search_for_people(crawled: Crawled, capsys: pytest.CaptureFixture[str], tokens: list[str], holds: tuple[str, ...], lacks: tuple[str, ...]) -> None:
    assert call(["search", *tokens, "--data", str(crawled[0].root)]) == 0
    out = capsys.readouterr().out
    assert all(words in out for words in holds) and not any(words in out for words in lacks), out


def test_search_for_programs(crawled: Crawled, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["search", "số hóa", "--format", "json", "--limit", "3", "--data", str(crawled[0].root)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert set(found) == {"found", "unknown", "hits"} and found["found"]["document"] >= 3
    for hit in found["hits"]:
        assert hit["rank"] <= 3 and all(0 <= start < end <= len(hit["excerpt"]) for start, end in hit["marks"])


@pytest.mark.parametrize(("tokens", "code", "says"), [
    pytest.param([], 2, "say which words", id="no words"), pytest.param(["…"], 1, "say what to look for", id="no word among them"),
    pytest.param(["x", "--province", "Atlantis"], 2, "no province is called 'Atlantis'", id="no such province"),
    pytest.param(["x", "--area", "weather"], 2, "Choose from", id="no such area"), pytest.param(["x", "--limit", "0"], 2, "limit", id="no hits"),
    pytest.param(["x", "--as-of", "99"], 1, "there is no edition 99 to show", id="no such edition"),
    pytest.param(["x", "--kind", "metric", "--area", "digital"], 1, "only shortcomings have an area", id="an area of figures"),
])
def test_what_does_not_work_is_said(crawled: Crawled, capsys: pytest.CaptureFixture[str], tokens: list[str], code: int, says: str) -> None:
    assert call(["search", *tokens, "--data", str(crawled[0].root)]) == code
    assert says in capsys.readouterr().err


def test_without_a_warehouse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["search", "x", "--data", str(tmp_path)]) == 1
    assert "no warehouse here yet" in capsys.readouterr().err
