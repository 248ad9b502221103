"""`draft`: from the address of a listing page to a source that a person can finish. About ten requests, at the site's pace."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from ipaddress import ip_address
from itertools import islice
from urllib.parse import urlsplit

from corpus import places
from corpus.sources import Discovery, Family, Selectors, Source, SourceKind
from pipeline.crawl.address import absolute, canonical, is_article, netloc
from pipeline.crawl.connection import is_public
from pipeline.crawl.discover import Memory, walk
from pipeline.crawl.failure import FetchFailed
from pipeline.crawl.fetch import Fetched, Fetcher
from pipeline.crawl.reading import read_feed, read_listing, read_sitemap
from pipeline.parse import boilerplate
from pipeline.parse.dates import read_date
from pipeline.parse.page_charset import decode_html
from pipeline.probe.article import Sample, fit, sample
from pipeline.probe.listing import ListingPage
from pipeline.probe.shapes import described, learn

ARTICLES = 3       # read to find selectors
FEEDS = 2          # tried at most
KNOWN = 0.6        # share of the headlines that a family's article_pattern takes: then it is the site's
SURE, SETTLED = 2, 100   # weight of a sign in the markup, and of one that no other family has; a weight of 2 is enough
Get = Callable[[str], Fetched]
DELAYS: Mapping[SourceKind, float] = {"newspaper": 2.0, "portal": 4.0, "central": 4.0}
PLAIN = {province.name: re.sub(r"[^a-z]", "", province.id.removesuffix("-2025")) for province in places.provinces().values()}


class NoListing(ValueError):
    """The page can't be the start of a source; the message says why and what to try."""


@dataclass
class Draft:
    """`source` loads and may be crawled; `remarks` say what was found out, what was not, and what a person should look at."""

    source: Source
    remarks: list[str] = field(default_factory=list)


def draft(url: str, fetcher: Fetcher, families: Mapping[str, Family], *, source_id: str | None = None) -> Draft:
    """A source from the address of a page with links to articles. Raises FetchFailed, NotAnArticle (a challenge, say), NoListing."""
    start = absolute(url, "")
    if start is None:
        raise NoListing(f"{url!r} is no address; write the whole of it, with https://")
    made, answers = Draft(_unknown(start, source_id)), dict[str, Fetched]()

    def get(url: str) -> Fetched:
        if url not in answers:
            answers[url] = fetcher.get(url, made.source)
        return answers[url]

    answer = get(start)
    page = _page(answer, made.source)
    headlines = page.headlines()
    if not headlines:
        raise NoListing(f"{answer.url}: none of its {len(page.links)} links has a headline; the list may be made by script: look for another page, a feed or a sitemap")
    made.source = _named(made.source, page, answer.url, given=source_id is not None)
    if made.source.name == netloc(start):
        made.remarks.append("name: the page does not say whose it is; write the site's name")
    _addresses(made, page, headlines, families, answer)
    articles = {one: canonical(one, made.source) for one in headlines if is_article(one, made.source)}
    _listing(made, page, articles, get, families.get(made.source.family))
    _feeds(made, page, get)
    texts: dict[str, list[str]] = {}
    for one, identity in articles.items():
        texts.setdefault(identity, []).extend(headlines[one])
    first = {identity: one for one, identity in reversed(articles.items())}
    listing = read_listing(answer.body, answer.headers.get("content-type", ""), answer.url, made.source.discovery[0])
    days = {canonical(link.url, made.source): published.day for link in listing.links if (published := read_date(link.listing_date, "listing"))}
    _selectors(made, {first[identity]: (found, days.get(identity)) for identity, found in texts.items()}, get, families)
    made.source = replace(made.source, yes=tuple(first[identity] for identity in texts)[:2])
    return made


# ---------------------------------------------------------------- who it is
def _unknown(url: str, source_id: str | None) -> Source:
    """Enough of a source to ask for its first page. A private address that a person writes is meant."""
    host, parts = netloc(url), urlsplit(url)
    bare = host.removeprefix("www.")
    twin = () if ":" in host or parts.hostname == "localhost" or _is_address(parts.hostname or "") else (f"www.{bare}" if host == bare else bare,)
    private = parts.hostname == "localhost" or (_is_address(parts.hostname or "") and not is_public(parts.hostname or ""))
    return Source(id=source_id or re.sub(r"[^a-z0-9]+", "-", bare).strip("-"), name=host, kind="portal", base_url=f"{parts.scheme}://{host}/",
                  hosts=(host, *(twin if bare.count(".") <= 2 else ())), delay_seconds=0.0 if private else DELAYS["portal"], verified=False, article_pattern=".", allow_private=private,
                  discovery=(Discovery("listing", url, links="a[href]"),), notes="Drafted from one page by `cchc sources new`.")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _named(source: Source, page: ListingPage, url: str, *, given: bool) -> Source:
    """Name, kind, province and (where none is `given`) id, as far as the host and the page tell."""
    name = page.site_name() or source.name   # the host, where the page does not say
    label = (urlsplit(url).hostname or "").removeprefix("www.")
    paper = label.startswith("bao") or re.match(r"(?:tòa soạn|báo|tạp chí)\b", name, re.IGNORECASE) is not None
    province = _province(label, name)
    kind: SourceKind = "newspaper" if paper else "portal" if province or not label.endswith(".gov.vn") else "central"
    return replace(source, id=source.id if given else _id(label) or source.id, name=name, kind=kind, province=province, delay_seconds=source.delay_seconds if source.allow_private else DELAYS[kind])


