"""`crawl`: one source, once. Discover its articles, fetch what is new or due, archive what changed, remember all of it."""
from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from corpus.sources import Source
from pipeline.archive import Archive, ArchiveError, RawPage
from pipeline.crawl.address import canonical, is_article, netloc
from pipeline.crawl.adopt import adopt
from pipeline.crawl.attached import note_attachments
from pipeline.crawl.database import StateError
from pipeline.crawl.failure import FetchFailed
from pipeline.crawl.fetch import Fetched, Fetcher
from pipeline.crawl.rounds import LONGEST_HOLD, Round
from pipeline.crawl.state import CrawlState, Known, SourceBusy, body_digest
from pipeline.crawl.survey import Survey

# After so many addresses in a row that failed for the host's sake, the rest waits for the next crawl.
HOST_DOWN_AFTER = 5


@dataclass(frozen=True, slots=True)
class Failure:
    """An address that could not be had. `stage` is the run's stage, always "fetch" here; `kind` a short name to group by: "http-404", "timeout",
    "robots", "redirect", "too-large", "listing" (a listing without articles), "gap" (articles may be missed), "paging", "wait" (the host asked for it), "host-down" (the rest waits), "busy" (another crawl is at it), "storage" (disk or state), "program" (a fault of ours), …
    `missing`: more than this address may be missing because of it, so the crawl is not what the source expects of one."""

    url: str
    stage: str
    reason: str
    kind: str = ""
    missing: bool = False


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
          limit: int | None = None, since: date | None = None, on_page: Callable[[str], None] | None = None,
          fetcher: Fetcher | None = None) -> CrawlReport:
    """Crawl a source; what fails is told in the report's `failures`, never raised.

    A crawl looks at the listings until it meets what is known. With `since` it also goes back to that day, once: a later crawl with the same
    `since` goes on where this one was interrupted, and only looks where it was not.

    An interrupted or limited crawl is taken up by the next one within a day: it fetches nothing twice. `limit` is the number of
    articles asked for at most; `on_page` is called with each article's address once it is dealt with. `fetcher` (which then counts
    instead of `user_agent` and `connect_to`) lets several crawls share one clock per host.
    """
    own = fetcher or Fetcher(user_agent, connect_to=connect_to)
    run = _Run(source, state, archive, own, on_page)
    try:
        with state.crawling(source.id):
            run.go(limit, since)
    except SourceBusy as error:
        run.fail(source.base_url, "busy", str(error), missing=True)
    except (ArchiveError, StateError) as error:
        run.fail(source.base_url, "storage", str(error), missing=True)
    except Exception as error:   # a fault of ours: one source ends here, the others of the run must not
        place = traceback.extract_tb(error.__traceback__)[-1]
        run.fail(source.base_url, "program", f"{type(error).__name__}: {error} ({Path(place.filename).name}, line {place.lineno}); this is a fault of cchc, please report it", missing=True)
    finally:
        if fetcher is None:
            own.close()
    return run.report()


