"""Searching documents and facts: `search(path, "số hóa hồ sơ chậm")`, with or without accents, best first, with the words marked.

The words of a query are looked up in the tables of `schema/09_search.sql`. A hit has all of one or two words asked for, three quarters of
more, and every phrase in quotation marks. Hits are ranked by BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) over
words and over pairs of neighbours: a Vietnamese word is mostly two syllables, and "hồ sơ" says more than "hồ" and "sơ". Where the query has
accents, what is spelled just so comes first, and other accents only after it; where it has none, all are the same.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from warehouse import excerpts, wording
from warehouse.indexing import LAYOUT
from warehouse.query import QueryError, connect, message

Kind = Literal["document", "metric", "official", "shortcoming"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Places = npt.NDArray[np.int64]         # where a word, a pair or a phrase begins: unit << SHIFT | place; ascending

SATURATION, LENGTH = 1.2, 0.5          # BM25's k1 and b
HEADING = 2.0                          # how often more a word of a title or a name counts
COVERAGE = 0.75                        # share of the words asked for that a hit must have
MOST_WORDS = 32                        # of a query
SHIFT = 24                             # bits of a place in its unit: 16 million words
PLACE = (1 << SHIFT) - 1
NONE = len(KINDS)                      # in place of a kind
TINY = np.float32(1e-6)
QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|«([^»]*)»')
DETAILS = Path(__file__).resolve().parent / "searching" / "details.sql"


@dataclass(frozen=True, slots=True)
class Filters:
    """What hits are limited to; empty: everything. A province as `corpus.places` names it, in any spelling."""

    province: str | None = None
    year: int | None = None
    area: str | None = None


ALL = Filters()


@dataclass(frozen=True, slots=True)
class Hit:
    """One document or fact that was found.

    `rank` counts from 1 within its kind; `score` compares only hits of one kind and one search. `ids` are those of its metrics, official or shortcoming
    (of the document for a document), `label` says in short what they state. `excerpt` is `text[start:end]` of that version of the document
    without line breaks, and each span of `marks` in it is a word or phrase that was found. `exact` is False where only other accents were found.
    """

    kind: Kind
    rank: int
    score: float
    exact: bool
    document_id: str
    version: str
    ids: tuple[str, ...]
    title: str | None
    province: str | None
    published_day: date | None
    source_name: str
    url: str | None
    label: str
    excerpt: str
    marks: tuple[tuple[int, int], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Result:
    """Hits by kind and rank; `found` is how many there are of each kind searched, shown or not; `unknown` the words that stand nowhere."""

    hits: tuple[Hit, ...]
    found: dict[Kind, int]
    unknown: tuple[str, ...]


def search(path: Path, query: str, *, kinds: Sequence[Kind] = KINDS, filters: Filters = ALL, limit: int = 10) -> Result:
    """The best `limit` hits of each kind in the warehouse at `path`. Raises QueryError: no warehouse, no index in it, nothing to look for."""
    asked = parse(query)
    with connect(path) as con:
        if not con.execute("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'warehouse' AND table_name = 'search_runs'").fetchall()[0][0] \
                or any(row[0] != LAYOUT for row in con.execute("SELECT DISTINCT layout FROM search_runs").fetchall()):
            raise QueryError(f"{path}: this edition can't be searched, it was published by an earlier version; publish it again with `cchc publish`")
        try:
            return _search(con, asked, _kinds(kinds, filters), filters, limit)
        except duckdb.Error as error:
            raise QueryError(f"{path}: {message(error)}") from error


@dataclass(frozen=True, slots=True)
class Query:
    """A query's words in order, each phrase as the places of its words, and whether it has any accents."""

    words: tuple[str, ...]
    phrases: tuple[tuple[int, ...], ...] = ()
    accented: bool = False


def parse(query: str) -> Query:
    """Words and "phrases in quotation marks". Raises QueryError where there is no word, or too many."""
    words: list[str] = []
    phrases = []
    at = 0
    for quoted in QUOTED.finditer(query):
        words += wording.WORD.findall(query[at:quoted.start()])
        inside = wording.WORD.findall(quoted[quoted.lastindex or 0])
        if inside:
            phrases.append(tuple(range(len(words), len(words) + len(inside))))
        words += inside
        at = quoted.end()
    words += wording.WORD.findall(query[at:])
    if not words:
        raise QueryError('say what to look for: cchc search "số hóa hồ sơ chậm"')
    if len(words) > MOST_WORDS:
        raise QueryError(f"{len(words)} words are too many to look for; ask for at most {MOST_WORDS}")
    spelled = tuple(wording.spelling(word) for word in words)
    return Query(spelled, tuple(phrases), any(wording.folded(word) != word for word in spelled))


# ---------------------------------------------------------------- looking words up
class Term(NamedTuple):
    """Something to count in units: a word, a pair of neighbours or a phrase, by the places where it begins. Words and phrases can be demanded."""

    places: Places
    sort: Literal["word", "pair", "phrase"]


class Found(NamedTuple):
    """A unit that was found; `exact` unless only with other accents."""

    kind: Kind
    unit: int
    score: float
    exact: bool


