"""`check`: does a source still fit its site? One look at each way of discovery, a few articles, robots.txt; what to correct is named by its key."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from urllib.parse import urljoin, urlsplit

from corpus import places
from corpus.sources import Discovery, Source
from pipeline.archive import RawPage
from pipeline.crawl.address import canonical
from pipeline.crawl.discover import Memory, Step, walk
from pipeline.crawl.failure import FetchFailed
from pipeline.crawl.fetch import Fetched, Fetcher
from pipeline.crawl.paging import period
from pipeline.crawl.reading import Link
from pipeline.crawl.robots import parse as parse_robots
from pipeline.document import Document
from pipeline.parse import NotAnArticle, parse_page
from pipeline.parse.page_charset import decode_html
from pipeline.probe.judge import judge, strays

PAGES = 2              # of a listing or sitemap: the second shows whether paging works
FEW = 5                # articles: with fewer on it, a listing may well have one page
HOST_DOWN = frozenset({"dns", "connect", "tls", "timeout", "private-address"})   # nothing else of the host can be had


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to correct: `key` is the key of the source's file ("selectors.title", "discovery[2].url", "" for the site itself)."""

    key: str
    what: str

    def __str__(self) -> str:
        return f"{self.key}: {self.what}" if self.key else self.what


@dataclass(frozen=True, slots=True)
class Look:
    """One article that was asked for. `document` None: it could not be read, and `reason` says why; `kind` is short ("http-404", "listing", …)."""

    url: str
    document: Document | None = None
    kind: str = ""
    reason: str = ""


@dataclass
class Checked:
    """What a check found. `found` counts articles of each way of discovery, `whole` says that there are no more than these; `robots`, `charset`,
    `tls` are for a column of a table; `down`: why the site can't be had at all, by the kinds of FetchFailed; `notes` are worth knowing, but nothing in the source's file is wrong for them."""

    source: Source
    found: tuple[int, ...] = ()
    looks: list[Look] = field(default_factory=list)
    robots: str = ""
    charset: str = ""
    tls: str = ""
    whole: bool = True
    down: str = ""
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def documents(self) -> list[Document]:
        return [look.document for look in self.looks if look.document]

    @property
    def status(self) -> str:
        """"ok" (nothing to correct, at least one article read), "correct" or "down"."""
        return "down" if self.down else "ok" if self.documents and not self.problems else "correct"

    @property
    def ok(self) -> bool:
        return self.status == "ok"

    def share(self, part: str) -> float | None:
        """Which share (0 to 1) of the articles read has a "title", "date" or "body"; None where none was read."""
        has: dict[str, Callable[[Document], bool]] = {
            "title": lambda document: bool(document.title), "date": lambda document: document.published is not None,
            "body": lambda document: "body:trafilatura" not in document.warnings}
        return sum(map(has[part], self.documents)) / len(self.documents) if self.documents else None


def check(source: Source, fetcher: Fetcher, *, articles: int = 5) -> Checked:
    """Look at a source's site with at most 3 + 2 × ways + `articles` requests; failures become problems, nothing is raised."""
    visit = _Visit(source, fetcher)
    walks = [visit.walk(number, way) for number, way in enumerate(source.discovery, 1)]
    visit.result.found = tuple(map(len, walks))
    for url, listing_date in _spread(walks, articles) or [(url, None) for url in source.yes[:articles]]:
        visit.look(url, listing_date)
    visit.robots()
    visit.secure()
    result = visit.result
    distinct = len({identity for one in walks for identity in one})
    if distinct < source.expect.documents and distinct and result.whole:
        result.problems.append(Problem("expect.documents", f"{distinct} articles found, {source.expect.documents} expected; add ways of discovery or lower it"))
    result.problems += [Problem(key, what) for key, what in judge(source, result.looks, result.share)]
    result.notes += strays(result.looks)
    return result


