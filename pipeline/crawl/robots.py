"""What a host's robots.txt allows us, as RFC 9309 reads it."""
from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

# RFC 9309 asks to read at least 500 KiB; what stands behind is not read.
MAX_BYTES = 500 * 1024


@dataclass(frozen=True)
class Rules:
    """`parsed` None: no rules, everything is allowed. `reason` not empty: nothing is allowed, and why."""

    parsed: Protego | None = None
    reason: str = ""

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


def parse(body: bytes) -> Rules:
    """The rules of a robots.txt; anything that is none (an HTML page, say) has no rules in it and allows everything."""
    return Rules(Protego.parse(body[:MAX_BYTES].decode("utf-8-sig", "replace")))


def product(user_agent: str) -> str:
    """The name that robots.txt calls us by: "cchc" of "cchc/1.0 (+mailto:…)"."""
    return user_agent.split("/")[0].split("(")[0].strip() or "*"
