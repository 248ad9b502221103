"""Reading listings, sitemaps and feeds as sites really write them."""
from __future__ import annotations

import gzip
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sources import Discovery
from pipeline.crawl import Fetcher, Limits
from pipeline.crawl.discover import Memory, Step, walk
from pipeline.crawl.paging import Spot
from pipeline.crawl.reading import Link, Listing, read_feed, read_listing, read_sitemap, sitemap_day

PAGE = "https://mau.vn/cchc/"


def listing(html: str, content_type: str = "text/html", **way: str) -> Listing:
    return read_listing(html.encode(), content_type, PAGE, Discovery("listing", PAGE, **({"links": "a"} | way)))


@pytest.mark.parametrize("html, way, expected", [
    pytest.param('<h3><a href="/tin/1">x</a></h3><a href="/khac">y</a>', {"links": "h3 a"}, [Link("https://mau.vn/tin/1")], id="selector"),
    pytest.param('<a href="bai-1.html">x</a><a href="?id=2">y</a>', {}, [Link("https://mau.vn/cchc/bai-1.html"), Link("https://mau.vn/cchc/?id=2")], id="relative"),
    pytest.param('<base href="https://mau.vn/vi/"><a href="bai-1.html">x</a>', {}, [Link("https://mau.vn/vi/bai-1.html")], id="base"),
    pytest.param('<a>x</a><a href="">y</a><a href="#top">z</a><a href="javascript:go()">w</a>', {}, [], id="links-that-lead-nowhere"),
    pytest.param('<li><a href="/1">x</a><i> 25/06/2020\n3:04 CH </i></li><li><a href="/2">y</a></li>', {"item": "li", "date": "i"},
                 [Link("https://mau.vn/1", "25/06/2020 3:04 CH"), Link("https://mau.vn/2")], id="dates"),
    pytest.param('<a href="/tin?a=1&amp;b=2">x</a>', {}, [Link("https://mau.vn/tin?a=1&b=2")], id="entity"),
])
def test_listing(html: str, way: dict[str, str], expected: list[Link]) -> None:
    assert listing(html, **way).links == expected


@pytest.mark.parametrize("html, expected", [
    pytest.param('<a class="n" href="?p=2">sau</a>', "https://mau.vn/cchc/?p=2", id="next"),
    pytest.param('<a class="n">sau</a>', None, id="no-address"),
    pytest.param('<a class="n" href="javascript:__doPostBack(1)">sau</a>', None, id="script"),
    pytest.param("<p>hết</p>", None, id="last-page"),
    pytest.param('<a class="n" href="#" data-url="/ajax/tin?p=2">Xem thêm</a>', "https://mau.vn/ajax/tin?p=2", id="button-with-data-url"),
])
def test_next_page(html: str, expected: str | None) -> None:
    assert listing(html, next="a.n").following == expected


def test_next_page_by_the_words_of_its_link() -> None:
    html = '<a href="/lien-he">Xem bản đồ</a><a href="/cchc?trang=2"> Xem thêm »</a>'
    assert listing(html, next='a:-soup-contains("Xem thêm")').following == "https://mau.vn/cchc?trang=2"


def test_next_page_by_a_script_is_said() -> None:
    assert listing('<a class="n" href="javascript:__doPostBack(\'p\',\'2\')">2</a>', next="a.n").scripted
    assert not listing('<a class="n" href="javascript:void(0)">2</a>', next="a.n").scripted


@pytest.mark.parametrize("body", [
    pytest.param('{"ok": true, "html": "<li><a href=\\"/1\\">x</a></li>", "total": 40}', id="object"),
    pytest.param('["<li><a href=\'/1\'>x</a></li>"]', id="list"),
])
def test_listing_in_json(body: str) -> None:
    assert listing(body, "application/json").links == [Link("https://mau.vn/1")]


def test_listing_in_another_charset() -> None:
    body = '<li><a href="/1">x</a><i>Ngày 1</i></li>'.encode("cp1258")
    found = read_listing(body, "text/html; charset=windows-1258", PAGE, Discovery("listing", PAGE, links="a", item="li", date="i"))
    assert found.links == [Link("https://mau.vn/1", "Ngày 1")]


