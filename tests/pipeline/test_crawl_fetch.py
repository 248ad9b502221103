"""The fetcher against a real server: robots.txt, delays, redirects, retries, limits, private addresses."""
from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from pipeline.archive import ArchiveError
from pipeline.crawl import connection, robots
from pipeline.crawl.body import IN_MEMORY, read_body
from pipeline.crawl.connection import is_public
from pipeline.crawl.failure import FetchFailed
from pipeline.crawl.fetch import Fetcher, Limits

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


def test_robots_of_any_size_is_read_to_its_limit(site, reply, fetcher) -> None:
    rules = "User-agent: *\nDisallow: /a/1\n" + "# một dòng chú thích dài\n" * 30_000
    cut = rules.encode()[:robots.MAX_BYTES].rpartition(b"\n")[2]
    site.pages = {"/robots.txt": reply(rules + "Disallow: /a/2"), "/a/1": reply("x"), "/a/2": reply("x")}
    assert failure(lambda: fetcher.get(site.url("/a/1"), site.source())).kind == "robots"
    assert fetcher.get(site.url("/a/2"), site.source()).body == b"x" and cut


def test_a_rule_cut_by_the_limit_forbids_nothing() -> None:
    start = "User-agent: *\n"
    rules = start + "#" * (robots.MAX_BYTES - len(start) - 11) + "\nDisallow: /tin-tuc/cu"
    assert rules.encode()[:robots.MAX_BYTES].endswith(b"\nDisallow:") or rules.encode()[:robots.MAX_BYTES].endswith(b"\nDisallow: ")
    assert robots.parse(rules.encode()).allows("http://x.vn/a", AGENT)


@pytest.mark.parametrize("hops, allowed", [pytest.param(5, False, id="five-are-followed"), pytest.param(6, True, id="more-are-none")])
def test_robots_behind_redirects(site, reply, fetcher, hops, allowed) -> None:
    site.pages = {"/a/1": reply("x"), "/robots.txt": reply(status=301, headers={"Location": "/r1"})}
    site.pages |= {f"/r{n}": reply(status=302, headers={"Location": f"/r{n + 1}"}) for n in range(1, hops)}
    site.pages[f"/r{hops}"] = reply("User-agent: *\nDisallow: /")
    if allowed:
        assert fetcher.get(site.url("/a/1"), site.source()).body == b"x"
    else:
        assert failure(lambda: fetcher.get(site.url("/a/1"), site.source())).kind == "robots"


def test_an_old_copy_of_robots_serves_while_there_is_no_new_one(site, reply, monkeypatch) -> None:
    monkeypatch.setattr(robots, "FRESH", 0.0)
    site.pages = {"/robots.txt": [reply("User-agent: *\nDisallow: /b"), reply(status=503)], "/a/1": reply("x"), "/b/1": reply("x")}
    with Fetcher(AGENT, limits=replace(QUICK, attempts=1)) as fetcher:
        assert [fetcher.get(site.url("/a/1"), site.source()).body for _ in range(2)] == [b"x", b"x"]
        assert failure(lambda: fetcher.get(site.url("/b/1"), site.source())).kind == "robots"


def test_threads_ask_for_robots_once(site, reply, fetcher) -> None:
    site.pages = {"/robots.txt": reply("", pause=0.05)} | {f"/a/{n}": reply("x") for n in range(4)}
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: fetcher.get(site.url(f"/a/{n}"), site.source()), range(4)))
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


def test_www_and_the_bare_name_share_one_clock(site, reply) -> None:
    site.pages = {"/a/1": reply("x")}
    names = ("mau.vn", "www.mau.vn")
    with Fetcher(AGENT, limits=QUICK, connect_to=dict.fromkeys(names, site.netloc)) as fetcher:
        for name in names:
            fetcher.get(f"http://{name}/a/1", site.source(hosts=names, delay_seconds=0.15))
    assert all(after.at - before.at > 0.1 for before, after in pairwise(site.hits)) and len(site.hits) == 4


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
    ("fd00::1", False), ("::ffff:127.0.0.1", False), ("::ffff:203.162.1.1", True), ("2002:7f00:1::", False), ("2002:cba2:101::", True),
    ("64:ff9b::10.0.0.1", False), ("64:ff9b::203.162.1.1", True),
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


