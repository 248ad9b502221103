"""The words that say something is deficient: rules `predicate.*` of rules/shortcomings.toml."""
from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from corpus import lexicon
from corpus.trie import alternation
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
def _rules() -> tuple[rulebook.Rule, ...]:
    return rulebook.load("shortcomings").starting("predicate.")


@cache
def _hints() -> tuple[re.Pattern[str], dict[str, frozenset[int]]]:
    """A sentence must contain a word of a rule's `hint` (a list, or the name of a word list): a pattern that looks for all of them
    at once and stands at the longest, and the numbers of the rules that each, or a shorter one it begins with, allows."""
    allowed: dict[str, set[int]] = {}
    for number, rule in enumerate(_rules()):
        hint = rule.emit["hint"]
        for word in lexicon.words(hint) if isinstance(hint, str) else hint:
            allowed.setdefault(word, set()).add(number)
    firsts: dict[str, list[str]] = {}
    for word in allowed:
        firsts.setdefault(word[0], []).append(word[1:])
    pattern = "|".join(f"{re.escape(first)}(?=({alternation(map(re.escape, rest) for rest in rests)}))" for first, rests in firsts.items())
    return re.compile(pattern), {word: frozenset().union(*(allowed.get(word[:length], ()) for length in range(1, len(word) + 1))) for word in allowed}


class Predicates:
    """The predicates of one text. `low` is the text in lower case, of the same length."""

    def __init__(self, text: str, low: str) -> None:
        self.text = text
        pattern, self._allowed = _hints()
        self._hints = [(match.start(), match[0] + match[match.lastindex or 0]) for match in pattern.finditer(low)]
        self._hint_starts = [at for at, _ in self._hints]

    def within(self, start: int, end: int) -> list[Predicate]:
        """Those in text[start:end] in text order, none overlapping: of two the likelier, then the longer one stays."""
        hints = {hint for _, hint in self._hints[bisect_left(self._hint_starts, start):bisect_left(self._hint_starts, end)]}
        found = []
        for number in sorted(frozenset().union(*map(self._allowed.__getitem__, hints))):
            rule = _rules()[number]
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
