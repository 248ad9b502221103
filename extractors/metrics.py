from __future__ import annotations

from extractors.analysis import Analysis
from extractors.facts import Metric


def find(analysis: Analysis) -> tuple[Metric, ...]:
    return ()
