"""`cchc sources check` and `cchc sources new`: what a person sees, what is written only on request, and the exit code."""
from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.sample import SOURCES
from corpus.sample.server import SampleServer, serve
from corpus.sources import load_source
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
    (["sources", "check", "zzz"], "no source is called 'zzz'; `cchc sources` lists them all"),
    (["sources", "check", "bac-giang"], "--contact you@example.org"),
    (["sources", "check", "--articles", "0"], "articles"),
    (["sources", "chekc"], "chekc"),
])
def test_wrong_usage(cchc: Call, monkeypatch: pytest.MonkeyPatch, tokens: list[str], says: str) -> None:
    monkeypatch.delenv("CCHC_CONTACT", raising=False)
    code, out, err = cchc(*tokens)
    assert code == 2 and says in err and err.startswith("cchc: ") and not out


def test_only_verified_sources_are_crawled_unless_named(cchc: Call, folder: Path, tmp_path: Path) -> None:
    code, _, err = cchc("crawl", "--sources", folder, "--data", tmp_path / "data")
    assert code == 2 and "cchc sources check --show" in err and not (tmp_path / "data").exists()
    assert cchc("sources", "check", "mau-nhip-cau", "--sources", folder, "--articles", 1, "--mark")[0] == 0
    code, out, _ = cchc("crawl", "--sources", folder, "--data", tmp_path / "data", "--limit", 1)
    assert code == 0 and "mau-nhip-cau" in out and "mau-dak-lak" not in out


# ---------------------------------------------------------------- new
def test_new_prints_a_file_that_loads_and_says_what_it_found(cchc: Call, tmp_path: Path) -> None:
    code, out, err = cchc("sources", "new", "http://127.0.0.1:8473/cai-cach-hanh-chinh", "--sample")
    assert code == 0 and "feed http://127.0.0.1:8473/rss/cai-cach-hanh-chinh.rss: 10 articles" in err and "family: epi" in err
    path = tmp_path / "127-0-0-1-8473.toml"
    path.write_text(out, encoding="utf-8")
    assert load_source(path).name == "Báo Nhịp cầu Hành chính" and not list(tmp_path.glob("*.new"))


def test_new_writes_a_file_and_the_check_agrees_with_it(cchc: Call, folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "neu"
    mine.mkdir()
    start = load_source(folder / "mau-lai-chau.toml").discovery[0].url
    code, out, err = cchc("sources", "new", start, "--output", mine / "lai-chau-thu.toml", "--sources", folder)
    assert code == 0 and out.strip() == str(mine / "lai-chau-thu.toml") and "cchc sources check lai-chau-thu" in err
    assert "belongs to the source mau-lai-chau already" in err
    code, out, _ = cchc("sources", "check", "lai-chau-thu", "--sources", mine)
    assert code == 0 and out.splitlines()[1].split()[-1] == "ok"
    before = (mine / "lai-chau-thu.toml").read_bytes()
    code, _, err = cchc("sources", "new", start, "--output", mine / "lai-chau-thu.toml")
    assert code == 2 and "is there already" in err and (mine / "lai-chau-thu.toml").read_bytes() == before


@pytest.mark.parametrize("tokens, code, says", [
    (["langson.gov.vn"], 2, "write the whole of it: https://"),
    (["http://[::1/"], 2, "is no address"),
    (["http://127.khong-co.example/"], 2, "--contact you@example.org"),
    (["https://langson.gov.vn/"], 2, "--contact you@example.org"),
    (["http://127.0.0.1:9/tin", "--output", "Báo Mẫu.toml"], 2, "the file's name is the source's id"),
    (["http://127.0.0.1:9/tin", "--output", "khong/co/mau.toml"], 2, "no such folder"),
    (["http://127.0.0.1:8473/khong-co", "--sample"], 1, "HTTP 404"),
    (["http://127.0.0.1:8473/sitemap.xml", "--sample"], 1, "a feed or a sitemap, no page of links"),
    (["http://127.0.0.1:8472/tin-cai-cach-hanh-chinh/-/bang-khen-2017", "--sample"], 1, "HTTP 404"),
])
def test_new_on_what_is_no_listing(cchc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tokens: list[str], code: int, says: str) -> None:
    monkeypatch.delenv("CCHC_CONTACT", raising=False)
    monkeypatch.chdir(tmp_path)
    given, out, err = cchc("sources", "new", *tokens)
    assert given == code and says in err and not out and not list(tmp_path.iterdir())
