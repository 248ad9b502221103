"""Addresses: which link is an article of a source, and which addresses name the same article.

`canonical` is the identity of an article and part of its document id: changing what it does makes every known
article a new one. It drops only what can't name an article, because two articles read as one are lost for good.
"""
from __future__ import annotations

import re
import string
import unicodedata
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from corpus.sources import Source, tracking_params

DEFAULT_PORTS = {"http": "80", "https": "443"}
UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
# ";jsessionid=0A1B" (Java) and "/(S(abc123))/" (ASP.NET without cookies) stand in the path and change with every visit.
PATH_SESSION = re.compile(r";jsessionid=[^/?]*|/\([A-Z]\([^()/]*\)\)(?=/)", re.IGNORECASE)


def canonical(url: str, source: Source) -> str:
    """The one form of an absolute address that names the article; to compare, not to fetch.

    http and https, www and bare host, a trailing slash, the fragment, the order of parameters make no difference. Where one of
    `source.identity_params` stands, the other parameters go; else only those of tracking.txt go.
    """
    parts = urlsplit(absolute(url, source.base_url) or url)
    home = urlsplit(source.base_url)
    host = netloc(url)
    if host.removeprefix("www.") == netloc(source.base_url).removeprefix("www."):
        host = netloc(source.base_url)
    scheme = home.scheme if ":" not in host or host == netloc(source.base_url) else parts.scheme
    path = re.sub(r"/{2,}", "/", PATH_SESSION.sub("", _escapes(parts.path)))
    return urlunsplit((scheme, host, path.rstrip("/") or "/", urlencode(_identity(parts.query, source)), ""))


def absolute(href: str, base: str) -> str | None:
    """The address to fetch for a link on page `base`: percent-encoded, without fragment; None for mailto:, javascript: and the like."""
    href = "".join(href.split("\n")).strip()
    try:
        parts = urlsplit(urljoin(base, href))
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
            return None
        host = netloc(parts.geturl())
    except ValueError:
        return None
    path, query = (quote(unicodedata.normalize("NFC", part), safe=string.punctuation) for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, host, path or "/", query, ""))


def without_session(url: str) -> str:
    """An absolute address to fetch, without the session and campaign that it was found with: they expire, and make one address many."""
    parts = urlsplit(url)
    kept = [pair for pair in parts.query.split("&") if not tracking_params().fullmatch(unquote(pair.partition("=")[0]))]
    path = PATH_SESSION.sub("", parts.path)
    return urlunsplit((parts.scheme, parts.netloc, path or "/", "&".join(kept), ""))


def netloc(url: str) -> str:
    """Host in lower case, with its port only where it is not the usual one; user names are dropped. Raises ValueError for a port that is none."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    return host if parts.port is None or str(parts.port) == DEFAULT_PORTS.get(parts.scheme) else f"{host}:{parts.port}"


def belongs(url: str, source: Source) -> bool:
    return netloc(url) in source.hosts


def is_article(url: str, source: Source) -> bool:
    """Whether an absolute address belongs to the source and its path and query match the source's `article_pattern`."""
    parts = urlsplit(url)
    return belongs(url, source) and re.search(source.article_pattern, parts.path + (f"?{parts.query}" if parts.query else "")) is not None


def with_param(url: str, name: str, value: int) -> str:
    """`url` with the query parameter `name` set to `value`, the others as they were."""
    parts = urlsplit(url)
    query = [(key, old) for key, old in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit(parts._replace(query=urlencode([*query, (name, str(value))])))


def _identity(query: str, source: Source) -> list[tuple[str, str]]:
    pairs = parse_qsl(query, keep_blank_values=True)
    given = {key.lower(): value for key, value in pairs if value}
    naming = [(name, given[name.lower()]) for name in source.identity_params if name.lower() in given]
    return naming or sorted(pair for pair in pairs if not tracking_params().fullmatch(pair[0]))


def _escapes(path: str) -> str:
    """Percent-escapes in one spelling: %7E is ~, %c3 is %C3."""

    def one(match: re.Match[str]) -> str:
        char = chr(int(match.group(1), 16))
        return char if char in UNRESERVED else match.group(0).upper()

    return re.sub(r"%([0-9A-Fa-f]{2})", one, path)