@pytest.mark.parametrize("slow", [pytest.param({"drip": 0.02}, id="headers-drip"), pytest.param({"drip_body": 0.02}, id="body-drips")])
def test_slow_drip_ends_at_the_total(site, reply, slow) -> None:
    site.pages = {"/a/1": reply("x" * 900, **slow)}
    with Fetcher(AGENT, limits=replace(QUICK, attempts=1, total=0.3)) as fetcher:
        error = failure(lambda: fetcher.get(site.url("/a/1"), site.source()))
    assert (error.kind, error.host_down) == ("timeout", True)


@pytest.mark.parametrize("length, body, kind", [
    pytest.param(50, "x" * 100, "broken", id="less-than-sent"),
    pytest.param(200, "x" * 100, "broken", id="more-than-sent"),
    pytest.param(100, "x" * 100 + "\r\n", "", id="a-line-end-behind"),
])
def test_wrong_content_length(site, reply, length, body, kind) -> None:
    site.pages = {"/a/1": reply(body, headers={"Content-Length": str(length), "Connection": "close"})}
    with Fetcher(AGENT, limits=replace(QUICK, attempts=1)) as fetcher:
        if kind:
            assert failure(lambda: fetcher.get(site.url("/a/1"), site.source())).kind == kind
        else:
            assert fetcher.get(site.url("/a/1"), site.source()).body == b"x" * 100


CONTENT = ("Cải cách hành chính " * 40).encode()


@pytest.mark.parametrize("encoding, packed, expected", [
    pytest.param("gzip", gzip.compress(CONTENT), CONTENT, id="gzip"),
    pytest.param("x-gzip", gzip.compress(CONTENT[:500]) + gzip.compress(CONTENT[500:]), CONTENT, id="two-members"),
    pytest.param("GZIP", gzip.compress(CONTENT) + b"\0" * 20, CONTENT, id="padding-behind"),
    pytest.param("deflate", zlib.compress(CONTENT), CONTENT, id="deflate"),
    pytest.param("deflate", zlib.compress(CONTENT)[2:-4], CONTENT, id="deflate-without-header"),
    pytest.param("identity", CONTENT, CONTENT, id="identity"),
    pytest.param("gzip", gzip.compress(CONTENT)[:-12], "ends before its end", id="gzip-not-finished"),
    pytest.param("gzip", CONTENT, "damaged", id="not-gzip"),
    pytest.param("br", CONTENT, "did not ask for", id="brotli"),
    pytest.param("gzip", gzip.compress(b"\0" * 50_000_000), "larger than", id="bomb"),
])
def test_packed_bodies(encoding, packed, expected) -> None:
    pieces = [packed[start:start + 7] for start in range(0, len(packed), 7)]

    def read() -> bytes:
        return read_body(iter(pieces), {"content-encoding": encoding}, 2_000).read()

    if isinstance(expected, bytes):
        assert read() == expected
    else:
        assert expected in failure(read).reason


def test_large_bodies_wait_in_files_without_names(tmp_path) -> None:
    small, large = (read_body(iter([b"x" * size]), {}, 9_000_000, folder=tmp_path) for size in (10, IN_MEMORY + 1))
    assert (small.large, large.large) == (False, True)
    assert (large.read(), large.read(), list(tmp_path.iterdir())) == (b"x" * (IN_MEMORY + 1), b"x" * (IN_MEMORY + 1), [])


def test_no_room_for_a_large_body(tmp_path) -> None:
    with pytest.raises(ArchiveError, match="can't be written"):
        read_body(iter([b"x" * (IN_MEMORY + 1)]), {}, 9_000_000, folder=tmp_path / "khong-co")


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


def test_host_that_asked_to_be_left_alone_is(site, reply, fetcher) -> None:
    site.pages = {"/a/1": reply(status=429, headers={"Retry-After": "3600"}), "/a/2": reply("x")}
    assert failure(lambda: fetcher.get(site.url("/a/1"), site.source())).kind == "http-429"
    error = failure(lambda: fetcher.get(site.url("/a/2"), site.source()))
    assert (error.kind, error.shut, site.asked()) == ("wait", True, ["/a/1"])
    assert error.retry_after == pytest.approx(3600, abs=60)


