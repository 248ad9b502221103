"""Where the lines of a PDF page stand tells where paragraphs end: a wider gap, an indent, a short line, another column."""
from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.parse import lines as wording
from pipeline.parse.attachments.written import tidy

WIDER = 1.25           # times the usual distance of two lines: a paragraph's distance, which Word sets in points and not in lines
INDENT = 10.0          # points; Vietnamese reports indent the first line by 28 to 36
SHORT = 0.88           # of the line's width: a shorter line was not broken by the margin
FINAL = re.compile(r"[.;:!?…/]\W*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page; `left`, `right` and `base` (the base line, from the top down) in points."""

    text: str
    left: float
    right: float
    base: float


def read_lines(page: Any, text_page: Any) -> list[Line]:
    """The lines of a pdfium page in its order; what stands off the page is left out."""
    import pypdfium2.raw as pdfium

    text = text_page.get_text_range()
    height = page.get_height()
    x, y = ctypes.c_double(), ctypes.c_double()
    lines, at = [], 0
    for raw in re.split(r"(\r\n|\r|\n)", text):
        bare = raw.strip()
        if bare and (line := tidy(bare.replace("\ufffe", ""))):
            first = at + len(raw) - len(raw.lstrip())
            pdfium.FPDFText_GetCharOrigin(text_page, first, x, y)
            left, base = x.value, height - y.value
            right = text_page.get_charbox(first + len(bare) - 1)[2]
            if -1 <= base <= height + 1:
                lines.append(Line(line, left, right, base))
        at += len(raw)
    return lines


def parted(lines: Sequence[Line]) -> Iterator[str]:
    """The lines' texts, "" between paragraphs."""
    if not lines:
        return
    down = sorted(b.base - a.base for a, b in pairwise(lines) if 2 < b.base - a.base < 60)
    pitch = down[len(down) // 4] if down else 0.0      # of a quarter of them, since a page of headings has more gaps than lines
    margin, edge = _usual(line.left for line in lines), max(line.right for line in lines)
    yield lines[0].text
    for before, line in pairwise(lines):
        step = line.base - before.base
        full = before.right - margin >= SHORT * (edge - margin)
        if (step < -2 or step > WIDER * pitch      # another column, a gap
                or (line.left - before.left > INDENT and abs(before.left - margin) < INDENT and not _is_centred(line, margin, edge))
                or (not full and (FINAL.search(before.text) or (_heads(before.text) and not line.text.isupper()) or _heads(line.text) > before.text.isupper()))
                or _is_centred(before, margin, edge) != _is_centred(line, margin, edge)):
            yield ""
        yield line.text


def _heads(text: str) -> bool:
    """Numbered as sections are ("II. …", "Điều 5"), or all in capitals."""
    return wording.ROMAN.match(text) is not None or wording.ARTICLE.match(text) is not None or (text.isupper() and len(text) > 3)


def _usual(lefts: Iterable[float]) -> float:
    """The left margin: where most lines begin, to five points."""
    counted: dict[int, list[float]] = {}
    for left in lefts:
        counted.setdefault(round(left / 5), []).append(left)
    return min(max((len(group), group) for group in counted.values())[1])


def _is_centred(line: Line, margin: float, edge: float) -> bool:
    return (line.left - margin > 2 * INDENT and abs((line.left - margin) - (edge - line.right)) < INDENT
            and line.right - line.left < SHORT * (edge - margin))
