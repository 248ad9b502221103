"""Clause → area: weighted cue words (corpus/lexicon/area-cue.tsv), read with the guidelines' definitions of the areas.

The same cues, and the actors of corpus/lexicon/area-agent.txt, tell whether a clause is about public administration at all.
"""
from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache
from typing import cast

from corpus import lexicon
from corpus.trie import any_word
from extractors.facts import Area

DEFAULT: Area = "steering"
"""What a clause without any cue is about: mostly how work was led ("việc này còn chậm")."""

OPENING = 1.5
"""Words of the first half of a clause name its subject and weigh more than those of its consequences."""

HEAD, HEAD_REACH = 2.2, 9
"""What a clause begins with, "công tác" aside (code points), says what work is meant: "Công tác tuyên truyền dịch vụ công trực tuyến"."""

CONTEXT = 0.2
"""What a cue elsewhere in the sentence weighs beside one in the clause itself."""


ACTOR = 1.0
"""Proof that a named actor ("UBND", "sở") gives; cue words give their weight."""


@dataclass(slots=True)
class Areas:
    """Weight of each area in a stretch of text; `proof` is the weight of what shows that it is about administration:
    actors, and words that are not as common elsewhere."""

    weights: dict[str, float] = field(default_factory=dict)
    proof: float = 0.0

    def best(self, around: Areas) -> Area:
        """The heaviest area of the clause; its sentence has a small say, which decides where the clause is vague."""
        areas = {*self.weights, *around.weights}
        if not areas:
            return DEFAULT
        return cast(Area, max(sorted(areas), key=lambda area: self.weights.get(area, 0.0) + CONTEXT * around.weights.get(area, 0.0)))


class Cues:
    """All cues of a text, found once; `within` sums up those of a stretch. Longer cues hide the shorter ones in them."""

    def __init__(self, low: str) -> None:
        pattern, self._meaning = _lexicon()
        self._hits = [(m.start(), m.end(), m[0]) for m in pattern.finditer(low)]
        self._starts = [hit[0] for hit in self._hits]

    def within(self, start: int, end: int) -> Areas:
        """What text[start:end] is about."""
        areas = Areas()
        middle = start + (end - start) / 2
        for index in range(bisect_left(self._starts, start), bisect_left(self._starts, end)):
            begin, stop, cue = self._hits[index]
            if stop > end:
                continue
            for area, weight, proof in self._meaning[cue]:
                areas.proof += proof
                if area:
                    place = HEAD if begin - start <= HEAD_REACH else OPENING if begin < middle else 1.0
                    areas.weights[area] = areas.weights.get(area, 0.0) + weight * place
        return areas


@cache
def _lexicon() -> tuple[re.Pattern[str], dict[str, tuple[tuple[str, float, float], ...]]]:
    """The pattern of all cues, and for each cue its areas as (area, weight, proof); actors have no area."""
    meaning: dict[str, tuple[tuple[str, float, float], ...]] = {}
    for row in lexicon.table("area-cue"):
        key = row["word"].lower()
        meaning[key] = (*meaning.get(key, ()), (row["area"], float(row["weight"]), float(row["weight"]) if row["proof"] == "yes" else 0.0))
    for word in lexicon.words("area-agent"):
        key = word.lower()
        meaning[key] = (*meaning.get(key, ()), ("", 0.0, ACTOR))
    return re.compile(rf"\b{any_word(meaning)}\b"), meaning
