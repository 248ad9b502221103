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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

SAME = 0.7            # share of the runs of words of both texts that they have in common
SAME_FIGURES = 0.9    # share of the figures of the text with fewer that the other has, too
RUN = 5               # words (syllables) that are compared as one
SHORT = 40            # words: a shorter text is a copy only if it says the same word for word

PERMUTATIONS, ROWS = 128, 4   # standard error of a similarity of 0.7: 0.04; a pair of 0.7 is missed once in 6,000 times
FORMAT = b"\x01\0\0\0"  # what a fingerprint begins with; another one where what is kept changes
AFTER = len(FORMAT) + 4 * PERMUTATIONS    # bytes up to the end of its minima
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
    furniture. Deterministic. Holds about 1 KB a document, reads about 2,500 documents of 3,000 characters in a second.
    """
    return compare((name, fingerprint(text)) for name, text in documents)


def compare(documents: Iterable[tuple[str, bytes]]) -> dict[str, Copy]:
    """The same of fingerprints, which may be kept. Raises ValueError for what is none."""
    ids, prints = _unpacked(documents)
    first: dict[int, int] = {}    # a copy → what it repeats; both as places in `ids`
    copies: dict[str, Copy] = {}
    for later, pairs in groupby(prints.alike(_pairs(prints.minima)), key=lambda pair: pair[0]):
        similarity, source = max((prints.similarity(one, later), -one) for one in sorted({first.get(one, one) for _, one in pairs}))
        if similarity >= SAME:
            first[later] = -source
            copies[ids[later]] = Copy(ids[-source], round(similarity, 3))
    return copies


def around(documents: Iterable[tuple[str, bytes]], some: Iterable[str], groups: Mapping[str, str], most: int) -> set[str]:
    """What has to be compared anew when the documents `some` came, went or changed: these, all of their groups (id of a copy → id of the first),
    those that are like them, and so on. No more are looked for once there are `most`; some may be of documents that are gone. Raises ValueError for what is no fingerprint."""
    found, waiting = set[str](), list(some)
    if len(waiting) >= most:
        return set(waiting)
    ids, prints = _unpacked(documents)
    bands, place = _bands(prints.minima), {name: at for at, name in enumerate(ids)}
    members: dict[str, set[str]] = defaultdict(set)
    for copy, first in groups.items():
        members[first] |= {copy, first}
    while waiting and len(found) < most:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += members.get(groups.get(name, name), ())
            if (at := place.get(name)) is not None:
                near = np.flatnonzero((bands == bands[at]).any(axis=1))
                waiting += [ids[other] for _, other in prints.alike(np.stack([np.full(len(near) - 1, at), near[near != at]], axis=1))]
    return found


class _Prints(NamedTuple):
    """Fingerprints by place, taken apart."""

    minima: npt.NDArray[np.uint32]   # a row for each text, a column for each permutation
    ends: npt.NDArray[np.uint8]      # their last bytes: equal minima have equal ones, so that most pairs can be told apart by a quarter of the memory
    packed: list[bytes]              # the whole of each: after the minima the hash of all words in order (of short texts, else 0), then of each figure

    def alike(self, pairs: npt.NDArray[np.int64]) -> Iterator[tuple[int, int]]:
        """Those of the pairs that are copies, in the order given."""
        for start in range(0, len(pairs), 100_000):
            some = pairs[start:start + 100_000]
            near = np.count_nonzero(self.ends[some[:, 0]] == self.ends[some[:, 1]], axis=1) >= SAME * PERMUTATIONS
            for one, other in some[near].tolist():
                if self.similarity(one, other) >= SAME:
                    yield one, other

    def similarity(self, one: int, other: int) -> float:
        """Share of the runs of words that both have; 0 where their figures differ."""
        a, b = (np.frombuffer(self.packed[place], dtype="<u4", offset=AFTER) for place in (one, other))
        if a[0] or b[0]:
            return float(a[0] == b[0])
        fewer = min(len(a), len(b)) - 1
        if fewer and len(np.intersect1d(a[1:], b[1:], assume_unique=True)) < SAME_FIGURES * fewer:
            return 0.0
        return float(np.count_nonzero(self.minima[one] == self.minima[other])) / PERMUTATIONS


def _unpacked(documents: Iterable[tuple[str, bytes]]) -> tuple[list[str], _Prints]:
    ids: list[str] = []
    packed: list[bytes] = []
    for name, one in documents:
        if not (one.startswith(FORMAT) and len(one) > AFTER and len(one) % 4 == 0):
            raise ValueError(f"{name}: no fingerprint as they are made now: {len(one)} bytes")
        ids.append(name)
        packed.append(one)
    minima = np.frombuffer(b"".join([one[len(FORMAT):AFTER] for one in packed]), dtype="<u4").reshape(len(packed), PERMUTATIONS)
    return ids, _Prints(minima, minima.astype(np.uint8), packed)


def fingerprint(text: str) -> bytes:
    """What is kept of a text: 520 bytes, and 4 a figure. Accents don't count: Hoà and Hòa are one word, and five words in a row are seldom other ones
    without them."""
    tokens = TOKEN.findall(unicodedata.normalize("NFD", text).lower().replace("đ", "d").encode("ascii", "ignore")) or [text.encode()]
    codes = np.fromiter(map(zlib.crc32, tokens), dtype=np.uint64, count=len(tokens))
    figures = {zlib.crc32(token) for token in tokens if token[:1].isdigit()}
    runs = max(1, len(codes) - RUN + 1)
    hashes = np.zeros(runs, dtype=np.uint64)
    for place in range(min(RUN, len(codes))):
        hashes += codes[place:place + runs] * _PLACES[place]
    hashes ^= hashes >> np.uint64(29)
    exact = max(zlib.crc32(b" ".join(tokens)), 1) if len(tokens) < SHORT else 0
    return FORMAT + np.concatenate([_minima(np.unique(hashes)), np.array([exact, *sorted(figures)], dtype=np.uint32)]).astype("<u4").tobytes()


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text without these stretches, which stand in order: menus, bylines and other furniture, which each site has of its own."""
    kept, end = [], 0
    for start, stop in spans:
        kept.append(text[end:start])
        end = stop
    return "".join([*kept, text[end:]])


