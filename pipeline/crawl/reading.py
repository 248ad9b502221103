"""Reading one page of links: a listing, a sitemap or a feed, as sites really write them. Needs no network."""
from __future__ import annotations

import io
import json
import re
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from lxml import etree

from corpus.sources import Discovery
from pipeline.crawl.address import absolute
from pipeline.parse.dates import read_date
from pipeline.parse.page_charset import decode_html

# What a server sends in place of a listing is told as a failure of the crawl, not as a warning of the program.
warnings.filterwarnings("ignore", category=MarkupResemblesLocatorWarning)
warnings.filterwarnings("ignore", category=XMLParsedAsHTMLWarning)
# A sitemap has at most 50 MB unpacked, says its protocol.
MAX_SITEMAP = 50_000_000
# Where a button that loads more keeps the address: a link has it in href.
ADDRESSES = ("href", "data-url", "data-href", "data-link", "data-next")
# /2024/05/09/…, /2024-8-19/…, /tin-tuc/2024/07/…: only as whole parts of a path, since numbers of articles look like dates, too.
URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])(?:[/-](0?[1-9]|[12]\d|3[01]))?(?=/)")


@dataclass(frozen=True, slots=True)
class Link:
    """An article's address as found, absolute; `listing_date` is what the listing writes beside it, `changed` a sitemap's lastmod."""

    url: str
    listing_date: str | None = None
    changed: str | None = None

    @property
    def day(self) -> date | None:
        """The day on which the article was (at the latest) published, as far as its listing or its address tell."""
        if published := read_date(self.listing_date, "listing"):
            return published.day
        if found := URL_DATE.search(self.url):
            year, month, day = found.groups()
            return _day(int(year), int(month), int(day) if day else 31)
        return sitemap_day(self.changed)


def sitemap_day(stamp: str | None) -> date | None:
    """The last day that a sitemap's lastmod (2024, 2024-05, 2024-05-09T08:00:00+07:00) can mean."""
    found = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", stamp or "")
    return _day(int(found[1]), int(found[2] or 12), int(found[3] or 31)) if found else None


def _day(year: int, month: int, day: int) -> date | None:
    for last in range(day, max(day - 4, 0), -1):   # 31 stands for the end of any month
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return None


@dataclass(frozen=True, slots=True)
class Listing:
    """`links` in page order; `following` is the address that `way.next` finds; `scripted`: what it finds runs a script instead."""

    links: list[Link]
    following: str | None = None
    scripted: bool = False


def read_listing(body: bytes, content_type: str, url: str, way: Discovery) -> Listing:
    """A page of links: HTML, or JSON that holds HTML (what a "Xem thêm" button loads)."""
    text, _ = decode_html(body, content_type)
    if "json" in content_type or text[:1] in "{[":
        text = _html_of_json(text) or text
    page = BeautifulSoup(text, "lxml")
    base_tag = page.select_one("base[href]")
    base = absolute(str(base_tag["href"]), url) or url if base_tag else url
    links = []
    for entry in page.select(way.item) if way.item else [page]:
        when = entry.select_one(way.date) if way.date else None
        stamp = " ".join(when.get_text(" ").split()) if when else None
        for target in _targets(entry.select(way.links or "a"), base):
            links.append(Link(target, stamp or None))
    buttons = page.select(way.next) if way.next else []
    following = next(iter(_targets(buttons, base)), None)
    return Listing(links, following, following is None and any("__doPostBack" in f"{one.get('href')} {one.get('onclick')}" for one in buttons))


def _targets(tags: list[Tag], base: str) -> Iterator[str]:
    for tag in tags:
        given = (str(tag[name]).strip() for name in ADDRESSES if tag.get(name))
        target = next((address for one in given if not one.startswith("#") and (address := absolute(one, base))), None)
        if target:
            yield target


def _html_of_json(text: str) -> str:
    """All markup in the strings of a JSON answer, in its order; "" where it is no JSON or has none."""
    try:
        value = json.loads(text)
    except ValueError:
        return ""

    def strings(part: Any) -> Iterator[str]:
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict | list):
            for one in part.values() if isinstance(part, dict) else part:
                yield from strings(one)

    return "\n".join(one for one in strings(value) if "<" in one)


# ---------------------------------------------------------------- sitemaps and feeds
def read_sitemap(body: bytes) -> tuple[list[Link], list[Link]]:
    """The articles of a sitemap, and for an index the sitemaps it names. gzip is seen by itself. Raises ValueError."""
    articles: list[Link] = []
    sitemaps: list[Link] = []
    for one in _entries(_unzip(body), ("urlset", "sitemapindex"), ("url", "sitemap")):
        target = absolute(_child(one, "loc") or "", "")
        if target:
            (articles if _name(one) == "url" else sitemaps).append(Link(target, _child(one, "publication_date"), _child(one, "lastmod")))
    return articles, sitemaps


def read_feed(body: bytes, url: str) -> list[Link]:
    """The entries of an RSS (0.9 to 2.0) or Atom feed. Raises ValueError where it is neither."""
    links = []
    for one in _entries(_unzip(body), ("rss", "rdf", "feed"), ("item", "entry")):
        href = next((str(link.get("href")) for link in one if _name(link) == "link" and link.get("href") and link.get("rel", "alternate") == "alternate"), None)
        target = absolute(href or _child(one, "link") or "", url)
        when = _child(one, "pubdate") or _child(one, "published") or _child(one, "date") or _child(one, "updated")
        if target and (href or _child(one, "link")):
            links.append(Link(target, when))
    return links


def _entries(body: bytes, roots: tuple[str, ...], names: tuple[str, ...]) -> Iterator[etree._Element]:
    """The elements with these names, one at a time: the tree of a whole sitemap would take ten times its size. Raises ValueError."""
    root: etree._Element | None = None
    try:
        for event, element in etree.iterparse(io.BytesIO(body.lstrip()), events=("start", "end"), recover=True, resolve_entities=False, no_network=True):
            if root is None:
                root = element
                if _name(root) not in roots:
                    raise ValueError(f"its root is <{_name(root)}>")
            elif event == "end" and _name(element) in names:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None
    if root is None:
        raise ValueError("it is empty")


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
