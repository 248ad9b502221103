"""Is a page an article at all? Walls, logins, spam on hijacked hosts, lists of links, errors with status 200, empty templates.

What such pages say is data (`boilerplate.toml`); `boilerplate_outline` sees how much prose of its own a page has, without which few
of these verdicts are given: an article may speak of any of this. Each verdict quotes what gave it away.
"""
from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.parse.boilerplate_outline import Outline, outline
from pipeline.parse.boilerplate_spam import refuse_spam
from pipeline.parse.boilerplate_words import found, is_like, limit, table
from pipeline.parse.css import Element, Page
from pipeline.parse.errors import NotAnArticle
from pipeline.parse.metadata import Metadata

STUB = 6_000        # characters of source: the stub of a firewall is small
LARGEST_WALL = 100_000  # characters of source: Cloudflare's have 30,000
SHOWN = 40          # lines of a page that may hold its notice; what comes later is a column at the side
MOVES = re.compile(r"(?:window\.|document\.|self\.|top\.)?location(?:\.href)?\s*=[^=]|location\.(?:reload|replace|assign)\(|http-equiv\s*=\s*[\"']?refresh", re.IGNORECASE)
SCRIPTS = re.compile(r"<(script|style|noscript)\b.*?</\1\s*>|<[^>]*>|\s", re.IGNORECASE | re.DOTALL)
DRAWN = re.compile(r"""<div\b[^>]*\bid\s*=\s*["']?(?:root|app|__next|__nuxt|app-root)\b|<app-root\b""", re.IGNORECASE)


def refuse_response(status: int, markup: str, url: str) -> None:
    """Raises NotAnArticle for what is told before parsing: an error status, no body, a stub that only sends the reader on."""
    if status >= 400:
        raise NotAnArticle("error", f"HTTP {status}", url)
    if not markup.strip():
        raise NotAnArticle("empty", "the answer has no body", url)
    if len(markup) < STUB and MOVES.search(markup) and len(SCRIPTS.sub("", markup)) < limit("few"):
        sets = "document.cookie" in markup
        raise NotAnArticle("challenge", "sets a cookie by script and reloads" if sets else "sends the reader on by script, and says nothing itself", url)


def refuse_page(page: Page, markup: str, metadata: Metadata, url: str, links: Collection[str] = ()) -> Outline:
    """The page's outline. Raises NotAnArticle for what it shows where no selector found a body; `links` as for refuse_spam."""
    tree = page.tree
    seen = outline(tree, metadata.title)
    heads = list(dict.fromkeys(" ".join(node.text(separator=" ").split()) for node in page.select("title, h1, h2, h3")))[:8]
    lines = [line for line in seen.lines[:SHOWN] if len(line) < limit("line")]
    _refuse_wall(markup, heads, lines, seen, url)
    refuse_spam(" ".join(heads), "\n".join([*seen.lines, *seen.prose]), url, links)
    _refuse_notice(heads, lines, seen, metadata, url)
    if seen.own < limit("some") and (title := next((head for head in heads if is_like("login", head)), None)):
        raise NotAnArticle("login", title[:80], url)
    _refuse_listing(seen, metadata, url)
    if page.select('input[type="password"]') and seen.own < limit("few") and not seen.headed:
        raise NotAnArticle("login", "a form that asks for a password, and no article", url)
    if seen.own < limit("shortest") and not seen.prose and sum(map(len, lines)) < limit("some"):
        raise NotAnArticle("empty", "the page is drawn by a script; its text is not in it" if DRAWN.search(markup) else f"no paragraph of text under {metadata.title or 'no title'!r}", url)
    return seen


def refuse_body(body: Element, metadata: Metadata, url: str) -> None:
    """Raises NotAnArticle where the place of the article holds a list of links to others."""
    if sum(1 for _ in body.iter("a")) > limit("many_links"):
        _refuse_listing(outline(body, metadata.title, body=True), metadata, url)


def refuse_text(title: str | None, text: str, url: str, links: Collection[str] = ()) -> None:
    """Raises NotAnArticle where what was read is too little to be an article, a notice that there is none, or spam."""
    text = text.strip()
    if len(text) < limit("shortest"):
        raise NotAnArticle("empty", f"{len(text)} characters of text under {title or 'no title'!r}", url)
    notice = found("error", text) if len(text) < limit("few") else None
    if notice:
        raise NotAnArticle("error", notice, url)
    refuse_spam(title or "", text, url, links)


def _refuse_wall(markup: str, heads: list[str], lines: list[str], seen: Outline, url: str) -> None:
    said = next((hit for line in heads if (hit := found("challenge", line))), None)
    if said is None and seen.own < limit("few"):
        said = next((hit for line in lines if (hit := found("challenge", line))), None)
    if said and seen.own < limit("some"):
        raise NotAnArticle("challenge", said, url)
    if seen.own < limit("few") and not seen.headed and seen.links <= limit("many_links"):
        lowered = markup[:LARGEST_WALL].lower()
        script = next((word for word in table()["challenge_scripts"] if word in lowered), None)
        if script:
            raise NotAnArticle("challenge", f"the page's script has {script}", url)


def _refuse_notice(heads: list[str], lines: list[str], seen: Outline, metadata: Metadata, url: str) -> None:
    notices = {"error": next((hit for head in heads if (hit := found("error", head))), None)}
    if notices["error"] and seen.own < limit("few" if metadata.published else "much"):
        raise NotAnArticle("error", notices["error"], url)
    told = sum(map(len, lines))
    hit = next((hit for line in lines if (hit := found("error", line))), None)
    if hit and (seen.own < limit("few") or seen.own <= told) and not seen.headed:
        raise NotAnArticle("error", hit, url)
    repair = next((hit for line in (*heads, *lines) if (hit := found("maintenance", line))), None)
    if repair and seen.own < limit("some") and not metadata.published and not found("dated", "\n".join([*heads, *lines, *seen.prose])):
        raise NotAnArticle("error", repair, url)


def _refuse_listing(seen: Outline, metadata: Metadata, url: str) -> None:
    if seen.headed or max(seen.links, seen.more) < limit("many_links"):
        return
    if seen.own < limit("intro") or (max(seen.teased, seen.more) >= limit("teasers") and seen.paragraphs <= 2):
        title = metadata.title or ""
        if metadata.published and len(title) >= limit("heading") and title in seen.lines:
            raise NotAnArticle("empty", f"no text under {title!r}, only {seen.links} links to other articles", url)
        raise NotAnArticle("listing", f"{seen.links} links to articles, {seen.teased} of them with a teaser, {seen.own} characters of own text", url)
