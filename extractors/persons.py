"""Text → personal names: where a Vietnamese person's name stands, told from places, streets and organisations.

A name is a run of capitalised syllables that begins with a surname (`corpus/lexicon/surnames.tsv`) or follows a
word of address ("ông", "đồng chí", "Đại tá"). Where a place and a name run together ("tỉnh Hà Giang Nguyễn
Văn Sơn") the run is cut where the name is most likely to begin.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from corpus import lexicon, places
from corpus.places import fold
from extractors.words import CLOSE, Phrases, Words

_SURNAME_WEIGHT = {"common": 3.0, "ethnic": 2.2, "rare": 1.2}
_LENGTH_WEIGHT = {2: 0.3, 3: 2.0, 4: 1.6, 5: -1.0}
"""Of official names in such texts two thirds have three syllables, a fifth four, an eighth two."""
_GIVEN_PREFIX = re.compile(r"[HKY]['’]\w")
"""H'Yim, K'Brôih, Y'…: Ê Đê, Mnông and Cơ Ho given names, which stand first."""
_LINE_START = re.compile(r"\n(?<=[\w,]\n)(\w)")
_FULL_LINE = 60
"""Characters of a line that ends because the page does; pages of A4 hold 80 to 100."""
_SURE, _POSSIBLE = 2.8, 1.4


@dataclass(frozen=True, slots=True)
class Name:
    """`text[start:end]` names a person; `outer` is where the words of address before it begin.

    `address` is "" (none), "address", "rank" or "degree"; `plural` after "các đồng chí"; `short` for one
    syllable after a word of address ("ông Thọ"); `likely` from 0 (perhaps a name) upwards, sure from 2.8.
    """

    first: int
    last: int
    start: int
    end: int
    outer: int
    address: str
    plural: bool
    short: bool
    likely: float


@cache
def _lists() -> dict[str, Any]:
    return {
        "surnames": {fold(row["surname"]): row["kind"] for row in lexicon.table("surnames")},
        "middles": frozenset(map(fold, lexicon.words("person_middles"))),
        "honorifics": Phrases((row["words"], (row["kind"], row["plural"] == "yes")) for row in lexicon.table("honorifics")),
        "offices": Phrases(((row["title"], row["kind"]) for row in lexicon.table("titles")), CLOSE),
        "provinces": province_names(),
        "places": Phrases((name, name) for name in {d.name for d in places.districts()} | {c.name for c in places.communes()} if name[0].isupper()),
        "levels": Phrases((row["words"], row["level"]) for row in lexicon.table("office_levels")),
        "sectors": Phrases((word, word) for word in lexicon.words("office_sectors")),
        "organisations": Phrases((row["words"], row["kind"]) for row in lexicon.table("office_organisations")),
        "not": Phrases((word, word) for word in lexicon.words("person_not")),
        "not_after": Phrases((word, word) for word in lexicon.words("person_not_after")),
    }


@cache
def province_names() -> Phrases[str]:
    """Provinces by every spelling known, with and without "TP."."""
    return Phrases((name, name) for name in {province.name for province in places.provinces().values()} | {alias.alias for alias in places.aliases()})


def read_names(words: Words) -> list[Name]:
    """Names in text order; they never overlap."""
    names: list[Name] = []
    forms, text, starts, ends = words.forms, words.text, words.starts, words.ends
    i, n = 0, len(words)
    wrapped = _is_wrapped(text)
    while i < n:
        if not forms[i][0].isupper():
            i += 1
            continue
        j = i + 1
        while j < n and forms[j][0].isupper() and (text[ends[j - 1]:starts[j]].strip(" \u00a0") == "" or (wrapped and _goes_on(words, j))):
            j += 1
        if capitals := _line_of_capitals(words, i, j):
            names.append(capitals)
        else:
            names += _in_run(words, i, j)
        i = j
    return _settle(words, names)


def _is_wrapped(text: str) -> bool:
    """Lines are cut at the page's width, as in text taken from PDF: many a line begins in lower case."""
    starts = _LINE_START.findall(text)
    return sum(map(str.islower, starts)) >= max(2, 0.3 * len(starts))


