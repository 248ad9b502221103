"""What `cchc evaluate` prints: the figures beside their floors and the last accepted ones, misses by category, gains and losses.

    FLOORS.toml            [floors] "metrics.f1" = 0.85        edited by hand, only ever upwards
    FLOORS.accepted.json   written by --accept: figures, which gold facts were found, the digest of the gold they were measured on
"""
from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from flows.errors import USAGE, Problem
from flows.evaluate import Note, Result
from flows.gold import FAMILIES, Gold

TINY = 5e-5
"""Figures are printed and accepted with four decimals; less is no change."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was measured when somebody last said "accept"."""

    digest: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)
    found: frozenset[str] = frozenset()


def read_floors(path: Path) -> dict[str, float]:
    """The floors by figure name. Raises Problem for a file that can't be used."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return {str(name): float(value) for name, value in raw["floors"].items()}
    except KeyError:
        raise Problem(f"{path}: has no [floors] table", USAGE) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValueError, TypeError, AttributeError) as error:
        raise Problem(f"{path}: {error}; a floors file says [floors] and then lines like \"metrics.f1\" = 0.85", USAGE) from error


def accepted_beside(floors: Path) -> Path:
    """Where the accepted figures that go with a floors file are kept."""
    return floors.with_suffix(".accepted.json")


def read_accepted(path: Path) -> Accepted:
    """The last accepted figures; none where nothing was accepted yet."""
    if not path.exists():
        return Accepted()
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Accepted(raw["digest"], raw["figures"], frozenset(raw["found"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem(f"{path}: {error}; write it anew with --accept", USAGE) from error


def accept(path: Path, gold: Gold, result: Result) -> None:
    """Write the figures as accepted: what the next evaluation is compared with."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps({"digest": gold.digest, "figures": _rounded(result), "found": sorted(result.found)}, indent=0), encoding="utf-8")
    part.replace(path)


def below(result: Result, floors: Mapping[str, float]) -> list[str]:
    """Each floor that is not reached, in words. A floor for a figure that does not exist is not reached."""
    figures = result.figures
    return [f"{name} is {figures.get(name, 0):.4f}, its floor {floor}" if name in figures else f"{name}: there is no such figure"
            for name, floor in floors.items() if figures.get(name, -1) < floor - TINY]


def print_scorecard(out: TextIO, gold: Gold, result: Result, floors: Mapping[str, float], accepted: Accepted, *, errors: bool = False) -> None:
    """The whole scorecard as plain text."""
    sizes = ", ".join(f"{sum(not f.get('optional') for d in gold.documents for f in getattr(d, family))} {family}" for family in FAMILIES.values())
    print(f"{len(gold.documents)} documents: {sizes}\n", file=out)
    print(f"{'figure':36}{'now':>8}{'accepted':>10}{'change':>9}{'floor':>8}", file=out)
    for name, value in sorted(_rounded(result).items()):
        old, floor = accepted.figures.get(name), floors.get(name)
        change = "" if old is None or abs(value - old) < TINY else f"{value - old:+.4f}"
        print(f"{name:36}{value:8.4f}{'' if old is None else f'{old:.4f}':>10}{change:>9}{'' if floor is None else f'{floor:g}':>8}".rstrip(), file=out)
    for section in (_categories(result), _calibration(result), _gains_and_losses(gold, result, accepted), _errors(result) if errors else iter(())):
        for number, line in enumerate(section):
            print(line if number else f"\n{line}", file=out)


def _rounded(result: Result) -> dict[str, float]:
    return {name: round(value, 4) for name, value in result.figures.items()}


def _categories(result: Result) -> Iterator[str]:
    yield "misses, false alarms and wrong slots by category"
    tally = Counter((note.verdict, note.family, note.category) for note in result.notes)
    for (verdict, family, category), count in sorted(tally.items(), key=lambda item: (item[0][0], -item[1], item[0])):
        yield f"{count:6} {verdict:7} {family}: {category}"


def _calibration(result: Result) -> Iterator[str]:
    yield "stated confidence and how many of those facts are right"
    for family, tenth in sorted({(family, tenth) for family, tenth, _ in result.confidence}):
        right, wrong = (result.confidence[family, tenth, verdict] for verdict in (True, False))
        yield f"{right + wrong:6} {family} at {tenth / 10:.1f}: {right / (right + wrong):.2f}"


def _gains_and_losses(gold: Gold, result: Result, accepted: Accepted) -> Iterator[str]:
    if not accepted.digest:
        return
    if accepted.digest != gold.digest:
        yield "the gold changed since these figures were accepted: gains and losses can't be told apart from that; --accept anew"
        return
    for word, keys in (("gained", result.found - accepted.found), ("lost", accepted.found - result.found)):
        yield f"{word} since the accepted figures: {len(keys)}"
        for key in sorted(keys):
            yield f"  {word}: {_fact(gold, key)}"


def _fact(gold: Gold, key: str) -> str:
    name, _, place = key.rpartition(" ")
    document = next(d for d in gold.documents if d.name == name)
    fact = getattr(document, FAMILIES[place[0]])[int(place[1:])]
    sort = fact.get("name") or fact.get("kind") or "/".join(fact["area"])
    return f"{name}: {FAMILIES[place[0]][:-1]} {sort}: {' '.join(document.text[fact['start']:fact['end']].split())[:80]}"


def _errors(result: Result) -> Iterator[str]:
    yield "every miss, false alarm and wrong slot"
    for note in sorted(result.notes, key=_by_document):
        yield f"  {note.document}: {note.verdict} {note.family}: {note.category}: {note.detail}  {note.around}".rstrip()


def _by_document(note: Note) -> tuple[str, str, str, str]:
    return note.document, note.verdict, note.family, note.category