SITEMAP = """<?xml version="1.0" encoding="UTF-8"?><!-- made by hand -->
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://mau.vn/a?x=1&amp;y=2 </loc><lastmod>2025-01-02</lastmod></url>
<url><loc><![CDATA[https://mau.vn/b]]></loc><news:news><news:publication_date>2025-09-21T10:00:00+07:00</news:publication_date></news:news></url>
<url><loc></loc></url></urlset>"""


@pytest.mark.parametrize("body", [pytest.param(SITEMAP.encode(), id="plain"), pytest.param(gzip.compress(SITEMAP.encode()), id="gzip"),
                                  pytest.param(b"\n\n" + SITEMAP.encode(), id="blank-lines-first"),
                                  pytest.param(SITEMAP.replace("</urlset>", "").encode(), id="cut-off")])
def test_sitemap(body: bytes) -> None:
    assert read_sitemap(body) == (
        [Link("https://mau.vn/a?x=1&y=2", changed="2025-01-02"), Link("https://mau.vn/b", "2025-09-21T10:00:00+07:00")], [])


def test_sitemap_index() -> None:
    entries = "".join(f"<sitemap><loc>https://mau.vn/{name}.xml</loc>{day}</sitemap>" for name, day in [("a", "<lastmod>2024-01-01</lastmod>"), ("b", "")])
    found = read_sitemap(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'.encode())
    assert found == ([], [Link("https://mau.vn/a.xml", changed="2024-01-01"), Link("https://mau.vn/b.xml")])


@pytest.mark.parametrize("link, day", [
    pytest.param(Link("https://x.vn/a", "(25/06/2020 3:04:58 CH)"), date(2020, 6, 25), id="listing"),
    pytest.param(Link("https://x.vn/2019/07/05/a", "25/06/2020"), date(2020, 6, 25), id="listing-before-address"),
    pytest.param(Link("https://x.vn/portal/Pages/2024-8-19/a.aspx"), date(2024, 8, 19), id="address"),
    pytest.param(Link("https://x.vn/tin-tuc/2024/02/831-hop-bao"), date(2024, 2, 29), id="month-in-address"),
    pytest.param(Link("https://x.vn/a", changed="2021-03-01T00:00:00+07:00"), date(2021, 3, 1), id="lastmod"),
    pytest.param(Link("https://x.vn/tin/nam-2019-12-ket-qua-20190312.html"), None, id="figures-of-a-title"),
    pytest.param(Link("https://x.vn/2019/13/a"), None, id="no-month"),
    pytest.param(Link("https://x.vn/a", "hôm qua"), None, id="no-date"),
])
def test_day_of_a_link(link: Link, day: date | None) -> None:
    assert link.day == day


@pytest.mark.parametrize("stamp, day", [("2024", date(2024, 12, 31)), ("2024-02", date(2024, 2, 29)), ("2024-05-09T01:02:03Z", date(2024, 5, 9)), ("x", None), (None, None)])
def test_last_day_of_a_lastmod(stamp: str | None, day: date | None) -> None:
    assert sitemap_day(stamp) == day


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"not xml", gzip.compress(b"x" * 100)[:30], b"\x1f\x8bnope"],
                         ids=["empty", "html", "text", "cut-gzip", "broken-gzip"])
def test_no_sitemap(body: bytes) -> None:
    with pytest.raises(ValueError):
        read_sitemap(body)


def test_entities_of_a_hostile_sitemap_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://mau.vn/&f;</loc></url></urlset>'
    assert "root" not in str(read_sitemap(bomb.encode()))