def _goes_on(words: Words, i: int) -> bool:
    """Word i begins the line after a full one, so that a name may be cut there ("Nguyễn / Văn An")."""
    return words.gap(i).strip(" ") == "\n" and words.ends[i - 1] - words.text.rfind("\n", 0, words.ends[i - 1]) >= _FULL_LINE


def _longer(words: Words, name: Name) -> Name:
    first = max(name.first - 1, 0)
    return replace(name, first=first, start=words.starts[first], outer=words.starts[first])


def _settle(words: Words, names: list[Name]) -> list[Name]:
    """What only the whole text tells: a name cut short ("A Lềnh") is as long as elsewhere ("Vừ A Lềnh"); two syllables after a word of address are short for a fuller name ("bà Quyết Tâm") only where the text has one."""
    endings = {tuple(words.lows[name.last - 2:name.last]) for name in names if not name.short and name.last - name.first > 2}
    whole = {tuple(words.lows[name.first:name.last]) for name in names if not name.short}
    names = [_longer(words, name) if not name.address and tuple(words.lows[max(name.first - 1, 0):name.last]) in whole else name for name in names]
    return [replace(name, short=False) if name.short and name.last - name.first == 2
            and tuple(words.lows[name.first:name.last]) not in endings else name for name in names]


def _line_of_capitals(words: Words, first: int, last: int) -> Name | None:
    """"TRẦN VĂN A" on a line of its own, as names stand under signatures, or after a word of address."""
    if not words.forms[last - 1].isupper() or last - first == 1:
        return None
    addressed = bool(_address(words, first)[0])
    if (hit := _lists()["honorifics"].at(words, first)) and first + hit[0] < last:
        first, addressed = first + hit[0], True
    if not 2 <= last - first <= 4 or _lists()["surnames"].get(words.forms[first].capitalize()) != "common":
        return None
    if last - first == 2 and not words.forms[first + 1].isalpha():
        return None
    if not all(form.isupper() for form in words.forms[first:last]) or max(map(len, words.forms[first:last])) == 1:
        return None
    ends = last == len(words) or "\n" in words.gap(last) or "|" in words.gap(last)
    begins = first == 0 or "\n" in words.gap(first) or "|" in words.gap(first)
    if not (addressed or (begins and ends)) or _lists()["offices"].at(words, first) or _lists()["not"].at(words, first):
        return None
    address, plural, outer = _address(words, first)
    return _name(words, first, last, outer, address, plural, short=False, likely=_SURE if addressed else _POSSIBLE)


def _in_run(words: Words, first: int, last: int) -> list[Name]:
    """Names within one run of capitalised words, which offices and abbreviations cut into pieces."""
    lists, found, begin = _lists(), [], first
    honorific_end = first
    for k in range(first, last + 1):
        cut = k == last
        if not cut:
            form = words.forms[k]
            honorific = lists["honorifics"].at(words, k)
            if honorific and k == begin and _is_place(words, k):
                honorific = None        # Bà Rịa, huyện Anh Sơn
            cut = (len(form) > 1 and form.isupper()) or bool(lists["offices"].at(words, k)) or (honorific is not None and k == begin)
        if cut and k >= honorific_end:
            if k > begin and (name := _read(words, begin, k)):
                found.append(name)
            begin = k + 1
    return found


def _is_place(words: Words, i: int) -> bool:
    lists = _lists()
    level = i > 0 and words.gap(i).strip(" .\u00a0") == "" and lists["levels"].ending(words, i - 1)
    return bool(lists["provinces"].at(words, i) or (level and lists["places"].at(words, i)))


def _read(words: Words, first: int, last: int) -> Name | None:
    lists = _lists()
    address, plural, outer = _address(words, first)
    size = last - first
    if lists["not"].at(words, first) and size <= 3:
        return None
    if size == 1:
        given = _GIVEN_PREFIX.match(words.forms[first])
        if address and (given or words.forms[first].isalpha()) and not (first and lists["not"].at(words, first - 1)):
            return _name(words, first, last, outer, address, plural, short=not given, likely=_SURE if given else 0.0)
        return None
    if address:
        surname = words.forms[first] in lists["surnames"]
        end = min(last, first + (5 if surname else 4))
        if lists["provinces"].at(words, first) and size <= 3 and not surname:
            return None
        return _name(words, first, end, outer, address, plural, short=size == 2 and not surname, likely=4.0 if surname else _SURE)
    begin, likely = _cut(words, first, last)
    if likely < _POSSIBLE:
        return None
    return _name(words, begin, last, words.starts[begin], "", False, short=False, likely=likely)


