"""Vietnamese administrative text → facts. `extract` is the way in; spaCy components are in `extractors.components`."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extractors.blocks import BlockLike
from extractors.facts import Facts
from extractors.version import fingerprint

VERSION = fingerprint()
"""Changes whenever the same text may give other facts; the warehouse keeps it with each fact and reads again what an older one read."""


def extract(text: str, *, title: str | None = None, published: date | None = None, province: str | None = None,
            blocks: Sequence[BlockLike] = ()) -> Facts:
    """Every fact in `text` (NFC, LF). The keyword arguments are what the document says of itself, where known."""
    from extractors import checks, metrics, officials, shortcomings
    from extractors.analysis import analyse

    analysis = analyse(text, title=title, published=published, province=province, blocks=blocks)
    found = metrics.find(analysis)
    return Facts(found, officials.find(analysis), shortcomings.find(analysis), checks.find(text, found))


__all__ = ["VERSION", "Facts", "extract"]
