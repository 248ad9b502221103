"""Crawl state: when pages come up again, what is left to parse, and how a broken file is told."""
from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archive import RawPage, RecordRef
from pipeline.crawl.database import StateError
from pipeline.crawl.reading import Link
from pipeline.crawl.rounds import Walk
from pipeline.crawl.state import CrawlState, body_digest, next_try, next_visit

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def state(tmp_path: Path):
    with CrawlState(tmp_path / "state" / "crawl.sqlite") as made:
        yield made


def page(number: int, source_id: str = "mau") -> RawPage:
    url = f"https://mau.vn/{number}"
    return RawPage(url, url, source_id, 200, "text/html", {"etag": f'"{number}"'}, b"x" * number, NOW)


def links(*numbers: int) -> dict[str, Link]:
    return {f"https://mau.vn/{number}": Link(f"https://mau.vn/{number}") for number in numbers}


# ---------------------------------------------------------------- when to look again
@pytest.mark.parametrize("age, wait", [
    pytest.param(HOUR, timedelta(0), id="young: every crawl"), pytest.param(10 * DAY, 5 * DAY, id="half its age"),
    pytest.param(1000 * DAY, 90 * DAY, id="a quarter of a year at most"),
])
def test_next_visit(age: timedelta, wait: timedelta) -> None:
    assert next_visit(NOW - age, NOW) == NOW + wait


@pytest.mark.parametrize("kind, failures, wait", [
    pytest.param("timeout", 1, timedelta(0), id="next-crawl"), pytest.param("http-500", 2, HOUR, id="an-hour"), pytest.param("http-500", 4, 4 * HOUR, id="doubles"),
    pytest.param("http-500", 500, 7 * DAY, id="a-week-at-most"), pytest.param("http-404", 1, 30 * DAY, id="gone"), pytest.param("robots", 1, 7 * DAY, id="robots"),
])
def test_next_try(kind: str, failures: int, wait: timedelta) -> None:
    assert next_try(kind, failures, NOW) == NOW + wait


@given(st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_next_visit_is_never_in_the_past_or_too_far(age: timedelta) -> None:
    assert NOW <= next_visit(NOW - age, NOW) <= NOW + 90 * DAY


def test_retry_after_of_the_host_counts(state: CrawlState) -> None:
    opened = state.rounds.open("mau", NOW)
    state.rounds.found("mau", links(1), NOW)
    (one,) = state.due("mau", opened, NOW)
    state.failed("mau", one, "http-503", "busy", 3600.0, NOW)
    state.rounds.close(opened, NOW)
    later = state.rounds.open("mau", NOW + HOUR / 2)
    assert state.due("mau", later, NOW + HOUR / 2) == []
    assert [known.url for known in state.due("mau", later, NOW + 2 * HOUR)] == ["https://mau.vn/1"]


# ---------------------------------------------------------------- rounds
def test_unfinished_round_is_taken_up_for_a_day(state: CrawlState) -> None:
    first = state.rounds.open("mau", NOW)
    assert state.rounds.open("mau", NOW + 23 * HOUR) == replace(first, resumed=True)
    assert state.rounds.open("khac", NOW).id != first.id
    assert state.rounds.open("mau", NOW + 25 * HOUR).id != first.id


def test_finished_round_is_not(state: CrawlState) -> None:
    first = state.rounds.open("mau", NOW)
    state.rounds.close(first, NOW)
    assert state.rounds.open("mau", NOW + HOUR).id != first.id


def test_new_addresses_come_first_in_order_of_discovery(state: CrawlState) -> None:
    state.archived(RecordRef("mau/x", 0, 9), page(1))
    opened = state.rounds.open("mau", NOW + HOUR)
    state.rounds.found("mau", links(3, 1, 2), NOW + HOUR)
    assert state.rounds.discovered("mau", opened, finished=True) == 3
    assert [known.url[-1] for known in state.due("mau", opened, NOW + HOUR)] == ["3", "2", "1"]
    assert state.due("mau", opened, NOW + HOUR)[-1].etag == '"1"'


# ---------------------------------------------------------------- archived records
def test_records_to_parse(state: CrawlState) -> None:
    refs = [RecordRef("mau/a", 0, 9), RecordRef("mau/a", 9, 9), RecordRef("mau/b", 0, 9)]
    for number, ref in enumerate(refs, 1):
        state.archived(ref, page(number))
    state.archived(RecordRef("khac/a", 0, 9), page(1, "khac"))
    assert state.unparsed("mau", "1") == refs
    state.mark_parsed(refs[1], "1", "document")
    assert state.unparsed("mau", "1") == [refs[0], refs[2]]
    assert state.unparsed("mau", "2") == refs
    assert state.ends("mau") == {"mau/a": 18, "mau/b": 9}


def test_archiving_the_same_record_again_changes_nothing(state: CrawlState) -> None:
    ref = RecordRef("mau/a", 0, 9)
    state.archived(ref, page(1))
    state.mark_parsed(ref, "1", "document")
    state.archived(ref, page(1))
    assert state.unparsed("mau", "1") == [] and state.count("mau") == 1


def test_marking_an_unknown_record(state: CrawlState) -> None:
    with pytest.raises(StateError, match="no archived record mau/a at byte 5"):
        state.mark_parsed(RecordRef("mau/a", 5, 9), "1", "document")


def test_state_is_on_disk(state: CrawlState) -> None:
    state.archived(RecordRef("mau/a", 0, 9), page(1))
    with CrawlState(state.path) as other:
        assert other.unparsed("mau", "1") == [RecordRef("mau/a", 0, 9)]
    assert sqlite3.connect(state.path).execute("PRAGMA journal_mode").fetchone() == ("wal",)


# ---------------------------------------------------------------- broken files
def test_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "crawl.sqlite").write_bytes(b"something else entirely, and long enough" * 50)
    with pytest.raises(StateError, match=r"crawl\.sqlite: crawl state fails: file is not a database; move the file away"):
        CrawlState(tmp_path / "crawl.sqlite")


