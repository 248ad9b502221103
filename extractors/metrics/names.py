"""Names that a figure may belong to, each in full: "Công an huyện" in a text about huyện An Lão is "Công an huyện An Lão"."""
from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from corpus import places as corpus_places
from extractors import rulebook
from extractors.analysis import Analysis

# The level of place that a bare level word stands for.
_LEVELS = {"tỉnh": "province", "thành phố": "city", "huyện": "district", "thị xã": "district", "quận": "district",
           "xã": "commune", "phường": "commune", "thị trấn": "commune"}
# What "tỉnh này", "địa phương này", "cơ quan này" can stand for.
_MEANT = {"province": frozenset({"province"}), "district": frozenset({"district"}), "commune": frozenset({"commune"}),
          "place": frozenset({"province", "district", "commune"}), "ministry": frozenset({"ministry"}), "organisation": frozenset({"organisation", "ministry"})}
_BARE_END = re.compile(rf" ({'|'.join(_LEVELS)})$")
# Characters after which "xã" no longer means the commune named last but the one the text is about.
_NEAR = 1500
# Bodies of the nation: a text that names them in its title reports what they said or asked of others.
_NATIONAL = frozenset({"Chính phủ", "Văn phòng Chính phủ", "Quốc hội", "Thủ tướng Chính phủ", "Bộ Chính trị"})
# The province's own committee stands for the province: in letterheads that are part of a title, too.
_OF_PROVINCE = re.compile(r"(?i:UBND|HĐND|ủy ban nhân dân|uỷ ban nhân dân|hội đồng nhân dân) (?i:tỉnh|thành phố|TP)(?!\w)")
_LETTERHEAD = re.compile(r"(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|HĐND) (?P<level>TỈNH|THÀNH PHỐ|HUYỆN|THỊ XÃ|QUẬN|XÃ|PHƯỜNG|THỊ TRẤN) (?P<place>[^a-zà-ỹ]+)")
# A text that names so many provinces is about none of their districts.
_MANY = 3
# Names in the opening say three times as much of what a text is about.
_OPENING, _OPENING_WEIGHT = 300, 3


@dataclass(frozen=True, slots=True)
class Name:
    """`text[start:end]` names, in full, `full`; `level` is province, city, district, commune, ministry, organisation, group or nation."""

    start: int
    end: int
    full: str
    level: str


