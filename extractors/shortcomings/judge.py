"""How far a clause with a predicate of deficiency is to be believed.

Confidence is what the predicate is worth by itself, lessened by what takes it back (overcome, demanded, supposed),
raised in a part of the document that lists shortcomings, lessened outside public administration.
"""
from __future__ import annotations

import re
from dataclasses import dataclass

from extractors import rulebook
from extractors.heads import Start
from extractors.sentences import Sentence
from extractors.shortcomings.areas import Areas, Cues
from extractors.shortcomings.clauses import Clause
from extractors.shortcomings.predicates import Predicate

SECTION = {"shortcomings": 1.25, "causes": 1.2, "other": 1.0, "results": 0.85, "plan": 0.55}
FINITE_IN_PLAN = 0.75   # "còn chậm" in a plan mostly gives the reason for the plan
LISTED = 1.25
CANCELLED = 0.1
NEAR = 400   # characters around a clause in which a ban or a rule of law still speaks of it
FINITE = {"judgement", "lack", "occurs"}
LOW_FIGURES = {"figure", "rank"}
"""Kinds whose own words say that something fell: "chỉ đạt 60%, giảm 5%" is no improvement."""

PROVEN = 1.0
DENSE = 2.0
"""Proof per 100 characters above which a text is plainly about administration (reports have 2-7, sports below 0.8)."""

PRIOR = 200
"""Characters of plain administration that every text is credited with, so that a lone sentence is judged by itself."""

_NOUN = re.compile(r"(?i)(?:việc|công tác|hoạt động|tiến độ|quá trình|kết quả|tình hình|hiệu quả|chất lượng|sự|nhiệm vụ|tỷ lệ|số lượng|năng lực|chế độ|chính sách|kinh phí|hệ thống|phần mềm|tổng đài|bộ phận|đội ngũ)\b")
_ORDER = re.compile(r"(?i)(?:cần|phải|yêu cầu|đề nghị|kiến nghị|tiếp tục|tập trung|tăng cường|đẩy mạnh|khắc phục|xử lý|kiên quyết|nhằm|để|hãy|"
                    r"không để|không được|chấm dứt|rà soát|nâng cao|chú trọng|giảm|hạn chế(?! (?:lớn|của|chung|nhất|là|nổi|cơ bản))|ngăn chặn|phòng ngừa|tránh|tháo gỡ|giải quyết|kịp thời|"
                    r"chủ động|bảo đảm|đảm bảo|phấn đấu|chống|xóa|xoá|phòng, chống|nghiêm cấm|loại bỏ|nếu|trường hợp|khi(?!.{0,80} đều\b)|đối với các trường hợp)\b")
