"""The fetcher: one address becomes one answer, politely and within limits.

Every request, redirects and robots.txt included, waits for its host's clock, stays within the source's hosts, obeys
robots.txt and dials only public addresses (unless the source says otherwise). What goes wrong is a `FetchFailed`
whose reason a person can act on.
"""
from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpcore

from corpus.sources import Source
from pipeline.crawl import robots
from pipeline.crawl.address import absolute, belongs, netloc
from pipeline.crawl.body import ENCODINGS, Body, read_body
from pipeline.crawl.clock import HostClock
from pipeline.crawl.connection import Dialler, tls_context
from pipeline.crawl.failure import FetchFailed

REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 500, 502, 503, 504})      # the same request may succeed later
REFUSED = frozenset({401, 403, 429})             # the host may have shut us out
TRANSIENT = frozenset({"timeout", "connect", "broken", "dns"})
LONGEST_HOLD = 24 * 3600.0     # seconds that a Retry-After is believed
LARGE_AT_ONCE = 2              # large bodies in memory, with the copies that packing makes of them
IDLE = 15.0                    # seconds that a connection is kept for the next request


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one fetch. Sizes in bytes (unpacked), times in seconds; `longest_wait` caps Retry-After and every backoff."""

    max_bytes: int = 20_000_000
    total: float = 90.0
    connect: float = 20.0
    read: float = 30.0
    attempts: int = 3
    backoff: float = 4.0
    longest_wait: float = 120.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: 2xx with its body, or 304 with none. `url` is the last address asked; `headers` have lower-case names."""

    url: str
    status: int
    headers: dict[str, str]
    content: Body
    fetched_at: datetime
    request_headers: dict[str, str]
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        return self.content.read()


