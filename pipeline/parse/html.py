"""Elements of a page become pieces of text: headings, paragraphs, captions, list items, tables.

White space, entities and invisible characters are settled here (`clean`), never after. What is not the article (menus, share
buttons, counters, lists of other articles) is left out, so the text stays the same when only those change.
"""
from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.document import Block, BlockKind, Cell
from pipeline.parse import lines as wording
from pipeline.parse.css import Element
from pipeline.parse.dates import SIGNED

SKIPPED = frozenset(["script", "style", "noscript", "iframe", "form", "button", "select", "option", "input", "textarea", "svg", "canvas", "nav", "template", "object", "embed", "video", "audio", "head", "title", "meta", "link", "map", "dialog"])
INLINE = frozenset(["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "o:p", "st1:place", "hi", "ref"])
HEADINGS = {f"h{n}": n for n in range(1, 7)}
# Words in class or id of what stands around articles on the portals' content management systems.
AROUND = re.compile(
    r"(?:^|[-_\s])(share|sharing|social|related|relate|breadcrumbs?|advert|advertisement|ads|adsbygoogle|banner|quang-?cao|qc|comments?|binh-?luan|"
    r"tags?|toolbar|addthis|fb-like|zalo-share|lien-?quan|tin-?lien-?quan|tin-?khac|tin-?moi|print|rating|view-?counts?|luot-?xem|counter|pagination|"
    r"menu|footer|sidebar|popup)(?:$|[-_\s])", re.IGNORECASE)
# Some systems call the article's own wrapper so ("print-area"): it stays if it holds prose.
WRAPPERS = frozenset(("print", "tags", "tag", "banner", "qc", "popup", "menu", "footer", "sidebar", "toolbar", "tin-moi", "tinmoi"))
LEAST_PROSE = 400  # code points
CAPTION_CLASS = re.compile(r"caption|chu-?thich|image-?note|photo-?note|img-?desc|pictitle|PhotoCMS_Caption", re.IGNORECASE)
# Hijackers move their links off the screen.
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|right|text-indent|margin-left)\s*:\s*-\d{3,}(?:px|em|pt)|height\s*:\s*[01](?:px)?\s*;[^\"]*overflow\s*:\s*hidden", re.IGNORECASE)
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")  # zero width, soft hyphens, direction marks
ENTITY_LEFT = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,5}|#x[0-9a-fA-F]{2,4});")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LETTERHEAD = 6   # blocks: the bodies that issue a formal document, its kind and number stand before the first paragraph
SIGNATURE = 4    # blocks between "KT. CHỦ TỊCH" and the name: the office, "(Đã ký)"
LONGEST_SPAN = 50  # columns or rows one cell may stretch over; beyond it is a mistake of the page
WIDEST = 200       # columns: beyond it the page's spans don't fit each other, and the cells are read one after the other
LONGEST_CELL = 400  # code points: a table whose cells are longer places paragraphs, it lists nothing


@dataclass(frozen=True, slots=True)
class Piece:
    """One block's text in one line (tables: rows by "\\n", cells by "\\t"); `rows` are the cells of a table."""

    kind: BlockKind
    text: str
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def clean(text: str) -> str:
    """NFC, entities resolved once more where a page escaped them twice, invisible characters out, white space single."""
    if "&" in text and ENTITY_LEFT.search(text):
        text = html.unescape(text)
    text = " ".join(text.split())
    if not text.isprintable():
        text = " ".join(CONTROL.sub(" ", INVISIBLE.sub("", text)).split())
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def read_pieces(body: Element, title: str | None = None) -> list[Piece]:
    """The blocks of an article's body in order; its own title, furniture and what follows "Tin liên quan" are left out."""
    reader = _Reader()
    try:
        reader.read(body)
        reader.flush()
    except RecursionError:  # hundreds of tags never closed, as Word writes them: the text is there, its structure is not
        reader.pieces = [_piece(line, None, 0, False, False) for raw in body.itertext() if (line := clean(raw))]
    return list(_without_furniture(reader.pieces, title))


def assemble(title: str | None, pieces: list[Piece]) -> tuple[str, tuple[Block, ...]]:
    """The text (title, then blocks, parted by blank lines) and the blocks with their spans in it."""
    parts = [Piece("heading", title, 1), *pieces] if title else pieces
    chunks: list[str] = []
    blocks: list[Block] = []
    at = 0
    for piece in parts:
        rows = tuple(_spans(piece.rows, at)) if piece.rows else ()
        blocks.append(Block(piece.kind, at, at + len(piece.text), piece.level, rows))
        chunks.append(piece.text)
        at += len(piece.text) + 2
    return "\n\n".join(chunks), tuple(blocks)


