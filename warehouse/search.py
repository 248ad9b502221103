"""Searching documents and facts: `search(path, "số hóa hồ sơ chậm")`, with or without accents, best first, with the words marked.

The words of a query are looked up in the index of the edition (`warehouse.indexing`). A hit has all of one or two words asked for, three quarters of
more, and every phrase in quotation marks. tantivy ranks hits by BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) over
words and over pairs of neighbours: a Vietnamese word is mostly two syllables, and "hồ sơ" says more than "hồ" and "sơ". Where the query has
accents, what is spelled just so comes first, and other accents only after it; where it has none, all are the same.
"""
from __future__ import annotations

import json
import math
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import tantivy

from warehouse import excerpts, indexing, wording
from warehouse.indexing import KINDS, Kind
from warehouse.query import QueryError, connect

COVERAGE = 0.75                        # share of the words asked for that a hit must have
MOST_WORDS = 32                        # of a query
PAIR = 2.0                             # how often more a pair of neighbours counts than BM25 has it, which takes it to be as rare as its words
LOOKED_UP = 250_000                    # units of a kind in which neighbours are looked for: a tenth of a microsecond each
SPARE = 50                             # hits that are looked at beyond those asked for, because they may be as good as the last one
MUST, SHOULD = tantivy.Occur.Must, tantivy.Occur.Should
# What must stand as it is: words in quotation marks, and a number of several parts, "99,3" or "51/63".
QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|«([^»]*)»|(?<!\w)(\d+(?:[.,/]\d+)+)')


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


def search(path: Path, query: str, *, kinds: Sequence[Kind] = KINDS, filters: Filters = ALL, limit: int = 10, as_of: int | None = None) -> Result:
    """The best `limit` hits of each kind in the warehouse at `path`, or in edition `as_of` of it while its index is kept.

    Raises QueryError: no warehouse, no such edition, no index of it, nothing to look for.
    """
    with connect(path, as_of) as con, Searcher(path, con) as searcher:
        return searcher.search(query, kinds=kinds, filters=filters, limit=limit)


class Searcher:
    """Searches the edition that a connection of `query.connect` to the warehouse at `path` shows, as often as one likes, whatever is published meanwhile.

    Raises QueryError where that edition has no index. To be closed (`with`, or `close()`).
    """

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self._closing = ExitStack()
        self._indexes: dict[Kind, Index] = {}
        self._folder = _folder(path, connection)
        with self._readable():
            self._indexes = {kind: self._opened(self._folder / kind) for kind in KINDS}

    def search(self, query: str, *, kinds: Sequence[Kind] = KINDS, filters: Filters = ALL, limit: int = 10) -> Result:
        """The best `limit` hits of each kind."""
        asked, kinds = parse(query), _kinds(kinds, filters)
        with self._readable():
            return self._found(asked, kinds, filters, limit)

    def _found(self, asked: Query, kinds: tuple[Kind, ...], filters: Filters, limit: int) -> Result:
        best: dict[Kind, list[Found]] = {kind: [] for kind in kinds}
        numbers = dict.fromkeys(kinds, 0)
        for exact in (True, False) if asked.accented else (False,):
            if sum(map(len, best.values())) >= limit:      # other accents only where there is little else
                break
            for kind in kinds:
                known = {hit.unit for hit in best[kind]}
                found, number = self._indexes[kind].best(asked, filters, limit + len(known), exact=exact)
                best[kind] += [hit for hit in found if hit.unit not in known][:limit - len(known)]
                numbers[kind] = max(numbers[kind], number)
        unknown = [word for word in dict.fromkeys(asked.words) if not any(index.has(wording.folded(word)) for index in self._indexes.values())]
        hits = _hits(self._indexes["document"], asked, [(kind, self._indexes[kind], hit) for kind in kinds for hit in best[kind]])
        return Result(tuple(hits), numbers, tuple(unknown))

    def close(self) -> None:
        """Let the index go."""
        self._indexes = {}
        self._closing.close()

    def __enter__(self) -> Searcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Raises QueryError where tantivy can't read a file: it raises ValueError, or panics."""
        try:
            yield
        except BaseException as error:
            if not isinstance(error, OSError | ValueError) and type(error).__name__ != "PanicException":
                raise
            home = self._folder.parent
            raise QueryError(f"{home}: the index in {self._folder.name} can't be read ({' '.join(str(error).split())}); remove the whole folder {home.name} and make it again with `cchc publish`") from error

    def _opened(self, folder: Path) -> Index:
        """An index; where it can't be opened, by links to its files, because tantivy puts a lock beside those and whoever searches may be allowed to read only."""
        try:
            return Index(tantivy.Index.open(str(folder)))
        except ValueError:
            links = Path(self._closing.enter_context(tempfile.TemporaryDirectory()))
            for path in folder.iterdir():
                if path.suffix != ".lock":
                    (links / path.name).symlink_to(path.resolve())
            return Index(tantivy.Index.open(str(links)))