@pytest.mark.parametrize("body, expected", [
    pytest.param('<rss version="2.0"><channel><link>https://mau.vn</link><item><title>x</title><link>https://mau.vn/a</link>'
                 "<pubDate>Thu, 21 May 2026 17:32:00 +0700</pubDate></item></channel></rss>",
                 [Link("https://mau.vn/a", "Thu, 21 May 2026 17:32:00 +0700")], id="rss"),
    pytest.param('<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://mau.vn/"/><entry><link rel="self" href="/self"/><link href="/a"/>'
                 "<updated>2025-02-02T00:00:00Z</updated></entry></feed>", [Link("https://mau.vn/a", "2025-02-02T00:00:00Z")], id="atom"),
    pytest.param('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
                 "<item><link>/a</link><dc:date>2025-01-01</dc:date></item></rdf:RDF>", [Link("https://mau.vn/a", "2025-01-01")], id="rss-1"),
    pytest.param("<rss><channel><item><title>không có địa chỉ</title></item></channel></rss>", [], id="no-link"),
])
def test_feed(body: str, expected: list[Link]) -> None:
    assert read_feed(body.encode(), PAGE) == expected


def test_no_feed() -> None:
    with pytest.raises(ValueError, match="<html>"):
        read_feed(b"<html></html>", PAGE)


@pytest.mark.filterwarnings("ignore::UserWarning")   # of Beautiful Soup, for what is no markup
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | st.lists(st.sampled_from(
    ["<urlset>", "<rss>", "<item>", "<url>", "<loc>", "https://x.vn:99999/", "http://[", "</loc>", "<link>", "&#0;", "<a href='//\u0130.vn/'>", "<base href='http://[1'>", "\x1f", "{", '"<a href=1>"', "}"])).map("".join).map(str.encode))
def test_whatever_a_server_sends_is_read_or_refused(body: bytes) -> None:
    read_listing(body, "application/json; charset=khong-co", PAGE, Discovery("listing", PAGE, links="a", next="a"))
    for read in (read_sitemap, lambda one: read_feed(one, PAGE)):
        with suppress(ValueError):
            read(body)


# ---------------------------------------------------------------- against a server
TODAY = date(2024, 3, 2)


@pytest.fixture
def go(site):
    """`go(**way)` walks one listing (or what `kind` says) of the site and returns the steps."""
    with Fetcher("cchc-test/1.0", limits=Limits(attempts=1, read=2)) as fetcher:

        def walked(path: str = "/list", *, known: Iterable[int] = (), whole: bool = False, since: date | None = None, start: Spot | None = None,
                   read_at: dict[str, datetime] | None = None, kind: str = "listing", **way: object) -> list[Step]:
            met = {site.url(f"/a/{number}") for number in known}
            memory = Memory(met.__contains__, lambda url: (read_at or {}).get(url.removeprefix(site.url(""))), whole=whole)
            made = Discovery(kind, site.url(path), **({"links": "a.t"} if kind == "listing" else {}) | way)
            return list(walk(site.source(), made, lambda url: fetcher.get(url, site.source()), memory, start=start, since=since, today=TODAY))

        yield walked


def numbers(steps: Iterable[Step]) -> list[int]:
    return [int(identity.rpartition("/")[2]) for step in steps for identity in step.links]


def kinds(steps: Iterable[Step]) -> list[str]:
    return [trouble.kind for step in steps for trouble in step.troubles]


@pytest.mark.parametrize("way, first, second, third", [
    pytest.param({"page_param": "page"}, "/list", "/list?page=2", "/list?page=3", id="page-param"),
    pytest.param({"page_param": "PageIndex"}, "/list?CatID=7&PageIndex=1", "/list?CatID=7&PageIndex=2", "/list?CatID=7&PageIndex=3", id="PageIndex"),
    pytest.param({"page_param": "p", "page_start": 0}, "/list", "/list?p=1", "/list?p=2", id="from-zero"),
    pytest.param({"page_url": "p{page}"}, "/tin-tuc/", "/tin-tuc/p2", "/tin-tuc/p3", id="p2"),
    pytest.param({"page_url": "/tin-tuc-p{page}.htm"}, "/tin-tuc.htm", "/tin-tuc-p2.htm", "/tin-tuc-p3.htm", id="number-inside"),
    pytest.param({"page_url": "?trang={page}"}, "/tin-tuc/", "/tin-tuc/?trang=2", "/tin-tuc/?trang=3", id="relative-query"),
    pytest.param({"page_url": "/timelinelist/102/{page}.htm", "page_start": 0}, "/cchc.htm", "/timelinelist/102/1.htm", "/timelinelist/102/2.htm", id="ajax"),
])
def test_numbered_pages(site, go, way, first, second, third) -> None:
    site.listing(first, [5, 4])
    site.listing(second, [3])
    site.listing(third, [])
    steps = go(first, **way)
    assert (numbers(steps), site.asked(), kinds(steps), [step.over for step in steps]) == ([5, 4, 3], [first, second, third], [], [False, False, True])


