"""60 sources crawled at the same time by one process: how long, how politely, with how much memory.

    python benchmarks/crawl.py [--sources 60] [--articles 20] [--delay 1] [--large 0] [--no-parse]

A server in a process of its own answers for all hosts on one loopback port and logs every request. Each host has a robots.txt, a listing and articles of
30 KB; every tenth asks for twice our pause (Crawl-delay); with --large N each has a file of N MB beside the first article. Printed: seconds beside those that the
pauses alone cost, the least time from one request to the next that a host saw (by its own log, so a busy machine blurs it by some milliseconds) beside its
pause, requests to one host at a time, processor seconds, and peak memory of the crawling process (that of this program with everything imported is printed, too).
"""
from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

SENTENCE = "Trong tháng, đơn vị {n} tiếp nhận {m} hồ sơ, giải quyết đúng hạn 98,{n}%; việc số hóa kết quả còn chậm so với kế hoạch đã đề ra. "
PAGE = 30_000       # bytes of an article, about what a portal sends
SLOW = 10           # every so many hosts asks for twice our pause


def number(host: str) -> int:
    return int(host[1:4])


class Handler(BaseHTTPRequestHandler):
    """Answers for every host; `log` gets (host, path, begin, end) in seconds of time.monotonic(), which all processes share."""

    protocol_version = "HTTP/1.1"
    log: list[tuple[str, str, float, float]]
    options: argparse.Namespace

    def do_GET(self) -> None:
        begin, host = time.monotonic(), self.headers["Host"]
        kind, body = self.answer(number(host))
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.log.append((host, self.path, begin, time.monotonic()))

    def answer(self, host: int) -> tuple[str, bytes]:
        if self.path == "/robots.txt":
            return "text/plain", b"User-agent: *\nCrawl-delay: %g\n" % (self.options.delay * (2 if host % SLOW == 0 else 1))
        if self.path == "/":
            return "text/html", "".join(f'<a href="/tin/{n}.html">Tin {n}</a>' for n in range(self.options.articles)).encode()
        if self.path == "/bao-cao.pdf":
            return "application/pdf", b"%PDF-1.4\n" + bytes(host for _ in range(1000)) * (self.options.large * 1000)
        text = SENTENCE.format(n=host, m=len(self.path) * 137)
        link = '<p><a href="/bao-cao.pdf">Báo cáo</a></p>' if self.options.large and self.path == "/tin/0.html" else ""
        paragraphs = f"<p>{text}</p>" * (PAGE // len(text.encode()))
        return "text/html", f"<html><body><h1>Tin {self.path} của đơn vị {host}</h1><div class='body'>{paragraphs}{link}</div></body></html>".encode()

    def log_message(self, *_: object) -> None:
        pass


def serve(options: argparse.Namespace) -> None:
    """Print the port, answer until stdin closes, print the log."""
    handler = type("Logged", (Handler,), {"log": [], "options": options})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.request_queue_size = 256
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
    json.dump(handler.log, sys.stdout)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sources", type=int, default=60)
    options.add_argument("--articles", type=int, default=20)
    options.add_argument("--delay", type=float, default=1.0, help="seconds")
    options.add_argument("--large", type=int, default=0, help="MB")
    options.add_argument("--no-parse", action="store_true", help="crawl only")
    options.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.serve:
        serve(given)
        return
    server = subprocess.Popen([sys.executable, __file__, *sys.argv[1:], "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout and server.stdin
    port = int(server.stdout.readline())
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(given, port, Path(folder))
    server.stdin.close()
    log = json.load(server.stdout)
    server.wait()
    report(given, log, measured)


def measure(given: argparse.Namespace, port: int, folder: Path) -> dict[str, Any]:
    from corpus.sources import Discovery, Selectors, Source
    from flows import plain
    from flows.folder import DataFolder
    from flows.ledger import Run, started
    from flows.plan import Plan
    from flows.progress import Progress

    hosts = [f"p{one:03}.invalid" for one in range(given.sources)]
    sources = tuple(Source(id=host[:4], name=host, kind="portal", base_url=f"http://{host}/", hosts=(host,), delay_seconds=given.delay, verified=False,
                           article_pattern=r"/tin/\d+\.html$", discovery=(Discovery("listing", f"http://{host}/", links="a"),), allow_private=True,
                           selectors=Selectors(title=("h1",), body=("div.body",))) for host in hosts)
    data = DataFolder(folder / "data")
    plan = Plan(data, sources, "cchc-benchmark/1.0", dict.fromkeys(hosts, f"127.0.0.1:{port}"))
    if given.no_parse:
        plain.parse_records = lambda *_, **__: 0
    else:
        import pipeline.parse  # noqa: F401
        import warehouse.lake  # noqa: F401
    before = peak()
    begin, cpu = time.monotonic(), time.process_time()
    run: Run
    with started(data.runs, "crawl") as run:
        plain.crawl_and_parse(plan, run, Progress(quiet=True))
    return {"seconds": time.monotonic() - begin, "cpu": time.process_time() - cpu, "before": before, "peak": peak(), "failures": len(run.failures),
            "fetched": sum(one.fetched for one in run.sources.values()), "parsed": sum(one.parsed for one in run.sources.values())}


def peak() -> float:
    """MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(given: argparse.Namespace, log: list[tuple[str, str, float, float]], measured: dict[str, Any]) -> None:
    requests: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for host, _, begin, end in log:
        requests[host].append((begin, end))
    worst, together, slowest = float("inf"), 0, 0.0
    for host, spans in requests.items():
        spans.sort()
        pause = given.delay * (2 if number(host) % SLOW == 0 else 1)
        slowest = max(slowest, pause * (len(spans) - 1))
        worst = min([worst, *(later[0] - earlier[0] - pause for earlier, later in pairwise(spans[1:]))])   # robots.txt itself is asked with ours
        together = max(together, max((sum(begin <= at < end for begin, end in spans) for at, _ in spans), default=0))
    begun = [min(begin for begin, _ in spans) for spans in requests.values()]
    print(f"{len(requests)} hosts, {len(log)} requests, {measured['fetched']} pages archived, {measured['parsed']} documents, {measured['failures']} failures")
    print(f"{measured['seconds']:.1f} s; the pauses of the slowest host alone: {slowest:.1f} s; all one after the other: {sum(end - begin for _, _, begin, end in log) + given.delay * len(log):.0f} s")
    print(f"all hosts begun within {max(begun) - min(begun):.1f} s; most requests to one host at a time: {together}")
    print(f"shortest time between two requests that a host saw, less its pause: {worst * 1000:+.0f} ms")
    print(f"{measured['cpu']:.1f} s of processor time; peak memory {measured['peak']:.0f} MB ({measured['before']:.0f} MB before the crawl)")


if __name__ == "__main__":
    main()