class _Visit:
    def __init__(self, source: Source, fetcher: Fetcher) -> None:
        self.source, self.fetcher, self.result = source, fetcher, Checked(source)
        self.charsets: Counter[str] = Counter()
        self.reason = ""   # why the site can't be had at all

    def get(self, url: str) -> Fetched:
        if self.result.down:
            raise FetchFailed(self.result.down, self.reason, shut=True)
        try:
            return self.fetcher.get(url, self.source)
        except FetchFailed as failed:
            if failed.kind in HOST_DOWN or failed.shut:
                self.result.down, self.reason = failed.kind, failed.reason
                self.result.problems.append(Problem(_key(failed), failed.reason + _merged(self.source)))
            raise

    def walk(self, number: int, way: Discovery) -> dict[str, Link]:
        """One way of discovery, two pages of it at most; what is wrong with it becomes problems."""
        steps = list(islice(walk(self.source, replace(way, max_pages=min(way.max_pages, PAGES)), self.get, Memory()), PAGES))
        if not self.result.down:
            for trouble in (trouble for step in steps for trouble in step.troubles):
                where = {"listing": "links", "paging": "next"}.get(trouble.kind, "url")
                hint = _merged(self.source) if trouble.kind == "redirect" else ""
                self.result.problems.append(Problem(f"discovery[{number}].{where}", trouble.reason + hint))
            if way.max_pages > 1 and steps[0].links and not any(step.troubles for step in steps):
                if len(steps) < PAGES and way.next and len(steps[0].links) < FEW:
                    self.result.notes.append(f"discovery[{number}].next: no link to a second page; right if the {len(steps[0].links)} articles of the first are all")
                else:
                    self.result.problems += [Problem(f"discovery[{number}].{name}", what) for name, what in _paging(way, steps)]
        self.result.whole = self.result.whole and not (way.max_pages > PAGES == len(steps) and (way.kind == "sitemap" or steps[-1].following is not None))
        return {identity: link for step in steps for identity, link in step.links.items()}

    def look(self, url: str, listing_date: str | None) -> None:
        try:
            answer = self.get(url)
        except FetchFailed as failed:
            if not self.result.down:
                self.result.looks.append(Look(url, None, failed.kind, failed.reason))
            return
        page = RawPage(url=answer.url, canonical_url=canonical(answer.url, self.source), source_id=self.source.id, status=answer.status,
                       content_type=answer.headers.get("content-type", ""), headers=answer.headers, body=answer.body,
                       fetched_at=answer.fetched_at, listing_date=listing_date)
        self.charsets.update([charset_of(page.body, page.content_type)])
        try:
            self.result.looks.append(Look(answer.url, parse_page(page, self.source)))
        except NotAnArticle as refused:
            self.result.looks.append(Look(answer.url, None, refused.kind, refused.evidence))
        self.result.charset = ", ".join(name for name, _ in self.charsets.most_common())

    def robots(self) -> None:
        if self.result.down:
            return
        try:
            rules = parse_robots(self.get(urljoin(self.source.base_url, "/robots.txt")).body)
            asked = rules.delay(self.fetcher.user_agent)
            closed = [way.url for way in self.source.discovery if not rules.allows(way.url, self.fetcher.user_agent)]
            self.result.robots = "forbids" if closed else f"delay {asked:g}" if asked else "allows"
        except FetchFailed as failed:
            self.result.robots = "none" if failed.kind.startswith("http-4") or failed.kind == "redirect" else failed.kind

    def secure(self) -> None:
        scheme = urlsplit(self.source.base_url).scheme
        unknown = "failed" if self.result.down == "tls" else "" if self.result.down else "yes"
        self.result.tls = "no" if scheme == "http" else "unverified" if self.source.tls_unverified else unknown


def _paging(way: Discovery, steps: list[Step]) -> list[tuple[str, str]]:
    """A listing that is to go on but has no second page, or one without anything new."""
    key = next((key for key in ("next", "page_param", "page_url") if getattr(way, key)), "")
    if way.kind != "listing" or not key or period(way):
        return []
    if len(steps) < PAGES:
        return [(key, f"{getattr(way, key)!r} leads to no second page; correct it, or set max_pages = 1")]
    if not steps[1].links:
        return [(key, f"the second page, {steps[1].url}, has no article that the first has not; correct it, or set max_pages = 1")]
    return []


def charset_of(body: bytes, content_type: str) -> str:
    """How a page is encoded, for people: "utf-8", "windows-1258", "utf-8 damaged", …"""
    found = [warning.removeprefix("encoding:") for warning in decode_html(body, content_type)[1] if warning.startswith("encoding:")]
    return " ".join(["utf-8", *found] if found in ([], ["damaged"]) else found)


def _spread(walks: list[dict[str, Link]], most: int) -> list[tuple[str, str | None]]:
    """Articles to look at: in turn from each way of discovery, newest first as they stand there."""
    queues = [list(one.items()) for one in walks]
    chosen: dict[str, tuple[str, str | None]] = {}
    for turn in range(max(map(len, queues), default=0)):
        for queue in queues:
            if turn < len(queue) and len(chosen) < most:
                identity, link = queue[turn]
                chosen.setdefault(identity, (link.url, link.listing_date))
    return list(chosen.values())


def _key(failed: FetchFailed) -> str:
    return {"tls": "tls_unverified", "private-address": "allow_private"}.get(failed.kind, "base_url")


def _merged(source: Source) -> str:
    """What a person should know of a host that is gone: its province may have merged into another."""
    former = next((p for p in places.provinces_on(date(2025, 6, 30)) if p.name == source.province), None)
    later = places.successor(former) if former else None
    if former is None or later is None or later.name == former.name:
        return ""
    return f" ({former.name} became part of {later.name} on {later.valid_from}: the site may have moved there)"
