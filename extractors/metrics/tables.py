"""Tables → metrics: one fact a cell of figures, its subject the row's name, its indicator and period the column's.

A table is read when its first row names a column of offices or places and at least one of figures (`rules/tables.toml`); what the
headings leave out comes from the words before the table and from the document.
"""
from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.indicators import by_unit, find_cues
from extractors import rulebook
from extractors.analysis import Analysis
from extractors.blocks import BlockLike
from extractors.facts import Metric, MetricKind, Period
from extractors.metrics.kinds import SCALES
from extractors.numbers import read_figure
from extractors.periods import read_periods, whole_years
from extractors.rulebook import Rule

_CELL = re.compile(r"(?P<sign>[+\-–−▲▼])?\s?(?P<figure>\d[\d.,]*?)(?:/(?P<total>\d[\d.,]*\d|\d))?\s?(?P<percent>%)?")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_MARKUP = re.compile(r"[*_]+")
# Characters before a table in which it is announced ("Kết quả xếp hạng … như sau:").
_BEFORE = 400
_KIND_WORDS = ("Huyện", "Thành phố", "Thị xã", "Quận", "Xã", "Phường", "Thị trấn", "Tỉnh")


@dataclass(frozen=True, slots=True)
class _Column:
    rule: Rule
    kind: MetricKind
    unit: str
    scale: float
    indicator: str
    period: Period | None
    base: Period | None
    target: bool


def find_in_tables(analysis: Analysis, main: Period | None) -> tuple[list[Metric], list[tuple[int, int]]]:
    """The figures of all tables that can be read, in text order, and the spans of those tables. `main` is the period the document reports on."""
    metrics, spans = [], []
    for block in analysis.blocks:
        if block.kind == "table" and len(block.rows) > 1:
            found = _read(analysis, block, main)
            if found:
                metrics += found
                spans.append((block.start, block.end))
    return metrics, spans


def _read(analysis: Analysis, block: BlockLike, main: Period | None) -> list[Metric]:
    text = analysis.text
    header = [_MARKUP.sub("", " ".join(text[start:end].split())) for start, end in block.rows[0]]
    rules = [next((rule for rule in rulebook.load("tables").rules if rule.pattern.search(cell)), None) for cell in header]
    name = next((i for i, rule in enumerate(rules) if rule and rule.emit["holds"] == "name"), None)
    if name is None:
        return []
    before = text[max(0, block.start - _BEFORE):block.start]
    years = {int(year) for cell in header for year in _YEAR.findall(cell)}
    row_year = whole_years(years.pop()) if len(years) == 1 else None     # "Thứ hạng | PAR INDEX 2025": one year for all columns
    columns = {i: _column(analysis, header[i], rule, before, main, row_year) for i, rule in enumerate(rules)
               if rule and rule.emit["holds"] not in {"name", "nothing"}}
    metrics = []
    for row in block.rows[1:]:
        if len(row) <= name:
            continue
        subject = _subject(_MARKUP.sub("", " ".join(text[row[name][0]:row[name][1]].split())))
        metrics += [metric for i, column in columns.items() if i < len(row) and subject
                    and (metric := _cell(text, row[i], column, subject, header[i]))]
    return sorted(metrics, key=lambda m: m.start)


def _column(analysis: Analysis, heading: str, rule: Rule, before: str, main: Period | None, row_year: Period | None) -> _Column:
    holds, match = rule.emit["holds"], rule.pattern.search(heading)
    groups = match.groupdict() if match else {}
    unit = groups.get("unit") or rule.emit.get("unit") or _change_unit(heading)
    named = [m for m in read_periods(heading, analysis.published) if m.period]
    years = [whole_years(int(year)) for year in _YEAR.findall(heading)]
    base = named[-1].period if named and named[-1].role == "base" else years[-1] if holds == "change" and years else None
    own = next((m.period for m in named if m.role == "period"), None) or (years[0] if years and holds != "change" else None)
    return _Column(rule, holds, unit, SCALES.get(groups.get("scale") or "", 1.0), _indicator(analysis, heading, unit, before),
                   own or row_year or _announced(analysis, before) or main, base, bool(re.search(r"(?i)chỉ tiêu|kế hoạch|mục tiêu", heading)))


def _change_unit(heading: str) -> str:
    return "%" if "%" in heading else "điểm" if "điểm" in heading.lower() else "hạng"


def _announced(analysis: Analysis, before: str) -> Period | None:
    named = [m for m in read_periods(before, analysis.published) if m.period and m.role == "period" and m.kind != "day"]
    return named[-1].period if named else None


def _indicator(analysis: Analysis, heading: str, unit: str, before: str) -> str:
    for words in (heading, before, analysis.title or ""):
        cues = find_cues(words)
        if cues:
            return max(cues, key=lambda cue: (cue.weight, cue.start)).code
    return next(iter(by_unit(unit)), "OTHER")


def _subject(name: str) -> str:
    """"Huyện Krông Năng" → "huyện Krông Năng", as in a sentence; "" for a line of totals."""
    if not re.search(r"[^\W\d_]{2}", name) or re.match(r"(?i)(?:tổng|cộng|trung bình|bình quân|ghi chú)", name):
        return ""
    first = next((word for word in _KIND_WORDS if name.startswith(word + " ")), None)
    return first.lower() + name[len(first):] if first else name


def _cell(text: str, span: tuple[int, int], column: _Column, subject: str, heading: str) -> Metric | None:
    start, end = span
    match = _CELL.fullmatch(_MARKUP.sub("", text[start:end]).strip())
    if not match:
        return None
    start += text[start:end].index(match["sign"] or match["figure"])
    end = text.rindex((match["percent"] or match["total"] or match["figure"])[-1], start, end) + 1
    value = read_figure(match["figure"])
    whole = column.kind in {"ranking", "count"}
    number = value[0] if value[1] is None or (whole and value[0].is_integer()) or column.kind == "money" else (value[1] if whole else min(value[0], value[1]))
    number *= column.scale
    kind, unit = column.kind, column.unit
    if kind == "change":
        if number == 0:
            return None
        number = -number if match["sign"] and match["sign"] in "-–−▼" else number
    if kind == "score" and match["percent"]:
        kind, unit = "percentage", "%"
    if kind == "ranking" and not number.is_integer():
        return None
    total = read_figure(match["total"])[0] if match["total"] else None
    return Metric(kind, round(number, 6), start, end, unit, total, column.indicator, "target" if column.target else "actual", "eq", subject,
                  column.period, column.base if kind == "change" else None, column.rule.name, heading[:80], column.rule.confidence)
