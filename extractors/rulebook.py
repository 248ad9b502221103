"""Rules as data: one TOML file a family in `extractors/rules/`, patterns over NFC text with their own examples.

    version = 1
    [macros]                                # reusable pieces, written {{name}}; {{words:units}} is a list of corpus/lexicon
    number = '\\d+'

    [[rule]]
    id = "ranking.fraction"
    pattern = 'hạng (?P<value>{{number}})/(?P<total>{{number}})'
    emit = { kind = "ranking" }             # what a match says besides its named groups
    confidence = 0.9
    yes = ["xếp hạng ⟦51/63⟧"]              # ⟦ ⟧ marks what group `fact` (else the whole match) must cover
    no = ["ngày 25/6"]

A rule about a number says what stands beside it instead of a pattern:

    before = '(?:xếp|đứng) thứ '            # must end where the number starts
    after = ' tỉnh'                         # must start where the number ends; one of the two may be missing

An unknown key, macro or list, a rule without a `yes` and a `no`, an example that fails: RuleError naming
file and rule. Patterns are case-sensitive unless they say (?i); a space in a pattern matches any run of white space within
a line and the end of a line that its source wrapped, so that "xếp hạng" is found whatever the source's spacing.
"""
from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from corpus import lexicon
from corpus.trie import any_word
from extractors.heads import GAP, Start, Touching

RULES = Path(__file__).resolve().parent / "rules"
KEYS = {"id", "pattern", "before", "after", "emit", "confidence", "yes", "no", "note"}
REACH = 90  # characters beside a number in which its cue stands; a clause of such texts is seldom longer
MACRO = re.compile(r"\{\{([\w:.-]+)\}\}")

BLANK = r"[ \t\u00a0]"   # a space that may be missing
NOTHING = re.compile(r"(?!)")


