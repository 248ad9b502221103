"""DOCX: paragraphs with their style's level and the numbers that Word puts before them, tables with their cells, foot notes, page heads.

The text is taken from the document's XML in order: inserted text of tracked changes is in it, deleted text is not; text in content controls, fields and links is.
"""
from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pipeline.parse.attachments.numbering import Numbering
from pipeline.parse.attachments.packed import damaged, refuse_bombs
from pipeline.parse.attachments.written import Writer, Written, tidy
from pipeline.parse.errors import Unreadable

REMEDY = "pip install 'cchc[files]'"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
GONE = frozenset({f"{W}del", f"{W}moveFrom", f"{MC}Fallback", f"{W}pict"})     # deleted; said a second time for old programs
WIDEST = 60          # columns one cell may span; beyond it is a mistake
Element = Any


def read_docx(data: bytes, path: str) -> Written:
    """The text of a DOCX. Raises Unreadable."""
    try:
        import docx
    except ImportError:
        raise Unreadable(path, f"not_installed: reading DOCX needs python-docx; run {REMEDY}") from None
    refuse_bombs(data, path, "DOCX")
    try:
        document = docx.Document(io.BytesIO(data))
        return _Reader(document).read()
    except Exception:  # python-docx lets errors of zip, XML and its own parts through
        raise damaged(path, "DOCX") from None


class _Reader:
    def __init__(self, document: Any) -> None:
        self.document = document
        self.writer = Writer()
        self.addressees = False      # in the cell that says who gets the letter
        self.numbering = Numbering(_part(document, "numbering"))
        self.levels, self.style_numbers = _styles(document)

    def read(self) -> Written:
        self._blocks(self.document.element.body)
        for kind in ("footnotes", "endnotes"):
            notes = _part(self.document, kind)
            for note in [] if notes is None else notes:
                if note.get(f"{W}type") in (None, "normal"):
                    self.writer.line(" ".join(_text(paragraph) for paragraph in note.iter(f"{W}p")))
        for line in dict.fromkeys(_running(self.document)):
            self.writer.line(line, furniture=True)
        return self.writer.written()

    def _blocks(self, parent: Element) -> None:
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag not in GONE and isinstance(child.tag, str):
                self._blocks(child)      # content controls, insertions, custom XML

    def _paragraph(self, paragraph: Element) -> None:
        style = _value(paragraph, "pPr/pStyle") or ""
        text = _text(paragraph)
        number = self.numbering.next(*(_numbered(paragraph) or self.style_numbers.get(style) or ("", 0))) if text.strip() else ""
        outline = _value(paragraph, "pPr/outlineLvl")
        level = int(outline) + 2 if outline and outline.isdigit() and int(outline) < 9 else self.levels.get(style, 0)
        self.writer.line(f"{number} {text}", heading=level, furniture=self.addressees)
        for box in paragraph.iter(f"{W}txbxContent"):
            if not any(above.tag in GONE for above in box.iterancestors()):
                self._blocks(box)

    def _table(self, table: Element) -> None:
        """Cells side by side; one row, or cells of several lines, only place things: a letterhead, a signature."""
        rows = [list(_cells(row)) for row in table.iter(f"{W}tr") if next(row.iterancestors(f"{W}tbl"), None) is table]
        lines = [[[line for raw in _lines(cell) if (line := tidy(raw))] for cell in row] for row in rows]
        places = len(rows) < 2 or max(map(len, rows)) < 2 or (len(rows) <= 3 and any(len(cell) > 2 for row in lines for cell in row))
        if places or any("CỘNG HÒA XÃ HỘI" in line.upper().replace("HOÀ", "HÒA") for row in lines[:2] for cell in row for line in cell):
            for row in rows:
                for cell in row:
                    if cell is not None:
                        self.addressees = tidy("".join(cell.itertext())).casefold().startswith("nơi nhận")
                        self._blocks(cell)
                        self.addressees = False
        else:
            self.writer.table([" ".join(cell) for cell in row] for row in lines)