def test_folder_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(StateError, match="can't be opened"):
        CrawlState(tmp_path / "state" / "crawl.sqlite")


def test_state_of_a_newer_program(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "crawl.sqlite") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StateError, match="newer program"):
        CrawlState(tmp_path / "crawl.sqlite")


def test_a_new_state_can_be_opened_by_many_threads_at_once(tmp_path):
    # 40 rounds: without patience about one opening in 200 was refused
    for number in range(40):
        with ThreadPoolExecutor(6) as pool:
            for state in [pool.submit(CrawlState, tmp_path / f"{number}.sqlite") for _ in range(6)]:
                state.result().close()


# ---------------------------------------------------------------- imports, attachments, older states
def test_what_an_archive_already_holds(state: CrawlState) -> None:
    for day, number in ((1, 1), (3, 2), (5, 1)):     # the body changes, and changes back
        state.imported(RecordRef("mau/a", day, 1), replace(page(1), body=page(number).body, fetched_at=NOW + timedelta(days=day)), NOW)
    one, two = (body_digest(page(number).body) for number in (1, 2))
    url = page(1).canonical_url

    def found(digest: str, day: int | None) -> int | None:
        held = state.held("mau", url, digest, NOW + timedelta(days=day) if day is not None else None)
        return held[0].offset if held else None

    assert [found(one, day) for day in (0, 1, 2, 3, 4, 5, 6)] == [None, 1, 1, None, None, 5, 5]
    assert [found(two, day) for day in (2, 3, 4, 6)] == [None, 3, 3, None] and found(two, None) == 3 and found("?", None) is None


def test_an_imported_page_is_asked_again_as_one_known_since_then(state: CrawlState) -> None:
    state.imported(RecordRef("mau/a", 0, 1), replace(page(1), fetched_at=NOW - timedelta(days=100)), NOW)
    opened = state.rounds.open("mau", NOW)
    assert state.due("mau", opened, NOW) == [] and len(state.due("mau", opened, NOW + timedelta(days=51))) == 1
    state.imported(RecordRef("mau/a", 1, 1), replace(page(1), headers={"etag": "older"}, fetched_at=NOW - timedelta(days=200)), NOW)
    assert state.due("mau", opened, NOW + timedelta(days=51))[0].etag == page(1).headers["etag"]


OLDER = {
    1: "ALTER TABLE pages DROP COLUMN parent_url;",
    2: """ALTER TABLE rounds DROP COLUMN first_seq; DROP TABLE hosts; DROP TABLE walks;
          CREATE TABLE walks (source_id TEXT NOT NULL, url TEXT NOT NULL, pages INTEGER NOT NULL, PRIMARY KEY (source_id, url));""",
}


