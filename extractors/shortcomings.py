from __future__ import annotations

from extractors.analysis import Analysis
from extractors.facts import Shortcoming


def find(analysis: Analysis) -> tuple[Shortcoming, ...]:
    return ()
