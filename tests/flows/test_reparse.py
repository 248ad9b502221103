"""Reading the archive again: what changed is told and becomes a new version, what did not is not touched."""
from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import pipeline.parse
from flows.cli import call
from flows.folder import DataFolder
from flows.importing import import_paths
from flows.ledger import Run, started
from flows.plan import known_to
from flows.reparse import Difference, print_differences, reparse
from pipeline.document import Document
from pipeline.parse import NotAnArticle
from warehouse.lake import Lake

FIRST = "mau-dak-lak"


@pytest.fixture
def folder(crawled: tuple[DataFolder, Run], tmp_path: Path) -> DataFolder:
    shutil.copytree(crawled[0].root, tmp_path / "data")
    return DataFolder(tmp_path / "data")


def again(folder: DataFolder, *ids: str, dry_run: bool = False) -> list[Difference]:
    with folder.writing(), started(folder.runs, "reparse") as run:
        return reparse(folder, known_to(folder), ids, run, dry_run=dry_run)


def parser(monkeypatch: pytest.MonkeyPatch, change: Callable[[Document], Document]) -> None:
    """Another parser: what it reads is changed by `change`, which may raise."""
    real = pipeline.parse.parse_record
    monkeypatch.setattr(pipeline.parse, "parse_record", lambda page, source: change(real(page, source)))


def files(folder: DataFolder) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.lake.rglob("*.parquet")}


def told(found: list[Difference], dry_run: bool = False) -> str:
    out = io.StringIO()
    print_differences(out, found, dry_run=dry_run)
    return out.getvalue()


def test_the_same_parser_changes_nothing(folder: DataFolder) -> None:
    before = files(folder)
    found = again(folder)
    assert len(found) == 3 and all(one.is_empty and one.unchanged and one.records == len(one.unchanged) + one.refused for one in found)
    assert files(folder) == before and "Everything is read as before" in told(found)


def better(document: Document) -> Document:
    if "chuyển đổi số" not in document.text.lower():
        return document
    return replace(document, title=f"{document.title}!", text=f"{document.text}\n\nHết.", published=None, content_hash="")


def test_a_better_parser_makes_new_versions_and_says_what_changed(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    before, count = files(folder), len(list(Lake(folder.lake).documents(FIRST)))
    parser(monkeypatch, better)
    [dry] = again(folder, FIRST, dry_run=True)
    assert files(folder) == before
    [found] = again(folder, FIRST)
    assert found.changed == dry.changed and 0 < len(found.changed) < count and len(found.unchanged) == count - len(found.changed)
    assert found.fields == {"title": len(found.changed), "date": len(found.changed), "body": len(found.changed)}
    lines = told([found]).splitlines()
    line = next(line for line in lines if "/-/chuyen-doi-so-2024" in line)
    assert "title “" in line and "!”; date “2" in line and "→ none; body " in line and "(+6), from " in line and "→ “Hết.”" in line
    assert len(list(Lake(folder.lake).documents(FIRST))) == count + len(found.changed)
    assert again(folder, FIRST)[0].is_empty, "reading twice changes nothing"


def test_a_parser_that_is_taken_back_brings_back_what_it_read(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def newest() -> dict[str, str]:
        lake = Lake(folder.lake)
        return {place.document_id: place.record for place in sorted(lake._index(FIRST))}

    before = newest()
    with monkeypatch.context() as patched:
        parser(patched, better)
        again(folder, FIRST)
    assert newest() != before
    again(folder, FIRST)
    assert newest() == before


def test_what_is_no_longer_read_and_what_is_newly_read(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def strict(document: Document) -> Document:
        if "chuyển đổi số" in document.text.lower():
            raise NotAnArticle("listing", "13 links", document.url or "")
        return document

    shutil.rmtree(folder.lake)
    with monkeypatch.context() as patched:
        parser(patched, strict)
        [first] = again(folder, FIRST)
    [second] = again(folder, FIRST)
    assert len(first.new) + first.refused == first.records and len(second.new) == len(second.unchanged | second.new.keys()) - len(first.new)
    assert "Newly read:" in told([second]) and "chuyen-doi-so-2024" in told([second])
    parser(monkeypatch, strict)
    [third] = again(folder, FIRST)
    assert third.lost.keys() == second.new.keys() and "No longer read; the last version stays:" in told([third]) and "listing: 13 links" in told([third])
    assert len(list(Lake(folder.lake).documents(FIRST))) == len(first.new) + len(second.new)


def test_imported_files_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Họp ban chỉ đạo\n\nTổ chuyển đổi số cộng đồng họp bàn việc của quý IV.", encoding="utf-8")
    folder = DataFolder(tmp_path / "data")
    with folder.writing(), started(folder.runs, "import") as run:
        import_paths([tmp_path / "a.txt"], folder, {}, run)
    (tmp_path / "a.txt").unlink()
    parser(monkeypatch, better)
    [found] = again(folder)
    assert found.source_id == "files" and [name for name, _ in found.changed.values()] == [str(tmp_path / "a.txt")]


@pytest.mark.parametrize(("arguments", "code", "complaint"), [
    pytest.param(["--source", "nowhere"], 2, "nowhere: nothing archived of this source; there is something of mau-dak-lak", id="a source without pages"),
    pytest.param(["--dry-run", "--data", "none"], 1, "nothing archived here", id="an empty folder"),
])
def test_wrong_usage(folder: DataFolder, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, complaint: str) -> None:
    assert call(["reparse", *(["--data", str(folder.root)] if "--data" not in arguments else []), *arguments]) == code
    assert complaint in capsys.readouterr().err


def test_the_command_tells_what_it_found(folder: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    runs = list(folder.runs.glob("*.json"))
    assert call(["reparse", "--data", str(folder.root), "--dry-run"]) == 0
    assert "Everything is read as before" in capsys.readouterr().out and list(folder.runs.glob("*.json")) == runs
