"""What the lines of a plain text are to each other: title, blocks, furniture, author. Nothing of the text is changed.

Decided in this order: tables; the foot of the page and lists of other articles; lines that are furniture by themselves; what
stands above the title; the title; a title told twice; the author's line; then each remaining run of lines by its wording.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from pipeline.document import Block, BlockKind
from pipeline.parse import lines as wording
from pipeline.parse.lines import Line, plain, split_lines
from pipeline.parse.tables import Rows, Table, find_tables, given_tables

LONGEST_TITLE = 220   # code points; headlines of portals reach 180
LONGEST_LINK = 250    # a title in a list of other articles
SHORTEST_CAPTION = 20
PAGE_WIDTH = 120      # no line of a hard-wrapped text is wider


@dataclass(frozen=True, slots=True)
class Hints:
    """What a file says of its own text: headings with their levels and furniture by where their lines start; its tables (the cells' spans, a row a line), None
    where they are still to be found; whether lines end where the page does."""

    headings: Mapping[int, int] = field(default_factory=dict)
    furniture: frozenset[int] = frozenset()
    tables: tuple[Rows, ...] | None = None
    wrapped: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """`title` is the headline in one line, without view counters and Markdown; `title_start` is where it stands, or 0."""

    blocks: tuple[Block, ...]
    title: str | None
    title_start: int
    author: str | None


def lay_out(text: str, hints: Hints | None = None) -> Layout:
    """Blocks cover every line that is not blank, in order; white space and the rest of the text stay as they are."""
    lines = split_lines(text)
    hints = hints or Hints()
    page = _Page(text, lines, find_tables(text, lines) if hints.tables is None else given_tables(text, hints.tables), hints)
    page.mark_foot()
    page.mark_related()
    page.mark_lines()
    if hints.wrapped:
        page.mark_addressees()
    title, title_start = page.take_title()
    page.mark_repeats(title)
    author = page.mark_byline()
    return Layout(tuple(_runs_to_lists(text, list(page.blocks()))), title, title_start, author)


class _Page:
    """The lines of one text with the role each has been given so far (None: not yet)."""

    def __init__(self, text: str, lines: Sequence[Line], tables: Sequence[Table], hints: Hints) -> None:
        self.text = text
        self.lines = lines
        self.levels = hints.headings
        self.tables = {table.first: table for table in tables}
        self.role: list[BlockKind | None] = [None] * len(lines)
        for table in tables:
            self.role[table.first:table.last + 1] = ["table"] * (table.last - table.first + 1)
        for i, line in enumerate(lines):
            if line.start in hints.furniture and line.text:
                self.role[i] = "furniture"
        self.wrapped = hints.wrapped or _is_wrapped([line for line, role in zip(lines, self.role, strict=True) if role is None])
        self.spaced = sum(not line.text for line in lines) > len(lines) * 0.15  # blank lines part the paragraphs
        self.title_lines: set[int] = set()

    def open(self) -> Iterator[int]:
        """Indexes of lines without a role, blank ones left out."""
        return (i for i, line in enumerate(self.lines) if line.text and self.role[i] is None)

    def mark_foot(self) -> None:
        candidates = list(self.open())
        for position, i in enumerate(candidates):
            tail = candidates[position:]
            if (wording.opens_footer(self.lines[i].text) and position * 10 > len(candidates) * 3 and len(tail) <= 40
                    and all(len(self.lines[j].text) <= wording.LONGEST_FURNITURE for j in tail)):
                self._furniture(tail)
                return

    def mark_related(self) -> None:
        candidates = list(self.open())
        for position, i in enumerate(candidates):
            if self.role[i] is None and wording.opens_related(self.lines[i].text):
                self._furniture([i])
                for j in candidates[position + 1:]:
                    if not _is_link(self.lines[j].text):
                        break
                    self._furniture([j])

    def mark_lines(self) -> None:
        for i in self.open():
            if self._opens_run(i) and wording.is_furniture(self.lines[i].text):
                self.role[i] = "furniture"

    def mark_addressees(self) -> None:
        """"Nơi nhận:" and the list below it, which stand beside the signature."""
        candidates = list(self.open())
        for position, i in enumerate(candidates):
            if wording.ADDRESSEES.fullmatch(self.lines[i].text):
                self._furniture([i])
                for j in candidates[position + 1:]:
                    if not wording.LIST_MARK.match(self.lines[j].text):
                        break
                    self._furniture([j])

    def _opens_run(self, i: int) -> bool:
        """False for a line that goes on with the one before it, as in hard-wrapped text."""
        return (not self.wrapped or i == 0 or not self.lines[i - 1].text or self.role[i - 1] is not None
                or re.search(r"[.;:!?/]\W*$", self.lines[i - 1].text) is not None)

    def take_title(self) -> tuple[str | None, int]:
        self._mark_head()
        first = next(self.open(), None)
        if first is None:
            return None, 0
        run = [first]
        if wording.is_document_type(self.lines[first].text):
            for i in self.open():
                if i > first:
                    if len(run) > 6 or not _is_subject(self.lines[i].text, self.lines[run[-1]].text, len(run) == 1):
                        break
                    run.append(i)
        elif self.wrapped:
            while run[-1] + 1 < len(self.lines) and self.lines[run[-1] + 1].text and self.role[run[-1] + 1] is None:
                run.append(run[-1] + 1)
        title = _without_counter(plain(" ".join(self.lines[i].text for i in run)))
        if not _is_title(title) or any(wording.has_credit(self.lines[i].text) for i in run):
            return None, 0
        for i in run:
            self.role[i] = "heading"
        self.title_lines = set(run)
        return title, self.lines[first].start

    def _mark_head(self) -> None:
        """The site's or the issuing body's name above the title."""
        formal = any(("CỘNG HÒA XÃ" in line.text.replace("HOÀ", "HÒA") and len(line.text) < 100) or (line.text.isupper() and wording.is_document_type(line.text))
                     for line in self.lines[:15])
        candidates = list(self.open())
        for i, following in zip_longest(candidates, candidates[1:]):
            line = self.lines[i].text
            below_menu = any(role is not None for role in self.role[:i])
            if not (wording.names_site(line) or (wording.names_issuer(line) and (
                    formal or (below_menu and following is not None and self._could_be_title(following))))):
                return
            self.role[i] = "furniture"

    def _could_be_title(self, i: int) -> bool:
        line = plain(self.lines[i].text)
        return _is_title(line) and not wording.is_caption(line, alone=True)

    def mark_repeats(self, title: str | None) -> None:
        if title:
            for i in self.open():
                if plain(self.lines[i].text).casefold() == title.casefold():
                    self.role[i] = "furniture"

    def mark_byline(self) -> str | None:
        """Author lines in the last lines of the article or under the title; what follows the last one is captions or a section's name."""
        candidates = list(self.open())
        author = None
        for i in candidates:
            found = wording.byline(self.lines[i].text)
            if found and self._opens_run(i):
                self.role[i] = "furniture"
                author = author or found
        tail = [i for i in candidates if self.role[i] is None][-8:]
        for position, i in enumerate(tail):
            line, before, after = self.lines[i].text, self._before(i), tail[position + 1:]
            if (wording.is_bare_name(line) and before is not None and self._ends_article(line, before, after)
                    and not any(wording.signs(self.lines[j].text) for j in tail[:position])):
                self.role[i] = "furniture"
                for j in after:
                    if self.lines[j].text.isupper():
                        self.role[j] = "furniture"
                    elif not self.wrapped:
                        self.role[j] = "caption" if len(self.lines[j].text) > SHORTEST_CAPTION else "furniture"
                return author or line.strip(" .-")
        return author

    def _ends_article(self, name: str, before: str, after: Sequence[int]) -> bool:
        """Does the article end above `name`? Below it only captions or an office's name in capitals may stand; a heading has its section below."""
        following = [self.lines[j].text for j in after]
        if wording.signs(before) or not (re.search(r"[.…!?”\"/):]\W*$", before) or len(before) > 80):
            return False
        if name.isupper():
            return all(line.isupper() or wording.has_credit(line) for line in following)
        return len(after) <= 6 and all(len(line) <= LONGEST_LINK and not wording.is_list_item(line) and not wording.ROMAN.match(line)
                                       for line in following)

    def _before(self, i: int) -> str | None:
        return next((self.lines[j].text for j in range(i - 1, max(-1, i - 12), -1) if self.lines[j].text and self.role[j] != "furniture"), None)

    def _furniture(self, indexes: Sequence[int]) -> None:
        for i in indexes:
            self.role[i] = "furniture"

    def blocks(self) -> Iterator[Block]:
        i = 0
        gallery = self._gallery()
        self.captions = {line.text for line, role in zip(self.lines, self.role, strict=True)
                         if line.text and (role == "caption" or (role is None and line.start >= self.lines[gallery].start))} \
            if gallery < len(self.lines) else {line.text for line, role in zip(self.lines, self.role, strict=True) if role == "caption"}
        while i < len(self.lines):
            if i in self.tables:
                yield from self._table(self.tables[i])
                i = self.tables[i].last + 1
                continue
            if self.lines[i].text:
                last = self._end_of_run(i)
                yield self._block(i, last, gallery)
                i = last
            i += 1

    def _end_of_run(self, i: int) -> int:
        """The last line of the block that starts on line i: further lines belong to it only where the text is hard-wrapped."""
        closing = self._closing(i) if self.role[i] is None else None
        if closing is not None:
            return closing
        last = i
        while (last + 1 < len(self.lines) and self.lines[last + 1].text and self.role[last + 1] == self.role[i]
               and self.role[i] != "furniture" and (last + 1 in self.title_lines) == (i in self.title_lines)
               and ((self.wrapped and self.role[i] is None and _continues(self.lines[last].text, self.lines[last + 1].text, self.spaced))
                    or (i in self.title_lines))):
            last += 1
        return last

    def _closing(self, first: int) -> int | None:
        """The last line of a caption in parentheses broken over lines: "(Đồng chí X," and, often after a blank, "Giám đốc Sở Y)"."""
        if not self.lines[first].text.startswith("(") or ")" in self.lines[first].text:
            return None
        for i in range(first + 1, min(len(self.lines), first + 6)):
            line = self.lines[i].text
            if self.lines[i].end - self.lines[first].start > LONGEST_LINK or (line and self.role[i] is not None):
                return None
            if ")" in line:
                return i if line.rstrip(".").endswith(")") else None
        return None

    def _block(self, first: int, last: int, gallery: int) -> Block:
        start, end = self.lines[first].start, self.lines[last].end
        role = self.role[first]
        if first in self.title_lines:
            return Block("heading", start, end, level=1)
        if role is None and start in self.levels:
            return Block("heading", start, end, level=self.levels[start])
        if role is not None:
            return Block(role, start, end)
        whole = self.text[start:end].replace("\n", " ")
        alone = self._stands_alone(first, last)
        if first >= gallery or whole in self.captions or wording.is_caption(whole, alone=alone):
            return Block("caption", start, end)
        if wording.is_bare_name(plain(whole)) and wording.signs(plain(self._before(first) or "")):
            return Block("paragraph", start, end)
        level = wording.heading_level(whole) if alone or not whole.endswith(("?", "!", "?”")) else 0
        if level and (not self.wrapped or alone or first == last):
            return Block("heading", start, end, level=level)
        return Block("list_item" if wording.is_list_item(whole) else "paragraph", start, end)

    def _stands_alone(self, first: int, last: int) -> bool:
        return (first == 0 or not self.lines[first - 1].text) and (last + 1 >= len(self.lines) or not self.lines[last + 1].text)

    def _gallery(self) -> int:
        """Index from which the last lines are captions: an article of dense lines, a gap, then a few short ones."""
        content = [i for i, line in enumerate(self.lines) if line.text and self.role[i] in (None, "heading")]
        if self.wrapped or len(content) < 8:
            return len(self.lines)
        gap = next((i for i in range(len(content) - 1, 0, -1) if content[i] - content[i - 1] > 1), 0)
        group, body = content[gap:], content[3:gap]
        dense = sum(1 for a, b in pairwise(body) if b - a == 1) >= 0.8 * max(1, len(body) - 1)
        short = all(len(self.lines[i].text) <= LONGEST_LINK and not re.search(r"[:;,]\s*$", self.lines[i].text) for i in group)
        return group[0] if gap and len(body) >= 4 and dense and short and len(group) <= 6 else len(self.lines)

    def _table(self, table: Table) -> Iterator[Block]:
        start, end = table.span or (self.lines[table.first].start, self.lines[table.last].end)
        inside = plain(self.text[start:end])
        if "CỘNG HÒA XÃ HỘI CHỦ NGHĨA" in inside.upper() or "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA" in inside.upper():
            yield Block("furniture", start, end)
        elif table.is_layout:
            yield from self._cells(table)
        else:
            yield Block("table", start, end, rows=table.rows)

    def _cells(self, table: Table) -> Iterator[Block]:
        """The lines of a table that only places things: signatures and addressees, a photo over its caption."""
        for row in table.rows:
            for start, end in row:
                cell = self.text[start:end]
                kind: BlockKind = "furniture" if plain(cell).lower().startswith("nơi nhận") else "paragraph"
                for line in split_lines(cell):
                    if line.text:
                        yield Block(kind, start + line.start, start + line.end)


def _runs_to_lists(text: str, blocks: list[Block]) -> Iterator[Block]:
    """Three numbered headings or more with nothing between them are a list."""
    at = 0
    while at < len(blocks):
        last = at
        while last < len(blocks) and blocks[last].kind == "heading" and blocks[last].level >= 3 \
                and wording.NUMBERED.match(plain(text[blocks[last].start:blocks[last].end])):
            last += 1
        run = blocks[at:max(last, at + 1)]
        for block in run:
            yield Block("list_item", block.start, block.end) if len(run) >= 3 else block
        at += len(run)


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Were the lines broken at a page width? Then no line is long and many begin in the middle of a sentence."""
    filled = [line for line in lines if line.text]
    if len(filled) < 6 or sum(len(line.text) > PAGE_WIDTH for line in filled) > len(filled) * 0.02:
        return False
    inner = sum(1 for a, b in pairwise(lines)
                if a.text and b.text[:1].islower() and not wording.FINAL_STOP.search(a.text.rstrip(",")))
    return inner >= max(3, len(filled) // 10)


def _continues(line: str, following: str, spaced: bool) -> bool:
    """Does a hard-wrapped line go on in the next one?"""
    if line.count("**") % 2:
        return True
    if wording.signs(line) or wording.signs(following):
        return False
    ended = re.search(r"[.;:!?…/]\W*$", line) is not None
    if following[:1].islower() and not wording.is_list_item(following):
        return True
    if wording.is_list_item(following) or wording.ROMAN.match(following) or wording.ARTICLE.match(following):
        return spaced and not ended and len(line) > 20 and wording.NUMBERED.match(following) is None
    return (spaced and not ended) or len(line) >= (70 if ended else 45)


def _is_link(line: str) -> bool:
    """A title in a list of other articles: short, and no sentence, or followed by its date."""
    if len(line) > LONGEST_LINK:
        return False
    return not re.search(r"[.;:,]\s*$", line) or len(line) <= 60


def _is_title(line: str) -> bool:
    return (3 < len(line) <= LONGEST_TITLE and any(c.isalpha() for c in line) and not re.search(r"[.,;:]\W*$", line.removesuffix("..."))
            and not wording.LIST_MARK.match(line) and wording.byline(line) is None)


def _is_subject(line: str, before: str, first: bool) -> bool:
    """Does the line go on with what the document is about ("VỀ VIỆC …", "Về ban hành …")?"""
    bare = plain(line)
    if bare.upper().startswith(("CĂN CỨ", "XÉT ", "THEO ", "THỰC HIỆN", "KÍNH GỬI", "PHẦN ", "I.")) and not bare.isupper():
        return False
    if re.match(r"[IVX]+\.|CHỦ TỊCH\b|ỦY BAN\b|UỶ BAN\b|GIÁM ĐỐC\b|BỘ TRƯỞNG\b", bare) and not before.isupper():
        return False
    if re.match(r"(?:CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG)\b", bare) and line.startswith("*"):
        return False
    if first and wording.heading_level(line) == 2 and not wording.ROMAN.match(bare) and not wording.ARTICLE.match(bare):
        return True
    return bare.isupper() or bare.lower().startswith(("về việc", "về ", "v/v")) or (not first and before[-1:].islower() and bare[:1].islower())


def _without_counter(title: str) -> str:
    return re.sub(r"\s*\(?\s*(?:lượt xem|lượt đọc|đã xem)\s*:?\s*[\d.]*\s*\)?\s*$", "", title, flags=re.IGNORECASE)