def test_pages_of_an_ajax_button(site, reply, go) -> None:
    site.pages = {"/list": reply('<a class="t" href="/a/2">x</a><a class="more" href="#" data-url="/more?p=2">Xem thêm</a>'),
                  "/more?p=2": reply('{"html": "<a class=\\"t\\" href=\\"/a/1\\">y</a>"}', headers={"Content-Type": "application/json"})}
    assert numbers(go(next="a.more")) == [2, 1]


def test_scripted_pages_are_a_trouble(site, reply, go) -> None:
    site.pages = {"/list": reply('<a class="t" href="/a/1">x</a><a class="n" href="javascript:__doPostBack(1)">2</a>')}
    assert kinds(go(next="a.n")) == ["paging"]


# ---------------------------------------------------------------- a look
def test_look_stops_at_the_first_page_without_news_and_knows_what_lies_behind(site, go) -> None:
    site.listing("/list", [5, 4])
    site.listing("/list?p=2", [3, 2])
    site.listing("/list?p=3", [1])
    steps = go(page_param="p", known=[3, 2], whole=True)
    assert (numbers(steps), steps[-1].over, steps[-1].following) == ([5, 4, 3, 2], True, Spot(site.url("/list?p=3"), 3))


def test_look_goes_on_where_an_earlier_one_left_a_gap(site, go) -> None:
    site.listing("/list", [2])
    site.listing("/list?p=2", [1])
    assert numbers(go(page_param="p", known=[2], whole=False)) == [2, 1]


def test_look_that_meets_nothing_known_says_so(site, go) -> None:
    for page in (1, 2, 3):
        site.listing(f"/list?p={page}", [10 - page])
    assert kinds(go("/list?p=1", page_param="p", max_pages=2, known=[1], whole=True)) == ["gap"]
    assert kinds(go("/list?p=1", page_param="p", max_pages=2, known=[8], whole=True)) == []
    assert kinds(go("/list?p=1", page_param="p", max_pages=2, known=[1], whole=False)) == []   # the first one ever


# ---------------------------------------------------------------- a backfill
def dated(site, reply, path: str, *entries: tuple[int, str]) -> None:
    site.pages[path] = reply("".join(f'<li><a class="t" href="/a/{number}">x</a><i>{day}</i></li>' for number, day in entries))


DATED = {"item": "li", "date": "i", "page_param": "p", "max_pages": 1}


def test_backfill_goes_over_what_is_known_until_it_meets_what_is_older(site, reply, go) -> None:
    dated(site, reply, "/list", (9, "01/03/2024"), (8, "28/02/2024"))
    dated(site, reply, "/list?p=2", (7, "05/01/2024"), (1, "30/12/2018"), (6, "31/12/2023"))   # a pinned old one among newer ones
    dated(site, reply, "/list?p=3", (5, "02/01/2023"), (4, "30/12/2022"))
    dated(site, reply, "/list?p=4", (3, "29/12/2022"), (2, "28/12/2022"))
    dated(site, reply, "/list?p=5", (0, "01/01/2022"))
    steps = go(**DATED, known=[9, 8, 7], whole=True, since=date(2023, 1, 1))
    assert (numbers(steps), len(site.asked()), steps[-1].following) == ([9, 8, 7, 6, 5], 4, None)


