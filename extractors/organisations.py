"""Text → public organisations named in it, each with the span a person would write in a table: "Sở Tư pháp", "UBND huyện Thạnh Trị".

    HEAD [NAME] [OWNER]        Sở | Tư pháp;  UBND | huyện Thạnh Trị;  Trung tâm | Phục vụ hành chính công | tỉnh;  Ban Thường vụ | Tỉnh ủy Lào Cai

Heads and names are word lists (corpus/lexicon/organisation_*.tsv); the owner is a place, a level word, or another organisation.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple, get_args

from corpus import lexicon
from corpus.places import fold, lower
from extractors.places import PlaceMention


@dataclass(frozen=True, slots=True)
class Organisation:
    """`text[start:end]` names a public organisation; of a list ("các Sở: Xây dựng; Y tế") each item is one, and `name` completes it
    ("Sở Y tế"), else `name` is the span with single spaces.

    `kind` is that of organisation_heads.tsv ("department", "people's committee"), `level` central, province, district or commune where the
    text or the kind says, else empty; `place` the full name of the place that is stated ("huyện Thạnh Trị")."""

    start: int
    end: int
    kind: str = ""
    name: str = ""
    level: str = ""
    place: str | None = None


def read_organisations(text: str, places: tuple[PlaceMention, ...]) -> tuple[Organisation, ...]:
    """Every public organisation `text` (NFC) names, in text order, none inside another. `places` are those of `read_places`.

    A whole class of organisations ("UBND các huyện", "UBND cấp xã", "các sở, ngành") is none.
    """
    page = _Page(text, _lower(fold(text)), {place.start: place for place in places})
    found: list[Organisation] = []
    end = 0
    for match in _head_pattern().finditer(page.lower):
        if match.start() < end:
            continue
        for organisation in _read(page, match):
            found.append(organisation)
            end = organisation.end
    return tuple(found)


class _Page(NamedTuple):
    text: str
    lower: str                          # same length as text, tone marks in one style
    places: dict[int, PlaceMention]     # by start


Needs = Literal["name", "owner", "either", "nothing"]


class _Head(NamedTuple):
    spelling: str
    kind: str
    level: str
    names: str
    needs: Needs


class _Owner(NamedTuple):
    end: int
    level: str
    place: str | None


# Names of these groups need a capital, their own or the head's: "Sở xây dựng", but not "bộ tài chính" or "Hội phụ nữ".
_CAPITAL = frozenset(["sector", "union", "school", "inspectorate"])
_GAP = re.compile(r"[ \t\u00a0]+(?:\n(?=\w))?|\n(?=[a-zà-ỹđ])|[ \t\u00a0]*[“\"](?=\w)")
_LEVEL_WORD = re.compile(r"(?:(tỉnh)|(thành phố|tp)|(huyện|quận|thị xã)|(xã|phường|thị trấn|đặc khu))(?!\w)(?! hội\b)"
                         r"(?![ \u00a0]*(?:[,/&-]|và|hoặc)[ \u00a0]*(?:tỉnh|thành|huyện|quận|thị|xã|phường|tp\b))")
_CLASS = re.compile(r"các |cấp |những |mỗi |từng ")
_PLURAL = re.compile(r"(?:các|những|hai|ba|bốn|\d{1,2})[ \u00a0]+$")
_SEPARATOR = re.compile(r"[ \u00a0]*[,;][ \u00a0]*(?:và[ \u00a0]+)?|[ \u00a0]+và[ \u00a0]+")
_ITEM_END = re.compile(r"[ \u00a0]*(?:[,;.:()\n–]|và\b|$)")
_BOUND = (("Phòng", ("hải ", "văn ")), ("Chính phủ", ("thủ tướng ",)), ("Quốc hội", ("đại biểu ",)),
          ("Thường trực", ("chủ tịch ", "bí thư ", "cơ quan ", "giám đốc ", "ủy viên ")))
_TOKEN = re.compile(r"\w+(?:[&-]\w+)*|[^\w\s]")


def _read(page: _Page, match: re.Match[str]) -> Iterator[Organisation]:
    """The organisation whose head stands at `match`, and those that follow it in the same list."""
    head = _heads()[" ".join(match[0].split())]
    start, at = match.span()
    if not _head_fits(page, head, start, at):
        return
    plural = bool(_PLURAL.search(page.lower, max(0, start - 8), start)) or (head.names == "sector" and page.text[at:at + 1] == ":")
    name_end = _name_end(page, head, at, plural)
    owner = _owner(page, head, name_end or at)
    end = owner.end if owner else name_end or at
    if not _enough(page, head, name_end, owner, start) or _is_class(page, head, end, plural, owner):
        return
    level, place = (owner.level or head.level, owner.place) if owner else (head.level, None)
    if plural and name_end and head.names == "sector":
        start = _skip_gap(page, at, plural)
    whole = " ".join(page.text[start:end].split())
    yield Organisation(start, end, head.kind, f"{head.spelling} {whole}" if plural and start >= at else whole, level, place)
    if head.names == "sector" and not owner:
        for item_start, item_end in _items(page, end, plural):
            whole = " ".join(page.text[item_start:item_end].split())
            yield Organisation(item_start, item_end, head.kind, f"{head.spelling} {whole}", head.level, None)


def _head_fits(page: _Page, head: _Head, start: int, end: int) -> bool:
    if start and (page.lower[start - 1].isalnum() or page.lower[start - 1] in "_&-"):
        return False
    if end < len(page.lower) and page.lower[end].isalnum():
        return False
    if head.spelling.isupper() and not page.text[start:end].isupper():
        return False
    # "Hải Phòng", "Thủ tướng Chính phủ", "đại biểu Quốc hội", "Phó Chủ tịch Thường trực UBND": the word belongs to what stands before
    before = page.lower[max(0, start - 12):start]
    return not any(head.spelling == spelling and before.endswith(words) for spelling, words in _BOUND)


def _enough(page: _Page, head: _Head, name_end: int | None, owner: _Owner | None, start: int) -> bool:
    """Whether what follows the head makes it one organisation."""
    capital = page.text[start].isupper()
    if head.needs == "name":
        return name_end is not None
    if head.needs == "owner":
        return owner is not None
    if head.needs == "either":
        return name_end is not None or owner is not None
    return capital or owner is not None or name_end is not None or head.kind in ("one-stop shop", "party")


def _is_class(page: _Page, head: _Head, end: int, plural: bool, owner: _Owner | None) -> bool:
    """ "các bộ phận một cửa", "Bộ phận một cửa cấp xã": many organisations of a kind."""
    if plural and head.names != "sector" and not (owner and owner.place):
        return True
    return owner is None and head.level != "central" and head.kind != "board" and bool(_CLASS.match(page.lower, _skip_gap(page, end))) and end < len(page.lower)


def _skip_gap(page: _Page, at: int, colon: bool = False) -> int:
    if colon and page.lower[at:at + 1] == ":":
        at += 1
    gap = _GAP.match(page.lower, at)
    return gap.end() if gap else at


def _name_end(page: _Page, head: _Head, at: int, plural: bool) -> int | None:
    """The end of the longest known name that stands behind the head at `at`."""
    start = _skip_gap(page, at, plural)
    if head.names == "-" or start == at:
        return None
    end = _longest(page.lower, start, head.names)
    if end is None or page.text[start].isupper():
        return end
    name = page.lower[start:end]
    if head.names in _CAPITAL:
        short = len(name.split()) < 3 and head.kind not in ("department", "ministry")
        return None if short or not page.text[at - len(head.spelling)].isupper() else end
    if head.names == "board" and len(name.split()) < 3 and name != "chỉ đạo":
        return None
    return end if page.text[at - len(head.spelling)].isupper() or len(name.split()) > 2 else None


def _items(page: _Page, at: int, plural: bool) -> Iterator[tuple[int, int]]:
    """Further names of a list: "các Sở: A; B và C"; also "Bộ A, B", where nothing else goes on from B."""
    while separator := _SEPARATOR.match(page.lower, at):
        start = separator.end()
        end = _longest(page.lower, start, "sector")
        other = _head_pattern().match(page.lower, start)
        if end is None or not page.text[start].isupper() or (other and not plural):
            return
        if other and other.end() < len(page.lower) and _owner(page, _heads()[" ".join(other[0].split())], other.end()):
            return
        if not plural and not _ITEM_END.match(page.lower, end):
            return
        yield start, end
        at = end


def _owner(page: _Page, head: _Head, at: int) -> _Owner | None:
    """Whose organisation it is, said right behind."""
    start = _skip_gap(page, at)
    if start == at or head.level == "central" or _CLASS.match(page.lower, start):
        return None
    place = page.places.get(start)
    if place is not None:
        return _Owner(place.end, place.level, place.full_name)
    match = _head_pattern().match(page.lower, start)
    if match and "\n" not in page.text[at:start]:
        inner = next(_read(page, match), None)
        if inner and inner.start == start:
            return _Owner(inner.end, inner.level, inner.place)
    word = _LEVEL_WORD.match(page.lower, start)
    if word:
        level = "province" if word[1] else "district" if word[3] else "commune" if word[4] else ""
        return _Owner(word.end(), level, None)
    return None


def _longest(lower: str, start: int, group: str) -> int | None:
    """The end of the longest name of the group that starts at `start`; one line break may stand in it, where a source wrapped its lines."""
    node, last, end = _names()[group], start, None
    for token in _TOKEN.finditer(lower, start, start + 120):
        if token[0] not in node or lower.count("\n", last, token.start()) > 1:
            break
        node, last = node[token[0]], token.end()
        if "" in node:
            end = last
    return end


def _lower(text: str) -> str:
    """Small letters, one for one; dashes as hyphens."""
    return lower(text).replace("–", "-")


# ---------------------------------------------------------------- word lists
@cache
def _heads() -> dict[str, _Head]:
    found: dict[str, _Head] = {}
    for row in lexicon.table("organisation_heads"):
        if row["needs"] not in get_args(Needs):
            raise ValueError(f"organisation_heads.tsv: {row['head']}: needs {row['needs']!r}; known: {', '.join(get_args(Needs))}")
        needs: Needs = next(n for n in get_args(Needs) if n == row["needs"])
        found.setdefault(_lower(fold(row["head"])), _Head(row["head"], row["kind"], row["level"], row["names"], needs))
    return found


@cache
def _head_pattern() -> re.Pattern[str]:
    groups: dict[str, list[str]] = {}
    for head in sorted(_heads(), key=len, reverse=True):
        groups.setdefault(head[0], []).append(r"(?:[ \u00a0]+\n?|\n)".join(map(re.escape, head[1:].split(" "))))
    return re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items()))


@cache
def _names() -> dict[str, dict[str, Any]]:
    """Group → trie of the words of its names; "" marks an end."""
    found: dict[str, dict[str, Any]] = {}
    for row in lexicon.table("organisation_names"):
        node = found.setdefault(row["group"], {})
        for word in _TOKEN.findall(_lower(fold(row["name"]))):
            node = node.setdefault(word, {})
        node[""] = {}
    return found
