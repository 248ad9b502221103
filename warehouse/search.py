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

from warehouse import excerpts, wording
from warehouse.query import QueryError, connect

Kind = Literal["document", "metric", "official", "shortcoming"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Positions = npt.NDArray[np.int64]      # of a word, a pair or a phrase: where it begins, ascending

SATURATION, LENGTH = 1.2, 0.5          # BM25's k1 and b
HEADING = 2.0                          # how often more a word of a title or a name counts
COVERAGE = 0.75                        # share of the words asked for that a hit must have
MOST_WORDS = 32                        # of a query
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
        try:
            return _search(con, asked, _kinds(kinds, filters), filters, limit)
        except duckdb.CatalogException as error:
            raise QueryError(f"{path}: this edition can't be searched, it was published by an earlier version; publish it again with `cchc publish`") from error
        except duckdb.Error as error:
            raise QueryError(f"{path}: {' '.join(str(error).split())}") from error


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
    """Something to count in units: a word, a pair of neighbours or a phrase. Words and phrases can be demanded."""

    positions: Positions
    sort: Literal["word", "pair", "phrase"]


def _search(con: duckdb.DuckDBPyConnection, asked: Query, kinds: tuple[Kind, ...], filters: Filters, limit: int) -> Result:
    forms = con.execute("SELECT form_id, spelling, folded FROM search_forms WHERE folded IN (SELECT unnest(?))",
                        [[wording.folded(word) for word in asked.words]]).fetchall()
    total = con.execute("SELECT coalesce(sum(words), 0) FROM search_units").fetchall()[0][0]
    units = {kind: _units(con, kind) for kind in kinds}
    allowed = {kind: _allowed(con, kind, filters) for kind in kinds}
    best: dict[Kind, list[tuple[int, float, bool]]] = {kind: [] for kind in kinds}
    found = dict.fromkeys(kinds, 0)
    for exact in (True, False) if asked.accented else (False,):
        open_kinds = [kind for kind in kinds if len(best[kind]) < limit]
        if not open_kinds:
            break
        terms = _terms(con, asked, forms, exact=exact)
        for kind in open_kinds:
            rows, scores = _rank(units[kind], terms, total, allowed[kind])
            known = {row for row, _, _ in best[kind]}
            best[kind] += [(row, score, exact or not asked.accented) for row, score in zip(rows.tolist(), scores.tolist(), strict=True) if row not in known][:limit - len(known)]
            found[kind] = max(found[kind], len(rows))
    hits = _hits(con, asked, [(kind, int(units[kind].first[row]), score, exact) for kind in kinds for row, score, exact in best[kind]])
    present = {folded for _, _, folded in forms}
    return Result(tuple(hits), found, tuple(dict.fromkeys(word for word in asked.words if wording.folded(word) not in present)))


def _terms(con: duckdb.DuckDBPyConnection, asked: Query, forms: list[tuple[int, str, str]], *, exact: bool) -> list[Term]:
    """The words of the query with all places where they stand, and the pairs and phrases they make there."""
    key = (lambda word: word) if exact else wording.folded
    words = list(dict.fromkeys(map(key, asked.words)))
    number = {form: words.index(said) for form, spelled, bare in forms if (said := spelled if exact else bare) in words}
    # The numbers stand in the query, not in a parameter, because then only the rows of these forms are read.
    rows = con.execute(f"SELECT form_id, position FROM search_words WHERE form_id IN ({', '.join(map(str, number)) or 0})").fetchnumpy()
    of_word = np.full(max(number, default=0) + 1, -1, np.int16)
    of_word[list(number)] = list(number.values())
    which = of_word[np.asarray(rows["form_id"])]
    positions = np.asarray(rows["position"], np.int64)
    places = {word: np.sort(positions[which == at], kind="stable") for at, word in enumerate(words)}
    asked_places = [places[key(word)] for word in asked.words]
    phrases = [Term(_row([asked_places[at] for at in phrase]), "phrase") for phrase in asked.phrases]
    pairs = {(key(a), key(b)): _row([places[key(a)], places[key(b)]]) for a, b in pairwise(asked.words)}
    return [*(Term(places[word], "word") for word in words), *phrases, *(Term(found, "pair") for found in pairs.values())]


def _row(places: Sequence[Positions]) -> Positions:
    """Where words stand one after the other: the places of the first."""
    shifted = sorted((words - at for at, words in enumerate(places)), key=len)
    found = shifted[0]
    for other in shifted[1:]:
        if not len(other):
            return other
        at = np.minimum(np.searchsorted(other, found), len(other) - 1)
        found = found[other[at] == found]
    return found


# ---------------------------------------------------------------- ranking
class Units(NamedTuple):
    """The units of a kind by first position; arrays of one length."""

    first: Positions
    words: npt.NDArray[np.int64]
    heading: npt.NDArray[np.int64]


def _units(con: duckdb.DuckDBPyConnection, kind: Kind) -> Units:
    rows = con.execute("SELECT first_position, words, heading_words FROM search_units WHERE kind = ?", [kind]).fetchnumpy()
    columns = [np.asarray(column, np.int64) for column in rows.values()]
    order = np.argsort(columns[0], kind="stable")
    return Units(*(column[order] for column in columns))


def _rank(units: Units, terms: list[Term], total: int, allowed: Positions | None) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """The units that have enough of the terms, as row numbers, best first, and their scores."""
    candidates = _candidates(units, terms)
    if allowed is not None:
        candidates = candidates[np.isin(units.first[candidates], allowed)]
    first, words = units.first[candidates], units.words[candidates]
    mean = units.words.mean() if len(units.words) else 1.0
    slow = SATURATION * (1 - LENGTH + LENGTH * words / mean)
    scores, have = np.zeros(len(candidates)), np.zeros(len(candidates))
    demanded = sum(term.sort == "word" for term in terms)
    keep = np.ones(len(candidates), bool)
    for term in terms:
        begin = np.searchsorted(term.positions, first)
        count = np.searchsorted(term.positions, first + words) - begin
        weighted = count + HEADING * (np.searchsorted(term.positions, first + units.heading[candidates]) - begin)
        # How many units have the term, as if its places fell evenly (Poisson): counting in every unit would cost more than it changes.
        units_with = -len(units.first) * np.expm1(-len(term.positions) / max(total, 1) * mean)
        rarity = np.log1p((len(units.first) - units_with + 0.5) / (units_with + 0.5))
        scores += rarity * weighted * (SATURATION + 1) / (weighted + slow)
        have += (count > 0) & (term.sort == "word")
        if term.sort == "phrase":
            keep &= count > 0
    keep &= have >= _least(demanded)
    scores *= (have / demanded) ** 2
    kept = np.flatnonzero(keep)
    order = kept[np.lexsort((first[kept], -scores[kept]))]
    return candidates[order], scores[order]


def _candidates(units: Units, terms: list[Term]) -> npt.NDArray[np.int64]:
    """Rows of units that may have enough: those with the rarest phrase, else with one of the words that can't all be missing."""
    phrases = sorted((term.positions for term in terms if term.sort == "phrase"), key=len)
    words = sorted((term.positions for term in terms if term.sort == "word"), key=len)
    places = phrases[:1] or words[:len(words) - _least(len(words)) + 1]
    rows = []
    for positions in places:
        row = np.searchsorted(units.first, positions, side="right") - 1
        inside = (row >= 0) & (positions < (units.first + units.words)[row]) if len(units.first) else np.zeros(len(positions), bool)
        rows.append(np.unique(row[inside]))
    return np.unique(np.concatenate(rows)).astype(np.int64)


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


def _allowed(con: duckdb.DuckDBPyConnection, kind: Kind, filters: Filters) -> Positions | None:
    """First positions of the units that the filters let pass; None where there is no filter."""
    if filters == ALL:
        return None
    conditions, values = ["kind = ?"], list[str | int]([kind])
    for condition, value in (("list_contains(provinces, ?)", filters.province), ("list_contains(years, ?)", filters.year), ("area = ?", filters.area)):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    rows = con.execute(f"SELECT first_position FROM search_units WHERE {' AND '.join(conditions)}", values).fetchnumpy()
    return np.asarray(rows["first_position"], np.int64)


# ---------------------------------------------------------------- what is shown
def _hits(con: duckdb.DuckDBPyConnection, asked: Query, best: list[tuple[Kind, int, float, bool]]) -> list[Hit]:
    if not best:
        return []
    rows: dict[int, tuple[Any, ...]] = {row[0]: row[1:] for row in con.execute(DETAILS.read_text(encoding="utf-8"), {"units": [first for _, first, _, _ in best]}).fetchall()}
    texts = _texts(con, (row[0] for row in rows.values()))
    phrases = [tuple(asked.words[at] for at in phrase) for phrase in asked.phrases]
    ranks, hits = Counter[Kind](), []
    for kind, first, score, exact in best:
        ranks[kind] += 1
        number, document_id, version, ids, title, province, published, source, url, label, start, end = rows[first]
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
