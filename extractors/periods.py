"""Text → spans of time named in it: "năm 2019", "10 tháng đầu năm 2023", "quý III/2024", "so với cùng kỳ".

What a phrase leaves out comes from its surroundings: the year of "6 tháng đầu năm" is the one named just
before it, else the year of publication; "năm nay", "năm trước" count from there too. Patterns are data
(`rules/periods.toml`); this module turns their groups into first and last days.
"""
from __future__ import annotations

import calendar
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal

from extractors import rulebook
from extractors.facts import Period
from extractors.heads import Finder

Role = Literal["period", "base", "deadline"]
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_NUMBER_WORDS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
# A year once named holds for the phrases within about two sentences.
NEAR = 250
# The year of a plan ("kế hoạch 2019") is not the year a report speaks of.
_OF_PLAN = re.compile(r"(?i:kế hoạch|dự toán|chỉ tiêu|mục tiêu|nhiệm vụ|phương hướng|nghị quyết|luật|giai đoạn|bộ luật|hiến pháp)(?: [^\W\d_]+){0,4} $")
# Before this year no Vietnamese administration publishes such figures; a "year" outside is a number.
_FIRST_YEAR, _LAST_YEAR = 1945, 2060


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """`text[start:end]` names `period` (None where the year can't be told). A base is what a change is
    compared with ("so với năm 2018"), a deadline when a target is due ("đến ngày 30/6/2025").
    `sure` is False where the year was taken from the surroundings."""

    start: int
    end: int
    period: Period | None
    role: Role = "period"
    sure: bool = True
    kind: str = ""


def whole_years(first: int, last: int | None = None) -> Period:
    """The years from `first` to `last`, both included."""
    return Period(date(first, 1, 1), date(last or first, 12, 31))


