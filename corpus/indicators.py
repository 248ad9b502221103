"""The indicators that figures are read into: codes, names, publishers, and the phrases that give them away.

`indicators()` reads indicators.toml, which a domain person edits; `find_cues(text)` finds its phrases in a text.
"""
from __future__ import annotations

import itertools
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from corpus.places.spelling import fold, lower

FILE = Path(__file__).resolve().parent / "indicators.toml"

Scale = Literal["rank", "percent", "points", "count"]
Better = Literal["higher", "lower", "none"]
WEIGHTS = (0.5, 4.0)


class IndicatorError(ValueError):
    """indicators.toml can't be used; the message names the indicator, the key and the remedy."""


@dataclass(frozen=True, slots=True)
class CueGroup:
    """Phrases of one weight (3 names the indicator, 2 speaks of its matter, 1 hints), as written in the file."""

    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of what can be measured; `units` and `cues` as patterns of plain words, see indicators.toml."""

    code: str
    name_vi: str
    name_en: str
    description: str
    scale: Scale
    better: Better
    publisher: str | None = None
    maximum: float | None = None
    units: tuple[str, ...] = ()
    cues: tuple[CueGroup, ...] = ()

    @property
    def better_is_higher(self) -> bool | None:
        """True or False; None where neither way is better."""
        return None if self.better == "none" else self.better == "higher"


class Cue(NamedTuple):
    """`text[start:end]` speaks for indicator `code` with `weight`."""

    start: int
    end: int
    code: str
    weight: float


@cache
def indicators(path: Path = FILE) -> dict[str, Indicator]:
    """Every indicator by code, in file order. Raises IndicatorError; `find_cues` raises it for phrases that two indicators claim."""
    raw = _read(path)
    found: dict[str, Indicator] = {}
    for row in raw.get("indicator", []):
        indicator = _indicator(row, raw.get("short", {}), f"{path.name}: {row.get('code', '(without code)')}")
        if indicator.code in found:
            raise IndicatorError(f"{path.name}: {indicator.code} stands twice; join the two")
        found[indicator.code] = indicator
    return found


def find_cues(text: str, path: Path = FILE) -> tuple[Cue, ...]:
    """Every cue phrase in `text` (NFC), in text order; one that lies inside another or inside a neutral phrase is left out.

    Time is linear in the length of `text`."""
    text = fold(text)
    trie = _trie(path)
    pieces = _PIECE.findall(lower(text))
    words = [piece.lstrip() for piece in pieces]
    ends = list(itertools.accumulate(map(len, pieces)))
    found: list[Cue] = []
    reach = 0    # end of the furthest phrase so far: what ends before lies inside it
    for at, (word, after) in enumerate(itertools.pairwise([*words, ""])):
        node = trie.get(word)
        if node is None or not (after in node or _END in node or "*" in node or "#" in node):
            continue
        best = _longest(node, words, ends, at, ends[at] - len(word), text)
        if best and best.end > reach:
            reach = best.end
            if best.code:
                found.append(best)
    return tuple(found)


def by_unit(unit: str, path: Path = FILE) -> tuple[str, ...]:
    """The codes that a counted noun ("hồ sơ", "TTHC") suggests, in file order; empty if it says nothing."""
    return _units(path).get(fold(" ".join(unit.split())).lower(), ())


# ---------------------------------------------------------------- phrases
_TOKEN = re.compile(r"\d+(?:[.,/]\d+)*%?|\w+(?:[&-]\w+)*|[^\w\s]")
_PIECE = re.compile(rf"\s*(?:{_TOKEN.pattern})")    # together all of a text but the white space at its end
_MAX_FORMS = 5000    # what one phrase may unfold to before it is a mistake
_NEUTRAL = ""        # code of the phrases that speak of no indicator
_END = ""            # key of a node under which the phrases that end there are kept


def _longest(node: dict[str, Any], words: list[str], ends: list[int], at: int, start: int, text: str) -> Cue | None:
    """The longest phrase from `start` on that goes on below `node`, which word `at` led to."""
    best = None
    if at + 1 < len(words):
        word = words[at + 1]
        for way in (word, "#" if word[0].isdigit() else "*" if word[0].isalpha() else word):
            below = node.get(way)
            if below is not None:
                longer = _longest(below, words, ends, at + 1, start, text)
                if longer and (best is None or longer.end > best.end):
                    best = longer
    if best is None and _END in node:
        for code, weight, exact in node[_END]:
            if exact is None or text[start:ends[at]] == exact:
                return Cue(start, ends[at], code, weight)
    return best


@cache
def _trie(path: Path) -> dict[str, Any]:
    root: dict[str, Any] = {}
    owner: dict[tuple[str, ...], str] = {}
    groups = [(indicator.code, group.weight, group.words) for indicator in indicators(path).values() for group in indicator.cues]
    groups.append((_NEUTRAL, 0.0, tuple(_read(path).get("neutral", []))))
    for code, weight, patterns in groups:
        for phrase in itertools.chain.from_iterable(map(_forms, patterns)):
            words = tuple(_TOKEN.findall(fold(phrase).lower()))
            if owner.setdefault(words, code) != code:
                raise IndicatorError(f"{path.name}: {owner[words]} and {code or 'neutral'} both claim {phrase!r}; keep one")
            node = root
            for word in words:
                node = node.setdefault(word, {})
            node.setdefault(_END, []).append((code, weight, fold(phrase) if phrase.isupper() else None))
    return root


@cache
def _units(path: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for indicator in indicators(path).values():
        for unit in itertools.chain.from_iterable(map(_forms, indicator.units)):
            key = fold(unit).lower()
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), indicator.code)))
    return found


def _forms(pattern: str) -> list[str]:
    """Everything a phrase stands for: "(a|b)( c)? d" is "a d", "b d", "a c d", "b c d"."""
    forms, rest = _alternatives(pattern)
    if rest:
        raise IndicatorError(f"phrase {pattern!r}: ) without (")
    return [" ".join(form.split()) for form in forms]


def _alternatives(text: str) -> tuple[list[str], str]:
    """What stands before the next unmatched ")", unfolded, and the text from there on."""
    done: list[str] = []
    current = [""]
    while text and text[0] != ")":
        if text[0] == "(":
            inner, text = _alternatives(text[1:])
            if not text:
                raise IndicatorError(f"( without ) before {inner[0]!r}")
            text = text[1:]
            if text.startswith("?"):
                inner, text = ["", *inner], text[1:]
            current = [a + b for a in current for b in inner]
            if len(current) > _MAX_FORMS:
                raise IndicatorError(f"a phrase that starts {current[0]!r} unfolds to more than {_MAX_FORMS}; make two of it")
        elif text[0] == "|":
            done, current, text = done + current, [""], text[1:]
        else:
            current, text = [a + text[0] for a in current], text[1:]
    return done + current, text


# ---------------------------------------------------------------- reading the file
def _read(path: Path) -> dict[str, Any]:
    try:
        raw = tomllib.loads(unicodedata.normalize("NFC", path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise IndicatorError(f"{path.name}: {error}") from error
    _known(raw, {"version", "neutral", "short", "indicator"}, path.name)
    return raw


def _indicator(row: dict[str, Any], short: dict[str, str], where: str) -> Indicator:
    _known(row, {"code", "name_vi", "name_en", "description", "publisher", "scale", "better", "maximum", "units", "cues"}, where)
    for key in ("code", "name_vi", "name_en", "description", "scale", "better"):
        if not row.get(key):
            raise IndicatorError(f"{where}: needs {key!r}")
    for key, allowed in (("scale", get_args(Scale)), ("better", get_args(Better))):
        if row[key] not in allowed:
            raise IndicatorError(f"{where}: {key} is {row[key]!r}; known: {', '.join(allowed)}")
    groups = []
    for cue in row.get("cues", []):
        _known(cue, {"words", "weight"}, where)
        weight = float(cue.get("weight", 0))
        if not WEIGHTS[0] <= weight <= WEIGHTS[1]:
            raise IndicatorError(f"{where}: weight {weight} of {cue.get('words')}; must lie in {WEIGHTS[0]}-{WEIGHTS[1]}")
        groups.append(CueGroup(tuple(_put_in(word, short, where) for word in cue.get("words", [])), weight))
    return Indicator(
        code=row["code"], name_vi=row["name_vi"], name_en=row["name_en"], description=row["description"], scale=row["scale"],
        better=row["better"], publisher=row.get("publisher"), maximum=float(row["maximum"]) if "maximum" in row else None,
        units=tuple(_put_in(unit, short, where) for unit in row.get("units", [])), cues=tuple(groups))


def _put_in(phrase: str, short: dict[str, str], where: str) -> str:
    def replacement(match: re.Match[str]) -> str:
        if match[1] not in short:
            raise IndicatorError(f"{where}: unknown {match[0]} in {phrase!r}; known: {', '.join(sorted(short))}")
        return short[match[1]]

    return re.sub(r"\{(\w+)\}", replacement, phrase)


def _known(row: dict[str, Any], keys: set[str], where: str) -> None:
    for key in row.keys() - keys:
        raise IndicatorError(f"{where}: unknown key {key!r}; known: {', '.join(sorted(keys))}")
