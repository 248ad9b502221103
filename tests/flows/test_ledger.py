from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.errors import Problem
from flows.folder import DataFolder
from flows.ledger import Failure, started


def runs(folder: DataFolder) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.runs.glob("*.json"))]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def test_a_run_is_written_when_it_starts_and_whole_when_it_ends(folder: DataFolder) -> None:
    with folder.writing(), started(folder.runs, "crawl") as run:
        assert [(row["status"], row["finished_at"]) for row in runs(folder)] == [("running", None)]
        run.source("lai-chau").parsed = 3
        run.counts["documents"] = 3
    [row] = runs(folder)
    assert (row["status"], row["command"], row["counts"]["documents"]) == ("ok", "crawl", 3)
    assert row["sources"][0]["source_id"] == "lai-chau" and row["started_at"] <= row["finished_at"]
    assert not list(folder.runs.glob("*.part"))


@pytest.mark.parametrize(("sources", "expected"), [
    pytest.param({"a": {}}, "ok", id="all well"),
    pytest.param({"a": {}, "b": {"reasons": ["title: 1 of 9"]}}, "degraded", id="one delivers less"),
    pytest.param({"a": {"failed": 1}}, "degraded", id="a document could not be read"),
    pytest.param({"a": {}, "b": {"status": "failed"}}, "degraded", id="one of two out of reach"),
    pytest.param({"a": {"status": "failed"}}, "failed", id="the only one out of reach"),
])
def test_a_run_is_judged_by_its_sources(folder: DataFolder, sources: dict[str, dict[str, Any]], expected: str) -> None:
    with started(folder.runs, "crawl") as run:
        for name, values in sources.items():
            for key, value in values.items():
                setattr(run.source(name), key, value)
            run.source(name)
    assert runs(folder)[0]["status"] == expected


def test_a_run_with_nothing_to_do_leaves_nothing(folder: DataFolder) -> None:
    with started(folder.runs, "publish"):
        pass
    assert runs(folder) == []


def test_an_exception_is_recorded_and_goes_on(folder: DataFolder) -> None:
    with pytest.raises(Problem), started(folder.runs, "publish"):
        raise Problem("the check\n  counts failed")
    assert [(row["status"], row["error"], row["interrupted"]) for row in runs(folder)] == [("failed", "the check counts failed", False)]


def test_a_killed_run_is_marked_by_the_next_and_its_lock_is_free(folder: DataFolder) -> None:
    program = f"""
import sys, time
from pathlib import Path
from flows.folder import DataFolder
from flows.ledger import Failure, started
with DataFolder(Path({str(folder.root)!r})).writing() as folder, started(folder.runs, "crawl") as run:
    print("started", flush=True)
    time.sleep(60)
"""
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert child.stdout and child.stdout.readline() == "started\n"
    with pytest.raises(Problem, match=f"process {child.pid}"), folder.writing():
        pass
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    with folder.writing(), started(folder.runs, "crawl") as run:
        run.source("lai-chau")
    dead, alive = runs(folder)
    assert (dead["status"], dead["interrupted"], dead["finished_at"]) == ("failed", True, None)
    assert (alive["status"], alive["interrupted"]) == ("ok", False)


def test_the_warehouse_reads_every_kind_of_run(folder: DataFolder) -> None:
    from warehouse.ledger import read

    with started(folder.runs, "crawl") as run:
        run.source("lai-chau").reasons.append("2 articles found, 5 expected")
        run.failures.append(Failure("lai-chau", "http://127.0.0.1:8471/a", "fetch", "http-404", "no such page"))
    with pytest.raises(KeyboardInterrupt), started(folder.runs, "publish"):
        raise KeyboardInterrupt
    ledger = read(folder.runs)
    assert ledger.warnings == ()
    assert ledger.tables["runs"]["status"].to_pylist() == ["degraded", "failed"]
    assert ledger.tables["run_failures"]["kind"].to_pylist() == ["http-404"]


@pytest.mark.parametrize("spoil", ["file", "below a file"])
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, spoil: str) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    root = tmp_path / "data" if spoil == "file" else tmp_path / "data" / "deeper"
    with pytest.raises(Problem, match="a file stands where the data folder should be"), DataFolder(root).writing():
        pass