def _id(label: str) -> str:
    """"langson.gov.vn" is lang-son, "baolaocai.vn" bao-lao-cai, "samson.thanhhoa.gov.vn" samson-thanh-hoa."""
    if _is_address(label):
        return ""
    names = {plain: re.sub(r"-2025$", "", province.id) for province in places.provinces().values() for plain in (PLAIN[province.name],)}
    parts = re.sub(r"\.(?:gov|com|org|net|edu)?\.?vn$|\.[a-z]+$", "", label).split(".")
    made = [f"bao-{names[part[3:]]}" if part[3:] in names and part.startswith("bao") else names.get(part, part) for part in (re.sub(r"[^a-z0-9-]", "", one) for one in parts)]
    return "-".join(filter(None, made)).strip("-")


def _province(label: str, name: str) -> str | None:
    """The province that the host is named after ("baolaocai.vn", "samson.thanhhoa.gov.vn"), else the one that the site's name names."""
    parts = [re.sub(r"^bao(?=.)", "", part.replace("-", "")) for part in label.split(".")]
    for part in reversed(parts):
        for province, plain in PLAIN.items():
            if part == plain:
                return province
    found = {mention.province.name for mention in places.find_provinces(name)}
    return found.pop() if len(found) == 1 else None


# ---------------------------------------------------------------- its addresses
def _page(answer: Fetched, source: Source) -> ListingPage:
    markup, _ = decode_html(answer.body, answer.headers.get("content-type", ""))
    boilerplate.refuse_response(answer.status, markup, answer.url)
    if re.match(r"\s*<(?:\?xml|rss|feed|urlset|sitemapindex)\b", markup) and "<html" not in markup[:2000].lower():
        raise NoListing(f"{answer.url} is a feed or a sitemap, no page of links: start from a page, and name this in a [[discovery]] of its own")
    return ListingPage(markup, answer.url, source.hosts)


def _addresses(made: Draft, page: ListingPage, headlines: Mapping[str, list[str]], families: Mapping[str, Family], answer: Fetched) -> None:
    """Family, article_pattern and identity_params."""
    family = _family(str(page.soup), list(page.links), families)
    taken = [url for url in headlines if family and re.search(family.article_pattern, _path(url))]
    if family:
        made.remarks.append(f"family: {family.id} ({family.name}), by its signs in the page")
        made.source = replace(made.source, family=family.id, article_pattern=family.article_pattern, identity_params=family.identity_params)
    if family and len(taken) >= KNOWN * len(headlines):
        made.remarks.append(f"article_pattern: the family's takes {len(taken)} of {len(headlines)} links with headlines")
        return
    shape = learn(list(headlines))
    if shape is None:
        raise NoListing(f"{answer.url}: its {len(headlines)} links with headlines have no address in common: {described(list(headlines))}; try a page of one section")
    made.source = replace(made.source, article_pattern=shape.pattern, identity_params=shape.params or made.source.identity_params)
    taken = [url for url in headlines if is_article(url, made.source)]
    made.remarks.append(f"article_pattern: learned from {len(taken)} of {len(headlines)} links with headlines: {described(taken)}")
    others = [url for url in page.links if url not in headlines and is_article(url, made.source)]
    if len(others) > len(taken):
        made.remarks.append(f"article_pattern: it takes {len(others)} links without a headline, too, as {others[0]}: are these articles?")
    if is_article(answer.url, made.source):
        raise NoListing(f"{answer.url}: its address looks like those of its articles ({shape.pattern}); start from another page, or write the source by hand")


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _family(markup: str, links: list[str], families: Mapping[str, Family]) -> Family | None:
    """The family with most signs in the page; a sure sign outweighs all others, one in the addresses needs three of them."""
    def signs(family: Family) -> int:
        weights = ((sign, weight) for weight, group in ((SETTLED, family.signs.sure), (SURE, family.signs.markup)) for sign in group)
        found = sum(weight for sign, weight in weights if re.search(sign, markup, re.IGNORECASE))
        return found + sum(sum(re.search(sign, _path(link), re.IGNORECASE) is not None for link in links) >= 3 for sign in family.signs.links)

    best = max(families.values(), key=signs, default=None)
    return best if best and signs(best) >= SURE else None


