"""Copies: which documents tell the same text, because a portal published it twice or a newspaper took it over.

    copies = find_copies((document.document_id, document.text) for document in oldest_first)
    copies["9f3a…"]    # Copy(first_id="01bc…", similarity=0.93)

Nothing is dropped: a copy is grouped with the document it repeats, so that a count of statements need not count one twice. Texts are
compared by MinHash over runs of five words (Broder 1997) with bands to find candidates (Leskovec et al., Mining of Massive Datasets, 3.4),
which is what datasketch does, too; it would bring scipy along for 60 lines of numpy. Monthly reports repeat their wording with new figures:
so figures must agree besides, and two reports of one template are not copies.
"""
from __future__ import annotations

import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SAME = 0.7            # share of the runs of words of both texts that they have in common
SAME_FIGURES = 0.9    # share of the figures of the text with fewer that the other has, too
RUN = 5               # words (syllables) that are compared as one
SHORT = 40            # words: a shorter text is a copy only if it says the same word for word

PERMUTATIONS, ROWS = 128, 4   # standard error of a similarity of 0.7: 0.04; a pair of 0.7 is missed once in 6,000 times
CLOSEST = 8           # earlier documents of a bucket that are looked at: in a large bucket all are copies of the same few

TOKEN = re.compile(rb"[a-z]+|\d+(?:[.,/:-]\d+)*")

_random = np.random.default_rng(20)   # fixed: the same texts have the same groups in every run
_TIMES = _random.integers(0, 2**63, (PERMUTATIONS, 1), dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_PLUS = _random.integers(0, 2**63, (PERMUTATIONS, 1), dtype=np.uint64)
_PLACES = _random.integers(0, 2**63, RUN, dtype=np.uint64) * np.uint64(2) + np.uint64(1)

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Copy:
    """`first_id` is the first document (in the order given) with this text; `similarity` from SAME to 1, estimated to about 0.04."""

    first_id: str
    similarity: float


def find_copies(documents: Iterable[tuple[str, str]]) -> dict[str, Copy]:
    """(id, text) of documents, oldest first → the copies among them, by id; a document that repeats none is not in it.

    Every copy names a document that is itself none, so `first_id` is the id of the group. Give one version of each document, best without its
    furniture. Deterministic. Holds about 1 KB a document, reads about 800 documents of 3,000 characters in a second.
    """
    return compare((name, fingerprint(text)) for name, text in documents)


def compare(documents: Iterable[tuple[str, bytes]]) -> dict[str, Copy]:
    """The same of fingerprints, which may be kept. Raises ValueError for what is none."""
    ids: list[str] = []
    prints: list[_Print] = []
    for name, packed in documents:
        ids.append(name)
        prints.append(_Print.unpack(packed))
    first: dict[int, int] = {}    # a copy → what it repeats; both as places in `ids`
    copies: dict[str, Copy] = {}
    for later, earlier in _candidates(prints):
        sources = sorted({first.get(one, one) for one in earlier})
        similarity, source = max((_similarity(prints[one], prints[later]), -one) for one in sources)
        if similarity >= SAME:
            first[later] = -source
            copies[ids[later]] = Copy(ids[-source], round(similarity, 3))
    return copies


@dataclass(frozen=True, slots=True)
class _Print:
    minima: npt.NDArray[np.uint32]   # one for each permutation
    figures: frozenset[int]
    exact: int                       # of all words in order; only of short texts, else 0

    def pack(self) -> bytes:
        return np.concatenate([self.minima, np.array([self.exact, *sorted(self.figures)], dtype=np.uint32)]).astype("<u4").tobytes()

    @classmethod
    def unpack(cls, packed: bytes) -> _Print:
        values = np.frombuffer(packed, dtype="<u4")
        if len(values) <= PERMUTATIONS:
            raise ValueError(f"no fingerprint: {len(packed)} bytes")
        return cls(values[:PERMUTATIONS], frozenset(values[PERMUTATIONS + 1:].tolist()), int(values[PERMUTATIONS]))


def fingerprint(text: str) -> bytes:
    """What is kept of a text: 516 bytes, and 4 a figure. Accents don't count: Hoà and Hòa are one word, and five words in a row are seldom other ones
    without them."""
    tokens = TOKEN.findall(unicodedata.normalize("NFD", text).lower().replace("đ", "d").encode("ascii", "ignore")) or [text.encode()]
    codes = np.array([zlib.crc32(token) for token in tokens], dtype=np.uint64)
    figures = frozenset(zlib.crc32(token) for token in tokens if token[:1].isdigit())
    runs = max(1, len(codes) - RUN + 1)
    hashes = np.zeros(runs, dtype=np.uint64)
    for place in range(min(RUN, len(codes))):
        hashes += codes[place:place + runs] * _PLACES[place]
    hashes ^= hashes >> np.uint64(29)
    return _Print(_minima(np.unique(hashes)), figures, max(zlib.crc32(b" ".join(tokens)), 1) if len(tokens) < SHORT else 0).pack()


def _minima(hashes: Hashes) -> npt.NDArray[np.uint32]:
    least = np.full(PERMUTATIONS, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(hashes), 2048):   # a report of 200 pages must not need 200 MB
        permuted = _TIMES * hashes[start:start + 2048]
        permuted += _PLUS
        np.minimum(least, permuted.min(axis=1), out=least)
    return (least >> np.uint64(16)).astype(np.uint32)


def _similarity(one: _Print, other: _Print) -> float:
    if one.exact or other.exact:
        return float(one.exact == other.exact)
    fewer = min(len(one.figures), len(other.figures))
    if fewer and len(one.figures & other.figures) < SAME_FIGURES * fewer:
        return 0.0
    return float(np.count_nonzero(one.minima == other.minima)) / PERMUTATIONS


def _candidates(prints: list[_Print]) -> Iterator[tuple[int, set[int]]]:
    """(document, earlier ones that may be the same), in order: those with a band of equal minima."""
    found: dict[int, set[int]] = defaultdict(set)
    if prints:
        table = np.stack([one.minima for one in prints])
        for start in range(0, PERMUTATIONS, ROWS):
            band = (table[:, start:start + ROWS].astype(np.uint64) * _PLACES[:ROWS]).sum(axis=1)
            _, bucket, sizes = np.unique(band, return_inverse=True, return_counts=True)
            members: dict[int, list[int]] = defaultdict(list)
            for place in np.flatnonzero(sizes[bucket] > 1).tolist():
                near = members[int(bucket[place])]
                found[place].update(near[:1], near[-CLOSEST:])
                near.append(place)
    for place in sorted(found):
        if found[place]:
            yield place, found[place]
