"""What a host's robots.txt allows us, as RFC 9309 reads it."""
from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from corpus.sources import Source
from pipeline.crawl.address import netloc
from pipeline.crawl.failure import FetchFailed

# RFC 9309 asks to read at least 500 KiB; what stands behind is not read.
MAX_BYTES = 500 * 1024
LONGEST_DELAY = 600.0       # seconds; a Crawl-delay beyond this is a way to say no
FRESH = 24 * 3600.0         # RFC 9309: not longer than a day
UNREACHABLE = frozenset({"dns", "connect", "tls", "private-address", "wait"})   # what keeps us from the host is not its robots.txt
RETRY = 10 * 60.0           # until then a robots.txt that could not be had forbids everything


@dataclass(frozen=True)
class Rules:
    """`parsed` None: no rules, everything is allowed. `reason` not empty: nothing is allowed, and why; `kind` as in FetchFailed."""

    parsed: Protego | None = None
    reason: str = ""
    kind: str = "robots"

    def allows(self, url: str, user_agent: str) -> bool:
        if self.reason:
            return False
        return self.parsed is None or bool(self.parsed.can_fetch(url, product(user_agent)))

    def delay(self, user_agent: str) -> float:
        """Seconds between requests that the host asks for (Crawl-delay or Request-rate), 0 where it asks for none."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(product(user_agent))
        return max(self.parsed.crawl_delay(product(user_agent)) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)


ALLOW_ALL = Rules()


class Robots:
    """The rules of every host met so far; may be shared by threads. `read` fetches a robots.txt and raises FetchFailed."""

    def __init__(self, user_agent: str, read: Callable[[str, Source], bytes]) -> None:
        self.user_agent, self.read = user_agent, read
        self._known: dict[tuple[str, bool, bool], tuple[float, Rules]] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def pause(self, url: str, source: Source) -> float:
        """The pause between two requests that applies to this address, in seconds. Raises FetchFailed where robots.txt forbids it."""
        rules, host = self._rules(url, source), netloc(url)
        if rules.reason:
            raise FetchFailed(rules.kind, rules.reason, shut=True)
        if not rules.allows(url, self.user_agent):
            raise FetchFailed("robots", f"robots.txt of {host} forbids this address to {product(self.user_agent)!r}")
        asked = rules.delay(self.user_agent)
        if asked > LONGEST_DELAY:
            raise FetchFailed("robots", f"robots.txt of {host} asks for {asked:g} s between requests, which no crawl can keep; ask its operators", shut=True)
        return max(source.delay_seconds, asked)

    def _rules(self, url: str, source: Source) -> Rules:
        address = f"{urlsplit(url).scheme}://{netloc(url)}/robots.txt"
        with self._locks[address]:
            key = address, source.allow_private, bool(source.tls_unverified)   # what keeps one source out need not keep out another
            until, rules = self._known.get(key, (0.0, None))
            if rules is None or time.monotonic() >= until:
                fresh, rules = self._ask(address, source, rules)
                self._known[key] = (time.monotonic() + fresh, rules)
            return rules

    def _ask(self, address: str, source: Source, before: Rules | None) -> tuple[float, Rules]:
        try:
            return FRESH, parse(self.read(address, source))
        except FetchFailed as failed:
            if failed.kind == "redirect" or (failed.kind.startswith("http-4") and failed.kind != "http-429"):   # 2.3.1.3: no robots.txt, no rules
                return FRESH, ALLOW_ALL
            if before is not None and not before.reason:   # 2.4: an old copy may be used while the host can't be reached
                return RETRY, before
            if failed.kind in UNREACHABLE:
                return RETRY, Rules(kind=failed.kind, reason=failed.reason)
            return RETRY, Rules(reason=f"robots.txt of {netloc(address)} can't be read ({failed.reason}); until it can, nothing there may be fetched")


def parse(body: bytes) -> Rules:
    """The rules of a robots.txt; anything that is none (an HTML page, say) has no rules in it and allows everything."""
    if len(body) >= MAX_BYTES:   # "Disallow: /tin-tuc" must not become "Disallow: /"
        body = body[:MAX_BYTES].rpartition(b"\n")[0]
    return Rules(Protego.parse(body.decode("utf-8-sig", "replace")))


def product(user_agent: str) -> str:
    """The name that robots.txt calls us by: "cchc" of "cchc/1.0 (+mailto:…)"."""
    return user_agent.split("/")[0].split("(")[0].strip() or "*"
