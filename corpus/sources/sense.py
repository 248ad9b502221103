"""Does a source or a family make sense? What TOML can't say: that addresses are whole, patterns and CSS compile, examples hold."""
from __future__ import annotations

import re
from dataclasses import fields
from urllib.parse import urlsplit

import soupsieve
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from corpus import places
from corpus.sources.model import Discovery, Expect, Family, Selectors, Signs, Source, SourceError

PARSED = LexborHTMLParser("<p></p>")   # any page: only whether a selector can be read is asked of it


DATES = {"year", "month", "day", "m", "d"}   # what the address of an archive may hold, see pipeline.crawl.paging


def check_source(source: Source, file: str) -> None:
    """Raises SourceError for a value that can't be used."""
    def wrong(key: str, what: str) -> SourceError:
        return SourceError(f"{file}: {key}: {what}")

    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", source.id):
        raise wrong("id", f"{source.id!r} must be letters a-z and digits joined by single '-'")
    if file.removesuffix(".toml") != source.id:
        raise wrong("id", f"{source.id!r} differs from the file's name; call the file {source.id}.toml")
    if not source.name.strip():
        raise wrong("name", "empty; write the site's name as readers know it")
    if not source.hosts:
        raise wrong("hosts", "empty; list at least the host of base_url")
    for number, host in enumerate(source.hosts, 1):
        if not re.fullmatch(r"([a-z0-9_.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?", host):
            raise wrong(f"hosts[{number}]", f"{host!r} must be a host in lower case, with its port if it has one: no http://, no path")
    for key, url in [("base_url", source.base_url), *((f"discovery[{n}].url", d.url) for n, d in enumerate(source.discovery, 1))]:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise wrong(key, f"{url!r} must be a whole address that starts with http:// or https://")
        if parts.netloc.lower() not in source.hosts:
            raise wrong(key, f"{parts.netloc!r} is not in hosts; add it there or correct the address")
    if not 0 <= source.delay_seconds <= 600 or (source.delay_seconds < 1 and not source.allow_private):
        raise wrong("delay_seconds", f"{source.delay_seconds:g} must be from 1 to 600 seconds; 2 or more is polite")
    if source.tls_unverified and len(source.tls_unverified.split()) < 4:
        raise wrong("tls_unverified", f"{source.tls_unverified!r} gives no reason; say what is wrong with the server's certificate, and when that was seen")
    _check_pattern(source.article_pattern, file, "article_pattern")
    if source.province is not None and source.province not in {p.name for p in places.provinces().values()}:
        meant = places.province(source.province)
        raise wrong("province", f"{source.province!r} is no province's name; " + (
            f"write {meant.name!r}" if meant else "use a name of corpus/places/provinces.tsv, or leave the key out"))
    if not source.discovery:
        raise wrong("discovery", "empty; add at least one [[discovery]] table")
    for number, way in enumerate(source.discovery, 1):
        _check_discovery(way, file, f"discovery[{number}]")
        if way.kind == "listing" and _takes(source.article_pattern, way.url):
            raise wrong(f"discovery[{number}].url", f"{way.url!r} is itself an article by article_pattern; correct one of them")
    for key, urls in (("yes", source.yes), ("no", source.no)):
        for number, url in enumerate(urls, 1):
            if urlsplit(url).netloc.lower() not in source.hosts:
                raise wrong(f"{key}[{number}]", f"{url!r} is not on one of the hosts; write a whole address of this site")
    _check_examples(source, file)
    _check_selectors(source.selectors, file)
    for part in fields(Expect):
        value, top = getattr(source.expect, part.name), (1.0 if part.name != "documents" else float("inf"))
        if not 0 <= value <= top:
            raise wrong(f"expect.{part.name}", f"{value} must be " + ("a share from 0 to 1" if top == 1 else "0 or more"))


