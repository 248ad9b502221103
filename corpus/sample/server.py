"""The sample's three portals on the loopback interface, for trying and testing the whole pipeline offline.

    with serve() as server:
        crawl(server.sources["mau-lai-chau"], state, archive, user_agent=…, connect_to=server.connect_to)

Addresses always name 127.0.0.1:8471 to :8473; where such a port is taken the portal listens elsewhere and
`connect_to` says where. Articles carry ETag and Last-Modified and answer 304 to who knows them.
"""
from __future__ import annotations

import gzip
import hashlib
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from corpus.sample import SOURCES
from corpus.sample.content import PORTALS
from corpus.sample.portals import NETLOCS, Page, respond
from corpus.sources import Source, load_sources


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in; `at` is aware (UTC), `path` includes the query."""

    at: datetime
    netloc: str
    path: str
    status: int
    user_agent: str


@dataclass
class SampleServer:
    """The running portals. `connect_to` maps the netloc of an address to the "host:port" really listening."""

    connect_to: dict[str, str]
    sources: dict[str, Source]
    revised: bool = False
    _log: list[Request] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def requests(self) -> tuple[Request, ...]:
        """Every request answered so far, in order."""
        with self._lock:
            return tuple(self._log)

    def record(self, request: Request) -> None:
        with self._lock:
            self._log.append(request)


@contextmanager
def serve(ports: Sequence[int] | None = None, *, revised: bool = False) -> Iterator[SampleServer]:
    """Serve until the block is left. `ports`: one a portal (0: any free one), by default those in the addresses.

    `revised` serves the second version of articles that changed; `server.revised` can also be set while it runs.
    """
    wanted = tuple(ports) if ports is not None else tuple(int(netloc.rpartition(":")[2]) for netloc in NETLOCS.values())
    if len(wanted) != len(PORTALS):
        raise ValueError(f"serve() needs {len(PORTALS)} ports, one a portal ({', '.join(PORTALS)}), not {len(wanted)}")
    server = SampleServer({}, load_sources(SOURCES), revised)
    listening: list[ThreadingHTTPServer] = []
    try:
        for portal, port in zip(PORTALS, wanted, strict=True):
            listening.append(_listen(_handler(portal, server), port))
            threading.Thread(target=listening[-1].serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            server.connect_to[NETLOCS[portal]] = f"127.0.0.1:{listening[-1].server_port}"
        yield server
    finally:
        for one in listening:
            one.shutdown()
            one.server_close()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of the portal's; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _listen(handler: type[BaseHTTPRequestHandler], port: int) -> ThreadingHTTPServer:
    try:
        return _Listener(("127.0.0.1", port), handler)
    except OSError:   # taken by another program
        return _Listener(("127.0.0.1", 0), handler)


def _handler(portal: str, server: SampleServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version, sys_version = {"sharepoint": "Microsoft-IIS/8.5", "liferay": "Liferay-Portal", "newspaper": "nginx"}[portal], ""

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            page = respond(portal, parts.path, dict(parse_qsl(parts.query)), revised=server.revised, hits=len(server.requests))
            headers = _validators(page)
            status = 304 if page.status == 200 and _known(self, headers) else page.status
            body = b"" if status == 304 else page.body
            if body and "gzip" in self.headers.get("Accept-Encoding", ""):
                headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
                body = gzip.compress(body, 6, mtime=0)
            server.record(Request(datetime.now(UTC), NETLOCS[portal], self.path, status, self.headers.get("User-Agent", "")))
            self.send_response(status)
            if status != 304:
                headers |= {"Content-Type": page.content_type, "Content-Length": str(len(body))}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal: `SampleServer.requests` is the log."""

    return Handler


def _validators(page: Page) -> dict[str, str]:
    """ETag (weak: counters and boxes around an article change without it) and Last-Modified, where a page has a version."""
    if not page.version:
        return {}
    headers = {"ETag": f'W/"{hashlib.sha256(page.version.encode()).hexdigest()[:12]}"'}
    if page.modified:
        moved = page.modified.astimezone(UTC)
        headers["Last-Modified"] = format_datetime(moved, usegmt=True)
    return headers


def _known(handler: BaseHTTPRequestHandler, headers: dict[str, str]) -> bool:
    """Does the client hold this version? If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2)."""
    tags = handler.headers.get("If-None-Match")
    if tags is not None:
        return headers.get("ETag") in [tag.strip() for tag in tags.split(",")]
    since = handler.headers.get("If-Modified-Since")
    if since is None or "Last-Modified" not in headers:
        return False
    try:
        return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False
