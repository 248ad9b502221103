"""Is a figure about public administration at all? Words of several topics vote; none decides alone.

Each word of `corpus/lexicon/topics.tsv` has a topic and a weight. A figure's own sentence counts most, then its
title, then the text as a whole. Administration wins ties: a report on football fields built by a district stays.
"""
from __future__ import annotations

import math
import re
from bisect import bisect_left
from functools import cache

from corpus import lexicon
from extractors.analysis import Analysis
from extractors.metrics.kinds import Candidate
from extractors.rulebook import alternatives


@cache
def _weights() -> tuple[re.Pattern[str], dict[str, float]]:
    rows = lexicon.table("topics")
    weights = {row["word"].lower(): float(row["weight"]) for row in rows}
    return re.compile(r"(?<![\w])" + alternatives(tuple(weights)) + r"(?![\w])", re.IGNORECASE), weights


class Relevance:
    """How likely a figure of this text is an administration's, in [0, 1]."""

    def __init__(self, analysis: Analysis) -> None:
        pattern, weights = _weights()
        self._hits = [(m.start(), weights[" ".join(m[0].lower().split())]) for m in pattern.finditer(analysis.text)]
        self._starts = [start for start, _ in self._hits]
        blocks = max(1.0, len(analysis.text) / 400)   # about one thought a block of 400 characters
        self._whole = sum(w for _, w in self._hits) / blocks
        self._title = sum(w for start, w in self._hits if start < 200)

    def _between(self, start: int, end: int) -> float:
        return sum(w for _, w in self._hits[bisect_left(self._starts, start):bisect_left(self._starts, end)])

    def of(self, candidate: Candidate) -> float:
        """The share of figures with such surroundings that are facts; 1 where administration is all around."""
        sentence = candidate.sentence
        near = self._between(sentence.start, min(sentence.end, candidate.end + 120))
        votes = 1.0 * max(-4.0, min(3.0, near)) + 0.5 * max(-4.0, min(2.0, self._title)) + 1.2 * max(-3.0, min(3.0, self._whole))
        return 1 / (1 + math.exp(-1.2 * (votes + 1.0)))
