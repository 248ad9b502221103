"""`check` on real sites on the loopback interface: what fits is ok, and whatever does not is named by its key."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from corpus.sample.server import serve
from corpus.sources import Discovery, Selectors, Source
from pipeline.crawl.fetch import Fetcher, Limits
from pipeline.probe import Checked, check
from pipeline.probe.check import charset_of

QUICK = Limits(attempts=1, connect=2.0, read=2.0, total=5.0)
SENTENCE = "Tỉnh đã rút ngắn thời gian giải quyết hồ sơ ở bộ phận một cửa, người dân không phải đi lại nhiều lần như trước đây. "


def look(source: Source, **more: Any) -> Checked:
    with Fetcher("cchc-test", limits=QUICK) as fetcher:
        return check(source, fetcher, **more)


def page(number: int, *, title: str | None = None, date: str | None = None, body: str | None = None, lead: str = "") -> str:
    """An article in the markup that `fitting` selects from; every page has the site's name and a clock around it."""
    title = f"Huyện thứ {number} công bố chỉ số cải cách hành chính" if title is None else title
    body = f"Bài số {number}. " + SENTENCE * 4 if body is None else body
    return (f'<html><head><title>{title}</title></head><body><div class="site">Cổng thông tin điện tử tỉnh Mẫu</div><div class="clock">22/11/2026 07:30</div>'
            f'<h1 class="t">{title}</h1><span class="d">{date or f"{number:02}/05/2024 08:{number:02}"}</span>{lead}<div class="b"><p>{body}</p></div></body></html>')


@pytest.fixture
def fitting(site: Any, reply: Any) -> Source:
    """A source that fits its site: two pages of listing, three articles on each."""
    site.pages["/robots.txt"] = reply("User-agent: *\nDisallow: /admin\n")
    site.listing("/list", [1, 2, 3], following="/list?p=2")
    site.listing("/list?p=2", [4, 5, 6])
    for number in range(1, 7):
        site.pages[f"/a/{number}"] = reply(page(number))
    return site.source(province="Bắc Giang", selectors=Selectors(title=("h1.t",), date=("span.d",), body=("div.b",)))


def keys(checked: Checked) -> list[str]:
    return [problem.key for problem in checked.problems]


def test_a_source_that_fits(fitting: Source, site: Any) -> None:
    checked = look(fitting)
    assert checked.ok and not checked.problems and not checked.notes
    assert (checked.found, len(checked.looks), checked.robots, checked.charset, checked.tls) == ((6,), 5, "allows", "utf-8", "no")
    assert (checked.share("title"), checked.share("date"), checked.share("body")) == (1.0, 1.0, 1.0)
    assert len(site.hits) <= 3 + 2 + 5


@pytest.mark.parametrize("changes, key, part", [
    pytest.param({"article_pattern": r"/bai/\d+"}, "discovery[1].links", "fits article_pattern", id="pattern"),
    pytest.param({"discovery": {"links": "a.none"}}, "discovery[1].links", "no link matches", id="links"),
    pytest.param({"discovery": {"url": "/gone"}}, "discovery[1].url", "404", id="listing-gone"),
    pytest.param({"discovery": {"kind": "feed", "links": None, "next": None}}, "discovery[1].url", "no RSS or Atom feed", id="feed-that-is-none"),
    pytest.param({"discovery": {"next": None, "page_param": "q"}}, "discovery[1].page_param", "has no article that the first has not", id="page-param"),
    pytest.param({"selectors": {"title": (".site",)}}, "selectors.title", "it hits the site's name", id="title-of-the-site"),
    pytest.param({"selectors": {"date": (".clock",)}}, "selectors.date", "it hits the page's clock", id="clock"),
    pytest.param({"selectors": {"body": (".khong-co",)}}, "selectors.body", "guessed, not found by a selector", id="body"),
])
def test_what_does_not_fit_is_named(fitting: Source, site: Any, changes: dict[str, Any], key: str, part: str) -> None:
    if "discovery" in changes:
        changed = replace(fitting.discovery[0], **changes["discovery"])
        changes = {**changes, "discovery": (replace(changed, url=site.url(changed.url) if changed.url.startswith("/") else changed.url),)}
    if "selectors" in changes:
        changes = {**changes, "selectors": replace(fitting.selectors, **changes["selectors"])}
    checked = look(replace(fitting, **changes))
    assert not checked.ok and keys(checked) == [key]
    assert part in str(checked.problems[0])


def test_a_next_page_that_is_not_found(fitting: Source, site: Any) -> None:
    blind = replace(fitting, discovery=(replace(fitting.discovery[0], next="a.khac"),))
    few = look(blind)
    assert few.ok and few.notes == ["discovery[1].next: no link to a second page; right if the 3 articles of the first are all"]
    site.listing("/list", [1, 2, 3, 4, 5], following="/list?p=2")
    many = look(blind)
    assert keys(many) == ["discovery[1].next"] and "leads to no second page" in str(many.problems[0])


