"""Is a page an article at all? Challenges, logins, spam on hijacked hosts, lists of links, errors with status 200, empty templates.

What such pages say is data (`boilerplate.toml`). Each verdict quotes what gave it away.
"""
from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.parse.css import Element, text_of
from pipeline.parse.errors import NotAnArticle

WORDS = Path(__file__).with_name("boilerplate.toml")
STUB = 6_000        # characters of source: challenges are small, articles never are
LARGEST_CHALLENGE = 100_000  # characters; Cloudflare's have 30,000
PROSE = 120         # code points: a paragraph of an article; menus and teasers are shorter
LITTLE = 600        # code points of prose: less, and a login or error notice outweighs it
SHORTEST = 60       # code points: the shortest notices that portals publish as articles
LINKS = 12          # a page of links has more than this, and hardly any prose


def refuse_response(status: int, html: str, url: str) -> None:
    """Raises NotAnArticle for what is told before parsing: an error status, a challenge, a body without markup or text."""
    if status >= 400:
        raise NotAnArticle("error", f"HTTP {status}", url)
    if not html.strip():
        raise NotAnArticle("empty", "the answer has no body", url)
    if len(html) < STUB or "</p>" not in html:
        lowered = html[:LARGEST_CHALLENGE].lower()
        known = next((word for word in _table()["challenge"] if word in lowered), None)
        if known:
            raise NotAnArticle("challenge", f"the page's script has {known}", url)
    if len(html) < STUB and re.search(r"document\.cookie\s*=", html) and re.search(r"location\.(?:reload|href|replace)|window\.location", html) \
            and len(re.sub(r"(?s)<script.*?</script>|<[^>]*>|\s", "", html)) < 200:
        raise NotAnArticle("challenge", "sets a cookie by script and reloads", url)


def refuse_page(tree: Element, url: str) -> None:
    """Raises NotAnArticle for what the whole page shows: spam, an error notice, a login, a list of links."""
    heads = [" ".join(text_of(e).split()) for tag in ("title", "h1", "h2") for e in tree.iter(tag)][:6]
    prose = [text for e in tree.iter("p", "div", "td", "li", "section", "article") if len(text := _own_text(e)) >= PROSE]
    amount = sum(map(len, prose))
    refuse_spam(" \n".join([*heads, *prose])[:20_000], " ".join(heads), url)
    if amount < LITTLE:
        notice = _search("error", " \n".join(heads)) or (_search("error", _visible(tree)[:600]) if amount == 0 else None)
        if notice:
            raise NotAnArticle("error", _quote(notice), url)
        if amount < 2 * PROSE and tree.findall('.//input[@type="password"]'):
            raise NotAnArticle("login", "a form that asks for a password, and no article", url)


def refuse_listing(tree: Element, url: str) -> None:
    """Raises NotAnArticle where a page without a known body is mostly links; for pages whose body no selector found."""
    paragraphs = [e for e in tree.iter("p") if len(" ".join(text_of(e).split())) >= PROSE and not _mostly_links(e)]
    links = [e for e in tree.iter("a") if len(" ".join(text_of(e).split())) >= 25]
    if len(links) > LINKS and len(links) > 4 * len(paragraphs) and len(paragraphs) < 4:
        raise NotAnArticle("listing", f"{len(links)} links to articles, {len(paragraphs)} paragraphs", url)


def refuse_text(title: str | None, body: str, url: str) -> None:
    """Raises NotAnArticle where what was read is too little to be an article, or advertises what hijackers sell."""
    if len(body.strip()) < SHORTEST:
        raise NotAnArticle("empty", f"{len(body.strip())} characters of text under {title or 'no title'!r}", url)
    refuse_spam(f"{title or ''}\n{body}"[:20_000], title or "", url)


def refuse_spam(text: str, head: str, url: str) -> None:
    lowered, head = text.lower(), head.lower()
    trades = [word for word in _table()["spam"]["trade"] if word in lowered]
    if len(trades) < 3:
        return
    courting = {hit[0].lower() for hit in _pattern("courting").finditer(text)}
    if len(courting) >= 2 or (courting and any(word in head for word in trades)):
        raise NotAnArticle("spam", ", ".join(trades[:4]) + "; " + ", ".join(sorted(courting)[:3]), url)


def _own_text(element: Element) -> str:
    """Text of an element and its inline children, links left out: a paragraph's prose, not a menu's."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag in ("span", "strong", "b", "em", "i", "u", "font"):
            parts.append(text_of(child))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def _mostly_links(element: Element) -> bool:
    linked = sum(len(text_of(a)) for a in element.iter("a"))
    return bool(linked > 0.6 * len(text_of(element)))


def _visible(tree: Element) -> str:
    texts = (t for e in tree.iter() if isinstance(e.tag, str) and e.tag not in ("script", "style", "title") for t in (e.text, e.tail) if t)
    return " ".join(" ".join(texts).split())


def _search(name: str, text: str) -> re.Match[str] | None:
    return _pattern(name).search(text)


def _quote(hit: re.Match[str]) -> str:
    return " ".join(hit[0].split())[:80]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    table = _table()
    return re.compile("|".join(f"(?:{p})" for p in (table[name] if name in table else table["spam"][name])), re.IGNORECASE | re.MULTILINE)
