"""Text → sentences: the unit in which facts share a verb, a subject or a period.

A sentence ends at a line end or at . ! ? … followed by white space and an upper-case letter, digit or
opening quote. It does not end after an abbreviation ("TP. Hồ Chí Minh", "Th.S. Nguyễn"), an initial
or a section number ("1. Tiếp tục"). Lines that a source wrapped in mid-sentence (the next one goes on
in lower case) stay one sentence.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus import lexicon
from corpus.places import LOWER, UPPER
from extractors.blocks import BlockLike

Section = Literal["results", "shortcomings", "causes", "plan", "other"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]` without outer white space. `block` is the kind of block it stands in
    ("paragraph" where nothing is marked), `section` what the part of the document it stands in is about."""

    start: int
    end: int
    block: str = "paragraph"
    section: Section = "other"


_STOP = re.compile(rf"(?:[.!?…]+[”\"'’)\]]*)(?=[ \t\u00a0]+[\"“‘'(\[–+•-]*[ \t]*[{UPPER}\d])|\n+")


def _abbreviations() -> frozenset[str]:
    return frozenset(word.rstrip(".").lower() for word in lexicon.words("abbreviations"))


_ABBREVIATIONS = _abbreviations()
_LAST_WORD = re.compile(r"[\w&]+$")
_NUMERAL = re.compile(r"[IVXLC]{1,5}|[a-zđA-ZĐ]")
_MARKS = re.compile(r"[ \t\u00a0*#-]*")
_LONG = 50    # characters; no abbreviation, initial or section number has as many
_SOFT = re.compile(rf"[ \t\u00a0]*[{LOWER}(]")


def _ends_sentence(text: str, stop: re.Match[str], line_start: int) -> bool:
    if stop[0].startswith("\n"):
        # a line wrapped by its source goes on in lower case, after no stop or colon
        before = text[line_start:stop.start()].rstrip()
        if len(stop[0]) > 1 or not before or before[-1] in ".!?…:;|":
            return True
        return not (len(before) > 30 and _SOFT.match(text, stop.end()))
    if stop[0][0] != ".":
        return True
    word = _LAST_WORD.search(text, max(line_start, stop.start() - _LONG), stop.start())
    if word is None or word.end() - word.start() == _LONG:
        return True
    last = word[0]
    # "1. Tiếp tục", "II. KẾT QUẢ": the number belongs to its heading; "A. ": an initial
    if (last.isdigit() or _NUMERAL.fullmatch(last)) and _MARKS.fullmatch(text, line_start, word.start()):
        return False
    return not (last.lower() in _ABBREVIATIONS or (len(last) == 1 and last.isupper() and last.isalpha()))


def split(text: str, blocks: Sequence[BlockLike] = ()) -> tuple[Sentence, ...]:
    """Sentences in text order; each lies within one block. Linear in the length of the text."""
    edges = sorted({b.start for b in blocks} | {b.end for b in blocks})
    kinds = [(b.start, b.end, b.kind) for b in blocks]
    cuts, begin, line_start = [], 0, 0
    edge = 0
    for stop in _STOP.finditer(text):
        while edge < len(edges) and edges[edge] <= stop.start():
            if edges[edge] > begin:
                cuts.append((begin, edges[edge]))
                begin = line_start = edges[edge]
            edge += 1
        if _ends_sentence(text, stop, line_start):
            if stop.end() > begin:
                cuts.append((begin, stop.end()))
            begin = stop.end()
        if stop[0].startswith("\n"):
            line_start = stop.end()
    for last in [e for e in edges[edge:] if e > begin] + [len(text)]:
        if last > begin:
            cuts.append((begin, last))
            begin = last
    sentences, k = [], 0
    for start, end in cuts:
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        if right <= left:
            continue
        a, b = start + left, start + right
        while k < len(kinds) and kinds[k][1] <= a:
            k += 1
        block = kinds[k][2] if k < len(kinds) and kinds[k][0] <= a else "paragraph"
        sentences.append(Sentence(a, b, block))
    return tuple(sentences)
