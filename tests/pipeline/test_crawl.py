"""`crawl` from end to end against a real server: what is fetched, what is not, and what survives an interruption."""
from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from corpus.sources import Discovery
from pipeline.archive import Archive
from pipeline.crawl import CrawlState, Fetcher, Limits, crawl

QUICK = Limits(connect=2, read=2, total=5, backoff=0.01, longest_wait=1)


@pytest.fixture
def home(tmp_path):
    """A state, an archive and a `go(source, **options)` that crawls with them."""

    class Home:
        state = CrawlState(tmp_path / "state" / "crawl.sqlite")
        archive = Archive(tmp_path / "archive")
        fetcher = Fetcher("cchc-test/1.0", limits=QUICK)

        def go(self, source, **options):
            return crawl(source, self.state, self.archive, user_agent="", fetcher=self.fetcher, **options)

        def pages(self):
            return [page for _, page in self.archive.records("test-site")]

    made = Home()
    yield made
    made.fetcher.close()
    made.state.close()


def counts(report):
    return {"discovered": report.discovered, "fetched": report.fetched, "unchanged": report.unchanged, "skipped": report.skipped}


def kinds(report):
    return sorted(failure.kind for failure in report.failures)


# ---------------------------------------------------------------- the good case
def test_first_crawl_archives_every_article(site, home) -> None:
    site.listing("/list", [1, 2], "/list?p=2")
    site.listing("/list?p=2", [3])
    site.articles(1, 2, 3)
    report = home.go(site.source())
    assert counts(report) == {"discovered": 3, "fetched": 3, "unchanged": 0, "skipped": 0}
    assert [page.url for page in home.pages()] == [site.url(f"/a/{number}") for number in (1, 2, 3)]
    assert [page.body.decode() for page in home.pages()] == [f"<h1>Bài {number}</h1>" for number in (1, 2, 3)]
    assert home.state.unparsed("test-site", "1") == [ref for ref, _ in home.archive.records("test-site")]


def test_second_crawl_asks_conditionally_and_archives_nothing(site, home) -> None:
    site.listing("/list", [1, 2])
    site.articles(1, 2)
    home.go(site.source())
    report = home.go(site.source())
    assert counts(report) == {"discovered": 2, "fetched": 0, "unchanged": 2, "skipped": 0}
    assert [hit.status for hit in site.hits if hit.path.startswith("/a/")] == [200, 200, 304, 304]
    assert len(home.pages()) == 2


def test_same_body_without_validators_is_unchanged(site, home, reply) -> None:
    site.listing("/list", [1])
    site.pages["/a/1"] = reply("không có ETag")
    home.go(site.source())
    assert counts(home.go(site.source())) == {"discovered": 1, "fetched": 0, "unchanged": 1, "skipped": 0}


# ---------------------------------------------------------------- attachments
REPORT = """<html><head><link href="/style.css"></head><body><nav><a href="/huong-dan.pdf">Hướng dẫn</a></nav><h1>Báo cáo quý II</h1>
<p>Tải <a href="/f/bao-cao.pdf?sid=9">báo cáo</a>, <a href="/tai-ve?id=7">Phụ lục.xlsx</a>, <a href="http://elsewhere.example/x.docx">bản ngoài</a>, <a href="/a/2">bài khác</a></p></body></html>"""


def test_the_files_of_an_article_are_fetched_with_it(site, home, reply) -> None:
    site.listing("/list", [1])
    site.pages |= {"/a/1": reply(REPORT), "/f/bao-cao.pdf?sid=9": reply(b"%PDF-1.4", headers={"Content-Type": "application/pdf"}), "/tai-ve?id=7": reply(b"PK")}
    report = home.go(site.source())
    assert counts(report) == {"discovered": 1, "fetched": 3, "unchanged": 0, "skipped": 0} and not report.failures
    assert [(page.url, page.parent_url) for page in home.pages()] == [
        (site.url("/a/1"), None), (site.url("/f/bao-cao.pdf?sid=9"), site.url("/a/1")), (site.url("/tai-ve?id=7"), site.url("/a/1"))]
    assert counts(home.go(site.source())) == {"discovered": 1, "fetched": 0, "unchanged": 3, "skipped": 0}


