"""Whose figure it is: the nearest fitting organisation or place before it, else the document's province."""
from __future__ import annotations

from bisect import bisect_left

from extractors.analysis import Analysis
from extractors.metrics.kinds import Candidate


class Subjects:
    """Subjects of one text, looked up by place."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    def of(self, candidate: Candidate, indicator: str) -> str | None:
        """The subject as named."""
        return f"tỉnh {self.analysis.province}" if self.analysis.province else None
