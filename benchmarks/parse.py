"""How fast pages are parsed on one core, in one run beside trafilatura, resiliparse and lxml's bare text on the same pages.

    python benchmarks/parse.py [FOLDER] [--repeat N] [--profile]

Pages per second of processor time, so other work on the machine does not count. The pages are the embedded sample's articles as its three portals serve them, each
wrapped in what real portals carry around an article: nested menus, side columns with teasers, a table of links, inline styles and scripts (`WEIGHT` bytes each).
FOLDER holds pages of your own (.html) instead; they are read without selectors. trafilatura and resiliparse give the main text only, `parse_page` gives
title, date with origin, author, province and blocks with table cells as well. resiliparse is left out where it is not installed (pip install resiliparse).
"""
from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import lxml.etree
import trafilatura

from corpus.sample import HERE as SAMPLE
from corpus.sample.content import PORTALS, articles
from corpus.sample.portals import NETLOCS, address, respond
from corpus.sources import Source, load_sources
from pipeline.archive import RawPage
from pipeline.document import Document
from pipeline.parse import NotAnArticle, parse_page

WEIGHT = 28_000  # bytes: with the article and the portal's own frame, pages of 30 to 45 KB, as portals serve them
REFUSED: set[str] = set()
Sample = tuple[RawPage, Source | None]

SECTIONS = ("Giới thiệu", "Tin tức - Sự kiện", "Cải cách hành chính", "Văn bản chỉ đạo điều hành", "Công khai ngân sách", "Dịch vụ công trực tuyến", "Chuyển đổi số", "Đầu tư")
TOPICS = ("Kế hoạch, chương trình hành động", "Thủ tục hành chính cấp tỉnh", "Thủ tục hành chính cấp xã", "Lịch tiếp công dân", "Lịch công tác tuần", "Hỏi đáp chính sách",
          "Lấy ý kiến dự thảo văn bản", "Thông tin đấu thầu, mua sắm công")
TEASERS = ("Bộ phận một cửa xã vùng cao mở cửa sáng thứ Bảy", "Ra mắt tổ công nghệ số cộng đồng ở hai mươi thôn", "Khai trương điểm hỗ trợ nộp hồ sơ trực tuyến tại bưu điện",
           "Kiểm tra việc niêm yết thủ tục tại các phường trung tâm", "Họp rà soát tiến độ số hóa hồ sơ lưu trữ quý III")


def frame(number: int) -> tuple[str, str, str]:
    """What stands in the head, before and behind an article; `WEIGHT` bytes together, other addresses on each page."""
    menu = "".join(f'<li class="nav-item dropdown" id="menu-{n}"><a class="nav-link" href="/c{n}/{number}">{section}</a><ul class="dropdown-menu">'
                   + "".join(f'<li><a href="/c{n}/m{k}/{number}" title="{topic}"><span>{topic}</span></a></li>' for k, topic in enumerate(TOPICS)) + "</ul></li>"
                   for n, section in enumerate(SECTIONS))
    side = "".join(f'<div class="item clearfix"><a class="thumb" href="/t/{number}/{n}"><img src="/img/{number}/{n}.jpg" alt="" width="120" height="80"></a>'
                   f'<h4><a href="/t/{number}/{n}">{TEASERS[n % len(TEASERS)]}</a></h4><span class="date">{1 + n % 28:02}/0{1 + n % 9}/2024</span></div>' for n in range(24))
    links = "<table class='lien-ket' width='100%'>" + "".join(f"<tr><td><a href='https://donvi{n}.example/'>Trang thông tin đơn vị số {n}</a></td><td>&nbsp;</td></tr>" for n in range(24)) + "</table>"
    script = "".join(f"<script>window.cfg{n}={{id:{number},zone:'z{n}',load:function(e){{return e&&e.length>{n}?e.split('<b>').join(''):'';}}}};</script>" for n in range(16))
    style = "<style>" + "".join(f".box-{n} .item:nth-child({n}) > a{{color:#{n:03}4f7;margin:0 {n}px;padding:{n}px 0}}" for n in range(40)) + "</style>"
    before = f'<div class="top-bar"><ul class="navbar-nav">{menu}</ul></div>'
    behind = f'<div class="col-right">{side}</div>{links}<footer class="site-footer"><p>Bản quyền thuộc về trang mẫu.</p></footer>'
    filler = "<script>var tracking=[" + ",".join(str(n * number % 9973) for n in range(5_000))
    rest = WEIGHT - len((before + behind + script + style).encode())
    return style + script, before, behind + filler[:max(0, rest)].rpartition(",")[0] + "];</script>"