def test_backfill_goes_on_where_it_was_interrupted(site, reply, go) -> None:
    dated(site, reply, "/list?p=3", (5, "02/01/2023"))
    dated(site, reply, "/list?p=4", (4, "30/12/2022"))
    assert numbers(go(**DATED, since=date(2023, 1, 1), start=Spot(site.url("/list?p=3"), 3))) == [5]
    assert site.asked() == ["/list?p=3", "/list?p=4"]


def test_backfill_without_dates_reads_the_whole_listing(site, go) -> None:
    for page in range(1, 6):
        site.listing(f"/list?p={page}", [page])
    site.listing("/list?p=6", [5])
    assert numbers(go("/list?p=1", page_param="p", max_pages=1, since=date(2023, 1, 1))) == [1, 2, 3, 4, 5]


def test_backfill_of_pages_without_end_ends(site, go, monkeypatch) -> None:
    monkeypatch.setattr("pipeline.crawl.discover.DEEPEST", 4)
    for page in range(1, 9):
        site.listing(f"/list?p={page}", [page])
    steps = go("/list?p=1", page_param="p", since=date(2023, 1, 1))
    assert (numbers(steps), kinds(steps), steps[-1].following) == ([1, 2, 3, 4], ["paging"], Spot(site.url("/list?p=5"), 5))


# ---------------------------------------------------------------- archives by dates
@pytest.mark.parametrize("url, since, expected", [
    pytest.param("/{year}/{month}/{day}", None, ["/2024/03/02", "/2024/03/01", "/2024/02/29"], id="days"),
    pytest.param("/luu-tru?m={m}&y={year}", None, ["/luu-tru?m=3&y=2024", "/luu-tru?m=2&y=2024", "/luu-tru?m=1&y=2024"], id="months"),
    pytest.param("/nam-{year}.html", None, ["/nam-2024.html", "/nam-2023.html", "/nam-2022.html"], id="years"),
    pytest.param("/{year}-{m}", date(2023, 12, 15), ["/2024-3", "/2024-2", "/2024-1", "/2023-12"], id="backfill"),
])
def test_archive_goes_back_by_periods(site, go, url, since, expected) -> None:
    for number, path in enumerate(expected):
        if number != 1:   # a period without articles answers 404
            site.listing(path, [number])
    steps = go(url, max_pages=3, since=since)
    assert (site.asked(), kinds(steps)) == (expected, [])
    assert numbers(steps) == [number for number in range(len(expected)) if number != 1]


def test_archive_reads_the_pages_of_each_period(site, go) -> None:
    site.listing("/2024/03", [9])
    site.listing("/2024/03/p2", [8])
    site.listing("/2024/02", [7])
    steps = go("/{year}/{month}", page_url="/{year}/{month}/p{page}", max_pages=4)
    assert numbers(steps) == [9, 8, 7]
    assert site.asked() == ["/2024/03", "/2024/03/p2", "/2024/03/p3", "/2024/02"]


def test_look_into_an_archive_stops_at_a_period_without_news(site, go) -> None:
    site.listing("/2024/03/02", [])
    site.listing("/2024/03/01", [5])
    site.listing("/2024/02/29", [4])
    steps = go("/{year}/{month}/{day}", known=[4], whole=True, max_pages=9)
    assert (numbers(steps), len(site.asked())) == ([5, 4], 3)


# ---------------------------------------------------------------- sitemaps, feeds
def sitemap(site, *articles: int) -> str:
    return "<urlset>" + "".join(f"<url><loc>{site.url(f'/a/{n}')}</loc></url>" for n in articles) + "</urlset>"


def index(site, **changed: str) -> str:
    entries = [f"<sitemap><loc>{site.url(f'/{name}.xml')}</loc>" + (f"<lastmod>{day}</lastmod>" if day else "") + "</sitemap>" for name, day in changed.items()]
    return f"<sitemapindex>{''.join(entries)}</sitemapindex>"


