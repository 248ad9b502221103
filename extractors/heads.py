"""Where can a pattern match at all? The first few characters of its matches, read from the pattern itself.

Most rules begin with one of a few words, yet `re` tries a rule at every character of a text, which is where the time of rules
went. `Finder` looks for those beginnings first, in one quick scan, and tries its patterns only there; `Beginnings` tells which of many
patterns may match right behind a place, or right before it. What is found is the same to the letter. Rules stay as they are
written: the beginnings are derived, and a pattern that may begin with anything ("(?:^|\\n)…", "[^\\n]*…") is searched for as ever.
"""
from __future__ import annotations

import importlib
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import Any

from corpus.places import LOWER
from corpus.trie import alternation

GAP = rf"(?:[ \t\u00a0]*\n(?=[{LOWER}])|[ \t\u00a0]+)"
"""White space between words: within a line, or at the end of a line that its source wrapped (the next goes on in lower case)."""
_GAP_SIGN = r"\s"     # stands for GAP while a pattern is read
_WHITE = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
_LONGEST = 5
"""Characters of a beginning that are looked at, a gap counted as one: enough to tell "tháng" from "thực"."""
_MOST = 60
"""Characters of a class ("[0-9]") that still tell something of where a match begins."""
_MOST_HEADS = 2000
_ALSO = {"i": "İı", "s": "ſ", "k": "\u212a"}
"""What (?i) takes for these letters beside their two cases."""

Head = tuple[str, ...]
"""For each of the first characters, which ones it may be: ("nN", "ă", "m"). White space is always _WHITE and stands for all of it that
is there, since what comes next in a head is none."""
_Heads = frozenset[Head]


class Finder:
    """Patterns looked for together in one pass over a text."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self.patterns = tuple(patterns)
        heads = [_heads(pattern) for pattern in self.patterns]
        self._anywhere = tuple((k, Start(self.patterns[k])) for k, known in enumerate(heads) if not known)
        self._starts = _scan(frozenset().union(*heads))
        self._tries_at = {key: [(k, self.patterns[k]) for k in ks] for key, ks in _by_beginning(heads).items()}

    def _tries(self, text: str, start: int, end: int) -> Iterator[tuple[int, list[tuple[int, re.Pattern[str]]]]]:
        """Places in text[start:end] where some pattern may match, with the patterns to try there."""
        if self._starts is not None:
            for found in self._starts.finditer(text, start, end):
                at = found.start()
                yield at, self._tries_at.get(text[at:at + 2]) or self._tries_at.get(found[0], [])

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
    """One pattern, looked for where it can begin; that is read from it when it is first looked for."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern

    @cached_property
    def _starts(self) -> re.Pattern[str] | None:
        return _scan(_heads(self.pattern))

    @cached_property
    def _at_beginning(self) -> bool:
        """Whether it begins with ^, so that it matches at the beginning of a text only."""
        items: Any = _parsed(self.pattern) if "^" in self.pattern.pattern else None
        return bool(items) and str(items[0][0]) == "AT" and str(items[0][1]) == "AT_BEGINNING" and not self.pattern.flags & re.MULTILINE

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """As `pattern.search`."""
        end = len(text) if end is None else end
        if self._at_beginning:
            return self.pattern.match(text, start, end)
        if self._starts is None:
            return self.pattern.search(text, start, end)
        for at in self._starts.finditer(text, start, end):
            if match := self.pattern.match(text, at.start(), end):
                return match
        return None

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """As `pattern.finditer`."""
        end = len(text) if end is None else end
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


class Touching:
    """Which of many patterns may match right at a place: `after` it, or `before` it, ending there. None stands for a pattern that is
    not asked for. Answers are sets of pattern numbers as bits."""

    def __init__(self, patterns: Sequence[re.Pattern[str] | None], *, before: bool = False) -> None:
        self._before = before
        heads = [_heads(pattern, -1 if before else 1) if pattern else frozenset() for pattern in patterns]
        self._any = _bits(k for k, known in enumerate(heads) if not known)
        spaced = [frozenset(head[1:] for head in known if head[0] == _WHITE) for known in heads]
        joined = [frozenset(head for head in known if head[0] != _WHITE) for known in heads]
        self._any_spaced = self._any | _bits(k for k, known in enumerate(spaced) if () in known)
        self._joined = {key: self._any | _bits(ks) for key, ks in _by_beginning(joined).items()}
        self._spaced = {key: self._any_spaced | _bits(ks) for key, ks in _by_beginning([known - {()} for known in spaced]).items()}

    def at(self, text: str, place: int) -> int:
        """The patterns that may match there; those that are left out can't."""
        gone = place
        if self._before:
            while gone and text[gone - 1].isspace():
                gone -= 1
            pair = text[max(0, gone - 2):gone][::-1]
        else:
            while gone < len(text) and text[gone].isspace():
                gone += 1
            pair = text[gone:gone + 2]
        if gone == place:
            return self._joined.get(pair) or self._joined.get(pair[:1], self._any)
        return self._spaced.get(pair) or self._spaced.get(pair[:1], self._any_spaced)


def _bits(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in set(numbers))


