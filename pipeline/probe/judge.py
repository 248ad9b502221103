"""What the articles of a check show to be wrong with a source: shares below what it expects, and selectors that hit the frame of the site."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.sources import Source
    from pipeline.document import Document
    from pipeline.probe.check import Look

ENOUGH = 3        # articles: two that agree may do so by chance
SHORT = 300       # code points: notices are this short, but not all articles of a site
OPENING = 120     # code points by which two texts are called the same
A_MOMENT = timedelta(minutes=10)   # a clock goes on while articles are fetched
NO_ARTICLE = frozenset({"listing", "login"})
ADVICE = {"challenge": "; the site wants a browser: ask its operators to let the crawler in", "spam": "; the host may be hijacked: tell its operators"}


def judge(source: Source, looks: Sequence[Look], share: Callable[[str], float | None]) -> Iterator[tuple[str, str]]:
    """(key of the source's file, what is wrong and what to do) for each thing to correct."""
    for kind, count, one in _refused(looks):
        if kind in NO_ARTICLE:
            yield "article_pattern", f"it takes what is no article: {count} of {len(looks)} pages are a {kind}, as {one.url} ({one.reason})"
        elif count * 2 > len(looks):
            yield "", f"{count} of {len(looks)} articles can't be read: {kind}, as {one.url}: {one.reason}{ADVICE.get(kind, '')}"
    documents = [look.document for look in looks if look.document]
    for part in ("title", "date", "body"):
        have, least = share(part), getattr(source.expect, part)
        if have is not None and have < least:
            yield _short(source, part, have, least, looks)
    yield from _alike(documents)


def strays(looks: Sequence[Look]) -> list[str]:
    """Single articles that could not be read: worth knowing, no fault of the source."""
    return [f"{count} of {len(looks)} articles can't be read: {kind}, as {one.url}: {one.reason}" for kind, count, one in _refused(looks)
            if kind not in NO_ARTICLE and count * 2 <= len(looks)]


def _refused(looks: Sequence[Look]) -> Iterator[tuple[str, int, Look]]:
    """(kind, how often, the first) of what came as no article or did not come."""
    for kind, count in Counter(look.kind for look in looks if look.kind).items():
        yield kind, count, next(look for look in looks if look.kind == kind)


def _short(source: Source, part: str, have: float, least: float, looks: Sequence[Look]) -> tuple[str, str]:
    chosen = getattr(source.selectors, part)
    missing = next(look.url for look in looks if look.document and _lacks(look.document, part))
    if part == "body" and not chosen:
        return "expect.body", f"{have:.0%} of the articles have a text, {least:.0%} expected"
    what = "text was guessed, not found by a selector" if part == "body" else "nothing was found"
    return f"selectors.{part}", f"{have:.0%} of the articles have it, {least:.0%} expected; {what} in {missing}"


def _lacks(document: Document, part: str) -> bool:
    return {"title": not document.title, "date": document.published is None, "body": "body:trafilatura" in document.warnings}[part]


def _alike(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    """What differs from article to article must differ here; else a selector hits something that stands on every page."""
    if len(documents) < ENOUGH:
        return
    if documents[0].title and len({d.title for d in documents}) == 1:
        yield "selectors.title", f"{documents[0].title!r} on every article: it hits the site's name"
    moments = [d.published.at for d in documents if d.published and d.published.precision != "day"]
    if len(moments) == len(documents) and max(moments) - min(moments) < A_MOMENT:
        yield "selectors.date", f"{moments[0]:%Y-%m-%d %H:%M} on every article: it hits the page's clock"
    openings = {d.text[len(d.title or ""):].strip()[:OPENING] for d in documents}
    if len(openings) == 1:
        yield "selectors.body", f"every article begins with {openings.pop()[:60]!r}: it hits something that stands on every page"
    elif all(len(d.text) < SHORT for d in documents):
        yield "selectors.body", f"no article is longer than {max(len(d.text) for d in documents)} characters: it may hit the lead alone"