def sample() -> list[Sample]:
    """Every article of the sample's three portals with its source."""
    sources = {source.hosts[0]: source for source in load_sources(SAMPLE / "sources").values()}
    pages: list[Sample] = []
    for portal in PORTALS:
        source = sources[NETLOCS[portal]]
        for article in articles(portal):
            if article.kind != "article":
                continue
            path, _, query = address(article).partition("?")
            markup = respond(portal, path, dict(part.split("=") for part in query.split("&") if part)).body.decode()
            head, before, behind = frame(article.id)
            start = markup.index(">", markup.index("<body")) + 1
            end = markup.rindex("</body>")
            markup = markup[:start].replace("</head>", f"{head}</head>") + before + markup[start:end] + behind + markup[end:]
            pages.append((raw(markup.encode(), f"http://{NETLOCS[portal]}{address(article)}"), source))
    return pages


def raw(body: bytes, url: str) -> RawPage:
    return RawPage(url, url, "benchmark", 200, "text/html; charset=utf-8", {}, body, datetime(2026, 1, 1, tzinfo=UTC), None)


def parsed(page: RawPage, source: Source | None) -> Document | None:
    try:
        return parse_page(page, source)
    except NotAnArticle as refusal:
        REFUSED.add(f"{page.url} {'without' if source is None else 'with'} selectors: {refusal.kind}: {refusal.evidence}")
        return None


def rates(readers: dict[str, Callable[[Sample], object]], pages: Sequence[Sample], repeat: int) -> dict[str, float]:
    """Pages per second of processor time. The readers take turns, and each page counts with its quickest reading, so that what else the machine does tells least."""
    quickest = {name: [float("inf")] * len(pages) for name in readers}
    for _ in range(repeat):
        for name, reader in readers.items():
            reader(pages[0])   # imports and caches
            for number, page in enumerate(pages):
                start = time.process_time()
                reader(page)
                quickest[name][number] = min(quickest[name][number], time.process_time() - start)
    return {name: len(pages) / sum(spent) for name, spent in quickest.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--repeat", type=int, default=5, help="turns of each reader on each page (default 5)")
    parser.add_argument("--profile", action="store_true", help="where parse_page spends its time")
    args = parser.parse_args()
    pages: list[Sample] = [(raw(file.read_bytes(), file.as_uri()), None) for file in sorted(args.folder.rglob("*.html"))] if args.folder else sample()
    if not pages:
        parser.error(f"{args.folder}: no .html file in it")
    sizes = [len(page.body) for page, _ in pages]
    print(f"{len(pages)} pages, {min(sizes) / 1e3:.0f} to {max(sizes) / 1e3:.0f} KB, {sum(sizes) / len(sizes) / 1e3:.0f} KB on average")
    if args.profile:
        profile(pages)
        return

    readers: dict[str, Callable[[Sample], object]] = {
        "parse_page": lambda page: parsed(*page),
        "parse_page, no selectors": lambda page: parsed(page[0], None),
        "trafilatura": lambda page: trafilatura.extract(page[0].body.decode()),
        "trafilatura fast": lambda page: trafilatura.extract(page[0].body.decode(), fast=True),
        "lxml, bare text": lambda page: "".join(lxml.etree.fromstring(page[0].body, lxml.etree.HTMLParser(encoding="utf-8")).itertext()),
    }
    if args.folder:
        del readers["parse_page, no selectors"]
    try:
        from resiliparse.extract.html2text import extract_plain_text
    except ImportError:
        print("resiliparse is not installed: left out")
    else:
        readers["resiliparse"] = lambda page: extract_plain_text(page[0].body.decode(), main_content=True)
    found = rates(readers, pages, args.repeat)
    print(f"\n{'':26}{'pages/s':>9}   x trafilatura")
    for name, rate in found.items():
        print(f"{name:26}{rate:9,.0f}{rate / found['trafilatura']:13.1f}")
    for line in sorted(REFUSED):
        print("refused:", line)


def profile(pages: Sequence[Sample]) -> None:
    """The functions in which `parse_page` spends most time, pages with their sources."""
    for page in pages:   # patterns and selectors are compiled once
        parsed(*page)
    profiler = cProfile.Profile()
    profiler.enable()
    for page in pages:
        parsed(*page)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
