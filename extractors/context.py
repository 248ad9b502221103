"""What the words around a figure do to it: at least, at most, about; a result or a target.

Cues are data (`rules/context.toml`). A target cue ("phấn đấu", "chỉ tiêu", "đến năm 2025 có ít nhất") holds
for the figures after it in its sentence until a result cue ("đã đạt", "kết quả đạt") takes over.
"""
from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, cached_property

from extractors import rulebook
from extractors.analysis import Analysis
from extractors.facts import Comparator, Modality
from extractors.heads import Finder
from extractors.sentences import Sentence

# Characters: lines above a list that are headings stay below, items are mostly longer.
_HEADING = 60
_ITEM = re.compile(r"[-–+•*]|\(?(?:\d{1,2}|[a-zđ])[.)]")


def aside(text: str, offset: int, low: int) -> int | None:
    """Where the parenthesis around `offset` opens, looking back to `low`; None outside of one."""
    opening = text.rfind("(", low, offset)
    return None if opening < 0 or text.find(")", opening, offset) >= 0 else opening


def comparator(text: str, start: int, end: int, sentence: Sentence) -> Comparator:
    """How the figure at text[start:end] (its unit included in neither) compares: ≥, ≤, ≈ or =."""
    beside = next(_figure_cues("comparator.").beside(text, start, end, sentence.start, sentence.end), None)
    return beside.rule.emit["comparator"] if beside else "eq"


@cache
def _figure_cues(prefix: str) -> rulebook.Cues:
    return rulebook.Cues(rulebook.load("context").starting(prefix))


@cache
def _modality_cues() -> tuple[tuple[rulebook.Rule, ...], Finder]:
    rules = rulebook.load("context").starting("modality.")
    return rules, Finder([rule.pattern for rule in rules])


class Modalities:
    """Target or actual for any place in a text; cues are read once."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    @cached_property
    def _cues(self) -> list[tuple[int, int, Modality]]:
        rules, finder = _modality_cues()
        cues = [(m.start(), m.end(), rule.emit["modality"]) for rule, found in zip(rules, finder.find(self.analysis.text), strict=True) for m in found]
        return sorted(cues)

    @cached_property
    def _starts(self) -> list[int]:
        return [cue[0] for cue in self._cues]

    @cached_property
    def document_is_plan(self) -> bool:
        """A plan, programme or directive: its figures are targets unless a sentence says otherwise."""
        head, rules = self.analysis.text[:1500], rulebook.load("context")
        titles = [self.analysis.title or "", head.split("\n", 1)[0]]
        first = self.analysis.sentences[0].end if self.analysis.sentences else 0
        return (any(rules["plan.named"].pattern.match(title) for title in titles) or next(rules["plan.title"].find(head), None) is not None
                or next(rules["plan.news"].find(self.analysis.text, 0, first), None) is not None)

    def at(self, offset: int, number_end: int, sentence: Sentence) -> Modality:
        """Whether the figure text[offset:number_end] is a reported result or a target."""
        if any(_figure_cues("target.").beside(self.analysis.text, offset, number_end, sentence.start, sentence.end)):
            return "target"
        if any(_figure_cues("actual.").beside(self.analysis.text, offset, number_end, sentence.start, sentence.end)):
            return "actual"
        cues = self._before(offset, sentence.start)
        if not cues and (lead := self._lead_of(sentence)):
            cues = self._between(lead.start, lead.end)
        if cues:
            return "target" if cues[-1] == "target_after" else cues[-1]
        follows = self._between(offset, min(sentence.end, offset + 60))
        if "target_after" in follows:
            return "target"
        return "target" if sentence.section == "plan" or self.document_is_plan or self._is_required(offset, sentence) else "actual"

    def is_told(self, offset: int, number_end: int, sentence: Sentence) -> bool:
        """Whether the words before the figure say if it is a goal or a result, so that the kind of document need not."""
        return bool(self._before(offset, sentence.start)) or any(_figure_cues("target.").beside(self.analysis.text, offset, number_end, sentence.start, sentence.end))

    def _is_required(self, offset: int, sentence: Sentence) -> bool:
        """"tối thiểu 98,5%": a bound that nothing says has been reached is one that is asked for."""
        return any(_figure_cues("required.").beside(self.analysis.text, offset, offset, sentence.start))

    def _between(self, start: int, end: int) -> list[Modality]:
        return [cue[2] for cue in self._cues[bisect_left(self._starts, start):bisect_left(self._starts, end)]]

    def _before(self, offset: int, low: int) -> list[Modality]:
        """The cues between `low` and `offset`, without those in a parenthesis that has closed: "(mục tiêu 95%), tỷ lệ …"."""
        text, around = self.analysis.text, aside(self.analysis.text, offset, low)
        return [modality for start, _, modality in self._cues[bisect_left(self._starts, low):bisect_left(self._starts, offset)]
                if aside(text, start, low) in (None, around)]

    def _heads(self, earlier: Sentence, sentence: Sentence) -> bool:
        """"2. Chỉ tiêu cụ thể" above "a) 100% văn bản …": a short line marked in another way than the item."""
        text = self.analysis.text
        return (earlier.end - earlier.start < _HEADING and text[earlier.end - 1] not in ".;,"
                and text[earlier.start].isdigit() != text[sentence.start].isdigit())

    def _lead_of(self, sentence: Sentence) -> Sentence | None:
        """The sentence that introduces the list in which `sentence` is an item."""
        text, sentences = self.analysis.text, self.analysis.sentences
        if not _ITEM.match(text, sentence.start):
            return None
        index = bisect_left(self.analysis.sentence_starts, sentence.start)
        for earlier in reversed(sentences[max(0, index - 40):index]):
            if not _ITEM.match(text, earlier.start) or text[earlier.end - 1] == ":" or self._heads(earlier, sentence):
                return earlier
        return None
