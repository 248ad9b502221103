"""The lake: what goes in comes out, and adding twice is adding once."""
from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.facts import Facts, Metric
from pipeline.document import VIETNAM, Block, Document, Published, normalise
from warehouse import rows
from warehouse.lake import Lake, LakeError

Make = Callable[..., Document]


def snapshot(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_documents_come_back_as_they_went_in(tmp_path: Path) -> None:
    text = normalise("Bảng 1\nSở Nội vụ\t92,5\nSở Y tế\t 😀\u00a0")
    whole = Document("d1", "lai-chau", text, "Bảng điểm", "https://laichau.example/1", None,
                     (Block("heading", 0, 6, 2), Block("table", 7, len(text), 0, (((7, 16), (17, 21)), ((22, 29), (30, 30))))),
                     Published(datetime(2023, 5, 10, 8, 30, tzinfo=VIETNAM), "minute", "json-ld"), "Minh An", "Lai Châu",
                     datetime(2023, 5, 11, 1, 2, 3, 456, tzinfo=UTC), "7", ("the date is of the listing",))
    bare = Document("d2", "files", "Không có gì.", path="bao-cao.txt")
    lake = Lake(tmp_path)
    assert lake.add_documents([whole, bare], "run-1") == 2
    assert {document.document_id: document for document in lake.documents()} == {"d1": whole, "d2": bare}
    assert list(lake.documents("files")) == [bare]


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.none() | st.text(max_size=20), st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str, title: str | None, at: datetime) -> None:
    document = Document("d1", "lai-chau", normalise(text), normalise(title) if title else title, published=Published(at, "second", "meta"), fetched_at=at)
    lake = Lake(tmp_path_factory.mktemp("lake"))
    lake.add_documents([document], "run-1")
    assert list(lake.documents()) == [document]


def test_files_lie_by_source_and_month(tmp_path: Path, make: Make) -> None:
    lake = Lake(tmp_path)
    lake.add_documents([make(name="1"), make(name="2", published=None), Document("d3", "báo/lạ", "Không ngày tháng.")], "run-1")
    lake.add_documents([make(name="4", published=date(2022, 12, 31))], "run-1")
    assert sorted(path.parent.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.parquet")) == [
        "documents/source_id=b%C3%A1o%2Fl%E1%BA%A1/month=unknown", "documents/source_id=lai-chau/month=2022-12", "documents/source_id=lai-chau/month=2023-05"]
    assert [document.source_id for document in lake.documents("báo/lạ")] == ["báo/lạ"]


def test_the_month_is_that_of_vietnam() -> None:
    late = Document("d1", "s", "x", published=Published(datetime(2023, 5, 31, 18, 0, tzinfo=UTC), "minute", "meta"))
    assert rows.month(late) == "2023-06"


def test_adding_again_changes_no_file(tmp_path: Path, make: Make, found: Callable[..., Facts]) -> None:
    lake = Lake(tmp_path)
    document = make()
    assert (lake.add_documents([document, document], "run-1"), lake.add_facts([(document, found())], "1", "run-1")) == (1, 5)
    before = snapshot(tmp_path)
    refetched = make(fetched=9)
    for again in (lake, Lake(tmp_path)):
        assert again.add_documents([document, refetched], "run-2") == 0
        assert again.add_facts([(document, found()), (refetched, found())], "1", "run-2") == 0
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(("changes", "versions"), [
    pytest.param([{"text": "Bản sửa."}], 2, id="another text is another version"),
    pytest.param([{"published": date(2023, 6, 1)}], 1, id="a better date of the same text is read again"),
    pytest.param([{"province": "Điện Biên"}], 1, id="a better province too"),
])
def test_what_is_new(tmp_path: Path, make: Make, found: Callable[..., Facts], changes: list[dict[str, object]], versions: int) -> None:
    lake = Lake(tmp_path)
    lake.add_documents([make()], "run-1")
    lake.add_facts([(make(), found())], "1", "run-1")
    for change in changes:
        assert lake.add_documents([make(fetched=5, **change)], "run-2") == 1
    assert len(list(lake.documents())) == versions
    assert list(lake.unextracted("1")) == [make(fetched=5, **changes[-1])]


def test_a_page_that_goes_back_to_its_first_text(tmp_path: Path, make: Make) -> None:
    lake = Lake(tmp_path)
    history = [make(fetched=1), make("Bản sửa.", fetched=2), make(fetched=3)]
    assert lake.add_documents(history, "run-1") == 3
    before = snapshot(tmp_path)
    assert lake.add_documents(history, "the archive parsed again") == 0
    assert snapshot(tmp_path) == before


def test_unextracted_counts_versions_of_document_and_extractor(tmp_path: Path, make: Make, found: Callable[..., Facts]) -> None:
    lake = Lake(tmp_path)
    empty = make("Trời nắng.", name="2")
    lake.add_documents([make(), empty], "run-1")
    assert len(list(lake.unextracted("1"))) == 2
    lake.add_facts([(make(), found()), (empty, Facts())], "1", "run-1")
    assert list(lake.unextracted("1")) == []
    assert len(list(lake.unextracted("2"))) == 2


