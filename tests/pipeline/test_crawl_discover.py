"""Reading listings, sitemaps and feeds as sites really write them."""
from __future__ import annotations

import gzip

import pytest

from corpus.sources import Discovery
from pipeline.crawl import Fetcher, Limits
from pipeline.crawl.discover import Link, read_feed, read_listing, read_sitemap, walk

PAGE = "https://mau.vn/cchc/"


def listing(html: str, content_type: str = "text/html", **way: str) -> tuple[list[Link], str | None]:
    return read_listing(html.encode(), content_type, PAGE, Discovery("listing", PAGE, **({"links": "a"} | way)))


@pytest.mark.parametrize("html, way, expected", [
    pytest.param('<h3><a href="/tin/1">x</a></h3><a href="/khac">y</a>', {"links": "h3 a"}, [Link("https://mau.vn/tin/1")], id="selector"),
    pytest.param('<a href="bai-1.html">x</a><a href="?id=2">y</a>', {}, [Link("https://mau.vn/cchc/bai-1.html"), Link("https://mau.vn/cchc/?id=2")], id="relative"),
    pytest.param('<base href="https://mau.vn/vi/"><a href="bai-1.html">x</a>', {}, [Link("https://mau.vn/vi/bai-1.html")], id="base"),
    pytest.param('<a>x</a><a href="">y</a><a href="#top">z</a><a href="javascript:go()">w</a>', {}, [Link(PAGE)], id="links-that-lead-nowhere"),
    pytest.param('<li><a href="/1">x</a><i> 25/06/2020\n3:04 CH </i></li><li><a href="/2">y</a></li>', {"item": "li", "date": "i"},
                 [Link("https://mau.vn/1", "25/06/2020 3:04 CH"), Link("https://mau.vn/2")], id="dates"),
    pytest.param('<a href="/tin?a=1&amp;b=2">x</a>', {}, [Link("https://mau.vn/tin?a=1&b=2")], id="entity"),
])
def test_listing(html: str, way: dict[str, str], expected: list[Link]) -> None:
    assert listing(html, **way)[0] == expected


@pytest.mark.parametrize("html, expected", [
    pytest.param('<a class="n" href="?p=2">sau</a>', "https://mau.vn/cchc/?p=2", id="next"),
    pytest.param('<a class="n">sau</a>', None, id="no-address"),
    pytest.param('<a class="n" href="javascript:__doPostBack(1)">sau</a>', None, id="script"),
    pytest.param("<p>hết</p>", None, id="last-page"),
])
def test_next_page(html: str, expected: str | None) -> None:
    assert listing(html, next="a.n")[1] == expected


def test_listing_in_another_charset() -> None:
    body = '<li><a href="/1">x</a><i>Ngày 1</i></li>'.encode("cp1258")
    links, _ = read_listing(body, "text/html; charset=windows-1258", PAGE, Discovery("listing", PAGE, links="a", item="li", date="i"))
    assert links == [Link("https://mau.vn/1", "Ngày 1")]


SITEMAP = """<?xml version="1.0" encoding="UTF-8"?><!-- made by hand -->
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://mau.vn/a?x=1&amp;y=2 </loc><lastmod>2025-01-02</lastmod></url>
<url><loc><![CDATA[https://mau.vn/b]]></loc><news:news><news:publication_date>2025-09-21T10:00:00+07:00</news:publication_date></news:news></url>
<url><loc></loc></url></urlset>"""


@pytest.mark.parametrize("body", [pytest.param(SITEMAP.encode(), id="plain"), pytest.param(gzip.compress(SITEMAP.encode()), id="gzip"),
                                  pytest.param(b"\n\n" + SITEMAP.encode(), id="blank-lines-first"),
                                  pytest.param(SITEMAP.replace("</urlset>", "").encode(), id="cut-off")])
def test_sitemap(body: bytes) -> None:
    assert read_sitemap(body) == ([Link("https://mau.vn/a?x=1&y=2"), Link("https://mau.vn/b", "2025-09-21T10:00:00+07:00")], [])


def test_sitemap_index_newest_first() -> None:
    entries = "".join(f"<sitemap><loc>https://mau.vn/{name}.xml</loc>{date}</sitemap>" for name, date in
                      [("old", "<lastmod>2024-01-01</lastmod>"), ("none", ""), ("new", "<lastmod>2025-01-01</lastmod>")])
    found = read_sitemap(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'.encode())
    assert found == ([], ["https://mau.vn/new.xml", "https://mau.vn/old.xml", "https://mau.vn/none.xml"])


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


# ---------------------------------------------------------------- against a server
@pytest.fixture
def get(site):
    with Fetcher("cchc-test/1.0", limits=Limits(attempts=1, read=2)) as fetcher:
        yield lambda url: fetcher.get(url, site.source())


def test_sitemap_index_is_followed(site, reply, get) -> None:
    def sitemap(*numbers: int) -> str:
        return "<urlset>" + "".join(f"<url><loc>{site.url(f'/a/{n}')}</loc></url>" for n in numbers) + "</urlset>"

    site.pages = {"/s.xml": reply("<sitemapindex>" + "".join(f"<sitemap><loc>{site.url(f'/s{n}.xml')}</loc></sitemap>" for n in "123") + "</sitemapindex>"),
                  "/s1.xml": reply(gzip.compress(sitemap(1, 2).encode())), "/s2.xml": reply("<html/>"), "/s3.xml": reply(sitemap(3))}
    found = walk(site.source(), Discovery("sitemap", site.url("/s.xml")), get, lambda _: True)
    assert list(found.links) == [site.url(f"/a/{n}") for n in (1, 2, 3)]
    assert [(trouble.url, trouble.kind) for trouble in found.troubles] == [(site.url("/s2.xml"), "sitemap")]


def test_sitemap_that_names_itself_ends(site, reply, get) -> None:
    site.pages = {"/s.xml": reply(f"<sitemapindex><sitemap><loc>{site.url('/s.xml')}</loc></sitemap></sitemapindex>")}
    assert walk(site.source(), Discovery("sitemap", site.url("/s.xml")), get, lambda _: False).links == {}
    assert site.asked() == ["/s.xml"]


def test_only_articles_of_the_source_are_kept(site, reply, get) -> None:
    entries = [site.url("/a/1"), site.url("/a/1?utm_source=rss"), site.url("/tag/x"), "https://other.example/a/2"]
    site.pages = {"/rss": reply("<rss>" + "".join(f"<item><link>{url}</link></item>" for url in entries) + "</rss>")}
    assert list(walk(site.source(), Discovery("feed", site.url("/rss")), get, lambda _: False).links) == [site.url("/a/1")]
