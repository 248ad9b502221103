r"""Sources: the sites that are crawled, one TOML file each; the file's name is the source's id.

    id = "lang-son-portal"                   # letters a-z, digits and "-"; the same as the file's name
    name = "Cổng thông tin điện tử tỉnh Lạng Sơn"
    kind = "portal"                          # portal, newspaper or central
    cms = "sharepoint"                       # which content management system, as a hint to people; may be left out
    base_url = "https://langson.gov.vn/"
    hosts = ["langson.gov.vn"]               # every host (with its port, if it has one) that belongs to the source; redirects elsewhere are refused
    province = "Lạng Sơn"                    # a name of corpus.places; left out for central bodies
    delay_seconds = 3                        # least pause between two requests to a host; a longer Crawl-delay of robots.txt wins
    verified = false                         # true once a person has read a crawl of it and found the selectors right
    identity_params = ["ItemID"]             # query parameters that name an article; all others are dropped where one of these stands
    article_pattern = "ItemID=\\d+"          # regular expression, searched in path and query ("/a/b?c=1"): which links are articles
    notes = "What the next person should know."

    [[discovery]]                            # one or more ways to find articles
    kind = "listing"                         # a page of links; or "sitemap" (also an index, also gzip) or "feed" (RSS, Atom)
    url = "https://langson.gov.vn/cchc"
    item = "div.news-item"                   # CSS of one entry; needed only for `date`
    links = "h3 a"                           # CSS of the links to articles (inside the entry, if `item` is given)
    date = ".date"                           # CSS of the entry's date; the text is handed to the parser as it stands
    next = "a.next"                          # CSS of the link to the next page; or page_param = "page": the number goes into that parameter
    max_pages = 10                           # listing pages (or sitemap files) at most

    [selectors]                              # CSS in the article, tried in this order; left out: the parser finds the text itself
    title = ["h1"]
    date = [".date"]
    author = []
    body = ["div.content"]
    remove = [".related"]

    [expect]                                 # a run that delivers less is reported as degraded
    documents = 5                            # articles found by one run, at least
    title = 0.98                             # share of the documents that have a title, a date, a text
    date = 0.9
    body = 0.98

A new site starts as a copy of a sibling with the same `cms`. Keep delays at two seconds or more: provincial servers are small.
`allow_private = true` lets a source stand on a private or loopback address; only samples and tests need it.
"""
from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

import soupsieve

from corpus import places

HERE = Path(__file__).resolve().parent

SourceKind = Literal["portal", "newspaper", "central"]
DiscoveryKind = Literal["listing", "sitemap", "feed"]


class SourceError(ValueError):
    """A source file that can't be used; the message names the file, the key and the remedy."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """One way to find a source's articles; `links`, `item`, `date`, `next` are CSS and, like `page_param`, only for listings.

    `page_start` is the number that `url` itself stands for in `page_param` (1, or 0 where the site counts from zero).
    """

    kind: DiscoveryKind
    url: str
    links: str | None = None
    item: str | None = None
    date: str | None = None
    next: str | None = None
    page_param: str | None = None
    page_start: int = 1
    max_pages: int = 10


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS for the parts of an article, the first that matches wins; `remove` is cut from the body first."""

    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expect:
    """What a healthy run delivers: articles found, and the share of documents (0 to 1) with a title, a date, a text."""

    documents: int = 1
    title: float = 0.9
    date: float = 0.8
    body: float = 0.9


@dataclass(frozen=True, slots=True)
class Source:
    """One site. `hosts` are netlocs in lower case, with a port only where it is not the usual one; `delay_seconds` is in seconds."""

    id: str
    name: str
    kind: SourceKind
    base_url: str
    hosts: tuple[str, ...]
    delay_seconds: float
    verified: bool
    article_pattern: str
    discovery: tuple[Discovery, ...]
    cms: str = ""
    province: str | None = None
    allow_private: bool = False
    identity_params: tuple[str, ...] = ()
    selectors: Selectors = field(default_factory=Selectors)
    expect: Expect = field(default_factory=Expect)
    notes: str = ""


def load_sources(folder: Path | None = None) -> dict[str, Source]:
    """Every source of a folder (default: the ones shipped here) by id, in order of id.

    Raises SourceError for the first file that is wrong and for a folder that is not there.
    """
    folder = HERE if folder is None else folder
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder of sources; name one that holds .toml files")
    return {source.id: source for source in map(load_source, sorted(folder.glob("*.toml")))}   # ids are file names: none stands twice