def test_a_source_may_want_no_files(site, home, reply) -> None:
    site.listing("/list", [1])
    site.pages["/a/1"] = reply(REPORT)
    home.go(site.source(attachments=False))
    assert [page.url for page in home.pages()] == [site.url("/a/1")]


def test_files_wait_for_the_limit_and_for_their_host(site, home, reply) -> None:
    site.listing("/list", [1])
    site.pages |= {"/a/1": reply(REPORT), "/f/bao-cao.pdf?sid=9": [reply(status=404), reply(b"%PDF-1.4")], "/tai-ve?id=7": reply(b"PK")}
    assert counts(home.go(site.source(), limit=2)) == {"discovered": 1, "fetched": 1, "unchanged": 0, "skipped": 1}
    assert site.asked("/tai-ve") == []
    home.go(site.source(), limit=2)
    assert [page.url for page in home.pages()] == [site.url("/a/1"), site.url("/tai-ve?id=7")]


def test_files_of_articles_archived_by_a_killed_crawl_are_fetched(site, home, reply, tmp_path) -> None:
    site.listing("/list", [1])
    site.pages |= {"/a/1": reply(REPORT, headers={"ETag": '"1"'}), "/f/bao-cao.pdf?sid=9": reply(b"%PDF-1.4"), "/tai-ve?id=7": reply(b"PK")}
    home.go(site.source(), limit=1)
    home.state.close()
    home.state = CrawlState(tmp_path / "state" / "new.sqlite")
    home.go(site.source())
    assert len(home.pages()) == 3


def test_changed_article_is_archived_beside_the_old_one(site, home, reply) -> None:
    site.listing("/list", [1, 2])
    site.articles(1, 2)
    home.go(site.source())
    site.pages["/a/2"] = reply("đã đính chính", headers={"ETag": '"v2b"'})
    assert counts(home.go(site.source())) == {"discovered": 2, "fetched": 1, "unchanged": 1, "skipped": 0}
    assert [page.body.decode() for page in home.pages() if page.url.endswith("/2")] == ["<h1>Bài 2</h1>", "đã đính chính"]


def test_page_long_unchanged_is_not_asked_for(site, home) -> None:
    site.listing("/list", [1])
    site.articles(1)
    home.go(site.source())
    with sqlite3.connect(home.state.path) as db:
        db.execute("UPDATE pages SET changed_at = '2020-01-01T00:00:00.000000+00:00'")
    assert counts(home.go(site.source()))["unchanged"] == 1
    assert counts(home.go(site.source())) == {"discovered": 1, "fetched": 0, "unchanged": 0, "skipped": 1}


def test_addresses_of_one_article_are_fetched_once(site, home, reply) -> None:
    site.pages["/list"] = reply("".join(f'<a class="t" href="{href}">x</a>' for href in ("/a/1", "/a/1#cmt", "/a/1?utm_source=zalo", "/a/1/")))
    site.articles(1)
    assert counts(home.go(site.source()))["discovered"] == 1
    assert site.asked("/a/") == ["/a/1"]


def test_listing_date_reaches_the_archive(site, home, reply) -> None:
    site.pages["/list"] = reply('<li><a class="t" href="/a/1">x</a><i>(25/06/2020 3:04:58\n CH)</i></li><li><a class="t" href="/a/2">y</a></li>')
    site.articles(1, 2)
    home.go(site.source(discovery=(Discovery("listing", site.url("/list"), item="li", links="a.t", date="i"),)))
    assert [page.listing_date for page in home.pages()] == ["(25/06/2020 3:04:58 CH)", None]


def test_lookups_of_one_crawl_are_told_to_on_page(site, home) -> None:
    site.listing("/list", [1, 2])
    site.articles(1)
    told: list[str] = []
    home.go(site.source(), on_page=told.append)
    assert told == [site.url("/a/1"), site.url("/a/2")]