def _cells(row: Element) -> Iterator[Element | None]:
    """The cells of a row; None for places that a cell beside or above reaches over."""
    for cell in row.iter(f"{W}tc"):
        if next(cell.iterancestors(f"{W}tr"), None) is not row:
            continue
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        yield None if merged is not None and merged.get(f"{W}val") in (None, "continue") else cell
        span = _value(cell, "tcPr/gridSpan")
        yield from [None] * (min(int(span), WIDEST) - 1 if span and span.isdigit() else 0)


def _lines(cell: Element | None) -> Iterator[str]:
    for paragraph in () if cell is None else cell.iter(f"{W}p"):
        yield from _text(paragraph).split("\n")


def _text(paragraph: Element) -> str:
    """A paragraph's own text: without what was deleted, and without the text boxes anchored in it."""
    parts: list[str] = []

    def walk(element: Element) -> None:
        for child in element:
            if child.tag == f"{W}t":
                parts.append(child.text or "")
            elif child.tag in (f"{W}br", f"{W}cr"):
                parts.append(" " if child.get(f"{W}type") else "\n")      # a page's or column's end is no line's
            elif child.tag in (f"{W}tab", f"{W}ptab"):
                parts.append(" ")
            elif child.tag == f"{W}noBreakHyphen":
                parts.append("-")
            elif isinstance(child.tag, str) and child.tag not in GONE and child.tag not in (f"{W}pPr", f"{W}rPr", f"{W}txbxContent", f"{W}p", f"{W}tbl"):
                walk(child)

    walk(paragraph)
    return "".join(parts)


def _value(element: Element, path: str) -> str | None:
    found = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return found.get(f"{W}val") if found is not None else None


def _numbered(element: Element) -> tuple[str, int] | None:
    """(number list, level) of a paragraph or style; ("0", …) takes a style's number away."""
    number, level = _value(element, "pPr/numPr/numId"), _value(element, "pPr/numPr/ilvl")
    return (number, int(level) if level and level.isdigit() else 0) if number else None


def _styles(document: Any) -> tuple[dict[str, int], dict[str, tuple[str, int]]]:
    """Style id → heading level, and style id → number list; both are inherited from the style a style is based on."""
    levels: dict[str, int] = {}
    numbers: dict[str, tuple[str, int]] = {}
    based: dict[str, str] = {}
    for style in document.styles.element.iter(f"{W}style"):
        name = style.get(f"{W}styleId") or ""
        based[name] = _value(style, "basedOn") or ""
        outline, called = _value(style, "pPr/outlineLvl"), (_value(style, "name") or "").lower()
        if outline and outline.isdigit() and int(outline) < 9:
            levels[name] = int(outline) + 2      # the title is level 1
        elif called == "title" or (called.startswith("heading ") and called[8:].isdigit()):
            levels[name] = 1 if called == "title" else int(called[8:]) + 1
        if found := _numbered(style):
            numbers[name] = found
    for name in based:
        above, steps = based[name], 0
        while above and steps < 20:
            if name not in levels and above in levels:
                levels[name] = levels[above]
            if name not in numbers and above in numbers:
                numbers[name] = numbers[above]
            above, steps = based.get(above, ""), steps + 1
    return levels, numbers


def _part(document: Any, kind: str) -> Element | None:
    """The XML of a part the document refers to ("numbering", "footnotes"), None where it has none."""
    from lxml import etree

    part = next((relation.target_part for relation in document.part.rels.values() if not relation.is_external and relation.reltype.endswith(f"/{kind}")), None)
    if part is None:
        return None
    return part.element if hasattr(part, "element") else etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))


def _running(document: Any) -> Iterator[str]:
    """The lines of page heads and feet, page numbers left out."""
    for section in document.sections:
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            if not part.is_linked_to_previous:
                lines = [tidy(_text(paragraph)) for paragraph in part._element.iter(f"{W}p")]
                yield from (line for line in lines if any(map(str.isalpha, line)))
