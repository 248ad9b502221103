"""Numbers → candidates: what kind of figure each number is, told by the words beside it."""
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from extractors import rulebook
from extractors.analysis import Analysis
from extractors.facts import MetricKind
from extractors.metrics.nouns import noun_at
from extractors.numbers import Number, read_figure
from extractors.rulebook import Beside, Cues
from extractors.sentences import Sentence

SCALES = {"nghìn": 1e3, "ngàn": 1e3, "vạn": 1e4, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9, "nghìn tỷ": 1e12, "nghìn tỉ": 1e12,
          "ngàn tỷ": 1e12, "ngàn tỉ": 1e12, "triệu tỷ": 1e15}
FAMILIES = ("change", "ranking", "score", "money", "percentage", "count")
# Blocks that are the page's, not the document's.
FURNITURE = "furniture"
_ONLY = re.compile(r"(?:ít nhất|tối thiểu|chỉ có|duy nhất|chỉ còn|chỉ)\s*$")
_LISTED = re.compile(r" (?:(?!(?:có|được|tăng|còn|nâng|trong|gồm|đạt|từ) )[^\W\d_]+ ?){1,6}(?:,| và) ")
_ONE_PLACE = re.compile(r" (?:bậc|hạng) (?:so với|trên bảng|trong bảng)")
_RESTATED = re.compile(r"[^.;\n\d]{0,45}(?:, |\()(?:tương ứng|tương đương|tức)(?: với| là)? ")
_SHARED = re.compile(r" [^.;,:()\d\n]{3,60}(?P<joint> và |, )")
# What cutting procedures cuts, item by item: "giảm 30% thời gian, 30% chi phí".
_COSTS = re.compile(r" (?:chi phí|thời gian|thành phần|số lượng|điều kiện|quy định|biên chế|đầu mối)(?!\w)")
# "giảm 10% chi phí và 100% hồ sơ được số hóa": a clause of its own.
_DONE = re.compile(r" (?:số |các )?[^.;,\d\n]{3,60} (?:được|đạt|sử dụng|thực hiện|hài lòng)(?!\w)")
_RANKED = re.compile(r" (?:tỉnh|huyện|sở|bộ|xã|cơ quan|đơn vị|địa phương|thành phố)(?!\w)")
# Number words before these are talk ("hai lần", "làm ba việc một lúc"), not statistics.
_VAGUE_UNITS = {"lần", "việc", "chiếc"}
_UNITS = {"điểm phần trăm": "%", "điểm %": "%", "bậc": "hạng", "đô la": "USD", "đô la Mỹ": "USD"}
# "lần thứ hai", "mỗi năm thành phố giải quyết": the word is an ordinal or a year.
_NOT_A_NUMBER_WORD = re.compile(r"(?:thứ|mỗi|hằng|hàng|trong|cả|đầu|cuối|nửa|nhiều|từng|qua|một|vào|các|những|theo) $")
_BY_LEVEL = "metrics/count.level"
# A year standing bare before a noun ("2023 hồ sơ") is a year far more often than a count.
_YEARS = range(1990, 2051)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number whose kind is known; [start, end) is the fact, [number_start, number_end) the figure alone."""

    kind: MetricKind
    value: float
    total: float | None
    unit: str
    start: int
    end: int
    number_start: int
    number_end: int
    sentence: Sentence
    rule: str
    trigger: str
    confidence: float


@cache
def _cues() -> Cues:
    """The rules that tell the kind of a figure, family by family; "percentage" alone comes after "percentage.range_low"."""
    rules = [rule for rule in rulebook.load("metrics").rules if rule.family in FAMILIES and rule.confidence]
    return Cues(sorted(rules, key=lambda rule: (FAMILIES.index(rule.family), rule.id == rule.family)))


@cache
def _cues_against(prefix: str) -> Cues:
    return Cues(rulebook.load("not_metrics").starting(prefix))


def candidates(analysis: Analysis) -> list[Candidate]:
    """Figures that have a kind, in text order; furniture and figures that the `skip.` rules of `rules/not_metrics.toml` name are left out."""
    text, found, skips = analysis.text, [], _cues_against("skip.")
    for number in analysis.numbers:
        sentence = analysis.sentence_at(number.start)
        if sentence is None or sentence.block == FURNITURE:
            continue
        low, high = sentence.start, sentence.end
        if any(skips.beside(text, number.start, number.end, low, high)):
            continue
        if candidate := _classify(text, number, sentence):
            found.append(candidate)
    firsts, totals = _phrases(analysis)
    found = [c for c in found if not any(start < c.end and end > c.start for start, end in totals)]
    return _share_changes(text, _share_units(sorted(found + firsts, key=lambda c: c.start)))


def _phrases(analysis: Analysis) -> tuple[list[Candidate], list[tuple[int, int]]]:
    """Positions told by words ("dẫn đầu"), and the spans they cover, the total included."""
    text, book, found, spans = analysis.text, rulebook.load("metrics"), [], []
    others = _cues_against("not_first.")
    for rule in book.starting("phrase."):
        for match in rule.find(text):
            start, end = match.span("fact")
            sentence = analysis.sentence_at(start)
            if not sentence or sentence.block == FURNITURE or any(others.beside(text, start, end, sentence.start)):
                continue
            total = float(match["total"]) if match.groupdict().get("total") else None
            found.append(Candidate("ranking", float(rule.emit["value"]), total, "hạng", start, end, start, end, sentence,
                                   rule.name, match["fact"], rule.confidence))
            spans.append((start, match.end()))
    return found, spans


def _classify(text: str, number: Number, sentence: Sentence) -> Candidate | None:
    for beside in _cues().beside(text, number.start, number.end, sentence.start, sentence.end):
        if number.form == "word" and not _words_allowed(text, number, beside.rule.family):
            continue
        if candidate := _candidate(text, number, sentence, beside):
            return candidate
    return None


def _words_allowed(text: str, number: Number, family: str) -> bool:
    """Number words count things, measure changes ("tăng hai bậc") and, after "thứ", rank."""
    if family == "ranking":
        return text.startswith("thứ ", max(0, number.start - 4)) and number.value > 1
    return family == "count" or (family == "change" and (number.value > 1 or bool(_ONE_PLACE.match(text, number.end))))


def _candidate(text: str, number: Number, sentence: Sentence, beside: Beside) -> Candidate | None:
    emit, rule = beside.rule.emit, beside.rule
    kind: MetricKind = emit["kind"]
    unit, end = emit.get("unit", ""), number.end
    for group in ("unit", "noun"):
        if side := beside.group(group):
            unit = " ".join(side[group].split())
            unit = _UNITS.get(unit, unit)
    if emit.get("segment"):
        unit = noun_at(text, number.end)
    scale = " ".join(side["scale"].split()) if (side := beside.group("scale")) else None
    total = number.total
    if side := beside.group("total"):
        total = read_figure(side["total"])[0]
    if not _sensible(text, number, kind, emit, unit):
        return None
    if kind == "count":
        value = number.value_as("amount" if scale else "whole")
    elif kind in {"money", "ranking"}:
        value = number.value_as("amount" if scale or kind == "ranking" else "whole")
    else:
        value = number.value_as("part" if kind in {"percentage", "score"} or emit.get("unit") in {"%", "điểm"} else "whole")
    value *= SCALES.get(scale or "", 1.0)
    if kind == "change":
        sign = beside.group("sign")
        value *= -1 if (sign and sign["sign"] == "-") else emit.get("sign", 1)
    if kind == "money" or unit == "%":
        end = beside.after.end() if beside.after else end
    while text[end - 1].isspace() and end > number.end:
        end -= 1
    confidence = rule.confidence
    if number.form == "word":
        confidence *= _word_weight(text, number, emit)
    trigger = " ".join(filter(None, (side and side[0].strip() for side in (beside.before, beside.after))))[:80]
    return Candidate(kind, round(value, 6), total, unit, number.start, end, number.start, number.end, sentence, rule.name, trigger, confidence)


def _sensible(text: str, number: Number, kind: MetricKind, emit: dict[str, object], unit: str) -> bool:
    """Whether a figure of this size can be of this kind."""
    if emit.get("fraction") and number.total is None:
        return False
    if kind == "ranking":
        if number.total is None and _RANKED.match(text, number.end):   # "xếp hạng 34 tỉnh": how many were ranked
            return False
        return number.value >= 1 and number.value.is_integer() and (number.total is None or number.value <= number.total) and number.value <= 2000
    if emit.get("decimal") and number.form != "decimal":
        return False
    if kind == "score" and number.total is None and number.value > 10_000:
        return False
    if kind == "count":
        if number.form == "integer" and int(number.value) in _YEARS and "." not in text[number.start:number.end]:
            return False
        if number.form == "word" and (emit.get("figures_only") or unit in _VAGUE_UNITS or _is_other_word(text, number)):
            return False
        return unit.strip() != ""
    return True


def _is_other_word(text: str, number: Number) -> bool:
    if not (before := _NOT_A_NUMBER_WORD.search(text, max(0, number.start - 8), number.start)):
        return False
    return before[0] == "thứ " or text[number.start:number.end].lower() == "năm"


def _word_weight(text: str, number: Number, emit: dict[str, object]) -> float:
    """A number word counts where it quantifies; "một" is mostly an article, "năm" mostly a year."""
    word = text[number.start:number.end].lower()
    if word == "một" and emit["kind"] != "change":
        return 0.8 if _ONLY.search(text, max(0, number.start - 12), number.start) else 0.3
    if word == "năm":
        return 0.6
    return 0.95


def _share_changes(text: str, found: list[Candidate]) -> list[Candidate]:
    """"giảm 35% thời gian và 30% chi phí", "giảm 2 xã, 14 thôn": the verb counts for all."""
    for index in range(1, len(found)):
        before, candidate = found[index - 1], found[index]
        percents = candidate.kind == "percentage" and before.unit == "%" and (
            (joint := _SHARED.fullmatch(text, before.end, candidate.start)) and (_COSTS.match(text, candidate.end) or (joint["joint"] == " và " and not _DONE.match(text, candidate.end))))
        percents = percents or (candidate.kind == "percentage" and _RESTATED.fullmatch(text, before.end, candidate.start))
        counts = candidate.kind == "count" and before.unit not in {"%", "hạng", "điểm", "lần"} and _LISTED.fullmatch(text, before.end, candidate.start)
        if before.kind == "change" and (percents or counts):
            sign = -1 if before.value < 0 else 1
            found[index] = replace(candidate, kind="change", value=sign * candidate.value, rule=before.rule)
    return found


def _share_units(found: list[Candidate]) -> list[Candidate]:
    """"một chỉ thị" in a list of counts is a count too: neighbours lift a doubtful number word. "1.812 TTHC, trong đó cấp tỉnh 1.402":
    the parts by level are of what was counted before."""
    for index, candidate in enumerate(found):
        if candidate.rule.startswith(_BY_LEVEL):
            whole = found[index - 1] if index else None
            counted = whole and whole.kind == "count" and whole.sentence == candidate.sentence and whole.confidence
            found[index] = replace(candidate, unit=whole.unit) if whole and counted else replace(candidate, confidence=0.0)
            continue
        if candidate.kind == "count" and candidate.confidence < 0.3 and candidate.value == 1:
            near = [c for c in found[max(0, index - 1):index + 2] if c is not candidate and c.kind == "count" and c.sentence == candidate.sentence
                    and min(abs(c.start - candidate.end), abs(candidate.start - c.end)) < 25 and c.confidence > 0.5]
            if near:
                found[index] = replace(candidate, confidence=0.75)
    return found
