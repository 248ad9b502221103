"""Which indicator a figure measures: the cue phrases of `corpus/indicators.toml` vote by weight and nearness.

A cue in the figure's own clause counts most, the one just before it more than one after it; then the sentence,
then the sentence before, the heading above and the title. The counted noun votes too. An index that was named
stays meant until another is ("PAR INDEX xếp 51/63, tăng 7 hạng"); ranks belong to indices only.
"""
from __future__ import annotations

import re
from bisect import bisect_left

from corpus.indicators import Cue, by_unit, find_cues
from corpus.indicators import indicators as known_indicators
from extractors.analysis import Analysis
from extractors.metrics.kinds import Candidate

INDICES = frozenset({"PAR_INDEX", "PAR_INDEX_LOCAL", "SIPAS", "PAPI", "PCI", "PGI", "DDCI", "DTI", "ICT_INDEX", "PII", "SERVICE_INDEX"})
# Votes below this are too weak to name an indicator (scale: one named indicator in the same clause is about 3).
LEAST = 0.7
_CLAUSE_END = re.compile(r"[;:]|, (?=\d)|\n|(?<=[^\d]), (?:trong đó|gồm|đồng thời|còn)|\. ")


class Indicators:
    """Indicators of one text; its cues are found once."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.cues = find_cues(analysis.text)
        self._starts = [cue.start for cue in self.cues]
        self._title = [cue for cue in self.cues if cue.start < _title_end(analysis)]
        self._known = known_indicators()

    def _between(self, start: int, end: int) -> tuple[Cue, ...]:
        return self.cues[bisect_left(self._starts, start):bisect_left(self._starts, end)]

    def of(self, candidate: Candidate, before: Candidate | None, last: str | None) -> str:
        """The code with most votes, "OTHER" where no one has enough. `before` and `last` are the candidate
        read before this one and its indicator."""
        votes: dict[str, float] = {}
        sentence, ranked = candidate.sentence, candidate.kind in {"ranking", "score"} or candidate.unit in {"hạng", "điểm"}

        def vote(cue: Cue, factor: float) -> None:
            if ranked and cue.code not in INDICES:
                factor *= 0.3
            votes[cue.code] = votes.get(cue.code, 0.0) + cue.weight * factor

        breaks = [m.end() for m in _CLAUSE_END.finditer(self.analysis.text, sentence.start, candidate.start)]
        clause_start = breaks[-1] if breaks else sentence.start
        after_break = _CLAUSE_END.search(self.analysis.text, candidate.end, sentence.end)
        clause_end = after_break.start() if after_break else sentence.end
        for cue in self._between(sentence.start, sentence.end):
            if clause_start <= cue.start < clause_end:
                distance = candidate.start - cue.end if cue.start < candidate.start else cue.start - candidate.end + 15
                vote(cue, 1.0 / (1 + max(0, distance) / 80))
            elif cue.start < candidate.start:
                vote(cue, 0.45 / (1 + (candidate.start - cue.end) / 200))
            else:
                vote(cue, 0.12)
        for code in by_unit(candidate.unit) if candidate.kind == "count" else ():
            votes[code] = votes.get(code, 0.0) + 0.8
        if last and last != "OTHER" and before and before.sentence == sentence and candidate.start - before.end < 90:
            votes[last] = votes.get(last, 0.0) + (1.2 if candidate.kind in {"change", "ranking", "percentage"} else 0.5)
        if max(votes.values(), default=0.0) < LEAST or (ranked and not votes.keys() & INDICES):
            index = self._sentence_index(sentence)
            for step, factor in ((1, 0.5), (2, 0.35)):
                if index - step >= 0:
                    earlier = self.analysis.sentences[index - step]
                    for cue in self._between(earlier.start, earlier.end):
                        vote(cue, factor)
            for cue in self._title:
                vote(cue, 0.35)
        best = max(votes, key=lambda code: votes[code], default="OTHER")
        return best if votes.get(best, 0.0) >= LEAST else "OTHER"

    def _sentence_index(self, sentence: object) -> int:
        start = sentence.start  # type: ignore[attr-defined]
        return bisect_left([s.start for s in self.analysis.sentences], start)


def _title_end(analysis: Analysis) -> int:
    if analysis.title:
        at = analysis.text.find(analysis.title)
        if at >= 0:
            return at + len(analysis.title)
    return analysis.sentences[0].end if analysis.sentences else 0
