"""Which indicator a figure measures: the cue phrases of `corpus/indicators.toml` vote by weight and nearness.

What follows the counted noun says most ("483.677 hồ sơ đúng hạn"), then what stands before the figure in its clause;
then the rest of the sentence, the sentence before and the title. The counted noun votes too. A figure that
restates the one before it ("295/295 HS (100%)") measures the same. Ranks and points belong to indices only.
"""
from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from corpus.indicators import Cue, by_unit, find_cues
from extractors import rulebook
from extractors.analysis import Analysis
from extractors.context import aside
from extractors.metrics.kinds import Candidate

INDICES = frozenset({"PAR_INDEX", "PAR_INDEX_LOCAL", "SIPAS", "PAPI", "PCI", "PGI", "DDCI", "DTI", "ICT_INDEX", "PII", "SERVICE_INDEX"})
# Votes below this name no indicator (scale: an indicator named beside the figure is about 3).
LEAST = 0.85
CURRENCIES = frozenset({"đồng", "USD"})
# Votes that a sum of money is about budgets.
MONEY = 2.0
# Votes for the index that the sentence before gave other places' ranks in: as many as for one named there.
NEXT_PLACE = 1.5
_DOSSIERS = re.compile(r"(?:hồ sơ|HS|kết quả|giao dịch|lượt)(?!\w)")
_CLAUSE_END = re.compile(r"[;:]|\n|\. |, (?:trong đó|gồm|đồng thời|còn) ")
_RESTATES = re.compile(r"[^.;\n\d]{0,30}(?:\(|đạt|chiếm|tương ứng|tương đương|bằng|tỷ lệ|tỉ lệ|=)[^.;\n\d]{0,25}")
# "Đắk Lắk đạt 80,4%, xếp thứ 37/63": what has a rank is an index's, if nothing nearer tells.
_THEN_RANKED = re.compile(r"%?,? (?:và )?(?:xếp|đứng)(?: ở| vị trí)? (?:thứ|hạng|vị trí)(?!\w)")
_NAMES_SHARE = re.compile(r", (?:với |có )?t[ỷỉ] lệ (?!là|đạt|này|trên|\d)")
# "nợ công 61% GDP": what a share is of, not what it measures.
_OF_OUTPUT = re.compile(r" ?(?:so với |của |trên )?(?:GDP|GRDP)(?!\w)")
_COMPARES = re.compile(r"\((?i:cùng kỳ|năm trước|năm ngoái|kỳ trước|mục tiêu|chỉ tiêu|kế hoạch|dự toán|bình quân cả nước|trung bình cả nước)(?!\w)")
_BELOW_PROVINCE = re.compile(r"(?:UBND |Ủy ban nhân dân |Uỷ ban nhân dân )?(?:huyện|thị xã|quận|xã|phường|thị trấn|Sở|sở|Q\.|P\.)(?!\w)")
_AN_INDEX = re.compile(r"(?<!\w)(?:[Gg]iá trị trung bình|[Cc]hỉ số|[Bb]ảng xếp hạng|xếp hạng|thứ hạng|(?:đạt|có|với) kết quả)(?!\w)")
_HEAD = re.compile(r"[\s(+*•–-]*(?:\(?\d{1,2}[.)] |[a-zđ]\) )?(?:[Tt]ỷ lệ |[Tt]ỉ lệ |[Ss]ố |[Tt]ổng số |[Mm]ức độ )?")
_ATTRIBUTE = re.compile(r"[^,;.:()\n]*")


@cache
def _beside() -> rulebook.Cues:
    return rulebook.Cues(rulebook.load("indicators").starting("beside."))


