"""The index beside the warehouse: it follows its edition, whatever happened to the one before, and never speaks for another one."""
from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

import warehouse
from extractors.facts import Facts
from warehouse import indexing, search
from warehouse.load import PublishError
from warehouse.query import QueryError, connect
from warehouse.search import Filters, Result

Place = Any       # conftest.Place
Make = Callable[..., Any]
Find = Callable[..., Facts]

QUERIES = ("so hoa", "số hóa kết quả", '"hồ sơ đúng hạn"', "lò văn tiến", "lần sửa", "21/63", "chỉ số cải cách hành chính", "bài thứ 3")


def asked(path: Path, **more: Any) -> list[tuple[Any, ...]]:
    """What the queries find, in order, without scores: words of deleted units count in those for a while."""
    results = [search.search(path, query, limit=30, **more) for query in QUERIES]
    return [(result.found, result.unknown, [(hit.kind, hit.document_id, hit.version, hit.ids, hit.label, hit.excerpt, hit.marks, hit.exact) for hit in result.hits]) for result in results]


def folders(path: Path) -> set[str]:
    return {folder.name for folder in path.with_suffix(".search").iterdir()}


@pytest.fixture(scope="module")
def made(published: Place, place_in: Callable[[Path], Place], tmp_path_factory: pytest.TempPathFactory, make: Make, found: Find) -> Callable[[int, Path], Place]:
    """Copies of a data folder of thirty documents: twenty of their own length and ten of one text; as first published (0), and with one changed (1)."""
    root = tmp_path_factory.mktemp("many")
    shutil.copytree(published.root, root / "a")
    filled = place_in(root / "a")
    filled.add(*((make(f"Bài thứ {number}\\n" + "Việc số hóa còn chậm ở nhiều nơi. " * (number + 1), name=f"b{number}"), Facts((), (), ())) for number in range(20)))
    filled.add(*((make(name=f"c{number}"), found()) for number in range(10)))
    filled.publish()
    shutil.copytree(root / "a", root / "b")
    changed = place_in(root / "b")
    changed.add((make("Lần sửa một", name="b3", fetched=5), Facts((), (), ())))
    changed.publish()

    def copy(edition: int, target: Path) -> Place:
        shutil.copytree(root / "ab"[edition], target)
        return place_in(target)

    return copy


@pytest.fixture
def many(made: Callable[[int, Path], Place], tmp_path: Path) -> Place:
    return made(0, tmp_path / "many")


def test_changed_documents_are_indexed_anew_and_the_rest_is_taken_over(many: Place, make: Make, tmp_path: Path) -> None:
    before = {path.name: path.stat().st_ino for path in indexing.folder(many.target, indexing.published(many.target) or "").glob("document/*.idx")}
    many.add((make("Lần sửa một: thửa đất", name="b3", fetched=5), Facts((), (), ())), (make("Bài thứ 31", name="new", fetched=5), Facts((), (), ())))
    edition = many.publish()
    index = indexing.folder(many.target, edition.id)
    after = {path.name: path.stat().st_ino for path in index.glob("document/*.idx")}
    assert before.items() < after.items() and len(after) == 2
    assert search.search(many.target, "thửa đất").found["document"] == 1
    assert search.search(many.target, "bài thứ 3").found["document"] == 0
    brought_up = asked(many.target)
    shutil.rmtree(many.target.with_suffix(".search"))
    assert many.publish().id == edition.id
    assert len(list(index.glob("document/*.idx"))) == 1
    assert asked(many.target) == brought_up


def test_a_document_that_is_gone_is_not_found(many: Place) -> None:
    number = search.search(many.target, "xếp hạng").found["document"]
    with duckdb.connect(many.target.as_posix()) as con:
        gone = con.execute("SELECT min(document_id) FROM documents WHERE url LIKE '%/c%'").fetchall()[0][0]
        for table in ("documents", "metrics", "shortcomings", "officials"):
            con.execute(f"DELETE FROM {table} WHERE document_id = ?", [gone])
    assert indexing.make(many.target, many.target, "f" * 12) == 0
    with duckdb.connect(many.target.as_posix()) as con:
        con.execute("UPDATE editions SET edition_id = 'ffffffffffff' WHERE edition_no = (SELECT max(edition_no) FROM editions)")
    assert search.search(many.target, "xếp hạng").found["document"] == number - 1


