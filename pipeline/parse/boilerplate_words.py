"""The words, patterns and limits of `boilerplate.toml`, by which pages that are no articles are told."""
from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).with_name("boilerplate.toml")


@cache
def table() -> dict[str, Any]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


@cache
def limit(name: str) -> int:
    """A number of the table [limits]."""
    return int(table()["limits"][name])


def found(name: str, text: str) -> str | None:
    """The first place in `text` that one of the patterns hits, shortened for a message."""
    hit = _pattern(name).search(text)
    return " ".join(hit[0].split())[:80] if hit else None


def is_like(name: str, text: str) -> bool:
    """Does one of the patterns fit the whole text?"""
    return _pattern(name).fullmatch(text) is not None


def words(name: str, text: str) -> list[str]:
    """The words of the list [spam].name that stand in `text` (lower case) as words of their own, in the list's order."""
    return [word for word, pattern in _words(name) if word in text and pattern.search(text)]


@cache
def _words(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    # Japanese is written without blanks
    return tuple((word, re.compile(re.escape(word) if word > "\u3000" else rf"(?<!\w){re.escape(word)}(?!\w)")) for word in table()["spam"][name])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in table()[name]), re.IGNORECASE | re.MULTILINE)