@pytest.mark.parametrize("version", sorted(OLDER))
def test_a_state_of_an_older_version_is_taken_over(tmp_path: Path, version: int) -> None:
    with CrawlState(tmp_path / "s") as new:
        new.archived(RecordRef("mau/a", 0, 9), page(1))
        opened = new.rounds.open("mau", NOW)
        expected = new.rows("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
    with closing(sqlite3.connect(tmp_path / "s")) as db:
        db.executescript("".join(OLDER[one] for one in sorted(OLDER, reverse=True) if one >= version) + f"PRAGMA user_version = {version}")
    with CrawlState(tmp_path / "s") as again:
        assert again.linked("mau", page(1).canonical_url, [("https://mau.vn/a.pdf", "https://mau.vn/a.pdf")], None, NOW) == 1
        assert again.count("mau") == 2
        assert again.rounds.open("mau", NOW + HOUR) == replace(opened, resumed=True)
        again.rounds.found("mau", links(2), NOW, Walk("https://mau.vn/", None, 3, opened.id))
        assert again.rows("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name") == expected


# ---------------------------------------------------------------- clocks that jump
def test_times_that_lie_ahead_keep_no_page_from_its_turn(state: CrawlState) -> None:
    """The machine woke up in 2036, crawled, and was set right again."""
    wrong = NOW + 3650 * DAY
    opened = state.rounds.open("mau", wrong)
    state.rounds.found("mau", links(1, 2), wrong)
    state.archived(RecordRef("mau/a", 0, 9), replace(page(1), fetched_at=wrong))
    (two,) = state.due("mau", opened, wrong)
    state.failed("mau", two, "http-500", "busy", 3600.0, wrong)
    state.rounds.hold("mau.vn", wrong + HOUR)
    later = state.rounds.open("mau", NOW)
    assert (later.resumed, later.id != opened.id) == (True, True)
    assert {one.url[-1] for one in state.due("mau", later, NOW)} == {"1", "2"}
    assert state.rounds.held(["mau.vn"], NOW) == {}


def test_what_is_known_is_told_by_order_not_by_the_clock(state: CrawlState) -> None:
    state.rounds.found("mau", links(1), NOW + DAY)
    opened = state.rounds.open("mau", NOW)
    state.rounds.found("mau", links(2), NOW - DAY)
    assert [state.rounds.knows("mau", opened, f"https://mau.vn/{number}") for number in (1, 2, 3)] == [True, False, False]


# ---------------------------------------------------------------- walks, hosts
def test_how_far_a_listing_is_read(state: CrawlState) -> None:
    rounds, opened = state.rounds, state.rounds.open("mau", NOW)
    assert rounds.walk("mau", "https://mau.vn/") is None
    rounds.found("mau", links(1), NOW, Walk("https://mau.vn/", None, 0, opened.id, "https://mau.vn/?p=2\t2\t"))
    rounds.found("mau", links(2), NOW, Walk("https://mau.vn/", date(2019, 1, 1), 0, opened.id, "https://mau.vn/?p=9\t9\t"))
    look, backfill = rounds.walk("mau", "https://mau.vn/"), rounds.walk("mau", "https://mau.vn/", date(2019, 1, 1))
    assert look and backfill and (look.pages, look.position, backfill.position) == (0, "https://mau.vn/?p=2\t2\t", "https://mau.vn/?p=9\t9\t")
    assert not rounds.filled("mau", "https://mau.vn/", date(2019, 1, 1))
    rounds.found("mau", {}, NOW, Walk("https://mau.vn/", date(2019, 1, 1), 3, opened.id))
    assert [rounds.filled("mau", "https://mau.vn/", date(year, 1, 1)) for year in (2018, 2019, 2022)] == [False, True, True]


def test_hosts_are_held_over_processes(state: CrawlState) -> None:
    state.rounds.hold("mau.vn", NOW + HOUR)
    with CrawlState(state.path) as other:
        assert other.rounds.held(["mau.vn", "khac.vn"], NOW + HOUR / 2) == {"mau.vn": 1800.0}
        assert other.rounds.held(["mau.vn"], NOW + 2 * HOUR) == {}
