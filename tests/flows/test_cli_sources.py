"""`cchc sources check`: what a person sees, what is written only on request, and the exit code."""
from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.sample import SOURCES
from corpus.sample.server import SampleServer, serve
from flows.cli import call

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cchc(capsys: pytest.CaptureFixture[str]) -> Call:
    def run(*tokens: object) -> tuple[int, str, str]:
        code = call([str(token) for token in tokens])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The sample's sources in a folder of one's own, and the sample served."""
    mine = tmp_path / "mine"
    shutil.copytree(SOURCES, mine)
    with serve() as server:
        redirect(mine, server)
        yield mine


def redirect(folder: Path, server: SampleServer) -> None:
    """Let the addresses in the files name the ports that are really served, and the files claim nothing yet."""
    for path in folder.glob("*.toml"):
        text = path.read_text(encoding="utf-8").replace("verified = true", "verified = false")
        for stated, served in server.connect_to.items():
            text = text.replace(stated, served)
        path.write_text(text, encoding="utf-8")


def test_a_table_and_nothing_written(cchc: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*")}
    code, out, _ = cchc("sources", "check", "--sources", folder, "--articles", 3)
    assert code == 0
    head, *rows = out.splitlines()
    assert head.split() == ["source", "found", "read", "title", "date", "text", "robots", "charset", "TLS", "status"]
    assert [row.split()[0] for row in rows[:3]] == ["mau-dak-lak", "mau-lai-chau", "mau-nhip-cau"] and all(row.split()[-1] == "ok" for row in rows[:3])
    assert {path: path.read_bytes() for path in folder.rglob("*")} == before


def test_what_to_correct_is_said_and_only_the_others_are_marked(cchc: Call, folder: Path, tmp_path: Path) -> None:
    broken = folder / "mau-lai-chau.toml"
    broken.write_text(broken.read_text(encoding="utf-8").replace('body = ["div.chi-tiet-tin"]', 'body = ["div.khong-co"]'), encoding="utf-8")
    code, out, err = cchc("sources", "check", "--sources", folder, "--articles", 3, "--mark", "--output", tmp_path / "checks.jsonl")
    assert code == 1 and "correct selectors.body: 0% of the articles have it" in out
    assert err.split() == ["mau-dak-lak:", "verified", "mau-nhip-cau:", "verified"]
    assert "verified = true" in (folder / "mau-dak-lak.toml").read_text(encoding="utf-8") and "verified = false" in broken.read_text(encoding="utf-8")
    records = [json.loads(line) for line in (tmp_path / "checks.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(one["source"], one["status"], one["body"]) for one in records] == [("mau-dak-lak", "ok", 1.0), ("mau-lai-chau", "correct", 0.0), ("mau-nhip-cau", "ok", 1.0)]
    assert records[1]["problems"][0]["key"] == "selectors.body"


def test_show_what_was_read(cchc: Call, folder: Path) -> None:
    code, out, _ = cchc("sources", "check", "mau-nhip-cau", "--sources", folder, "--articles", 1, "--show")
    assert code == 0 and "2026-05-21 17:32 (page) | Công bố PAR INDEX 2025" in out


@pytest.mark.parametrize("tokens, says", [
    (["sources", "check", "bac-gaing"], "did you mean bac-giang"),
    (["sources", "check", "bac-giang"], "--contact you@example.org"),
    (["sources", "check", "--articles", "0"], "articles"),
    (["sources", "chekc"], "chekc"),
])
def test_wrong_usage(cchc: Call, monkeypatch: pytest.MonkeyPatch, tokens: list[str], says: str) -> None:
    monkeypatch.delenv("CCHC_CONTACT", raising=False)
    code, out, err = cchc(*tokens)
    assert code == 2 and says in err and err.startswith("cchc: ") and not out
