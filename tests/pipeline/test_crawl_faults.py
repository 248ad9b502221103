"""A server that does everything wrong, one fault at a time. After each, the same is true (`check`): no article lost, none stored twice, no partial file,
nothing fetched again, the pauses kept, and the report names what went wrong. docs/crawling.md has the table of faults in words."""
from __future__ import annotations

import base64
import gzip
import json
import os
import pickle
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from corpus.sources import Discovery, Source
from pipeline.archive import Archive
from pipeline.crawl import CrawlReport, CrawlState, Fetcher, Limits, crawl

PAUSE = 0.03     # seconds between two requests
ARTICLES = tuple(range(1, 7))
QUICK = Limits(connect=0.5, read=0.3, total=0.4, backoff=0.01, longest_wait=1.5, attempts=2, max_bytes=200_000, redirects=3)
PARAGRAPH = "<p>Việc số hóa hồ sơ tại bộ phận một cửa còn chậm, đơn vị {n} phải báo cáo hằng tháng.</p>"


@dataclass
class World:
    """A site with two listing pages and six articles, and a crawler's data folder."""

    site: Any
    folder: Path
    reply: Any
    reports: list[CrawlReport] = field(default_factory=list)
    limits: Limits = QUICK
    connect_to: dict[str, str] = field(default_factory=dict)
    padding: str = ""

    def __post_init__(self) -> None:
        self.heal()

    @property
    def source(self) -> Source:
        return self.site.source(delay_seconds=PAUSE)

    @property
    def archive(self) -> Archive:
        return Archive(self.folder / "archive")

    @property
    def state(self) -> Path:
        return self.folder / "state" / "crawl.sqlite"

    def text(self, number: int) -> str:
        return f"<h1>Bài {number}</h1>" + PARAGRAPH.format(n=number) * 20 + self.padding

    def heal(self) -> None:
        """The site as it should be."""
        self.site.pages = {f"/a/{n}": self.reply(self.text(n), headers={"ETag": f'"v{n}"'}) for n in ARTICLES}
        self.site.listing("/list", [n for n in ARTICLES if n > 3], "/list?p=2")
        self.site.listing("/list?p=2", [n for n in ARTICLES if n <= 3])

    def crawl(self, source: Source | None = None) -> CrawlReport:
        """As a process of its own would: nothing is remembered but what is on disk."""
        with CrawlState(self.state) as state, Fetcher("cchc-test/1.0", limits=self.limits, connect_to=self.connect_to) as fetcher:
            report = crawl(source or self.source, state, self.archive, user_agent="", fetcher=fetcher)
        self.reports.append(report)
        return report

    def later(self) -> None:
        """A week passes: what waits for another try is due, what asked to be left alone may be asked."""
        with sqlite3.connect(self.state) as db:
            db.execute("UPDATE pages SET next_due = '2020-01-01T00:00:00.000000+00:00' WHERE failures > 0")
            db.execute("DELETE FROM hosts")


def kinds(report: CrawlReport) -> set[str]:
    return {failure.kind for failure in report.failures}