class Fetcher:
    """May be shared by threads and sources; `close` it (or use it in a `with`). Keeps no cookies and ignores proxy variables.

    `connect_to` maps a netloc to the "host:port" that is really dialled; address, Host header and certificate check stay those of the netloc.
    `folder` is for large bodies on their way (None: the system's own for temporary files).
    """

    def __init__(self, user_agent: str, *, connect_to: Mapping[str, str] | None = None, limits: Limits | None = None,
                 clock: HostClock | None = None, folder: Path | None = None) -> None:
        self.user_agent = user_agent
        self.connect_to = dict(connect_to or {})
        self.limits = limits or Limits()
        self.clock = clock or HostClock()
        self.folder = folder
        self._room = threading.BoundedSemaphore(LARGE_AT_ONCE)
        self._robots = robots.Robots(user_agent, self._read_robots)
        self._pools: dict[tuple[bool, bool], tuple[Dialler, httpcore.ConnectionPool]] = {}
        self._lock = threading.Lock()

    def get(self, url: str, source: Source, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Fetch an absolute address of the source; `etag` and `last_modified` make the request conditional. Raises FetchFailed."""
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        return self._follow(url, source, lambda target: self._robots.pause(target, source), {k: v for k, v in headers.items() if v})

    @contextmanager
    def room(self, answer: Fetched) -> Iterator[None]:
        """To be held while an answer is worked on: only so many large ones are in memory at a time."""
        if not answer.content.large:
            yield
            return
        with self._room:
            yield

    def close(self) -> None:
        for _, pool in self._pools.values():
            pool.close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read_robots(self, address: str, source: Source) -> bytes:
        return self._follow(address, source, lambda _: source.delay_seconds, {}, cut=robots.MAX_BYTES).body

    # ------------------------------------------------------------ redirects and retries
    def _follow(self, url: str, source: Source, pause: Callable[[str], float], headers: Mapping[str, str], cut: int | None = None) -> Fetched:
        seen: list[str] = []
        target = url
        while True:
            if not belongs(target, source):
                where = f"redirected to {target}, which is" if seen else "is"
                raise FetchFailed("redirect" if seen else "host",
                                  f"{where} not on a host of the source; add {netloc(target)!r} to hosts if it belongs to it")
            answer, location = self._persist(target, source, pause(target), headers, cut)
            if location is None:
                return answer if not seen else replace(answer, facts=answer.facts | {"redirectedFrom": " ".join(seen)})
            seen.append(target)
            target = absolute(location, target) or ""
            if not target:
                raise FetchFailed("redirect", f"redirected to {location!r}, which is no address")
            if target in seen:
                raise FetchFailed("redirect", f"redirects in a circle: {' → '.join([*seen, target])}")
            if len(seen) > self.limits.redirects:
                raise FetchFailed("redirect", f"redirected more than {self.limits.redirects} times, last to {target}")

    def _persist(self, url: str, source: Source, delay: float, headers: Mapping[str, str], cut: int | None) -> tuple[Fetched, str | None]:
        """One answer and, if it is a redirect, where to; tries again where that may help."""
        host = netloc(url)
        for attempt in range(1, self.limits.attempts + 1):
            rest = self.clock.held(host)
            if rest > self.limits.longest_wait:
                raise FetchFailed("wait", f"{host} asked to be left alone for another {rest:,.0f} s", shut=True, retry_after=rest)
            try:
                answer, location = self._once(url, source, delay, headers, cut)
                if answer.status in BUSY or not (location or answer.status == 304 or 200 <= answer.status < 300):
                    raise _refusal(answer)
                return answer, location
            except FetchFailed as failed:
                again = failed.kind in TRANSIENT or failed.kind in {f"http-{status}" for status in BUSY}
                if failed.retry_after is not None and again:
                    self.clock.hold(host, min(failed.retry_after, LONGEST_HOLD))
                elif again and attempt < self.limits.attempts:
                    self.clock.hold(host, self._backoff(attempt))
                if not again or attempt == self.limits.attempts or (failed.retry_after or 0.0) > self.limits.longest_wait:
                    raise
        raise AssertionError("Limits.attempts must be 1 or more")

    def _backoff(self, attempt: int) -> float:
        """Half random, so that sources which failed together don't come back together."""
        return min(self.limits.longest_wait, self.limits.backoff * 2 ** (attempt - 1)) * random.uniform(0.5, 1.0)

    # ------------------------------------------------------------ one request
    def _once(self, url: str, source: Source, delay: float, headers: Mapping[str, str], cut: int | None) -> tuple[Fetched, str | None]:
        host = netloc(url)
        dialler, pool = self._pool(source)
        with self.clock.turn(host, delay):
            started = time.monotonic()
            try:
                with dialler.until(self.limits.total):
                    return self._exchange(pool, url, source, headers, cut)
            except httpcore.TimeoutException:
                raise FetchFailed("timeout", f"no whole answer from {host} within {time.monotonic() - started:.0f} s", host_down=True) from None
            except httpcore.ConnectError as error:
                if "SSL" in str(error).upper() or "CERTIFICATE" in str(error).upper():
                    raise FetchFailed("tls", f"no secure connection to {host}: {error}{_remedy(str(error))}", host_down=True) from None
                raise FetchFailed("connect", f"{host} takes no connection: {error}", host_down=True) from None
            except (httpcore.UnsupportedProtocol, httpcore.LocalProtocolError) as error:
                raise FetchFailed("address", f"not an address that can be fetched: {error}") from None
            except (httpcore.NetworkError, httpcore.ProtocolError) as error:
                raise FetchFailed("broken", f"the answer of {host} broke off or makes no sense: {error}") from None

    def _exchange(self, pool: httpcore.ConnectionPool, url: str, source: Source, headers: Mapping[str, str],
                  cut: int | None) -> tuple[Fetched, str | None]:
        sent: dict[str, str] = {"Host": netloc(url), "User-Agent": self.user_agent, "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "Accept-Language": "vi,en;q=0.5", "Accept-Encoding": ENCODINGS, **headers}
        limits, started = self.limits, time.monotonic()
        timeouts = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": limits.connect}
        with pool.stream("GET", url, headers=list(sent.items()), extensions={"timeout": timeouts}) as response:
            when, names = datetime.now(UTC), _headers(response.headers)
            stream = response.extensions["network_stream"].get_extra_info("counted")
            location = names.get("location") if response.status in REDIRECTS else None
            body = Body()
            if 200 <= response.status < 300:
                body = read_body(response.iter_stream(), names, cut or limits.max_bytes, cut=cut is not None, folder=self.folder)
                stated = names.get("content-length", "")
                if stated.isdecimal() and "transfer-encoding" not in names and (surplus := stream.surplus(int(stated))) > 0:
                    raise FetchFailed("broken", f"the server sent {surplus:,} bytes more than its Content-Length ({stated}) says, so the page is cut off")
        facts = {"fetchTimeMs": f"{(time.monotonic() - started) * 1000:.0f}", "ipAddress": stream.address,
                 "httpVersion": response.extensions["http_version"].decode("ascii", "replace")}
        if source.tls_unverified and url.startswith("https:"):
            facts["tlsUnverified"] = source.tls_unverified
        return Fetched(url, response.status, names, body, when, sent, facts), location

    def _pool(self, source: Source) -> tuple[Dialler, httpcore.ConnectionPool]:
        """The connections of all sources to which the same rules apply."""
        rules = (source.allow_private, not source.tls_unverified)
        with self._lock:
            if rules not in self._pools:
                dialler = Dialler(allow_private=source.allow_private, connect_to=self.connect_to)
                pool = httpcore.ConnectionPool(tls_context(verified=rules[1]), max_connections=None, keepalive_expiry=IDLE, network_backend=dialler)
                self._pools[rules] = dialler, pool
            return self._pools[rules]


def _headers(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Names in lower case; a header that stands twice is joined by a comma. UTF-8 where it is that, else Latin-1."""
    found: dict[str, str] = {}
    for raw_name, raw in pairs:
        name = raw_name.decode("latin-1").lower()
        try:
            value = raw.decode("utf-8")
        except UnicodeDecodeError:
            value = raw.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _remedy(error: str) -> str:
    return "; if a browser takes the site's certificate, the server leaves out an intermediate one: give the source tls_unverified = \"why\"" \
        if "local issuer" in error else ""


def _refusal(answer: Fetched) -> FetchFailed:
    status = answer.status
    after = _retry_after(answer.headers.get("retry-after", ""), _server_time(answer))
    what = {401: "wants a login", 403: "refuses us", 404: "has no such page", 410: "says the page is gone", 429: "says we ask too often"}.get(
        status, "has trouble of its own" if status >= 500 else "gives no page")
    reason = f"HTTP {status}: the server {what}" + (f"; it asks to wait {after:.0f} s" if after else "")
    return FetchFailed(f"http-{status}", reason, host_down=status in BUSY or status in REFUSED, retry_after=after)


def _server_time(answer: Fetched) -> datetime:
    """By the server's own clock, if it tells: a Retry-After date is meant by that, and ours may be wrong."""
    try:
        return parsedate_to_datetime(answer.headers.get("date", "")).astimezone(UTC)
    except (ValueError, TypeError):
        return answer.fetched_at


def _retry_after(value: str, now: datetime) -> float | None:
    """Seconds of a Retry-After header, which is a number of seconds or a date; None where it is neither."""
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value).astimezone(UTC) - now).total_seconds())
    except (ValueError, TypeError):
        return None
