"""To which source an address belongs, and what names it there: the same as if it had been crawled."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from corpus.sources import Source
from pipeline.crawl.address import absolute, canonical, is_article, netloc

FILES = "files"
"""The source id of documents given by hand, whose address nobody knows."""

UNLISTED = "unlisted"
"""The source id of pages from hosts that no source has."""


class Catalogue:
    """The sources by their hosts; `www.` makes no difference."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self._by_host: dict[str, list[Source]] = defaultdict(list)
        for source in sources.values():
            for host in dict.fromkeys(host.removeprefix("www.") for host in source.hosts):
                self._by_host[host].append(source)

    def source_of(self, url: str) -> Source | None:
        """The source whose host an absolute address is on: of several the one that takes it for an article, else the first."""
        try:
            found = self._by_host.get(netloc(url).removeprefix("www."), [])
        except ValueError:      # a port that is none
            return None
        return next((source for source in found if takes(source, url)), found[0] if found else None)


def takes(source: Source, url: str) -> bool:
    """Whether an address is one of the source's articles, with or without `www.`."""
    return is_article(url, source) or is_article(canonical(url, source), source)


def unlisted_identity(url: str) -> str:
    """What names a page that belongs to no source: its address without fragment, session and campaign."""
    fetched = absolute(url, url) or url
    home = fetched.split("/", 3)
    nobody = Source(UNLISTED, UNLISTED, "portal", "/".join(home[:3]) + "/", (netloc(fetched),), 5.0, False, "", ())
    return canonical(fetched, nobody)
