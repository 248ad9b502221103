"""The words that say something is deficient: rules `predicate.*` of rules/shortcomings.toml."""
from __future__ import annotations

import re
from bisect import bisect_left
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
        here = ((rule, [hint for hint in hints if hint in low]) for rule, hints in _rules())
        self._rules = [(rule, hints) for rule, hints in here if hints]   # most texts contain few of the words

    def within(self, start: int, end: int) -> list[Predicate]:
        """Those in text[start:end] in text order, none overlapping: of two the likelier, then the longer one stays."""
        sentence = self.low[start:end]
        found = []
        for rule, hints in self._rules:
            if not any(hint in sentence for hint in hints):
                continue
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


def _low(match: re.Match[str]) -> bool:
    """Whether a place in a table of all provinces is in its last third ("47/63")."""
    position, total = int(match["position"]), int(match["total"])
    return total >= 10 and total >= position > 2 * total / 3
