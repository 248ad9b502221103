"""`crawl`: one source, once. Discover its articles, fetch what is new or due, archive what changed, remember all of it."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

from corpus.sources import Source
from pipeline.archive import Archive, ArchiveError, RawPage
from pipeline.crawl.address import canonical, is_article, netloc
from pipeline.crawl.adopt import adopt
from pipeline.crawl.attached import note_attachments
from pipeline.crawl.discover import Memory, walk
from pipeline.crawl.failure import FetchFailed
from pipeline.crawl.fetch import Fetched, Fetcher
from pipeline.crawl.reading import Link
from pipeline.crawl.state import CrawlState, Known, Round, SourceBusy, StateError, body_digest

# After so many addresses in a row that failed for the host's sake, the rest waits for the next crawl.
HOST_DOWN_AFTER = 5


@dataclass(frozen=True, slots=True)
class Failure:
    """An address that could not be had. `stage` is the run's stage, always "fetch" here; `kind` a short name to group by: "http-404", "timeout",
    "robots", "redirect", "too-large", "listing" (a listing without articles), "host-down" (the rest waits), "busy" (another crawl is at it), "storage" (disk or state), …"""

    url: str
    stage: str
    reason: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What one crawl did. Times are aware (UTC).

    `discovered`: articles found in listings, sitemaps and feeds; `fetched`: pages archived, new or changed; `unchanged`: pages that
    answered as before; `skipped`: known addresses not asked for, because it was not time yet, an interrupted crawl had
    just fetched them, or the limit was reached.
    """

    source_id: str
    started_at: datetime
    finished_at: datetime
    discovered: int
    fetched: int
    unchanged: int
    skipped: int
    failures: tuple[Failure, ...]


def crawl(source: Source, state: CrawlState, archive: Archive, *, user_agent: str, connect_to: Mapping[str, str] | None = None,
          limit: int | None = None, on_page: Callable[[str], None] | None = None, fetcher: Fetcher | None = None) -> CrawlReport:
    """Crawl a source; what fails is told in the report's `failures`, never raised.

    An interrupted or limited crawl is taken up by the next one within a day: it fetches nothing twice. `limit` is the number of
    articles asked for at most; `on_page` is called with each article's address once it is dealt with. `fetcher` (which then counts
    instead of `user_agent` and `connect_to`) lets several crawls share one clock per host.
    """
    run = _Run(source, state, archive, on_page)
    own = fetcher or Fetcher(user_agent, connect_to=connect_to)
    try:
        with state.crawling(source.id):
            run.go(own, limit)
    except SourceBusy as error:
        run.fail(source.base_url, "busy", str(error))
    except (ArchiveError, StateError) as error:
        run.fail(source.base_url, "storage", str(error))
    finally:
        if fetcher is None:
            own.close()
    return run.report()


