"""Which deficiencies are one and the same, told again: groups of shortcomings of a province that mean the same.

A clause becomes a vector of what it speaks of: known phrases count by their meaning ("trễ hẹn" and "quá hạn" are one), other words by
themselves, words that say nothing here not at all. Two clauses are alike by the cosine of their vectors; never when they name
different fields (land, civil status). Meanings, weights and the threshold are data: `shortcoming_meanings.tsv` and `shortcoming_weights.tsv` in
corpus/lexicon. Nothing is learned, so a group does not change because an unrelated document came in.

    likeness("hồ sơ đất đai quá hạn còn nhiều", "hồ sơ đất đai giải quyết trễ hẹn")     # 1.0
"""
from __future__ import annotations

import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from corpus import lexicon
from corpus.places import fold, lower
from warehouse import duck

Feature = tuple[str, str]      # kind and meaning; kind "word" for a word that no list has
_WORD = re.compile(r"[^\W\d_]+")


class Clause(NamedTuple):
    """A shortcoming: its id, the province it is of, the day it was published on, its words."""

    id: str
    province: str
    day: date
    text: str


class Member(NamedTuple):
    """Shortcoming `id` belongs to group `group` (16 hex digits) of a province; `likeness` to the group's first member, 0 to 1."""

    id: str
    group: str
    likeness: float


class Vector(NamedTuple):
    """Features, by how much their other words count (a factor, 0 to 1, of the weight of a word), with its length, and the fields among them."""

    features: tuple[Feature, ...]
    words: float
    length: float
    fields: frozenset[str]


def groups(clauses: Iterable[Clause]) -> Iterator[Member]:
    """Put every clause into a group of its province: that of the most alike first member, else a new one.

    A clause that names no matter is a group of its own. In the order of days, then ids, so that the same clauses give the same groups, and a later one never moves an earlier one.
    """
    threshold = _weights()["alike"]
    provinces: dict[str, _Leaders] = defaultdict(_Leaders)
    known: dict[tuple[str, frozenset[Feature]], tuple[str, float]] = {}
    for clause in sorted(clauses, key=lambda one: (one.day, one.id)):
        vector = _vector(features(clause.text))
        matter = any(kind != "fault" for kind, _ in vector.features)      # "còn thấp": of what, the clause does not say
        key = (clause.province, frozenset(vector.features) if matter else frozenset([("clause", clause.id)]))
        if key not in known:
            leaders = provinces[clause.province]
            known[key] = leaders.nearest(vector) if matter else ("", 0.0)
            if known[key][1] < threshold:
                known[key] = (hashlib.sha256(f"{clause.province}\x1f{clause.id}".encode()).hexdigest()[:16], 1.0)
                if matter:
                    leaders.add(known[key][0], vector)
        yield Member(clause.id, *known[key])


def load(con: duckdb.DuckDBPyConnection, provinces: Collection[str] | None = None) -> None:
    """Fill the table shortcoming_groups of the edition that `con` builds; only the groups of these provinces, where they are named."""
    rows = con.execute("""
        SELECT f.shortcoming_id, d.province, d.published_day, f.quote
        FROM shortcomings AS f
        JOIN documents AS d ON d.document_id = f.document_id
        WHERE f.valid_to IS NULL AND d.province IS NOT NULL AND d.published_day IS NOT NULL AND ($1 IS NULL OR d.province IN (SELECT unnest($1)))""",
                       [None if provinces is None else list(provinces)]).fetchall()
    found = sorted(groups(Clause(*row) for row in rows), key=lambda member: (member.group, member.id))
    duck.insert(con, "shortcoming_groups", pa.table({name: [member[place] for member in found] for place, name in enumerate(("shortcoming_id", "group_id", "likeness"))},
                                                    schema=pa.schema([("shortcoming_id", pa.string()), ("group_id", pa.string()), ("likeness", pa.float64())])))


def likeness(one: str, other: str) -> float:
    """How alike two clauses are in meaning, 0 to 1."""
    leaders = _Leaders()
    leaders.add("one", _vector(features(one)))
    return leaders.nearest(_vector(features(other)))[1]


