"""Words as search sees them: found in a text, and spelled alike whatever the writer's accents.

The words of a text are its runs of letters and digits, in lower case: Vietnamese syllables, numbers, foreign words. DuckDB cuts the texts of an
edition into the same words (`searching/02_units.sql`).
"""
from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from corpus.places import spelling as tones

WORD = re.compile(r"[^\W_]+")


@lru_cache(200_000)
def spelling(word: str) -> str:
    """A word in lower case with its tone mark in the usual place: "HOÀ" and "hòa" are both "hòa"."""
    return tones.fold(word.lower())


@lru_cache(200_000)
def folded(word: str) -> str:
    """A word without case and accents, đ as d: "Đồng" is "dong"."""
    bare = unicodedata.normalize("NFD", spelling(word).replace("đ", "d"))
    return "".join(char for char in bare if not unicodedata.combining(char))