def _folder(path: Path, connection: duckdb.DuckDBPyConnection) -> Path:
    """The index of the edition that the connection shows. Raises QueryError: there is none, and why."""
    again = f"{path}: this edition can't be searched, it was published by an earlier version; publish it again with `cchc publish`"
    try:
        [(number, edition, last)] = connection.execute(
            "SELECT edition_no, edition_id, (SELECT max(edition_no) FROM warehouse.editions) FROM editions ORDER BY edition_no DESC LIMIT 1").fetchall()
    except (duckdb.Error, ValueError) as error:
        raise QueryError(again) from error
    folder = indexing.folder(path, edition)
    if indexing.readable(folder):
        return folder
    if folder.exists():
        raise QueryError(again)
    if number < last:
        raise QueryError(f"{path}: edition {number} can't be searched any more: only the indexes of the last edition and of the one before are kept; "
                         f"`cchc sql --as-of {number}` can still ask it")
    with connect(path) as now:
        if now.execute("SELECT max(edition_no) FROM editions").fetchall() != [(last,)]:
            raise QueryError(f"{path}: edition {number} can't be searched any more: newer ones have been published since it was opened; open the warehouse again")
    raise QueryError(f"{path}: edition {number} has no index at {folder}; make it with `cchc publish`, or copy the folder {folder.parent.name} to where the file was copied")


@dataclass(frozen=True, slots=True)
class Query:
    """A query's words in order, each phrase as the places of its words, and whether it has any accents."""

    words: tuple[str, ...]
    phrases: tuple[tuple[int, ...], ...] = ()
    accented: bool = False


def parse(query: str) -> Query:
    """Words, "phrases in quotation marks" and numbers of several parts. Raises QueryError where there is no word, or too many."""
    query = unicodedata.normalize("NFC", query)
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
class Unit(NamedTuple):
    """What the index knows of what it finds: where it stands, the ids of its facts, what they state."""

    document_id: str
    version: str
    start: int
    end: int
    ids: tuple[str, ...]
    label: str


class Found(NamedTuple):
    """A unit that was found; `exact` unless only with other accents; `address` in its index."""

    unit: Unit
    score: float
    exact: bool
    address: tantivy.DocAddress