class Indicators:
    """Indicators of one text; its cues are found once."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.cues = find_cues(analysis.text)
        self._starts = [cue.start for cue in self.cues]
        self._indices = [cue for cue in self.cues if cue.code in INDICES and cue.weight >= 2]
        self._index_starts = [cue.start for cue in self._indices]
        self._number_starts = [number.start for number in analysis.numbers if number.form != "word"]
        self._title = [cue for cue in self.cues if cue.start < _title_end(analysis)]

    def _between(self, start: int, end: int) -> tuple[Cue, ...]:
        return self.cues[bisect_left(self._starts, start):bisect_left(self._starts, end)]

    def of(self, candidate: Candidate, before: Candidate | None, last: str | None) -> str:
        """The code with most votes, "OTHER" where none has enough. `before` and `last` are the figure
        read before this one and its indicator."""
        together = before is not None and before.sentence == candidate.sentence
        if together and before and last and self._restates(candidate, before, last):
            return last
        ranked = candidate.kind in {"ranking", "score"} or candidate.unit in {"hạng", "điểm"}
        votes = self._own_votes(candidate, ranked)
        if last and last != "OTHER" and together and before and candidate.start - before.end < 90 and not self._names_index(before.end, candidate.start):
            turned = _CLAUSE_END.search(self.analysis.text, before.end, candidate.start) and any(
                cue.weight >= 2 for cue in self._between(before.end, candidate.start))
            goes_on = 0.3 if turned else 0.5 if candidate.kind in {"count", "money"} else 1.8 if last in INDICES else 1.2
            votes[last] = votes.get(last, 0.0) + goes_on
        if max(votes.values(), default=0.0) < LEAST or (ranked and not votes.keys() & INDICES):
            ranked = ranked or _THEN_RANKED.match(self.analysis.text, candidate.end) is not None
            self._ask_around(candidate, ranked, votes)
            if ranked and before and last in INDICES and self._follows(before, candidate):
                votes[last] = votes.get(last, 0.0) + NEXT_PLACE
            self._index_meant(candidate, votes)
        best = max(votes, key=lambda code: votes[code], default="OTHER")
        return best if votes.get(best, 0.0) >= LEAST else "OTHER"

    def _follows(self, before: Candidate, candidate: Candidate) -> bool:
        """Whether the figure before stands in the sentence right before, of one paragraph: "Lai Châu đạt 81,6%, xếp thứ 30/63. Phú Yên đạt 78,9%, xếp thứ 52/63"."""
        index = bisect_left(self.analysis.sentence_starts, candidate.sentence.start)
        return index > 0 and self.analysis.sentences[index - 1] == before.sentence and "\n" not in self.analysis.text[before.end:candidate.start]

    def _names_index(self, start: int, end: int) -> bool:
        """An index named between two figures ends the first one's: "SIPAS đạt 88%; PAPI tăng 1,5 điểm"."""
        return bisect_left(self._index_starts, start) < bisect_left(self._index_starts, end)

    def _index_meant(self, candidate: Candidate, votes: dict[str, float]) -> None:
        """"có 4 bộ đạt kết quả dưới 83%", "chỉ số thấp nhất là 82%": the index that the text named last."""
        if not _AN_INDEX.search(self.analysis.text, candidate.sentence.start, candidate.sentence.end):
            return
        last = bisect_left(self._index_starts, candidate.start) - 1
        if last >= 0:
            code = self._indices[last].code
            votes[code] = votes.get(code, 0.0) + 2.0

    def _restates(self, candidate: Candidate, before: Candidate, last: str) -> bool:
        opening = aside(self.analysis.text, candidate.start, candidate.sentence.start)
        if opening is not None and before.end <= opening and _COMPARES.match(self.analysis.text, opening):   # "tăng 8,3% (cùng kỳ 8,2%)"
            return True
        if candidate.kind != "percentage" or before.kind not in {"count", "money", "change"}:
            return False
        if not _RESTATES.fullmatch(self.analysis.text, before.end, candidate.start):
            return False
        # "Đã giải quyết 139.705 hồ sơ, tỷ lệ đúng hạn đạt 98,3%": the share is of what is named with it
        return not _NAMES_SHARE.search(self.analysis.text, before.end, candidate.start) or all(cue.code == last or cue.weight < 2 for cue in self._between(before.end, candidate.start))

    def _own_votes(self, candidate: Candidate, ranked: bool) -> dict[str, float]:
        text, sentence = self.analysis.text, candidate.sentence
        beside = list(_beside().beside(text, candidate.number_start, candidate.number_end, sentence.start, sentence.end))
        votes = {held.rule.emit["indicator"]: float(held.rule.emit["weight"]) for held in reversed(beside)}
        if candidate.unit == "đồng":     # sums of dollars are trade and investment
            votes["BUDGET"] = votes.get("BUDGET", 0.0) + MONEY
        breaks = [m.end() for m in _CLAUSE_END.finditer(text, sentence.start, candidate.start)]
        clause_start = breaks[-1] if breaks else sentence.start
        after_break = _CLAUSE_END.search(text, candidate.end, sentence.end)
        clause_end = after_break.start() if after_break else sentence.end
        attribute = _ATTRIBUTE.match(text, candidate.end, clause_end)
        attribute_end = attribute.end() if attribute else candidate.end
        of_output = _OF_OUTPUT.match(text, candidate.end, sentence.end)
        for cue in self._between(sentence.start, sentence.end):
            if of_output and candidate.end <= cue.start < of_output.end():
                continue
            if clause_start <= cue.start < candidate.start:
                figures = bisect_left(self._number_starts, candidate.start) - bisect_left(self._number_starts, cue.end)
                factor = max(0.35, 1 - 0.12 * text.count(",", cue.end, candidate.start)) / (1 + max(0, candidate.start - cue.end) / 90)
                factor *= 0.6 if figures > 0 else 1.0
                if figures == 0 and not text.endswith(", ", 0, candidate.start) and _HEAD.fullmatch(text, clause_start, cue.start):
                    factor = max(factor, 0.75)    # what the clause is about: "Mức độ hài lòng của … đạt 95%"
            elif candidate.start <= cue.start < attribute_end:
                factor = 1.15 / (1 + max(0, cue.start - candidate.end - 12) / 50)
            elif cue.start < candidate.start:
                factor = 0.4 / (1 + (candidate.start - cue.end) / 200)
            else:
                factor = 0.2 if cue.start < clause_end else 0.1
            if cue.code in INDICES and ranked and cue.start < candidate.start:
                factor = max(factor, 0.6)     # an index once named stays meant to the sentence's end
            elif candidate.kind == "money" and cue.code not in {"BUDGET", "ENTERPRISES", "PROCEDURES"}:
                factor *= 0.5     # what money was for: "5 tỷ đồng dành cho số hóa"
            elif cue.code in INDICES and candidate.kind in {"count", "money"}:
                factor *= 0.6
            elif cue.code not in INDICES and ranked:
                factor *= 0.3
            votes[cue.code] = votes.get(cue.code, 0.0) + cue.weight * factor * _fit(cue.code, candidate)
        for code in by_unit(candidate.unit) if candidate.kind == "count" or (candidate.kind == "change" and candidate.unit != "người") else ():
            votes[code] = votes.get(code, 0.0) + 0.9
        return votes

    def _ask_around(self, candidate: Candidate, ranked: bool, votes: dict[str, float]) -> None:
        """The sentences just before and the title, where the sentence itself does not tell: the strongest cue of each code."""
        around: dict[str, float] = {}
        index = bisect_left(self.analysis.sentence_starts, candidate.sentence.start)
        nearby = [s for s in self.analysis.sentences[max(0, index - 6):index] if s.block != "caption"][-2:]
        steps = [(self._between(s.start, s.end), 0.5 if s is nearby[-1] else 0.35) for s in nearby] + [(tuple(self._title), 0.4)]
        for cues, factor in steps:
            for cue in cues:
                if (cue.code in INDICES) != ranked:
                    weight = factor * (0.3 if ranked else 0.4 if candidate.kind == "count" else 0.8)
                else:
                    weight = factor if ranked or candidate.kind == "percentage" else 0.6 * factor
                around[cue.code] = max(around.get(cue.code, 0.0), cue.weight * weight)
        for code, weight in around.items():
            votes[code] = votes.get(code, 0.0) + weight


