"""The sample's portals as a crawler meets them: pages, paging, sitemaps, validators, robots.txt, and what goes wrong on purpose."""
from __future__ import annotations

import gzip
import json
import re
import socket
import struct
import unicodedata
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup
from protego import Protego

from corpus.sample.content import PORTALS, Article, articles
from corpus.sample.portals import NETLOCS, address
from corpus.sample.server import SampleServer, serve
from corpus.sources import Source

SOURCE_OF = dict(zip(PORTALS, ("mau-lai-chau", "mau-dak-lak", "mau-nhip-cau"), strict=True))
ENTRIES = [a for portal in PORTALS for a in articles(portal)]
READABLE = [a for a in ENTRIES if a.kind == "article"]


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with serve((0, 0, 0)) as running:
        yield running


def get(server: SampleServer, url: str, **headers: str) -> httpx.Response:
    """Fetch an address of the sample from wherever its portal really listens."""
    netloc = urlsplit(url).netloc
    return httpx.get(url.replace(netloc, server.connect_to[netloc], 1), headers={"Accept-Encoding": "identity"} | headers, verify=False)


def url_of(article: Article) -> str:
    return f"http://{NETLOCS[article.portal]}{address(article)}"


def listed(server: SampleServer, source: Source) -> list[str]:
    """The article links of every listing page, in order, as a crawler follows them."""
    way = source.discovery[0]
    assert way.links and way.kind == "listing"
    found, url, number = [], way.url, way.page_start
    for _ in range(way.max_pages):
        soup = BeautifulSoup(get(server, url).content, "lxml")
        links = [urljoin(url, str(a["href"])) for a in soup.select(way.links)]
        if not links:
            break
        found += links
        if way.page_param:
            number += 1
            url = f"{way.url}&{way.page_param}={number}"
        else:
            following = soup.select_one(way.next or "")
            if following is None:
                break
            url = urljoin(url, str(following["href"]))
    return found


def tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


# ---------------------------------------------------------------- articles
@pytest.mark.parametrize("article", READABLE, ids=lambda a: a.name)
def test_an_article_stands_complete_where_its_source_says(server: SampleServer, article: Article) -> None:
    selectors = server.sources[SOURCE_OF[article.portal]].selectors
    soup = BeautifulSoup(get(server, url_of(article)).content, "lxml")
    title, date, body = (soup.select_one(css[0]) for css in (selectors.title, selectors.date, selectors.body))
    assert title and date and body
    assert tidy(title.get_text()) == article.title
    assert article.date.strftime("%d/%m/%Y") in date.get_text()
    author = soup.select_one(selectors.author[0])
    assert (tidy(author.get_text()) if author else "") == article.author
    for css in selectors.remove:
        for element in body.select(css):
            element.decompose()
    text, at = tidy(body.get_text(" ")), 0
    for block in article.blocks:
        for piece in [cell for row in block.rows for cell in row] or [block.text]:
            at = text.find(tidy(piece), at)
            assert at >= 0, f"{piece!r} is missing or out of order"
    assert "Tin liên quan" not in text and "Quảng cáo" not in text


def test_sharepoint_writes_the_date_its_own_way(server: SampleServer) -> None:
    article = next(a for a in READABLE if a.name == "chi-so-2020")
    page = get(server, url_of(article)).text
    assert "(Ngày đăng :29/06/2021 3:04:58 CH)" in page
    assert "__VIEWSTATE" in page and "Lượt xem: " in page and "A+" in page


def test_newspaper_says_the_date_in_json_ld_and_meta(server: SampleServer) -> None:
    article = next(a for a in READABLE if a.portal == "newspaper")
    soup = BeautifulSoup(get(server, url_of(article)).content, "lxml")
    script = soup.find("script", type="application/ld+json")
    assert script
    assert json.loads(script.get_text())["datePublished"] == article.date.isoformat()
    assert soup.find("meta", property="article:published_time", content=article.date.isoformat())


def test_one_article_is_sent_decomposed(server: SampleServer) -> None:
    decomposed = [a for a in READABLE if a.form == "NFD"]
    assert decomposed
    for article in decomposed:
        page = get(server, url_of(article)).content.decode()
        assert not unicodedata.is_normalized("NFC", page) and unicodedata.is_normalized("NFD", page)
        assert article.title not in page and article.title in unicodedata.normalize("NFC", page)


