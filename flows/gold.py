"""Gold folders: documents with the facts a person found in them (format: docs/facts.md).

    GOLD/documents/NAME.txt        the text
    GOLD/annotations/NAME.jsonl    one fact a line, anchored by a quote that occurs once
"""
from __future__ import annotations

import calendar
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from extractors.facts import Area, Comparator, MetricKind, Modality
from flows.errors import Problem
from pipeline.document import normalise

Fact = dict[str, Any]

FAMILIES = {"m": "metrics", "o": "officials", "s": "shortcomings"}
"""What an annotation's "t" stands for."""


@dataclass(slots=True)
class GoldDocument:
    """One text with its facts; each fact has `start` and `end` (offsets in `text`) beside its annotated fields."""

    name: str
    path: Path
    text: str
    about: Fact = field(default_factory=dict)
    metrics: list[Fact] = field(default_factory=list)
    officials: list[Fact] = field(default_factory=list)
    shortcomings: list[Fact] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold folder; `digest` changes when any text or annotation does."""

    folder: Path
    documents: tuple[GoldDocument, ...]
    digest: str


def load_gold(folder: Path) -> Gold:
    """Read a gold folder. Raises Problem listing every line that is wrong."""
    annotations = sorted((folder / "annotations").glob("*.jsonl"))
    if not annotations:
        raise Problem(f"{folder}: no gold here; a gold folder holds documents/NAME.txt and annotations/NAME.jsonl")
    documents, problems, digest = [], [], hashlib.sha256()
    for path in annotations:
        source = folder / "documents" / f"{path.stem}.txt"
        try:
            raw, notes = source.read_bytes(), path.read_bytes()
            document = GoldDocument(path.stem, source, normalise(raw.decode("utf-8")))
            lines = notes.decode("utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{path.name}: can't read it or its document {source.name}: {error}")
            continue
        digest.update(raw + notes)
        for number, line in enumerate(lines, 1):
            try:
                if line.strip():
                    _add(document, json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                problems.append(f"{path.name}:{number}: {type(error).__name__}: {error}")
        documents.append(document)
    if problems:
        raise Problem(f"{folder}: annotations to put right:\n  " + "\n  ".join(problems))
    return Gold(folder, tuple(documents), digest.hexdigest()[:16])


def days(period: str | None) -> tuple[str, str] | None:
    """First and last ISO day of "2019", "2021/2023", "2023-01/2023-10" or "2023-11-04"; None for None. Raises ValueError."""
    if not period:
        return None
    first, _, last = period.partition("/")
    return _edge(first, last=False), _edge(last or first, last=True)


def anchor(quote: str, text: str) -> tuple[int, int]:
    """Where the part of `quote` between ⟦ and ⟧ (else all of it) stands in `text`; any run of white space matches any other.

    Raises ValueError unless the quote occurs exactly once.
    """
    pieces = re.split("[⟦⟧]", normalise(quote))
    if len(pieces) not in (1, 3):
        raise ValueError(f"one ⟦ and one ⟧, please: {quote!r}")
    before, marked, after = pieces if len(pieces) == 3 else ("", pieces[0], "")
    before, marked, after = (r"\s+".join(map(re.escape, re.split(r"\s+", piece))) for piece in (before, marked, after))
    hits = list(re.finditer(f"{before}({marked}){after}", text))
    if len(hits) != 1:
        raise ValueError(f"this quote occurs {len(hits)} times in the document: {quote!r}")
    return hits[0].span(1)


def _add(document: GoldDocument, fact: Fact) -> None:
    sort = fact["t"]
    if sort == "doc":
        document.about = fact
        return
    if sort not in FAMILIES:
        raise ValueError(f"unknown \"t\": {sort!r}; known: doc, {', '.join(FAMILIES)}")
    fact["start"], fact["end"] = anchor(fact["q"], document.text) if "q" in fact else (0, 0)
    if sort == "m":
        _one_of(fact["kind"], MetricKind)
        _one_of(fact.get("modality", "actual"), Modality)
        _one_of(fact.get("comparator", "eq"), Comparator)
        float(fact["value"]), days(fact.get("period")), days(fact.get("base"))
    elif sort == "s":
        for area in fact["area"] or [None]:
            _one_of(area, Area)
    else:
        fact["name"], fact["titles"]
    getattr(document, FAMILIES[sort]).append(fact)


def _one_of(value: object, known: Any) -> None:
    if value not in get_args(known):
        raise ValueError(f"{value!r} is none of {', '.join(get_args(known))}")


def _edge(part: str, *, last: bool) -> str:
    year, month, day = (*(int(bit) for bit in part.split("-")), 0, 0)[:3]
    month = month or (12 if last else 1)
    return f"{year:04d}-{month:02d}-{day or (calendar.monthrange(year, month)[1] if last else 1):02d}"
