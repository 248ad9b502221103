"""The scripts in examples/ run on the sample, print tables and write a plot."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.folder import DataFolder
from flows.ledger import Run

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SCRIPTS = sorted(path.stem for path in EXAMPLES.glob("*.py"))

pytest.importorskip("matplotlib")
pytest.importorskip("pandas")


@pytest.mark.parametrize("name", SCRIPTS)
def test_an_example_runs_on_the_sample(crawled: tuple[DataFolder, Run], tmp_path: Path, name: str) -> None:
    done = subprocess.run([sys.executable, EXAMPLES / f"{name}.py", crawled[0].root, "--output", tmp_path], capture_output=True, text=True, check=False,
                          cwd=EXAMPLES.parent, env=os.environ | {"PYTHONPATH": str(EXAMPLES.parent), "MPLCONFIGDIR": str(tmp_path / "fonts")})
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Lai Châu") >= 2 and len(done.stdout.splitlines()) > 15
    assert (tmp_path / f"{name}.png").stat().st_size > 10_000


def test_every_example_is_listed_with_its_output() -> None:
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert len(SCRIPTS) == 3
    for name in SCRIPTS:
        assert f"({name}.py)" in listed
        assert {path.suffix for path in (EXAMPLES / "output").glob(f"{name}.*")} == {".png", ".txt"}