def _name(words: Words, first: int, last: int, outer: int, address: str, plural: bool, *, short: bool, likely: float) -> Name:
    return Name(first, last, words.starts[first], words.ends[last - 1], outer, address, plural, short, likely)


def _address(words: Words, first: int) -> tuple[str, bool, int]:
    """Words of address before word `first`: (kind of the first of them, plural, where they begin)."""
    honorifics: Phrases[tuple[str, bool]] = _lists()["honorifics"]
    kind, plural, outer, at = "", False, words.starts[first], first
    while at > 0:
        gap = words.gap(at).strip(" \t\u00a0*_")
        if gap not in ("", ".", "-", "–") and not (gap == "," and kind) and not (gap == ":" and not kind):
            break
        hit = honorifics.ending(words, at - 1)
        if hit is None or (gap == ":" and not hit[1][1]) or (gap == "." and hit[1][0] != "degree"):
            break
        at -= hit[0]
        kind, plural, outer = hit[1][0], plural or hit[1][1], words.starts[at]
    return kind, plural, outer


def _cut(words: Words, first: int, last: int) -> tuple[int, float]:
    """Where in the run the name begins that ends with the run, and how likely it is one."""
    lists = _lists()
    level = bool(first and words.gap(first).strip(" .\u00a0") == "" and lists["levels"].ending(words, first - 1))
    province = lists["provinces"].at(words, first)
    sector = lists["sectors"].at(words, first)
    place = province or (lists["places"].at(words, first) if level else None) or sector
    blocked = first > 0 and not level and _names_a_thing(words, first)
    best, best_likely = first, -9.0
    for k in range(max(_after_organisation(words, first), last - 6), last - 1):
        kind = lists["surnames"].get(words.forms[k]) or ("ethnic" if _GIVEN_PREFIX.match(words.forms[k]) else None)
        size = last - k
        prefix = words.forms[k] in ("Y", "K") or any("'" in form or "’" in form for form in words.forms[k:last])
        if kind is None or size > (6 if prefix else 5):
            continue
        likely = _SURNAME_WEIGHT[kind] + _LENGTH_WEIGHT.get(size, -1.0) + (3.5 if prefix and kind == "ethnic" else 0) + (1.5 if words.forms[k + 1] in ("Văn", "Thị") else
                                                               0.3 if words.forms[k + 1] in lists["middles"] else 0.0)
        if k == first:
            if (place and place[0] == size) or province or blocked:
                likely -= 9
            elif place:
                likely -= 1.5
            elif level:
                likely -= 1.0 if size == 2 else 0.3
            else:
                likely += 1.5
        elif place and k - first == place[0]:
            likely += 2
        elif level:
            likely += {1: -0.8, 2: 1.0, 3: 0.4}.get(k - first, -0.5)
        elif blocked:
            likely -= 1
        if likely > best_likely:
            best, best_likely = k, likely
    return best, best_likely


def _after_organisation(words: Words, first: int) -> int:
    """The first word of the run that no organisation's name covers: "Trung ương Đoàn | Bùi …", "Đoàn Thanh niên"."""
    organisations: Phrases[str] = _lists()["organisations"]
    for k in range(max(first - 2, 0), first + 1):
        if (hit := organisations.at(words, k)) and hit[0] > 1 and k + hit[0] > first and words.forms[k][0].isupper():
            return k + hit[0]
    return first


def _names_a_thing(words: Words, first: int) -> bool:
    """A street, a school or a house number stands before: "đường Lê Lợi", "132 Trần Phú"."""
    gap = words.gap(first)
    before = words.lows[first - 1]
    if gap.strip(" \u00a0") == "" and before[0].isdigit():
        return not (first > 1 and _lists()["levels"].ending(words, first - 2))      # phường 11, ấp 4
    return gap.strip(" .:\u00a0") == "" and bool(_lists()["not_after"].ending(words, first - 1))
