"""Deficiencies that the text names as causes of others: "thời gian giải quyết kéo dài do văn bản hướng dẫn chưa đồng bộ"."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors import rulebook
from extractors.facts import Shortcoming, Span

# What says that one causes the other is short; anything longer has something of its own to say.
_REACH = 60


def link(text: str, found: Sequence[Shortcoming]) -> tuple[Shortcoming, ...]:
    """The shortcomings with `causes` set: the spans of those that the text says each is caused by."""
    causes: dict[int, list[Span]] = {}
    rules = rulebook.load("causes").rules
    for index in range(1, len(found)):
        first, second = found[index - 1], found[index]
        if not 0 < second.start - first.end <= _REACH:
            continue
        rule = next((rule for rule in rules if rule.pattern.fullmatch(text, first.end, second.start)), None)
        if rule:
            cause, effect = (index, index - 1) if rule.emit["cause"] == "second" else (index - 1, index)
            causes.setdefault(effect, []).append(Span(found[cause].start, found[cause].end))
    return tuple(replace(fact, causes=tuple(causes[index])) if index in causes else fact for index, fact in enumerate(found))
