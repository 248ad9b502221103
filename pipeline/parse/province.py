"""Which province is a document about? None where the text leaves it open: national news, or several provinces alike.

A source of one province answers first. Otherwise every name of a province in the text counts by where it stands and how it is
meant; the leader must be well ahead of the next.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from corpus.places import find_provinces
from pipeline.document import Block

# What one mention is worth. Under a letterhead or a site's name a province speaks of itself; in a headline it is the subject.
LETTERHEAD, SITE, TITLE, LEAD, STRONG, WEAK = 12.0, 8.0, 6.0, 3.0, 2.0, 1.0
LEAD_BLOCKS = 2     # paragraphs: where a news item says who and where
ENOUGH = 6.0        # less is a passing mention
AHEAD = 2.0         # times the next province's weight


def province_of(text: str, *, title_span: tuple[int, int] | None = None, blocks: Sequence[Block] = (), on: date | None = None,
                source_province: str | None = None) -> str | None:
    """A name of `corpus.places`, or None. Lists of other articles and adverts don't count, a site's head and foot do."""
    if source_province:
        return source_province
    first_body = [b for b in blocks if b.kind in ("paragraph", "list_item")][:LEAD_BLOCKS]
    lead_end = first_body[-1].end if first_body else 0
    weights: Counter[str] = Counter()
    for mention in find_provinces(text, on):
        weight = _weight(mention.start, mention.strength == "strong", text, title_span, blocks, lead_end)
        weights[mention.province.name] += weight
    ranked = weights.most_common(2)
    if not ranked or ranked[0][1] < ENOUGH:
        return None
    if len(ranked) > 1 and ranked[0][1] < AHEAD * ranked[1][1]:
        return None
    return ranked[0][0]


def _weight(at: int, strong: bool, text: str, title: tuple[int, int] | None, blocks: Sequence[Block], lead_end: int) -> float:
    block = next((b for b in blocks if b.start <= at < b.end), None)
    if block is not None and block.kind == "furniture":
        return _furniture_weight(text[block.start:block.end], strong)
    if title and title[0] <= at < title[1]:
        return TITLE
    base = STRONG if strong else WEAK
    return max(base, LEAD) if at < lead_end and strong else base


def _furniture_weight(line: str, strong: bool) -> float:
    upper = line.upper()
    if "CỘNG HÒA" in upper or "CỘNG HOÀ" in upper:
        return LETTERHEAD
    return SITE if strong and ("THÔNG TIN ĐIỆN TỬ" in upper or "BẢN QUYỀN" in upper or "ĐÀI P" in upper) else 0.0
