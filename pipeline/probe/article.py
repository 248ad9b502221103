"""Which CSS finds title, date and text on a site's articles: what a known family says, else what two or three articles have in common.

The headline under which an article was linked tells its title, the parser's own guess tells how long its text is; a selector is taken only
if it is right on every article.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import inf
from typing import Any

from corpus.sources import Family, Selectors
from pipeline.parse import NotAnArticle
from pipeline.parse.css import Page, text_of
from pipeline.parse.dates import read_date
from pipeline.parse.html import clean
from pipeline.parse.page import parse_html

STAMP = 120        # code points: what a date stands in is not longer
LEAST, MOST = 0.75, 1.5   # of the parser's guess: a body is neither much shorter nor much longer
NEAR = 0.93        # of the guess: such a body has the lead, too, and little else
CLOCK = timedelta(minutes=10)
SHORTEST = 200     # code points of a text by which a body can be told that no family knows


@dataclass(frozen=True, slots=True)
class Sample:
    """An article that was fetched: its markup, the texts of the links to it, the day that the listing or the page's metadata give, how long
    the parser thinks its text is (0: it found none)."""

    url: str
    markup: str
    headlines: tuple[str, ...]
    day: date | None = None
    length: int = 0


def sample(url: str, markup: str, headlines: Iterable[str], listed: date | None = None) -> Sample:
    """Read an article without any selectors, to know what a selector must find."""
    try:
        document = parse_html(markup, document_id=url, source_id="draft", url=url)
    except NotAnArticle:
        return Sample(url, markup, tuple(headlines), listed)
    stated = document.published.day if document.published and document.published.origin in ("json-ld", "meta") else None
    return Sample(url, markup, tuple(headlines), listed or stated, len(document.text) - len(document.title or ""))


def fit(samples: Sequence[Sample], families: Mapping[str, Family], first: str = "") -> Selectors:
    """Selectors that are right on every sample: for each part those of family `first`, of another family, or new ones; none where nothing fits."""
    known = sorted(families.values(), key=lambda family: family.id != first)
    pages = [Page(one.markup) for one in samples]
    return Selectors(title=_title(samples, pages, known), date=_date(samples, pages, known), body=_body(samples, pages, known, first))


# ---------------------------------------------------------------- title
def _title(samples: Sequence[Sample], pages: Sequence[Page], known: Sequence[Family]) -> tuple[str, ...]:
    def right(css: tuple[str, ...]) -> bool:
        return all((node := page.first(css)) is not None and _same(clean(node.text()), one.headlines) for one, page in zip(samples, pages, strict=True))

    for family in known:
        if family.selectors.title and right(family.selectors.title):
            return family.selectors.title
    found = _shared([[css for element in _elements(page) if _same(clean(text_of(element)), one.headlines) for css in _names(element)]
                     for one, page in zip(samples, pages, strict=True)])
    return tuple(css for css in sorted(found, key=lambda css: (not css.startswith("h1"), not css.startswith("h"), len(css))) if right((css,)))[:1]


def _same(text: str, headlines: Iterable[str]) -> bool:
    """Listings cut long headlines and end them with dots."""
    text = text.casefold()
    for headline in headlines:
        start = re.sub(r"\s*(?:…|\.\.\.)$", "", headline).casefold()
        if text == start or (start != headline.casefold() and len(start) >= 20 and text.startswith(start) and len(text) <= 3 * len(start)):
            return True
    return False


# ---------------------------------------------------------------- date
def _date(samples: Sequence[Sample], pages: Sequence[Page], known: Sequence[Family]) -> tuple[str, ...]:
    def values(css: tuple[str, ...]) -> list[Any]:
        nodes = [page.first(css) for page in pages]
        return [(read_date((node.attributes or {}).get("datetime"), "page") or read_date(clean(node.text()), "page")) if node else None for node in nodes]

    def right(css: tuple[str, ...]) -> bool:
        """A date on every page, the day that is known from elsewhere (listings may show the day after), and not the page's clock: about the same on all, or about now."""
        found = values(css)
        if not all(found) or any(one.day and abs((one.day - value.day).days) > 1 for one, value in zip(samples, found, strict=True)):
            return False
        moments = sorted([one.at for one in found] + ([datetime.now(UTC)] if len(found) == 1 else []))
        return moments[-1] - moments[0] > CLOCK or all(one.precision == "day" for one in found)

    for family in known:
        if family.selectors.date and right(family.selectors.date):
            return family.selectors.date
    found = _shared([[css for element in _elements(page) if 8 <= len(text := clean(text_of(element))) <= STAMP and re.search(r"\d{4}", text) and read_date(text, "page")
                      for css in _names(element)] for page in pages])
    fitting = [css for css in found if right((css,))]
    exact = [css for css in fitting if all(one.precision != "day" for one in values((css,)))]
    return tuple(sorted(exact or fitting, key=lambda css: (not re.search(r"date|time|ngay|publish|dang", css, re.IGNORECASE), len(css))))[:1]


# ---------------------------------------------------------------- body
def _body(samples: Sequence[Sample], pages: Sequence[Page], known: Sequence[Family], first: str) -> tuple[str, ...]:
    """A text too short to judge by is taken on the word of the family that the site is known for, never for CSS of our own finding."""
    read = [(one, page) for one, page in zip(samples, pages, strict=True) if one.length]
    told = [(one, page) for one, page in read if one.length >= SHORTEST] or read
    if not told:
        return ()

    def right(css: str, most: float = MOST) -> bool:
        return all(LEAST * one.length <= sum(len(clean(node.text())) for node in page.select(css)) <= most * one.length for one, page in told)

    brief = told[0][0].length < SHORTEST
    for family in known:
        fitting = tuple(css for css in family.selectors.body if right(css, inf if brief and family.id == first else MOST))
        if fitting:
            return family.selectors.body if family.selectors.body[0] == fitting[0] else fitting[:1]
    if brief:
        return ()
    found = _shared([[css for element in _elements(page) if LEAST * one.length <= len(clean(text_of(element))) <= MOST * one.length for css in _names(element)]
                     for one, page in told])

    def size(css: str) -> int:
        return sum(len(clean(node.text())) for _, page in told for node in page.select(css))

    whole = sum(one.length for one, _ in told)
    return tuple(sorted((css for css in found if right(css)), key=lambda css: (not NEAR * whole <= size(css) <= whole / NEAR, size(css), len(css))))[:1]


# ---------------------------------------------------------------- elements
def _elements(page: Page) -> Iterator[Any]:
    return (element for element in page.tree.iter() if isinstance(element.tag, str) and element.tag not in ("script", "style", "title", "head", "html", "body", "option"))


def _names(element: Any) -> list[str]:
    """The CSS by which an element may be called: its id, tag and class; h1 by itself."""
    identity = element.get("id") or ""
    names = [f"#{identity}"] if re.fullmatch(r"[A-Za-z][A-Za-z_-]*", identity) else []
    names += [f"{element.tag}.{name}" for name in (element.get("class") or "").split() if re.fullmatch(r"[A-Za-z_][\w-]*", name) and not re.search(r"\d{3}", name)]
    return names + (["h1"] if element.tag == "h1" else [])


def _shared(pages: Iterable[Iterable[str]]) -> list[str]:
    """What stands in every list, in the order of the first."""
    lists = [list(dict.fromkeys(one)) for one in pages]
    return [css for css in lists[0] if all(css in other for other in lists[1:])] if lists else []
