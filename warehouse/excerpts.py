"""The part of a text that shows best why it was found, with the words marked."""
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from warehouse import wording

LONGEST = 280          # code points of an excerpt from a document
SPREAD = 45            # words over which an excerpt may look for the words asked for
BREAK = re.compile(r"(?<=[.!?…])\s+|\n+")


class Excerpt(NamedTuple):
    """`text` shows `start` to `end` of the document; a span of `marks` in it is what was looked for. Cut ends have an ellipsis."""

    text: str
    marks: tuple[tuple[int, int], ...]
    start: int
    end: int


class Found(NamedTuple):
    """Word number `at` of the text, from `start` to `end`, is word `word` of those asked for."""

    at: int
    start: int
    end: int
    word: int


def cut(text: str, words: Sequence[str], phrases: Sequence[Sequence[str]], start: int, end: int, *, exact: bool, whole: bool) -> Excerpt:
    """An excerpt of text[start:end]: all of it (`whole`), or the stretch with most of the words asked for.

    `words` and `phrases` in the spelling of `wording.spelling`; without `exact` accents do not count.
    """
    key = wording.spelling if exact else wording.folded
    numbers = {key(word): number for number, word in reversed(list(enumerate(words)))}
    tokens = [(match.start(), match.end(), key(match[0])) for match in wording.WORD.finditer(text, start, end)]
    found = [Found(at, *token[:2], numbers[token[2]]) for at, token in enumerate(tokens) if token[2] in numbers]
    runs = [run for phrase in phrases for run in _runs(tokens, [key(word) for word in phrase])]
    if not whole:
        start, end = _around(text, found, runs, start, end)
    inside = [hit for hit in found if start <= hit.start and hit.end <= end]
    return _shown(text, start, end, _joined(inside, text))


def _runs(tokens: list[tuple[int, int, str]], phrase: list[str]) -> list[int]:
    """Numbers of the words of the text at which the phrase begins."""
    said = [token[2] for token in tokens]
    return [at for at, word in enumerate(said) if word == phrase[0] and said[at:at + len(phrase)] == phrase]


def _around(text: str, found: list[Found], runs: list[int], start: int, end: int) -> tuple[int, int]:
    """The sentence or sentences around the best stretch: a phrase in it, most different words, most neighbours, and then the shortest."""
    if not found:
        return _widened(text, start, start, start, end)
    best, best_value = (found[0], found[0]), (False, 0, 0, 0)
    for number, head in enumerate(found):
        words, last, neighbours = {head.word}, head, set[int]()
        for tail in found[number + 1:]:
            if tail.at - head.at > SPREAD or tail.end - head.start > LONGEST:
                break
            words.add(tail.word)
            if tail.at - last.at == 1 and tail.word - last.word == 1:
                neighbours.add(tail.word)
            last = tail
            value = (any(head.at <= run <= last.at for run in runs), len(words), len(neighbours), head.at - last.at)
            if value > best_value:
                best, best_value = (head, last), value
    return _widened(text, best[0].start, best[1].end, start, end)


def _widened(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """The span grown to its sentence, then cut to LONGEST at blanks."""
    breaks = [(match.start(), match.end()) for match in BREAK.finditer(text, start, end)]
    begin = max((after for _, after in breaks if after <= first), default=start)
    stop = min((before for before, _ in breaks if before >= last), default=end)
    if stop - begin > LONGEST:
        room = max(LONGEST - (last - first), 0)
        if first - begin > room // 3:
            begin = first - room // 3
            blank = text.find(" ", begin, first)
            begin = blank + 1 if blank >= 0 else begin
        if stop - begin > LONGEST:
            stop = max(last, begin + LONGEST)
            blank = text.rfind(" ", last, stop)
            stop = blank if blank > last else stop
    return begin, stop


def _joined(found: list[Found], text: str) -> list[tuple[int, int]]:
    """Spans of the words found; neighbours with nothing but blanks between are one."""
    spans: list[tuple[int, int]] = []
    for hit in found:
        if spans and not text[spans[-1][1]:hit.start].strip():
            spans[-1] = (spans[-1][0], hit.end)
        else:
            spans.append((hit.start, hit.end))
    return spans


def _shown(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> Excerpt:
    """Blanks and line ends become one blank each; the marks follow."""
    before = "" if not start or BREAK.search(text[max(0, start - 3):start]) or text[start - 1] == "\n" else "…"
    after = "" if end >= len(text) or text[end] == "\n" or text[end - 1] in ".!?…" else "…"
    parts, marks, at, length = [before], [], start, len(before)
    for first, last in [*spans, (end, end)]:
        plain = re.sub(r"\s+", " ", text[at:first])
        marked = re.sub(r"\s+", " ", text[first:last])
        parts += [plain, marked]
        if last > first:
            marks.append((length + len(plain), length + len(plain) + len(marked)))
        length += len(plain) + len(marked)
        at = last
    return Excerpt("".join(parts) + after, tuple(marks), start, end)
