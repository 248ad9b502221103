"""The words that say something is deficient: rules `predicate.*` of rules/shortcomings.toml."""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus import lexicon
from extractors import rulebook


@dataclass(frozen=True, slots=True)
class Predicate:
    """Words at text[start:end] that state a deficiency in the way `kind` (class in the rule file) names."""

    start: int
    end: int
    kind: str
    confidence: float
    rule: str


@cache
def _rules() -> tuple[tuple[rulebook.Rule, tuple[str, ...]], ...]:
    """The rules, each with words of which a sentence must contain one (`hint`: a list, or the name of a word list)."""
    rules = []
    for rule in rulebook.load("shortcomings").starting("predicate."):
        hint = rule.emit["hint"]
        rules.append((rule, lexicon.words(hint) if isinstance(hint, str) else tuple(hint)))
    return tuple(rules)


class Predicates:
    """The predicates of one text. `low` is the text in lower case, of the same length."""

    def __init__(self, text: str, low: str) -> None:
        self.text, self.low = text, low
        hits = sorted((at, index) for index, (_, hints) in enumerate(_rules()) for hint in hints for at in _places(low, hint))
        self._hit_starts, self._hit_rules = [at for at, _ in hits], [index for _, index in hits]

    def within(self, start: int, end: int) -> list[Predicate]:
        """Those in text[start:end] in text order, none overlapping: of two the likelier, then the longer one stays."""
        rules = _rules()
        found = []
        for index in sorted(set(self._hit_rules[bisect_left(self._hit_starts, start):bisect_left(self._hit_starts, end)])):
            rule = rules[index][0]
            kind = rule.emit["class"]
            for match in rule.find(self.text, start, end):
                if kind == "rank_value" and not _low(match):
                    continue
                span = match.span("fact") if "fact" in match.re.groupindex else match.span()
                found.append(Predicate(*span, kind, rule.confidence, rule.name))
        found.sort(key=lambda p: (-p.confidence, p.start - p.end))
        kept: list[Predicate] = []   # in text order
        for predicate in found:
            at = bisect_left(kept, predicate.start, key=lambda p: p.start)
            if (at == 0 or kept[at - 1].end <= predicate.start) and (at == len(kept) or predicate.end <= kept[at].start):
                kept.insert(at, predicate)
        return kept


def _places(low: str, hint: str) -> Iterator[int]:
    """Where `hint` occurs in the text, each place once."""
    at = low.find(hint)
    while at >= 0:
        yield at
        at = low.find(hint, at + len(hint))


def _low(match: re.Match[str]) -> bool:
    """Whether a place in a table of all provinces is in its last third ("47/63")."""
    position, total = int(match["position"]), int(match["total"])
    return total >= 10 and total >= position > 2 * total / 3