def test_retry_after_date_is_by_the_clock_of_the_server(site, reply, fetcher) -> None:
    """Our clock, or theirs, may be wrong by a day: only what lies between the two dates of the answer counts."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    site.pages = {"/a/1": reply(status=503, headers={"Date": format_datetime(yesterday, usegmt=True),
                                                     "Retry-After": format_datetime(yesterday + timedelta(hours=2), usegmt=True)})}
    assert failure(lambda: fetcher.get(site.url("/a/1"), site.source())).retry_after == pytest.approx(7200, abs=2)


def test_name_without_address(site, fetcher) -> None:
    error = failure(lambda: fetcher.get("http://khong-co.invalid/a", site.source(hosts=("khong-co.invalid",))))
    assert (error.kind, error.shut) == ("dns", True) and "khong-co.invalid" in error.reason


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_ipv6(serve, reply) -> None:
    try:
        site = serve("::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    site.pages = {"/a/1": reply("x")}
    with Fetcher(AGENT, limits=QUICK) as fetcher:
        answer = fetcher.get(site.url("/a/1"), site.source())
        assert (answer.body, answer.facts["ipAddress"]) == (b"x", "::1")
        assert "::1" in failure(lambda: fetcher.get(site.url("/a/1"), site.source(allow_private=False))).reason


def lookup(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], list[str]]) -> None:
    """Names in .vn lead where `answer` says."""
    real = socket.getaddrinfo

    def getaddrinfo(name: str, port: int, *args: object, **named: object) -> list[tuple[object, ...]]:
        if not name.endswith(".vn"):
            return real(name, port, *args, **named)
        return [(0, 0, 0, "", (address, port)) for address in answer()]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_dead_address_of_a_name_is_passed_over(site, reply, monkeypatch) -> None:
    """A name with an IPv6 address to which no route leads, and an IPv4 address that works."""
    site.pages = {"/a/1": reply("x")}
    lookup(monkeypatch, lambda: ["127.0.0.2", "127.0.0.1"])
    with Fetcher(AGENT, limits=QUICK, connect_to={"x.vn": f"x.vn:{site.port}"}) as fetcher:
        answer = fetcher.get("http://x.vn/a/1", site.source(hosts=("x.vn",)))
    assert answer.facts["ipAddress"] == "127.0.0.1"


def test_name_that_changes_its_address_after_the_check_leads_nowhere(site, reply, monkeypatch) -> None:
    site.pages = {"/a/1": reply("x")}
    answers = iter(["127.0.0.2", "127.0.0.1"])   # what is dialled is what was asked for once and checked
    asked: list[str] = []
    monkeypatch.setattr(connection, "is_public", lambda address: address == "127.0.0.2")
    lookup(monkeypatch, lambda: asked.append(next(answers)) or asked[-1:])
    with Fetcher(AGENT, limits=replace(QUICK, connect=0.2, attempts=1), connect_to={"x.vn": f"x.vn:{site.port}"}) as fetcher:
        failure(lambda: fetcher.get("http://x.vn/a/1", site.source(hosts=("x.vn",), allow_private=False)))
    assert site.hits == [] and asked == ["127.0.0.2"]


def test_certificate_is_checked_unless_the_source_says_why_not(serve, reply) -> None:
    site = serve("127.0.0.1", tls=True)
    site.pages = {"/a/1": reply("x")}
    with Fetcher(AGENT, limits=replace(QUICK, attempts=1)) as fetcher:
        error = failure(lambda: fetcher.get(site.url("/a/1"), site.source()))
        assert (error.kind, error.shut, site.hits) == ("tls", True, [])
        answer = fetcher.get(site.url("/a/1"), site.source(tls_unverified="self-signed for this test alone"))
        assert (answer.body, answer.facts["tlsUnverified"]) == (b"x", "self-signed for this test alone")
        assert failure(lambda: fetcher.get(site.url("/a/1"), site.source())).kind == "tls"   # the switch of one source opens nothing to another


def test_nobody_listens(site) -> None:
    with Fetcher(AGENT, limits=replace(QUICK, attempts=1), connect_to={"x.vn": "127.0.0.1:1"}) as fetcher:
        error = failure(lambda: fetcher.get("http://x.vn/a", site.source(hosts=("x.vn",))))
    assert (error.kind, error.shut) == ("connect", True) and "x.vn takes no connection" in error.reason
