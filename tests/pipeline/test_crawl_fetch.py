"""The fetcher against a real server: robots.txt, delays, redirects, retries, limits, private addresses."""
from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from pipeline.crawl import robots
from pipeline.crawl.fetch import Fetcher, FetchFailed, Limits, is_public

AGENT = "cchc-test/1.0 (+mailto:test@example.org)"
QUICK = Limits(connect=2, read=2, total=4, backoff=0.01, longest_wait=1.5, max_bytes=1000)


@pytest.fixture
def fetcher():
    with Fetcher(AGENT, limits=QUICK) as made:
        yield made


def failure(call: Callable[[], object]) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        call()
    return caught.value


# ---------------------------------------------------------------- robots.txt
@pytest.mark.parametrize("text, allowed", [
    pytest.param("User-agent: *\nDisallow: /b", True, id="other-path"),
    pytest.param("User-agent: *\nDisallow: /a", False, id="disallow"),
    pytest.param("User-agent: *\nDisallow: /\nAllow: /a/", True, id="longer-allow-wins"),
    pytest.param("User-agent: cchc-test\nDisallow: /a", False, id="our-name"),
    pytest.param("User-agent: cchc-test\nAllow: /\n\nUser-agent: *\nDisallow: /", True, id="our-group-wins"),
    pytest.param("User-agent: OtherBot\nDisallow: /", True, id="another-bot"),
    pytest.param("\ufeffUser-agent: *\nDisallow: /a", False, id="byte-order-mark"),
    pytest.param("<html><body>Trang chủ</body></html>", True, id="html-in-place"),
    pytest.param("", True, id="empty"),
])
def test_robots_rules(text: str, allowed: bool) -> None:
    assert robots.parse(text.encode()).allows("http://x.vn/a/1", AGENT) is allowed


@pytest.mark.parametrize("text, seconds", [
    pytest.param("User-agent: *\nCrawl-delay: 7", 7.0, id="crawl-delay"),
    pytest.param("User-agent: *\nRequest-rate: 1/5", 5.0, id="request-rate"),
    pytest.param("User-agent: *\nDisallow: /x", 0.0, id="none"),
])
def test_robots_delay(text: str, seconds: float) -> None:
    assert robots.parse(text.encode()).delay(AGENT) == seconds


def test_disallowed_address_is_not_asked_for(site, reply, fetcher) -> None:
    site.pages = {"/robots.txt": reply("User-agent: *\nDisallow: /a/"), "/a/1": reply("x")}
    error = failure(lambda: fetcher.get(site.url("/a/1"), site.source()))
    assert (error.kind, site.asked()) == ("robots", [])
    assert "cchc-test" in error.reason


@pytest.mark.parametrize("status", [404, 403, 401, 410])
def test_robots_4xx_allows(site, reply, fetcher, status) -> None:
    site.pages = {"/robots.txt": reply("", status), "/a/1": reply("x")}
    assert fetcher.get(site.url("/a/1"), site.source()).body == b"x"


@pytest.mark.parametrize("answer", [
    pytest.param({"status": 500}, id="500"), pytest.param({"status": 503}, id="503"), pytest.param({"status": 429}, id="429"),
    pytest.param({"pause": 0.4}, id="timeout"), pytest.param({"body": "User-agent: *", "drop": True}, id="broken-off"),
])
def test_robots_trouble_forbids_everything(site, reply, answer) -> None:
    site.pages = {"/robots.txt": reply(**answer), "/a/1": reply("x")}
    with Fetcher(AGENT, limits=replace(QUICK, attempts=1, read=0.25)) as fetcher:
        error = failure(lambda: fetcher.get(site.url("/a/1"), site.source()))
    assert (error.kind, error.host_down, site.asked()) == ("robots", True, [])


def test_robots_is_asked_once(site, reply, fetcher) -> None:
    site.pages = {"/a/1": reply("x")}
    for _ in range(3):
        fetcher.get(site.url("/a/1"), site.source())
    assert [hit.path for hit in site.hits].count("/robots.txt") == 1


# ---------------------------------------------------------------- delay
@pytest.mark.parametrize("ours, theirs", [pytest.param(0.12, "0.01", id="ours-is-larger"), pytest.param(0.0, "0.12", id="theirs-is-larger")])
def test_delay_is_kept(site, reply, fetcher, ours, theirs) -> None:
    site.pages = {"/robots.txt": reply(f"User-agent: *\nCrawl-delay: {theirs}"), "/a/1": reply("x"), "/a/2": reply("x"), "/a/3": reply("x")}
    for number in (1, 2, 3):
        fetcher.get(site.url(f"/a/{number}"), site.source(delay_seconds=ours))
    times = [hit.at for hit in site.hits]
    assert len(times) == 4
    assert all(after - before > 0.1 for before, after in pairwise(times[1:]))


