"""Which span of time a figure is for, and what a change is compared with.

In the figure's sentence: the period named last before it, else the first after it in its clause; then the sentences before it in
its paragraph. Else the period the document reports on, told by its title or opening ("9 tháng đầu năm 2024"); else what
the sentences before say. A deadline counts for targets only; a plain date counts only as "tính đến ngày …" or as
a deadline, since most dates are those of documents and meetings; the year of a plan ("kế hoạch năm 2024") is no report's period.
"""
from __future__ import annotations

import re
from bisect import bisect_left

from extractors.analysis import Analysis
from extractors.context import aside
from extractors.facts import Modality, Period
from extractors.metrics.kinds import Candidate
from extractors.periods import PeriodMention

# "kế hoạch năm 2024", "dự toán năm 2024": the year of the plan, not of the result.
_ATTRIBUTE = re.compile(r"(?i:kế hoạch|dự toán|chỉ tiêu|chương trình|nghị quyết|mục tiêu|nhiệm vụ|đề ra cho|đặt ra cho|triển khai công tác|phương hướng)(?: [^\W\d_]+){0,4} $")
# "từ vị trí thứ 20 năm 2021 xuống thứ 32": a rank left behind, and how far its own year may stand from it.
_FROM = re.compile(r"(?i:từ)(?: (?:vị trí|hạng|thứ hạng|xếp|thứ|hàng|chỗ))* $")
_REACHED = re.compile(r"[^.;\n\d]{0,30}(?:năm \d{4})?[^.;\n\d]{0,40}(?:lên|xuống|về|sang|còn|giờ|nay|vươn|tụt|lùi)[^.;\n\d]{0,30}\d")
_OWN_YEAR = 12
# "từ hạng 33 năm 2020": the year belongs to the figure before it.
_OF_OTHER_FIGURE = re.compile(r"\d(?: ?%| [^\W\d_]+)? \(?$")
# "đạt 61%, giảm so với mức 63% năm 2016": no period of the figures around it, nor of the sentences to come
_OF_COMPARED_FIGURE = re.compile(r"(?:so với|hơn|kém)(?: [^\W\d_]+){0,3} \d[\d.,]*(?: ?%| [^\W\d_]+){0,2}(?: của| vào| hồi)? \(?$")
# Titles and openings say in their first characters what the document reports on.
_OPENING = 600
_OTHER_CLAUSE = re.compile(r"[;()\n]|,[^,]*,|[^\n]{120}")
_OTHER_FIGURE = re.compile(r"[;\n]|\d")
# "án năm 2023 chuyển sang": the year of what was left over, not of the figure.
_CARRIED_OVER = re.compile(r" (?:chuyển (?:sang|qua)|để lại)")
# A heading is short and has little beside its period.
_HEADING, _REST, _SECTION = 90, 60, 6000
_EVENT = re.compile(r"(?:hồi|vào|từ|trước|sau|khai mạc|kỳ họp) $")
_PROGRAMME = re.compile(r"(?i:chương trình|kế hoạch|đề án|chiến lược|nghị quyết|quy hoạch)[^.;\n]*$")
_INDEX_TITLE = re.compile(r"(?i:index|sipas|papi|pci|ddci|dti|chỉ số|xếp hạng)")
_PARTS = frozenset({"first_months", "quarter", "months", "half", "month"})
# Characters: a comparison that opens its sentence ("So với cùng kỳ, …") holds for all of it.
_LEADS = 4
# "đến ngày 2/9 phải hoàn thành", "trước ngày 30/6": a day by which, not up to which.
_DUE_AFTER = re.compile(r",? (?:phải|sẽ|cần|hoàn thành|bảo đảm|đảm bảo|phấn đấu)")
_DUE_BEFORE = re.compile(r"(?:trước|chậm nhất|xong trước|yêu cầu[^.;\n]{0,60}đến)\s*$")
_AS_OF = re.compile(r"(?i:đến|tới|trước|hết|trong|vào|tính)\s*$")
# "cùng kỳ tăng 12%", "(cùng kỳ năm 2023 là 95%)": between the earlier time and its own figure.
_TELLS = re.compile(r"(?: (?:là|đạt|tăng|giảm|có|chỉ|được|mới|ở mức))*(?:[: ]\s?| ?\()(?:khoảng |trên |dưới |gần |hơn )?")
_THAN = re.compile(r"(?:hơn|kém|với|so|bằng) $")
# A period once named holds for the sentences that follow, until the text turns to another matter.
REACH_BACK = 6


def _days(mention: PeriodMention) -> int:
    assert mention.period
    return (mention.period.end - mention.period.start).days