@pytest.mark.parametrize(("name", "value", "anew"), [("MANY", -1.0, True), ("CHUNK", 90, True), ("BATCH", 90, True), ("links", None, False)], ids=["made anew", "small chunks", "small batches", "no links"])
def test_other_ways_to_make_it_find_the_same(made: Callable[[int, Path], Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: Any, anew: bool) -> None:
    many = made(1, tmp_path / "many")
    edition, usual = indexing.published(many.target) or "", asked(many.target)

    def refused(*_: object) -> None:
        raise OSError("no links here")

    if anew:
        monkeypatch.setattr(indexing, name, value)
    else:
        monkeypatch.setattr(os, "link", refused)
    home = many.target.with_suffix(".search")
    for path in home.iterdir() if anew and name != "MANY" else [indexing.folder(many.target, edition)]:
        shutil.rmtree(path)
    many.publish()
    assert asked(many.target) == usual


def test_equal_hits_come_in_the_same_order_however_many_are_asked_for(many: Place) -> None:
    whole = [hit.document_id for hit in search.search(many.target, "xếp hạng", kinds=["metric"], limit=30).hits]
    assert len(whole) == 11 and whole == sorted(whole)
    for limit in (1, 3, 10):
        assert [hit.document_id for hit in search.search(many.target, "xếp hạng", kinds=["metric"], limit=limit).hits] == whole[:limit]
    assert [hit.document_id for hit in search.search(many.target, "xếp hạng", kinds=["metric"], limit=1, filters=Filters(province="Lai Châu", year=2022)).hits] == whole[:1]


def test_many_equal_hits(filled: Place, make: Make, found: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "NUDGE", 0.0)      # no help: all scores the same
    monkeypatch.setattr(search, "SPARE", 1)
    filled.add(*((make(name=f"c{number}"), found()) for number in range(40)))
    filled.publish()
    whole = [hit.document_id for hit in search.search(filled.target, "so hoa", kinds=["shortcoming"], limit=50).hits]
    assert len(whole) == 41 and whole == sorted(whole)
    assert [hit.document_id for hit in search.search(filled.target, "so hoa", kinds=["shortcoming"], limit=5).hits] == whole[:5]


# ---------------------------------------------------------------- editions
def test_readers_go_on_with_their_edition_and_earlier_ones_are_searched_while_their_index_is_kept(filled: Place, make: Make, found: Find) -> None:
    def add(number: int) -> None:
        filled.add((make(name=f"n{number}", fetched=4 + number), found()))
        filled.publish()

    def documents(result: Result) -> int:
        return result.found["document"]

    with warehouse.open(filled.target) as first, warehouse.open(filled.target) as late:
        assert documents(first.search("xếp hạng")) == 1
        add(1)
        assert documents(first.search("xếp hạng")) == documents(search.search(filled.target, "xếp hạng", as_of=1)) == 1
        with warehouse.open(filled.target, as_of=1) as then:
            assert documents(then.search("xếp hạng")) == 1
        add(2)
        assert (documents(first.search("xếp hạng")), documents(search.search(filled.target, "xếp hạng", as_of=2)), documents(search.search(filled.target, "xếp hạng"))) == (1, 2, 3)
        with pytest.raises(QueryError, match="edition 1 can't be searched any more: newer ones have been published since it was opened; open the warehouse again"):
            late.search("xếp hạng")
    with pytest.raises(QueryError, match="edition 1 can't be searched any more: only the indexes of the last edition and of the one before are kept"):
        search.search(filled.target, "xếp hạng", as_of=1)
    assert len(folders(filled.target)) == 2


def test_an_earlier_edition_is_shown_as_it_was(filled: Place, make: Make) -> None:
    filled.add((make("Một bài khác hẳn.", fetched=6), Facts((), (), ())))
    filled.publish()
    result = search.search(filled.target, "việc số hóa", as_of=1)
    assert [hit.excerpt for hit in result.hits if hit.kind == "shortcoming"] == ["…việc số hóa kết quả ở cấp xã còn chậm…"]
    assert search.search(filled.target, "việc số hóa").hits == ()


def test_publishing_unchanged_input_makes_a_missing_or_outdated_index(filled: Place) -> None:
    edition = filled.publish()
    usual, index = asked(filled.target), indexing.folder(filled.target, edition.id)
    shutil.rmtree(index.parent)
    assert filled.publish().id == edition.id and asked(filled.target) == usual
    made = index.stat().st_ino
    filled.publish()
    assert index.stat().st_ino == made
    (index / indexing.MADE).write_text('{"layout": 0, "basis": "another"}', encoding="utf-8")
    filled.publish()
    assert index.stat().st_ino != made and asked(filled.target) == usual and folders(filled.target) == {edition.id}


def test_what_publishers_left_that_could_not_finish_is_in_nobodys_way(filled: Place, make: Make, found: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    first, usual = indexing.published(filled.target), asked(filled.target)
    filled.add((make(name="2", fetched=4), found()))
    replace = Path.replace
    with monkeypatch.context() as patch:      # stops between the index and the edition
        patch.setattr(Path, "replace", lambda path, target: replace(path, target / "nowhere" if path.name == "warehouse.next.duckdb" else target))
        with pytest.raises(PublishError, match="could not be published"):
            filled.publish()
    assert asked(filled.target) == usual and len(folders(filled.target)) == 2
    home = filled.target.with_suffix(".search")
    for name in (indexing.NEXT, indexing.OLD, "0123456789ab", "notes"):
        (home / name / "metric").mkdir(parents=True)
    (home / "0123456789ab" / indexing.MADE).write_text('{"layout": 1}', encoding="utf-8")
    second = filled.publish()
    assert search.search(filled.target, "xếp hạng").found["document"] == 2
    assert folders(filled.target) == {first, second.id, "notes"}      # what is not ours is left alone


def test_a_damaged_index_is_told_and_is_not_gone_on_with(many: Place, make: Make) -> None:
    usual, index = asked(many.target), indexing.folder(many.target, indexing.published(many.target) or "")
    words = next(index.glob("document/*.idx"))
    words.write_bytes(words.read_bytes()[:100])
    with pytest.raises(QueryError, match=r"the index in .* can't be read .*; remove the whole folder warehouse\.search and make it again with `cchc publish`"):
        search.search(many.target, "x")
    shutil.rmtree(index.parent)
    many.publish()
    assert asked(many.target) == usual
    next(index.glob("document/*.term")).unlink()
    many.add((make("Lần sửa một", name="b3", fetched=5), Facts((), (), ())))
    many.publish()
    assert search.search(many.target, "lần sửa").found["document"] == 1


def test_an_index_that_cannot_be_written_leaves_the_edition_before(filled: Place, make: Make, found: Find) -> None:
    shutil.rmtree(filled.target.with_suffix(".search"))
    filled.target.with_suffix(".search").write_text("somebody's file", encoding="utf-8")
    filled.add((make(name="2", fetched=4), found()))
    with pytest.raises(PublishError, match=r"warehouse.search: is a file, and the index of the warehouse must go there"):
        filled.publish()
    assert filled.rows("SELECT count(*) FROM documents") == [(1,)]


def test_an_edition_of_an_earlier_release_is_published_again(filled: Place) -> None:
    with duckdb.connect(filled.target.as_posix()) as con:
        con.execute("CREATE TABLE search_runs (first_unit INTEGER); UPDATE editions SET basis = 'an earlier release'")
    shutil.rmtree(filled.target.with_suffix(".search"))
    with pytest.raises(QueryError, match="make it with `cchc publish`"):
        search.search(filled.target, "số hóa")
    assert filled.publish().counts["documents"] == 1
    assert search.search(filled.target, "số hóa").found["shortcoming"] == 1
    with connect(filled.target) as con:
        assert con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'search%'").fetchall() == [(0,)]


def test_an_index_whose_lock_cannot_be_taken_is_searched(many: Place) -> None:
    usual = asked(many.target)
    for kind in indexing.KINDS:      # permissions mean nothing to root, but this does
        lock = indexing.folder(many.target, indexing.published(many.target) or "") / kind / ".tantivy-meta.lock"
        lock.unlink()
        lock.mkdir()
    assert asked(many.target) == usual