def _minima(hashes: Hashes) -> npt.NDArray[np.uint32]:
    least = np.full(PERMUTATIONS, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(hashes), 2048):   # a report of 200 pages must not need 200 MB
        permuted = _TIMES * hashes[start:start + 2048]
        permuted += _PLUS
        np.minimum(least, permuted.min(axis=1), out=least)
    return (least >> np.uint64(16)).astype(np.uint32)


def _bands(minima: npt.NDArray[np.uint32]) -> Hashes:
    """Of every text a number for each band of minima, equal where those are."""
    return np.stack([(minima[:, start:start + ROWS].astype(np.uint64) * _PLACES[:ROWS]).sum(axis=1) for start in range(0, PERMUTATIONS, ROWS)], axis=1)


def _pairs(minima: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """(document, earlier one that may be the same) in order: of those with a band of equal minima the first one, and the closest."""
    size = len(minima)
    at = np.arange(size)
    found = [np.zeros(0, np.int64)]
    for band in _bands(minima).T:
        order = np.argsort(band, kind="stable")      # bucket after bucket, each in the order given
        begins = np.maximum.accumulate(np.where(np.r_[True, band[order][1:] != band[order][:-1]][:size], at, 0))
        for back in range(1, CLOSEST + 1):
            has = at - back >= begins
            found.append(order[has] * size + order[at[has] - back])
        far = at - CLOSEST > begins
        found.append(order[far] * size + order[begins[far]])
    numbers = np.concatenate(found)
    numbers.sort()
    numbers = numbers[np.r_[True, numbers[1:] != numbers[:-1]][:len(numbers)]]
    return np.stack(np.divmod(numbers, max(size, 1)), axis=1)
