from __future__ import annotations

from extractors.analysis import Analysis
from extractors.facts import Official


def find(analysis: Analysis) -> tuple[Official, ...]:
    return ()
