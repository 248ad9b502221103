"""Which province is a document about? None where the text leaves it open: national news, or several provinces alike.

A source of one province answers first. Otherwise every name of a province in the text counts by where it stands and who is
named with it; the leader must be well ahead of the next. A text that says "UBND tỉnh", "toàn tỉnh" without a name speaks as the
province's own, and then even a single name tells which; one that opens with ministries and ranks provinces is nobody's.
"""
from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from corpus.places import ProvinceMention, find_provinces
from pipeline.document import Block
from pipeline.parse.dates import SIGNED
from pipeline.parse.lines import names_issuer

# What one mention is worth. Under a letterhead or a site's name a province speaks of itself; in a headline it is the subject.
LETTERHEAD, SITE, TITLE, INSTITUTION, STRONG, WEAK = 12.0, 8.0, 4.0, 3.0, 2.0, 1.0
IN_LEAD = 1.0       # more for a body or province named where a news item says who and where
ENOUGH = 4.0        # less is a passing mention …
ENOUGH_OWN = 1.0    # … unless the text speaks as a province's own
AHEAD = 2.0         # times the next province's weight
LEAD_BLOCKS = 2     # paragraphs: where a news item says who and where

# A body of the province stands before its name: "UBND tỉnh X", "Sở Nội vụ X", "Bí thư Thành ủy X".
INSTITUTION_BEFORE = re.compile(
    r"(?:\bUBND|\bHĐND|\bMTTQ|ĐBQH|[Tt]ỉnh [uủ][ỷyủ]|[Tt]hành [uủ][ỷyủ]|[ỦU][ỷy] ban nhân dân|[Hh]ội đồng nhân dân|\bSở\b[^.,;\n]{0,40}|\bCục\b[^.,;\n]{0,20}|"
    r"[Cc]ông an|[Bb]í thư|[Cc]hủ tịch|[Ll]ãnh đạo|[Cc]hính quyền|[Tt]rên địa bàn|\bcủa)\s(?:(?:tỉnh|thành phố|TP\.?|Thành phố)\s?)?$")
# "X là tỉnh có …": the text introduces the province.
INTRODUCED = re.compile(r"\s+là (?:một )?(?:trong những )?(?:tỉnh|thành phố|địa phương)\b")
# The province, unnamed: what a provincial portal or newspaper calls its own.
OWN = re.compile(r"\b(?:(?:UBND|HĐND|[ỦU][ỷy] ban nhân dân|[Tt]oàn|địa bàn|của) tỉnh|[Tt]ỉnh (?:ủy|uỷ))\b(?=[\s,.;:)”]+)\s?")
NATIONAL = re.compile(r"\bChính phủ\b|\bThủ tướng\b|\bBộ (?:trưởng|Nội vụ|Tài chính|Tư pháp)\b|\bcác bộ\b|\bBan Bí thư\b|\bQuốc hội\b|\bcả nước\b|\btoàn quốc\b|"
                      r"\bcác tỉnh, thành\b")
# Where somebody comes from, or once served.
PASSING = re.compile(r"(?:\b[Nn]guyên [^.;:\n]{0,60}|\bcựu [^.;:\n]{0,60}|\bquê\b|đến từ|sinh tại|đoàn công tác (?:của )?(?:tỉnh|thành phố)?)\W*(?:tỉnh\s|thành phố\s)?$")


def province_of(text: str, *, title_span: tuple[int, int] | None = None, blocks: Sequence[Block] = (), on: date | None = None,
                source_province: str | None = None) -> str | None:
    """A name of `corpus.places`, or None. Lists of other articles and adverts don't count, a site's head and foot do."""
    if source_province:
        return source_province
    first = _first_paragraphs(blocks)
    lead_end = first[-1].end if first else 0
    weights: defaultdict[str, float] = defaultdict(float)
    acting: set[str] = set()   # provinces whose bodies are named
    meant: set[str] = set()    # provinces named as such ("tỉnh X"), not only by a bare name that a club or a firm may bear
    mentions = find_provinces(text, on)
    starts = [b.start for b in blocks]
    for mention in mentions:
        index = bisect_right(starts, mention.start) - 1
        block = blocks[index] if index >= 0 and mention.start < blocks[index].end else None
        before = text[max(0, mention.start - 70):mention.start]
        if PASSING.search(before):
            continue
        institution = INSTITUTION_BEFORE.search(before) is not None
        introduced = INTRODUCED.match(text, mention.end) is not None
        weight = _weight(mention, institution or introduced, text, title_span, block, lead_end)
        weights[mention.province.name] += weight
        if introduced or mention.strength == "strong":
            meant.add(mention.province.name)
        if institution or weight >= SITE:
            acting.add(mention.province.name)
    if not weights:
        return None
    national = NATIONAL.search(_lead(text, title_span, blocks)) is not None
    named = {mention.start for mention in mentions}
    own = sum(hit.end() not in named for hit in OWN.finditer(text)) >= 2
    (leader, weight), *others = sorted(weights.items(), key=lambda item: -item[1])
    enough = ENOUGH_OWN if own and len(weights) == 1 else ENOUGH
    if weight < enough or (others and weight < AHEAD * others[0][1]):
        return None
    if leader in acting or own:
        return leader
    return leader if leader in meant and len(weights) == 1 and not national else None


def _weight(mention: ProvinceMention, institution: bool, text: str, title: tuple[int, int] | None, block: Block | None,
            lead_end: int) -> float:
    strong = mention.strength == "strong"
    if block is not None and block.kind == "furniture":
        return _furniture_weight(text[block.start:block.end], strong)
    if title and title[0] <= mention.start < title[1]:
        return TITLE
    if not (institution or strong):
        return WEAK
    return (INSTITUTION if institution else STRONG) + (IN_LEAD if mention.start < lead_end else 0.0)


def _furniture_weight(line: str, strong: bool) -> float:
    upper = line.upper()
    if "CỘNG HÒA" in upper or "CỘNG HOÀ" in upper or (strong and line.isupper() and names_issuer(line)):
        return LETTERHEAD
    if SIGNED.match(line):
        return SITE
    return SITE if strong and ("THÔNG TIN ĐIỆN TỬ" in upper or "BẢN QUYỀN" in upper or "ĐÀI P" in upper) else 0.0


def _first_paragraphs(blocks: Sequence[Block]) -> list[Block]:
    return [b for b in blocks if b.kind in ("paragraph", "list_item")][:LEAD_BLOCKS]


def _lead(text: str, title: tuple[int, int] | None, blocks: Sequence[Block]) -> str:
    """The headline and the first paragraphs."""
    return "\n".join([text[title[0]:title[1]] if title else "", *(text[b.start:b.end] for b in _first_paragraphs(blocks))])
