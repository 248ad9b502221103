"""What each portal answers at each address, without any network: a path and a query become a `Page`.

Three families of content management systems that provinces run: SharePoint (articles named by a query
parameter), Liferay (articles at `/-/slug`), and a newspaper (slug and number, JSON-LD, sitemaps, a feed).
"""
from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corpus.sample import HERE
from corpus.sample.content import Article, articles

NETLOCS = {"sharepoint": "127.0.0.1:8471", "liferay": "127.0.0.1:8472", "newspaper": "127.0.0.1:8473"}
HTML = "text/html; charset=utf-8"
LIST_ID = "7b1e2c54-93d0-4f0e-8a6b-2d41c3f05a17"   # SharePoint names a list by a GUID
PER_PAGE = {"sharepoint": 5, "liferay": 5, "newspaper": 6}
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="340"><rect width="600" height="340" fill="#d8dde3"/></svg>'   # for every photograph
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


@dataclass(frozen=True, slots=True)
class Page:
    """One answer. `version` changes only when the content does: ETag and Last-Modified come from it."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    modified: datetime | None = None
    version: str = ""


def address(article: Article) -> str:
    """Path and query under which an article stands in listings and sitemaps."""
    match article.portal:
        case "sharepoint":
            return f"/vi-vn/pages/tin-tuc.aspx?ItemID={article.id}&ListID={LIST_ID}&CatID={category(article)}"
        case "liferay":
            return f"/tin-cai-cach-hanh-chinh/-/{article.slug}"
        case _:
            return f"/{article.slug}-post{article.id}.html"


def category(article: Article) -> int:
    """The number SharePoint gives a section."""
    return {"Cải cách hành chính": 17, "Tin trong tỉnh": 9}.get(article.section, 23)


def respond(portal: str, path: str, query: Mapping[str, str], *, revised: bool = False, hits: int = 0) -> Page:
    """The portal's answer; `hits` is how often anything was asked before (it moves the view counters)."""
    entries = articles(portal, revised=revised)
    if path == "/robots.txt":
        return Page(_template(f"{portal}/robots.txt.jinja").encode(), "text/plain; charset=utf-8", version="robots")
    if path.endswith(".css"):
        return Page(_template(f"{portal}/style.css").encode(), "text/css; charset=utf-8", version="css")
    if ".jpg" in path or path.endswith(".gif"):
        return Page(PICTURE, "image/svg+xml", version="picture")
    page = ROUTES[portal](path, query, entries, hits)
    return page or Page(_template(f"{portal}/error.html.jinja", **_frame(portal)).encode(), status=404)


# ---------------------------------------------------------------- the three families
def _sharepoint(path: str, query: Mapping[str, str], entries: tuple[Article, ...], hits: int) -> Page | None:
    if path == "/vi-vn/pages/tin-tuc.aspx":
        found = [a for a in entries if str(a.id) == query.get("ItemID")]
        return _article("sharepoint", found[0], entries, hits) if found else None
    if path in ("/", "/vi-vn/pages/trang-chu.aspx", "/vi-vn/pages/chuyen-muc.aspx"):
        return _listing("sharepoint", entries, query.get("Page", "1"))
    return None


def _liferay(path: str, query: Mapping[str, str], entries: tuple[Article, ...], hits: int) -> Page | None:
    head, _, slug = path.partition("/-/")
    if slug and head == "/tin-cai-cach-hanh-chinh":
        found = [a for a in entries if a.slug == slug]
        return _article("liferay", found[0], entries, hits) if found else None
    if path in ("/", "/tin-cai-cach-hanh-chinh"):
        return _listing("liferay", entries, query.get("_101_INSTANCE_x_cur", "1"))
    return None