def _search(con: duckdb.DuckDBPyConnection, asked: Query, kinds: tuple[Kind, ...], filters: Filters, limit: int) -> Result:
    forms = con.execute("SELECT form_id, spelling, folded FROM search_forms WHERE folded IN (SELECT unnest(?))",
                        [[wording.folded(word) for word in asked.words]]).fetchall()
    units = _units(con, kinds, filters)
    best: dict[Kind, list[Found]] = {kind: [] for kind in kinds}
    numbers = dict.fromkeys(kinds, 0)
    for exact in (True, False) if asked.accented else (False,):
        if sum(map(len, best.values())) >= limit:      # other accents only where there is little else
            break
        scores = _rank(units, _terms(con, asked, forms, exact=exact), len(kinds))
        for at, kind in enumerate(kinds):
            hits = np.flatnonzero((units.kind == at) & (scores > 0))
            known = {hit.unit for hit in best[kind]}
            top = [Found(kind, unit, float(scores[unit]), exact or not asked.accented) for unit in _top(hits, scores, limit + len(known)) if unit not in known]
            best[kind] += top[:limit - len(known)]
            numbers[kind] = max(numbers[kind], len(hits))
    present = {folded for _, _, folded in forms}
    unknown = dict.fromkeys(word for word in asked.words if wording.folded(word) not in present)
    return Result(tuple(_hits(con, asked, [hit for kind in kinds for hit in best[kind]])), numbers, tuple(unknown))


def _terms(con: duckdb.DuckDBPyConnection, asked: Query, forms: list[tuple[int, str, str]], *, exact: bool) -> list[Term]:
    """The words of the query with all places where they stand, and the pairs and phrases they make there."""
    keys = asked.words if exact else tuple(map(wording.folded, asked.words))
    places = {}
    for word in dict.fromkeys(keys):
        ids = [str(form) for form, spelled, bare in forms if word == (spelled if exact else bare)]
        # The numbers stand in the query, not in a parameter, because then only the rows of these forms are read.
        unit, place = _columns(con, f"SELECT unit_no, place FROM search_words WHERE form_id IN ({', '.join(ids) or 0})")
        places[word] = np.sort((unit.astype(np.int64) << SHIFT) | place, kind="stable")
    phrases = [Term(_row([places[keys[at]] for at in phrase]), "phrase") for phrase in asked.phrases]
    pairs = [Term(_row([places[a], places[b]]), "pair") for a, b in dict.fromkeys(pairwise(keys))]
    return [*(Term(found, "word") for found in places.values()), *phrases, *pairs]


def _row(words: Sequence[Places]) -> Places:
    """Where words stand one after the other: the places of the first."""
    shifted = sorted((places - at for at, places in enumerate(words)), key=len)
    found = shifted[0]
    for other in shifted[1:]:
        both = np.sort(np.concatenate([found, other]), kind="stable")      # two sorted halves: merged in one pass
        found = both[:-1][both[1:] == both[:-1]]
    return found


# ---------------------------------------------------------------- ranking
class Units(NamedTuple):
    """The units by number; arrays of one length. `kind` is the place in the kinds asked for, NONE where it is none of them or the filters forbid it."""

    kind: npt.NDArray[np.int8]
    words: npt.NDArray[np.float32]
    heading: npt.NDArray[np.int32]
    mean: npt.NDArray[np.float64]      # words of a unit, by kind
    many: npt.NDArray[np.int64]        # units, by kind


def _units(con: duckdb.DuckDBPyConnection, kinds: tuple[Kind, ...], filters: Filters) -> Units:
    numbers, found, long, heading_words = _columns(con, "SELECT unit_no, kind, words, heading_words FROM search_units")
    of_kind = np.array([kinds.index(kind) if kind in kinds else NONE for kind in KINDS], np.int8)[found]
    size = int(numbers.max(initial=-1)) + 1
    kind, words, heading = np.full(size, NONE, np.int8), np.ones(size, np.float32), np.zeros(size, np.int32)
    kind[numbers], words[numbers], heading[numbers] = of_kind, long, heading_words
    many = np.bincount(of_kind, minlength=NONE + 1)
    mean = np.bincount(of_kind, long, minlength=NONE + 1) / np.maximum(many, 1)
    if filters != ALL:      # after counting: how rare a word is does not hang on the filters
        allowed = np.zeros(size, bool)
        allowed[_columns(con, *_allowed(filters))[0]] = True
        kind[~allowed] = NONE
    return Units(kind, words, heading, mean, many)


def _columns(con: duckdb.DuckDBPyConnection, sql: str, values: Sequence[str | int] = ()) -> list[npt.NDArray[Any]]:
    """The columns of a result as arrays; an ENUM as the numbers of its words."""
    table = con.sql(sql, params=list(values) or None).to_arrow_table().combine_chunks()
    columns = [column.combine_chunks() for column in table.columns]
    return [(column.indices if isinstance(column, pa.DictionaryArray) else column).to_numpy(zero_copy_only=False) for column in columns]


