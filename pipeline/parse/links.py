"""Which files an article hangs on itself: links to PDF, Word, Excel and OpenDocument files, and viewers that show one.

A link counts where its path, its query, its text or its `download` attribute names a file with such an ending. What stands in the site's
menu, head, foot or side column is the site's, not the article's.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from pipeline.parse.css import Page
from pipeline.parse.html import AROUND, WRAPPERS

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

NAMED = re.compile(r"\.(?:pdf|docx?|xlsx?|odt|ods)\s*$", re.IGNORECASE)
OUTSIDE = frozenset({"nav", "header", "footer", "aside"})
MOST = 30      # files of one article; a report with its appendices has a dozen, a page with more is a library
PLACES = {"a": "href", "iframe": "src", "embed": "src", "object": "data"}


def attachment_links(markup: str) -> list[str]:
    """The addresses as the page writes them (relative ones too), each once, in page order."""
    page = Page(markup)
    found = dict.fromkeys(target for node in page.select("a[href], iframe[src], embed[src], object[data]") for target in _targets(node) if not _is_outside(node))
    return list(found)[:MOST]


def _targets(node: LexborNode) -> Iterator[str]:
    tag = node.tag or ""
    href = (node.attributes.get(PLACES[tag]) or "").strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "data:", "blob:")):
        return
    parts = urlsplit(href)
    values = [value for _, value in parse_qsl(parts.query)]
    inner = next((value for value in values if NAMED.search(value) and ("/" in value or value.startswith("http"))), None)
    if tag != "a" and inner:
        yield inner     # "/viewer.html?file=/upload/bao-cao.pdf"
        return
    names = [unquote(parts.path), *values]
    if tag == "a":
        names += [node.attributes.get("download") or "", node.text(strip=True)[-60:]]
    if any(map(NAMED.search, names)):
        yield href


def _is_outside(node: LexborNode) -> bool:
    above = node.parent
    while above is not None:
        if above.tag in OUTSIDE:
            return True
        for name in ("class", "id"):
            hit = AROUND.search(above.attributes.get(name) or "")
            if hit and hit[1].lower() not in WRAPPERS - {"menu", "footer", "sidebar"}:
                return True
        above = above.parent
    return False
