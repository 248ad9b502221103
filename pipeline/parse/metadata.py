"""Title, author and date that a page states for machines or in its markup, in the order in which they can be trusted."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborNode

from pipeline.document import Published
from pipeline.parse import lines as wording
from pipeline.parse.css import Page
from pipeline.parse.dates import is_stamp_line, read_date
from pipeline.parse.html import clean
from pipeline.parse.layout import LONGEST_LINK

ARTICLES = {"article", "newsarticle", "reportagenewsarticle", "blogposting", "report", "webpage", "analysisnewsarticle"}
DATE_METAS = ("article:published_time", "pubdate", "publishdate", "publish_date", "dc.date.issued", "dc.date", "dcterms.created", "datepublished",
              "article:published", "og:published_time", "date")
# What systems write into <title> when they name the page's kind, not the article.
GENERIC = re.compile(r"(?:xem )?(?:chi tiết|nội dung)?\s*(?:tin|tin tức|tin bài|bài viết|văn bản|trang chủ|home|untitled|default)?(?:\s*-.*)?", re.IGNORECASE)
DETAIL = re.compile(r"(?:xem )?chi tiết(?: (?:tin|tin tức|tin bài|bài viết|nội dung|văn bản))?", re.IGNORECASE)   # alone between separators: "Tin tức > Chi tiết tin"
SEPARATOR = re.compile(r"\s+[-–|>»/]+\s+|\s*[|>»]+\s*")
TITLE_CLASS = re.compile(r"(?:^|[-_\s])(?:tieu-?de|header-title|title|headline)(?:$|[-_\s])|TieuDe", re.IGNORECASE)
SHORTEST_TITLE = 20  # code points of a heading that is taken for the article's against what <title> says
AUTHOR_CLASS = "[class*='tac-gia'], [class*='tacgia'], [class*='TacGia'], [class*='author'], [rel='author'], [itemprop='author'], [class*='byline']"
WRITTEN_BY = re.compile(r"^(?:được )?(?:viết|đăng|gửi|thực hiện)? ?(?:bởi|by)\W+|^(?:tác giả|người viết|người đăng|author)\W+", re.IGNORECASE)
AUTHOR_METAS = ("author", "article:author", "dc.creator")


@dataclass(frozen=True, slots=True)
class Selected:
    """CSS of a source (all may be empty): what `corpus.sources.Selectors` has for these."""

    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    author: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    title: str | None
    author: str | None
    published: Published | None
    body: str = ""              # the article's text as JSON-LD states it, if it does; plain or markup
    owner: str | None = None    # who stands as author in meta or is an organisation: often the site's owner or maker


def read_metadata(page: Page, selected: Selected, listing_date: str | None = None) -> Metadata:
    """Each field from the source's selector, else JSON-LD, else meta, else the page's markup; the date last from the listing."""
    linked = _article(page)
    metas = _metas(page)
    title = _title(page, selected, linked, metas)
    return Metadata(title, _author(page, selected, linked), _published(page, selected, linked, metas, title) or read_date(listing_date, "listing"),
                    linked["articleBody"] if isinstance(linked.get("articleBody"), str) else "", _owner(linked, metas))


def _title(page: Page, selected: Selected, linked: dict[str, Any], metas: dict[str, str]) -> str | None:
    own = _text(page.first(selected.title))
    if own:
        return own
    headings = [text for e in page.select("h1") if (text := _text(e)) and len(text) <= LONGEST_LINK]
    for stated, by_machine in ((linked.get("headline"), True), (metas.get("og:title"), True), (_text(page.first(("title",))), False)):
        title = clean(stated) if isinstance(stated, str) else ""
        if not title or GENERIC.fullmatch(_without_site(title, metas)) or any(map(DETAIL.fullmatch, SEPARATOR.split(title))) or wording.names_site(title):
            continue
        below = (text for e in page.select("h2, h3") if len(text := _text(e)) >= SHORTEST_TITLE)
        begins = next((h for h in (*headings, *below) if title.casefold().startswith(h.casefold())), None)
        # a <title> that the heading shares no word with names the section
        other = None if by_machine or begins else next((h for h in headings if len(h) >= SHORTEST_TITLE and not wording.names_site(h) and not _akin(h, title)), None)
        return begins or other or _without_site(title, metas)
    marked = (text for e in page.select("[class], [id]") if TITLE_CLASS.search(f"{e.attributes.get('class')} {e.attributes.get('id')}") and (text := _text(e)))
    return next((text for text in (*headings, *marked, *map(_text, page.select("h2"))) if 15 <= len(text) <= LONGEST_LINK and not wording.names_site(text)), None)


def _akin(heading: str, title: str) -> bool:
    """Does half of the heading stand in the title?"""
    words, known = heading.casefold().split(), set(title.casefold().split())
    return sum(word in known for word in words) >= 0.5 * len(words)


def _without_site(title: str, metas: dict[str, str]) -> str:
    """"Họp Ban Chỉ đạo - Cổng thông tin điện tử …": the site's name at the end goes."""
    head, mark, tail = re.sub(r"\s[–|»]\s", " - ", title).rpartition(" - ")
    if mark and len(head) > 10 and (wording.names_site(tail) or tail.casefold() == clean(metas.get("og:site_name", "")).casefold()):
        return title[:len(head)]
    return title