def months(year: int, first: int, last: int) -> Period:
    """Whole months of one year. Raises ValueError for a month outside 1-12."""
    return Period(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def year_before(period: Period) -> Period:
    """The same days one year earlier (29 February becomes 28)."""
    def back(day: date) -> date:
        last = calendar.monthrange(day.year - 1, day.month)[1]
        return date(day.year - 1, day.month, last if day.day == calendar.monthrange(day.year, day.month)[1] else min(day.day, last))
    return Period(back(period.start), back(period.end))


def _int(match: re.Match[str], name: str) -> int | None:
    value = match.groupdict().get(name)
    if value is None:
        return None
    if value in _ROMAN:
        return _ROMAN[value]
    return int(value) if value.isdigit() else _NUMBER_WORDS.get(value.lower())


def _year(match: re.Match[str], name: str = "year") -> int | None:
    year = _int(match, name)
    return year if year and _FIRST_YEAR <= year <= _LAST_YEAR else None


@dataclass
class _Clock:
    """The year that a phrase without one means: the last year named, else the year of publication."""

    published: date | None
    named: int | None = None
    named_at: int = 0
    fallback: int | None = None
    months: set[int] = field(default_factory=set)

    def year(self, offset: int) -> int | None:
        """The year a phrase at `offset` means: the one named just before it, else that of publication, else any named."""
        if self.named and (self.published is None or offset - self.named_at < NEAR):
            return self.named
        return self.published.year if self.published else self.named or self.fallback

    def this_year(self) -> int | None:
        return self.published.year if self.published else self.named or self.fallback


def _resolve(kind: str, m: re.Match[str], clock: _Clock) -> tuple[Period | None, bool]:
    """The period a match means, and whether its year stands in the phrase itself."""
    year = _year(m) or _year(m, "year2") or _year(m, "year3")
    sure = year is not None
    year = year or clock.year(m.start())
    if kind in {"span", "plan_span"}:
        first, last = _year(m, "from"), _year(m, "to")
        return (whole_years(first, last) if first and last and first <= last else None), True
    if kind == "day":
        day, month = _int(m, "day"), _int(m, "month")
        return (Period(date(year, month or 1, day or 1), date(year, month or 1, day or 1)) if year else None), sure
    if kind == "days":
        begin = date(_year(m, "year1") or year or 1, _int(m, "month1") or _int(m, "month2") or 0, _int(m, "day1") or 0)
        end = date(year or 1, _int(m, "month2") or 0, _int(m, "day2") or 0)
        return (Period(begin, end) if begin <= end else None), True
    if kind == "to_month":
        first = _year(m, "from")
        return (Period(date(first, _int(m, "first") or 1, 1), months(year, 1, _int(m, "last") or 0).end) if first and year and first <= year else None), True
    if kind == "bare_months":
        n = _int(m, "n") or 0
        return (months(year, 1, n) if year and n in clock.months else None), False
    if kind == "year":
        return (whole_years(year) if sure and year else None), sure
    if kind == "last_named":
        return (whole_years(clock.named) if clock.named else None), False
    if kind == "whole_year":
        now = clock.this_year()
        return (whole_years(max(year, now - 1) if now else year) if year else None), False
    if kind == "relative":
        now = clock.this_year()
        back = {"trước": 1, "ngoái": 1, "sau": -1, "tới": -1}.get(m["which"].split()[-1], 0)
        return (whole_years(now - back) if now else None), False
    if year is None:
        return None, False
    if kind == "first_months":
        clock.months.add(_int(m, "n") or 0)
        return months(year, 1, _int(m, "n") or 0), sure
    if kind == "last_months":
        return months(year, 13 - (_int(m, "n") or 0), 12), sure
    if kind == "quarter":
        quarter = _int(m, "quarter") or 0
        return months(year, 3 * quarter - 2, 3 * quarter), sure
    if kind == "month":
        return months(year, _int(m, "month") or 0, _int(m, "month") or 0), sure
    if kind == "months":
        return months(year, _int(m, "first") or 0, _int(m, "last") or 0), sure
    if kind == "half":
        return (months(year, 1, 6) if m["half"] in {"đầu", "I", "1"} else months(year, 7, 12)), sure
    if kind == "since":
        return (Period(date(year, 1, 1), clock.published) if clock.published and clock.published.year >= year else None), sure
    raise ValueError(f"periods.toml: unknown kind {kind!r}")


def _year_of_text(text: str, taken: list[tuple[int, int, rulebook.Rule, re.Match[str]]]) -> int | None:
    """The year an undated text most likely speaks of: the one it names most, the later of two; dates are mostly those of acts."""
    years = [year for start, _, rule, match in taken if rule.emit["kind"] in {"year", "month", "first_months", "quarter", "since"}
             and rule.emit.get("role") != "deadline" and not _OF_PLAN.search(text, max(0, start - 40), start)
             and (year := _year(match) or _year(match, "year2"))]
    due = [year for _, _, rule, match in taken if rule.id == "deadline.year" and (year := _year(match))]
    counts = Counter(years)
    return max(counts, key=lambda year: (counts[year], year), default=min(due, default=None))


@cache
def _finder() -> Finder:
    return Finder([rule.pattern for rule in rulebook.load("periods").rules])


def read_periods(text: str, published: date | None) -> tuple[PeriodMention, ...]:
    """Periods in text order, none overlapping: where two rules meet, the one that stands first in the file wins."""
    book = rulebook.load("periods")
    taken: list[tuple[int, int, rulebook.Rule, re.Match[str]]] = []
    free = bytearray(len(text))
    for rule, matches in zip(book.rules, _finder().find(text), strict=True):
        for match in matches:
            start, end = match.span("fact") if "fact" in match.re.groupindex else match.span()
            if not any(free[start:end]):
                free[start:end] = b"\x01" * (end - start)
                taken.append((start, end, rule, match))
    clock, found = _Clock(published, fallback=_year_of_text(text, taken)), []
    last: Period | None = None
    for start, end, rule, match in sorted(taken, key=lambda t: t[0]):
        kind = rule.emit["kind"]
        role: Role = rule.emit.get("role", "period")
        try:
            if kind == "same_period":
                year = _year(match)
                period = year_before(last) if last else whole_years(year) if year else None
                if period and year and last:
                    period = Period(last.start.replace(year=year), last.end.replace(year=year, day=min(last.end.day, 28) if last.end.month == 2 else last.end.day))
                found.append(PeriodMention(start, end, period, "base", False, kind))
                continue
            period, sure = _resolve(kind, match, clock)
        except ValueError:
            continue
        found.append(PeriodMention(start, end, period, role, sure, kind))
        if period and role == "period":
            last = period
            if sure and kind not in {"span", "plan_span", "to_month"} and not _OF_PLAN.search(text, max(0, start - 40), start):
                clock.named, clock.named_at = period.end.year, end
    return tuple(found)
