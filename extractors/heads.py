"""Where can a pattern match at all? The first few characters of its matches, read from the pattern itself.

Most rules begin with one of a few words, yet `re` tries a rule at every character of a text, which is where the time of rules
went. `Finder` looks for those beginnings first, in one quick scan, and tries its patterns only there; what it finds is the same
to the letter. Rules stay as they are written: the beginnings are derived, and a pattern that may begin with anything
("(?:^|\\n)…", "[^\\n]*…") is searched for as ever.
"""
from __future__ import annotations

import importlib
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

_LONGEST = 4
"""Characters of a beginning that are looked at: enough to tell "tháng" from "thực"."""
_MOST = 40
"""Characters of a class ("[0-9]") that still tell something of where a match begins."""
_MOST_HEADS = 2000
_ALSO = {"i": "İı", "s": "ſ", "k": "\u212a"}
"""What (?i) takes for these letters beside their two cases."""

Head = tuple[str, ...]
"""For each of the first characters, which ones it may be: ("nN", "ă", "m")."""
_Heads = set[Head]


class Finder:
    """Patterns looked for together in one pass over a text."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self.patterns = tuple(patterns)
        heads = [_heads_of(pattern) for pattern in self.patterns]
        self._anywhere = tuple((k, Start(self.patterns[k])) for k, known in enumerate(heads) if not known)
        self._starts = _scan({head for known in heads for head in known})
        self._by_first = self._dispatch(heads, 1)
        self._by_pair = self._dispatch(heads, 2)

    def _dispatch(self, heads: Sequence[_Heads], size: int) -> dict[str, list[tuple[int, re.Pattern[str]]]]:
        """The patterns by the first `size` characters of what they may begin with; one-character heads go with any second character."""
        found: dict[str, set[int]] = {}
        for k, known in enumerate(heads):
            for head in known:
                for chars in itertools.product(*head[:size]):
                    found.setdefault("".join(chars), set()).add(k)
        return {chars: [(k, self.patterns[k]) for k in sorted(ks | found.get(chars[0], set()))] for chars, ks in found.items()}

    def _tries(self, text: str, start: int, end: int) -> Iterator[tuple[int, list[tuple[int, re.Pattern[str]]]]]:
        """Places in text[start:end] where some pattern may match, with the patterns to try there."""
        if self._starts is not None:
            for found in self._starts.finditer(text, start, end):
                at = found.start()
                yield at, self._by_pair.get(text[at:at + 2]) or self._by_first.get(found[0], [])

    def find(self, text: str) -> list[list[re.Match[str]]]:
        """For each pattern what its `finditer` would give."""
        found: list[list[re.Match[str]]] = [[] for _ in self.patterns]
        free = [0] * len(self.patterns)      # where the last match of each ended
        for at, patterns in self._tries(text, 0, len(text)):
            for k, pattern in patterns:
                if at >= free[k] and (match := pattern.match(text, at)):
                    found[k].append(match)
                    free[k] = match.end()
        for k, pattern_start in self._anywhere:
            found[k] = list(pattern_start.finditer(text, 0, len(text)))
        return found

    def search(self, text: str, start: int, end: int) -> dict[int, re.Match[str]]:
        """What `search` in text[start:end] gives for each pattern that is found there, by the pattern's number."""
        found: dict[int, re.Match[str]] = {}
        for at, patterns in self._tries(text, start, end):
            for k, pattern in patterns:
                if k not in found and (match := pattern.match(text, at, end)):
                    found[k] = match
        for k, pattern_start in self._anywhere:
            if match := pattern_start.search(text, start, end):
                found[k] = match
        return found


