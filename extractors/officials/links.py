"""Names and titles → who holds what, by the rules of `rules/officials.toml`.

The rules read a sketch of the text in which names and titles are single signs, so that a rule shows how
such sentences are built and nothing else.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors import rulebook
from extractors.officials.titles import Title
from extractors.persons import Name

_PERSON, _GIVEN = "ⓃⒽⓅⓌⓈ", "Ⓒ"
_EDGE = 70
"""Characters of plain text kept at each side of a long stretch without names and titles; no rule looks further."""
_SEVERAL = re.compile(r"(?i)(?:phó|thứ|ủy viên|uỷ viên|đại biểu|đbqh|thành viên|cán bộ|chuyên viên)")
"""Offices that several people hold at once."""
_SURE = 2.8


_PLAIN = tuple((re.compile(pattern), sign) for pattern, sign in (
    (r"[ \t\u00a0*_>#]+", " "), (r"\s*\|[\s|]*", "|"), (r" ?\n(?: ?\n)+ ?", "¶"), (r" ?\n ?", "⏎"), (r" ?[-–—] ?", "–"),
    (r" ?([,;:()]) ?", r"\1"), (r"⏎?([,;–(])⏎?", r"\1")))
"""One way of writing white space, table cells, ends of paragraphs and lines, dashes, and signs without blanks around them."""


@dataclass(frozen=True, slots=True)
class Link:
    """`name` holds `title` by a rule; `shared` when the title is written once for several people."""

    name: Name
    title: Title
    rule: str
    confidence: float
    shared: bool


@dataclass
class Sketch:
    """The text as signs; `items[k]` is what sign k of `text` stands for."""

    text: str
    items: dict[int, Name | Title]


@cache
def _rules() -> tuple[rulebook.Rule, ...]:
    """The rules that link, in file order; `times` says how often one runs."""
    return tuple(rule for rule in rulebook.load("officials").rules if "how" in rule.emit for _ in range(rule.emit.get("times", 1)))


def link(text: str, names: list[Name], titles: list[Title]) -> list[Link]:
    """Every (name, title) the rules find, in the rules' order."""
    sketch = draw(text, names, titles)
    links: list[Link] = []
    signs = sketch.text
    for rule in _rules():
        given: set[int] = set()
        for match in rule.find(signs):
            groups = match.re.groupindex
            shared = "shared" in groups
            holders = [item for _, item in _items(sketch, match, "names" if "names" in groups else "name", _PERSON) if isinstance(item, Name)]
            held = [(at, item) for at, item in _items(sketch, match, "shared" if shared else "title", "Ⓣⓣ") if isinstance(item, Title)]
            if rule.emit.get("several") and not all(_SEVERAL.match(text, item.start) for _, item in held):
                continue
            if rule.emit.get("organisation"):
                held = [(at, item) for at, item in held if item.organisation and (" " in item.organisation or text[item.start].isupper())]      # not "làm trưởng đoàn"
            given |= {at for at, _ in held}
            links += [Link(holder, title, rule.name, rule.confidence, shared and len(holders) > 1) for holder in holders for _, title in held]
        signs = _give(signs, given)
    return links


def _give(signs: str, given: set[int]) -> str:
    pieces, last = [], 0
    for at in sorted(given):
        pieces += [signs[last:at], _GIVEN]
        last = at + 1
    return "".join([*pieces, signs[last:]])


def _items(sketch: Sketch, match: re.Match[str], group: str, signs: str) -> Iterator[tuple[int, Name | Title]]:
    start, end = match.span(group)
    for at in range(start, end):
        if match.string[at] in signs:
            yield at, sketch.items[at]


def draw(text: str, names: list[Name], titles: list[Title]) -> Sketch:
    """The sketch of a text."""
    things: list[tuple[int, int, str, Name | Title]] = []
    for name in names:
        sign = "Ⓢ" if name.short else "Ⓟ" if name.plural else "Ⓗ" if name.address else "Ⓝ" if name.likely >= _SURE else "Ⓦ"
        things.append((name.outer, name.end, sign, name))
    things += [(title.start, title.outer, "ⓣ" if text[title.start].islower() else "Ⓣ", title) for title in titles]
    things.sort(key=lambda thing: thing[0])
    pieces: list[str] = []
    items: dict[int, Name | Title] = {}
    length = last = 0
    for start, end, sign, item in things:
        if start < last:        # a word of address that is also an office ("đại biểu") already stands in the sketch
            start = last
        gap = _plain(text[last:start]) if start > last else ""
        pieces += [gap, sign]
        items[length + len(gap)] = item
        length += len(gap) + 1
        last = max(end, last)
    pieces.append(_plain(text[last:]))
    return Sketch("".join(pieces), items)


def _plain(gap: str) -> str:
    """What stands between two signs, with one way of writing white space and dashes."""
    if gap == " ":
        return ""
    if len(gap) > 2 * _EDGE:
        gap = gap[:_EDGE] + "…" + gap[-_EDGE:]
    for pattern, sign in _PLAIN:
        gap = pattern.sub(sign, gap)
    return "" if gap == " " else gap
