"""The numbers that Word puts before paragraphs by itself ("II.", "2.1.", "a)"): the text of a report's headings has none of them."""
from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROMAN = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]


class Numbering:
    """Counts as Word does: one counter a list and level, a level starts again when one above it goes on. `part` is numbering.xml, or None."""

    def __init__(self, part: Any | None) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}      # number list → level → (format, text, first number)
        self.shared: dict[str, str] = {}                                  # number list → what its counters are kept under
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        if part is None:
            return
        abstract = {one.get(f"{W}abstractNumId"): {_number(level, "ilvl"): _level(level) for level in one.findall(f"{W}lvl")}
                    for one in part.findall(f"{W}abstractNum")}
        for one in part.findall(f"{W}num"):
            name, base = one.get(f"{W}numId") or "", one.find(f"{W}abstractNumId")
            kept = base.get(f"{W}val") if base is not None else None
            self.levels[name] = dict(abstract.get(kept, {}))
            self.shared[name] = kept or name
            for override in one.findall(f"{W}lvlOverride"):
                at, start, level = _number(override, "ilvl"), override.find(f"{W}startOverride"), override.find(f"{W}lvl")
                if level is not None:
                    self.levels[name][at] = _level(level)
                elif start is not None and at in self.levels[name]:
                    kind, text, _ = self.levels[name][at]
                    self.levels[name][at] = (kind, text, _number(start, "val"))
                if start is not None:
                    self.shared[name] = f"num {name}"       # a list that starts anew

    def next(self, name: str, level: int) -> str:
        """What stands before the next paragraph of this list and level; "" for none."""
        levels = self.levels.get(name, {})
        if level not in levels:
            return ""
        counts = self.counts[self.shared[name]]
        kind, text, first = levels[level]
        counts[level] = counts.get(level, first - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        if kind == "bullet":
            return "-"
        if kind == "none" or not text:
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            here = levels.get(at, ("decimal", "", 1))
            return _formatted(counts.get(at, here[2]), here[0])

        return re.sub(r"%([1-9])", shown, text).strip()


def _level(level: Any) -> tuple[str, str, int]:
    def value(name: str) -> str:
        found = level.find(f"{W}{name}")
        return (found.get(f"{W}val") or "") if found is not None else ""

    start = value("start")
    return value("numFmt") or "decimal", value("lvlText"), int(start) if start.isdigit() else 1


def _number(element: Any, name: str) -> int:
    value = element.get(f"{W}{name}") or ""
    return int(value) if value.isdigit() else 0


def _formatted(number: int, kind: str) -> str:
    if kind in ("upperRoman", "lowerRoman"):
        out = ""
        for value, letters in ROMAN:
            out, number = out + letters * (number // value), number % value
        return out if kind == "upperRoman" else out.lower()
    if kind in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if kind == "lowerLetter" else letter.upper()
    return f"{number:02d}" if kind == "decimalZero" else str(number)
