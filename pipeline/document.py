"""A Document: what an article, report or file says, as one text with marked blocks.

Everything after parsing reads only this. `text` is NFC with "\\n" line ends and never changes under
its `content_hash`; every offset in the system counts code points of exactly this text.
"""
from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

BlockKind = Literal["heading", "paragraph", "caption", "list_item", "table", "furniture"]
Precision = Literal["year", "month", "day", "minute", "second"]
DateOrigin = Literal["json-ld", "meta", "page", "listing", "text", "file", "article"]   # article: an attachment has it from there

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of `Document.text` with one role; blocks stand in text order and never overlap.

    `level` is 1-6 for headings, else 0. `rows` holds, for tables, the (start, end) span of each
    cell in `Document.text`, row by row; an empty cell has start == end.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    rows: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """When a document was published: an aware time in Asia/Ho_Chi_Minh, how exact, and read from where."""

    at: datetime
    precision: Precision
    origin: DateOrigin

    @property
    def day(self) -> date:
        return self.at.astimezone(VIETNAM).date()


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one document.

    `document_id` names the document (source and canonical address, or source and file hash),
    `content_hash` this version of its text. `province` is a name of `corpus.places`
    ("Lạng Sơn", "TP. Hồ Chí Minh"), or None where the document does not tell. `parent_id` is the `document_id` of the
    article that an attachment (a PDF, DOCX, XLSX …) hangs on, None for articles and files.
    """

    document_id: str
    source_id: str
    text: str
    title: str | None = None
    url: str | None = None
    path: str | None = None
    blocks: tuple[Block, ...] = ()
    published: Published | None = None
    author: str | None = None
    province: str | None = None
    fetched_at: datetime | None = None
    parser: str = ""
    warnings: tuple[str, ...] = ()
    content_hash: str = field(default="")
    parent_id: str | None = None

    def __post_init__(self) -> None:
        if not self.content_hash:
            object.__setattr__(self, "content_hash", content_hash(self.text))
        last = 0
        for block in self.blocks:
            if block.kind not in get_args(BlockKind):
                raise ValueError(f"{self.name}: unknown block kind {block.kind!r}")
            if not last <= block.start <= block.end <= len(self.text):
                raise ValueError(f"{self.name}: block {block.kind} at {block.start}-{block.end} overlaps or leaves the text")
            last = block.end

    @property
    def name(self) -> str:
        """How messages and lists call this document: its address, else its file, else its id."""
        return self.url or self.path or self.document_id


def normalise(text: str) -> str:
    """NFC and LF: the form in which every text is stored and every offset counts."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def content_hash(text: str) -> str:
    """SHA-256 (hex) of the text alone: no clock, address or markup takes part."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def document_id(source_id: str, identity: str) -> str:
    """Sixteen hex digits naming a document of a source; `identity` is its canonical address or its file's hash."""
    return hashlib.sha256(f"{source_id}\n{identity}".encode()).hexdigest()[:16]


def to_json(document: Document) -> dict[str, Any]:
    """Plain values for JSON or Parquet; `from_json` is the inverse."""
    published = document.published
    return {
        "document_id": document.document_id, "source_id": document.source_id, "content_hash": document.content_hash,
        "title": document.title, "url": document.url, "path": document.path, "parent_id": document.parent_id, "author": document.author,
        "province": document.province, "parser": document.parser, "warnings": list(document.warnings),
        "published_at": published.at.isoformat() if published else None,
        "published_precision": published.precision if published else None,
        "published_origin": published.origin if published else None,
        "fetched_at": document.fetched_at.isoformat() if document.fetched_at else None,
        "blocks": [{"kind": b.kind, "start": b.start, "end": b.end, "level": b.level, "rows": [list(map(list, row)) for row in b.rows]}
                   for b in document.blocks],
        "text": document.text,
    }


def from_json(row: dict[str, Any]) -> Document:
    """Raises KeyError or ValueError where a field is missing or a block does not fit the text."""
    published = Published(datetime.fromisoformat(row["published_at"]), row["published_precision"], row["published_origin"]) \
        if row["published_at"] else None
    return Document(
        document_id=row["document_id"], source_id=row["source_id"], text=row["text"], title=row["title"], url=row["url"],
        path=row["path"], parent_id=row.get("parent_id"), author=row["author"], province=row["province"], parser=row["parser"], warnings=tuple(row["warnings"]),
        published=published, fetched_at=datetime.fromisoformat(row["fetched_at"]) if row["fetched_at"] else None,
        blocks=tuple(Block(b["kind"], b["start"], b["end"], b["level"], tuple(tuple((c[0], c[1]) for c in r) for r in b["rows"]))
                     for b in row["blocks"]),
        content_hash=row["content_hash"],
    )


__all__ = ["VIETNAM", "Block", "BlockKind", "Document", "Published", "content_hash", "document_id", "from_json", "normalise",
           "replace", "to_json"]