class Names:
    """The names of one text and what its short references stand for."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.province = _province_name(analysis.province)
        organisations = [Name(o.start, o.end, o.name or analysis.text[o.start:o.end], "ministry" if o.name.startswith("Bộ ") else "organisation")
                         for o in analysis.organisations]
        places = [Name(p.start, p.end, p.full_name, p.level) for p in analysis.places]
        self._about = self._topics(organisations + places)
        self._by_level: dict[str, tuple[list[int], list[str]]] = {}
        for name in sorted(organisations + places, key=lambda n: n.start):
            starts, fulls = self._by_level.setdefault(name.level, ([], []))
            starts.append(name.start)
            fulls.append(name.full)
        self._provinces = {p.full for p in places if p.level == "province"}
        covered = _Spans([(o.start, o.end) for o in organisations])
        named = [Name(o.start, o.end, self._complete(o), o.level) for o in organisations] + [p for p in places if not covered.meet(p.start, p.end)]
        self.named = sorted(named, key=lambda n: n.start)
        self.all = sorted(self.named + self._bare(), key=lambda n: n.start)

    def default(self) -> str | None:
        """What the text is about: an organisation or place below the province in its title, its province, its place named most."""
        return self._of_title() or self.province or (self._about.get("local") if len(self._provinces) < _MANY else None) or self._only_ministry()

    def _only_ministry(self) -> str | None:
        """A text about no place that names one ministry is about that."""
        ministries = set(self._by_level.get("ministry", ((), ()))[1])
        return ministries.pop() if len(ministries) == 1 and not self._provinces else None

    def _topics(self, names: list[Name]) -> dict[str, str]:
        votes: dict[str, Counter[str]] = {}
        for name in names:
            weight = _OPENING_WEIGHT if name.start < _OPENING else 1
            votes.setdefault(name.level, Counter())[name.full] += weight
            if name.level in {"district", "commune"}:
                votes.setdefault("local", Counter())[name.full] += weight
        return {level: counter.most_common(1)[0][0] for level, counter in votes.items()}

    def _place(self, word: str, offset: int) -> str | None:
        """The place that a bare "xã" at `offset` means: named last before it and near, else what the text is about."""
        level = _LEVELS[word]
        if level == "city" and self.province and self.province.startswith("tỉnh "):
            return self._city_before(offset)
        if level in {"province", "city"}:
            return self.province or self._of_kind(word, offset)
        return self._before(level, offset)

    def _of_kind(self, word: str, offset: int) -> str | None:
        """Where a text is about no one province, "thành phố" is the last city named before it."""
        if word != "thành phố":     # "Tỉnh có chỉ số cao nhất …" speaks of any province
            return None
        starts, fulls = self._by_level.get("province", ([], []))
        for index in range(bisect_left(starts, offset) - 1, -1, -1):
            if offset - starts[index] > _NEAR:
                return None
            if fulls[index].startswith(("thành phố ", "TP.")):
                return fulls[index]
        return None

    def _city_before(self, offset: int) -> str | None:
        """In a text about a province, "thành phố" is the city of that province named last."""
        starts, fulls = self._by_level.get("district", ([], []))
        return next((fulls[i] for i in range(bisect_left(starts, offset) - 1, -1, -1) if fulls[i].startswith("thành phố ") and offset - starts[i] < _NEAR), None)

    def _before(self, level: str, offset: int) -> str | None:
        starts, fulls = self._by_level.get(level, ([], []))
        index = bisect_left(starts, offset) - 1
        return fulls[index] if index >= 0 and offset - starts[index] < _NEAR else self._about.get(level)

    def _last_of(self, levels: frozenset[str], offset: int) -> Name | None:
        """The name of one of these levels that stands last before `offset` and near it."""
        for index in range(bisect_left(self.named, offset, key=lambda n: n.start) - 1, -1, -1):
            name = self.named[index]
            if offset - name.start > _NEAR:
                return None
            if name.level in levels:
                return name
        return None

    def _complete(self, name: Name) -> str:
        bare = _BARE_END.search(name.full)
        place = self._place(bare[1], name.start) if bare else None
        return f"{name.full[:bare.start()]} {place}" if bare and place else name.full

    def _bare(self) -> list[Name]:
        taken, found = _Spans([(n.start, n.end) for n in self.named]), []
        ends = {n.end for n in self.named}
        for match in rulebook.load("subjects")["bare"].find(self.analysis.text):
            start, end = match.span("fact")
            if taken.meet(start, end) or (start - 2 in ends and self.analysis.text[start - 2:start] == ", "):   # "tỉnh Bắc Kạn, tỉnh có …"
                continue
            if match["ministry"]:
                full, level = self._before("ministry", start), "ministry"
            elif match["level"]:
                word, office = " ".join(match["level"].lower().split()), match["office"]
                level, place = _LEVELS[word], self._place(word, start)
                full = place if not place or not office or office.lower() in {"toàn", "địa bàn"} else f"{office} {place}"
            else:
                full, level = "cả nước", "nation"
            if full:
                found.append(Name(start, end, full, level))
        for match in rulebook.load("subjects")["this"].find(self.analysis.text):
            start, end = match.span("fact")
            levels = next(levels for group, levels in _MEANT.items() if match[group])
            if not taken.meet(start, end) and (last := self._last_of(levels, start)):
                found.append(Name(start, end, last.full, last.level))
        groups = (match.span("fact") for match in rulebook.load("subjects")["group"].find(self.analysis.text))
        return found + [Name(start, end, " ".join(self.analysis.text[start:end].split()), "group") for start, end in groups if not taken.meet(start, end)]

    def _of_title(self) -> str | None:
        if not (span := self.analysis.title_span):
            return None
        inside = [n for n in self.named if span[0] <= n.start < span[1] and n.level not in {"province", "nation"} and n.full not in _NATIONAL
                  and not (self.province and _OF_PROVINCE.match(n.full))]
        return _in_small_letters(inside[0].full) if inside else None


def _in_small_letters(full: str) -> str:
    """"ỦY BAN NHÂN DÂN HUYỆN THẠNH TRỊ" of a letterhead stands for "huyện Thạnh Trị"."""
    committee = _LETTERHEAD.fullmatch(full)
    return f"{committee['level'].lower()} {committee['place'].title()}" if committee else full


class _Spans:
    """Sorted spans that do not overlap, asked whether another meets one of them."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def meet(self, start: int, end: int) -> bool:
        index = bisect_left(self._starts, end) - 1
        return index >= 0 and self._spans[index][1] > start


def _province_name(province: str | None) -> str | None:
    """"Lai Châu" → "tỉnh Lai Châu"; the city written with "TP." keeps that."""
    known = corpus_places.province(province) if province else None
    if known is None:
        return province
    return known.name if known.name.startswith("TP.") else f"{known.kind} {known.name}"