class RuleError(ValueError):
    """A rule file that can't be used; the message names the file, the rule and the remedy."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule; `name` ("metrics/ranking.fraction@1") is what its facts carry."""

    name: str
    id: str
    pattern: re.Pattern[str]     # matches nothing in a rule about a number
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    emit: dict[str, Any]
    confidence: float
    yes: tuple[str, ...]
    no: tuple[str, ...]
    pattern_start: Start = field(compare=False)
    before_start: Start | None = field(compare=False)

    @property
    def family(self) -> str:
        """What stands before the first dot of the id."""
        return self.id.partition(".")[0]

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Matches of a rule with a pattern in text[start:end], left to right."""
        return self.pattern_start.finditer(text, start, end)

    def beside(self, text: str, start: int, end: int, low: int = 0, high: int | None = None) -> Beside | None:
        """Whether the rule holds for the number at text[start:end], reading no further than text[low:high]."""
        left = right = None
        if self.after and not (right := self.after.match(text, end, min(end + REACH, len(text) if high is None else high))):
            return None
        if self.before_start and not (left := self.before_start.search(text, max(low, start - REACH), start)):
            return None
        return Beside(self, left, right)


@dataclass(frozen=True, slots=True)
class Beside:
    """A rule that holds for a number, with what matched before and after it."""

    rule: Rule
    before: re.Match[str] | None
    after: re.Match[str] | None

    def group(self, name: str) -> re.Match[str] | None:
        """The side whose pattern has a group of this name that took part, else None."""
        for side in (self.before, self.after):
            if side and name in side.re.groupindex and side[name] is not None:
                return side
        return None


class Cues:
    """Rules about numbers that are asked for the same number: only those are tried whose words can stand beside it."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._before = Touching([rule.before for rule in self.rules], before=True)
        self._after = Touching([rule.after for rule in self.rules])

    def beside(self, text: str, start: int, end: int, low: int = 0, high: int | None = None) -> Iterator[Beside]:
        """Those that hold for text[start:end] in the rules' order; see `Rule.beside`."""
        fitting = self._before.at(text, start) & self._after.at(text, end)
        while fitting:
            first = fitting & -fitting
            fitting ^= first
            if beside := self.rules[first.bit_length() - 1].beside(text, start, end, low, high):
                yield beside


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules of a family in file order (earlier rules win), and its macros for use in Python."""

    family: str
    version: int
    rules: tuple[Rule, ...]
    macros: dict[str, str] = field(default_factory=dict)
    _by_id: dict[str, Rule] = field(default_factory=dict, repr=False, compare=False)
    _starting: dict[str, tuple[Rule, ...]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_id.update((rule.id, rule) for rule in self.rules)

    def __getitem__(self, rule_id: str) -> Rule:
        if rule_id not in self._by_id:
            raise RuleError(f"{self.family}.toml: no rule {rule_id!r}")
        return self._by_id[rule_id]

    def starting(self, prefix: str) -> tuple[Rule, ...]:
        """The rules whose id starts with `prefix`, in file order."""
        if prefix not in self._starting:
            self._starting[prefix] = tuple(rule for rule in self.rules if rule.id.startswith(prefix))
        return self._starting[prefix]


def alternatives(words: Iterable[str]) -> str:
    """A group that matches any of the words, the longest first, whatever white space stands between their parts."""
    return any_word(words, GAP)


def _expand(pattern: str, macros: dict[str, str], where: str, depth: int = 0) -> str:
    if depth > 20:
        raise RuleError(f"{where}: macros refer to each other in a circle")

    def replacement(match: re.Match[str]) -> str:
        name = match[1]
        if name.startswith("words:"):
            try:
                return alternatives(lexicon.words(name.removeprefix("words:")))
            except FileNotFoundError as error:
                raise RuleError(f"{where}: {error}") from error
        if name not in macros:
            raise RuleError(f"{where}: unknown macro {{{{{name}}}}}; known: {', '.join(sorted(macros))}")
        return "(?:" + _expand(macros[name], macros, where, depth + 1) + ")"

    return MACRO.sub(replacement, pattern)


def compile_pattern(pattern: str, macros: dict[str, str], where: str) -> re.Pattern[str]:
    """The pattern with macros put in and each space widened to white space within a line. Raises RuleError."""
    expanded = unicodedata.normalize("NFC", _expand(pattern, macros, where))
    # a look-behind has a fixed width: one white space there
    expanded = re.sub(r"\(\?<[!=][^()]*\)", lambda m: m[0].replace(" ", r"\s"), expanded)
    widened = re.sub(r"(?<!\\)((?:\\\\)*) (?![?*+{\]])(?![^\[\]]*\])", lambda m: m[1] + GAP, expanded)
    widened = re.sub(r"(?<!\\)((?:\\\\)*) (?=[?*])(?![^\[\]]*\])", lambda m: m[1] + BLANK, widened)
    try:
        return re.compile(widened)
    except re.error as error:
        raise RuleError(f"{where}: {error}; the pattern with macros put in: {expanded}") from error


@cache
def load(family: str, folder: Path = RULES) -> Rulebook:
    """The rule file of a family. Raises RuleError; examples are checked by `problems`, in the tests."""
    path = folder / f"{family}.toml"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RuleError(f"{path.name}: {error}") from error
    for key in raw.keys() - {"version", "macros", "rule"}:
        raise RuleError(f"{path.name}: unknown key {key!r}; known: version, macros, rule")
    version, macros = int(raw.get("version", 1)), raw.get("macros", {})
    rules, seen = [], set()
    for row in raw.get("rule", []):
        where = f"{path.name}: rule {row.get('id', '(without id)')!r}"
        for key in row.keys() - KEYS:
            raise RuleError(f"{where}: unknown key {key!r}; known: {', '.join(sorted(KEYS))}")
        for key in ("id", "yes", "no"):
            if not row.get(key):
                raise RuleError(f"{where}: needs {key!r}")
        if ("pattern" in row) == ("before" in row or "after" in row):
            raise RuleError(f"{where}: needs either 'pattern' or 'before' and/or 'after'")
        if row["id"] in seen:
            raise RuleError(f"{where}: stands twice")
        seen.add(row["id"])
        sides = {"pattern": row.get("pattern"), "before": f"(?:{row['before']})\\Z" if "before" in row else None, "after": row.get("after")}
        compiled = {key: compile_pattern(side, macros, where) if side else None for key, side in sides.items()}
        pattern, before = compiled["pattern"] or NOTHING, compiled["before"]
        rules.append(Rule(f"{family}/{row['id']}@{version}", row["id"], pattern, before, compiled["after"],
                          row.get("emit", {}), float(row.get("confidence", 0.8)), tuple(row["yes"]), tuple(row["no"]),
                          Start(pattern), Start(before) if before else None))
    return Rulebook(family, version, tuple(rules), macros)


def problems(book: Rulebook) -> list[str]:
    """Every example that its own rule gets wrong, in words a person can act on."""
    return [problem for rule in book.rules for problem in (_beside_problems(rule) if rule.pattern is NOTHING else _pattern_problems(rule))]


def _marked(example: str) -> tuple[str, tuple[int, int] | None]:
    text = unicodedata.normalize("NFC", example)
    mark = (text.index("⟦"), text.index("⟧") - 1) if "⟦" in text and "⟧" in text else None
    return text.replace("⟦", "").replace("⟧", ""), mark


def _pattern_problems(rule: Rule) -> Iterator[str]:
    for example in rule.yes:
        plain, wanted = _marked(example)
        spans = [m.span("fact") if "fact" in m.re.groupindex else m.span() for m in rule.find(plain)]
        if not spans or (wanted and wanted not in spans):
            yield f"{rule.name}: should find {example!r}, found {[plain[a:b] for a, b in spans] or 'nothing'}"
    for example in rule.no:
        plain, _ = _marked(example)
        hit = next(iter(rule.find(plain)), None)
        if hit:
            yield f"{rule.name}: should leave {example!r} alone, found {hit[0]!r}"


def _beside_problems(rule: Rule) -> Iterator[str]:
    for wanted, examples in ((True, rule.yes), (False, rule.no)):
        for example in examples:
            plain, mark = _marked(example)
            if mark is None:
                yield f"{rule.name}: mark the number in {example!r} with ⟦ ⟧"
            elif (rule.beside(plain, *mark) is not None) != wanted:
                yield f"{rule.name}: should {'hold' if wanted else 'not hold'} for {example!r}"