# ---------------------------------------------------------------- where its articles are listed
def _listing(made: Draft, page: ListingPage, articles: Mapping[str, str], get: Get, family: Family | None) -> None:
    """The listing itself: its entries, links and dates, and the way on that really leads to other articles."""
    links = page.link_css(articles)
    entry = page.entry_css(articles, links)
    way = Discovery("listing", page.url, links=links, item=entry[0] if entry else None, date=entry[1] if entry else None, max_pages=1)
    if entry is None:
        made.remarks.append("discovery[1].item, date: no date stands beside the links, or not in the same way")
    found = page.next_css(), page.page_param(), page.page_url()
    paged = [replace(way, next=found[0], max_pages=10)] if found[0] else []
    paged += [replace(way, page_param=found[1][0], page_start=found[1][1], max_pages=10)] if found[1] else []
    paged += [replace(way, page_url=found[2], max_pages=10)] if found[2] else []
    chosen = next((one for one in paged if _goes_on(one, made.source, articles, get)), None)
    if chosen is None:
        chosen = replace(way, next=family.listing.next, page_param=family.listing.page_param, page_url=family.listing.page_url) if family else way
        made.remarks.append("discovery[1].next: no way to the next page was found; the list may go on by script")
    made.source = replace(made.source, discovery=(chosen,))


def _goes_on(way: Discovery, source: Source, articles: Mapping[str, str], get: Get) -> bool:
    """Whether a second page, found this way, has articles that the first has not."""
    steps = list(islice(walk(source, replace(way, max_pages=2), get, Memory()), 2))
    return len(steps) == 2 and bool(set(steps[1].links) - set(articles.values()))


def _feeds(made: Draft, page: ListingPage, get: Get) -> None:
    """Feeds that the page names and the sitemap that robots.txt names, where they hold articles."""
    source = made.source
    for url in page.feeds()[:FEEDS]:
        try:
            found = [link for link in read_feed(get(url).body, url) if is_article(link.url, source)]
        except (FetchFailed, ValueError) as failed:
            made.remarks.append(f"feed {url}: left out: {getattr(failed, 'reason', failed)}")
            continue
        if found:
            made.source = replace(made.source, discovery=(*made.source.discovery, Discovery("feed", url)))
            made.remarks.append(f"feed {url}: {len(found)} articles")
    for url in _sitemaps(source, get)[:1]:
        try:
            links, maps = read_sitemap(get(url).body)
        except (FetchFailed, ValueError) as failed:
            made.remarks.append(f"sitemap {url}: left out: {getattr(failed, 'reason', failed)}")
            continue
        if maps or any(is_article(link.url, source) for link in links):
            made.source = replace(made.source, discovery=(*made.source.discovery, Discovery("sitemap", url, max_pages=10)))
            made.remarks.append(f"sitemap {url}: {len(maps)} sitemaps, {len(links)} addresses")


def _sitemaps(source: Source, get: Get) -> list[str]:
    try:
        text = get(f"{source.base_url}robots.txt").body.decode("utf-8", "replace")
    except FetchFailed:
        return []
    told = (absolute(address, source.base_url) for address in re.findall(r"(?im)^\s*sitemap:\s*(\S+)", text))
    return [url for url in told if url and netloc(url) in source.hosts]


# ---------------------------------------------------------------- what its articles look like
def _selectors(made: Draft, articles: Mapping[str, tuple[list[str], date | None]], get: Get, families: Mapping[str, Family]) -> None:
    samples: list[Sample] = []
    for url, (headlines, day) in articles.items():
        if len(samples) == ARTICLES:
            break
        try:
            answer = get(url)
        except FetchFailed as failed:
            made.remarks.append(f"{url}: {failed.reason}")
            continue
        markup, _ = decode_html(answer.body, answer.headers.get("content-type", ""))
        one = sample(answer.url, markup, headlines, day)
        if one.length:
            samples.append(one)
        else:
            made.remarks.append(f"{url}: no article could be read there")
    if not samples:
        made.remarks.append("selectors: none, since no article could be read")
        made.source = replace(made.source, selectors=Selectors())
        return
    found = fit(samples, families, made.source.family)
    own = families[made.source.family].selectors if made.source.family else Selectors()
    made.source = replace(made.source, selectors=replace(found, author=own.author, remove=own.remove))
    for part in ("title", "date", "body"):
        css = getattr(found, part)
        how = "the family's, right" if css == getattr(own, part) else "found"
        made.remarks.append(f"selectors.{part}: {', '.join(css)}: {how} on {len(samples)} articles" if css else
                            f"selectors.{part}: nothing is right on {len(samples)} articles; the parser looks for it itself")
