"""What the words around a figure do to it: at least, at most, about; a result or a target.

Cues are data (`rules/context.toml`). A target cue ("phấn đấu", "chỉ tiêu", "đến năm 2025 có ít nhất") holds
for the figures after it in its sentence until a result cue ("đã đạt", "kết quả đạt") takes over.
"""
from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from extractors import rulebook
from extractors.analysis import Analysis
from extractors.facts import Comparator, Modality
from extractors.sentences import Sentence


def comparator(text: str, start: int, end: int, sentence: Sentence) -> Comparator:
    """How the figure at text[start:end] (its unit included in neither) compares: ≥, ≤, ≈ or =."""
    for rule in rulebook.load("context").starting("comparator."):
        if rule.beside(text, start, end, sentence.start, sentence.end):
            return rule.emit["comparator"]
    return "eq"


class Modalities:
    """Target or actual for any place in a text; cues are read once."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    @cached_property
    def _cues(self) -> list[tuple[int, int, str]]:
        book = rulebook.load("context")
        cues = [(m.start(), m.end(), rule.emit["modality"]) for rule in book.starting("modality.") for m in rule.find(self.analysis.text)]
        return sorted(cues)

    @cached_property
    def _starts(self) -> list[int]:
        return [cue[0] for cue in self._cues]

    @cached_property
    def document_is_plan(self) -> bool:
        """A plan, programme or directive: its figures are targets unless a sentence says otherwise."""
        head = self.analysis.text[:1500]
        return next(rulebook.load("context")["plan.title"].find(head), None) is not None

    def at(self, offset: int, sentence: Sentence) -> Modality:
        """Whether a figure at `offset` is a reported result or a target."""
        cues = self._cues[bisect_right(self._starts, sentence.start - 1):bisect_right(self._starts, offset)]
        for start, end, modality in reversed(cues):
            if end <= offset + 2:
                return modality  # type: ignore[return-value]
        follows = self._cues[bisect_right(self._starts, offset):bisect_right(self._starts, min(sentence.end, offset + 60))]
        if any(m == "target_after" for _, _, m in follows):
            return "target"
        if sentence.section == "plan" or self.document_is_plan:
            return "target"
        return "actual"
