"""From a source to the archive: find its articles, fetch them politely, keep what came and what is known of every address.

`crawl` (run.py) does one source once; `CrawlState` (state.py) remembers across crawls; `Fetcher` (fetch.py) can be shared by several.
"""
from __future__ import annotations

from pipeline.crawl.database import StateError
from pipeline.crawl.fetch import Fetcher, Limits
from pipeline.crawl.run import CrawlReport, Failure, crawl
from pipeline.crawl.state import CrawlState

__all__ = ["CrawlReport", "CrawlState", "Failure", "Fetcher", "Limits", "StateError", "crawl"]