# ---------------------------------------------------------------- paging
def test_paging_in_a_circle_ends(site, home) -> None:
    site.listing("/list", [1], "/list?p=2")
    site.listing("/list?p=2", [2], "/list")
    site.articles(1, 2)
    assert home.go(site.source()).discovered == 2
    assert site.asked("/list") == ["/list", "/list?p=2"]


def test_last_page_served_for_ever_ends(site, home) -> None:
    for number in range(1, 6):
        site.listing(f"/list?p={number}" if number > 1 else "/list", [min(number, 3)])
    site.articles(1, 2, 3)
    report = home.go(site.source(discovery=(Discovery("listing", site.url("/list"), links="a.t", page_param="p", max_pages=50),)))
    assert (report.discovered, kinds(report)) == (3, [])
    assert len(site.asked("/list")) == 4


def test_404_behind_the_last_page_is_its_end(site, home) -> None:
    site.listing("/list", [1])
    site.articles(1)
    report = home.go(site.source(discovery=(Discovery("listing", site.url("/list"), links="a.t", page_param="p"),)))
    assert (report.discovered, report.failures) == (1, ())


def test_max_pages(site, home) -> None:
    for number in range(9):
        site.listing(f"/list?p={number}", [number], f"/list?p={number + 1}")
    site.articles(*range(9))
    assert home.go(site.source(discovery=(Discovery("listing", site.url("/list?p=0"), links="a.t", next="a.next", max_pages=3),))).discovered == 3


def test_later_crawl_stops_at_the_first_known_page(site, home) -> None:
    site.listing("/list", [3], "/list?p=2")
    site.listing("/list?p=2", [2], "/list?p=3")
    site.listing("/list?p=3", [1])
    site.articles(1, 2, 3)
    home.go(site.source())
    site.hits.clear()
    home.go(site.source())
    assert site.asked("/list") == ["/list"]


def test_no_early_stop_after_a_walk_that_failed(site, home, reply) -> None:
    site.listing("/list", [3], "/list?p=2")
    site.pages["/list?p=2"] = reply(status=500)
    site.articles(1, 2, 3)
    assert kinds(home.go(site.source())) == ["http-500"]
    site.listing("/list?p=2", [2, 1])
    report = home.go(site.source())
    assert (report.discovered, report.fetched) == (3, 2)


def test_no_early_stop_when_more_pages_are_allowed(site, home) -> None:
    site.listing("/list", [2], "/list?p=2")
    site.listing("/list?p=2", [1])
    site.articles(1, 2)
    way = site.source().discovery[0]
    assert home.go(site.source(discovery=(replace(way, max_pages=1),))).discovered == 1
    assert home.go(site.source(discovery=(replace(way, max_pages=5),))).fetched == 1


# ---------------------------------------------------------------- interruption, limit
class Killed(BaseException):
    pass


