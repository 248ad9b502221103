"""Text with marked spans → pieces to print: the text is split at every boundary, so crossing spans come out right."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """text[start:end] carries `name` (a CSS class) and, where it begins, the anchor `id`."""

    start: int
    end: int
    name: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the names of all marks that cover it, and the ids of those that begin here."""

    text: str
    names: tuple[str, ...]
    ids: tuple[str, ...]


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """The whole text in order, joined pieces giving it back. Marks outside the text are cut to it."""
    inside = [Mark(max(0, m.start), min(len(text), m.end), m.name, m.id) for m in marks]
    inside = [m for m in inside if m.start < m.end]
    edges = sorted({0, len(text)} | {m.start for m in inside} | {m.end for m in inside})
    opening: dict[int, list[Mark]] = {}
    for mark in inside:
        opening.setdefault(mark.start, []).append(mark)
    open_marks: list[Mark] = []
    found = []
    for start, end in pairwise(edges):
        new = opening.get(start, [])
        open_marks = [m for m in open_marks if m.end > start] + new
        names = tuple(dict.fromkeys(m.name for m in open_marks))
        found.append(Piece(text[start:end], names, tuple(dict.fromkeys(m.id for m in new if m.id))))
    return found
