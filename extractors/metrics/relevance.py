"""Is a figure about public administration at all? Words of several topics vote; none decides alone.

Each word of `corpus/lexicon/topics.tsv` has a topic and a weight. A figure's own sentence counts most, then its
title, then the text as a whole. Administration wins ties: a report on football fields built by a district stays.
Where an act says what a thing must fulfil to be classed, or how points are given ("criteria"), figures are thresholds, not facts.
"""
from __future__ import annotations

import math
import re
from bisect import bisect_left
from functools import cache

from corpus import lexicon
from corpus.places import lower
from extractors.analysis import Analysis
from extractors.metrics.kinds import Candidate
from extractors.rulebook import alternatives

# Characters after words of criteria ("đáp ứng ít nhất 02 tiêu chí sau") in which figures are likely part of them; one such word alone says nothing.
_PAGE, _FEW, _RULED = 2000, -1.5, 2.0
_BOUND = re.compile(r"(?i:dưới|từ|trên|ít nhất|tối thiểu|gấp|thấp hơn|không quá|cao hơn) $")
_OR_MORE = re.compile(r"[^,.;\n]{0,60}(?:trở lên|trở xuống)|[^,.;\n]{0,12}cộng ")


@cache
def _words() -> tuple[re.Pattern[str], dict[str, float], frozenset[str]]:
    """A pattern for the words in lower case, the weight of each, and which are words of criteria."""
    rows = lexicon.table("topics")
    weights = {row["word"].lower(): float(row["weight"]) for row in rows}
    criteria = frozenset(row["word"].lower() for row in rows if row["topic"] == "criteria")
    return re.compile(rf"(?<!\w){alternatives(weights)}(?!\w)"), weights, criteria


class Relevance:
    """How likely a figure of this text is an administration's, in [0, 1]."""

    def __init__(self, analysis: Analysis) -> None:
        pattern, weights, criteria = _words()
        self._text = analysis.text
        found = [(match.start(), " ".join(match[0].split())) for match in pattern.finditer(lower(analysis.text))]
        self._hits = [(start, weights[word]) for start, word in found if word not in criteria]
        self._criteria = [(start, weights[word]) for start, word in found if word in criteria]
        self._starts = [start for start, _ in self._hits]
        blocks = max(1.0, len(analysis.text) / 400)   # about one thought a block of 400 characters
        self._whole = sum(w for _, w in self._hits) / blocks
        self._title = sum(w for start, w in self._hits if start < 200)

    def _between(self, start: int, end: int) -> float:
        return sum(w for _, w in self._hits[bisect_left(self._starts, start):bisect_left(self._starts, end)])

    def _is_bound(self, candidate: Candidate) -> bool:
        text, end = self._text, candidate.sentence.end
        return bool(_BOUND.search(text, max(candidate.sentence.start, candidate.start - 20), candidate.start) or _OR_MORE.match(text, candidate.end, end))

    def of(self, candidate: Candidate) -> float:
        """The share of figures with such surroundings that are facts; 1 where administration is all around."""
        sentence = candidate.sentence
        near = self._between(sentence.start, min(sentence.end, candidate.end + 120))
        ruled = sum(w for start, w in self._criteria if candidate.start - _PAGE < start < sentence.end)
        if ruled <= _FEW and self._is_bound(candidate):
            return 0.0
        votes = _RULED * max(-3.0, ruled) if ruled <= _FEW else 0.0
        votes += 1.0 * max(-4.0, min(3.0, near)) + 0.5 * max(-4.0, min(2.0, self._title)) + 1.2 * max(-3.0, min(3.0, self._whole))
        return 1 / (1 + math.exp(-1.2 * (votes + 1.0)))