def load_source(path: Path) -> Source:
    """One source file. Raises SourceError where it can't be read, a key is unknown, missing or of the wrong kind, or a value can't be used."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"{path}: can't be read: {error.strerror}; check the path") from None
    except UnicodeDecodeError as error:
        raise SourceError(f"{path.name}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{path.name}: not valid TOML: {error}; a regular expression is easiest in 'single quotes'") from None
    source = cast(Source, _build(Source, raw, path.name, ""))
    _check(source, path.name)
    return source


@cache
def tracking_params() -> re.Pattern[str]:
    """What a query parameter's name matches as a whole if it names no article (tracking.txt): campaigns, sessions, ways back."""
    lines = (HERE / "tracking.txt").read_text(encoding="utf-8").splitlines()
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return re.compile("|".join(re.escape(name).replace(r"\*", ".*") for name in names), re.IGNORECASE)


# ---------------------------------------------------------------- shape
def _build(kind: type[Any], raw: Mapping[str, Any], file: str, where: str) -> Any:
    """A dataclass from a TOML table: keys are its fields, nothing else, and all that have no default."""
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(kind)}
    for key in raw:
        if key not in known:
            raise SourceError(f"{file}: {where}{key}: unknown key; known here: {', '.join(known)}")
    for name, one in known.items():
        if name not in raw and one.default is MISSING and one.default_factory is MISSING:
            raise SourceError(f"{file}: {where}{name}: missing; add it (see the explanation in corpus/sources/__init__.py)")
    return kind(**{key: _value(value, hints[key], file, f"{where}{key}") for key, value in raw.items()})


def _value(value: Any, hint: Any, file: str, where: str) -> Any:
    if get_origin(hint) is UnionType:   # `str | None`: TOML has no null, so a value that stands there is the str
        hint = get_args(hint)[0]
    if get_origin(hint) is tuple:
        of = get_args(hint)[0]
        if not isinstance(value, list):
            raise SourceError(f"{file}: {where}: must be a list, is {value!r}; write it in [brackets]")
        return tuple(_value(one, of, file, f"{where}[{number}]") for number, one in enumerate(value, 1))
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise SourceError(f"{file}: {where}: {value!r} is not one of {', '.join(get_args(hint))}")
        return value
    if hint in (Discovery, Selectors, Expect):
        if not isinstance(value, dict):
            raise SourceError(f"{file}: {where}: must be a table, is {value!r}")
        return _build(hint, value, file, f"{where}.")
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not hint:
        names = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
        raise SourceError(f"{file}: {where}: must be {names[hint]}, is {value!r}")
    return value


# ---------------------------------------------------------------- sense
def _check(source: Source, file: str) -> None:
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
    try:
        re.compile(source.article_pattern)
    except re.error as error:
        raise wrong("article_pattern", f"not a regular expression: {error}; write it in 'single quotes' so that \\ stays \\") from None
    if source.province is not None and source.province not in {p.name for p in places.provinces().values()}:
        meant = places.province(source.province)
        raise wrong("province", f"{source.province!r} is no province's name; " + (
            f"write {meant.name!r}" if meant else "use a name of corpus/places/provinces.tsv, or leave the key out"))
    if not source.discovery:
        raise wrong("discovery", "empty; add at least one [[discovery]] table")
    for number, way in enumerate(source.discovery, 1):
        _check_discovery(way, file, f"discovery[{number}]")
    for part in fields(Selectors):
        for number, css in enumerate(getattr(source.selectors, part.name), 1):
            _check_css(css, file, f"selectors.{part.name}[{number}]")
    for part in fields(Expect):
        value, top = getattr(source.expect, part.name), (1.0 if part.name != "documents" else float("inf"))
        if not 0 <= value <= top:
            raise wrong(f"expect.{part.name}", f"{value} must be " + ("a share from 0 to 1" if top == 1 else "0 or more"))


def _check_discovery(way: Discovery, file: str, where: str) -> None:
    if way.max_pages < 1:
        raise SourceError(f"{file}: {where}.max_pages: {way.max_pages} must be 1 or more")
    for key in ("links", "item", "date", "next", "page_param"):
        value = getattr(way, key)
        if value is None:
            continue
        if way.kind != "listing":
            raise SourceError(f"{file}: {where}.{key}: only a listing has it; delete it or set kind = \"listing\"")
        if key != "page_param":
            _check_css(value, file, f"{where}.{key}")
    if way.kind == "listing" and way.links is None:
        raise SourceError(f"{file}: {where}.links: missing; a listing needs the CSS of its links to articles")
    if way.next and way.page_param:
        raise SourceError(f"{file}: {where}.page_param: stands beside next; keep the one that the site's paging uses")
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
