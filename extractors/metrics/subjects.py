"""Whose figure it is: the nearest fitting organisation or place, else what the text is about.

Every name in the figure's sentence gets a score from the words beside it (`rules/subjects.toml`: "… đạt", "của …" for it,
"theo …", "do … giao" against it) and its distance; the best one wins. Short references ("xã", "Công an huyện", "Bộ")
stand for the place or ministry that the text named in full. Without a name in the sentence the previous figure's
subject goes on within its paragraph; then the place in the title, then the document's province.
"""
from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass

from corpus import places as corpus_places
from extractors import rulebook
from extractors.analysis import Analysis
from extractors.metrics.indicators import INDICES
from extractors.metrics.kinds import Candidate

# Kinds of place a bare level word may stand for, by level.
_LEVELS = {"tỉnh": "province", "thành phố": "city", "huyện": "district", "thị xã": "district", "quận": "district",
           "xã": "commune", "phường": "commune", "thị trấn": "commune"}
# Characters after which "xã" no longer means the commune named last but the one the text is about.
_NEAR = 1500
_LOCAL_INDICES = {"PAR_INDEX_LOCAL", "DDCI"}


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    full: str        # as a table would say it
    level: str       # province, district, commune, ministry, organisation, nation


class Subjects:
    """Subjects of one text, looked up by place; ask in text order."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        book = rulebook.load("subjects")
        self._rules = book.starting("for.") + book.starting("against.")
        self.province = _province_name(analysis.province)
        self._about = self._topics()
        self._full_names = sorted(self._named(), key=lambda n: n.start)
        self._by_level: dict[str, tuple[list[int], list[str]]] = {}
        for name in self._full_names:
            starts, names = self._by_level.setdefault(name.level, ([], []))
            starts.append(name.start)
            names.append(name.full)
        self.names = sorted(self._full_names + self._bare(book), key=lambda n: n.start)
        self._starts = [n.start for n in self.names]
        self._sentence_starts = [sentence.start for sentence in analysis.sentences]
        self._number_starts = [n.start for n in analysis.numbers if n.form != "word"]
        self._last: tuple[int, str] | None = None
        self._default = self._topic_of_title() or self.province or self._about.get("local")

    # ---- names
    def _named(self) -> list[_Name]:
        organisations = [_Name(o.start, o.end, self._complete(self.analysis.text[o.start:o.end]), _level_of(self.analysis.text[o.start:o.end]))
                         for o in self.analysis.organisations]
        covered = [(o.start, o.end) for o in organisations]
        places = [_Name(p.start, p.end, p.full_name, p.level) for p in self.analysis.places
                  if not any(start <= p.start < end for start, end in covered)]
        return organisations + places

    def _bare(self, book: rulebook.Rulebook) -> list[_Name]:
        text, found = self.analysis.text, []
        taken = [(o.start, o.end) for o in self.analysis.organisations] + [(p.start, p.end) for p in self.analysis.places]
        for match in book["bare"].find(text):
            start, end = match.span("fact")
            if any(a < end and start < b for a, b in taken):
                continue
            if match["ministry"]:
                full, level = self._named_before("ministry", start), "ministry"
            elif match["level"]:
                level = _LEVELS[match["level"]]
                place = self.province if level in {"province", "city"} else self._named_before(level, start)
                office = match["office"]
                full = place if not office or office.lower() in {"toàn", "địa bàn"} or not place else f"{office} {place}"
            else:
                full, level = "cả nước" if "ngành" not in match["fact"] else None, "nation"
            if full:
                found.append(_Name(start, end, full, level))
        return found

    def _named_before(self, level: str, offset: int) -> str | None:
        """The place of a level, or the ministry, that was named last before `offset`, else the one the text is most about."""
        starts, names = self._by_level.get(level, ([], []))
        index = bisect_left(starts, offset) - 1
        return names[index] if index >= 0 and offset - starts[index] < _NEAR else self._about.get(level)

    def _topics(self) -> dict[str, str]:
        """The place of each level, and the ministry, that the text is most about: those of its opening count threefold."""
        votes: dict[str, Counter[str]] = {}
        for place in self.analysis.places:
            votes.setdefault(place.level, Counter())[place.full_name] += 3 if place.start < 300 else 1
            if place.level != "province":
                votes.setdefault("local", Counter())[place.full_name] += 1
        for organisation in self.analysis.organisations:
            name = self.analysis.text[organisation.start:organisation.end]
            level = "ministry" if name.startswith("Bộ ") else "organisation"
            votes.setdefault(level, Counter())[name] += 3 if organisation.start < 300 else 1
        return {level: counter.most_common(1)[0][0] for level, counter in votes.items()}

    def _complete(self, name: str) -> str:
        """"Công an huyện" in a text about huyện An Lão is "Công an huyện An Lão"."""
        bare = re.search(r" (tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn)$", name)
        if not bare:
            return name
        level = _LEVELS[bare[1]]
        place = self.province if level in {"province", "city"} else self._about.get(level)
        return f"{name[:bare.start()]} {place}" if place else name

    def _topic_of_title(self) -> str | None:
        """An organisation or a place below the province that the title names."""
        title = self.analysis.title
        at = self.analysis.text.find(title) if title else -1
        if not title or at < 0:
            return None
        inside = [n for n in self._full_names if at <= n.start < at + len(title) and n.level not in {"province", "nation"}]
        return min(inside, key=lambda n: n.start).full if inside else None

    # ---- choosing
    def of(self, candidate: Candidate, indicator: str) -> str | None:
        """The subject as a table would name it, None where the text does not tell."""
        chosen = self._in_sentence(candidate, indicator)
        if chosen is None and self._last and self._goes_on(candidate):
            chosen = self._last[1]
        if chosen is None:
            chosen = self.province if indicator in INDICES - _LOCAL_INDICES and self.province else self._default
        if chosen:
            self._last = (candidate.start, chosen)
        return chosen

    def _goes_on(self, candidate: Candidate) -> bool:
        """The last figure stands in the same paragraph, or one of the two sentences before."""
        assert self._last
        if self._last[0] >= self.analysis.text.rfind("\n", 0, candidate.start):
            return True
        between = bisect_left(self._sentence_starts, candidate.sentence.start) - bisect_right(self._sentence_starts, self._last[0])
        return between < 2

    def _in_sentence(self, candidate: Candidate, indicator: str) -> str | None:
        sentence = candidate.sentence
        best: tuple[float, str] | None = None
        for name in self.names[bisect_left(self._starts, sentence.start):bisect_left(self._starts, sentence.end)]:
            if name.start < candidate.end and name.end > candidate.start:
                continue
            score = self._score(name, candidate)
            if indicator in INDICES - _LOCAL_INDICES and name.level in {"district", "commune"}:
                score -= 1.0
            if best is None or score > best[0]:
                best = (score, name.full)
        return best[1] if best and best[0] > 0.35 else None

    def _score(self, name: _Name, candidate: Candidate) -> float:
        text, sentence = self.analysis.text, candidate.sentence
        score = 1.0
        for rule in self._rules:
            if rule.beside(text, name.start, name.end, sentence.start, sentence.end):
                score += rule.emit["weight"]
        if name.start < candidate.start:
            between = bisect_left(self._number_starts, candidate.start) - bisect_right(self._number_starts, name.end)
            score -= 0.25 * min(between, 4) + (candidate.start - name.end) / 400
            score -= 0.3 * text.count(";", name.end, candidate.start)
        else:
            gap = text[candidate.end:name.start]
            score -= 0.7 + len(gap) / 80
            if re.search(r"\d|[;.]", gap):
                score -= 1.5
            elif candidate.rule.startswith("metrics/phrase"):
                score += 0.9
        return score


def _province_name(province: str | None) -> str | None:
    """"Lai Châu" → "tỉnh Lai Châu"; cities keep their kind."""
    known = corpus_places.province(province) if province else None
    if known is None:
        return province
    return known.name if known.name.startswith("TP.") else f"{known.kind} {known.name}"


def _level_of(name: str) -> str:
    if name.startswith("Bộ "):
        return "ministry"
    return "organisation"