@dataclass
class _Run:
    source: Source
    state: CrawlState
    archive: Archive
    on_page: Callable[[str], None] | None
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    discovered: int = 0
    fetched: int = 0
    unchanged: int = 0
    skipped: int = 0
    failures: list[Failure] = field(default_factory=list)

    def go(self, fetcher: Fetcher, limit: int | None) -> None:
        adopt(self.source.id, self.source, self.state, self.archive)
        opened = self.state.open_round(self.source.id, self.started_at)
        if opened.discovered is None:
            self.discovered = self.discover(fetcher, opened)
        else:
            self.discovered = opened.discovered
        due = self.state.due(self.source.id, opened, datetime.now(UTC))
        asked = self.visit_all(due if limit is None else due[:limit], fetcher)
        known = {page.canonical_url for page in due}
        attached = [page for page in self.state.due(self.source.id, opened, datetime.now(UTC)) if page.parent_url and page.canonical_url not in known]
        asked += self.visit_all(attached if limit is None else attached[:max(0, limit - asked)], fetcher)
        due += attached
        self.skipped = self.state.count(self.source.id) - asked
        if limit is None or len(due) <= limit:   # what a silent host left over is due in the next round anyway
            self.state.close_round(opened, datetime.now(UTC))

    def visit_all(self, pages: list[Known], fetcher: Fetcher) -> int:
        """Ask for each page, except on hosts that turn out not to serve us at present; returns how many were asked for."""
        in_a_row: dict[str, int] = {}   # host → failures for the host's sake
        left: dict[str, int] = {}       # host that is down → addresses left for the next crawl
        for page in pages:
            host = netloc(page.url)
            if host in left:
                left[host] += 1
                continue
            try:
                self.visit(page, fetcher)
                in_a_row[host] = 0
            except FetchFailed as failed:
                self.fail(page.url, failed.kind, failed.reason)
                in_a_row[host] = in_a_row.get(host, 0) + 1 if failed.host_down else 0
                if failed.shut:   # says nothing about this page
                    left[host] = 1
                    continue
                self.state.failed(self.source.id, page, failed.kind, failed.reason, failed.retry_after, datetime.now(UTC))
                if in_a_row[host] >= HOST_DOWN_AFTER:
                    left[host] = 0
            if self.on_page:
                self.on_page(page.url)
        for host, number in left.items():
            if number:
                self.fail(f"{urlsplit(self.source.base_url).scheme}://{host}/", "host-down",
                          f"{host} does not serve us at present; {number} addresses wait for the next crawl")
        return len(pages) - sum(left.values())

    def discover(self, fetcher: Fetcher, opened: Round) -> int:
        found: dict[str, Link] = {}
        walks, down = [], False
        for way in self.source.discovery:
            memory = Memory(partial(self.state.knows, self.source.id), whole=self.state.walked(self.source.id, way.url) >= way.max_pages)
            failed = False
            for step in walk(self.source, way, partial(fetcher.get, source=self.source), memory):
                for identity, link in step.links.items():
                    if identity not in found or (found[identity].listing_date is None and link.listing_date):
                        found[identity] = link
                for trouble in step.troubles:
                    self.fail(trouble.url, trouble.kind, trouble.reason)
                    down = down or trouble.host_down
                failed = failed or step.failed
            walks.append((way.url, 0 if failed else way.max_pages))
        links = [(identity, link.url, link.listing_date) for identity, link in found.items()]
        return self.state.discovered(self.source.id, opened, links, walks, finished=not down, now=datetime.now(UTC))

    def visit(self, page: Known, fetcher: Fetcher) -> None:
        """Ask for one article and keep what came. Raises FetchFailed."""
        answer = fetcher.get(page.url, self.source, etag=page.etag, last_modified=page.last_modified)
        identity = self.identity(page, answer)
        digest = page.digest if answer.status == 304 else body_digest(answer.body)
        if digest is None or (answer.status != 304 and not answer.body):
            raise FetchFailed("empty", f"HTTP {answer.status} without a body")
        if digest in (page.digest, self.state.digest(self.source.id, identity)):
            self.state.unchanged(self.source.id, page, answer.headers, answer.status, digest, answer.fetched_at)
            self.unchanged += 1
            return
        raw = RawPage(url=answer.url, canonical_url=identity, source_id=self.source.id, status=answer.status,
                      content_type=answer.headers.get("content-type", ""), headers=answer.headers, body=answer.body,
                      fetched_at=answer.fetched_at, listing_date=page.listing_date, parent_url=page.parent_url)
        ref = self.archive.write(raw, request_headers=answer.request_headers, facts=answer.facts)
        self.state.archived(ref, raw, page.canonical_url)
        note_attachments(raw, self.source, self.state, datetime.now(UTC))
        self.fetched += 1

    def identity(self, page: Known, answer: Fetched) -> str:
        """The canonical address of what was served, which after a redirect may be another than that asked for."""
        served = canonical(answer.url, self.source)
        if answer.url == page.url or served == page.canonical_url:
            return page.canonical_url
        if not is_article(answer.url, self.source) and page.parent_url is None:
            raise FetchFailed("redirect", f"redirected to {answer.url}, which is no article by article_pattern; the article was probably removed")
        return served

    def fail(self, url: str, kind: str, reason: str) -> None:
        self.failures.append(Failure(url, "fetch", reason, kind))

    def report(self) -> CrawlReport:
        return CrawlReport(self.source.id, self.started_at, datetime.now(UTC), self.discovered, self.fetched, self.unchanged, self.skipped,
                           tuple(self.failures))
