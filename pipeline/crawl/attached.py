"""From an article to the files it links to: those on the source's hosts are fetched as the article is, in the same crawl."""
from __future__ import annotations

from datetime import datetime

from corpus.sources import Source
from pipeline.archive import RawPage
from pipeline.crawl.address import absolute, belongs, canonical
from pipeline.crawl.state import CrawlState
from pipeline.parse.links import attachment_links
from pipeline.parse.page_charset import decode_html

MARKUP = (b"<", b"\xef\xbb\xbf", b"\xff\xfe")


def attachments_of(page: RawPage, source: Source) -> list[tuple[str, str]]:
    """(canonical address, address) of the files that an article links to on the source's hosts; [] where the source wants none."""
    if not source.attachments or page.parent_url is not None or not page.body.lstrip().startswith(MARKUP):
        return []
    found: dict[str, str] = {}
    for href in attachment_links(decode_html(page.body, page.content_type)[0]):
        url = absolute(href, page.url)
        if url and belongs(url, source):
            found.setdefault(canonical(url, source), url)
    found.pop(page.canonical_url, None)
    return list(found.items())


def note_attachments(page: RawPage, source: Source, state: CrawlState, now: datetime) -> int:
    """Let the files that an article links to be fetched; returns how many are new. Raises StateError."""
    links = attachments_of(page, source)
    return state.linked(source.id, page.canonical_url, links, page.listing_date, now) if links else 0
