"""The words that say something is deficient: rules `predicate.*` of rules/shortcomings.toml."""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extractors import rulebook

# Every predicate contains one of these; most sentences contain none and are left at once.
_HINT = re.compile(
    r"còn|chưa|thiếu|không|chậm|thấp|quá|trễ|xuống cấp|chồng|trùng|nghẽn|đẩy|tránh|nhiễu|tình trạng|hiện tượng|biểu hiện|thực trạng"
    r"|khó|vướng|bất cập|phiền|lãng phí|thất|nhiều lần|nộp lại|nộp đi|lâu|kéo dài|tụt|lùi|giảm|cuối|kém|thua|xếp|đứng|tham nhũng|hối lộ|tiền"
    r"|vòi|chung chi|chạy chọt|lót|bôi trơn|chính thức|lợi dụng|hư hỏng|sai |trái|nợ|dàn trải|cồng kềnh|gián đoạn|yếu|sợ|lấn chiếm|bỏ hoang"
    r"|rườm rà|quan liêu|cửa quyền|hách|vô cảm|thờ ơ|trì trệ|buông|làm (?:thay|hộ|đi)|tắc trách|qua loa|đối phó|manh mún|bội chi|trây|đọng"
    r"|bất hợp|hình thức|đòi|trục lợi|tiêu cực|gợi ý|vẫn|thường|phong bì|phức tạp", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Predicate:
    """Words at text[start:end] that state a deficiency in the way `kind` (class in the rule file) names."""

    start: int
    end: int
    kind: str
    confidence: float
    rule: str


@cache
def _rules() -> tuple[rulebook.Rule, ...]:
    return rulebook.load("shortcomings").starting("predicate.")


def may_be_deficient(text: str, start: int, end: int) -> bool:
    """Whether it is worth looking at all: a cheap first sieve."""
    return _HINT.search(text, start, end) is not None


def predicates(text: str, start: int, end: int) -> list[Predicate]:
    """The predicates in text[start:end] in text order, none overlapping: of two the likelier, then the longer one stays."""
    found = []
    for rule in _rules():
        kind = rule.emit["class"]
        for match in rule.find(text, start, end):
            if kind == "rank_value" and not _low(match):
                continue
            span = match.span("fact") if "fact" in match.re.groupindex else match.span()
            found.append(Predicate(*span, kind, rule.confidence, rule.name))
    found.sort(key=lambda p: (-p.confidence, p.start - p.end))
    kept: list[Predicate] = []
    for predicate in found:
        if all(predicate.end <= k.start or predicate.start >= k.end for k in kept):
            kept.append(predicate)
    return sorted(kept, key=lambda p: p.start)


def _low(match: re.Match[str]) -> bool:
    """Whether a place in a table of all provinces is in its last third ("47/63")."""
    position, total = int(match["position"]), int(match["total"])
    return total >= 10 and total >= position > 2 * total / 3
