"""The fetcher: one address becomes one answer, politely and within limits.

Every request, redirects and robots.txt included, waits for its host's clock, stays within the source's hosts, obeys
robots.txt and dials only public addresses (unless the source says otherwise). What goes wrong is a `FetchFailed`
whose reason a person can act on.
"""
from __future__ import annotations

import http.cookiejar
import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

import httpx

from corpus.sources import Source
from pipeline.crawl import robots
from pipeline.crawl.address import DEFAULT_PORTS, absolute, belongs, netloc
from pipeline.crawl.clock import HostClock

REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 500, 502, 503, 504})      # the same request may succeed later
REFUSED = frozenset({401, 403, 429})             # the host may have shut us out
TRANSIENT = frozenset({"timeout", "connect", "broken", "dns"})
LONGEST_DELAY = 600.0          # a Crawl-delay beyond this is a way to say no
ROBOTS_FRESH = 24 * 3600.0     # RFC 9309: not longer than a day
ROBOTS_RETRY = 10 * 60.0       # until then a robots.txt that could not be had forbids everything


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
    body: bytes
    fetched_at: datetime
    request_headers: dict[str, str]
    facts: dict[str, str] = field(default_factory=dict)


class FetchFailed(Exception):
    """No usable answer. `kind` is a short name ("http-404", "timeout", "robots", …), `reason` a sentence, `host_down` says that
    other addresses of the host will hardly fare better, `retry_after` when (in seconds) the host wants to be asked again."""

    def __init__(self, kind: str, reason: str, *, host_down: bool = False, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.kind, self.reason, self.host_down, self.retry_after = kind, reason, host_down, retry_after


class Fetcher:
    """May be shared by threads and sources; `close` it (or use it in a `with`). Keeps no cookies and ignores proxy variables.

    `connect_to` maps a netloc to the "host:port" that is really dialled; address, Host header and certificate check stay those of the netloc.
    """

    def __init__(self, user_agent: str, *, connect_to: Mapping[str, str] | None = None, limits: Limits | None = None,
                 clock: HostClock | None = None) -> None:
        self.user_agent = user_agent
        self.connect_to = dict(connect_to or {})
        self.limits = limits or Limits()
        self.clock = clock or HostClock()
        self._robots: dict[str, tuple[float, robots.Rules]] = {}
        self._clients: dict[tuple[str, str], httpx.Client] = {}
        self._lock = threading.Lock()
        self._tls: ssl.SSLContext | None = None

    def get(self, url: str, source: Source, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Fetch an absolute address of the source; `etag` and `last_modified` make the request conditional. Raises FetchFailed."""
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        return self._follow(url, source, lambda target: self._permission(target, source), {k: v for k, v in headers.items() if v})

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------ robots.txt
    def _permission(self, url: str, source: Source) -> float:
        """The pause that applies to this address, in seconds. Raises FetchFailed where robots.txt forbids it."""
        rules = self._rules(url, source)
        if rules.reason:
            raise FetchFailed("robots", rules.reason, host_down=True)
        if not rules.allows(url, self.user_agent):
            raise FetchFailed("robots", f"robots.txt of {netloc(url)} forbids this address to {robots.product(self.user_agent)!r}")
        asked = rules.delay(self.user_agent)
        if asked > LONGEST_DELAY:
            raise FetchFailed("robots", f"robots.txt of {netloc(url)} asks for {asked:g} s between requests, which no crawl can keep; ask its operators",
                              host_down=True)
        return max(source.delay_seconds, asked)

    def _rules(self, url: str, source: Source) -> robots.Rules:
        address = f"{urlsplit(url).scheme}://{netloc(url)}/robots.txt"
        until, rules = self._robots.get(address, (0.0, robots.ALLOW_ALL))
        if time.monotonic() < until:
            return rules
        fresh = ROBOTS_FRESH
        try:
            rules = robots.parse(self._follow(address, source, lambda _: source.delay_seconds, {}).body)
        except FetchFailed as failed:
            absent = failed.kind == "redirect" or (failed.kind.startswith("http-4") and failed.kind != "http-429")
            if absent:   # RFC 9309, 2.3.1.3: no robots.txt, no rules
                rules = robots.ALLOW_ALL
            else:
                fresh = ROBOTS_RETRY
                rules = robots.Rules(reason=f"robots.txt of {netloc(url)} can't be read ({failed.reason}); until it can, nothing there may be fetched")
        self._robots[address] = (time.monotonic() + fresh, rules)
        return rules

    # ------------------------------------------------------------ redirects and retries
    def _follow(self, url: str, source: Source, permission: Callable[[str], float], headers: Mapping[str, str]) -> Fetched:
        seen: list[str] = []
        target = url
        while True:
            if not belongs(target, source):
                where = f"redirected to {target}, which is" if seen else "is"
                raise FetchFailed("redirect" if seen else "host",
                                  f"{where} not on a host of the source; add {netloc(target)!r} to hosts if it belongs to it")
            delay = permission(target)
            answer, location = self._persist(target, source, delay, headers)
            if location is None:
                return answer if not seen else _with_fact(answer, "redirectedFrom", " ".join(seen))
            seen.append(target)
            target = absolute(location, target) or ""
            if not target or target in seen:
                raise FetchFailed("redirect", f"redirects in a circle: {' → '.join([*seen, target])}")
            if len(seen) > self.limits.redirects:
                raise FetchFailed("redirect", f"redirected more than {self.limits.redirects} times, last to {target}")

    def _persist(self, url: str, source: Source, delay: float, headers: Mapping[str, str]) -> tuple[Fetched, str | None]:
        """One answer and, if it is a redirect, where to; tries again where that may help."""
        for attempt in range(1, self.limits.attempts + 1):
            try:
                answer, location = self._once(url, source, delay, headers)
                if answer.status in BUSY or not (location or answer.status == 304 or 200 <= answer.status < 300):
                    raise _refusal(answer)
                return answer, location
            except FetchFailed as failed:
                again = failed.kind in TRANSIENT or failed.kind in {f"http-{status}" for status in BUSY}
                wait = failed.retry_after if failed.retry_after is not None else self._backoff(attempt)
                if not again or attempt == self.limits.attempts or wait > self.limits.longest_wait:
                    raise
                self.clock.hold(netloc(url), wait)
        raise AssertionError("Limits.attempts must be 1 or more")

    def _backoff(self, attempt: int) -> float:
        return min(self.limits.longest_wait, self.limits.backoff * 2 ** (attempt - 1)) * random.uniform(0.5, 1.0)

    # ------------------------------------------------------------ one request
    def _once(self, url: str, source: Source, delay: float, headers: Mapping[str, str]) -> tuple[Fetched, str | None]:
        host = netloc(url)
        with self.clock.turn(host, delay):
            started = time.monotonic()
            try:
                return self._exchange(url, source, headers, started)
            except httpx.TimeoutException:
                raise FetchFailed("timeout", f"no answer from {host} within {time.monotonic() - started:.0f} s", host_down=True) from None
            except httpx.ConnectError as error:
                if "SSL" in str(error) or "CERTIFICATE" in str(error).upper():
                    raise FetchFailed("tls", f"no secure connection to {host}: {error}", host_down=True) from None
                raise FetchFailed("connect", f"{host} takes no connection: {error}", host_down=True) from None
            except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
                raise FetchFailed("address", f"not an address that can be fetched: {error}") from None
            except (httpx.HTTPError, httpx.StreamError) as error:
                raise FetchFailed("broken", f"the answer of {host} broke off or makes no sense: {error}") from None

    def _exchange(self, url: str, source: Source, headers: Mapping[str, str], started: float) -> tuple[Fetched, str | None]:
        parts = urlsplit(url)
        host = netloc(url)
        client = self._client(parts.scheme, host)
        sent = {"Host": host, "User-Agent": self.user_agent, "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "Accept-Language": "vi,en;q=0.5", **headers}
        addresses = self._resolve(url, source)
        for number, (ip, port) in enumerate(addresses, 1):
            request = client.build_request("GET", httpx.URL(url).copy_with(host=ip, port=port), headers=sent,
                                           extensions={"sni_hostname": parts.hostname})
            try:
                response = client.send(request, stream=True)
                break
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if number == len(addresses):
                    raise
        when = datetime.now(UTC)
        try:
            location = response.headers.get("location") if response.status_code in REDIRECTS else None
            wanted = 200 <= response.status_code < 300
            body = self._body(response, started) if wanted else b""
        finally:
            response.close()
        facts = {"fetchTimeMs": f"{(time.monotonic() - started) * 1000:.0f}", "ipAddress": ip, "httpVersion": response.http_version}
        names = {name.lower(): value for name, value in response.headers.items()}
        return Fetched(url, response.status_code, names, body, when, dict(request.headers), facts), location

    def _body(self, response: httpx.Response, started: float) -> bytes:
        """The body, unpacked, chunk by chunk, so that neither size nor slowness can go beyond the limits."""
        limit = self.limits.max_bytes
        too_large = FetchFailed("too-large", f"larger than {limit:,} bytes; raise the limit if such files are wanted")
        stated = response.headers.get("content-length", "")
        if stated.isdecimal() and int(stated) > limit:
            raise too_large
        body = bytearray()
        for chunk in response.iter_bytes(1 << 16):
            body += chunk
            if len(body) > limit:
                raise too_large
            if time.monotonic() - started > self.limits.total:
                raise FetchFailed("timeout", f"not finished after {self.limits.total:g} s ({len(body):,} bytes came)", host_down=True)
        return bytes(body)

    def _resolve(self, url: str, source: Source) -> list[tuple[str, int]]:
        """The (address, port) pairs to dial. Names that lead into a private network are refused, whoever owns the name."""
        host, scheme = netloc(url), urlsplit(url).scheme
        dialled = urlsplit(f"//{self.connect_to.get(host, host)}")
        name, port = dialled.hostname or "", dialled.port or int(DEFAULT_PORTS[scheme])
        try:
            found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchFailed("dns", f"the name {name} has no address: {error}", host_down=True) from None
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not source.allow_private:
            public = [one for one in addresses if is_public(one)]
            if not public:
                raise FetchFailed("private-address", f"{name} leads to {', '.join(addresses)}, a private address; only a source with "
                                  "allow_private = true may stand there", host_down=True)
            addresses = public
        return [(one, port) for one in addresses]

    def _client(self, scheme: str, host: str) -> httpx.Client:
        """One client a host: connections are dialled by IP address, and two hosts at one address must not share a connection."""
        with self._lock:
            if (scheme, host) not in self._clients:
                if scheme == "https" and self._tls is None:
                    self._tls = httpx.create_ssl_context()
                tls = self._tls if scheme == "https" and self._tls else False   # http has no certificate to check, and a context is dear
                self._clients[scheme, host] = httpx.Client(
                    verify=tls, trust_env=False, timeout=httpx.Timeout(self.limits.read, connect=self.limits.connect),
                    cookies=http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=[])))
            return self._clients[scheme, host]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not private, loopback, link-local, multicast or reserved."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


def _refusal(answer: Fetched) -> FetchFailed:
    status = answer.status
    after = _retry_after(answer.headers.get("retry-after", ""), answer.fetched_at)
    what = {401: "wants a login", 403: "refuses us", 404: "has no such page", 410: "says the page is gone", 429: "says we ask too often"}.get(
        status, "has trouble of its own" if status >= 500 else "gives no page")
    reason = f"HTTP {status}: the server {what}" + (f"; it asks to wait {after:.0f} s" if after else "")
    return FetchFailed(f"http-{status}", reason, host_down=status in BUSY or status in REFUSED, retry_after=after)


def _retry_after(value: str, now: datetime) -> float | None:
    """Seconds of a Retry-After header, which is a number of seconds or a date; None where it is neither."""
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _with_fact(answer: Fetched, name: str, value: str) -> Fetched:
    return Fetched(answer.url, answer.status, answer.headers, answer.body, answer.fetched_at, answer.request_headers, answer.facts | {name: value})