def check(world: World, *, taken: int = 0, url: Callable[[str], str] | None = None, articles: tuple[int, ...] = ARTICLES) -> None:
    """What is true after every fault, once it is over and the source was crawled again."""
    site, archive = world.site, world.archive
    pages = [(ref, page) for ref, page in archive.records("test-site") if page.parent_url is None]
    address = url or site.url

    # no article lost, none stored twice, none in part
    assert sorted(page.canonical_url for _, page in pages) == sorted(address(f"/a/{n}") for n in articles)
    assert {page.canonical_url: page.body.decode() for _, page in pages} == {address(f"/a/{n}"): world.text(n) for n in articles}

    # no partial file: other tools read every record, nothing stands behind the last one, and the state knows all of them
    for path in sorted((world.folder / "archive").rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                records = [record.rec_type for record in ArchiveIterator(stream, check_digests="raise") if record.content_stream().read() is not None]
            assert records == ["warcinfo"] + ["response", "request", "metadata"] * (len(records) // 3)
            assert path.stat().st_size == max(ref.offset + ref.length for ref, _ in pages if ref.path.endswith(path.name))
    with CrawlState(world.state) as state:
        assert sorted(state.unparsed("test-site", "0")) == sorted(ref for ref, _ in pages)
        assert state.rows("PRAGMA integrity_check") == [("ok",)]

    # nothing fetched again: each article was sent whole once, but for answers that a kill or a full disk took from us (`taken`)
    whole = Counter(hit.path for hit in site.hits if hit.path.startswith("/a/") and hit.status == 200 and site.pages.get(hit.path) and hit.whole)
    assert sum(count - 1 for count in whole.values() if count > 1) <= taken, whole

    # the pauses kept, by the server's own log; half of it is left to a busy machine, without a pause it would be a tenth
    times = sorted(hit.at for hit in site.hits)
    assert all(after - before > PAUSE / 2 for before, after in pairwise(times)), [round(b - a, 3) for a, b in pairwise(times)]


@pytest.fixture
def world(site, reply, tmp_path) -> World:
    return World(site, tmp_path, reply)


# ---------------------------------------------------------------- faults of a server
SELF = {"Location": "/a/2"}
BOMB = gzip.compress(b"\0" * 30_000_000)


def on(*paths: str, **fault: Any) -> Callable[[World], None]:
    """These addresses answer so."""
    def broken(world: World) -> None:
        for path in paths:
            body = fault.get("body", world.text(int(path[3:])) if path.startswith("/a/") else "x" * 400)
            world.site.pages[path] = world.reply(**{"body": body} | fault)
    return broken


def ring(world: World) -> None:
    """2 leads to 3, 3 to 2; 4 leads on and on."""
    for path, target in {"/a/2": "/a/3", "/a/3": "/a/2", "/a/4": "/r1", "/r1": "/r2", "/r2": "/r3", "/r3": "/r4", "/r4": "/r5"}.items():
        world.site.pages[path] = world.reply(status=302, headers={"Location": target})


ALL = tuple(f"/a/{n}" for n in ARTICLES)
FAULTS = [
    pytest.param(on("/a/2", "/a/5", status=500), {"http-500"}, id="500 for some"),
    pytest.param(on(*ALL, status=502), {"http-502", "host-down"}, id="502 for all articles"),
    pytest.param(on("/list", status=500), {"http-500"}, id="500 for the listing"),
    pytest.param(on("/list?p=2", status=500), {"http-500"}, id="500 for the second page"),
    pytest.param(on("/a/2", "/a/5", reset=True), {"broken"}, id="reset in mid-body"),
    pytest.param(on("/list", reset=True), {"broken"}, id="reset in the listing"),
    pytest.param(on("/a/2", drop=True), {"broken"}, id="end in mid-body"),
    pytest.param(on("/a/2", drip_body=0.05), {"timeout"}, id="body drips"),
    pytest.param(on("/a/2", drip=0.05), {"timeout"}, id="headers drip"),
    pytest.param(on("/a/2", pause=0.6), {"timeout"}, id="no answer"),
    pytest.param(on("/a/2", headers={"Content-Length": "99999"}), {"broken"}, id="Content-Length too large"),
    pytest.param(on("/a/2", headers={"Content-Length": "50", "Connection": "close"}), {"broken"}, id="Content-Length too small"),
    pytest.param(on("/a/2", headers={"Content-Length": "viel"}), {"broken"}, id="Content-Length no number"),
    pytest.param(on("/a/2", status=302, headers=SELF), {"redirect"}, id="redirect to itself"),
    pytest.param(ring, {"redirect"}, id="redirect loops and chains"),
    pytest.param(on("/a/2", status=302, headers={"Location": "http://10.0.0.1/"}), {"redirect"}, id="redirect into a private network"),
    pytest.param(on("/a/2", body=BOMB, headers={"Content-Encoding": "gzip"}), {"too-large"}, id="gzip bomb"),
    pytest.param(on("/a/2", body=gzip.compress(PARAGRAPH.encode() * 20)[:-9], headers={"Content-Encoding": "gzip"}), {"broken"}, id="gzip cut off"),
    pytest.param(on("/a/2", status=429, headers={"Retry-After": "3600"}), {"http-429", "wait", "host-down"}, id="429, an hour"),
    pytest.param(on("/robots.txt", status=503), {"robots", "host-down"}, id="robots.txt 503"),
    pytest.param(on("/robots.txt", reset=True), {"robots", "host-down"}, id="robots.txt reset"),
    pytest.param(on("/robots.txt", drip=0.05), {"robots", "host-down"}, id="robots.txt drips"),
    pytest.param(on("/list", body="<p>Hệ thống đang bảo trì</p>"), {"listing"}, id="listing without articles"),
]


@pytest.mark.parametrize("fault, told", FAULTS)
def test_fault(world: World, fault: Callable[[World], None], told: set[str]) -> None:
    fault(world)
    report = world.crawl()
    assert kinds(report) - {"host-down"} == told - {"host-down"} and all(failure.reason for failure in report.failures)
    assert any(failure.missing for failure in report.failures) == bool(told & {"host-down", "listing", "wait"} or any("/list" in failure.url for failure in report.failures))
    world.heal()
    world.later()
    assert kinds(world.crawl()) == set()
    check(world)


@pytest.mark.parametrize("fault", [
    pytest.param(on(*ALL, status=500), id="500"), pytest.param(on("/a/2", reset=True), id="reset"), pytest.param(on("/list", status=404), id="listing gone"),
    pytest.param(on(*ALL, status=302, headers={"Location": "/"}), id="all lead to the home page"), pytest.param(on("/robots.txt", status=500), id="robots.txt"),
    pytest.param(on("/a/2", body="", headers={"ETag": '"v3"'}), id="empty body"),
])
def test_fault_of_a_site_that_is_known(world: World, fault: Callable[[World], None]) -> None:
    """What is in the archive stays, and is asked for conditionally."""
    world.crawl()
    fault(world)
    known = len(world.site.hits)
    assert kinds(world.crawl())
    world.heal()
    world.later()
    assert kinds(world.crawl()) == set()
    assert [hit.status for hit in world.site.hits[known:] if hit.whole and hit.path in ALL and hit.status == 200] == []
    check(world)


def test_429_with_a_short_retry_after(world: World) -> None:
    world.site.pages["/a/5"] = [world.reply(status=429, headers={"Retry-After": "1"}), world.site.pages["/a/5"]]
    assert kinds(world.crawl()) == set()
    busy, then = [hit.at for hit in world.site.hits if hit.at >= next(one.at for one in world.site.hits if one.status == 429)][:2]
    assert then - busy > 0.9   # not only this address waits: the host asked for it
    check(world)


class Endless(dict):
    """Every page of the listing links to the next one, and (`inventive`) to an article that no other page has."""

    def __init__(self, world: World, inventive: bool) -> None:
        super().__init__(world.site.pages)
        self.world, self.inventive = world, inventive

    def get(self, path: str, default: Any = None) -> Any:
        if not path.startswith("/list"):
            return super().get(path, default)
        number = int(path.partition("p=")[2] or 1)
        own = f'<a class="t" href="/a/{ARTICLES[(number - 1) % len(ARTICLES)]}{f"?x={number}" if self.inventive else ""}">x</a>'
        return self.world.reply(own + f'<a class="next" href="/list?p={number + 1}">sau</a>')


class Later(Endless):
    """The same a while later: all of the articles are other ones."""

    def get(self, path: str, default: Any = None) -> Any:
        found = super().get(path, default)
        return replace(found, body=found.body.replace("?x=", "?x=9")) if path.startswith("/list") else found


def test_endless_paging_over_the_same_articles(world: World) -> None:
    world.site.pages = Endless(world, inventive=False)
    world.crawl(replace(world.source, discovery=(replace(world.source.discovery[0], max_pages=50),)))
    assert len(world.site.asked("/list")) == len(ARTICLES) + 1
    world.heal()
    world.crawl()
    check(world)


def test_endless_paging_that_invents_articles(world: World) -> None:
    """Ends at max_pages; at the next look nothing on these pages is known, which the report says."""
    world.site.pages = Endless(world, inventive=True)
    assert kinds(world.crawl()) == {"http-404"}   # the pages that it invented don't exist
    assert len(world.site.asked("/list")) == world.source.discovery[0].max_pages
    world.site.pages.__class__ = Later
    assert "gap" in kinds(world.crawl())
    times = [hit.at for hit in world.site.hits]
    assert all(after - before > PAUSE / 2 for before, after in pairwise(times))


def test_names_without_address(world: World) -> None:
    """The resolver is down, then up again."""
    name = "cong-thong-tin.invalid"
    source = replace(world.source, base_url=f"http://{name}/", hosts=(name,), discovery=(Discovery("listing", f"http://{name}/list", links="a.t", next="a.next"),))
    assert kinds(world.crawl(source)) == {"dns"}
    world.connect_to = {name: world.site.netloc}
    assert kinds(world.crawl(source)) == set()
    world.connect_to = {}
    assert kinds(world.crawl(source)) == {"dns", "host-down"}
    world.connect_to = {name: world.site.netloc}
    world.crawl(source)
    check(world, url=lambda path: f"http://{name}{path}")


# ---------------------------------------------------------------- faults of our own machine
@pytest.mark.parametrize("jump", [pytest.param(timedelta(days=3650), id="ten years ahead"), pytest.param(timedelta(days=-400), id="a year back"),
                                  pytest.param(timedelta(hours=-3), id="three hours back")])
def test_clock_that_jumps(world: World, monkeypatch: pytest.MonkeyPatch, jump: timedelta) -> None:
    """Wrong for one crawl, which breaks off, and right again for the next."""
    class Wrong(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + jump

    with monkeypatch.context() as patched:
        for module in ("run", "survey", "fetch", "discover", "adopt"):
            patched.setattr(f"pipeline.crawl.{module}.datetime", Wrong)
        on("/a/2", status=500)(world)
        world.crawl()
        world.heal()
    world.crawl()
    world.later()
    world.crawl()
    check(world)


class Host:
    """Crawls in processes that can be killed, see crawl_host.py."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, str(Path(__file__).with_name("crawl_host.py"))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        cwd=Path(__file__).parents[2])

    def crawl(self, world: World, *, kill_after: float | None = None, file_size: int = 0) -> list[dict[str, str]] | None:
        """The failures of a crawl; None where it was killed in time."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin and stdout
        packed = {key: base64.b64encode(pickle.dumps(value)).decode() for key, value in {"source": world.source, "limits": world.limits}.items()}
        stdin.write(json.dumps({"state": str(world.state), "archive": str(world.folder / "archive"), "file_size": file_size, **packed}) + "\n")
        stdin.flush()
        child = int(stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):   # it was done
                os.kill(child, signal.SIGKILL)
        report: list[dict[str, str]] | None = json.loads(stdout.readline())
        return report


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    made = Host()
    yield made
    assert made.process.stdin
    made.process.stdin.close()
    made.process.wait()


def test_kill_9_at_a_random_point_ten_times(world: World, host: Host) -> None:
    world.limits = replace(QUICK, read=3, total=5)
    rng, killed = random.Random(9), 0
    for _ in range(10):
        killed += host.crawl(world, kill_after=rng.uniform(0.0, 0.25)) is None
    assert killed >= 5   # else the crawl was over before: nothing was tried
    assert host.crawl(world) == []
    check(world, taken=killed)


@pytest.mark.parametrize("size, padding, where", [
    pytest.param(300, 0, "crawl.sqlite", id="no room at all"), pytest.param(150_000, 0, "crawl.sqlite", id="state can't grow"),
    pytest.param(400_000, 80_000, ".warc.gz", id="archive can't grow"),
])
def test_disk_full(world: World, host: Host, size: int, padding: int, where: str) -> None:
    """No file may grow beyond `size` bytes; with `padding`, articles are as large as that, and can't be packed."""
    world.limits = replace(QUICK, read=3, total=5)
    world.padding = random.Random(1).randbytes(padding).hex()
    world.heal()
    failures = host.crawl(world, file_size=size)
    assert failures and where in failures[0]["reason"] and {failure["kind"] for failure in failures} == {"storage"} and all("free some space" in failure["reason"] for failure in failures)
    assert host.crawl(world) == []
    check(world, taken=1)
