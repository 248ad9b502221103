"""Which span of time a figure is for, and what a change is compared with.

In the figure's sentence: the period named last before it, else the first after it in its clause; then the
sentences before it, captions left out; then the title. A deadline counts for targets only; a plain date
counts only as "tính đến ngày …" or as a deadline, since most dates are those of documents and meetings.
"""
from __future__ import annotations

import re
from bisect import bisect_left

from extractors.analysis import Analysis
from extractors.facts import Modality, Period
from extractors.metrics.kinds import Candidate
from extractors.periods import PeriodMention

_OTHER_CLAUSE = re.compile(r"[;()\n]|,[^,]*,|[^\n]{120}")
_OTHER_FIGURE = re.compile(r"[;\n]|\d")
_AS_OF = re.compile(r"(?:đến|tới|trước|hết|trong|vào|tính)\s*$")
# A period once named holds for the sentences that follow, until the text turns to another matter.
REACH_BACK = 6


class Periods:
    """Periods of one text, looked up by place."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.usable = [m for m in analysis.periods if m.period and m.role != "base" and self._states_a_period(m)]
        self.bases = [m for m in analysis.periods if m.role == "base"]
        self._starts = [m.start for m in self.usable]
        self._sentence_starts = [s.start for s in analysis.sentences]
        self._title = self._of_title()

    def _states_a_period(self, mention: PeriodMention) -> bool:
        if mention.kind == "day":
            return bool(_AS_OF.search(self.analysis.text, max(0, mention.start - 12), mention.start))
        return True

    def _of_title(self) -> PeriodMention | None:
        head = self.analysis.text[:400]
        named = [m for m in self.usable if m.end <= len(head) and m.kind not in {"day", "span"}]
        return named[0] if named else None

    def _between(self, start: int, end: int) -> list[PeriodMention]:
        return self.usable[bisect_left(self._starts, start):bisect_left(self._starts, end)]

    def of(self, candidate: Candidate, modality: Modality) -> tuple[Period | None, Period | None]:
        """(period, base); base only for changes."""
        mention = self._of_figure(candidate, modality)
        period = mention.period if mention else None
        return period, (self._base(candidate, period) if candidate.kind == "change" else None)

    def _fits(self, mention: PeriodMention, modality: Modality) -> bool:
        return modality == "target" or mention.role != "deadline"

    def _of_figure(self, candidate: Candidate, modality: Modality) -> PeriodMention | None:
        sentence = candidate.sentence
        before = [m for m in self._between(sentence.start, candidate.start) if self._fits(m, modality)]
        if before:
            return before[-1]
        after = [m for m in self._between(candidate.end, sentence.end) if self._fits(m, modality)]
        if after and not _OTHER_CLAUSE.search(self.analysis.text, candidate.end, after[0].start):
            return after[0]
        index = bisect_left(self._sentence_starts, sentence.start)
        for earlier in reversed(self.analysis.sentences[max(0, index - REACH_BACK):index]):
            if earlier.block in {"caption", "furniture"}:
                continue
            inside = [m for m in self._between(earlier.start, earlier.end) if self._fits(m, modality)]
            if inside:
                return inside[-1]
        return self._title if self._title and self._fits(self._title, modality) else None

    def _base(self, candidate: Candidate, period: Period | None) -> Period | None:
        text, sentence = self.analysis.text, candidate.sentence
        near = [m for m in self.bases if sentence.start <= m.start < sentence.end]
        after = [m for m in near if m.start >= candidate.end and not _OTHER_FIGURE.search(text, candidate.end, m.start)]
        before = [m for m in near if m.end <= candidate.start and not re.search(r";|\. ", text[m.end:candidate.start])]
        chosen = after[0] if after else before[-1] if before else None
        return self._same_days(chosen, period) if chosen else None

    def _same_days(self, mention: PeriodMention, period: Period | None) -> Period | None:
        if mention.kind == "same_period" and period:
            year = mention.period.start.year if mention.period and mention.period.start.year != period.start.year else period.start.year - 1
            try:
                return Period(period.start.replace(year=year), period.end.replace(year=year))
            except ValueError:  # 29 February
                return Period(period.start.replace(year=year), period.end.replace(year=year, day=28))
        if mention.kind == "relative" and period:
            return Period(period.start.replace(year=period.start.year - 1, month=1, day=1), period.end.replace(year=period.end.year - 1, month=12, day=31))
        return mention.period
