"""A real web site on the loopback interface whose every answer a test decides, and a log of what was asked."""
from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from corpus.sources import Discovery, Source


@dataclass(frozen=True)
class Reply:
    """`drop` closes the connection after half of the body; `pause` waits (seconds) before answering."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    pause: float = 0.0


@dataclass(frozen=True)
class Hit:
    at: float   # time.monotonic() when the request came in
    path: str
    headers: dict[str, str]
    status: int


@dataclass
class Site:
    """`pages` maps path and query to a reply, or to several that are given one after the other (the last one stays)."""

    port: int = 0
    pages: dict[str, Reply | list[Reply]] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.netloc}{path}"

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
        self.site.hits.append(Hit(time.monotonic(), self.path, sent, status))
        time.sleep(reply.pause)
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:len(body) // 2] if reply.drop else body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    """A running site with nothing on it: every address answers 404, robots.txt too."""
    made = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": made}))
    server.daemon_threads = True
    made.port = server.server_port
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def reply() -> type[Reply]:
    return Reply
