"""How far a clause with a predicate of deficiency is to be believed.

Confidence is what the predicate is worth by itself, lessened by what takes it back (overcome, demanded, supposed),
raised in a part of the document that lists shortcomings, lessened outside public administration.
"""
from __future__ import annotations

import re
from dataclasses import dataclass

from extractors import rulebook
from extractors.sentences import Sentence
from extractors.shortcomings.areas import Areas, areas_in
from extractors.shortcomings.clauses import Clause
from extractors.shortcomings.predicates import Predicate

SECTION = {"shortcomings": 1.25, "causes": 1.2, "other": 1.0, "results": 0.85, "plan": 0.55}
LISTED = 1.25
FINITE = {"judgement"}
DENSE = 4.0
"""Weight of area cues per 100 characters above which a text is plainly about administration (reports have 5-12, sports under 1)."""

_NOUN = re.compile(r"(?i)(?:việc|công tác|hoạt động|tiến độ|quá trình|kết quả|tình hình|hiệu quả|chất lượng|sự|nhiệm vụ|tỷ lệ|số lượng|năng lực)\b")
_ORDER = re.compile(r"(?i)(?:cần|phải|yêu cầu|đề nghị|kiến nghị|tiếp tục|tập trung|tăng cường|đẩy mạnh|khắc phục|xử lý|kiên quyết|nhằm|để|hãy|"
                    r"không để|không được|chấm dứt|rà soát|nâng cao|chú trọng|giảm|hạn chế|ngăn chặn|phòng ngừa|tránh|tháo gỡ|giải quyết|kịp thời|"
                    r"chủ động|bảo đảm|đảm bảo|phấn đấu|chống|xóa|xoá|phòng, chống|nghiêm cấm|loại bỏ|nếu|trường hợp|khi|đối với các trường hợp)\b")
_WHOLE = re.compile(r"(?i)(?:nhìn chung,? )?(?:công tác |hoạt động |tình hình |kết quả |thực hiện |chính quyền |việc thực hiện )*"
                    r"(?:cchc|cải cách hành chính|thành phố|tỉnh|tp\.? ?\w+|huyện|chúng ta|trong một số lĩnh vực|một số lĩnh vực)?"
                    r"(?: (?:nhà nước|của (?:tỉnh|thành phố|huyện|ngành|thủ đô|địa phương)|trên địa bàn(?: (?:tỉnh|thành phố|huyện))?|\d+|năm|tháng|đầu|tại|trong|thời gian qua))*\s*$")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the document as a whole says: `density` of administrative cues, weight per 100 characters."""

    density: float

    @classmethod
    def of(cls, text: str, title: str | None) -> Setting:
        sample = text[:20_000]
        areas = areas_in(sample, 0, len(sample))
        named = areas_in(title, 0, len(title)) if title else Areas()
        return cls(100 * (areas.total + areas.agents + 3 * named.total) / max(len(sample), 400))


@dataclass(frozen=True, slots=True)
class Verdict:
    predicate: Predicate
    confidence: float


def judge(text: str, clause: Clause, sentence: Sentence, own: Areas, around: Areas, setting: Setting, *, headline: bool) -> Verdict:
    """The predicate that carries the clause, and how sure it is that the clause states a shortcoming."""
    best = max((Verdict(p, _worth(text, clause, p)) for p in clause.predicates), key=lambda v: v.confidence)
    more = sum(1 for p in clause.predicates if p is not best.predicate and p.kind not in {"trouble"} and _worth(text, clause, p) > 0.2)
    confidence = best.confidence * (1.0 + 0.1 * min(more, 2))
    confidence *= SECTION[sentence.section] * (LISTED if clause.listed else 1.0)
    confidence *= _relevance(own, around, setting)
    if headline or sentence.block in {"heading", "caption"}:
        confidence *= 0.6
    if len(text[clause.start:clause.end].split()) < 4:
        confidence *= 0.7
    return Verdict(best.predicate, min(confidence, 0.97))


def _relevance(own: Areas, around: Areas, setting: Setting) -> float:
    dense = min(1.0, setting.density / DENSE)
    if own.total >= 3 or own.agents:
        return 0.55 + 0.45 * dense
    if own.total or around.total >= 3 or around.agents:
        return 0.35 + 0.5 * dense
    return 0.15 + 0.5 * dense


def _worth(text: str, clause: Clause, predicate: Predicate) -> float:
    """The predicate's own confidence after what stands before it in the clause."""
    book = rulebook.load("shortcomings")
    worth = predicate.confidence
    before = text[clause.start:predicate.start]
    reach = text[clause.reach:predicate.start]
    near = before[before.rfind(",") + 1:]
    finite = predicate.kind in FINITE
    nominal = bool(_NOUN.match(before))
    if _ORDER.match(before) and not (finite and nominal):
        return 0.1
    if book["cancel.yield"].pattern.match(reach.lstrip()):
        worth *= 0.4
    overcome = book["cancel.overcome"].pattern.search(near)
    if overcome and not (finite and (nominal or overcome["near"])):
        return 0.1
    if book["cancel.supposed"].pattern.search(reach) and not (finite and nominal):
        worth *= 0.45
    if book["cancel.demand"].pattern.search(reach):
        worth *= 0.85 if finite else 0.4
    if predicate.kind == "vague":
        worth *= 0.3 if not before.strip() or _WHOLE.fullmatch(before) else 1.25
    return worth
