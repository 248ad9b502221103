"""Discovery: from a source's listings, sitemaps and feeds to the addresses of its articles.

`walk` reads one of them page by page; `read_listing`, `read_sitemap` and `read_feed` each read one page and need no network.
"""
from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag
from lxml import etree

from corpus.sources import Discovery, Source
from pipeline.crawl.address import absolute, canonical, is_article, with_param
from pipeline.crawl.failure import FetchFailed
from pipeline.crawl.fetch import Fetched

# A sitemap has at most 50 MB unpacked, says its protocol.
MAX_SITEMAP = 50_000_000


@dataclass(frozen=True, slots=True)
class Link:
    """An article's address as found, absolute; `listing_date` is what the listing writes beside it."""

    url: str
    listing_date: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that kept a walk from going on; `kind`, `reason` and `host_down` as in FetchFailed."""

    url: str
    kind: str
    reason: str
    host_down: bool = False


@dataclass
class Walk:
    """What came of one discovery: articles by canonical address, in order, and what went wrong on the way."""

    links: dict[str, Link] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)


def walk(source: Source, way: Discovery, get: Callable[[str], Fetched], known: Callable[[str], bool]) -> Walk:
    """Read one listing, sitemap or feed. `get` fetches (and may raise FetchFailed); `known` tells of a canonical address whether
    an earlier crawl has it: paging stops at the first page that has nothing new."""
    found = Walk()
    if way.kind == "listing":
        _walk_listing(source, way, get, known, found)
    elif way.kind == "sitemap":
        _walk_sitemaps(source, way, get, found)
    else:
        answer = _fetch(way.url, get, found)
        if answer is not None:
            try:
                _keep(source, read_feed(answer.body, answer.url), found)
            except ValueError as error:
                found.troubles.append(Trouble(way.url, "feed", f"no RSS or Atom feed: {error}; correct the address"))
    return found


# ---------------------------------------------------------------- walking
def _walk_listing(source: Source, way: Discovery, get: Callable[[str], Fetched], known: Callable[[str], bool], found: Walk) -> None:
    url: str | None = way.url
    seen: set[str] = set()
    for number in range(way.max_pages):
        if url is None or url in seen:
            return
        seen.add(url)
        try:
            answer = get(url)
        except FetchFailed as failed:
            if number and failed.kind in ("http-404", "http-410"):   # one past the last page
                return
            found.troubles.append(Trouble(url, failed.kind, f"listing page {number + 1}: {failed.reason}", failed.host_down))
            return
        links, following = read_listing(answer.body, answer.headers.get("content-type", ""), answer.url, way)
        fresh, articles = _keep(source, links, found), sum(is_article(link.url, source) for link in links)
        if number == 0 and not articles:
            what = (f"none of the {len(links)} links that match links = {way.links!r} fits article_pattern; correct one of them" if links
                    else f"no link matches links = {way.links!r}; has the page's layout changed?")
            found.troubles.append(Trouble(url, "listing", f"listing without articles: {what}"))
            return
        if not any(not known(one) for one in fresh):
            return
        url = with_param(way.url, way.page_param, way.page_start + number + 1) if way.page_param else following


def _walk_sitemaps(source: Source, way: Discovery, get: Callable[[str], Fetched], found: Walk) -> None:
    waiting, seen = [way.url], set[str]()
    while waiting and len(seen) < way.max_pages:
        url = waiting.pop(0)
        if url in seen:
            continue
        seen.add(url)
        answer = _fetch(url, get, found)
        if answer is None:
            if seen == {way.url}:
                return
            continue
        try:
            links, maps = read_sitemap(answer.body)
        except ValueError as error:
            found.troubles.append(Trouble(url, "sitemap", f"no sitemap: {error}; correct the address"))
            continue
        _keep(source, links, found)
        waiting += maps


def _fetch(url: str, get: Callable[[str], Fetched], found: Walk) -> Fetched | None:
    try:
        return get(url)
    except FetchFailed as failed:
        found.troubles.append(Trouble(url, failed.kind, failed.reason, failed.host_down))
        return None


def _keep(source: Source, links: list[Link], found: Walk) -> list[str]:
    """Add the links that are articles; returns the canonical addresses that this walk had not met."""
    fresh = []
    for link in links:
        if not is_article(link.url, source):
            continue
        identity = canonical(link.url, source)
        if identity not in found.links:
            fresh.append(identity)
            found.links[identity] = link
    return fresh


# ---------------------------------------------------------------- reading one page
def read_listing(body: bytes, content_type: str, url: str, way: Discovery) -> tuple[list[Link], str | None]:
    """The links of a listing page in page order, and the address of the next page if `way.next` finds one."""
    charset = re.search(r"charset=[\"']?([\w.-]+)", content_type, re.IGNORECASE)
    page = BeautifulSoup(body, "lxml", from_encoding=charset.group(1) if charset else None)
    base_tag = page.select_one("base[href]")
    base = absolute(str(base_tag["href"]), url) or url if base_tag else url
    links = []
    for entry in page.select(way.item) if way.item else [page]:
        date = entry.select_one(way.date) if way.date else None
        text = " ".join(date.get_text(" ").split()) if date else None
        for target in _targets(entry, way.links or "a", base):
            links.append(Link(target, text or None))
    following = next(iter(_targets(page, way.next, base)), None) if way.next else None
    return links, following


def read_sitemap(body: bytes) -> tuple[list[Link], list[str]]:
    """The articles of a sitemap, and for an index the sitemaps it names, newest first. gzip is seen by itself. Raises ValueError."""
    root = _xml(_unzip(body), ("urlset", "sitemapindex"))
    if _name(root) == "sitemapindex":
        entries = [(_child(one, "lastmod") or "", _child(one, "loc")) for one in root if _name(one) == "sitemap"]
        return [], [loc for _, loc in sorted(entries, key=lambda entry: entry[0], reverse=True) if loc]
    links = []
    for one in root:
        target = absolute(_child(one, "loc") or "", "") if _name(one) == "url" else None
        if target:
            links.append(Link(target, _child(one, "publication_date")))
    return links, []


def read_feed(body: bytes, url: str) -> list[Link]:
    """The entries of an RSS (0.9 to 2.0) or Atom feed. Raises ValueError where it is neither."""
    root = _xml(body, ("rss", "rdf", "feed"))
    links = []
    for one in root.iter():
        if _name(one) not in ("item", "entry"):
            continue
        href = next((str(link.get("href")) for link in one if _name(link) == "link" and link.get("href") and link.get("rel", "alternate") == "alternate"), None)
        target = absolute(href or _child(one, "link") or "", url)
        date = _child(one, "pubdate") or _child(one, "published") or _child(one, "date") or _child(one, "updated")
        if target and (href or _child(one, "link")):
            links.append(Link(target, date))
    return links


def _targets(part: Tag, css: str, base: str) -> Iterator[str]:
    for tag in part.select(css):
        target = absolute(str(tag.get("href") or ""), base) if tag.get("href") else None
        if target:
            yield target


def _xml(body: bytes, roots: tuple[str, ...]) -> etree._Element:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ValueError(str(error)) from None
    if root is None or _name(root) not in roots:
        raise ValueError("it is empty" if root is None else f"its root is <{_name(root)}>")
    return root


def _name(element: etree._Element) -> str:
    """The tag's name without its namespace, in lower case; "" for comments."""
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _child(element: etree._Element, name: str) -> str | None:
    """The text of the first descendant of that name."""
    return next((one.text.strip() for one in element.iter() if _name(one) == name and one.text and one.text.strip()), None)


def _unzip(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        text = unpacker.decompress(body, MAX_SITEMAP)
    except zlib.error as error:
        raise ValueError(f"broken gzip ({error})") from None
    if unpacker.unconsumed_tail:
        raise ValueError(f"more than {MAX_SITEMAP:,} bytes unpacked")
    return text