@dataclass
class _Run:
    source: Source
    state: CrawlState
    archive: Archive
    fetcher: Fetcher
    on_page: Callable[[str], None] | None
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    discovered: int = 0
    fetched: int = 0
    unchanged: int = 0
    skipped: int = 0
    failures: list[Failure] = field(default_factory=list)

    def go(self, limit: int | None, since: date | None) -> None:
        adopt(self.source.id, self.source, self.state, self.archive)
        opened = self.state.rounds.open(self.source.id, self.started_at)
        self.keep_away(opened)
        survey = Survey(self.source, self.state.rounds, opened, self.get, lambda trouble: self.fail(trouble.url, trouble.kind, trouble.reason, missing=True))
        self.discovered = survey.go(since) if survey.wants(since) else opened.discovered or 0
        due = self.state.due(self.source.id, opened, datetime.now(UTC))
        asked = self.visit_all(due if limit is None else due[:limit])
        known = {page.canonical_url for page in due}
        attached = [page for page in self.state.due(self.source.id, opened, datetime.now(UTC)) if page.parent_url and page.canonical_url not in known]
        asked += self.visit_all(attached if limit is None else attached[:max(0, limit - asked)])
        due += attached
        self.skipped = self.state.count(self.source.id) - asked
        if limit is None or len(due) <= limit:   # what a silent host left over is due in the next round anyway
            self.state.rounds.close(opened, datetime.now(UTC))

    def visit_all(self, pages: list[Known]) -> int:
        """Ask for each page, except on hosts that turn out not to serve us at present; returns how many were asked for."""
        in_a_row: dict[str, int] = {}   # host → failures for the host's sake
        left: dict[str, int] = {}       # host that is down → addresses left for the next crawl
        for page in pages:
            host = netloc(page.url)
            if host in left:
                left[host] += 1
                continue
            try:
                self.visit(page)
                in_a_row[host] = 0
            except FetchFailed as failed:
                self.fail(page.url, failed.kind, failed.reason)
                in_a_row[host] = in_a_row.get(host, 0) + 1 if failed.host_down or failed.kind == "broken" else 0
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
                          f"{host} does not serve us at present; {number} addresses wait for the next crawl", missing=True)
        return len(pages) - sum(left.values())

    def keep_away(self, opened: Round) -> None:
        """Hosts that want to be left alone are, also by this process; and our pause is kept from the last request of the process before it."""
        for host, seconds in self.state.rounds.held(self.source.hosts, self.started_at).items():
            self.fetcher.clock.hold(host, seconds)
        quiet = (self.started_at - opened.quiet_since).total_seconds() if opened.quiet_since else 0.0
        if opened.resumed or opened.quiet_since:
            for host in self.source.hosts:
                self.fetcher.clock.asked(host, max(quiet, 0.0))

    def get(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Fetch an address of the source; a host's wish to be left alone is kept for the processes after this one. Raises FetchFailed."""
        try:
            return self.fetcher.get(url, self.source, etag=etag, last_modified=last_modified)
        except FetchFailed as failed:
            if failed.retry_after and failed.kind != "wait":
                self.state.rounds.hold(netloc(url), datetime.now(UTC) + min(timedelta(seconds=failed.retry_after), LONGEST_HOLD))
            raise

    def visit(self, page: Known) -> None:
        """Ask for one article and keep what came. Raises FetchFailed."""
        answer = self.get(page.url, etag=page.etag, last_modified=page.last_modified)
        with self.fetcher.room(answer):
            self.keep(page, answer)

    def keep(self, page: Known, answer: Fetched) -> None:
        """Archive an answer that is new, and note it. Raises FetchFailed for one that is no article."""
        identity = self.identity(page, answer)
        body = answer.body
        digest = page.digest if answer.status == 304 else body_digest(body)
        if digest is None or (answer.status != 304 and not body):
            raise FetchFailed("empty", f"HTTP {answer.status} without a body")
        if digest in (page.digest, self.state.digest(self.source.id, identity)):
            self.state.unchanged(self.source.id, page, answer.headers, answer.status, digest, answer.fetched_at)
            self.unchanged += 1
            return
        raw = RawPage(url=answer.url, canonical_url=identity, source_id=self.source.id, status=answer.status,
                      content_type=answer.headers.get("content-type", ""), headers=answer.headers, body=body,
                      fetched_at=answer.fetched_at, listing_date=page.listing_date, parent_url=page.parent_url)
        ref = self.archive.write(raw, request_headers=answer.request_headers, facts=answer.facts)
        note_attachments(raw, self.source, self.state, datetime.now(UTC))   # before the page counts as done: a kill in between must not lose them
        self.state.archived(ref, raw, page.canonical_url)
        self.fetched += 1

    def identity(self, page: Known, answer: Fetched) -> str:
        """The canonical address of what was served, which after a redirect may be another than that asked for."""
        served = canonical(answer.url, self.source)
        if answer.url == page.url or served == page.canonical_url:
            return page.canonical_url
        if not is_article(answer.url, self.source) and page.parent_url is None:
            raise FetchFailed("redirect", f"redirected to {answer.url}, which is no article by article_pattern; the article was probably removed")
        return served

    def fail(self, url: str, kind: str, reason: str, *, missing: bool = False) -> None:
        self.failures.append(Failure(url, "fetch", reason, kind, missing))

    def report(self) -> CrawlReport:
        return CrawlReport(self.source.id, self.started_at, datetime.now(UTC), self.discovered, self.fetched, self.unchanged, self.skipped,
                           tuple(self.failures))
