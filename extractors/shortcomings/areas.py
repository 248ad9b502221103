"""Clause → area: weighted cue words (corpus/lexicon/area-cue.tsv), read with the guidelines' definitions of the areas.

The same cues tell whether a clause is about public administration at all.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import cast

from corpus import lexicon
from extractors.facts import Area
from extractors.rulebook import alternatives

DEFAULT: Area = "steering"
"""What a clause without any cue is about: mostly how work was led ("việc này còn chậm")."""

OPENING = 1.5
"""Words of the first half of a clause name its subject and weigh more than those of its consequences."""


CONTEXT = 0.2
"""What a cue elsewhere in the sentence weighs beside one in the clause itself."""


@dataclass(slots=True)
class Areas:
    """Weight of each area in a stretch of text, and how many administrative actors it names."""

    weights: dict[str, float] = field(default_factory=dict)
    agents: int = 0

    @property
    def total(self) -> float:
        return sum(self.weights.values())

    def best(self, around: Areas) -> Area:
        """The heaviest area of the clause; its sentence has a small say, which decides where the clause is vague."""
        areas = {*self.weights, *around.weights}
        if not areas:
            return DEFAULT
        return cast(Area, max(sorted(areas), key=lambda area: self.weights.get(area, 0.0) + CONTEXT * around.weights.get(area, 0.0)))


@cache
def _cues() -> tuple[re.Pattern[str], dict[str, tuple[tuple[str, float], ...]], re.Pattern[str]]:
    cues: dict[str, tuple[tuple[str, float], ...]] = {}
    for row in lexicon.table("area-cue"):
        key = row["word"].lower()
        cues[key] = (*cues.get(key, ()), (row["area"], float(row["weight"])))
    return (re.compile(rf"\b{alternatives(tuple(cues))}\b", re.IGNORECASE), cues,
            re.compile(rf"\b{alternatives(lexicon.words('area-agent'))}\b", re.IGNORECASE))


def areas_in(text: str, start: int, end: int) -> Areas:
    """What text[start:end] is about; longer cues hide the shorter ones in them."""
    pattern, cues, agents = _cues()
    areas = Areas(agents=sum(1 for _ in agents.finditer(text, start, end)))
    middle = start + (end - start) / 2
    for match in pattern.finditer(text, start, end):
        for area, weight in cues[" ".join(match[0].lower().split())]:
            areas.weights[area] = areas.weights.get(area, 0.0) + weight * (OPENING if match.start() < middle else 1.0)
    return areas