def _by_beginning(heads: Sequence[_Heads]) -> dict[str, list[int]]:
    """The numbers of the patterns by the first two characters of what they may begin with, and by the first alone; a head of one
    character goes with any second one, and so does one that begins with white space."""
    found: dict[str, set[int]] = {}
    for k, known in enumerate(heads):
        for head in known:
            for chars in itertools.product(*head[:1 if head[0] == _WHITE else 2]):
                found.setdefault("".join(chars), set()).add(k)
    return {chars: sorted(ks | found.get(chars[0], set())) for chars, ks in found.items()}


def _scan(heads: _Heads) -> re.Pattern[str] | None:
    """A pattern of one character that some head begins with, and the rest of that head after it; None where there are no heads."""
    rests: dict[str, set[Head]] = {}
    for head in heads:
        for char in head[0]:
            rests.setdefault(char, set()).add(() if head[0] == _WHITE else head[1:])
    if not rests:
        return None
    return re.compile("|".join(
        re.escape(char) + ("" if () in after else f"(?={alternation([_class(chars) for chars in rest] for rest in after)})") for char, after in sorted(rests.items())))


def _class(chars: str) -> str:
    return r"\s+" if chars == _WHITE else re.escape(chars) if len(chars) == 1 else f"[{re.escape(chars)}]"


def _parsed(pattern: re.Pattern[str]) -> Any:
    try:
        parser = importlib.import_module("re._parser")
    except ImportError:      # not part of what Python promises: without it rules are slower, nothing else
        return None
    return parser.parse(pattern.pattern.replace(GAP, _GAP_SIGN), pattern.flags)


@cache
def _heads(pattern: re.Pattern[str], step: int = 1) -> _Heads:
    """Beginnings of which every match of `pattern` has one, none where a match may begin with anything; with `step` -1 the same for
    its end, read backwards. What a look-ahead asks for is asked only where nothing else is known."""
    items = _parsed(pattern)
    if items is None:
        return frozenset()
    return _Reading(step, look=False).read(items, pattern.flags) or _Reading(step, look=True).read(items, pattern.flags)


class _Reading:
    """A parsed pattern read from its beginning (`step` 1) or its end (-1); `look`: a look-ahead (or look-behind, from the end) tells
    what stands there, and nothing is read beyond it."""

    def __init__(self, step: int, *, look: bool) -> None:
        self.step, self.look = step, look

    def read(self, items: Any, flags: int) -> _Heads:
        open_, closed = self._sequence(items, flags, {()})
        heads = open_ | closed
        return frozenset() if () in heads or len(heads) > _MOST_HEADS else frozenset(heads)

    def _sequence(self, items: Any, flags: int, open_: set[Head]) -> tuple[set[Head], set[Head]]:
        """(heads that what follows goes on with, heads that are at their end) after `items`, begun with `open_`."""
        closed: set[Head] = set()
        for operation, argument in list(items)[::self.step]:
            if not open_:
                break
            if len(open_) > _MOST_HEADS:
                return set(), closed | open_
            open_, ended = self._item(str(operation), argument, flags, open_)
            closed |= ended
        return open_, closed

    def _item(self, operation: str, argument: Any, flags: int, open_: set[Head]) -> tuple[set[Head], set[Head]]:
        if operation == "ASSERT" and self.look and argument[0] == self.step:
            return set(), set().union(*self._sequence(argument[1], flags, open_))
        if operation in {"AT", "ASSERT", "ASSERT_NOT"}:      # takes up no character
            return open_, set()
        if operation in {"LITERAL", "IN"}:
            return _longer(open_, _characters([(operation, argument)] if operation == "LITERAL" else argument, flags))
        if operation == "SUBPATTERN":
            _, added, removed, inner = argument
            return self._sequence(inner, (flags | added) & ~removed, open_)
        if operation == "BRANCH":
            ways = [self._sequence(branch, flags, open_) for branch in argument[1]]
            return set().union(*(way[0] for way in ways)), set().union(*(way[1] for way in ways))
        if operation in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            least, most, inner = argument
            once, ended = self._sequence(inner, flags, open_)
            if most != 1:
                once, ended = set(), once | ended
            return (once | open_ if least == 0 else once), ended
        return set(), open_      # a back-reference, any character: nothing is known from here on


def _longer(open_: set[Head], chars: str) -> tuple[set[Head], set[Head]]:
    """The heads with one of `chars` behind them: those that go on, and those at their end."""
    if not chars:
        return set(), open_
    black = "".join(char for char in chars if not char.isspace())
    longer = {(*head, black) for head in open_} if black else set()
    if len(black) < len(chars):
        longer |= {head if head and head[-1] == _WHITE else (*head, _WHITE) for head in open_}
    return {head for head in longer if len(head) < _LONGEST}, {head for head in longer if len(head) == _LONGEST}


def _characters(members: Any, flags: int) -> str:
    """The characters of a class in order, "" where they are too many to tell."""
    found: set[str] = set()
    for operation, argument in members:
        if str(operation) == "LITERAL":
            found.add(chr(argument))
        elif str(operation) == "RANGE" and argument[1] - argument[0] < _MOST:
            found.update(map(chr, range(argument[0], argument[1] + 1)))
        elif str(argument) == "CATEGORY_SPACE":
            found.update(_WHITE)
        else:
            return ""
    if flags & re.IGNORECASE:
        found = {case for char in found for case in (char, char.lower(), char.upper(), *_ALSO.get(char.lower(), ""))}
    return "".join(sorted(found)) if len(found) <= _MOST and all(len(char) == 1 for char in found) else ""
