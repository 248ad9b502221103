"""Text → words: what gazetteers and grammars are matched against, with exact offsets.

Spelling is folded in the keys only (Hoà = Hòa, Uỷ = Ủy, Ð = Đ, any case); the text itself is never touched.
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, TypeVar

from corpus.places import fold, lower

_WORD = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)")
_INSIDE = frozenset(("", "-", "–", "—", ",", "&", ".", "/", "\n"))
"""What may stand, beside white space and Markdown marks, between two words of one phrase."""
CLOSE = frozenset(("", "\n"))
"""The same for phrases that no punctuation may divide, such as offices."""


@dataclass(frozen=True, slots=True)
class Words:
    """Word i is `text[starts[i]:ends[i]]`; `forms` are spelling-folded, `lows` also in lower case; gap i stands before word i, the last
    at the end of the text."""

    text: str
    starts: list[int]
    ends: list[int]
    forms: list[str]
    lows: list[str]
    gaps: list[str]

    def __len__(self) -> int:
        return len(self.starts)

    def gap(self, i: int) -> str:
        """What stands between word i - 1 and word i."""
        return self.gaps[i]

    def adjacent(self, i: int) -> bool:
        """Only white space within the line, or Markdown emphasis, stands before word i."""
        gap = self.gap(i)
        return gap == " " or (bool(gap) and not gap.strip(" \t\u00a0*_"))


def read_words(text: str) -> Words:
    """Words of the text in order; linear time."""
    pieces = _WORD.split(fold(text))        # gap, word, gap, … word, gap
    ends = list(accumulate(map(len, pieces)))
    forms = pieces[1::2]
    return Words(text, ends[:-1:2], ends[1::2], forms, lower("\n".join(forms)).split("\n") if forms else [], pieces[::2])


P = TypeVar("P")


class Phrases(Generic[P]):
    """Phrases with a payload, looked up at a word; punctuation inside a phrase does not matter, the longest wins."""

    def __init__(self, entries: Iterable[tuple[str, P]], inside: frozenset[str] = _INSIDE) -> None:
        self.inside = inside
        self.first: dict[str, dict[str, list[tuple[list[str], P]]]] = {}    # by the first word and the second, "" for none
        self.last: dict[str, set[int]] = {}     # how many words the phrases have that end with a word
        for phrase, payload in entries:
            key = read_words(phrase).lows
            self.first.setdefault(key[0], {}).setdefault(key[1] if len(key) > 1 else "", []).append((key, payload))
            self.last.setdefault(key[-1], set()).add(len(key))
        for seconds in self.first.values():
            for rows in seconds.values():
                rows.sort(key=lambda row: -len(row[0]))

    def at(self, words: Words, i: int) -> tuple[int, P] | None:
        """(number of words, payload) of the longest phrase that begins at word i."""
        lows = words.lows
        if i >= len(lows) or (seconds := self.first.get(lows[i])) is None:
            return None
        for key, payload in seconds.get(lows[i + 1], ()) if i + 1 < len(lows) else ():
            n = len(key)
            if lows[i:i + n] == key and all(words.gaps[k].strip(" \t\u00a0*_") in self.inside for k in range(i + 1, i + n)):
                return n, payload
        return next(((1, payload) for _, payload in seconds.get("", ())), None)

    def ending(self, words: Words, i: int) -> tuple[int, P] | None:
        """(number of words, payload) of the longest phrase whose last word is i."""
        lengths = self.last.get(words.lows[i])
        if lengths is None:
            return None
        for n in range(4, 0, -1):
            if n in lengths and i - n + 1 >= 0 and (hit := self.at(words, i - n + 1)) and hit[0] == n:
                return hit
        return None
