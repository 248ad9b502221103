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
ASIDE = 24.0           # points between two texts on one line that have nothing to do with each other
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
    """The lines of a pdfium page in its order; what stands off the page is left out, what stands side by side comes column by column."""
    import pypdfium2.raw as pdfium

    text = text_page.get_text_range()
    height = page.get_height()
    x, y = ctypes.c_double(), ctypes.c_double()

    def origin(at: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(text_page, at, x, y)
        return x.value, height - y.value

    lines: list[list[Line]] = []
    at = 0
    for raw in re.split(r"(\r\n|\r|\n)", text):
        parts: list[Line] = []
        for word in re.finditer(r"\S+", raw):
            left, base = origin(at + word.start())
            right = text_page.get_charbox(at + word.end() - 1)[2]
            parts = _joined(parts, Line(word[0].replace("\ufffe", ""), left, right, base))
        parts = [Line(bare, part.left, part.right, part.base) for part in parts if (bare := tidy(part.text)) and -1 <= part.base <= height + 1]
        lines += [parts] if parts else []
        at += len(raw)
    return by_column(lines)


def split_line(words: Iterable[Line]) -> list[Line]:
    """The words of one line as the one or more texts that stand side by side in it."""
    parts: list[Line] = []
    for word in words:
        parts = _joined(parts, word)
    return parts


def _joined(parts: list[Line], word: Line) -> list[Line]:
    if not parts or word.left - parts[-1].right > ASIDE:
        return [*parts, word]
    last = parts[-1]
    return [*parts[:-1], Line(f"{last.text} {word.text}", last.left, max(last.right, word.right), last.base)]


def by_column(lines: Sequence[Sequence[Line]]) -> list[Line]:
    """Lines in reading order: of neighbouring lines that consist of two texts (a letterhead; addressees beside a signature) first all left ones, then all right ones."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        if len(lines[at]) != 2:
            out += lines[at]
            at += 1
            continue
        left, right, edge = [lines[at][0]], [lines[at][1]], lines[at][1].left
        at += 1
        while at < len(lines):
            one = lines[at]
            if len(one) == 2 and one[0].right < edge + ASIDE:
                left.append(one[0])
                right.append(one[1])
                edge = min(edge, one[1].left)
            elif len(one) == 1 and one[0].left > max(part.right for part in left):      # the signature goes on
                right.append(one[0])
            elif len(one) == 1 and one[0].right < edge and wording.LIST_MARK.match(one[0].text):
                left.append(one[0])
            else:
                break
            at += 1
        out += [*left, *right]
    return out


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
