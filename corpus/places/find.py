"""Provinces named in running text, with how surely they are meant."""
from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

from corpus.places.spelling import fold
from corpus.places.tables import Province, aliases, province, provinces

Strength = Literal["strong", "weak"]


class ProvinceMention(NamedTuple):
    """`text[start:end]` is the name alone ("Lạng Sơn" of "tỉnh Lạng Sơn")."""

    start: int
    end: int
    province: Province
    strength: Strength


def find_provinces(text: str, on: date | None = None) -> list[ProvinceMention]:
    """Every province `text` (NFC) names, in text order; linear in its length.

    strong: the words before say that a province is meant ("tỉnh X", "UBND X", "thành phố Hà Nội"); weak: a bare name.
    Names of something smaller or else ("phường Hà Nam", "Thái Bình Dương", "Nguyễn Thái Bình", "thành phố Lạng Sơn") are left out.
    `on` picks the province of that day where a name has had several territories; without it the last one.
    """
    folded = fold(text)
    found = []
    for match in _pattern().finditer(folded):
        start, end = match.span()
        if (start and (folded[start - 1].isalnum() or folded[start - 1] == "_")) or folded[end:end + 1].isalnum():
            continue
        name, bare = _names()[" ".join(match[0].split())]
        entry = province(name, on) or province(name)
        strength = _strength(folded, start, end, entry, bare) if entry else None
        if entry and strength:
            found.append(ProvinceMention(start, end, entry, strength))
    return found


# What stands before a name and says that it is a province, or something else.
_STRONG = re.compile(
    r"(?:\btỉnh|\bTỉnh|\bTỈNH|[Tt]ỉnh ủy|TỈNH ỦY|\bUBND|\bHĐND|[Ủủ]y ban nhân dân|[Hh]ội đồng nhân dân|[Tt]hủ đô|THỦ ĐÔ|[Tt]hành ủy|"
    r"[Cc]ông an|\bBáo|trên địa bàn|[Cc]ổng [Tt]hông tin điện tử|tỉnh, thành phố)\s+$")
_CITY = re.compile(r"(?:[Tt]hành\sphố|THÀNH\sPHỐ|\b(?:TP|Tp|tp)\.?)\s*$")
_SMALLER = re.compile(
    r"(?:\b(?:huyện|quận|thị xã|thị trấn|phường|xã|thôn|bản|ấp|khóm|khu phố|đường|phố|cầu|sông|núi|chợ|hồ|đảo|vịnh|biển|trường|ga|cảng|"
    r"công ty|khách sạn|chùa|đền|làng|câu lạc bộ|CLB|đội)|\b(?:TX|TT|Q|P|H|X)\.)\s*$", re.IGNORECASE)
_SMALLER_LIST = re.compile(r"\bcác (?:huyện|quận|thị xã|thị trấn|phường|xã|thôn)\b[^.;\n]{0,120}$")
_CONTINUES = re.compile(r"[ \u00a0]+([^\W\d_]+)")
_BEFORE = re.compile(r"(\w+)[ \u00a0]+(\w+)[ \u00a0]+$|(?:^|\W)[ \u00a0]*(\w+)[ \u00a0]+$")
# Longer names that begin with a province's.
_LONGER = {"thái bình": ("dương",), "điện biên": ("phủ", "đông"), "hà nam": ("ninh",), "bình thuận": ("đông",)}
# The family names of nine in ten Vietnamese, and the two commonest middle names: before "Thái Bình" they make it a person.
_FAMILY = frozenset([
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "ngô", "dương", "lý", "đinh", "trương", "lâm",
    "đoàn", "trịnh", "mai", "đào", "tô", "cao", "tạ", "chu", "lưu", "lương", "văn", "thị"])


def _strength(text: str, start: int, end: int, entry: Province, bare: bool) -> Strength | None:
    before = text[max(0, start - 160):start]
    near = before[-40:]
    name = text[start:end].lower()
    after = _CONTINUES.match(text, end)
    rest = text[after.start(1):after.start(1) + 12].lower() if after else ""
    if any(rest.startswith(word) for word in _LONGER.get(name, ())):
        return None
    if entry.name.startswith("TP.") and bare:
        return "strong"
    if _CITY.search(near) and not near.rstrip().endswith("tỉnh, thành phố"):
        return "strong" if entry.kind == "thành phố" else None
    if _STRONG.search(near):
        return "strong"
    if not bare or _SMALLER.search(near) or _SMALLER_LIST.search(before) or (after and after[1].istitle() and after[1].lower() not in _FAMILY):
        return None    # a longer name; but "Sở Nội vụ Hà Nội Trần Văn An" goes on with a person
    words = _BEFORE.search(near)
    if words:
        last = words[2] or words[3]
        if any(word and word[0].isupper() and word.lower() in _FAMILY for word in (words[1] if last[0].isupper() else None, last)):
            return None
    return "weak"


@cache
def _names() -> dict[str, tuple[str, bool]]:
    """Folded surface form → (province name, may stand bare)."""
    found: dict[str, tuple[str, bool]] = {}
    rows = [(entry.name, entry.name, True) for entry in provinces().values()]
    rows += [(a.alias, a.province, a.bare) for a in aliases()]
    for surface, name, bare in rows:
        for form in (fold(surface), fold(surface).upper()):
            found.setdefault(form, (name, bare))
    return found


@cache
def _pattern() -> re.Pattern[str]:
    groups: dict[str, list[str]] = {}
    for form in sorted(_names(), key=len, reverse=True):
        groups.setdefault(form[0], []).append(r"(?:[ \u00a0]+\n?|\n)".join(map(re.escape, form[1:].split(" "))))
    return re.compile("|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in groups.items()))