def _spans(rows: tuple[tuple[str, ...], ...], at: int) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        cells = []
        for cell in row:
            cells.append((at, at + len(cell)))
            at += len(cell) + 1
        yield tuple(cells)


class _Reader:
    """Walks a body once; `buffer` holds the inline text since the last block began."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.buffer: list[str] = []
        self.bold = 0       # characters of the buffer that are bold,
        self.italic = 0     # … italic,
        self.linked = 0     # … in links
        self.after_image = False

    def read(self, element: Element, kind: BlockKind | None = None, level: int = 0) -> None:
        self._inline(element.text, element)
        for child in element:
            if isinstance(child.tag, str) and not _is_around(child):
                self._child(child, kind, level)
            self._inline(child.tail, element)

    def _child(self, child: Element, kind: BlockKind | None, level: int) -> None:
        tag = child.tag.lower()
        if tag in ("br", "lb"):
            self.buffer.append("\n")
        elif tag in ("img", "graphic"):
            self.after_image = True
        elif tag in INLINE:
            self.read(child, kind, level)
        elif tag == "table":
            self._table(child)
        else:
            self.flush(kind, level)
            own_level = HEADINGS.get(tag, 0) or _rend_level(child)
            own = "heading" if own_level else _kind_of(child, tag, kind)
            self.read(child, own, own_level)
            self.flush(own, own_level)
            if tag in ("figure",):
                self.after_image = False

    def _inline(self, text: str | None, element: Element) -> None:
        if text:
            self.buffer.append(text.replace("\n", " "))
            if text.isspace():
                return
            parent = element.getparent()
            tags = (element.tag, parent.tag if parent is not None else "")
            size = len(text.strip())
            self.bold += size if "b" in tags or "strong" in tags else 0
            self.italic += size if "i" in tags or "em" in tags else 0
            self.linked += size if tags[0] == "a" else 0

    def flush(self, kind: BlockKind | None = None, level: int = 0) -> None:
        if not self.buffer:
            return
        raw, bold, italic, linked, image = "".join(self.buffer), self.bold, self.italic, self.linked, self.after_image
        self.buffer, self.bold, self.italic, self.linked = [], 0, 0, 0
        lines = [line for part in raw.split("\n") if (line := clean(part))]
        if not lines:
            return
        self.after_image = False
        for line in _joined(lines):
            below = image and len(lines) <= 2
            own = "caption" if below and kind is None and italic >= 0.9 * len(line) else kind
            piece = _piece(line, own, level, bold >= 0.9 * len(line), below)
            # a file's name or another article's title is no heading
            self.pieces.append(Piece("paragraph", line) if piece.kind == "heading" and kind != "heading" and linked >= 0.9 * len(line) else piece)

    def _table(self, table: Element) -> None:
        self.flush()
        rows = _grid(table)
        if rows is None:
            self.read(table)
            self.flush()
            return
        text = "\n".join("\t".join(row) for row in rows)
        self.pieces.append(Piece("table", text, rows=rows))


def _kind_of(element: Element, tag: str, inherited: BlockKind | None) -> BlockKind | None:
    if tag == "figcaption" or CAPTION_CLASS.search(element.get("class") or ""):
        return "caption"
    if tag in ("li", "item", "dd", "dt"):
        return "list_item"
    return inherited if inherited in ("caption", "list_item") else None


def _rend_level(element: Element) -> int:
    """Trafilatura's <head rend="h2">."""
    return HEADINGS.get(element.get("rend") or "", 2) if element.tag == "head" else 0


def _piece(line: str, kind: BlockKind | None, level: int, bold: bool, after_image: bool) -> Piece:
    if kind == "heading" and len(line) <= wording.LONGEST_HEADING * 2:
        # some systems make the summary a heading
        return Piece("paragraph", line) if len(line) > wording.LONGEST_HEADING // 2 and line.endswith(".") else Piece("heading", line, level)
    if kind == "caption" and len(line) <= 2 * wording.LONGEST_CAPTION:
        return Piece("caption", line)
    if kind == "list_item":
        return Piece("list_item", line)
    if len(line) > max(wording.LONGEST_CAPTION, wording.LONGEST_HEADING):
        return Piece("list_item" if wording.is_list_item(line) else "paragraph", line)
    if wording.has_credit(line) or (after_image and len(line) <= wording.LONGEST_CAPTION and not bold
                                    and (wording.FINAL_STOP.search(line) is None or wording.is_caption(line, alone=True))):
        return Piece("caption", line)
    found = wording.heading_level(line)
    if found and bold:
        return Piece("heading", line, found)
    if wording.is_caption(line, alone=wording.FINAL_STOP.search(line) is None):
        return Piece("caption", line)
    if found:
        return Piece("heading", line, found)
    return Piece("list_item" if wording.is_list_item(line) else "paragraph", line)