def features(text: str) -> tuple[Feature, ...]:
    """What a clause speaks of, each once, in the order of the text: the longest known phrase at each place, else the word."""
    words = _WORD.findall(fold(lower(text)))
    phrases = _phrases()
    found: dict[Feature, None] = {}
    at = 0
    while at < len(words):
        for length, phrase, feature in phrases.get(words[at], ()):
            if length == 1 or words[at:at + length] == phrase:
                found[feature] = None
                at += length
                break
        else:
            found["word", words[at]] = None
            at += 1
    return tuple(found)


class _Leaders:
    """The first members of a province's groups, by what they speak of."""

    def __init__(self) -> None:
        self.groups: list[str] = []
        self.having: dict[Feature, _Numbers] = defaultdict(_Numbers)      # the leaders that have a feature
        self.words = _Numbers(np.float64)
        self.lengths = _Numbers(np.float64)
        self.fields = _Numbers()
        self.field_sets: dict[frozenset[str], int] = {}

    def add(self, group: str, vector: Vector) -> None:
        for feature in vector.features:
            self.having[feature].add(len(self.groups))
        self.groups.append(group)
        self.words.add(vector.words)
        self.lengths.add(vector.length or 1.0)
        self.fields.add(self.field_sets.setdefault(vector.fields, len(self.field_sets)))

    def nearest(self, vector: Vector) -> tuple[str, float]:
        """The group whose leader is most alike, the earliest of equals, and its cosine; ("", 0.0) where there is none."""
        if not self.groups or not vector.length:
            return "", 0.0
        weights = _weights()
        shared, words = np.zeros(len(self.groups)), np.zeros(len(self.groups))
        for feature in vector.features:
            if feature in self.having:
                (words if feature[0] == "word" else shared)[self.having[feature].filled] += weights[feature[0]] ** 2
        scores = (shared + words * self.words.filled * vector.words) / (self.lengths.filled * vector.length)
        if apart := [number for fields, number in self.field_sets.items() if vector.fields and fields and not vector.fields & fields]:
            scores[np.isin(self.fields.filled, apart)] = 0.0
        best = int(np.argmax(scores))
        return self.groups[best], round(float(scores[best]), 6)


class _Numbers:
    """A growing array."""

    def __init__(self, kind: type = np.int32) -> None:
        self.room: np.ndarray = np.zeros(4, kind)
        self.count = 0

    def add(self, number: float) -> None:
        if self.count == len(self.room):
            self.room = np.concatenate([self.room, np.zeros_like(self.room)])
        self.room[self.count] = number
        self.count += 1

    @property
    def filled(self) -> np.ndarray:
        return self.room[:self.count]


def _vector(found: tuple[Feature, ...]) -> Vector:
    weights = _weights()
    kept = tuple(feature for feature in found if weights[feature[0]])
    words = sum(weights["word"] ** 2 for kind, _ in kept if kind == "word")
    factor = min(1.0, math.sqrt(weights["words"] / words)) if words else 1.0
    rest = sum(weights[kind] ** 2 for kind, _ in kept if kind != "word")
    return Vector(kept, factor, math.sqrt(rest + words * factor * factor), frozenset(meaning for kind, meaning in kept if kind == "field"))


@cache
def _phrases() -> dict[str, list[tuple[int, list[str], Feature]]]:
    """Known phrases by their first word, the longest first. Raises ValueError for a phrase with two meanings or a kind without weight."""
    owner: dict[tuple[str, ...], Feature] = {}
    for row in lexicon.table("shortcoming_meanings"):
        feature = (row["kind"], row["meaning"])
        if row["kind"] not in _weights():
            raise ValueError(f"shortcoming_meanings.tsv: {row['meaning']}: kind {row['kind']!r} has no weight in shortcoming_weights.tsv")
        for form in row["forms"].split("|"):
            words = tuple(_WORD.findall(fold(lower(form))))
            if not words or owner.setdefault(words, feature) != feature:
                raise ValueError(f"shortcoming_meanings.tsv: {row['meaning']}: {form!r} " + (f"already means {owner[words][1]}; keep one" if words else "has no word"))
    found: dict[str, list[tuple[int, list[str], Feature]]] = defaultdict(list)
    for words, feature in owner.items():
        found[words[0]].append((len(words), list(words), feature))
    for entries in found.values():
        entries.sort(key=lambda entry: -entry[0])
    return dict(found)


@cache
def _weights() -> dict[str, float]:
    return {row["name"]: float(row["value"]) for row in lexicon.table("shortcoming_weights")}