def _rank(units: Units, terms: list[Term], kinds: int) -> npt.NDArray[np.float32]:
    """The score of each unit by BM25; 0 where it has not enough of the terms."""
    size = len(units.kind)
    scores, have, phrases = np.zeros(size, np.float32), np.zeros(size, np.int8), np.zeros(size, np.int8)
    slow = (SATURATION * (1 - LENGTH + LENGTH * units.words / np.maximum(units.mean, 1.0)[units.kind])).astype(np.float32)
    for places, sort in terms:
        if not len(places):
            continue
        unit = (places >> SHIFT).astype(np.int32)
        inside = unit < size
        unit, places = unit[inside], places[inside]
        starts = np.flatnonzero(np.r_[True, unit[1:] != unit[:-1]]) if len(unit) else np.zeros(0, np.int64)
        each = unit[starts]
        weight = np.where((places & PLACE) < units.heading[unit], np.float32(1 + HEADING), np.float32(1))
        count = np.add.reduceat(weight, starts) if len(unit) else weight
        of_kind = units.kind[each]
        having = np.bincount(of_kind, minlength=NONE + 1)
        rarity = np.log1p((units.many - having + 0.5).clip(0) / (having + 0.5)).astype(np.float32)
        scores[each] += rarity[of_kind] * count * np.float32(SATURATION + 1) / (count + slow[each])
        if sort == "word":
            have[each] += 1
        elif sort == "phrase":
            phrases[each] += 1
    asked = sum(term.sort == "word" for term in terms)
    enough = (have >= _least(asked)) & (phrases == sum(term.sort == "phrase" for term in terms)) & (units.kind < kinds)
    return np.where(enough, np.maximum(scores, TINY) * (have / np.float32(asked)) ** 2, 0)      # a word that all units have is worth nothing, but it is found


def _top(hits: npt.NDArray[np.int64], scores: npt.NDArray[np.float32], limit: int) -> list[int]:
    """The best units, the same ones in the same order however many are asked for."""
    if len(hits) > 4 * limit:
        least = np.partition(scores[hits], len(hits) - limit)[len(hits) - limit]
        hits = hits[scores[hits] >= least]
    return hits[np.lexsort((hits, -scores[hits]))][:limit].tolist()


def _least(words: int) -> int:
    """How many of the words asked for a hit must have."""
    return words if words <= 2 else int(np.ceil(COVERAGE * words))


# ---------------------------------------------------------------- filters
def _kinds(kinds: Sequence[Kind], filters: Filters) -> tuple[Kind, ...]:
    for kind in kinds:
        if kind not in KINDS:
            raise QueryError(f"unknown kind {kind!r}; there are: {', '.join(KINDS)}")
    if filters.area is None:
        return tuple(dict.fromkeys(kinds))
    if "shortcoming" not in kinds:
        raise QueryError("only shortcomings have an area; leave --area or --kind out")
    return ("shortcoming",)


def _allowed(filters: Filters) -> tuple[str, list[str | int]]:
    """The query for the numbers of the units that filters let pass, and its values."""
    given = [(condition, value) for condition, value in (("list_contains(provinces, ?)", filters.province), ("list_contains(years, ?)", filters.year), ("area = ?", filters.area))
             if value is not None]
    return f"SELECT unit_no FROM search_units WHERE {' AND '.join(condition for condition, _ in given)}", [value for _, value in given]


# ---------------------------------------------------------------- what is shown
def _hits(con: duckdb.DuckDBPyConnection, asked: Query, best: list[Found]) -> list[Hit]:
    if not best:
        return []
    units = ", ".join(str(hit.unit) for hit in best)
    documents = con.execute(f"SELECT DISTINCT document_id FROM search_units WHERE unit_no IN ({units})").fetchall()
    sql = DETAILS.read_text(encoding="utf-8").replace(":units", units).replace(":documents", ", ".join("'" + row[0].replace("'", "''") + "'" for row in documents))
    rows: dict[int, tuple[Any, ...]] = {row[0]: row[1:] for row in con.execute(sql).fetchall()}
    texts = _texts(con, (row[0] for row in rows.values()))
    phrases = [tuple(asked.words[at] for at in phrase) for phrase in asked.phrases]
    ranks, hits = Counter[Kind](), []
    for kind, unit, score, exact in best:
        ranks[kind] += 1
        number, document_id, version, ids, title, province, published, source, url, label, start, end = rows[unit]
        text = texts[number]
        if kind == "document" and title and text.startswith(title):
            start = len(title)      # the title is shown anyway
        shown = excerpts.cut(text, asked.words, phrases, start, end, exact=exact and asked.accented, whole=kind != "document")
        hits.append(Hit(kind, ranks[kind], round(score, 4), exact, document_id, version, tuple(ids), title, province, published, source, url, label or "",
                        shown.text, shown.marks, shown.start, shown.end))
    return hits


def _texts(con: duckdb.DuckDBPyConnection, versions: Iterable[int]) -> dict[int, str]:
    """The texts in these rows of `versions`; one query each, because a query for several reads all texts between them."""
    return {row: con.execute(f"SELECT text FROM versions WHERE rowid = {row}").fetchall()[0][0] for row in set(versions)}


__all__ = ["KINDS", "Filters", "Hit", "Kind", "Query", "Result", "parse", "search"]
