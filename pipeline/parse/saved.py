"""Saved pages: the address, the time and the markup of what a person or a copying program kept of a site.

    page.mhtml, page.mht     browsers' "single file": says address and time itself
    page.html, page.htm      Chrome ("saved from url=…"), SingleFile ("Page saved with SingleFile url: …"), HTTrack ("Mirrored from …") say the address in a
                             comment; wget and HTTrack name the folders after it; else the page's own canonical link is a hint
"""
from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import PurePath

from lxml import etree, html

PAGES = frozenset({".html", ".htm", ".xhtml", ".mhtml", ".mht"})
SINGLE = frozenset({".mhtml", ".mht"})
COMMENTS = (
    re.compile(rb"<!--\s*saved from url=\(\d+\)(?P<url>\S+?)\s*-->"),
    re.compile(rb"<!--\s*Page saved with SingleFile\s+url:\s*(?P<url>\S+)(?:\s+saved date:\s*(?P<date>[^\n]*?)\s*(?:\(|-->|\n))?", re.IGNORECASE),
    re.compile(rb"<!--\s*Mirrored from (?P<host>\S+) by HTTrack[^,]*(?:\[[^\]]*\])?,\s*(?P<date>[^\n]*?)\s*-->"),
)
ARCHIVED = re.compile(r"https?://web\.archive\.org/web/\d{4,14}[a-z_]*/(?=https?:)")     # a copy in the Wayback Machine
HEAD = 200_000         # bytes in which addresses are looked for
FILE_ENDING = re.compile(r"\.(?:html?|aspx?|php|jsp|cms|chn|epi)$", re.IGNORECASE)


class NotSaved(Exception):
    """An MHTML file without a page in it; the message says why."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A page as it was kept. `stated` is the address that the copying program wrote down; `hints` are likely ones, best first,
    to be trusted only where they are the address of an article; `at` is aware, None where nothing says when."""

    body: bytes
    content_type: str
    stated: str | None
    hints: tuple[str, ...]
    at: datetime | None


def read_saved(data: bytes, path: str) -> Saved:
    """A saved page of any kind, by its file's ending. Raises NotSaved."""
    if PurePath(path).suffix.lower() in SINGLE:
        return _mhtml(data)
    head = data[:HEAD]
    stated, at = None, None
    for pattern in COMMENTS:
        hit = pattern.search(head)
        if hit:
            groups = {name: value.decode("utf-8", "replace") for name, value in hit.groupdict().items() if value}
            stated = groups.get("url") or f"http://{groups['host']}"
            at = _time(groups.get("date"))
            break
    return Saved(data, "text/html", _bare(stated) if stated else None, tuple(dict.fromkeys([*_own(head), *_folders(path)])), at)


def _mhtml(data: bytes) -> Saved:
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.HTTP)
    parts = [part for part in message.walk() if isinstance(part, EmailMessage) and part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not parts:
        raise NotSaved("no page in it: an MHTML file has a part of type text/html; save the page again")
    wanted = _header(message, "Snapshot-Content-Location") or _header(message, "Content-Location")
    page = next((part for part in parts if wanted and _header(part, "Content-Location") == wanted), parts[0])
    body = page.get_payload(decode=True)
    charset = page.get_content_charset()
    stated = wanted or _header(page, "Content-Location")
    stated = stated if stated and stated.startswith(("http:", "https:")) else None
    return Saved(body if isinstance(body, bytes) else b"", f"text/html; charset={charset}" if charset else "text/html", _bare(stated) if stated else None,
                 tuple(_own((body or b"")[:HEAD])) if isinstance(body, bytes) else (), _time(_header(message, "Date")))


def _own(head: bytes) -> Iterator[str]:
    """What the page itself says its address is; sites get it wrong often enough."""
    try:
        tree = html.document_fromstring(head)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    for element in tree.iter("link", "meta"):
        value = element.get("href") if (element.get("rel") or "").lower() == "canonical" else \
            element.get("content") if (element.get("property") or "").lower() == "og:url" else None
        if value and value.strip().startswith(("http:", "https:")):
            yield _bare(value.strip())


def _folders(path: str) -> Iterator[str]:
    """Addresses that a mirrored file's path spells: "…/langson.gov.vn/tin.aspx?ItemID=1.html" (wget adds the ending)."""
    parts = PurePath(path).parts
    for number, part in enumerate(parts[:-1]):
        if re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z0-9]+(?:[:+]\d+)?", part):
            rest = "/".join(parts[number + 1:])
            bare = re.sub(r"\.html$", "", rest)
            host = part.replace("+", ":")
            added = bare != rest and ("?" in bare or FILE_ENDING.search(bare))     # else who knows: both are told
            yield from (f"http://{host}/{one.replace('@', '?', 1) if '?' not in one else one}" for one in ([bare] if added else [rest, bare]))


def _bare(url: str) -> str:
    return ARCHIVED.sub("", url)


def _header(message: EmailMessage, name: str) -> str | None:
    value = message.get(name)
    return "".join(str(value).split()) if value and name != "Date" else str(value) if value else None


def _time(text: str | None) -> datetime | None:
    if not text:
        return None
    text = re.sub(r"\s*\(.*", "", text).strip()
    for read in (lambda t: datetime.strptime(t, "%a %b %d %Y %H:%M:%S GMT%z"), parsedate_to_datetime, datetime.fromisoformat):   # the first is JavaScript's
        try:
            at = read(text)
        except (ValueError, TypeError, IndexError):
            continue
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None
