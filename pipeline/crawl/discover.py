"""Discovery: from a source's listings, archives, sitemaps and feeds to the addresses of its articles.

`walk` goes through one of them page by page and tells after each page what it found and where it would go on, so that the crawl can keep both
before the next request. There are two ways to go: a look (daily, stops at the first page that brings nothing new) and, with `since`, a backfill
(goes on, over what is known, until it meets what is older).
"""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from corpus.sources import Discovery, Source
from pipeline.crawl.address import canonical, is_article, without_session
from pipeline.crawl.failure import FetchFailed
from pipeline.crawl.fetch import Fetched
from pipeline.crawl.paging import Spot, earlier, first, following, last_day, period
from pipeline.crawl.reading import Link, Listing, read_feed, read_listing, read_sitemap, sitemap_day
from pipeline.document import VIETNAM

# Pages of a backfill at most: a listing of 50,000 articles, ten a page. A site that invents pages without end is left there.
DEEPEST = 5_000
MAX_LISTING = 5_000_000   # bytes


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that kept a walk from its end, or from being sure of it; `kind`, `reason` and `host_down` as in FetchFailed."""

    url: str
    kind: str
    reason: str
    host_down: bool = False


@dataclass
class Step:
    """One page of a walk: `url`, the articles on it by canonical address, what went wrong, where the next page is. `failed`: it could not be had,
    and may be asked for again; `over`: the walk ends here; `following` then says where a deeper one would go on."""

    url: str
    links: dict[str, Link] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    following: Spot | None = None
    failed: bool = False
    over: bool = False

    def fail(self, failed: FetchFailed, where: str = "") -> None:
        self.troubles.append(Trouble(self.url, failed.kind, where + failed.reason, failed.host_down))
        self.failed = True


@dataclass(frozen=True)
class Memory:
    """What earlier crawls left: whether they met an article (`knows`, of its canonical address), when they last read a sitemap (`read_at`).

    `done`: a part of a sitemap index that an interrupted walk has read. `whole`: the listing was read as deep as is allowed and without a failure, so that a look may stop at the first page without news.
    """

    knows: Callable[[str], bool] = lambda _: False
    read_at: Callable[[str], datetime | None] = lambda _: None
    done: Callable[[str], bool] = lambda _: False
    whole: bool = False


def walk(source: Source, way: Discovery, get: Callable[[str], Fetched], memory: Memory, *, start: Spot | None = None, since: date | None = None,
         today: date | None = None) -> Iterator[Step]:
    """Go through one listing, sitemap or feed; `get` fetches (and may raise FetchFailed). `start`: go on there instead of at the beginning."""
    if way.kind == "listing":
        return _Listing(source, way, get, memory, since, start or first(way, today or datetime.now(VIETNAM).date())).steps()
    if way.kind == "sitemap":
        return _sitemaps(source, way, get, memory, since)
    return iter([_feed(source, way, get, since)])


@dataclass
class _Listing:
    source: Source
    way: Discovery
    get: Callable[[str], Fetched]
    memory: Memory
    since: date | None
    spot: Spot
    seen: set[str] = field(default_factory=set)      # articles met in this walk
    asked: set[str] = field(default_factory=set)     # pages
    met_known: bool = False

    def steps(self) -> Iterator[Step]:
        most = DEEPEST if self.since else self.way.max_pages
        begin = 1 if self.since or self.spot.day else self.spot.number   # a look that goes on counts the pages it had read
        for number in range(begin, most + 1):
            self.asked.add(self.spot.url)
            step = self.page()
            if step.following is None or step.following.url in self.asked:
                step.over = True
            elif number == most and not step.over:
                step.over = True
                self.end(step, most)
            yield step
            if step.over or step.following is None:
                return
            self.spot = step.following

    def page(self) -> Step:
        step, spot = Step(self.spot.url), self.spot
        try:
            answer = self.get(spot.url)
        except FetchFailed as failed:
            if failed.kind in ("http-404", "http-410") and (spot.number > 1 or spot.day):   # one past the last page, or a day without articles
                step.following = self.before(spot)
            else:
                step.fail(failed, f"listing page {spot.number}: ")
            return step
        if answer.content.size > MAX_LISTING:
            step.fail(FetchFailed("too-large", f"larger than {MAX_LISTING:,} bytes, which no page of links is"))
            return step
        listing = read_listing(answer.body, answer.headers.get("content-type", ""), answer.url, self.way)
        articles = _articles(self.source, listing.links, None)
        if spot.number == 1 and not articles and period(self.way) is None:
            step.troubles.append(Trouble(spot.url, "listing", f"listing without articles: {self.blame(listing)}"))
            step.failed = True
            return step
        fresh = {identity: link for identity, link in articles.items() if identity not in self.seen}
        self.seen.update(fresh)
        ages = [day for link in articles.values() if (day := link.day)]
        older = [day for day in ages if self.since and day < self.since]
        step.links = {identity: link for identity, link in fresh.items() if not (self.since and (day := link.day) and day < self.since)}
        known = [identity for identity in fresh if self.memory.knows(identity)]
        self.met_known = self.met_known or bool(known)
        step.following = following(self.way, spot, listing.following) if fresh else None
        if listing.scripted and fresh:
            step.troubles.append(Trouble(spot.url, "paging", "the link to the next page runs a script (__doPostBack), which is not followed: articles behind this "
                                         "page are missed; look for a feed, a sitemap, or an address that takes the page's number"))
        if self.since:
            if ages and len(older) == len(ages) and 2 * len(ages) >= len(articles):
                step.following = None
        elif self.memory.whole and articles and len(known) == len(fresh):
            step.over = True
        if step.following is None and not step.over:
            step.following = self.before(spot)
        return step

    def before(self, spot: Spot) -> Spot | None:
        """In an archive the period before, unless all of it is older than what is wanted."""
        spot_before = earlier(self.way, spot)
        end = last_day(self.way, spot_before) if spot_before else None
        return None if self.since and end and end < self.since else spot_before

    def end(self, step: Step, most: int) -> None:
        """The pages allowed are read, and there are more."""
        if self.since:
            step.troubles.append(Trouble(step.url, "paging", f"still going on after {most:,} pages; the site may invent pages without end: start again to go on from here"))
        elif self.memory.whole and not self.met_known and self.seen:
            step.troubles.append(Trouble(step.url, "gap", f"nothing on the first {most} pages was known from the last crawl: articles in between may be missed; "
                                         "crawl more often or raise max_pages, and fetch what was missed with --since"))

    def blame(self, listing: Listing) -> str:
        return (f"none of the {len(listing.links)} links that match links = {self.way.links!r} fits article_pattern; correct one of them" if listing.links
                else f"no link matches links = {self.way.links!r}; has the page's layout changed?")


def _sitemaps(source: Source, way: Discovery, get: Callable[[str], Fetched], memory: Memory, since: date | None) -> Iterator[Step]:
    """An index leads to those first that changed last, then to those that were never read or longest ago; one that was read since it changed is left out."""
    most = DEEPEST if since else way.max_pages
    waiting, seen = [Link(way.url)], set[str]()
    while waiting and len(seen) < most:
        one = waiting.pop(0)
        if one.url in seen:
            continue
        seen.add(one.url)
        step = Step(one.url)
        try:
            links, maps = read_sitemap(get(one.url).body)
        except FetchFailed as failed:
            step.fail(failed)
            links, maps = [], []
        except ValueError as error:
            step.troubles.append(Trouble(one.url, "sitemap", f"no sitemap: {error}; correct the address"))
            step.failed = True
            links, maps = [], []
        step.links = _articles(source, links, since)
        if maps:
            waiting = sorted([*waiting, *(new for new in maps if _worth_reading(new, memory, since))],
                             key=lambda link: (_negated(sitemap_day(link.changed)), memory.read_at(link.url) or datetime.min.replace(tzinfo=UTC)))
        step.over = not waiting or len(seen) == most
        yield step


def _negated(day: date | None) -> int:
    return -day.toordinal() if day else 0


def _worth_reading(sitemap: Link, memory: Memory, since: date | None) -> bool:
    if memory.done(sitemap.url):
        return False
    changed = sitemap_day(sitemap.changed)
    if changed is None:
        return True
    if since:
        return changed >= since
    read = memory.read_at(sitemap.url)
    return read is None or read.date() <= changed


def _feed(source: Source, way: Discovery, get: Callable[[str], Fetched], since: date | None) -> Step:
    step = Step(way.url, over=True)
    try:
        answer = get(way.url)
        step.links = _articles(source, read_feed(answer.body, answer.url), since)
    except FetchFailed as failed:
        step.fail(failed)
    except ValueError as error:
        step.troubles.append(Trouble(way.url, "feed", f"no RSS or Atom feed: {error}; correct the address"))
        step.failed = True
    return step


def _articles(source: Source, links: list[Link], since: date | None) -> dict[str, Link]:
    found: dict[str, Link] = {}
    for link in links:
        if is_article(link.url, source) and not (since and (day := link.day) and day < since):
            found.setdefault(canonical(link.url, source), replace(link, url=without_session(link.url)))
    return found
