"""Text → places named in it: provinces, districts, communes, with the province each lies in where that is certain.

Names are known from `corpus.places` (both placings of the tone mark, ALL CAPS), or by their shape after a level word: "huyện Xyz" counts
even if no table has it, since districts were merged and renamed for decades. A level word reaches over a list ("các xã: A, B và C").
"""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from corpus import places as corpus_places
from corpus.places import UPPER, fold


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in the text: `text[start:end]` is "huyện Thạnh Trị", `level` "province", "district" or "commune",
    `name` "Thạnh Trị" (for provinces the name of `corpus.places`), `kind` "huyện", also where the word stands only before the
    first of a list, `province` the name of the province it lies in where that is certain."""

    start: int
    end: int
    name: str
    level: str
    province: str | None = None
    kind: str = ""

    @property
    def full_name(self) -> str:
        """As a table would say it: "huyện Thạnh Trị", "tỉnh Lai Châu", "TP. Hồ Chí Minh"."""
        return f"{self.kind} {self.name}" if self.kind and not self.name.startswith("TP.") else self.name


def read_places(text: str, province: str | None) -> tuple[PlaceMention, ...]:
    """Every place that `text` (NFC) names, in text order, none inside another. `province` is the document's own, where known:
    it decides between places of the same name. Time is linear in the length of the text."""
    folded = fold(text).replace("’", "'")
    home = corpus_places.province(province) if province else None
    home_name = home.name if home else None
    found = list(_after_level_words(folded, home_name))
    for more in (_provinces(folded), _bare_districts(folded, home_name)):
        taken = [(m.start, m.end) for m in found]
        found = sorted([*found, *(m for m in more if not _inside(m, taken))], key=lambda m: m.start)
    return tuple(_resolve(text, found, home_name))


# What a level word says. Provinces are found by `corpus.places`.
_DISTRICT, _COMMUNE = ("huyện", "quận", "thị xã", "thành phố"), ("xã", "phường", "thị trấn", "đặc khu")
_LEVEL = {**dict.fromkeys(_DISTRICT, "district"), **dict.fromkeys(_COMMUNE, "commune")}
_SHORT = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn", "q": "quận", "p": "phường", "h": "huyện", "x": "xã"}
_WORDS = "|".join(form.replace(" ", r"\s") for kind in _LEVEL for form in (kind, kind.capitalize(), kind.upper()))
_GAP = r"[ \u00a0]"
_WORD = re.compile(
    rf"(?<![\w.])(?:(?P<long>{_WORDS})(?P<colon>(?: như| gồm| là)?:)?(?:{_GAP}+|(?P<wrap>{_GAP}*\n))"
    rf"|(?P<short>TP\.?|Tp\.?|TX\.?|Tx\.?|TT\.|[QPHX]\.){_GAP}*|(?P<glued>[QP])(?=\d))(?=[{UPPER}\d])")
_NAME = re.compile(rf"[{UPPER}][\w']*(?:(?:{_GAP}+|{_GAP}?[-–]{_GAP}?)[{UPPER}][\w']*)*|\d{{1,2}}(?![\d.,/%-]*\d|%)")
_SYLLABLE = re.compile(r"[\w']+")
_NEXT = re.compile(rf"(?:{_GAP}*[,;]{_GAP}*(?:và{_GAP}+)?|{_GAP}+(?:và|hoặc){_GAP}+)(?=[{UPPER}\d])")
_PLURAL = re.compile(rf"(?:\b(?:[Cc]ác|CÁC|[Nn]hững|[Hh]ai|[Bb]a|[Bb]ốn|[Nn]ăm|\d{{1,3}})|\b(?:{_WORDS})(?:,|/| và)){_GAP}*$")
# A number after "quận" or "phường" that counts something else.
_COUNTED = re.compile(rf"{_GAP}*(?:tỷ|tỉ|triệu|nghìn|ngàn|hộ|người|lần|năm|tháng|ngày|hồ sơ|đồng|xã|huyện|phường|%|km|ha)")
# What follows a level word in the name of an organisation or a set phrase, not of a place.
_NO_NAME = frozenset(["ủy", "đoàn", "đội", "hội", "bộ"])
_ACRONYM = re.compile(rf"\b[{UPPER}]{{2}}")
# Family names: "UBND huyện Lò Văn An" names a person where "huyện Mường Ảng" names a place.
_FAMILY = frozenset([
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương", "lý", "đinh", "trương", "lâm",
    "đoàn", "trịnh", "mai", "đào", "tô", "hà", "cao", "tạ", "chu", "lưu", "lương", "lò", "vừ", "giàng", "sùng", "thào", "vàng", "ma", "nông", "triệu",
    "quách", "tống", "thái", "châu", "la", "kiều", "phùng", "vương", "nghiêm", "khổng", "đàm", "doãn", "bạch", "hứa", "từ", "quàng", "lường", "điểu"])


def _after_level_words(text: str, home: str | None) -> Iterator[PlaceMention]:
    end = 0
    for match in _WORD.finditer(text):
        if match.start() < end:
            continue
        kind = _kind(match)
        run = _NAME.match(text, match.end())
        if run is None:
            continue
        plural = bool(match["colon"]) or bool(_PLURAL.search(text, max(0, match.start() - 16), match.start()))
        stop = _name_end(text, run, kind, home, sure=match["long"] is not None and not match["wrap"])
        if stop is None:
            continue
        start = match.end() if plural else match.start()
        if kind == "thành phố" and _central(text[match.end():stop]):
            end = stop
            continue    # found as a province
        yield _mention(text, start, match.end(), stop, kind)
        end = stop
        for item, end in _list_items(text, stop, kind, plural):
            yield _mention(text, item, item, end, kind)


def _kind(match: re.Match[str]) -> str:
    word = " ".join((match["long"] or match["short"] or match["glued"]).lower().rstrip(".").split())
    return _SHORT.get(word, word)


def _name_end(text: str, run: re.Match[str], kind: str, home: str | None, *, sure: bool) -> int | None:
    """Where the name that starts the capitalised run ends; None where the run names no place."""
    if run[0].isdigit():
        known = (run[0].lstrip("0"), kind) in _gazetteer() or kind in ("quận", "phường")
        return run.end() if known and not _COUNTED.match(text, run.end()) else None
    syllables = [(m.start(), m.end()) for m in _SYLLABLE.finditer(text, run.start(), run.end())]
    person = len(syllables) in (3, 4) and text[slice(*syllables[0])].lower() in _FAMILY
    for count in range(min(len(syllables), 6), 0, -1):
        stop = syllables[count - 1][1]
        homes = _gazetteer().get((_plain(text[run.start():stop]), kind))
        if homes and (sure or stop - run.start() > 1) and (count == len(syllables) or not person or home in homes):
            return stop
    first = text[slice(*syllables[0])].lower()
    if not sure or person or len(syllables) < 2 or first in _NO_NAME or _ACRONYM.search(run[0]):
        return None
    hyphen = re.search(r"[-–]", run[0])
    stop = run.start() + len(run[0][:hyphen.start()].rstrip()) if hyphen else run.end()
    inner = [s for s in syllables if s[1] <= stop]
    for at in range(1, len(inner) - 1):    # "xã Mường Khoa Lò Văn An": the name of a person goes on
        if text[slice(*inner[at])].lower() in _FAMILY and len(inner) - at >= 2 and at >= 2:
            return inner[at - 1][1]
    return stop if len(inner) <= 4 else None


def _list_items(text: str, at: int, kind: str, plural: bool) -> Iterator[tuple[int, int]]:
    """The names that follow in the same list: any name after "các xã: A", only known ones after "xã A"."""
    while separator := _NEXT.match(text, at):
        run = _NAME.match(text, separator.end())
        if run is None or run[0].isdigit() or _WORD.match(text, separator.end()):
            return
        name = _plain(run[0])
        province = (name, "tỉnh") in _gazetteer()
        known = (name, kind) in _gazetteer() and (plural or not province)
        by_shape = plural and not province and len(name.split()) in (2, 3) and not _ACRONYM.search(run[0])
        if not known and not by_shape:
            return
        yield run.start(), run.end()
        at = run.end()


def _mention(text: str, start: int, name_start: int, end: int, kind: str) -> PlaceMention:
    return PlaceMention(start, end, " ".join(text[name_start:end].split()), _LEVEL[kind], None, kind)


_PROVINCE_WORD = re.compile(r"(?<!\w)(?:tỉnh|TỈNH|Tỉnh|thành\sphố|THÀNH\sPHỐ|Thành\sphố|TP\.?|Tp\.?)[ \u00a0]*\n?$")


def _provinces(text: str) -> Iterator[PlaceMention]:
    for found in corpus_places.find_provinces(text):
        word = _PROVINCE_WORD.search(text, max(0, found.start - 12), found.start)
        start = word.start() if word else found.start
        yield PlaceMention(start, found.end, found.province.name, "province", found.province.name, found.province.kind)


# A name behind one of these is that of a bridge, a street, a harbour.
_FEATURE = re.compile(r"\b(?:cảng|bán đảo|đảo|đường|phố|cầu|sông|núi|chợ|trường|hồ|vịnh|ga|chùa|đền|tuyến|ông|bà|anh|chị|đồng chí)[ \u00a0]+$", re.IGNORECASE)
_BEFORE = re.compile(rf"(?:^|[^\w])([{UPPER}][\w']*)[ \u00a0]+$")


def _bare_districts(text: str, home: str | None) -> Iterator[PlaceMention]:
    """Districts of the document's own province that are called by name alone, as in tables and rankings: "Cao Lộc đạt 92%"."""
    if home is None:
        return
    for match in _district_pattern(home).finditer(text):
        start, end = match.span()
        before = text[max(0, start - 24):start]
        word = _BEFORE.search(before)
        if _FEATURE.search(before) or (word and word[1].lower() in _FAMILY):
            continue
        yield PlaceMention(start, end, match[0], "district", home, _district_kinds(home)[_plain(match[0])])