def test_paging_that_gives_the_first_page_again(fitting: Source, site: Any) -> None:
    site.pages["/list?page=2"] = site.pages["/list"]
    checked = look(replace(fitting, discovery=(Discovery("listing", site.url("/list"), links="a.t", page_param="page"),)))
    assert keys(checked) == ["discovery[1].page_param"] and "has no article that the first has not" in str(checked.problems[0])


def test_titles_and_dates_that_are_missing(fitting: Source, site: Any, reply: Any) -> None:
    for number in range(1, 7):
        site.pages[f"/a/{number}"] = reply(f'<html><body><div class="b"><p>Bài số {number}. {SENTENCE * 4}</p></div></body></html>')
    checked = look(fitting)
    assert keys(checked) == ["selectors.title", "selectors.date"]
    assert "0% of the articles have it, 90% expected; nothing was found in http" in str(checked.problems[0])


def test_a_body_that_stands_on_every_page(fitting: Source, site: Any, reply: Any) -> None:
    for number in range(1, 7):
        site.pages[f"/a/{number}"] = reply(page(number, lead=f'<div class="box">{SENTENCE * 3}</div>'))
    checked = look(replace(fitting, selectors=replace(fitting.selectors, body=(".box",))))
    assert keys(checked) == ["selectors.body"] and "stands on every page" in str(checked.problems[0])


def test_a_pattern_that_takes_lists(fitting: Source, site: Any, reply: Any) -> None:
    many = "".join(f'<li><a href="/x/{n}">Một tiêu đề đủ dài của bài viết thứ {n} trong danh sách</a></li>' for n in range(40))
    for number in (1, 4):
        site.pages[f"/a/{number}"] = reply(f"<html><body><ul>{many}</ul></body></html>")
    checked = look(fitting)
    assert "article_pattern" in keys(checked) and "2 of 5 pages are a listing" in str(checked.problems[0])


def test_single_strays_are_only_noted(fitting: Source, site: Any, reply: Any) -> None:
    site.pages["/a/2"] = reply("weg", 404)
    checked = look(fitting)
    assert checked.ok and len(checked.notes) == 1 and "1 of 5 articles can't be read: http-404" in checked.notes[0]
    site.pages["/a/1"] = site.pages["/a/4"] = reply("weg", 404)
    assert keys(look(fitting)) == [""]


def test_robots_that_forbid(fitting: Source, site: Any, reply: Any) -> None:
    site.pages["/robots.txt"] = reply("User-agent: *\nDisallow: /list\nCrawl-delay: 0.01\n")
    checked = look(fitting)
    assert checked.robots == "forbids" and keys(checked) == ["discovery[1].url"] and "robots.txt of" in str(checked.problems[0])


def test_fewer_articles_than_expected_only_where_all_were_counted(fitting: Source) -> None:
    wanting = replace(fitting, expect=replace(fitting.expect, documents=7))
    assert keys(look(wanting)) == ["expect.documents"]
    assert not look(replace(wanting, discovery=(replace(wanting.discovery[0], max_pages=1),))).ok


def test_examples_are_looked_at_where_nothing_is_found(fitting: Source, site: Any) -> None:
    checked = look(replace(fitting, discovery=(replace(fitting.discovery[0], links="a.none"),), yes=(site.url("/a/5"),)))
    assert keys(checked) == ["discovery[1].links"] and [one.url for one in checked.looks] == [site.url("/a/5")] and checked.share("title") == 1.0


def test_a_site_that_is_gone(fitting: Source, site: Any) -> None:
    elsewhere = replace(fitting, base_url="http://127.0.0.1:9/", hosts=("127.0.0.1:9",), discovery=(replace(fitting.discovery[0], url="http://127.0.0.1:9/"),) * 3)
    checked = look(elsewhere)
    assert (checked.status, checked.down, keys(checked)) == ("down", "connect", ["base_url"])
    assert "Bắc Giang became part of Bắc Ninh on 2025-07-01" in str(checked.problems[0])


def test_a_site_that_moved(fitting: Source, site: Any, reply: Any) -> None:
    site.pages["/list"] = reply("", 301, {"Location": "https://bacninh.gov.vn/"})
    checked = look(fitting)
    assert keys(checked) == ["discovery[1].url"]
    assert "add 'bacninh.gov.vn' to hosts" in str(checked.problems[0]) and "became part of Bắc Ninh" in str(checked.problems[0])


@pytest.mark.parametrize("body, content_type, expected", [
    ("Lạng Sơn".encode(), "text/html; charset=iso-8859-1", "utf-8"),
    (("Thủ tục hành chính ở Tây Ninh được giải quyết đúng hẹn. " * 20).encode("cp1258", "ignore"), "text/html; charset=windows-1258", "windows-1258"),
    (("Lạng Sơn công bố kết quả cải cách hành chính. " * 30).encode() + b"\xd2", "text/html", "utf-8 damaged"),
])
def test_charsets(body: bytes, content_type: str, expected: str) -> None:
    assert charset_of(body, content_type) == expected


def test_the_sample_fits() -> None:
    with serve() as server, Fetcher("cchc-test", connect_to=server.connect_to) as fetcher:
        for source in server.sources.values():
            checked = check(source, fetcher, articles=4)
            assert checked.ok, (source.id, [str(problem) for problem in checked.problems])
