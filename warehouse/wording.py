"""Words as search sees them: found in a text, and spelled alike whatever the writer's accents.

The words of a text are its runs of letters and digits, in lower case: Vietnamese syllables, numbers, foreign words. Each letter is made small and
bare for itself, whatever stands beside it, so that whole texts are brought into the form in which they are indexed (`spaced`) as fast as memory is
read, and give the same words as one by one.
"""
from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.places import spelling as tones

WORD = re.compile(r"[^\W_]+")
LINE = "¶"      # stands for a line end among the words of a text: no word, so that nothing can be asked for across it
_PAIRS = {plain: marked for plain, marked in tones.TONES.items() if plain.islower()}      # "oà": "òa"


@lru_cache(200_000)
def spelling(word: str) -> str:
    """A word in lower case with its tone mark in the usual place: "HOÀ" and "hòa" are both "hòa"."""
    return tones.fold("".join(map(_small, word)))


@lru_cache(200_000)
def folded(word: str) -> str:
    """A word without case and accents, đ as d: "Đồng" is "dong"."""
    return "".join(map(_bare, word))


def spaced(text: str) -> tuple[str, str]:
    """The words of a text in their spelling, and folded, each at the place where it stands: both are as long as the text, LINE for a line end and a blank for
    every other character that belongs to no word."""
    codec = "utf-16-le"
    width: np.dtype[Any] = np.dtype(np.uint16)
    written = text.encode(codec)
    if len(written) != width.itemsize * len(text):      # letters beyond the first 65,536
        codec, width = "utf-32-le", np.dtype(np.uint32)
        written = text.encode(codec)
    codes = np.frombuffer(written, width)
    if not len(codes):
        return "", ""
    counts = np.bincount(codes)
    small, bare = np.zeros((2, len(counts)), width)
    for code in np.flatnonzero(counts).tolist():
        char = chr(code)
        small[code], bare[code] = map(ord, (_small(char), _bare(char)) if char.isalnum() else LINE * 2 if char == "\n" else "  ")
    spelled = small[codes]
    _place_tones(spelled)
    return spelled.tobytes().decode(codec), bare[codes].tobytes().decode(codec)


def _place_tones(codes: npt.NDArray[Any]) -> None:
    """What `tones.fold` does, to the letters of a text in lower case, in place."""
    first, marked, plain = np.zeros((3, int(codes.max()) + 1), codes.dtype)
    for before, after in _PAIRS.items():
        if ord(before[1]) < len(first):
            first[ord(before[1])], marked[ord(before[1])], plain[ord(before[1])] = map(ord, before[0] + after)
    at = np.flatnonzero(first[codes[1:]] == codes[:-1])      # the second letter says which first one it goes with
    second = codes[at + 1]
    codes[at], codes[at + 1] = marked[second], plain[second]


@lru_cache(10_000)
def _small(char: str) -> str:
    """The letter in lower case; itself where that would be two."""
    small = tones.fold(char.lower())
    return small if len(small) == 1 else char


@lru_cache(10_000)
def _bare(char: str) -> str:
    """The letter in lower case without accents; with them where it would be none, several, or one of a longer code."""
    small = _small(char)
    bare = "".join(part for part in unicodedata.normalize("NFD", small.replace("đ", "d")) if not unicodedata.combining(part))
    return bare if len(bare) == 1 and len(bare.encode("utf-16")) == len(small.encode("utf-16")) else small