@cache
def _district_kinds(home: str) -> dict[str, str]:
    """The districts of a province by folded name, without those that share their name with another or with a province."""
    kinds: dict[str, list[str]] = {}
    for (name, kind), homes in _gazetteer().items():
        if home in homes and kind in _DISTRICT and " " in name and (name, "tỉnh") not in _gazetteer():
            kinds.setdefault(name, []).append(kind)
    return {name: found[0] for name, found in kinds.items() if len(found) == 1}


@cache
def _district_pattern(home: str) -> re.Pattern[str]:
    names = [fold(d.name) for d in corpus_places.districts() if _plain(d.name) in _district_kinds(home)]
    forms = sorted({form for name in names for form in (name, name.upper())}, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, forms)) or '(?!)'})(?![\w-])(?![ \u00a0][{UPPER}][^{UPPER}])")


def _inside(mention: PlaceMention, taken: list[tuple[int, int]]) -> bool:
    at = bisect_left(taken, (mention.end, 0))
    return at > 0 and taken[at - 1][1] > mention.start


def _resolve(text: str, found: list[PlaceMention], home: str | None) -> Iterator[PlaceMention]:
    """Each mention with the province it lies in, and its name as the text spells it."""
    certain: dict[tuple[str, str], str] = {}
    placed = []
    for at, mention in enumerate(found):
        if mention.level != "province":
            homes = _homes(mention)
            stated = [homes_of for m in _chain(text, found, at) for homes_of in [_homes(m)] if len(homes_of) == 1]
            where = home if home in homes else None
            if len(homes) == 1 and (home is None or mention.level == "district"):   # communes are too many to trust a namesake elsewhere
                where = next(iter(homes))
            if stated:
                where = next(iter(stated[-1]))
            if where:
                certain.setdefault((mention.kind, _plain(mention.name)), where)
            mention = replace(mention, name=" ".join(text[mention.end - len(mention.name):mention.end].split()), province=where)
        placed.append(mention)
    for mention in placed:
        yield mention if mention.province else replace(mention, province=certain.get((mention.kind, _plain(mention.name))))