def test_an_attachment_keeps_its_article(tmp_path: Path, make: Make) -> None:
    article, attachment = make(), make("Phụ lục.", name="1.pdf", parent_id=make().document_id)
    Lake(tmp_path).add_documents([article, attachment], "run-1")
    assert {document.document_id: document.parent_id for document in Lake(tmp_path).documents()} == {
        article.document_id: None, attachment.document_id: article.document_id}


WORKER = """
import sys
from pathlib import Path
from pipeline.document import Document
from warehouse.lake import Lake
first = int(sys.argv[2])
for number in range(first, first + 16):
    Lake(Path(sys.argv[1])).add_documents([Document(f"d{number}", "lai-chau", f"Bản tin số {number}.")], "run-1")
"""


def test_workers_at_a_time_lose_nothing(tmp_path: Path) -> None:
    workers = [subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path), str(first)]) for first in (0, 8)]
    assert [worker.wait() for worker in workers] == [0, 0]
    assert {document.document_id for document in Lake(tmp_path).documents()} == {f"d{number}" for number in range(24)}
    assert len(list(Lake(tmp_path).documents())) == 24
    assert not list(tmp_path.rglob("*.tmp"))


def test_merging_small_files_changes_nothing_that_is_read(tmp_path: Path, make: Make, found: Callable[..., Facts]) -> None:
    lake, other = Lake(tmp_path), Lake(tmp_path)
    pairs = [(make(name=str(number)), found()) for number in range(14)]
    for pair in pairs:
        lake.add_documents([pair[0]], "run-1")
        lake.add_facts([pair], "1", "run-1")
    reader = other.documents()
    first = next(reader)
    assert lake.merge_small() == 28
    assert len(lake.files("documents")) == len(lake.files("facts")) == 1
    assert {document.document_id for document in [first, *reader]} == {document.document_id for document in lake.documents()}
    assert len(list(Lake(tmp_path).documents())) == 14
    assert list(other.unextracted("1")) == []
    assert lake.add_documents([document for document, _ in pairs], "run-2") == 0
    assert other.add_facts(pairs, "1", "run-2") == 0
    assert lake.merge_small() == 0


@pytest.mark.parametrize(("fact", "says"), [
    pytest.param(Metric("count", 1, 0, 500, "hồ sơ"), "leaves the text", id="beyond the end"),
    pytest.param(Metric("count", 1, 5, 5, "hồ sơ"), "is empty", id="no words"),
    pytest.param(Metric("count", 1, -3, 5, "hồ sơ"), "leaves the text", id="before the beginning"),
    pytest.param(Metric("count", float("nan"), 0, 5, "hồ sơ"), "value nan", id="not a number"),
    pytest.param(Metric("money", 3e20, 0, 5, "đồng"), "numbers below 1e.18", id="more money than there is"),
])
def test_a_fact_that_fits_no_text_is_refused_whole(tmp_path: Path, make: Make, found: Callable[..., Facts], fact: Metric, says: str) -> None:
    lake = Lake(tmp_path)
    with pytest.raises(LakeError, match=says) as failure:
        lake.add_facts([(make(), found()), (make(name="2"), Facts((fact,)))], "1", "run-1")
    assert "https://laichau.example/2" in str(failure.value)
    assert snapshot(tmp_path) == {}


@pytest.mark.parametrize(("document", "says"), [
    pytest.param(Document("d1", "s", "x", url="https://a.example/1", published=Published(datetime(2023, 1, 1), "day", "page")), "has no time zone", id="naive time"),
    pytest.param(Document("d1", "s", "nửa \ud83d chữ", url="https://a.example/1"), "lone surrogate", id="half a character"),
])
def test_a_document_that_cannot_be_kept_is_named(tmp_path: Path, document: Document, says: str) -> None:
    with pytest.raises(LakeError, match=says) as failure:
        Lake(tmp_path).add_documents([document], "run-1")
    assert "https://a.example/1" in str(failure.value)


def test_a_damaged_file_is_named_with_the_remedy(tmp_path: Path, make: Make) -> None:
    Lake(tmp_path).add_documents([make()], "run-1")
    (file,) = tmp_path.rglob("*.parquet")
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(LakeError, match="move it away") as failure:
        list(Lake(tmp_path).documents())
    assert file.name in str(failure.value)


def test_other_tools_read_the_files(tmp_path: Path, make: Make, found: Callable[..., Facts]) -> None:
    Lake(tmp_path).add_facts([(make(), found())], "1", "run-1")
    (row,) = pq.read_table(tmp_path / "facts").to_pylist()
    assert (row["source_id"], row["month"]) == ("lai-chau", "2023-05")
    assert [row["metrics"][0][slot] for slot in ("quote", "value", "period_start")] == ["21/63", 21.0, date(2022, 1, 1)]
    assert row["officials"][0]["roles"][0]["title"] == "Giám đốc Sở Nội vụ"
