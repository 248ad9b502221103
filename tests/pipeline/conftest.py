"""A real web site on the loopback interface whose every answer a test decides, and a log of what was asked."""
from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from corpus.sources import Discovery, Source


@dataclass(frozen=True)
class Reply:
    """`drop` closes the connection after half of the body, `reset` breaks it off there; `pause` waits (seconds) before answering;
    `drip` sends every byte by itself, so many seconds apart, from the status line on or (`drip_body`) from the body on."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    reset: bool = False
    pause: float = 0.0
    drip: float = 0.0
    drip_body: float = 0.0


@dataclass(frozen=True)
class Hit:
    at: float   # time.monotonic() when the request came in
    path: str
    headers: dict[str, str]
    status: int
    whole: bool = True  # whether nothing was wrong with the answer


@dataclass
class Site:
    """`pages` maps path and query to a reply, or to several that are given one after the other (the last one stays)."""

    port: int = 0
    host: str = "127.0.0.1"
    scheme: str = "http"
    pages: dict[str, Reply | list[Reply]] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)

    @property
    def netloc(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def url(self, path: str) -> str:
        return f"{self.scheme}://{self.netloc}{path}"

    def asked(self, prefix: str = "/") -> list[str]:
        """Paths asked for, in order, robots.txt left out."""
        return [hit.path for hit in self.hits if hit.path.startswith(prefix) and hit.path != "/robots.txt"]

    def source(self, **changes: Any) -> Source:
        """A source on this site: articles at /a/NUMBER, one listing at /list with links of class t."""
        made = Source(id="test-site", name="Test", kind="portal", base_url=self.url("/"), hosts=(self.netloc,), delay_seconds=0.0, verified=False,
                      article_pattern=r"/a/\d+", allow_private=True,
                      discovery=(Discovery("listing", self.url("/list"), links="a.t", next="a.next", max_pages=5),))
        return replace(made, **changes)

    def listing(self, path: str, articles: list[int], following: str | None = None) -> None:
        links = "".join(f'<li><a class="t" href="/a/{number}">Bài {number}</a></li>' for number in articles)
        self.pages[path] = Reply(f"<ul>{links}</ul>" + (f'<a class="next" href="{following}">Trang sau</a>' if following else ""))

    def articles(self, *numbers: int) -> None:
        for number in numbers:
            self.pages[f"/a/{number}"] = Reply(f"<h1>Bài {number}</h1>", headers={"ETag": f'"v{number}"'})


class _Dripping:
    def __init__(self, stream: Any, seconds: float) -> None:
        self.stream, self.seconds = stream, seconds

    def write(self, data: bytes) -> None:
        for byte in data:
            self.stream.write(bytes([byte]))
            time.sleep(self.seconds)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        found = self.site.pages.get(self.path, Reply("không có", 404))
        reply = (found.pop(0) if len(found) > 1 else found[0]) if isinstance(found, list) else found
        known = {"if-none-match": "ETag", "if-modified-since": "Last-Modified"}
        sent = {name.lower(): value for name, value in self.headers.items()}
        same = any(name in sent and sent[name] == reply.headers.get(known[name]) for name in known)
        status = 304 if same else reply.status
        body = b"" if same else (reply.body.encode() if isinstance(reply.body, str) else reply.body)
        faulty = not body or reply.drop or reply.reset or reply.pause or reply.drip or reply.drip_body or reply.headers.keys() & {"Content-Length", "Content-Encoding"}
        self.site.hits.append(Hit(time.monotonic(), self.path, sent, status, not faulty))
        time.sleep(reply.pause)
        with suppress(OSError):   # the crawler hung up, as it should on some
            self.answer(reply, status, body)

    def answer(self, reply: Reply, status: int, body: bytes) -> None:
        self.wfile = _Dripping(self.wfile, reply.drip) if reply.drip else self.wfile
        self.send_response_only(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile = _Dripping(self.wfile, reply.drip_body) if reply.drip_body else self.wfile
        self.wfile.write(body[:len(body) // 2] if reply.drop or reply.reset else body)
        if reply.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def log_message(self, *_: object) -> None:
        pass


class _Server6(ThreadingHTTPServer):
    address_family = socket.AF_INET6


@pytest.fixture
def serve() -> Iterator[Callable[..., Site]]:
    """Starts sites with nothing on them: every address answers 404, robots.txt too. `serve("::1")`, `serve(tls=True)` (self-signed)."""
    servers: list[ThreadingHTTPServer] = []

    def start(host: str = "127.0.0.1", *, tls: bool = False) -> Site:
        made = Site(host=host, scheme="https" if tls else "http")
        server = (_Server6 if ":" in host else ThreadingHTTPServer)((host, 0), type("Handler", (_Handler,), {"site": made}))
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(Path(__file__).with_name("self-signed.pem"))
            server.socket = context.wrap_socket(server.socket, server_side=True)
        server.daemon_threads = True
        made.port = server.server_port
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return made

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def site(serve: Callable[..., Site]) -> Site:
    """A running site with nothing on it."""
    return serve()


@pytest.fixture
def reply() -> type[Reply]:
    return Reply