def _fit(code: str, candidate: Candidate) -> float:
    """Whether such a figure can be of this indicator: dossiers are counted in dossiers, dossiers count nothing else, money is mostly budget."""
    if candidate.kind == "money" or candidate.unit in CURRENCIES:
        return 1.0 if code in {"BUDGET", "ENTERPRISES"} else 0.5
    if code == "TASKS" and candidate.kind == "change":     # "tăng 8,3%, hoàn thành chỉ tiêu": tasks do not grow
        return 0.4
    if candidate.kind != "count":
        return 1.0
    dossiers = bool(_DOSSIERS.match(candidate.unit))
    of_dossiers = code.startswith("DOSSIERS_") or code in {"DIGITIZATION", "ONLINE_PAYMENT", "POSTAL_SERVICE"}
    if dossiers:
        return 1.0 if of_dossiers or code in {"TRAINING", "COMMUNICATION", "FEEDBACK", "INSPECTIONS", "OTHER"} else 0.35
    return 0.4 if code.startswith("DOSSIERS_") else 1.0


def of_level(indicator: str, subject: str | None) -> str:
    """A province's own ranking of its offices and districts is another index than the ministry's of provinces."""
    return "PAR_INDEX_LOCAL" if indicator == "PAR_INDEX" and subject and _BELOW_PROVINCE.match(subject) else indicator


def _title_end(analysis: Analysis) -> int:
    if analysis.title_span:
        return analysis.title_span[1]
    return analysis.sentences[0].end if analysis.sentences else 0