def test_endless_crawl_delay_is_a_no(site, reply, fetcher) -> None:
    site.pages = {"/robots.txt": reply("User-agent: *\nCrawl-delay: 86400"), "/a/1": reply("x")}
    error = failure(lambda: fetcher.get(site.url("/a/1"), site.source()))
    assert (error.kind, error.host_down, site.asked()) == ("robots", True, [])


def test_threads_share_one_clock(site, reply, fetcher) -> None:
    site.pages = {f"/a/{number}": reply("x", pause=0.03) for number in range(5)}
    threads = [threading.Thread(target=fetcher.get, args=(site.url(f"/a/{n}"), site.source(delay_seconds=0.05))) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = [hit.at for hit in site.hits if hit.path != "/robots.txt"]
    assert len(times) == 5
    assert all(after - before > 0.07 for before, after in pairwise(times))   # 0.05 s of delay after 0.03 s of answering


# ---------------------------------------------------------------- what is sent and kept
def test_headers_and_address(site, reply, fetcher) -> None:
    site.pages = {"/a/1?x=%C3%A1": reply("x", headers={"ETag": '"1"', "Set-Cookie": "s=1", "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}), "/a/2": reply("y")}
    answer = fetcher.get(site.url("/a/1?x=%C3%A1"), site.source())
    fetcher.get(site.url("/a/2"), site.source())
    assert answer.headers["etag"] == '"1"' and answer.url == site.url("/a/1?x=%C3%A1")
    assert site.hits[-1].headers["user-agent"] == AGENT and site.hits[-1].headers["host"] == site.netloc
    assert "cookie" not in site.hits[-1].headers


def test_conditional_request(site, reply, fetcher) -> None:
    site.pages = {"/a/1": reply("x", headers={"ETag": '"1"'})}
    answer = fetcher.get(site.url("/a/1"), site.source(), etag='"1"')
    assert (answer.status, answer.body) == (304, b"")


def test_gzip_is_unpacked(site, reply, fetcher) -> None:
    site.pages = {"/a/1": reply(gzip.compress("Cải cách".encode()), headers={"Content-Encoding": "gzip"})}
    assert fetcher.get(site.url("/a/1"), site.source()).body.decode() == "Cải cách"


def test_connect_to_changes_only_the_dialled_address(site, reply) -> None:
    site.pages = {"/a/1": reply("x")}
    source = site.source(hosts=("langson.gov.vn",), base_url="http://langson.gov.vn/")
    with Fetcher(AGENT, limits=QUICK, connect_to={"langson.gov.vn": site.netloc}) as fetcher:
        answer = fetcher.get("http://langson.gov.vn/a/1", source)
    assert (answer.url, site.hits[-1].headers["host"]) == ("http://langson.gov.vn/a/1", "langson.gov.vn")


# ---------------------------------------------------------------- where it may go
def test_private_address_is_refused(site, reply, fetcher) -> None:
    site.pages = {"/a/1": reply("x")}
    error = failure(lambda: fetcher.get(site.url("/a/1"), site.source(allow_private=False)))
    assert "127.0.0.1" in error.reason and "allow_private" in error.reason and site.hits == []


@pytest.mark.parametrize("address, public", [
    ("203.162.1.1", True), ("2001:ee0::1", True), ("127.0.0.1", False), ("10.1.2.3", False), ("192.168.1.1", False), ("172.16.0.1", False),
    ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False),
    ("fd00::1", False), ("::ffff:127.0.0.1", False),
])
def test_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_redirect_within_the_host_is_followed(site, reply, fetcher) -> None:
    site.pages = {"/a/1": reply(status=301, headers={"Location": "/a/one"}), "/a/one": reply("x")}
    answer = fetcher.get(site.url("/a/1"), site.source())
    assert (answer.url, answer.body, answer.facts["redirectedFrom"]) == (site.url("/a/one"), b"x", site.url("/a/1"))


@pytest.mark.parametrize("location", [
    pytest.param("https://nhacai.example/", id="off-host"), pytest.param("http://127.0.0.1:1/", id="other-port"),
    pytest.param("//[bad", id="nonsense"), pytest.param("file:///etc/passwd", id="file"), pytest.param("/a/1", id="to-itself"),
])
def test_redirect_elsewhere_is_refused(site, reply, fetcher, location) -> None:
    site.pages = {"/a/1": reply(status=302, headers={"Location": location})}
    assert failure(lambda: fetcher.get(site.url("/a/1"), site.source())).kind == "redirect"
    assert site.asked() == ["/a/1"]


def test_redirect_chain_ends(site, reply, fetcher) -> None:
    site.pages = {f"/a/{n}": reply(status=302, headers={"Location": f"/a/{n + 1}"}) for n in range(20)}
    assert failure(lambda: fetcher.get(site.url("/a/0"), site.source())).kind == "redirect"
    assert len(site.asked()) == QUICK.redirects + 1


def test_redirect_target_obeys_robots(site, reply, fetcher) -> None:
    site.pages = {"/robots.txt": reply("User-agent: *\nDisallow: /kin"), "/a/1": reply(status=302, headers={"Location": "/kin/1"}), "/kin/1": reply("x")}
    assert failure(lambda: fetcher.get(site.url("/a/1"), site.source())).kind == "robots"
    assert site.asked() == ["/a/1"]


# ---------------------------------------------------------------- what goes wrong
@pytest.mark.parametrize("answer, kind, host_down", [
    pytest.param({"status": 404}, "http-404", False, id="404"),
    pytest.param({"status": 403}, "http-403", True, id="403"),
    pytest.param({"body": "x" * 2000}, "too-large", False, id="too-large"),
    pytest.param({"body": gzip.compress(b"x" * 2000), "headers": {"Content-Encoding": "gzip"}}, "too-large", False, id="too-large-unpacked"),
])
def test_no_second_try(site, reply, fetcher, answer, kind, host_down) -> None:
    site.pages = {"/a/1": reply(**answer)}
    error = failure(lambda: fetcher.get(site.url("/a/1"), site.source()))
    assert (error.kind, error.host_down, site.asked()) == (kind, host_down, ["/a/1"])


@pytest.mark.parametrize("answer, kind", [
    pytest.param({"status": 500}, "http-500", id="500"), pytest.param({"status": 503}, "http-503", id="503"),
    pytest.param({"body": "x" * 100, "drop": True}, "broken", id="broken-off"), pytest.param({"pause": 0.4}, "timeout", id="timeout"),
    pytest.param({"body": b"no gzip", "headers": {"Content-Encoding": "gzip"}}, "broken", id="broken-gzip"),
])
def test_tries_again_then_gives_up(site, reply, answer, kind) -> None:
    site.pages = {"/a/1": reply(**answer)}
    with Fetcher(AGENT, limits=replace(QUICK, attempts=2, read=0.25)) as fetcher:
        assert failure(lambda: fetcher.get(site.url("/a/1"), site.source())).kind == kind
    assert site.asked() == ["/a/1", "/a/1"]


def test_slow_drip_ends_at_the_total(site, reply) -> None:
    site.pages = {"/a/1": reply("x" * 900)}
    with Fetcher(AGENT, limits=replace(QUICK, attempts=1, total=0.0)) as fetcher:
        source = site.source()
        error = failure(lambda: fetcher.get(site.url("/a/1"), source))
    assert error.kind == "timeout" and "900 bytes came" in error.reason


def test_trouble_that_passes(site, reply, fetcher) -> None:
    site.pages = {"/a/1": [reply(status=502), reply("x" * 100, drop=True), reply("x")]}
    assert fetcher.get(site.url("/a/1"), site.source()).body == b"x"


def test_retry_after_is_kept(site, reply, fetcher) -> None:
    site.pages = {"/a/1": [reply(status=429, headers={"Retry-After": "1"}), reply("x")]}
    fetcher.get(site.url("/a/1"), site.source())
    first, second = [hit.at for hit in site.hits if hit.path == "/a/1"]
    assert second - first > 0.9


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_long_retry_after_is_left_to_a_later_crawl(site, reply, fetcher, form) -> None:
    value = "3600" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    site.pages = {"/a/1": [reply(status=503, headers={"Retry-After": value}), reply("x")]}
    error = failure(lambda: fetcher.get(site.url("/a/1"), site.source()))
    assert error.retry_after == pytest.approx(3600, abs=60)
    assert site.asked() == ["/a/1"]


def test_nobody_listens(site) -> None:
    with Fetcher(AGENT, limits=replace(QUICK, attempts=1), connect_to={"x.vn": "127.0.0.1:1"}) as fetcher:
        error = failure(lambda: fetcher.get("http://x.vn/a", site.source(hosts=("x.vn",))))
    assert error.host_down and "robots.txt of x.vn can't be read" in error.reason
