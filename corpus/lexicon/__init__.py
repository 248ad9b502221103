"""Word lists that a domain person edits: one UTF-8 file a list, one entry a line, '#' starts a comment.

`words("units")` reads `units.txt`; `table("titles")` reads `titles.tsv`, whose first line names the columns.
"""
from __future__ import annotations

import csv
import unicodedata
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent


def _lines(path: Path) -> list[str]:
    if not path.exists():
        raise FileNotFoundError(f"{path.name}: no such list in corpus/lexicon; there are: {', '.join(names())}")
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def names() -> list[str]:
    """Every list there is, without its ending."""
    return sorted(p.stem for p in HERE.iterdir() if p.suffix in {".txt", ".tsv"})


@cache
def words(name: str) -> tuple[str, ...]:
    """The entries of `name`.txt in file order. Raises FileNotFoundError, and ValueError for an entry that stands twice."""
    path = HERE / f"{name}.txt"
    entries = [line.split(" #")[0].strip() for line in _lines(path)]
    seen: set[str] = set()
    for entry in entries:
        if entry in seen:
            raise ValueError(f"{path.name}: {entry!r} stands twice; delete one")
        seen.add(entry)
    return tuple(entries)


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `name`.tsv as dicts by column name. Raises FileNotFoundError, and ValueError for a row of another length."""
    path = HERE / f"{name}.tsv"
    rows = list(csv.reader(_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE))
    header, body = rows[0], rows[1:]
    for number, row in enumerate(body, 2):
        if len(row) != len(header):
            raise ValueError(f"{path.name}: entry {number} ({row[0]!r}) has {len(row)} columns, the first line names {len(header)}")
    return tuple(dict(zip(header, (cell.strip() for cell in row), strict=True)) for row in body)