def _author(page: Page, selected: Selected, linked: dict[str, Any]) -> str | None:
    own = _text(page.first(selected.author))
    if own:
        return wording.byline(own) or own.strip(" -–|()") or None
    people = ", ".join(name for value in _listed(linked.get("author")) if not (isinstance(value, dict) and value.get("@type") == "Organization") for name in _names(value))
    if people:
        return people
    marked = ((text, wording.byline(text) or WRITTEN_BY.sub("", text)) for text in map(_text, page.select(AUTHOR_CLASS)[:5]))
    # also bodies sign: "Thanh tra tỉnh"
    signed = next((name for text, name in marked if 2 < len(name) <= 60 and name[0].isupper() and not re.search(r"\d|[.;:…]$", name) and not wording.is_furniture(text)), None)
    if signed or "Tác giả" not in page.markup:
        return signed
    lines = (text for node in page.select("p, div, span, li, td") if len(text := _text(node)) < 90 and text.startswith("Tác giả"))
    return next((name for text in lines if (name := wording.byline(text))), None)


def _owner(linked: dict[str, Any], metas: dict[str, str]) -> str | None:
    return next((name for value in (*_listed(linked.get("author")), *(metas.get(name) for name in AUTHOR_METAS)) for name in _names(value)), None)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _names(value: Any) -> list[str]:
    """The names in one author of JSON-LD, or in a meta: a text, {"name": …}, also with a list of names."""
    names = _listed(value.get("name")) if isinstance(value, dict) else [value]
    return [clean(name) for name in names if isinstance(name, str) and 2 < len(clean(name)) < 80 and not name.startswith("http")]


def _published(page: Page, selected: Selected, linked: dict[str, Any], metas: dict[str, str], title: str | None) -> Published | None:
    for css in selected.date:
        for element in page.select(css)[:3]:
            found = read_date(element.attributes.get("datetime"), "page") or read_date(_text(element), "page")
            if found:
                return found
    for key in ("datePublished", "dateCreated", "uploadDate"):
        found = read_date(linked[key], "json-ld") if isinstance(linked.get(key), str) else None
        if found:
            return found
    for name in DATE_METAS:
        found = read_date(metas.get(name), "meta")
        if found and found.precision == "day":   # the page may say the hour
            stamp = _stamped(page, title)
            return stamp if stamp and stamp.day == found.day else found
        if found:
            return found
    for element in page.select("[itemprop='datePublished']")[:2]:
        found = read_date(element.attributes.get("datetime") or element.attributes.get("content"), "page") or read_date(_text(element), "page")
        if found:
            return found
    return _stamped(page, title)


def _stamped(page: Page, title: str | None) -> Published | None:
    """A date stamp in the page: labelled anywhere, else the first below the title that has a time or is a <time>; a clock stands above it."""
    below = False
    bare: Published | None = None
    for element in page.tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "option", "title"):
            continue
        below = below or element.tag in ("h1", "h2") or (title is not None and element.text is not None and clean(element.text) == title)
        if element.tag == "time" and below and bare is None:
            bare = read_date(element.get("datetime"), "page") or read_date(clean(" ".join(element.itertext())), "page")
        for raw in (element.text, element.tail):
            line = clean(raw) if raw and len(raw) < 200 and re.search(r"\d{4}", raw) else ""
            if not line or not is_stamp_line(line):
                continue
            found = read_date(line, "page")
            if found and re.match(r"\W*(?:ngày đăng|đăng|cập nhật|xuất bản|thời gian|ngày xuất|ngày cập)", line, re.IGNORECASE):
                return found
            if found and below and bare is None and found.precision != "day":
                bare = found
    return bare


def _article(page: Page) -> dict[str, Any]:
    """The first article that the page's JSON-LD describes; {} where there is none or it is broken."""
    for script in page.select('script[type="application/ld+json"]'):
        try:
            data = json.loads(re.sub(r"^\s*(?://)?<!\[CDATA\[|(?://)?\]\]>\s*$", "", script.text()), strict=False)
        except ValueError:
            continue
        found = next(_articles(data, 0), None)
        if found:
            return found
    return {}


def _articles(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(data, list):
        for item in data:
            yield from _articles(item, depth + 1)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        if ARTICLES & {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])} and ("datePublished" in data or "headline" in data):
            yield data
        yield from _articles(data.get("@graph"), depth + 1)


def _metas(page: Page) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in page.select("meta[content]"):
        stated = meta.attributes
        name, content = stated.get("property") or stated.get("name") or stated.get("itemprop"), stated.get("content")
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _text(node: LexborNode | None) -> str:
    return clean(node.text(separator=" ")) if node is not None else ""
