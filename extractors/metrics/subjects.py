"""Whose figure it is: the nearest fitting organisation or place, else what the text is about.

Every name in the figure's sentence gets a score from the words beside it (`rules/subjects.toml`: "… đạt", "của …" for it,
"theo …", "do … giao" against it) and its distance; the best one wins. Without a name in the sentence the last figure's
subject goes on; then what the text is about. National indices rank provinces and ministries, so no other name can own them.
"""
from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache

from extractors import rulebook
from extractors.analysis import Analysis
from extractors.metrics.indicators import INDICES
from extractors.metrics.kinds import Candidate
from extractors.metrics.names import Name, Names

_LOCAL_INDICES = {"PAR_INDEX_LOCAL", "DDCI"}
_NOT_RANKED_NATIONALLY = re.compile(r"(?i:thành|tỉnh|huyện|đảng|quận) (?:ủy|uỷ)|HĐND|Hội đồng|Sở |Ban |Văn phòng|Quốc hội|Chính phủ|Phòng|Trung tâm")
# Offices and places that a sentence counts: "Có 14 bộ …", "Ba tỉnh …".
_BODIES = re.compile(r"bộ|bộ, ngành|tỉnh|tỉnh, thành|tỉnh, thành phố|địa phương")
_COUNTED_FIRST = re.compile(r"(?:[-+•] )?(?:(?:Hiện |Đã |Chỉ )?[Cc]ó (?:hơn |gần |tới |đến )?)?")
_SAID = re.compile(r"(?<!\w)(?:cho biết|cho hay|thông tin|chia sẻ|khẳng định|nhìn nhận|thừa nhận)(?!\w)")
_LOCAL = re.compile(r"(?:(?:UBND|HĐND|Ủy ban nhân dân|Uỷ ban nhân dân|Công an|Đảng ủy|Huyện ủy|Quận ủy) )?(?:huyện|quận|thị xã|thành phố|xã|phường|thị trấn)(?!\w)")
_AT = re.compile(r" (?:tại|ở|của|trên địa bàn|thuộc) $")
# "III. KINH PHÍ" on a line of its own: what follows is no longer about who was named above.
_NEW_SECTION = re.compile(r"\n(?:[IVX]{1,5}\.|PHẦN |Phần |CHƯƠNG |Điều \d)")
_ALONE = re.compile(r"[\d\s.):*#•–-]+|(?i:tỉnh|thành phố)")
# Characters between an office's name and its holder's "cho biết": the holder's name at most.
_OFFICE_REACH = 40
# Characters between a name and its own figure: " (", ": ".
_BESIDE = 3
# A name scoring less than this is only mentioned (one beside no cue scores 1).
_LEAST = 0.35


@cache
def _cues() -> tuple[rulebook.Cues, rulebook.Rule]:
    """The cues beside a name that weigh for or against it, and the one that tells a measure named after the country."""
    book = rulebook.load("subjects")
    return rulebook.Cues(rule for rule in book.starting("for.") + book.starting("against.") if rule.id != "against.measure"), book["against.measure"]