def test_what_is_no_article_answers_as_in_the_wild(server: SampleServer) -> None:
    answers = {a.kind: get(server, url_of(a)) for a in ENTRIES if a.kind != "article"}
    assert answers["gone"].status_code == 404
    assert answers["challenge"].status_code == 200 and "document.cookie" in answers["challenge"].text
    assert answers["spam"].status_code == 200 and "Nhà cái" in answers["spam"].text


# ---------------------------------------------------------------- discovery
@pytest.mark.parametrize("portal", ["sharepoint", "liferay"])
def test_listings_lead_to_every_entry_once(server: SampleServer, portal: str) -> None:
    source = server.sources[SOURCE_OF[portal]]
    links = listed(server, source)
    assert links == [url_of(a) for a in articles(portal)]
    assert all(re.search(source.article_pattern, link) for link in links)


def test_sitemaps_and_feed_lead_to_the_articles(server: SampleServer) -> None:
    feed, sitemap = server.sources["mau-nhip-cau"].discovery
    months = [e.text for e in BeautifulSoup(get(server, sitemap.url).content, "xml").find_all("loc")]
    links = [e.text for month in months for e in BeautifulSoup(get(server, month).content, "xml").find_all("loc")]
    assert links == [url_of(a) for a in articles("newspaper")]
    newest = [e.text for e in BeautifulSoup(get(server, feed.url).content, "xml").select("item > link")]
    assert newest == links[:10]
    assert len(months) <= sitemap.max_pages - 1


def test_links_of_articles_resolve(server: SampleServer) -> None:
    for portal in PORTALS:
        article = next(a for a in READABLE if a.portal == portal)
        soup = BeautifulSoup(get(server, url_of(article)).content, "lxml")
        links = {urljoin(url_of(article), str(a["href"])) for a in soup.select("a[href]")}
        pattern = server.sources[SOURCE_OF[portal]].article_pattern
        inside = [link for link in links if urlsplit(link).netloc == NETLOCS[portal] and re.search(pattern, link)]
        assert len(inside) >= 5
        kinds = {url_of(a): a.kind for a in ENTRIES}
        assert all(get(server, link).status_code == 200 for link in inside if kinds.get(link) != "gone")


@pytest.mark.parametrize("portal", PORTALS)
def test_style_sheets_and_pictures_are_there(server: SampleServer, portal: str) -> None:
    article = next(a for a in READABLE if a.portal == portal and any(b.kind == "caption" for b in a.blocks))
    soup = BeautifulSoup(get(server, url_of(article)).content, "lxml")
    style = soup.select_one("link[rel=stylesheet]")
    assert style
    wanted = {str(style["href"]): "text/css"} | {str(img["src"]): "image/" for img in soup.select("img[src]")}
    assert len(wanted) >= 2
    for path, kind in wanted.items():
        answer = get(server, urljoin(url_of(article), path))
        assert answer.status_code == 200 and answer.headers["Content-Type"].startswith(kind)


def test_unknown_addresses_are_404_and_late_pages_empty(server: SampleServer) -> None:
    for portal in PORTALS:
        assert get(server, f"http://{NETLOCS[portal]}/khong-co").status_code == 404
    late = get(server, "http://127.0.0.1:8471/vi-vn/pages/chuyen-muc.aspx?CatID=17&Page=40")
    assert late.status_code == 200 and "tieu-de-tin" not in late.text


def test_robots_keeps_crawlers_out_of_the_search(server: SampleServer) -> None:
    search = {"sharepoint": "/vi-vn/pages/tim-kiem.aspx?q=cchc", "liferay": "/tim-kiem?keywords=", "newspaper": "/search?q="}
    for portal in PORTALS:
        base = f"http://{NETLOCS[portal]}"
        rules = Protego.parse(get(server, f"{base}/robots.txt").text)
        assert not rules.can_fetch(base + search[portal], "cchc")
        assert all(rules.can_fetch(url_of(a), "cchc") for a in articles(portal))
        assert search[portal].partition("?")[0] in get(server, f"{base}/").text   # the trap is on the page
        assert (rules.crawl_delay("cchc") is not None) == (portal == "newspaper")