def _joined(lines: list[str]) -> Iterator[str]:
    """Lines parted by <br>: one that begins in lower case goes on with the line before."""
    held = lines[0]
    for line in lines[1:]:
        if line[0].islower() and not wording.FINAL_STOP.search(held.rstrip(",")) and not wording.is_list_item(line):
            held = f"{held} {line}"
        else:
            yield held
            held = line
    yield held


def _grid(table: Element) -> tuple[tuple[str, ...], ...] | None:
    """The cells of a table of data, every row equally long; None for one that only places things on the page."""
    if next(table.iterdescendants("table", "img", "h1", "h2", "h3", "iframe"), None) is not None:
        return None
    rows: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}
    for tr in table.iter("tr", "row"):
        row: list[str] = []
        for cell in tr.iterchildren("td", "th", "cell"):
            _fill(row, below)
            text = clean(" ".join(cell.itertext()))
            columns, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for offset in range(columns):
                if down > 1:
                    below[len(row)] = (down - 1, "")
                row.append(text if offset == 0 else "")
        _fill(row, below)
        if len(row) > WIDEST:
            return None
        if any(row):
            rows.append(row)
    width = max((len(row) for row in rows), default=0)
    if len(rows) < 2 or width < 2 or sum(len(row) > 1 and sum(map(bool, row)) > 1 for row in rows) < 2:
        return None
    if max(len(cell) for row in rows for cell in row) > LONGEST_CELL and len(rows) < 4:
        return None
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def _fill(row: list[str], below: dict[int, tuple[int, str]]) -> None:
    while len(row) in below:
        left, text = below.pop(len(row))
        if left > 1:
            below[len(row)] = (left - 1, text)
        row.append(text)


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(LONGEST_SPAN, max(1, int(value))) if value.isascii() and value.isdigit() else 1


def _is_around(element: Element) -> bool:
    if element.tag.lower() in SKIPPED:
        return True
    for key, value in element.items():
        if key in ("class", "id"):
            hit = _names_around(value)
            if hit and not (hit in WRAPPERS and _is_prose(element)):
                return True
        elif key == "hidden" or (key == "style" and _hides(value)):
            return True
    return False


@lru_cache(2048)
def _hides(style: str) -> bool:
    return HIDDEN.search(style) is not None


@lru_cache(2048)
def _names_around(name: str) -> str | None:
    """The telling word in a class or id, in lower case."""
    hit = AROUND.search(name)
    return hit[1].lower() if hit else None


def _is_prose(element: Element) -> bool:
    linked = sum(len("".join(a.itertext())) for a in element.iter("a"))
    return bool(sum(map(len, element.itertext())) > max(LEAST_PROSE, 3 * linked))


def _without_furniture(pieces: list[Piece], title: str | None) -> Iterator[Piece]:
    """Without the title, furniture and lists of other articles; who wrote it is marked as furniture, and a signature's name is no heading."""
    kept = list(_of_the_article(pieces, title))
    for number, piece in enumerate(kept):
        text, after = piece.text, kept[number + 1:]
        if piece.kind == "table" or len(text) > wording.LONGEST_FURNITURE:
            yield piece
        elif SIGNED.match(text) or wording.byline(text) or (number <= LETTERHEAD and text.isupper() and (wording.names_issuer(text) or wording.is_document_type(text))):
            yield Piece("furniture", text)
        elif number and wording.is_bare_name(text) and any(wording.signs(p.text) for p in kept[max(0, number - SIGNATURE):number]):
            yield Piece("paragraph", text)   # an official's, not a journalist's
        elif number and wording.is_bare_name(text) and all(p.kind == "caption" or p.text.isupper() for p in after):
            yield Piece("furniture", text)
        else:
            yield piece


def _of_the_article(pieces: list[Piece], title: str | None) -> Iterator[Piece]:
    related, folded = False, (title or "").casefold()
    for piece in pieces:
        text = piece.text
        if piece.kind == "table" or len(text) > wording.LONGEST_FURNITURE:
            related = False
            yield piece
        elif wording.opens_related(text):
            related = True
        elif SIGNED.match(text):   # it may be the only date
            yield piece
        elif not ((related and not text.endswith((".", ";"))) or wording.is_furniture(text) or (len(text) == len(title or "") and text.casefold() == folded)):
            related = False
            yield piece