# "xử lý tình huống còn lúng túng" names work, "xử lý nghiêm các đơn vị còn chậm" demands it
_PLAIN_WORK = re.compile(r"(?i)(?:xử lý|giải quyết)(?: (?!nghiêm|dứt|triệt|ngay|những|các|mọi|một|tình trạng|hiện tượng|trường hợp|cán|đơn|cơ|cá|người|việc)\w+){1,5} ?")
_STILL = re.compile(r"(?i)(?:còn|vẫn|chưa)\b")
# "dù đã nhắc nhở, song vẫn còn …": what is yielded ends at "but"
_TURNED = re.compile(r"(?i)[ ,](?:nhưng|song|tuy nhiên)\b")
_DETAILS = re.compile(r"(?i)(?: như\b)?[\s:.…]*(?:như|cụ thể|thứ nhất|một là|đó là|trong đó)\b|\s?:")
_BASES = re.compile(r"(?<=[\s*])Căn cứ (?:Luật|Nghị định|Nghị quyết|Quyết định|Thông tư)")
# "khắc phục tình trạng hồ sơ còn chậm" overcomes; "hệ thống giải quyết thủ tục còn chậm" only names the work
_WHICH = re.compile(r"(?i)tình trạng|hiện tượng|những|các\b|mọi|trường hợp|đối với|biểu hiện|hành vi|không có|không còn|không để|cá nhân|tập thể|việc")
# What is the better the lower it is: "bội chi thấp hơn mục tiêu"
_GOOD_LOW = re.compile(r"(?i)\b(?:bội chi|nợ|lạm phát|chi phí|trễ hạn|trễ hẹn|quá hạn|hộ nghèo|thất nghiệp|tai nạn|tội phạm|tồn đọng)\b")
_SUCH = re.compile(r"(?i)(?:những|các|mọi|với)\b")
_MUST = re.compile(r"(?i)\s*(?:phải|cần|thì|sẽ|để)\b")
_ASSERTED = re.compile(r"(?i)(?:còn|vẫn|cũng|bị)\b")
_LISTING = re.compile(r"(?i)[\s,]*(?:và|hoặc|hay)?[\s,]*(?:\w+ ?){0,2}")
_VAGUE = re.compile(r"(?i)(?:hạn chế|bất cập|khó khăn|vướng mắc|yếu kém)$")
# How many it is true of: a counted subject is a finding, not an order or a definition
_COUNTED = re.compile(r"(?i)(?:(?:chỉ|mới|có|còn|cả nước|toàn tỉnh|hơn|gần|khoảng|trong đó) )*(?:\d[\d.,/%]*|một số|một bộ phận|nhiều|không ít|phần lớn|hầu hết|đa số)\s")
# "chỉ 2% trễ hẹn" praises
_FEW = re.compile(r"(?i)\b(?:chỉ|chỉ còn|chỉ có|vỏn vẹn) \d[\d.,]*(?: ?%)?(?: hồ sơ| trường hợp)?(?: bị)? $")
_ASKED = re.compile(r"(?i)\bkhông ?[”\"]? ?\?")
_FIGURE = re.compile(r"\s*(?:là|chiếm|chỉ|:)?\s*\d")
_PRESENT = re.compile(r"(?i)\b(?:có|một số|một vài|không ít|một bộ phận|nhiều|còn (?:có|nhiều|một|tình|hiện|xảy|để|bị)|vẫn|tình trạng|hiện tượng|thực trạng|xảy ra|bị|đã|thường|chúng ta|cứ|phải trả|phải chi|cán bộ|công chức|cảnh sát|thanh tra|hải quan|nhân viên|\d+ (?:xã|sở|huyện|phường|đơn vị|cơ quan|dự án|hồ sơ|nhiệm vụ|kiến nghị|văn bản|thủ tục|dịch vụ|công trình|trường hợp|trụ sở))\b")
_GOES_ON = re.compile(r"(?i)\b(?:xảy ra|diễn ra|tràn lan|phổ biến|hiện hữu|nhức nhối)\b")
_HELD = re.compile(r"(?i)\b(?:quản lý|chỉ đạo|công tác|việc|kiểm tra|dự báo|chính sách|thủ tục|hỗ trợ|giải quyết)\b")
_RISE = re.compile(r"(?i)\b(?:tăng|cải thiện|vươn lên)\b")
_WHOLE = re.compile(r"(?i)(?:.*(?:đánh giá|nhận định|cho thấy|là|,))?\s*(?:công tác |hoạt động |tình hình |kết quả |thực hiện |chính quyền |việc thực hiện )*"
                    r"(?:cchc|cải cách hành chính|thành phố|tỉnh|tp\.? ?\w+|huyện|chúng ta|trong một số lĩnh vực|một số lĩnh vực)?"
                    r"(?: (?:nhà nước|của (?:tỉnh|thành phố|huyện|ngành|thủ đô|địa phương)|trên địa bàn(?: (?:tỉnh|thành phố|huyện))?|\d+|năm|tháng|đầu|tại|trong|thời gian qua))*\s*$")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the document as a whole says: `density` of administrative cues, weight per 100 characters;
    `legal`: a decision or plan, whose clauses mostly say what shall be, not what is."""

    density: float
    legal: bool = False

    @classmethod
    def of(cls, text: str, cues: Cues) -> Setting:
        return cls(100 * (cues.within(0, len(text)).proof + DENSE * PRIOR / 100) / (len(text) + PRIOR), len(_BASES.findall(text[:4000])) >= 2)


@dataclass(frozen=True, slots=True)
class Verdict:
    predicate: Predicate
    confidence: float


def judge(text: str, clause: Clause, sentence: Sentence, own: Areas, around: Areas, setting: Setting, *, headline: bool) -> Verdict:
    """The predicate that carries the clause, and how sure it is that the clause states a shortcoming."""
    worths = _worths(text, clause)
    best = max((Verdict(p, w) for p, w in zip(clause.predicates, worths, strict=True)), key=lambda v: v.confidence)
    kind = best.predicate.kind
    more = sum(worth > 0.2 for worth in worths) - 1
    confidence = best.confidence * (1.0 + 0.1 * max(0, min(more, 2)))
    section = FINITE_IN_PLAN if sentence.section == "plan" and kind in FINITE else SECTION[sentence.section]
    confidence *= section * (LISTED if clause.listed else 1.0) * _relevance(own, around, setting)
    if _cancel("law").search(text, clause.reach, min(sentence.end, clause.end + NEAR)):
        confidence *= 0.5 if kind in FINITE else 0.35
    if _cancel("ban").search(text, max(sentence.start, clause.start - NEAR), clause.start):
        confidence *= 0.4
    if setting.legal and sentence.section in {"plan", "other", "results"}:
        confidence *= 0.55
    if kind == "vague" and _details_follow(text, clause.end):
        confidence *= 0.5
    if headline or sentence.block in {"heading", "caption"}:
        confidence *= 0.6
    if _ASKED.search(text, clause.start, min(sentence.end, clause.end + 2)):
        confidence *= 0.4
    if len(text[clause.start:clause.end].split()) < 4:
        confidence *= 0.7
    return Verdict(best.predicate, min(confidence, 0.97))


def _details_follow(text: str, end: int) -> bool:
    """Whether what is deficient is told next: "còn nhiều hạn chế. Cụ thể, …"."""
    return _DETAILS.match(text, end) is not None


def _cancel(name: str) -> Start:
    return rulebook.load("shortcomings_context")[f"cancel.{name}"].pattern_start


def _relevance(own: Areas, around: Areas, setting: Setting) -> float:
    dense = min(1.0, setting.density / DENSE)
    if own.proof >= PROVEN:
        return 0.3 + 0.7 * dense
    if own.proof or around.proof >= PROVEN:
        return 0.2 + 0.7 * dense
    return 0.15 + 0.6 * dense**2


def _worths(text: str, clause: Clause) -> list[float]:
    """What each predicate of the clause is worth; what takes one back takes back the next in a list ("tránh nhũng nhiễu, phiền hà")."""
    worths: list[float] = []
    for index, predicate in enumerate(clause.predicates):
        worth = _worth(text, clause, predicate)
        if index and worths[-1] <= CANCELLED and predicate.kind != "judgement" \
                and _LISTING.fullmatch(text, clause.predicates[index - 1].end, predicate.start):
            worth = worths[-1]
        worths.append(worth)
    return worths


def _worth(text: str, clause: Clause, predicate: Predicate) -> float:
    """The predicate's own confidence after what stands before it in the clause."""
    worth = predicate.confidence
    before, after = text[clause.start:predicate.start], text[predicate.end:clause.end]
    reach = text[clause.reach:predicate.start]
    comma = before.rfind(",") + 1
    near = before if before[comma:].strip() else ""
    finite = predicate.kind in FINITE
    nominal = _NOUN.match(before) is not None
    if _ORDER.match(before) and not (finite and (nominal or (_STILL.match(text, predicate.start) and _PLAIN_WORK.fullmatch(before)))):
        return CANCELLED
    overcome = _cancel("overcome").search(near)
    asserted = finite or predicate.kind in LOW_FIGURES or _ASSERTED.match(text, predicate.start) is not None
    if overcome and not (asserted and (nominal or len(overcome["near"].split()) > 2 or not _WHICH.search(overcome[0]))):
        return CANCELLED
    better = None if finite else _cancel("after").search(after)
    if better and not (predicate.kind in LOW_FIGURES and "giảm" in better[0]):
        return CANCELLED
    if predicate.kind == "word" and _FEW.search(before):
        return CANCELLED
    if _SUCH.match(before) and _MUST.match(after):
        return CANCELLED   # "những chỉ số còn thấp phải được nâng lên"
    if _cancel("yield").search(reach.lstrip()) and not _TURNED.search(reach):
        worth *= 0.4
    if _cancel("supposed").search(reach) and not (finite and nominal):
        worth *= 0.45
    if not nominal and _cancel("demand").search(reach):
        worth *= 0.85 if finite else 0.4
    if predicate.kind in {"trouble", "vague"} or "khó khăn" in text[predicate.start:predicate.end]:
        worth *= 0.3 if _cancel("outside").search(before) else 1.0
    if predicate.kind == "vague":
        worth *= 0.3 if not before.strip() or _WHOLE.match(before) else 1.25
    if finite and not before.strip() and _VAGUE.search(text, predicate.start, predicate.end) and _details_follow(text, clause.end):
        worth *= 0.3   # "vẫn còn hạn chế như: …"
    if predicate.kind in {"word", "graft"}:
        worth *= 0.7 if _FIGURE.match(after) else 1.25 if _ASSERTED.match(text, predicate.start) or _PRESENT.search(text, clause.start, predicate.end) else 1.0
    if predicate.kind == "weak" and _COUNTED.match(before):
        worth *= 1.15
    if predicate.kind in {"word", "graft"} and _GOES_ON.search(after):
        worth *= 1.25
    if "phải" in text[predicate.start:predicate.end] and _cancel("formerly").search(reach):
        worth *= 0.5   # "trước đây phải đi lại nhiều lần": told to praise what replaced it
    if _cancel("order").search(before):
        worth *= 0.2
    if _GOOD_LOW.search(before) and "thấp" in text[predicate.start:predicate.end]:
        return CANCELLED
    if any(_cancel(name).search(reach) for name in ("nature", "asked", "such")):
        worth *= 0.35
    if finite and _cancel("sector").search(before) and not _HELD.search(before):
        worth *= 0.4
    if predicate.kind != "occurs" and "chưa" in text[predicate.start:predicate.end] and _cancel("group").search(before):
        worth *= 0.5
    if predicate.kind == "rank_value":
        worth *= 0.3 if _RISE.search(text, clause.start, clause.end) else 1.0
    return worth