def check_family(family: Family, file: str) -> None:
    """Raises SourceError for a value that can't be used."""
    if file.rpartition("/")[2] != f"{family.id}.toml":
        raise SourceError(f"{file}: id: {family.id!r} differs from the file's name; call the file {family.id}.toml")
    _check_pattern(family.article_pattern, file, "article_pattern")
    for key, urls in (("yes", family.yes), ("no", family.no)):
        if not urls:
            raise SourceError(f"{file}: {key}: empty; give at least one address that article_pattern {'takes' if key == 'yes' else 'leaves'}")
        for number, url in enumerate(urls, 1):
            if not url.startswith("/"):
                raise SourceError(f"{file}: {key}[{number}]: {url!r} must begin with /: path and query only, so that it holds for every site")
    _check_examples(family, file)
    for number, way in enumerate(family.discovery, 1):
        if not way.url.startswith("/"):
            raise SourceError(f"{file}: discovery[{number}].url: {way.url!r} must begin with /: each source puts its base_url before it")
        _check_discovery(way, file, f"discovery[{number}]")
        if way.kind == "listing" and _takes(family.article_pattern, way.url):
            raise SourceError(f"{file}: discovery[{number}].url: {way.url!r} is itself an article by article_pattern; correct one of them")
    listing = {key: getattr(family.listing, key) for key in ("links", "item", "date", "next", "page_param", "page_url", "page_start", "max_pages")}
    _check_discovery(Discovery("listing", "/", **listing), file, "listing")
    _check_selectors(family.selectors, file)
    for part in fields(Signs):
        for number, pattern in enumerate(getattr(family.signs, part.name), 1):
            _check_pattern(pattern, file, f"signs.{part.name}[{number}]")


def _check_examples(one: Source | Family, file: str) -> None:
    for key, urls, wanted in (("yes", one.yes, True), ("no", one.no, False)):
        for number, url in enumerate(urls, 1):
            if _takes(one.article_pattern, url) is not wanted:
                raise SourceError(f"{file}: {key}[{number}]: article_pattern {'does not take' if wanted else 'takes'} {url!r}; correct one of them")


def _takes(pattern: str, url: str) -> bool:
    parts = urlsplit(url)
    return re.search(pattern, parts.path + (f"?{parts.query}" if parts.query else "")) is not None


def _check_pattern(pattern: str, file: str, where: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise SourceError(f"{file}: {where}: not a regular expression: {error}; write it in 'single quotes' so that \\ stays \\") from None


def _check_selectors(selectors: Selectors, file: str) -> None:
    for part in fields(Selectors):
        for number, css in enumerate(getattr(selectors, part.name), 1):
            where = f"selectors.{part.name}[{number}]"
            _check_css(css, file, where)
            try:
                PARSED.css(css)
            except SelectolaxError:
                raise SourceError(f"{file}: {where}: {css!r} is CSS, but the parser of pages can't read it; use tags, ids, classes, attributes, :not(), :has()") from None


def _check_discovery(way: Discovery, file: str, where: str) -> None:
    if way.max_pages < 1:
        raise SourceError(f"{file}: {where}.max_pages: {way.max_pages} must be 1 or more")
    for key in ("links", "item", "date", "next", "page_param", "page_url"):
        value = getattr(way, key)
        if value is None:
            continue
        if way.kind != "listing":
            raise SourceError(f"{file}: {where}.{key}: only a listing has it; delete it or set kind = \"listing\"")
        if key not in ("page_param", "page_url"):
            _check_css(value, file, f"{where}.{key}")
    if way.kind == "listing" and way.links is None:
        raise SourceError(f"{file}: {where}.links: missing; a listing needs the CSS of its links to articles")
    paging = [key for key in ("next", "page_param", "page_url") if getattr(way, key)]
    if len(paging) > 1:
        raise SourceError(f"{file}: {where}.{paging[1]}: stands beside {paging[0]}; keep the one that the site's paging uses")
    if way.page_url and "{page}" not in way.page_url:
        raise SourceError(f"{file}: {where}.page_url: {way.page_url!r} has no {{page}}; write it where the page's number stands")
    for key in ("url", "page_url"):
        names = set(re.findall(r"\{(\w*)\}", getattr(way, key) or ""))
        if unknown := names - (DATES if key == "url" else DATES | {"page"}) if way.kind == "listing" else names:
            raise SourceError(f"{file}: {where}.{key}: {{{min(unknown)}}} is not known here; "
                              + (f"known are {', '.join(f'{{{one}}}' for one in sorted(DATES))}" if way.kind == "listing" else "only a listing's address has parts in {}"))
        if key == "url" and names and ("year" not in names or (names & {"day", "d"} and not names & {"month", "m"})):
            raise SourceError(f"{file}: {where}.url: {way.url!r} names no period: an archive by dates has {{year}}, and with {{day}} also {{month}}")
    if way.date and not way.item:
        raise SourceError(f"{file}: {where}.item: missing; `date` needs the CSS of the entry in which link and date stand")


def _check_css(css: str, file: str, where: str) -> None:
    try:
        soupsieve.compile(css)
    except (soupsieve.SelectorSyntaxError, ValueError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise SourceError(f"{file}: {where}: {css!r} is no CSS selector: {reason}") from None
    if not css.strip():
        raise SourceError(f"{file}: {where}: empty; write a CSS selector or delete it")