def _homes(mention: PlaceMention) -> frozenset[str]:
    return frozenset([mention.name]) if mention.level == "province" else _gazetteer().get((_plain(mention.name), mention.kind), frozenset())


def _chain(text: str, found: list[PlaceMention], at: int) -> Iterator[PlaceMention]:
    """The wider places said right behind: "xã Tân An, huyện Vĩnh Cửu (Đồng Nai)"."""
    for before, after in zip(found[at:at + 3], found[at + 1:at + 4], strict=False):
        if not _BETWEEN.fullmatch(text, before.end, after.start) or _RANK[after.level] >= _RANK[before.level]:
            return
        yield after


_BETWEEN = re.compile(r"[ \u00a0]*[,(-]?[ \u00a0]*")
_RANK = {"commune": 2, "district": 1, "province": 0}


def _central(name: str) -> bool:
    found = corpus_places.province(name)
    return found is not None and found.kind == "thành phố"


def _plain(name: str) -> str:
    return " ".join(fold(name).lower().replace("’", "'").replace("–", "-").split())


@cache
def _gazetteer() -> dict[tuple[str, str], frozenset[str]]:
    """(folded name, kind) → names of the provinces that have one."""
    found: dict[tuple[str, str], set[str]] = {}
    names = {entry.id: entry.name for entry in corpus_places.provinces().values()}
    for entry in corpus_places.provinces().values():
        found.setdefault((_plain(entry.name), "tỉnh"), set()).add(entry.name)
    for alias in corpus_places.aliases():
        found.setdefault((_plain(alias.alias), "tỉnh"), set()).add(alias.province)
    units: list[corpus_places.District | corpus_places.Commune] = [*corpus_places.districts(), *corpus_places.communes()]
    for unit in units:
        found.setdefault((_plain(unit.name).lstrip("0"), unit.kind), set()).add(names[unit.province])
    return {key: frozenset(value) for key, value in found.items()}
