"""Figures of a text that contradict each other: a fact of its own, since a contradiction in a report is news.

Checked is only what the words between two figures say belongs together (`rules/checks.toml`):

    share   483.677 of 495.353 dossiers is 97,6 %, as exactly as the percentage is written
    parts   "gồm" 548 and 1.300 must add up to the total before them
    move    from rank 18 to rank 47 is 29 places

Figures that agree say nothing; so do figures with "khoảng", "hơn" or another bound.
"""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors import rulebook
from extractors.facts import Check, Metric
from extractors.numbers import read_figure

# A percentage written with d decimals is right within half a unit of the last; reports also cut instead of rounding.
_CUT = 1.0
_SAME_THINGS = {"HS": "hồ sơ"}


def find(text: str, metrics: Sequence[Metric]) -> tuple[Check, ...]:
    """The contradictions among the metrics of a text (in text order), in text order."""
    exact = [m for m in metrics if m.comparator == "eq"]
    found = [*_shares(text, exact), *_parts(text, exact), *_moves(text, exact)]
    return tuple(sorted(found, key=lambda c: (c.start, c.other_start)))


def _between(rule: str, text: str, first: Metric, second: Metric) -> bool:
    """Whether the rule covers exactly what stands between two figures; what is far apart belongs together by no rule."""
    start, end = first.end, second.start
    return start <= end <= start + rulebook.REACH + 60 and rulebook.load("checks")[rule].pattern.fullmatch(text, start, end) is not None


def _shares(text: str, metrics: Sequence[Metric]) -> Iterator[Check]:
    for index, (count, share) in enumerate(pairwise(metrics)):
        if count.kind != "count" or share.kind != "percentage" or not _between("share.restates", text, count, share):
            continue
        if count.total:
            yield from _share(text, count.value, count.total, count, count, share)
            continue
        whole = metrics[index - 1] if index else None
        if whole and whole.kind == "count" and whole.total is None and _unit(whole) == _unit(count) and whole.value > count.value and (
                _before("whole.before", text, whole) or _between("whole.after", text, whole, count)):
            yield from _share(text, count.value, whole.value, whole, count, share)


def _share(text: str, part: float, whole: float, first: Metric, last: Metric, share: Metric) -> Iterator[Check]:
    right = 100 * part / whole
    figure = text[share.start:share.end].rstrip("% ").strip()
    decimals = len(figure.replace(".", ",").partition(",")[2]) if read_figure(figure)[0] == share.value else 0
    if abs(right - share.value) > (_CUT if decimals == 0 else 0.5) * 10 ** -decimals + 1e-9:
        yield Check("share", share.start, share.end, first.start, last.end, share.value, round(right, decimals + 1))


def _before(rule: str, text: str, metric: Metric) -> bool:
    return rulebook.load("checks")[rule].pattern.search(text, max(0, metric.start - 25), metric.start) is not None


def _parts(text: str, metrics: Sequence[Metric]) -> Iterator[Check]:
    for index, total in enumerate(metrics):
        if total.kind != "count" or total.total is not None:
            continue
        parts: list[Metric] = []
        for metric in metrics[index + 1:]:
            rule = "parts.next" if parts else "parts.closed"
            if metric.kind != "count" or metric.total is not None or not _between(rule, text, parts[-1] if parts else total, metric):
                break
            parts.append(metric)
        added = sum(part.value for part in parts)
        if len(parts) > 1 and added != total.value and all(_unit(part) == _unit(total) for part in parts):
            yield Check("parts", total.start, total.end, parts[0].start, parts[-1].end, total.value, added)


def _moves(text: str, metrics: Sequence[Metric]) -> Iterator[Check]:
    for first, second, change in zip(metrics, metrics[1:], metrics[2:], strict=False):
        if first.kind == second.kind == "ranking" and change.kind == "change" and change.unit == "hạng" and first.indicator == second.indicator \
                and _between("rank.moves", text, first, second) and _between("rank.by", text, second, change):
            places = first.value - second.value      # a smaller rank is a better one
            if abs(places) != abs(change.value):
                yield Check("move", change.start, change.end, first.start, second.end, change.value, places)


def _unit(metric: Metric) -> str:
    unit = _SAME_THINGS.get(metric.unit, metric.unit).lower()
    return unit.split(",")[0]