# ---------------------------------------------------------------- HTTP
@pytest.mark.parametrize("portal", PORTALS)
def test_known_versions_are_304(server: SampleServer, portal: str) -> None:
    url = url_of(next(a for a in READABLE if a.portal == portal))
    first = get(server, url)
    for headers in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
        again = get(server, url, **headers)
        assert again.status_code == 304 and again.content == b""
        assert again.headers["ETag"] == first.headers["ETag"]
    assert get(server, url, **{"If-None-Match": '"something-else"', "If-Modified-Since": first.headers["Last-Modified"]}).status_code == 200


def test_counters_move_while_the_version_stays(server: SampleServer) -> None:
    url = url_of(next(a for a in READABLE if a.portal == "sharepoint"))
    first, second = get(server, url), get(server, url)
    assert first.text != second.text and first.headers["ETag"] == second.headers["ETag"]


def test_a_revised_article_has_another_version() -> None:
    article = next(a for a in articles("sharepoint", revised=True) if a.revised)
    with serve((0, 0, 0)) as server:
        before = get(server, url_of(article))
        server.revised = True
        after = get(server, url_of(article), **{"If-None-Match": before.headers["ETag"]})
        other = next(a for a in articles("sharepoint") if a.kind == "article" and a.name != article.name)
        tag = get(server, url_of(other)).headers["ETag"]
        assert get(server, url_of(other), **{"If-None-Match": tag}).status_code == 304
    assert after.status_code == 200 and after.headers["ETag"] != before.headers["ETag"]
    assert after.headers["Last-Modified"] != before.headers["Last-Modified"]
    assert "đính chính" in after.text and "đính chính" not in before.text


def test_gzip_only_when_asked(server: SampleServer) -> None:
    url = urlsplit(url_of(READABLE[0]))
    with httpx.stream("GET", f"http://{server.connect_to[url.netloc]}{url.path}?{url.query}", headers={"Accept-Encoding": "gzip"}, verify=False) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["Content-Encoding"] == "gzip"
    assert READABLE[0].title in gzip.decompress(packed).decode()
    assert "Content-Encoding" not in get(server, url_of(READABLE[0])).headers


def test_head_has_no_body(server: SampleServer) -> None:
    url = urlsplit(url_of(READABLE[0]))
    answer = httpx.head(f"http://{server.connect_to[url.netloc]}{url.path}?{url.query}", verify=False)
    assert answer.status_code == 200 and answer.content == b"" and answer.headers["ETag"]


def test_a_taken_port_is_replaced_and_said() -> None:
    with serve((0, 0, 0)) as first:
        taken = [int(where.rpartition(":")[2]) for where in first.connect_to.values()]
        with serve(taken) as second:
            assert set(second.connect_to) == set(NETLOCS.values())
            assert not set(second.connect_to.values()) & set(first.connect_to.values())
            assert get(second, "http://127.0.0.1:8473/sitemap.xml").status_code == 200


def test_the_log_tells_who_asked_for_what() -> None:
    with serve((0, 0, 0)) as server:
        get(server, "http://127.0.0.1:8472/khong-co?a=1", **{"User-Agent": "thu/1.0"})
    (request,) = server.requests
    assert (request.netloc, request.path, request.status, request.user_agent) == ("127.0.0.1:8472", "/khong-co?a=1", 404, "thu/1.0")
    assert request.at.tzinfo is not None


def test_a_client_that_hangs_up_leaves_no_trace_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with serve((0, 0, 0)) as server:
        host, _, port = server.connect_to["127.0.0.1:8471"].partition(":")
        with socket.create_connection((host, int(port))) as rude:
            rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))   # close with a reset
            rude.sendall(b"GET /robots.txt HT")
        assert get(server, "http://127.0.0.1:8471/robots.txt").status_code == 200
    assert "Traceback" not in capfd.readouterr().err


def test_ports_must_be_one_a_portal() -> None:
    with pytest.raises(ValueError, match="needs 3 ports"), serve((0,)):
        pass
