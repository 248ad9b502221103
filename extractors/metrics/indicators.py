"""Which indicator a figure measures: the cue phrases of `corpus/indicators.toml` vote by weight and nearness.

What follows the counted noun says most ("483.677 hồ sơ đúng hạn"), then what stands before the figure in its clause;
then the rest of the sentence, the sentence before and the title. The counted noun votes too. A figure that
restates the one before it ("295/295 HS (100%)") measures the same. Ranks and points belong to indices only.
"""
from __future__ import annotations

import re
from bisect import bisect_left

from corpus.indicators import Cue, by_unit, find_cues
from extractors.analysis import Analysis
from extractors.metrics.kinds import Candidate


INDICES = frozenset({"PAR_INDEX", "PAR_INDEX_LOCAL", "SIPAS", "PAPI", "PCI", "PGI", "DDCI", "DTI", "ICT_INDEX", "PII", "SERVICE_INDEX"})
# Votes below this name no indicator (scale: an indicator named beside the figure is about 3).
LEAST = 0.85
_CLAUSE_END = re.compile(r"[;:]|\n|\. |, (?:trong đó|gồm|đồng thời|còn) ")
_RESTATES = re.compile(r"[^.;\n\d]{0,30}(?:\(|đạt|chiếm|tương ứng|tương đương|bằng|tỷ lệ|tỉ lệ|=)[^.;\n\d]{0,25}")
_ATTRIBUTE = re.compile(r"[^,;.:()\n]*")


class Indicators:
    """Indicators of one text; its cues are found once."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.cues = find_cues(analysis.text)
        self._starts = [cue.start for cue in self.cues]
        self._sentence_starts = [s.start for s in analysis.sentences]
        self._title = [cue for cue in self.cues if cue.start < _title_end(analysis)]

    def _between(self, start: int, end: int) -> tuple[Cue, ...]:
        return self.cues[bisect_left(self._starts, start):bisect_left(self._starts, end)]

    def of(self, candidate: Candidate, before: Candidate | None, last: str | None) -> str:
        """The code with most votes, "OTHER" where none has enough. `before` and `last` are the figure
        read before this one and its indicator."""
        together = before is not None and before.sentence == candidate.sentence
        if together and before and last and self._restates(candidate, before):
            return last
        ranked = candidate.kind in {"ranking", "score"} or candidate.unit in {"hạng", "điểm"}
        votes = self._own_votes(candidate, ranked)
        if last and last != "OTHER" and together and before and candidate.start - before.end < 90:
            votes[last] = votes.get(last, 0.0) + (1.2 if candidate.kind in {"change", "ranking", "percentage"} else 0.5)
        if max(votes.values(), default=0.0) < LEAST or (ranked and not votes.keys() & INDICES):
            self._ask_around(candidate, ranked, votes)
        best = max(votes, key=lambda code: votes[code], default="OTHER")
        return best if votes.get(best, 0.0) >= LEAST else "OTHER"

    def _restates(self, candidate: Candidate, before: Candidate) -> bool:
        if candidate.kind != "percentage" or before.kind not in {"count", "money"}:
            return False
        return bool(_RESTATES.fullmatch(self.analysis.text, before.end, candidate.start))

    def _own_votes(self, candidate: Candidate, ranked: bool) -> dict[str, float]:
        text, sentence = self.analysis.text, candidate.sentence
        votes: dict[str, float] = {}
        breaks = [m.end() for m in _CLAUSE_END.finditer(text, sentence.start, candidate.start)]
        clause_start = breaks[-1] if breaks else sentence.start
        after_break = _CLAUSE_END.search(text, candidate.end, sentence.end)
        clause_end = after_break.start() if after_break else sentence.end
        attribute = _ATTRIBUTE.match(text, candidate.end, clause_end)
        attribute_end = attribute.end() if attribute else candidate.end
        for cue in self._between(sentence.start, sentence.end):
            if clause_start <= cue.start < candidate.start:
                commas = text.count(",", cue.end, candidate.start)
                factor = max(0.35, 1 - 0.2 * commas) / (1 + max(0, candidate.start - cue.end) / 90)
            elif candidate.start <= cue.start < attribute_end:
                factor = 1.15 / (1 + max(0, cue.start - candidate.end - 12) / 50)
            elif cue.start < candidate.start:
                factor = 0.4 / (1 + (candidate.start - cue.end) / 200)
            else:
                factor = 0.35 if cue.start < clause_end else 0.1
            if cue.code in INDICES and candidate.kind in {"count", "money"}:
                factor *= 0.6
            elif cue.code not in INDICES and ranked:
                factor *= 0.3
            votes[cue.code] = votes.get(cue.code, 0.0) + cue.weight * factor
        for code in by_unit(candidate.unit) if candidate.kind == "count" else ():
            votes[code] = votes.get(code, 0.0) + 0.9
        return votes

    def _ask_around(self, candidate: Candidate, ranked: bool, votes: dict[str, float]) -> None:
        """The sentences just before and the title, where the sentence itself does not tell."""
        def vote(cue: Cue, factor: float) -> None:
            if (cue.code in INDICES) != ranked:
                factor *= 0.3 if ranked else 0.25 if candidate.kind == "count" else 0.7
            votes[cue.code] = votes.get(cue.code, 0.0) + cue.weight * factor

        index = bisect_left(self._sentence_starts, candidate.sentence.start)
        step = 0
        for earlier in reversed(self.analysis.sentences[max(0, index - 6):index]):
            if earlier.block == "caption" or step == 2:
                continue
            step += 1
            for cue in self._between(earlier.start, earlier.end):
                vote(cue, 0.5 if step == 1 else 0.3)
        for cue in self._title:
            vote(cue, 0.35)


def _title_end(analysis: Analysis) -> int:
    if analysis.title:
        at = analysis.text.find(analysis.title)
        if at >= 0:
            return at + len(analysis.title)
    return analysis.sentences[0].end if analysis.sentences else 0