class Periods:
    """Periods of one text, looked up by place."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.usable = [m for m in analysis.periods if m.period and m.role != "base" and self._states_a_period(m)]
        self.bases = [m for m in analysis.periods if m.role == "base"]
        self._starts = [m.start for m in self.usable]
        self.main = self._of_document()
        self._headings = self._of_headings()

    def _states_a_period(self, mention: PeriodMention) -> bool:
        if mention.kind == "whole_year" and _ATTRIBUTE.search(self.analysis.text, max(0, mention.start - 40), mention.start):
            return False
        if mention.kind == "year" and _CARRIED_OVER.match(self.analysis.text, mention.end):
            return False
        if mention.kind == "day":
            return bool(_AS_OF.search(self.analysis.text, max(0, mention.start - 12), mention.start))
        return True

    def _of_document(self) -> PeriodMention | None:
        """The period in the title or opening that is most exact: months before years, the first of its kind."""
        head = _OPENING if self.analysis.title else _OPENING // 2
        named = [m for m in self.usable if m.end <= head and m.kind not in {"day", "days", "relative", "since"} and m.role == "period" and m.period
                 and not _ATTRIBUTE.search(self.analysis.text, max(0, m.start - 40), m.start)
                 and not _EVENT.search(self.analysis.text, max(0, m.start - 16), m.start)
                 and not (m.kind == "span" and _PROGRAMME.search(self.analysis.text, max(0, m.start - 90), m.start))]
        end = self.analysis.title_span[1] if self.analysis.title_span else 0
        in_title = [m for m in named if m.start < end]
        parts = [m for m in in_title if m.kind in _PARTS]
        of_index = [m for m in in_title if m.kind == "year" and _INDEX_TITLE.search(self.analysis.title or "")]
        if parts:      # "quý III và 9 tháng đầu năm": the longer one covers both
            return max(parts, key=_days)
        return next(iter(of_index or [m for m in named if m.kind in _PARTS] or named), None)

    def _of_headings(self) -> list[PeriodMention]:
        """Periods and deadlines in short lines without a stop ("Mục tiêu đến năm 2030"), which hold for what stands below."""
        text, found = self.analysis.text, []
        for mention in self.usable:
            sentence = self.analysis.sentence_at(mention.start)
            if (sentence and sentence.start > 0 and sentence.end - sentence.start < _HEADING and sentence.end - sentence.start - (mention.end - mention.start) < _REST
                    and text[sentence.end - 1] not in ".;,!”\"" and text[sentence.start - 1] == "\n" and text[sentence.end:sentence.end + 1] in {"\n", ""}
                    and mention.kind in {"year", "span"} and sentence.block != "table" and sentence.section == "plan"):
                found.append(mention)
        return found

    def _heading_above(self, start: int) -> PeriodMention | None:
        above = [m for m in self._headings if start - _SECTION < m.start < start]
        return above[-1] if above else None

    def _between(self, start: int, end: int) -> list[PeriodMention]:
        return self.usable[bisect_left(self._starts, start):bisect_left(self._starts, end)]

    def of(self, candidate: Candidate, modality: Modality) -> tuple[Period | None, Period | None]:
        """(period, base); base only for changes. A rank left behind ("từ hạng 20 xuống hạng 32") is of another time than the one reached."""
        if candidate.kind == "ranking" and self._is_left_behind(candidate):
            own = self._between(candidate.end, candidate.end + _OWN_YEAR)
            return (own[0].period if own else None), None
        mention = self._in_aside(candidate, modality) or self._of_figure(candidate, modality)
        period = mention.period if mention else None
        if earlier := self._same_period_told(candidate):
            return self._same_days(earlier, period), None
        return period, (self._base(candidate, period) if candidate.kind == "change" else None)

    def is_past(self, candidate: Candidate) -> bool:
        """Whether the sentence names, before the figure, a year that was over when the document was written."""
        now = self.analysis.published or (self.main.period.start if self.main and self.main.period else None)
        named = [m for m in self._between(candidate.sentence.start, candidate.start) if m.kind == "year" and m.role == "period"]
        return bool(now and named and named[-1].period and named[-1].period.end < now)

    def _is_left_behind(self, candidate: Candidate) -> bool:
        text, start = self.analysis.text, candidate.start
        return bool(_FROM.search(text, max(candidate.sentence.start, start - 25), start) and _REACHED.match(text, candidate.end, candidate.sentence.end))

    def _fits(self, mention: PeriodMention, modality: Modality) -> bool:
        return modality == "target" or not (mention.role == "deadline" or self._is_due(mention))

    def _is_due(self, mention: PeriodMention) -> bool:
        text = self.analysis.text
        return mention.kind == "day" and bool(_DUE_AFTER.match(text, mention.end) or _DUE_BEFORE.search(text, max(0, mention.start - 90), mention.start))

    def _in_aside(self, candidate: Candidate, modality: Modality) -> PeriodMention | None:
        """A figure in a parenthesis is of the period named there, else of the one right before it: "kế hoạch 2016 - 2020 (25%)"."""
        text, sentence = self.analysis.text, candidate.sentence
        opening = aside(text, candidate.start, sentence.start)
        if opening is None:
            return None
        closing = text.find(")", candidate.end, sentence.end)
        inside = self._fitting(opening, candidate.start, modality)[-1:] or self._fitting(candidate.end, closing, modality)[:1]
        touching = [m for m in self._between(sentence.start, opening)[-1:] if not text[m.end:opening].strip()]
        return next(iter(inside or touching), None)

    def _same_period_told(self, candidate: Candidate) -> PeriodMention | None:
        """"đạt 97% (cùng kỳ đạt 95%)": the second figure is the earlier one itself, not a difference from it."""
        text, low = self.analysis.text, candidate.sentence.start
        near = [m for m in self.bases if m.kind == "same_period" and low <= m.start and m.end <= candidate.start]
        if near and _TELLS.fullmatch(text, near[-1].end, candidate.start) and not (candidate.kind == "change" and (
                text[near[-1].start] in "Ss" or _THAN.search(text, low, near[-1].start))):
            return near[-1]
        return None

    def _of_figure(self, candidate: Candidate, modality: Modality) -> PeriodMention | None:
        sentence, text = candidate.sentence, self.analysis.text
        before = self._fitting(sentence.start, candidate.start, modality)
        after = self._fitting(candidate.end, sentence.end, modality)
        near_after = bool(after) and not (_OTHER_CLAUSE.search(text, candidate.end, after[0].start)
                                          or _OF_COMPARED_FIGURE.search(text, candidate.end, after[0].start))
        if before and not (near_after and _OF_OTHER_FIGURE.search(text, sentence.start, before[-1].start)):
            return before[-1]
        if near_after:
            return after[0]
        index = bisect_left(self.analysis.sentence_starts, sentence.start)
        paragraph = text.rfind("\n", 0, sentence.start) + 1
        for earlier in reversed(self.analysis.sentences[max(0, index - REACH_BACK):index]):
            if earlier.block in {"caption", "furniture"}:
                continue
            if earlier.start < paragraph and self.main and self._fits(self.main, modality):
                break
            inside = self._fitting(earlier.start, earlier.end, modality)
            inside = [m for m in inside if not (self.main and m.kind in {"day", "month"} and _AS_OF.search(text, max(0, m.start - 12), m.start))]
            inside = [m for m in inside if not _OF_COMPARED_FIGURE.search(text, earlier.start, m.start)]
            if inside:
                return inside[-1]
        heading = self._heading_above(sentence.start) if modality == "target" else None
        if heading:
            return heading
        return self.main if self.main and self._fits(self.main, modality) else None

    def _fitting(self, start: int, end: int, modality: Modality) -> list[PeriodMention]:
        """Mentions between two places that may be the period of such a figure."""
        return [m for m in self._between(start, end) if self._fits(m, modality)
                and not (m.kind == "plan_span" and modality == "actual")
                and not (modality == "actual" and self.main and self.main.kind != "year"
                         and m.kind == "year" and _ATTRIBUTE.search(self.analysis.text, max(0, m.start - 40), m.start))]

    def _base(self, candidate: Candidate, period: Period | None) -> Period | None:
        text, sentence = self.analysis.text, candidate.sentence
        near = [m for m in self.bases if sentence.start <= m.start < sentence.end]
        after = [m for m in near if m.start >= candidate.end and not _OTHER_FIGURE.search(text, candidate.end, m.start)]
        before = [m for m in near if m.end <= candidate.start and (m.start < sentence.start + _LEADS or not re.search(r";|\. ", text[m.end:candidate.start]))]
        chosen = after[0] if after else before[-1] if before else None
        return self._same_days(chosen, period) if chosen else None

    def _same_days(self, mention: PeriodMention, period: Period | None) -> Period | None:
        if mention.kind == "same_period" and period:
            year = mention.period.start.year if mention.period and mention.period.start.year != period.start.year else period.start.year - 1
            try:
                return Period(period.start.replace(year=year), period.end.replace(year=year))
            except ValueError:  # 29 February
                return Period(period.start.replace(year=year), period.end.replace(year=year, day=28))
        if mention.kind == "relative" and period:
            return Period(period.start.replace(year=period.start.year - 1, month=1, day=1), period.end.replace(year=period.end.year - 1, month=12, day=31))
        return mention.period