def _newspaper(path: str, query: Mapping[str, str], entries: tuple[Article, ...], hits: int) -> Page | None:
    months = sorted({f"{a.date:%Y-%m}" for a in entries}, reverse=True)
    if path == "/sitemap.xml":
        return _xml("newspaper/sitemap-index.xml.jinja", months=months)
    if path.startswith("/sitemap-") and path[9:16] in months and path.endswith(".xml"):
        return _xml("newspaper/sitemap-month.xml.jinja", articles=[a for a in entries if f"{a.date:%Y-%m}" == path[9:16]])
    if path == "/rss/cai-cach-hanh-chinh.rss":
        return _xml("newspaper/feed.xml.jinja", articles=entries[:10], rfc822=format_datetime)
    if path in ("/", "/cai-cach-hanh-chinh"):
        return _listing("newspaper", entries, query.get("trang", "1"))
    found = [a for a in entries if path == address(a)]
    return _article("newspaper", found[0], entries, hits) if found else None


ROUTES = {"sharepoint": _sharepoint, "liferay": _liferay, "newspaper": _newspaper}


# ---------------------------------------------------------------- pages
def _article(portal: str, article: Article, entries: tuple[Article, ...], hits: int) -> Page | None:
    if article.kind == "gone":
        return None
    if article.kind == "challenge":
        return Page(_template(f"{portal}/challenge.html.jinja").encode())
    others = [a for a in entries if a.id != article.id and a.kind == "article"]
    near = sorted(others, key=lambda a: (a.section != article.section, abs(a.date - article.date)))[:5]
    shown = replace(article, views=article.views + hits)
    text = _template(f"{portal}/article.html.jinja", article=shown, related=near, newest=others[:4], json_ld=_json_ld(article), **_frame(portal))
    if article.form == "NFD":
        text = unicodedata.normalize("NFD", text)
    return Page(text.encode(), modified=article.modified, version=f"{article.id}{'r' if article.revised else ''}")


def _listing(portal: str, entries: tuple[Article, ...], number: str) -> Page | None:
    size = PER_PAGE[portal]
    last = -(-len(entries) // size)
    if not number.isdecimal() or int(number) < 1:
        return None
    page = int(number)   # past the last page such systems answer with an empty list, not with 404
    shown = entries[(page - 1) * size:page * size]
    return Page(_template(f"{portal}/listing.html.jinja", articles=shown, page=page, last=last, newest=entries[:3], **_frame(portal)).encode())


def _xml(template: str, **values: Any) -> Page:
    return Page(_template(template, **values).encode(), "application/xml; charset=utf-8")


def _frame(portal: str) -> dict[str, Any]:
    """What every page of a portal shows around its content."""
    return {"base": f"http://{NETLOCS[portal]}", "list_id": LIST_ID}


def _json_ld(article: Article) -> str:
    url = f"http://{NETLOCS[article.portal]}{address(article)}"
    return json.dumps({
        "@context": "https://schema.org", "@type": "NewsArticle", "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": article.title, "description": article.summary, "datePublished": article.date.isoformat(),
        "dateModified": article.modified.isoformat(), "author": {"@type": "Person", "name": article.author},
        "publisher": {"@type": "Organization", "name": "Báo Nhịp cầu Hành chính"}, "image": [f"http://{NETLOCS[article.portal]}/anh/{article.id}.jpg"],
    }, ensure_ascii=False, indent=1).replace("</", "<\\/")


def sharepoint_time(moment: datetime) -> str:
    """25/06/2020 3:04:58 CH: day first, twelve hours, SA before and CH from noon on."""
    return f"{moment:%d/%m/%Y} {moment.hour % 12 or 12}:{moment:%M:%S} {'SA' if moment.hour < 12 else 'CH'}"


def weekday(moment: datetime) -> str:
    return WEEKDAYS[moment.weekday()]


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"sharepoint_time": sharepoint_time, "weekday": weekday, "address": address, "category": category}
    environment.globals |= {"NETLOCS": NETLOCS}
    return environment


def _template(name: str, **values: Any) -> str:
    return _environment().get_template(name).render(**values)