def killer(after: int):
    left = [after]

    def on_page(_: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    return on_page


def test_killed_crawl_resumes_without_fetching_twice(site, home) -> None:
    site.listing("/list", [1, 2, 3, 4, 5])
    site.articles(1, 2, 3, 4, 5)
    with pytest.raises(Killed):
        home.go(site.source(), on_page=killer(2))
    report = home.go(site.source())
    assert counts(report) == {"discovered": 5, "fetched": 3, "unchanged": 0, "skipped": 2}
    assert sorted(site.asked("/a/")) == [f"/a/{number}" for number in (1, 2, 3, 4, 5)]
    assert site.asked("/list") == ["/list"]


def test_killed_discovery_resumes_on_the_page_where_it_stopped(site, home, reply) -> None:
    for number in range(1, 5):
        site.listing(f"/list?p={number}", [10 - number])
    site.articles(*range(6, 10))
    source = site.source(discovery=(Discovery("listing", site.url("/list?p=1"), links="a.t", page_param="p", max_pages=4),))
    real, asked = home.fetcher.get, []

    def get(url, *args, **options):
        asked.append(url)
        if len(asked) == 3:
            raise Killed
        return real(url, *args, **options)

    home.fetcher.get = get
    with pytest.raises(Killed):
        home.go(source)
    assert home.state.count("test-site") == 2   # what was found is kept
    assert counts(home.go(source)) == {"discovered": 4, "fetched": 4, "unchanged": 0, "skipped": 0}
    assert site.asked("/list") == [f"/list?p={number}" for number in range(1, 5)]


def test_backfill_once_then_looks(site, home, reply) -> None:
    def page(number: int, *entries: tuple[int, str]) -> None:
        site.pages[f"/list?p={number}"] = reply("".join(f'<li><a class="t" href="/a/{one}">x</a><i>{day}</i></li>' for one, day in entries))

    page(1, (9, "01/03/2024"))
    page(2, (8, "05/01/2023"))
    page(3, (7, "01/01/2021"))
    page(4, (6, "30/12/2020"))
    page(5, (5, "01/01/2019"))
    page(6, (4, "31/12/2018"))
    site.articles(*range(4, 11))
    source = site.source(discovery=(Discovery("listing", site.url("/list?p=1"), links="a.t", item="li", date="i", page_param="p", max_pages=2),))
    assert home.go(source).discovered == 2
    real, asked = home.fetcher.get, []

    def get(url, *args, **options):
        asked.append(url)
        if url.endswith("p=4"):
            raise Killed
        return real(url, *args, **options)

    site.hits.clear()
    home.fetcher.get = get
    with pytest.raises(Killed):
        home.go(source, since=date(2019, 1, 1))
    assert site.asked("/list") == ["/list?p=1", "/list?p=2", "/list?p=3"]   # the look ends on page 1; the backfill begins behind it
    home.fetcher.get = real
    site.hits.clear()
    assert home.go(source, since=date(2019, 1, 1)).fetched == 3
    assert site.asked("/list") == ["/list?p=4", "/list?p=5", "/list?p=6"]
    site.hits.clear()
    page(1, (10, "02/03/2024"), (9, "01/03/2024"))
    assert home.go(source, since=date(2020, 1, 1)).fetched == 1
    assert site.asked("/list") == ["/list?p=1", "/list?p=2"]


def test_next_process_keeps_the_pause_and_the_wish_of_the_host(site, home, reply) -> None:
    site.listing("/list", [1, 2])
    site.articles(1, 2)
    source = site.source(delay_seconds=0.3)
    with pytest.raises(Killed):
        home.go(source, on_page=killer(1))
    last = site.hits[-1].at
    home.fetcher = Fetcher("cchc-test/1.0", limits=QUICK)   # another process knows nothing of this one's clock
    site.pages["/a/2"] = reply(status=429, headers={"Retry-After": "1000"})
    report = home.go(source)
    assert next(hit for hit in site.hits if hit.at > last).at - last > 0.3
    assert "http-429" in kinds(report)
    home.fetcher = Fetcher("cchc-test/1.0", limits=QUICK)
    site.hits.clear()
    report = home.go(source)
    assert (site.hits, kinds(report)) == ([], ["host-down", "wait", "wait"])


def test_kill_between_archive_and_state_loses_and_repeats_nothing(site, home, monkeypatch) -> None:
    site.listing("/list", [1, 2])
    site.articles(1, 2)
    with monkeypatch.context() as patched:
        patched.setattr(CrawlState, "archived", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            home.go(site.source())
    assert home.go(site.source()).fetched == 1
    assert site.asked("/a/") == ["/a/1", "/a/2"]
    assert len(home.state.unparsed("test-site", "1")) == 2


def test_lost_state_is_rebuilt_from_the_archive(site, home, tmp_path) -> None:
    site.listing("/list", [1, 2])
    site.articles(1, 2)
    home.go(site.source())
    with CrawlState(tmp_path / "new.sqlite") as state:
        report = crawl(site.source(), state, home.archive, user_agent="", fetcher=home.fetcher)
        assert counts(report) == {"discovered": 2, "fetched": 0, "unchanged": 2, "skipped": 0}
        assert state.unparsed("test-site", "1") == home.state.unparsed("test-site", "1")


def test_limited_crawls_go_on_where_the_last_one_ended(site, home) -> None:
    site.listing("/list", [1, 2, 3, 4, 5])
    site.articles(1, 2, 3, 4, 5)
    reports = [home.go(site.source(), limit=2) for _ in range(3)]
    assert [report.fetched for report in reports] == [2, 2, 1]
    assert [report.skipped for report in reports] == [3, 3, 4]
    assert home.go(site.source(), limit=2).unchanged == 2


# ---------------------------------------------------------------- failures
def test_each_failure_is_told_and_the_rest_goes_on(site, home, reply) -> None:
    site.listing("/list", [1, 2, 3, 4])
    site.articles(1)
    site.pages |= {"/a/2": reply(status=500), "/a/3": reply(status=302, headers={"Location": "https://nhacai.example/"}),
                   "/robots.txt": reply("User-agent: *\nDisallow: /a/4")}
    report = home.go(site.source())
    assert (report.fetched, kinds(report)) == (1, ["http-500", "redirect", "robots"])
    assert {failure.stage for failure in report.failures} == {"fetch"}
    assert all(failure.url.startswith("http") and failure.reason for failure in report.failures)


def test_failed_page_is_tried_by_the_next_crawl_and_a_gone_one_is_not(site, home, reply) -> None:
    site.listing("/list", [1, 2])
    site.pages["/a/1"] = reply(status=500)
    home.go(site.source())
    site.hits.clear()
    site.articles(1, 2)
    assert home.go(site.source()).fetched == 1
    assert site.asked("/a/") == ["/a/1"]


def test_silent_host_is_left_alone(site, home, reply) -> None:
    site.listing("/list", list(range(1, 21)))
    site.pages |= {f"/a/{number}": reply(status=403) for number in range(1, 21)}
    report = home.go(site.source())
    assert len(site.asked("/a/")) == 5
    assert kinds(report) == ["host-down"] + ["http-403"] * 5
    assert "15 addresses" in report.failures[-1].reason
    site.hits.clear()
    site.articles(*range(1, 31))
    site.listing("/list", list(range(1, 31)))
    assert counts(home.go(site.source())) == {"discovered": 30, "fetched": 30, "unchanged": 0, "skipped": 0}


def test_pages_that_always_fail_keep_no_other_from_its_turn(site, home, reply) -> None:
    site.listing("/list", list(range(1, 7)))
    site.pages |= {f"/a/{number}": reply(status=403) for number in range(1, 7)}
    home.go(site.source())
    site.listing("/list", [8, 7, *range(1, 7)])
    site.articles(7, 8)
    assert home.go(site.source()).fetched == 2


def test_robots_out_of_reach_stops_the_crawl_and_the_next_one_discovers_again(site, home, reply) -> None:
    site.listing("/list", [1, 2])
    site.articles(1, 2)
    home.go(site.source())
    site.listing("/list", [3, 1, 2])
    site.articles(3)
    site.pages["/robots.txt"] = reply(status=503)
    home.fetcher = Fetcher("cchc-test/1.0", limits=replace(QUICK, attempts=1))
    report = home.go(site.source())
    assert set(kinds(report)) == {"robots", "host-down"}
    assert (report.discovered, report.fetched) == (0, 0)
    del site.pages["/robots.txt"]
    home.fetcher = Fetcher("cchc-test/1.0", limits=QUICK)
    assert home.go(site.source()).fetched == 1


def test_removed_article_that_leads_to_the_home_page_is_not_archived(site, home, reply) -> None:
    site.listing("/list", [1])
    site.pages |= {"/a/1": reply(status=302, headers={"Location": "/"}), "/": reply("Trang chủ")}
    report = home.go(site.source())
    assert (report.fetched, kinds(report)) == (0, ["redirect"])
    assert "removed" in report.failures[0].reason


def test_two_addresses_that_lead_to_one_article_are_archived_once(site, home, reply) -> None:
    site.listing("/list", [1, 2])
    site.articles(2)
    site.pages["/a/1"] = reply(status=301, headers={"Location": "/a/2"})
    report = home.go(site.source())
    assert (report.fetched, report.unchanged) == (1, 1)
    assert [page.canonical_url for page in home.pages()] == [site.url("/a/2")]


@pytest.mark.parametrize("html, part", [
    pytest.param("<p>Bảo trì</p>", "no link matches", id="layout-changed"),
    pytest.param('<a class="t" href="/tin/x">x</a>', "article_pattern", id="other-addresses"),
])
def test_listing_without_articles_is_a_failure(site, home, reply, html, part) -> None:
    site.pages["/list"] = reply(html)
    report = home.go(site.source())
    assert kinds(report) == ["listing"] and part in report.failures[0].reason


def test_connections_that_always_break_end_the_crawl(site, home, reply) -> None:
    site.listing("/list", list(range(1, 21)))
    site.pages |= {f"/a/{number}": reply("x" * 100, drop=True) for number in range(1, 21)}
    home.fetcher = Fetcher("cchc-test/1.0", limits=replace(QUICK, attempts=1))
    assert kinds(home.go(site.source())) == ["broken"] * 5 + ["host-down"]


def test_a_fault_of_ours_ends_one_source_and_is_told(site, home, monkeypatch) -> None:
    site.listing("/list", [1, 2])
    site.articles(1, 2)
    monkeypatch.setattr("pipeline.crawl.run.body_digest", lambda body: 1 // 0)
    report = home.go(site.source())
    assert (kinds(report), report.failures[0].missing) == (["program"], True)
    assert "ZeroDivisionError" in report.failures[0].reason and "line" in report.failures[0].reason
    monkeypatch.undo()
    assert home.go(site.source()).fetched == 2


def test_nothing_listens(site, home) -> None:
    source = site.source(hosts=("127.0.0.1:1",), base_url="http://127.0.0.1:1/", discovery=(Discovery("feed", "http://127.0.0.1:1/rss"),))
    report = home.go(source)
    assert (kinds(report), report.fetched) == (["connect"], 0)


def test_two_crawls_of_one_source_at_once(site, home) -> None:
    site.listing("/list", [1])
    site.articles(1)
    with CrawlState(home.state.path) as other, other.crawling("test-site"):
        report = home.go(site.source())
    assert (kinds(report), site.hits) == (["busy"], [])
    assert home.go(site.source()).fetched == 1


def test_304_for_a_page_we_do_not_have(site, home, reply) -> None:
    site.listing("/list", [1])
    site.pages["/a/1"] = reply(status=304)
    report = home.go(site.source())
    assert (report.unchanged, kinds(report)) == (0, ["empty"])


def test_full_disk_is_told(site, home, tmp_path) -> None:
    site.listing("/list", [1])
    site.articles(1)
    (tmp_path / "archive").write_text("a file where a folder should be")
    report = home.go(site.source())
    assert kinds(report) == ["storage"] and str(tmp_path) in report.failures[0].reason


# ---------------------------------------------------------------- the sample
def test_sample_portal(tmp_path) -> None:
    server_module = pytest.importorskip("corpus.sample.server")
    with server_module.serve(ports=(0, 0, 0)) as server, CrawlState(tmp_path / "crawl.sqlite") as state:
        archive = Archive(tmp_path / "archive")
        source = replace(server.sources["mau-lai-chau"], delay_seconds=0.0)
        first, second = (crawl(source, state, archive, user_agent="cchc-test/1.0", connect_to=server.connect_to) for _ in range(2))
        pages = [archive.read(ref) for ref in state.unparsed(source.id, "1")]
        assert first.fetched >= source.expect.documents and len(pages) == first.fetched
        assert (second.fetched, second.failures) == (0, ())
        server.revised = True
        third = crawl(source, state, archive, user_agent="cchc-test/1.0", connect_to=server.connect_to)
        assert (third.fetched, third.unchanged) == (1, second.unchanged - 1)
        assert all(page.canonical_url.startswith("http://127.0.0.1:8471/vi-vn/pages/tin-tuc.aspx?ItemID=") for page in pages)
        assert all("/20" in (page.listing_date or "") for page in pages)
