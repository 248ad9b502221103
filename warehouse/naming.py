"""Whose figure, whose office: what the words of a subject or a role name, as far as the words alone tell.

    name("UBND tỉnh Lai Châu")     → province "Lai Châu", organisation "UBND tỉnh" (people's committee, province)
    name("huyện Mường Tè")         → place "huyện mường tè"
    name("Thanh tra tỉnh Đắk Lắk") → organisation "Thanh tra tỉnh" of "Đắk Lắk"
    name("bộ phận một cửa")        → nothing: which one?

The document then says in which province a "Sở Tư pháp" or a "xã Tân Thành" lies: `loading/03_names.sql`.
"""
from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from corpus import lexicon, places
from corpus.places import fold, lower

# What a place below the province is called; "thành phố" may be a province too ("thành phố Đà Nẵng"): the name decides.
LOCAL = re.compile(r"(?:(?:ubnd|hđnd|ủy ban nhân dân|hội đồng nhân dân) )?((?:huyện|quận|thị xã|thị trấn|thành phố|tp\.?|phường|xã|đặc khu) (?!ủy\b).+)")
COMMITTEE = re.compile(r"(UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân) (?=tỉnh\b|thành phố\b|TP\b)", re.IGNORECASE)
SHORT = {"ủy ban nhân dân": "UBND", "hội đồng nhân dân": "HĐND"}
OF_PROVINCE = re.compile(r"\s+(?:tỉnh|thành phố|TP\.?)$", re.IGNORECASE)
NAMELESS = re.compile(r"(?:^|\s)(?:huyện|quận|thị xã|thị trấn|phường|xã|đặc khu)$", re.IGNORECASE)      # "UBND huyện": of which?
LEVELS = (("district", re.compile(r"\b(?:(?:huyện|quận)(?! ủy)|thị xã)\b")), ("commune", re.compile(r"\b(?:phường|(?<!thị )xã|thị trấn|đặc khu)\b")))
ONE_OF_MANY = ("one-stop shop", "inspection team", "working group")      # without a place nothing tells which
WHOLE = ("party", "assembly", "government", "chamber", "audit", "ministry", "military", "union")      # "Tỉnh ủy", "Chính phủ" name one; "Trung tâm" does not
TAIL_WORDS = 5      # of the longest name of a province, "tỉnh" included: Bà Rịa - Vũng Tàu


class Named(NamedTuple):
    """`province` is a name of corpus.places, said in the words; `whole`: the words speak of that province as a whole.

    `place` is the key (`place_key`) of a district or commune; `organisation` its name without the province's, with `kind` and `level` as
    corpus/lexicon/organisation_heads.tsv has them. None where the words do not tell.
    """

    province: str | None = None
    whole: bool = False
    place: str | None = None
    organisation: str | None = None
    kind: str | None = None
    level: str | None = None


@cache
def name(words: str) -> Named:
    """What `words` (a subject, or the organisation of a role) name."""
    words = " ".join(words.split())
    committee = COMMITTEE.match(words)
    bare = words[committee.end():] if committee else words.removeprefix("UBND ")
    province = province_of(bare)
    if province:
        level = "tỉnh" if lower(bare).startswith("tỉnh") else "thành phố" if lower(bare).startswith(("thành phố", "tp")) else None
        council = f"{SHORT.get(lower(committee[1]), committee[1].upper())} {level}" if committee and level else None
        return Named(province, council is None or council.startswith("UBND"), None, council, _kind(council)[0] if council else None, "province" if council else None)
    local = LOCAL.fullmatch(place_key(words))
    return _organisation(words, place_key(local[1]) if local else None)


def province_of(words: str) -> str | None:
    """The province that `words` name in whole; "thành phố Lai Châu" is a city of the province, not the province."""
    found = places.province(words)
    city = lower(words).startswith(("thành phố ", "tp ", "tp. "))
    return found.name if found and not (city and found.kind == "tỉnh") else None


def place_key(full_name: str) -> str:
    """"Huyện  Mường Tè" and "huyện Mường Tè" are one, "xã Tân Thanh" and "xã Tân Thành" are not."""
    return re.sub(r"^tp\.? ", "thành phố ", lower(fold(" ".join(full_name.split()))))


def _organisation(words: str, place: str | None) -> Named:
    kind, level = _kind(words)
    if kind is None:
        return Named(place=place)
    province = None
    parts = words.split(" ")
    for count in range(min(TAIL_WORDS + 1, len(parts) - 1), 0, -1):      # "Thanh tra | tỉnh Đắk Lắk", "Sở Nội vụ | Lạng Sơn"
        tail = " ".join(parts[-count:])
        if tail[0].isupper() or lower(tail).startswith(("tỉnh ", "thành phố ", "tp ")):
            found = province_of(tail)
            if found:
                province, words = found, " ".join(parts[:-count] + (parts[-count:-count + 1] if lower(parts[-count]) == "tỉnh" else []))
                break
    if level == "province" or kind == "department":
        words = OF_PROVINCE.sub("", words)      # a "Sở" is always the province's
    if NAMELESS.search(words):
        return Named(province, place=place)
    said = [found for found, pattern in LEVELS if pattern.search(lower(words))]
    level = level or (said[-1] if said else "province" if province or OF_PROVINCE.search(words) else None)
    head = len(words) <= _head_length(words)
    if (kind in ONE_OF_MANY and level is None) or (head and kind not in WHOLE) or (level == "district" and not said and (head or kind == "division")):
        return Named(province, place=place)
    return Named(province, False, place, words, kind, level)


def _head_length(words: str) -> int:
    match = _heads().match(lower(fold(words)))
    return match.end() if match else 0


def _kind(words: str) -> tuple[str | None, str | None]:
    """Kind and level of the organisation whose name begins so."""
    match = _heads().match(lower(fold(words)))
    if not match:
        return None, None
    row = _rows()[match[1]]
    return row["kind"], row["level"] or None


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {lower(fold(row["head"])): row for row in lexicon.table("organisation_heads")}


@cache
def _heads() -> re.Pattern[str]:
    heads = sorted(_rows(), key=len, reverse=True)
    return re.compile(rf"({'|'.join(map(re.escape, heads))})(?!\w)")