def test_sitemap_index_is_followed(site, reply, go) -> None:
    site.pages = {"/s.xml": reply(index(site, s1="", s2="", s3="")), "/s1.xml": reply(gzip.compress(sitemap(site, 1, 2).encode())),
                  "/s2.xml": reply("<html/>"), "/s3.xml": reply(sitemap(site, 3))}
    steps = go("/s.xml", kind="sitemap")
    assert numbers(steps) == [1, 2, 3]
    assert [(trouble.url, trouble.kind) for step in steps for trouble in step.troubles] == [(site.url("/s2.xml"), "sitemap")]


@pytest.mark.parametrize("since, max_pages, expected", [
    pytest.param(None, 10, ["/new.xml", "/mid.xml", "/none.xml"], id="unchanged-since-read-is-left-out"),
    pytest.param(None, 2, ["/new.xml"], id="newest-first"),
    pytest.param(date(2023, 6, 1), 2, ["/new.xml", "/mid.xml", "/old.xml", "/none.xml"], id="backfill-reads-what-may-hold-them"),
])
def test_sitemaps_of_an_index_that_are_read(site, reply, go, since, max_pages, expected) -> None:
    site.pages = {"/s.xml": reply(index(site, none="", old="2023-06", ancient="2020-01-01", mid="2024-01-05", new="2024-03-01"))}
    site.pages |= {f"/{name}.xml": reply(sitemap(site, number)) for number, name in enumerate(("none", "old", "ancient", "mid", "new"))}
    read = datetime(2024, 1, 5, 12, tzinfo=UTC)   # mid changed on that very day, perhaps later
    go("/s.xml", kind="sitemap", max_pages=max_pages, since=since, read_at={"/old.xml": read, "/ancient.xml": read, "/mid.xml": read})
    assert site.asked()[1:] == expected


def test_sitemaps_without_dates_take_turns(site, reply, go) -> None:
    site.pages = {"/s.xml": reply(index(site, a="", b="", c=""))} | {f"/{name}.xml": reply(sitemap(site, 1)) for name in "abc"}
    go("/s.xml", kind="sitemap", max_pages=2, read_at={"/a.xml": datetime(2024, 1, 2, tzinfo=UTC), "/b.xml": datetime(2024, 1, 1, tzinfo=UTC)})
    assert site.asked() == ["/s.xml", "/c.xml"]


def test_sitemap_that_names_itself_ends(site, reply, go) -> None:
    site.pages = {"/s.xml": reply(index(site, s=""))}
    assert numbers(go("/s.xml", kind="sitemap")) == []
    assert site.asked() == ["/s.xml"]


def test_only_articles_of_the_source_are_kept(site, reply, go) -> None:
    entries = [site.url("/a/1"), site.url("/a/1?utm_source=rss"), site.url("/tag/x"), "https://other.example/a/2"]
    site.pages = {"/rss": reply("<rss>" + "".join(f"<item><link>{url}</link></item>" for url in entries) + "</rss>")}
    assert numbers(go("/rss", kind="feed")) == [1]


def test_old_entries_of_a_feed_are_left_out_of_a_backfill(site, reply, go) -> None:
    items = "".join(f"<item><link>{site.url(f'/a/{n}')}</link><pubDate>{day}</pubDate></item>" for n, day in ((1, "Thu, 21 May 2026 17:32:00 +0700"), (2, "Wed, 21 May 2014 17:32:00 +0700")))
    site.pages = {"/rss": reply(f"<rss>{items}</rss>")}
    assert numbers(go("/rss", kind="feed", since=date(2019, 1, 1))) == [1]


def test_sessions_are_not_fetched_with(site, reply, go) -> None:
    hrefs = ["/a/1;jsessionid=0A1B.node1", "/a/2?PHPSESSID=99aa&id=7&utm_source=x", "/(S(2f0mxi45))/a/3", "/a/4?x=&y=%C3%A1"]
    site.pages = {"/list": reply("".join(f'<a class="t" href="{href}">x</a>' for href in hrefs))}
    assert [link.url for step in go() for link in step.links.values()] == [site.url(path) for path in ("/a/1", "/a/2?id=7", "/a/3", "/a/4?x=&y=%C3%A1")]
