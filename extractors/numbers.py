"""Text → numbers that may be quantities: "495.353", "97,7", "30/48", "hai", each with its value.

Figures that count nothing are read as what they are and left out: dates, times, telephone and document
numbers, versions, and what `rules/numbers.toml` names (levels, articles of law, ordinals, house numbers).
Vietnamese writes "." between thousands and "," before decimals; sources mistype both, so a number keeps both
readings where it has two ("1,932" hồ sơ is 1932, "94,696 điểm" is 94.696): `value_as` takes the plausible one.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extractors import rulebook
from extractors.heads import Start

Form = Literal["integer", "decimal", "fraction", "word"]

_PLAIN = r"\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?"
# What follows the second figure of a range written without spaces ("40-50 hồ sơ"), and not a date ("ngày 28-1 công bố").
_THINGS = ("tỷ|tỉ|triệu|nghìn|ngàn|đồng|hồ[ ]sơ|tổ[ ]chức|đơn[ ]vị|cơ[ ]quan|doanh[ ]nghiệp|người|xã|huyện|dự[ ]án|thủ[ ]tục|dịch[ ]vụ|cán[ ]bộ|lượt|cuộc|"
           "văn[ ]bản|mô[ ]hình|vụ|hộ|trường")
_FIGURE = re.compile(r"\d\d*")   # not \d+: a pattern that begins with one character is looked for faster
# At each figure the first alternative that fits says what it is.
_SCAN = re.compile(
    rf"""(?<![\w/])(?<!\d[.,:])(?:(?<=\d-)(?P<high>{_PLAIN})(?=\s?%|[ ](?:{_THINGS})(?!\w))|(?<!\d-)(?:
      (?P<code>\d+(?:/\d{{2,4}})?[/-](?=[^\s\d]*[A-ZĐƯ])[A-ZĐƯ][\wĐđ&.]*(?:[-–/][\wĐđ&]+)*(?:\ ?-\ ?(?:CP|UBND|TTg|BNV)\b)?)
    | (?P<date>\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:19|20)\d{{2}}(?!\d)|(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}(?!\d)|(?:0?[1-9]|1[0-2])[/-](?:19|20)\d{{2}}(?!\d))
    | (?P<years>(?:19|20)\d{{2}}\s?[-–]\s?(?:19|20)\d{{2}}(?!\d))
    | (?P<time>\d{{1,2}}(?:h|g)\s?(?:\d{{2}})?(?![\w])|\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?!\d))
    | (?P<phone>0\d{{2,3}}[ .-]?\d{{3,4}}[ .-]?\d{{3,4}}(?!\d)|1[89]00[ .]\d{{4}})
    | (?P<fraction>(?P<over>{_PLAIN})\s?/\s?(?P<under>{_PLAIN})(?![\d/]|[.,]\d))
    | (?P<number>{_PLAIN})
    ))""", re.VERBOSE)
# Letters that stick to a figure make it a name (5G, 15B, E5): units of measure do not.
_GLUED = re.compile(r"[^\W\d_]+")
_MEASURES = frozenset({"m", "km", "ha", "kg", "tấn", "cm", "mm", "kwh", "mw", "mwp", "gb", "tb", "lần", "tỷ", "tỉ", "triệu", "đồng", "đ", "hs",
                       "người", "hồ", "xã", "huyện", "năm", "ngày"})
_WORDS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10, "tư": 4, "nhì": 2, "đôi": 2}
_WORD = re.compile(r"(?<![\w])(?P<ten>hai|ba|bốn|năm|sáu|bảy|tám|chín)[ ]mươi(?:[ ](?P<one>một|mốt|hai|ba|bốn|tư|lăm|năm|sáu|bảy|tám|chín))?(?![\w])"
                   r"|(?<![\w])mười[ ](?P<teen>một|hai|ba|bốn|lăm|năm|sáu|bảy|tám|chín)(?![\w])"
                   r"|(?<![\w])(?P<single>[Mm]ột|[Hh]ai|[Bb]a|[Bb]ốn|năm|[Ss]áu|[Bb]ảy|[Bb]ẩy|[Tt]ám|[Cc]hín|[Mm]ười|(?<=thứ[ ])(?:tư|nhì)|(?<=gấp[ ])đôi)(?![\w])")
_NUMBER_WORDS = Start(_WORD)
_ONES = _WORDS | {"mốt": 1, "tư": 4, "lăm": 5}
_YEAR = re.compile(r"(?:19|20)\d{2}")
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Number:
    """A figure at `text[start:end]`. `total` is what a fraction is out of; `other` the second reading of a
    number whose separator may be either ("1,932": 1.932, other 1932)."""

    start: int
    end: int
    value: float
    form: Form = "integer"
    total: float | None = None
    other: float | None = None

    def value_as(self, kind: Literal["whole", "part", "amount"]) -> float:
        """The plausible reading: whole things are counted in integers, parts (%, points) are seldom over 100,
        an amount is as written."""
        if self.other is None or kind == "amount":
            return self.value
        if kind == "whole":
            return self.value if self.value.is_integer() else self.other
        return min(self.value, self.other)


def read_figure(figure: str) -> tuple[float, float | None]:
    """("495.353") → (495353, 495.353): the Vietnamese reading and, where the separator is open to it, the other one."""
    dots, commas = figure.count("."), figure.count(",")
    if not dots and not commas:
        return float(figure), None
    if dots and commas:
        grouping = "." if figure.rindex(",") > figure.rindex(".") else ","
        return float(figure.replace(grouping, "").replace(",", ".")), None
    mark = "." if dots else ","
    if dots + commas > 1:
        return float(figure.replace(mark, "")), None
    head, tail = figure.split(mark)
    decimal, grouped = float(f"{head}.{tail}"), float(head + tail)
    if len(tail) != 3 or len(head) > 3 or head == "0":
        return decimal, None
    return (grouped, decimal) if mark == "." else (decimal, grouped)


def _is_calendar_day(over: str, under: str) -> bool:
    if not (over.isdigit() and under.isdigit() and len(over) <= 2 and len(under) <= 2):
        return False
    day, month = int(over), int(under)
    return 1 <= month <= 12 and 1 <= day <= _MONTH_DAYS[month - 1]


@cache
def _cues(prefix: str) -> rulebook.Cues:
    return rulebook.Cues(rulebook.load("numbers").starting(prefix))


def _number(text: str, match: re.Match[str]) -> Number | None:
    start, end = match.span()
    glued = _GLUED.match(text, end)
    if glued and glued[0].lower() not in _MEASURES:
        return None
    if any(_cues("not.").beside(text, start, end)):
        return None
    if match["fraction"]:
        over, under = match["over"], match["under"]
        if _YEAR.fullmatch(under):   # "nghị định 116/2017"
            return None
        if _is_calendar_day(over, under) and not any(_cues("fraction.").beside(text, start, end)):
            return None
        value, total = read_figure(over), read_figure(under)
        return Number(start, end, value[0], "fraction", total[0], value[1])
    value = read_figure(match["number"] or match["high"])
    return Number(start, end, value[0], "integer" if value[0].is_integer() else "decimal", None, value[1])


def read_numbers(text: str) -> tuple[Number, ...]:
    """Numbers in text order. Number words are included wherever they stand; who uses them decides whether they count."""
    found, free = [], 0
    for figure in _FIGURE.finditer(text):
        if figure.start() >= free and (match := _SCAN.match(text, figure.start())):
            free = match.end()
            if match.lastgroup in {"fraction", "number", "under", "high"} and (number := _number(text, match)):
                found.append(number)
    for match in _NUMBER_WORDS.finditer(text):
        if match["single"]:
            value = _WORDS[match["single"].lower()]
        else:
            value = 10 * _ONES[match["ten"]] + (_ONES[match["one"]] if match["one"] else 0) if match["ten"] else 10 + _ONES[match["teen"]]
        found.append(Number(match.start(), match.end(), float(value), "word"))
    return tuple(sorted(found, key=lambda n: n.start))
