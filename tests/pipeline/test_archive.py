"""The archive: what is written is read back, by offset and in a row, whatever a killed write left behind."""
from __future__ import annotations

import io
import multiprocessing
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from pipeline.archive import Archive, ArchiveError, RawPage, RecordRef

WHEN = datetime(2026, 3, 4, 23, 59, 58, 123456, tzinfo=UTC)


def page(number: int = 1, body: bytes | None = None, **changes) -> RawPage:
    values = {"url": f"https://langson.gov.vn/tin.aspx?ItemID={number}&l=1", "canonical_url": f"https://langson.gov.vn/tin.aspx?ItemID={number}",
              "source_id": "lang-son", "status": 200, "content_type": "text/html; charset=utf-8",
              "headers": {"content-type": "text/html; charset=utf-8", "etag": f'"{number}"'},
              "body": body if body is not None else f"<h1>Bài số {number}</h1>".encode() * number, "fetched_at": WHEN, "listing_date": "25/06/2020 3:04:58 CH"}
    return RawPage(**(values | changes))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


@pytest.mark.parametrize("one", [
    pytest.param(page(), id="plain"),
    pytest.param(page(body=b""), id="empty-body"),
    pytest.param(page(body=b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\nWARC/1.0\r\n"), id="body-like-a-header"),
    pytest.param(page(body=bytes(range(256)) * 5000), id="binary"),
    pytest.param(page(listing_date=None), id="no-listing-date"),
    pytest.param(page(headers={"content-encoding": "gzip", "content-length": "7", "transfer-encoding": "chunked"}), id="wire-headers"),
    pytest.param(page(url="https://langson.gov.vn/a%20b?c=%C3%A1", content_type=""), id="encoded-address"),
    pytest.param(page(parent_url="https://langson.gov.vn/tin.aspx?ItemID=1", content_type="application/pdf"), id="attachment"),
    pytest.param(page(url="file:./b%C3%A1o%20c%C3%A1o.pdf", content_type="application/pdf", headers={"content-type": "application/pdf"}), id="file"),
    pytest.param(page(status=203, headers={}), id="other-status"),
])
def test_read_returns_what_was_written(archive: Archive, one: RawPage) -> None:
    archive.write(page(7))
    assert archive.read(archive.write(one)) == one


def test_records_in_order_and_after_one(archive: Archive) -> None:
    refs = [archive.write(page(1)), archive.write(page(2)), archive.write(page(3, fetched_at=WHEN.replace(day=5)))]
    assert [ref for ref, _ in archive.records("lang-son")] == refs == sorted(refs)
    assert [one for _, one in archive.records("lang-son")][:2] == [page(1), page(2)]
    ends = {ref.path: ref.offset + ref.length for ref in refs}
    assert [ref for ref, _ in archive.records("lang-son", after=ends | {refs[0].path: refs[0].offset + refs[0].length})] == [refs[1]]
    assert list(archive.records("lang-son", after=ends)) == list(archive.records("other")) == []


def test_one_file_a_source_and_day_in_utc(archive: Archive) -> None:
    paths = {archive.write(page(1)).path, archive.write(page(2)).path, archive.write(page(1, source_id="lai-chau")).path,
             archive.write(page(1, fetched_at=datetime.fromisoformat("2026-03-05T07:00:00+07:00"))).path}
    assert paths == {"lang-son/lang-son-20260304.warc.gz", "lai-chau/lai-chau-20260304.warc.gz", "lang-son/lang-son-20260305.warc.gz"}


def test_other_tools_can_read_it(archive: Archive) -> None:
    ref = archive.write(page(2), request_headers={"Host": "langson.gov.vn", "User-Agent": "cchc/1.0"}, facts={"fetchTimeMs": "12"})
    with (archive.root / ref.path).open("rb") as stream:
        found = [(one.rec_type, one.rec_headers.get_header("WARC-Target-URI"), one.content_stream().read())
                 for one in ArchiveIterator(stream, check_digests="raise")]
    assert [kind for kind, _, _ in found] == ["warcinfo", "response", "request", "metadata"]
    assert found[1][1:] == (page(2).url, page(2).body)
    assert b"canonicalUrl: https://langson.gov.vn/tin.aspx?ItemID=2\r\n" in found[3][2] and b"fetchTimeMs: 12\r\n" in found[3][2]


# ---------------------------------------------------------------- killed writes
def test_torn_tail_at_every_byte(tmp_path: Path) -> None:
    whole = Archive(tmp_path / "whole")
    first, second = whole.write(page(1)), whole.write(page(2))
    data = (whole.root / first.path).read_bytes()
    assert len(data) == second.offset + second.length
    for cut in range(0, len(data), 31):
        torn = Archive(tmp_path / f"torn-{cut}")
        file = torn.root / first.path
        file.parent.mkdir(parents=True)
        file.write_bytes(data[:cut])
        kept = [one for one in (first, second) if one.offset + one.length <= cut]
        assert [ref for ref, _ in torn.records("lang-son")] == kept
        added = torn.write(page(3))
        assert torn.read(added) == page(3)
        assert [ref for ref, _ in torn.records("lang-son")] == [*kept, added]
        with file.open("rb") as stream:
            assert sum(one.rec_type == "response" for one in ArchiveIterator(stream)) == len(kept) + 1


@pytest.mark.parametrize("tail", [b"\x00" * 500, b"\x1f\x8b\x08" + b"\xff" * 90, b"no gzip at all"], ids=["zeros", "broken-gzip", "text"])
def test_garbage_at_the_end_is_cut_off(archive: Archive, tail: bytes) -> None:
    first = archive.write(page(1))
    with (archive.root / first.path).open("ab") as stream:
        stream.write(tail)
    again = Archive(archive.root)
    second = again.write(page(2))
    assert second.offset == first.offset + first.length
    assert [again.read(first), again.read(second)] == [page(1), page(2)]


def test_two_archives_on_one_folder_take_turns(archive: Archive) -> None:
    other = Archive(archive.root)
    refs = [(archive if number % 2 else other).write(page(number)) for number in range(1, 9)]
    assert [archive.read(ref) for ref in refs] == [page(number) for number in range(1, 9)]
    assert [ref for ref, _ in archive.records("lang-son")] == refs


def test_threads_write_together(archive: Archive) -> None:
    refs: dict[int, RecordRef] = {}
    threads = [threading.Thread(target=lambda n=number: refs.update({n: archive.write(page(n))})) for number in range(1, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: archive.read(ref) for number, ref in refs.items()} == {number: page(number) for number in range(1, 13)}


def _write_many(root: Path, numbers: range) -> None:
    archive = Archive(root)
    for number in numbers:
        archive.write(page(number))


def test_processes_write_together(archive: Archive) -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_write_many, args=(archive.root, numbers)) for numbers in (range(1, 20), range(20, 40))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(one.url for _, one in archive.records("lang-son")) == sorted(page(number).url for number in range(1, 40))


# ---------------------------------------------------------------- errors
def test_foreign_file_is_not_overwritten(archive: Archive) -> None:
    file = archive.root / "lang-son" / "lang-son-20260304.warc.gz"
    file.parent.mkdir()
    file.write_bytes(b"WARC/1.0\r\nsomebody's data")
    with pytest.raises(ArchiveError, match=r"lang-son-20260304\.warc\.gz: is no gzip WARC file"):
        archive.write(page())
    assert file.read_bytes() == b"WARC/1.0\r\nsomebody's data"


@pytest.mark.parametrize("change", [
    pytest.param(lambda ref: RecordRef(ref.path, ref.offset, ref.length + 1), id="longer-than-the-file"),
    pytest.param(lambda ref: RecordRef(ref.path, ref.offset + 3, ref.length - 3), id="between-records"),
    pytest.param(lambda ref: RecordRef("lang-son/none.warc.gz", 0, 1), id="no-such-file"),
])
def test_read_where_nothing_stands(archive: Archive, change) -> None:
    ref = archive.write(page())
    with pytest.raises(ArchiveError, match=r"lang-son"):
        archive.read(change(ref))


def test_flipped_bit_is_noticed(archive: Archive) -> None:
    ref = archive.write(page(5))
    file = archive.root / ref.path
    data = bytearray(file.read_bytes())
    data[ref.offset + 200] ^= 1
    file.write_bytes(data)
    with pytest.raises(ArchiveError, match="no whole page at byte"):
        archive.read(ref)


@pytest.mark.parametrize("place", [150, 500, 900, 1300])
def test_damage_in_the_middle_is_no_torn_tail(archive: Archive, place: int) -> None:
    refs = [archive.write(page(number)) for number in (1, 2, 3)]
    file = archive.root / refs[0].path
    data = bytearray(file.read_bytes())
    assert place < refs[1].offset
    data[place] ^= 0xFF
    file.write_bytes(data)
    again = Archive(archive.root)
    with pytest.raises(ArchiveError, match="damaged behind byte"):
        again.write(page(4))
    assert file.read_bytes() == data
    assert [again.read(ref) for ref in refs[1:]] == [page(2), page(3)]


@pytest.mark.parametrize("changes", [{"source_id": "../etc"}, {"source_id": "a/b"}, {"source_id": ""}, {"fetched_at": datetime(2026, 1, 1)}],
                         ids=["parent", "slash", "empty", "naive-time"])
def test_page_that_can_not_be_stored(archive: Archive, changes) -> None:
    with pytest.raises(ValueError):
        archive.write(page(**changes))
    assert list(archive.root.iterdir()) == []


def test_no_rights(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ArchiveError, match=r"can't be opened for writing"):
        Archive(tmp_path / "file").write(page())


def test_failed_write_leaves_nothing_half(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    first = archive.write(page(1))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.archive.os.fsync", full)
        with pytest.raises(ArchiveError, match="No space left on device; free some space"):
            archive.write(page(2))
    assert (archive.root / first.path).stat().st_size == first.offset + first.length
    assert archive.read(archive.write(page(3))) == page(3)


def test_members_are_separate(archive: Archive) -> None:
    """Each record can be cut out of the file by itself, as indexes of other tools do."""
    ref = archive.write(page(1))
    data = (archive.root / ref.path).read_bytes()[ref.offset:ref.offset + ref.length]
    assert [one.rec_type for one in ArchiveIterator(io.BytesIO(data))] == ["response", "request", "metadata"]