class Start:
    """One pattern, looked for where it can begin."""

    __slots__ = ("_at_beginning", "_starts", "pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self._starts = _scan(_heads_of(pattern))
        self._at_beginning = _is_anchored(pattern)

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """As `pattern.search`."""
        if self._at_beginning:
            return self.pattern.match(text, start, end)
        if self._starts is None:
            return self.pattern.search(text, start, end)
        for at in self._starts.finditer(text, start, end):
            if match := self.pattern.match(text, at.start(), end):
                return match
        return None

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """As `pattern.finditer`."""
        if self._at_beginning:
            if match := self.pattern.match(text, start, end):
                yield match
            return
        if self._starts is None:
            yield from self.pattern.finditer(text, start, end)
            return
        for at in self._starts.finditer(text, start, end):
            if at.start() >= start and (match := self.pattern.match(text, at.start(), end)):
                start = match.end()
                yield match


def _scan(heads: _Heads) -> re.Pattern[str] | None:
    """A pattern of one character that some head begins with, and the rest of that head after it; None where there are no heads."""
    rests: dict[str, set[str]] = {}
    for head in heads:
        rest = "".join(map(_one_of, head[1:]))
        for char in head[0]:
            rests.setdefault(char, set()).add(rest)
    if not rests:
        return None
    return re.compile("|".join(re.escape(char) + ("" if "" in after else f"(?={'|'.join(sorted(after))})") for char, after in sorted(rests.items())))


def _one_of(chars: str) -> str:
    return re.escape(chars) if len(chars) == 1 else "[" + re.escape(chars) + "]"


def _parsed(pattern: re.Pattern[str]) -> Any:
    try:
        parser = importlib.import_module("re._parser")
    except ImportError:      # not part of what Python promises: without it rules are slower, nothing else
        return None
    return parser.parse(pattern.pattern, pattern.flags)


def _is_anchored(pattern: re.Pattern[str]) -> bool:
    """Whether `pattern` begins with ^, so that it matches at the beginning of a text only."""
    items = _parsed(pattern)
    return bool(items) and str(items[0][0]) == "AT" and str(items[0][1]) == "AT_BEGINNING" and not pattern.flags & re.MULTILINE


def _heads_of(pattern: re.Pattern[str]) -> _Heads:
    """Beginnings of which every match of `pattern` has one; none where a match may begin with anything."""
    items = _parsed(pattern)
    if items is None:
        return set()
    open_, closed = _sequence(items, pattern.flags, {()})
    heads = open_ | closed
    return set() if () in heads or len(heads) > _MOST_HEADS else heads


def _sequence(items: Any, flags: int, open_: _Heads) -> tuple[_Heads, _Heads]:
    """(heads that what follows goes on with, heads that are at their end) after `items`, begun with `open_`."""
    closed: _Heads = set()
    for operation, argument in items:
        if not open_:
            break
        if len(open_) > _MOST_HEADS:
            return set(), closed | open_
        open_, ended = _item(str(operation), argument, flags, open_)
        closed |= ended
    return open_, closed


def _item(operation: str, argument: Any, flags: int, open_: _Heads) -> tuple[_Heads, _Heads]:
    if operation in {"AT", "ASSERT", "ASSERT_NOT"}:      # takes up no character
        return open_, set()
    if operation in {"LITERAL", "IN"}:
        chars = _characters([(operation, argument)] if operation == "LITERAL" else argument, flags)
        if not chars:
            return set(), open_
        longer = {(*head, chars) for head in open_}
        return {head for head in longer if len(head) < _LONGEST}, {head for head in longer if len(head) == _LONGEST}
    if operation == "SUBPATTERN":
        _, added, removed, inner = argument
        return _sequence(inner, (flags | added) & ~removed, open_)
    if operation == "BRANCH":
        ways = [_sequence(branch, flags, open_) for branch in argument[1]]
        return set().union(*(way[0] for way in ways)), set().union(*(way[1] for way in ways))
    if operation in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        least, most, inner = argument
        once, ended = _sequence(inner, flags, open_)
        if most != 1:
            once, ended = set(), once | ended
        return (once | open_ if least == 0 else once), ended
    return set(), open_      # a back-reference, any character: nothing is known from here on


def _characters(members: Any, flags: int) -> str:
    """The characters of a class in order, "" where they are too many to tell."""
    found: set[str] = set()
    for operation, argument in members:
        if str(operation) == "LITERAL":
            found.add(chr(argument))
        elif str(operation) == "RANGE" and argument[1] - argument[0] < _MOST:
            found.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return ""
    if flags & re.IGNORECASE:
        found = {case for char in found for case in (char, char.lower(), char.upper(), *_ALSO.get(char.lower(), ""))}
    return "".join(sorted(found)) if len(found) <= _MOST and all(len(char) == 1 for char in found) else ""
