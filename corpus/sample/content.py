"""The sample's articles, read from `articles/<portal>/NAME.txt`.

A file is a TOML head between two lines `+++`, then blocks separated by blank lines:

    a plain block is a paragraph         # and ## are headings
    - starts a list item                 ! is the caption of a picture
    | a | b | is a row of a table        > is a line at the right: place and date, signature

`NAME.revised.txt` is what the portal says after its editors changed the article.
"""
from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

from corpus.sample import HERE

ARTICLES = HERE / "articles"
PORTALS = ("sharepoint", "liferay", "newspaper")
REVISED = ".revised"

Kind = Literal["article", "spam", "challenge", "gone"]
BlockKind = Literal["paragraph", "heading", "list_item", "caption", "table", "right"]
MARKS: tuple[tuple[str, BlockKind, int], ...] = (
    ("## ", "heading", 3), ("# ", "heading", 2), ("- ", "list_item", 0), ("! ", "caption", 0), ("| ", "table", 0), ("> ", "right", 0))
HEAD_KEYS = {"id", "slug", "title", "date", "author", "province", "summary", "views", "section", "kind", "form", "tags", "updated"}


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article; `rows` are the cells of a table, else empty."""

    kind: BlockKind
    text: str
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a portal. `form` is the Unicode form in which the portal sends it, `kind` what really answers
    at its address: an article, injected spam, a script challenge, or nothing (404)."""

    name: str
    portal: str
    id: int
    slug: str
    title: str
    date: datetime
    blocks: tuple[Block, ...]
    author: str = ""
    province: str | None = None
    summary: str = ""
    views: int = 0
    section: str = "Cải cách hành chính"
    kind: Kind = "article"
    form: Literal["NFC", "NFD"] = "NFC"
    tags: tuple[str, ...] = ()
    updated: datetime | None = None
    revised: bool = False

    @property
    def modified(self) -> datetime:
        """When the editors last touched it."""
        return self.updated or self.date

    @property
    def text(self) -> str:
        """Title, opening summary and blocks as a parser should give them (NFC), a blank line between each two.

        SharePoint's editors type the dash of a list item themselves, so there it belongs to the text.
        """
        head = [self.title, self.summary] if self.summary else [self.title]
        dash = "- " if self.portal == "sharepoint" else ""
        blocks = [dash + block.text if block.kind == "list_item" else block.text for block in self.blocks]
        return "\n\n".join([*head, *blocks]) + "\n"


def articles(portal: str, *, revised: bool = False) -> tuple[Article, ...]:
    """All entries of a portal, the newest first; with `revised`, changed articles as they read after the change."""
    return tuple(sorted(_read(portal, revised), key=lambda a: (a.date, a.id), reverse=True))


@cache
def _read(portal: str, revised: bool) -> tuple[Article, ...]:
    folder = ARTICLES / portal
    found = {}
    for path in sorted(folder.glob("*.txt"), key=lambda p: (p.stem.endswith(REVISED), p.name)):   # changes replace what stood before
        if revised or not path.stem.endswith(REVISED):
            found[path.stem.removesuffix(REVISED)] = read_article(path)
    return tuple(found.values())


def read_article(path: Path) -> Article:
    """One article file. Raises ValueError that names the file, the place and the remedy."""
    where = f"{path.parent.name}/{path.name}"
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    try:
        _, head, body = text.split("+++\n", 2)
        fields = tomllib.loads(head)
    except (ValueError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{where}: needs a TOML head between two lines '+++': {error}") from error
    for key in fields.keys() - HEAD_KEYS:
        raise ValueError(f"{where}: unknown key {key!r}; known: {', '.join(sorted(HEAD_KEYS))}")
    for key in ("id", "slug", "title", "date"):
        if key not in fields:
            raise ValueError(f"{where}: needs {key!r}")
    if fields["date"].tzinfo is None:
        raise ValueError(f"{where}: the date needs its offset: {fields['date'].isoformat()}+07:00")
    name = path.stem.removesuffix(REVISED)
    tags = tuple(fields.pop("tags", ()))
    return Article(name=name, portal=path.parent.name, blocks=_blocks(body), tags=tags, revised=path.stem.endswith(REVISED), **fields)


def _blocks(body: str) -> tuple[Block, ...]:
    blocks = []
    for chunk in body.strip().split("\n\n"):
        lines = [line.strip() for line in chunk.strip().splitlines() if line.strip()]
        if not lines:
            continue
        mark, kind, level = next((row for row in MARKS if lines[0].startswith(row[0])), ("", "paragraph", 0))
        if kind == "paragraph":
            blocks.append(Block(kind, " ".join(lines)))
        elif kind == "table":
            rows = tuple(tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)
            blocks.append(Block(kind, "\n".join("\t".join(row) for row in rows), rows=rows))
        else:
            blocks += [Block(kind, line.removeprefix(mark).strip(), level) for line in lines]
    return tuple(blocks)
