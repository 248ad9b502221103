"""What a listing page tells of itself: its headlines, the CSS of entry, link and date, how it goes on, where feeds are."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup, Tag

from pipeline.crawl.address import absolute, netloc
from pipeline.parse.dates import read_date

HEADLINE = 25      # characters of a link's text: menus are shorter
HEADLINE_WORDS = 5
MOST = 0.8         # share of the articles that a selector must find
STAMP = 60         # characters: what a date stands in is not longer
FORWARD = re.compile(r"^\W*(?:trang\s+)?(?:tiếp(?:\s+theo)?|sau|next|xem\s+thêm)\W*$|^(?:>|›|»|→)$", re.IGNORECASE)
DATED = re.compile(r"date|time|ngay|publish", re.IGNORECASE)
SITE = re.compile(r"\b(?:cổng|trang thông tin|báo|đài|sở|ubnd|ủy ban)\b", re.IGNORECASE)
FILES = re.compile(r"\.(?:pdf|docx?|xlsx?|zip|rar|jpe?g|png|gif|mp[34])$", re.IGNORECASE)


class ListingPage:
    """A page of links. `links` has every address on the given hosts with all texts of its links, in page order."""

    def __init__(self, markup: str, url: str, hosts: Iterable[str]) -> None:
        self.soup, self.url = BeautifulSoup(markup, "lxml"), url
        base = self.soup.select_one("base[href]")
        self.base = absolute(str(base["href"]), url) or url if base else url
        self.hosts = frozenset(hosts)
        self.tags: dict[str, list[Tag]] = {}
        for tag in self.soup.select("a[href]"):
            target = absolute(str(tag["href"]), self.base)
            if target and netloc(target) in self.hosts and not FILES.search(urlsplit(target).path) and not str(tag["href"]).startswith("#"):
                self.tags.setdefault(target, []).append(tag)
        self.links = {target: list(dict.fromkeys(filter(None, map(_text, tags)))) for target, tags in self.tags.items()}

    def headlines(self) -> dict[str, list[str]]:
        """Addresses whose links have a text as long as a headline, with these texts."""
        found = {url: [text for text in texts if len(text) >= HEADLINE and len(text.split()) >= HEADLINE_WORDS] for url, texts in self.links.items()}
        return {url: texts for url, texts in found.items() if texts}

    # ------------------------------------------------------------ entries
    def link_css(self, articles: Mapping[str, str]) -> str:
        """CSS that finds the links to these articles (address → canonical address) and few others; "a[href]" where nothing shorter does."""
        wanted = set(articles.values())
        candidates = Counter(css for url in articles for tag in self.tags.get(url, ()) if len(_text(tag)) >= HEADLINE for css in _link_candidates(tag))
        scored = []
        for css, _ in candidates.most_common(40):
            found = {articles.get(target, target) for tag in self.soup.select(css) if (target := self._target(tag))}
            if len(found & wanted) >= MOST * len(wanted):
                scored.append((len(found & wanted) / len(found), -len(css), css))
        best = max(scored, default=(0.0, 0, ""))
        return best[2] if best[0] >= 0.5 else "a[href]"

    def entry_css(self, articles: Mapping[str, str], links: str) -> tuple[str, str] | None:
        """(CSS of one entry, CSS of the date inside it), where most articles (address → canonical address) stand in an entry with a date.
        `links` is the CSS that finds the links inside an entry."""
        wanted = set(articles.values())
        entries: dict[tuple[str, str], set[str]] = {}
        for url, identity in articles.items():
            for tag in self.tags.get(url, ()):
                for pair in self._entry(tag, identity, articles):
                    entries.setdefault(pair, set()).add(identity)
        fitting = [pair for pair, found in entries.items() if len(found) >= MOST * len(wanted)]
        ranked = sorted(fitting, key=lambda pair: (not DATED.search(pair[1]), len(pair[0]) + len(pair[1])))
        return next((pair for pair in ranked if len(self._dated(*pair, links, articles)) >= MOST * len(wanted)), None)

    def _dated(self, item: str, date: str, links: str, articles: Mapping[str, str]) -> set[str]:
        """The articles for which an entry gives a link and a date."""
        found = set()
        for entry in self.soup.select(item):
            when = entry.select_one(date)
            if when and read_date(_text(when), "listing"):
                found |= {articles[target] for tag in entry.select(links) if (target := self._target(tag)) in articles}
        return found

    def _target(self, tag: Tag) -> str:
        return absolute(str(tag.get("href") or ""), self.base) or ""

    def _entry(self, tag: Tag, identity: str, articles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Boxes around a link that hold no other article, each with the elements inside that are a date."""
        for box in tag.parents:
            linked = {articles[target] for one in box.select("a[href]") if (target := self._target(one)) in articles}
            if box.name in ("body", "html", "[document]") or linked - {identity}:
                return
            for css in _signatures(box) or _inside_classed(box):
                for inner in box.find_all(True):
                    text = _text(inner)
                    if 8 <= len(text) <= STAMP and read_date(text, "listing"):
                        yield from ((css, one) for one in (*_signatures(inner), *(["time"] if inner.name == "time" else ())))

    # ------------------------------------------------------------ paging and feeds
    def next_css(self) -> str | None:
        """CSS of the link to the next page, where one says so by rel, class or words."""
        for css in ("a[rel='next']", "link[rel='next']", "li.next a", "a.next", "a.next-page", "li.pager-next a"):
            tag = self.soup.select_one(css)
            if tag and tag.get("href") and not str(tag["href"]).lower().startswith(("javascript", "#")):
                return css
        for tag in self.soup.select("a[href]"):
            if FORWARD.search(_text(tag)) and not str(tag["href"]).lower().startswith(("javascript", "#")) and (target := absolute(str(tag["href"]), self.base)) \
                    and netloc(target) in self.hosts and urlsplit(target).path != "/":
                return next(iter(_signatures(tag)), None) or f"a:-soup-contains({_text(tag)!r})"
        return None

    def page_param(self) -> tuple[str, int] | None:
        """(query parameter, number of the first page) where links to this same page differ by a parameter that counts."""
        own = urlsplit(self.url)
        stated = dict(parse_qsl(own.query))
        counts: Counter[str] = Counter()
        for target in self.links:
            parts = urlsplit(target)
            query = dict(parse_qsl(parts.query))
            changed = [name for name, value in query.items() if stated.get(name) != value]
            if parts.path == own.path and len(changed) == 1 and query[changed[0]].isdecimal() and len(query[changed[0]]) <= 4 and set(stated) <= set(query):
                counts[changed[0]] += 1
        if not counts:
            return None
        name = counts.most_common(1)[0][0]
        numbers = {int(value) for target in self.links for key, value in parse_qsl(urlsplit(target).query) if key == name and value.isdecimal()}
        return (name, 0) if 1 in numbers and 2 not in numbers else (name, 1)

    def page_url(self) -> str | None:
        """The address of a page with {page} in it, where links to this same page differ by a number in their path ("/page/2/", "-c217-2.html")."""
        own = urlsplit(self.url).path
        for target in self.links:
            path = urlsplit(target).path
            for found in re.finditer(r"(?<!\d)2(?!\d)", path):
                for tail in (path[found.end():], ""):
                    first = f"{path[:found.start()]}1{tail}"
                    added = re.sub(r"(?:/?(?:page|trang|p)[-/]?|/)$", "", path[:found.start()])
                    if own == first or (own.rstrip("/") == added.rstrip("/") and re.search(r"(?:page|trang|/p)[-/]?$", path[:found.start()])):
                        return target.replace(path, f"{path[:found.start()]}{{page}}{path[found.end():]}")
        return None

    def feeds(self) -> list[str]:
        """Addresses that the page gives for feeds: those it declares first, then links that look like one."""
        declared = [absolute(str(tag["href"]), self.base) for tag in self.soup.select("link[type='application/rss+xml'][href], link[type='application/atom+xml'][href]")]
        linked = [target for target in self.links if re.search(r"\.rss$|/rss/[^/]|/feed/?$", urlsplit(target).path)]
        return [one for one in dict.fromkeys([*declared, *linked]) if one and netloc(one) in self.hosts]

    def site_name(self) -> str:
        """What the site calls itself: og:site_name, else the part of its title that names a site; "" where there is neither."""
        meta = self.soup.select_one("meta[property='og:site_name'][content]")
        if meta and str(meta["content"]).strip():
            return " ".join(str(meta["content"]).split())
        parts = [" ".join(part.split()) for part in re.split(r"\s[-|–»]\s", self.soup.title.get_text(" ") if self.soup.title else "")]
        return next((part for part in parts if SITE.search(part)), "")


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def _signatures(tag: Tag) -> list[str]:
    """tag.class for each class that is a name, not a number or a state."""
    return [f"{tag.name}.{name}" for name in _classes(tag)]


def _classes(tag: Tag) -> list[str]:
    return [name for name in tag.get("class") or [] if re.fullmatch(r"[A-Za-z_][\w-]*", name) and not re.search(r"\d{3}|^(?:col|row|active|first|last|even|odd|clearfix)\b", name)]


def _inside_classed(tag: Tag) -> list[str]:
    """An element without a class, by the nearest one around it that has one: "table.news tr"."""
    for parent in list(tag.parents)[:3]:
        if found := _signatures(parent):
            return [f"{one} {tag.name}" for one in found]
    return []


def _link_candidates(tag: Tag) -> Iterable[str]:
    yield from _signatures(tag)
    parents = list(tag.parents)[:4]
    for distance, parent in enumerate(parents):
        yield from (f"{one} a" for one in _signatures(parent))
        if distance == 0 and parent.name in ("h2", "h3", "h4", "h5"):
            yield f"{parent.name} a"