class Subjects:
    """Subjects of one text; ask in text order."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.names = Names(analysis)
        self._cues, self._measure = _cues()
        self._starts = [name.start for name in self.names.all]
        self._number_starts = [number.start for number in analysis.numbers if number.form != "word"]
        self._default = self.names.default()
        self._headings = self._named_alone()
        self._last: tuple[int, str] | None = None
        self._weights: dict[int, float] = {}

    def of(self, candidate: Candidate, indicator: str) -> str | None:
        """The subject as a table would name it, None where the text does not tell."""
        national = indicator in INDICES - _LOCAL_INDICES
        chosen = self._in_sentence(candidate, national) or (None if national else self._of_speaker(candidate))
        heading = self._heading_above(candidate)
        if chosen is None and heading and not (self._last and self._last[0] > heading.start):
            chosen = heading.full
        if chosen is None and self._last and self._goes_on(candidate) and not self._counts_bodies(candidate):
            chosen = self._last[1]
        if chosen is None:
            chosen = (heading.full if heading else None) or (national and self.names.province) or self._default
        if chosen:
            self._last = (candidate.start, chosen)
        return chosen

    def _named_alone(self) -> list[Name]:
        """Places on lines of their own: in a review of many provinces, what stands below is about them."""
        if self.names.province:
            return []
        text, found = self.analysis.text, []
        for name in self.names.named:
            begin, end = text.rfind("\n", 0, name.start) + 1, text.find("\n", name.end)
            if name.level == "province" and not _ALONE.sub("", text[begin:name.start] + text[name.end:len(text) if end < 0 else end]):
                found.append(name)
        return found if len(found) > 1 else []

    def _heading_above(self, candidate: Candidate) -> Name | None:
        index = bisect_left(self._headings, candidate.start, key=lambda name: name.start) - 1
        return self._headings[index] if index >= 0 else None

    def _of_speaker(self, candidate: Candidate) -> str | None:
        """"Bà Lò Thị Thắm, Chủ tịch UBND huyện Sìn Hồ, cho biết đã kỷ luật 3 cán bộ": who heads a locality speaks of it,
        while who heads a department of the province speaks of the province."""
        start, end = candidate.sentence.start, candidate.start
        said = max((match.start() for match in _SAID.finditer(self.analysis.text, start, end)), default=start)
        before = self.names.all[bisect_left(self._starts, start):bisect_left(self._starts, said)]
        near = [name for name in before if said - name.end < _OFFICE_REACH and _LOCAL.match(name.full)]
        return near[-1].full if near else None

    def _counts_bodies(self, candidate: Candidate) -> bool:
        """"Có 14 bộ đạt trên 80%": what is said of several offices or places belongs to none of those named before."""
        return candidate.kind == "count" and bool(_BODIES.fullmatch(candidate.unit)) and bool(
            _COUNTED_FIRST.fullmatch(self.analysis.text, candidate.sentence.start, candidate.start))

    def _goes_on(self, candidate: Candidate) -> bool:
        """The last figure stands in the same paragraph, or one of the two sentences before."""
        assert self._last
        if self._last[0] >= self.analysis.text.rfind("\n", 0, candidate.start):
            return True
        if _NEW_SECTION.search(self.analysis.text, self._last[0], candidate.start):
            return False
        between = bisect_left(self.analysis.sentence_starts, candidate.sentence.start) - bisect_right(self.analysis.sentence_starts, self._last[0])
        return between < 2

    def _in_sentence(self, candidate: Candidate, national: bool) -> str | None:
        sentence = candidate.sentence
        best_score, best = _LEAST, None
        for name in self.names.all[bisect_left(self._starts, sentence.start):bisect_left(self._starts, sentence.end)]:
            if name.start < candidate.end and name.end > candidate.start:
                continue
            if name.level == "nation" and self._measure.beside(self.analysis.text, name.start, name.end, sentence.start, sentence.end):
                continue
            score = self._weight(name, candidate) - self._distance(name, candidate)
            if national and (name.level in {"district", "commune"} or (name.level == "organisation" and _NOT_RANKED_NATIONALLY.match(name.full))):
                score -= 1.0
            if score > best_score:
                best_score, best = score, name.full
        return best

    def _weight(self, name: Name, candidate: Candidate) -> float:
        """What the words beside a name say, the same for all figures of its sentence."""
        if name.start not in self._weights:
            low, high = candidate.sentence.start, candidate.sentence.end
            self._weights[name.start] = 1.0 + sum(
                beside.rule.emit["weight"] for beside in self._cues.beside(self.analysis.text, name.start, name.end, low, high))
        return self._weights[name.start]

    def _distance(self, name: Name, candidate: Candidate) -> float:
        text = self.analysis.text
        if name.start < candidate.start:
            if candidate.start - name.end <= _BESIDE and candidate.kind != "money":      # "… và huyện Gia Lâm (90,12%)"
                return -0.5
            figures = bisect_left(self._number_starts, candidate.start) - bisect_right(self._number_starts, name.end)
            return 0.25 * min(figures, 4) + (candidate.start - name.end) / 400 + 0.3 * text.count(";", name.end, candidate.start)
        gap = text[candidate.end:name.start]
        if gap.endswith("riêng "):      # "14/14 phường đạt 100%, riêng phường Tân An còn 3 hồ sơ"
            return 2.0
        cost = 0.7 + len(gap) / 80
        if re.search(r"\d|[;.]", gap):
            cost += 1.5
        elif "," in gap:      # "… giữ ngôi quán quân với 96%, Hà Nội đứng thứ hai": a clause of its own
            cost += 1.0
        elif candidate.rule.startswith("metrics/phrase"):   # "dẫn đầu là huyện Thạnh Trị"
            cost -= 0.9
        elif _AT.search(gap):     # "80% doanh nghiệp tại tỉnh này"
            cost -= 0.4
        return cost