class Index:
    """The index of one kind."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema, self._searcher = index.schema, index.searcher()

    def best(self, asked: Query, filters: Filters, limit: int, *, exact: bool) -> tuple[list[Found], int]:
        """The best units in an order that is always the same, and how many there are."""
        query, many = self._query(asked, filters, exact=exact), limit + SPARE
        while True:      # until all that are as good as the last one to be told are there
            found = self._searcher.search(query, many, weight_by_field="nudge")
            scores = [score for score, _ in found.hits]
            if len(scores) < many or scores[-1] < scores[limit - 1]:
                break
            many *= 4
        least = scores[min(limit, len(scores)) - 1] if scores else 0
        units = [Found(self._unit(address), score, exact or not asked.accented, address) for score, address in found.hits if score >= least]
        return sorted(units, key=lambda hit: (-hit.score, hit.unit))[:limit], found.count      # type: ignore[attr-defined]

    def has(self, word: str) -> bool:
        """Whether the word stands anywhere, with whatever accents."""
        return bool(self._searcher.search(self._term("folded", word), 1, count=False).hits)

    def text(self, address: tantivy.DocAddress) -> str:
        """The text of a unit with what stands beside it."""
        return str(self._searcher.doc(address)["text"][0], "utf-8")

    def described(self, document_id: str) -> dict[str, Any]:
        """Title, province, day, source and url of a document; of the index of documents."""
        found = self._searcher.search(self._key(indexing.DOCUMENT, document_id), 1, count=False).hits
        return dict(json.loads(self._searcher.doc(found[0][1])["shown"][0])["described"])

    def _unit(self, address: tantivy.DocAddress) -> Unit:
        shown = json.loads(self._searcher.doc(address)["shown"][0])
        start, end = shown["span"]
        return Unit(shown["document"], shown["version"], start, end, tuple(shown["ids"]), shown["label"])

    def _query(self, asked: Query, filters: Filters, *, exact: bool) -> tantivy.Query:
        field = "spelled" if exact else "folded"
        keys = asked.words if exact else tuple(map(wording.folded, asked.words))
        words = list(dict.fromkeys(keys))
        least = len(words) if len(words) <= 2 else math.ceil(COVERAGE * len(words))
        parts = [(MUST, self._row(field, [keys[at] for at in phrase])) for phrase in asked.phrases]
        demanded = {at for phrase in asked.phrases for at in phrase}      # what stands there anyway need not be looked for
        others = [word for word in words if word not in {keys[at] for at in demanded}]
        if others:
            least -= len(words) - len(others)
            some = tantivy.Query.boolean_query([(SHOULD, self._term(field, word)) for word in others], minimum_number_should_match=max(least, 1))
            parts.append((MUST if least > 0 else SHOULD, some))
        pairs = list(dict.fromkeys(pair for at, pair in enumerate(pairwise(keys)) if not {at, at + 1} <= demanded))
        parts += [(SHOULD, tantivy.Query.boost_query(self._row(field, pair), PAIR)) for pair in self._rarest(field, pairs)]
        wanted = ((indexing.PROVINCE, filters.province), (indexing.YEAR, filters.year), (indexing.AREA, filters.area))
        parts += [(MUST, tantivy.Query.const_score_query(self._key(sign, value), 0)) for sign, value in wanted if value is not None]
        return tantivy.Query.boolean_query(parts)

    def _key(self, sign: str, value: str | int) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "keys", f"{sign}{value}".replace(" ", "_"), index_option="basic")

    def _term(self, field: str, word: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, word, index_option="freq")

    def _row(self, field: str, words: Sequence[str]) -> tantivy.Query:
        """Words one after the other."""
        return tantivy.Query.phrase_query(self._schema, field, list(words)) if len(words) > 1 else self._term(field, words[0])

    def _rarest(self, field: str, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """As many pairs as can be looked up within LOOKED_UP units, those of the rarest words first; one at least."""
        many = {pair: min(self._searcher.doc_freq(field, word) for word in pair) for pair in pairs}
        ordered = sorted(pairs, key=many.__getitem__)
        return [pair for pair, total in zip(ordered, accumulate(map(many.__getitem__, ordered)), strict=True) if total <= LOOKED_UP or pair == ordered[0]]


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


# ---------------------------------------------------------------- what is shown
def _hits(documents: Index, asked: Query, best: list[tuple[Kind, Index, Found]]) -> list[Hit]:
    phrases = [tuple(asked.words[at] for at in phrase) for phrase in asked.phrases]
    described = {name: documents.described(name) for name in {hit.unit.document_id for _, _, hit in best}}
    ranks, hits = Counter[Kind](), []
    for kind, index, (unit, score, exact, address) in best:
        ranks[kind] += 1
        of = described[unit.document_id]
        text, before = index.text(address), max(unit.start - indexing.BESIDE, 0)
        start = unit.start - before
        if kind == "document" and of["title"] and text.startswith(of["title"]):
            start = len(of["title"])      # the title is shown anyway
        shown = excerpts.cut(text, asked.words, phrases, start, unit.end - before, exact=exact and asked.accented, whole=kind != "document")
        hits.append(Hit(kind, ranks[kind], round(score, 4), exact, unit.document_id, unit.version, unit.ids, of["title"], of["province"], of["day"] and date.fromisoformat(of["day"]),
                        of["source"], of["url"], unit.label, shown.text, shown.marks, shown.start + before, shown.end + before))
    return hits


__all__ = ["KINDS", "Filters", "Hit", "Kind", "Query", "Result", "Searcher", "parse", "search"]
