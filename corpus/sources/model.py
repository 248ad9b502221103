"""What a source and a family of sources are: the tables of their TOML files as frozen, typed values."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

SourceKind = Literal["portal", "newspaper", "central"]
DiscoveryKind = Literal["listing", "sitemap", "feed"]


class SourceError(ValueError):
    """A source or family file that can't be used; the message names the file, the key and the remedy."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """One way to find a source's articles; `links`, `item`, `date`, `next` are CSS and, like `page_param` and `page_url`, only for listings.

    `page_start` is the number that `url` itself stands for in `page_param` or `page_url` (1, or 0 where the site counts from zero).
    """

    kind: DiscoveryKind
    url: str
    links: str | None = None
    item: str | None = None
    date: str | None = None
    next: str | None = None
    page_param: str | None = None
    page_url: str | None = None
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
    family: str = ""
    province: str | None = None
    allow_private: bool = False
    tls_unverified: str = ""
    attachments: bool = True
    identity_params: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    selectors: Selectors = field(default_factory=Selectors)
    expect: Expect = field(default_factory=Expect)
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a family's listing pages have in common; fields as in Discovery."""

    links: str = "a[href]"
    item: str | None = None
    date: str | None = None
    next: str | None = None
    page_param: str | None = None
    page_url: str | None = None
    page_start: int = 1
    max_pages: int = 10


@dataclass(frozen=True, slots=True)
class Signs:
    """What gives a family away: regular expressions, case ignored. `sure` are searched in a page's markup, and one of them settles it; `markup`,
    too, but others may have them; `links` in the addresses it links to."""

    sure: tuple[str, ...] = ()
    markup: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """What all sites on one content management system share; a source that names it states only what is different.

    `discovery` has addresses that begin with "/" and holds for sources that have none of their own.
    """

    id: str
    name: str
    article_pattern: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    identity_params: tuple[str, ...] = ()
    discovery: tuple[Discovery, ...] = ()
    listing: Listing = field(default_factory=Listing)
    selectors: Selectors = field(default_factory=Selectors)
    signs: Signs = field(default_factory=Signs)
    notes: str = ""
